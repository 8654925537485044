"""Keras' ``model.export`` to OpenVINO with TensorFlow, run by OpenVINO."""

import openvino

from probes.conversions.runtimes import run_openvino


def convert(given, folder):
    path = str(folder / "model.xml")
    given.model.export(path, format="openvino", verbose=False)
    return run_openvino(openvino.Core().read_model(path), given.x)
