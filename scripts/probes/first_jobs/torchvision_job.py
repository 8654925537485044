"""Transform an image and classify it with a network of random weights."""

# /// script
# dependencies = ["torchvision", "torch"]
# ///
import torch
from torchvision.models import resnet18
from torchvision.transforms import v2

torch.manual_seed(0)
image = torch.randint(0, 256, (3, 300, 200), dtype=torch.uint8)
transforms = v2.Compose([v2.Resize(64), v2.CenterCrop(64), v2.ToDtype(torch.float32, scale=True)])
model = resnet18(weights=None, num_classes=5).eval()
with torch.no_grad():
    scores = model(transforms(image)[None])
assert scores.shape == (1, 5)
print(f"An image of 300 × 200 was cut to 64 × 64; ResNet-18 gave it {scores.shape[1]} scores")
