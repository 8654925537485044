"""Serve a model's graph on a port, and open the page that shows it."""

# /// script
# dependencies = ["netron", "onnx"]
# ///
import urllib.request

import netron
import onnx
from onnx import TensorProto, helper

value = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [1]) for name in ("x", "y")]
graph = helper.make_graph([helper.make_node("Relu", ["x"], ["y"])], "first", value[:1], value[1:])
onnx.save(helper.make_model(graph), "model.onnx")
host, port = netron.start("model.onnx", browse=False)
page = urllib.request.urlopen(f"http://{host}:{port}/", timeout=30).read().decode()
netron.stop()
assert "<title>Netron</title>" in page
print(f"The viewer served a page of {len(page)} characters for the model, and stopped")
