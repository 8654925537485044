"""Runtimes that take a converted model: its output for one input."""

from __future__ import annotations

from pathlib import Path

import numpy as np


def run_onnx(path: str, x: np.ndarray) -> np.ndarray:
    import onnxruntime

    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    (after,) = session.run(None, {session.get_inputs()[0].name: x})
    return after


def run_litert(path: Path, x: np.ndarray) -> np.ndarray:
    from ai_edge_litert.interpreter import Interpreter

    runs = Interpreter(model_path=str(path))
    (asked,), (gives,) = runs.get_input_details(), runs.get_output_details()
    runs.resize_tensor_input(asked["index"], x.shape)
    runs.allocate_tensors()
    runs.set_tensor(asked["index"], x)
    runs.invoke()
    return runs.get_tensor(gives["index"])
