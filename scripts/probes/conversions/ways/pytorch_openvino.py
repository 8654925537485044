"""``openvino.convert_model`` on a PyTorch module, run by OpenVINO."""

import openvino
import torch

from probes.conversions.runtimes import run_openvino


def convert(given, folder):
    return run_openvino(openvino.convert_model(given.model, example_input=torch.from_numpy(given.x)), given.x)
