"""Runtimes that several ways share: from the folder that is shipped to a function that answers.

``shape`` is that of inputs with a batch of another size than 1, where the file leaves it free.
"""

import numpy as np


def onnx(folder, shape=None):
    import onnxruntime

    session = onnxruntime.InferenceSession(folder / "model.onnx", providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name
    return lambda x: session.run(None, {name: x})[0]


def litert(folder, shape=None):
    import os

    from ai_edge_litert.interpreter import Interpreter

    runs = Interpreter(model_path=str(folder / "model.tflite"), num_threads=len(os.sched_getaffinity(0)))
    (asked,), (gives,) = runs.get_input_details(), runs.get_output_details()
    if shape:
        runs.resize_tensor_input(asked["index"], shape)
    runs.allocate_tensors()  # a free batch size is 1 in the file

    def call(x):
        runs.set_tensor(asked["index"], x)
        runs.invoke()
        return runs.get_tensor(gives["index"])

    return call if asked["dtype"] is not np.int8 else _in_integers(call, asked["quantization"], gives["quantization"])


def _in_integers(call, of_input, of_output):
    """What an application does around a model whose input and output are 8-bit integers too."""
    (scale, zero), (out_scale, out_zero) = of_input, of_output

    def rounded(x):
        y = call(np.clip(np.rint(x / scale + zero), -128, 127).astype(np.int8))
        return (y.astype(np.float32) - out_zero) * np.float32(out_scale)

    return rounded
