"""``openvino.convert_model`` on the ONNX file of a PyTorch model, run by OpenVINO."""

import openvino

from probes.conversions.runtimes import run_openvino
from probes.conversions.ways.pytorch_onnx import written


def convert(given, folder):
    return run_openvino(openvino.convert_model(written(given, folder)), given.x)
