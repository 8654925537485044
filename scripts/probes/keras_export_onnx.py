"""Does a Keras model on {0} give the same numbers after export to ONNX, in ONNX Runtime?"""

import tempfile
from pathlib import Path

import keras
import onnxruntime

from probes.exported import IMAGES, keras_model, same_numbers

model, before = keras_model()
with tempfile.TemporaryDirectory() as folder:
    path = str(Path(folder) / "model.onnx")
    model.export(path, format="onnx", verbose=False)
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    (after,) = session.run(None, {session.get_inputs()[0].name: IMAGES})
same_numbers(before, after, f"with Keras {keras.__version__} and ONNX Runtime {onnxruntime.__version__}")
