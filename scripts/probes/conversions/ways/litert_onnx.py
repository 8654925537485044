"""``python -m tf2onnx.convert --tflite`` on the .tflite file of a TensorFlow model, run by ONNX Runtime."""

import subprocess
import sys

from probes.conversions.runtimes import run_onnx
from probes.conversions.ways.tensorflow_litert import written


def convert(given, folder):
    path = str(folder / "model.onnx")
    command = [sys.executable, "-m", "tf2onnx.convert", "--tflite", str(written(given.model, folder)), "--output", path]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr.strip().splitlines()[-1])
    return run_onnx(path, given.x)
