"""Write a model node by node, check it, save it and load it."""

# /// script
# dependencies = ["onnx", "numpy"]
# ///
import numpy as np
import onnx
from onnx import TensorProto, helper
from onnx.reference import ReferenceEvaluator

value = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [2]) for name in ("x", "y")]
graph = helper.make_graph([helper.make_node("Relu", ["x"], ["y"])], "first", value[:1], value[1:])
onnx.save(helper.make_model(graph), "model.onnx")
model = onnx.load("model.onnx")
onnx.checker.check_model(model, full_check=True)
(result,) = ReferenceEvaluator(model).run(None, {"x": np.array([-1, 2], "float32")})
assert result.tolist() == [0, 2]
print("A model of one node was saved, checked and run")
