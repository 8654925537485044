"""Shuffle, transform and batch made data."""

# /// script
# dependencies = ["grain", "numpy"]
# ///
import grain.python as grain
import numpy as np

data = grain.MapDataset.source(np.arange(20)).shuffle(seed=0).map(lambda x: x * 2).batch(batch_size=5)
batches = list(data)
assert sorted(np.concatenate(batches).tolist()) == list(range(0, 40, 2))
print(f"20 numbers became {len(batches)} batches of {len(batches[0])}, shuffled and doubled")
