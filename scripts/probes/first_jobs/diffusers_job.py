"""Build a tiny diffusion model with random weights, and draw an image with it."""

# /// script
# dependencies = ["diffusers", "torch"]
# ///
import torch
from diffusers import DDPMPipeline, DDPMScheduler, UNet2DModel

torch.manual_seed(0)
network = UNet2DModel(
    sample_size=16, in_channels=3, out_channels=3, layers_per_block=1, block_out_channels=(32, 32),
    down_block_types=("DownBlock2D", "DownBlock2D"), up_block_types=("UpBlock2D", "UpBlock2D"),
)  # fmt: skip
pipeline = DDPMPipeline(network, DDPMScheduler(num_train_timesteps=20))
pipeline.set_progress_bar_config(disable=True)
image = pipeline(num_inference_steps=5).images[0]
assert image.size == (16, 16)
print("Five steps of a model with random weights drew an image of 16 × 16")
