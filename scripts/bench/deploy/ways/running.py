"""Runtimes that several ways share: from the folder that is shipped to a function that answers."""


def onnx(folder):
    import onnxruntime

    session = onnxruntime.InferenceSession(folder / "model.onnx", providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name
    return lambda x: session.run(None, {name: x})[0]


def litert(folder):
    import os

    from ai_edge_litert.interpreter import Interpreter

    runs = Interpreter(model_path=str(folder / "model.tflite"), num_threads=len(os.sched_getaffinity(0)))
    (asked,), (gives,) = runs.get_input_details(), runs.get_output_details()

    def call(x):
        runs.set_tensor(asked["index"], x)
        runs.invoke()
        return runs.get_tensor(gives["index"])

    # a free batch size is 1 in the file, which is what is asked
    runs.allocate_tensors()
    return call
