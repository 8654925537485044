"""Save an array to a file and read it back."""

# /// script
# dependencies = ["safetensors", "numpy"]
# ///
import numpy as np
from safetensors.numpy import load_file, save_file

weights = {"weight": np.random.default_rng(0).normal(size=(3, 4)).astype("float32")}
save_file(weights, "model.safetensors")
assert np.array_equal(load_file("model.safetensors")["weight"], weights["weight"])
print("An array of 3 × 4 came back from the file as it was")
