"""Create an image model by its name with random weights, and classify a made image."""

# /// script
# dependencies = ["timm", "torch"]
# ///
import timm
import torch

torch.manual_seed(0)
model = timm.create_model("resnet18", pretrained=False, num_classes=5).eval()
with torch.no_grad():
    scores = model(torch.rand(1, 3, 64, 64))
assert scores.shape == (1, 5)
print(f"{len(timm.list_models()):,} models have names; one of them gave an image {scores.shape[1]} scores")
