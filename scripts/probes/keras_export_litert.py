"""Does a Keras model on {0} give the same numbers after export to LiteRT, in LiteRT's interpreter?"""

import tempfile
from importlib.metadata import version
from pathlib import Path

import keras

from probes.exported import IMAGES, keras_model, run_litert, same_numbers

model, before = keras_model()
with tempfile.TemporaryDirectory() as folder:
    path = Path(folder) / "model.tflite"
    # of a free batch size Keras with PyTorch would make 1
    model.export(path, format="litert", verbose=False, input_signature=[keras.InputSpec("float32", IMAGES.shape)])
    after = run_litert(path.read_bytes(), IMAGES)
same_numbers(before, after, f"with Keras {keras.__version__} and LiteRT {version('ai-edge-litert')}")
