"""Send a request with the client, and see whether its package brings the server that answers."""

# /// script
# dependencies = ["tensorflow-serving-api", "tensorflow"]
# ///
import shutil
import sys

import tensorflow as tf
from tensorflow_serving.apis import predict_pb2

request = predict_pb2.PredictRequest()
request.model_spec.name = "half_plus_two"
request.inputs["x"].CopyFrom(tf.make_tensor_proto([1.0, 2.0, 5.0]))
print(f"The client made a request of {request.ByteSize()} bytes")
if not shutil.which("tensorflow_model_server"):
    sys.exit("not here: the client imports and makes a request; the server that would answer is in no Python package")
