"""Does a Keras model on {0} give the same numbers after export to OpenVINO, in its runtime?"""

import tempfile
from importlib.metadata import version
from pathlib import Path

import keras
import openvino

from probes.exported import IMAGES, keras_model, same_numbers

model, before = keras_model()
with tempfile.TemporaryDirectory() as folder:
    path = str(Path(folder) / "model.xml")
    model.export(path, format="openvino", verbose=False)
    after = openvino.Core().compile_model(path, "CPU", {"INFERENCE_PRECISION_HINT": "f32"})(IMAGES)[0]
same_numbers(before, after, f"with Keras {keras.__version__} and OpenVINO {version('openvino')}")
