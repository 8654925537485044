"""Does a JAX function give the same numbers after jax.export serialised it and another process read it?"""

import subprocess
import sys
import tempfile
from pathlib import Path

import jax
import numpy as np

from probes.exported import IMAGES, jax_function, same_numbers

READER = """
import sys, jax, numpy as np
called, x, after = sys.argv[1:]
np.save(after, jax.export.deserialize(bytearray(open(called, "rb").read())).call(np.load(x)))
"""
infer, before = jax_function()
with tempfile.TemporaryDirectory() as name:
    called, x, after = (Path(name) / file for file in ("function.bin", "x.npy", "after.npy"))
    called.write_bytes(jax.export.export(jax.jit(infer))(jax.ShapeDtypeStruct(IMAGES.shape, IMAGES.dtype)).serialize())
    np.save(x, IMAGES)
    subprocess.run([sys.executable, "-c", READER, called, x, after], check=True)
    read, size = np.load(after), called.stat().st_size
same_numbers(before, read, f"from {size:,} bytes that hold the weights too, with JAX {jax.__version__}")
