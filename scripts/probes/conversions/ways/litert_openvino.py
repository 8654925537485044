"""``openvino.convert_model`` on the .tflite file of a TensorFlow model, run by OpenVINO."""

import openvino

from probes.conversions.runtimes import run_openvino
from probes.conversions.ways.tensorflow_litert import written


def convert(given, folder):
    return run_openvino(openvino.convert_model(str(written(given.model, folder))), given.x)
