"""Load a model into the Tasks library and classify an image."""

# /// script
# dependencies = ["mediapipe", "numpy"]
# ///
import sys

import mediapipe as mp
import numpy as np

image = mp.Image(image_format=mp.ImageFormat.SRGB, data=np.zeros((64, 64, 3), dtype=np.uint8))
assert (image.width, image.height) == (64, 64)
print(f"An image of {image.width} × {image.height} was made; {len(dir(mp.tasks.vision))} names in mp.tasks.vision")
sys.exit("not here: it imports and makes an image; its tasks need models that its keepers' page has, and no package")
