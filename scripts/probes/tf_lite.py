"""Does tf.lite still convert a model and run it, with the same numbers?"""

import keras
import numpy as np
import tensorflow as tf

from probes.answer import answer, yes_no

if not hasattr(tf, "lite") or not hasattr(tf.lite, "Interpreter"):
    answer("absent", "TensorFlow no longer has tf.lite.Interpreter")
    raise SystemExit
x = np.random.default_rng(1).normal(size=(1, 8)).astype("float32")
model = keras.Sequential([keras.Input((8,), batch_size=1), keras.layers.Dense(16, "relu"), keras.layers.Dense(3)])
before = np.asarray(model(x))
converted = tf.lite.TFLiteConverter.from_keras_model(model).convert()
interpreter = tf.lite.Interpreter(model_content=converted)
interpreter.allocate_tensors()
interpreter.set_tensor(interpreter.get_input_details()[0]["index"], x)
interpreter.invoke()
after = interpreter.get_tensor(interpreter.get_output_details()[0]["index"])
yes_no(
    np.allclose(before, after, rtol=0, atol=1e-5),
    f"{len(converted):,} bytes; the largest difference of the outputs is {abs(after - before).max():.0e}",
)
