"""Run a converted model in the small runtime."""

# /// script
# dependencies = ["tflite-runtime", "tensorflow"]
# ///
import numpy as np
import tensorflow as tf
from tflite_runtime.interpreter import Interpreter


@tf.function(input_signature=[tf.TensorSpec([1, 4], tf.float32)])
def twice(x):
    return 2.0 * x


concrete = twice.get_concrete_function()
with open("model.tflite", "wb") as file:
    file.write(tf.lite.TFLiteConverter.from_concrete_functions([concrete], twice).convert())
interpreter = Interpreter(model_path="model.tflite")
interpreter.allocate_tensors()
interpreter.set_tensor(interpreter.get_input_details()[0]["index"], np.arange(4, dtype="float32").reshape(1, 4))
interpreter.invoke()
result = interpreter.get_tensor(interpreter.get_output_details()[0]["index"])
assert result.tolist() == [[0, 2, 4, 6]]
print("A model of TensorFlow was converted, and the runtime doubled four numbers with it")
