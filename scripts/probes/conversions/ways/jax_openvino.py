"""``openvino.convert_model`` on a JAX program, run by OpenVINO."""

import jax
import openvino

from probes.conversions.runtimes import run_openvino


def convert(given, folder):
    return run_openvino(openvino.convert_model(jax.make_jaxpr(given.model)(given.x)), given.x)
