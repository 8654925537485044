"""Run a model in the runtime."""

# /// script
# dependencies = ["onnxruntime", "onnx", "numpy"]
# ///
import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper

value = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [2]) for name in ("x", "y")]
graph = helper.make_graph([helper.make_node("Relu", ["x"], ["y"])], "first", value[:1], value[1:])
onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), "model.onnx")
session = onnxruntime.InferenceSession("model.onnx", providers=["CPUExecutionProvider"])
(result,) = session.run(None, {"x": np.array([-1, 2], "float32")})
assert result.tolist() == [0, 2]
print("The runtime ran a model of one node")
