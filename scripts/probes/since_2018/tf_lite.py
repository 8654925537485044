"""Does TensorFlow convert a model to the format of TensorFlow Lite and run it, with the same numbers?"""

import numpy as np
import tensorflow as tf

from probes.answer import answered, yes_no

lite = tf.lite if hasattr(tf, "lite") else getattr(getattr(tf, "contrib", None), "lite", None)  # in contrib up to 1.12
if not hasattr(lite, "Interpreter"):
    answered("absent", "TensorFlow no longer has tf.lite.Interpreter")
x = np.random.RandomState(1).normal(size=(1, 8)).astype("float32")
given = tf.keras.Input((8,), batch_size=1)
layers = tf.keras.layers
model = tf.keras.Model(given, layers.Dense(3)(layers.Dense(16, activation="relu")(given)))
before = model.predict(x, verbose=0)
if hasattr(lite.TFLiteConverter, "from_keras_model"):
    converter = lite.TFLiteConverter.from_keras_model(model)
else:
    converter = lite.TFLiteConverter.from_session(tf.keras.backend.get_session(), model.inputs, model.outputs)
converted = converter.convert()
interpreter = lite.Interpreter(model_content=converted)
interpreter.allocate_tensors()
interpreter.set_tensor(interpreter.get_input_details()[0]["index"], x)
interpreter.invoke()
after = interpreter.get_tensor(interpreter.get_output_details()[0]["index"])
place = "" if hasattr(tf, "lite") else ", in tf.contrib.lite"
yes_no(
    np.allclose(before, after, rtol=0, atol=1e-5),
    f"{len(converted):,} bytes{place}; the largest difference of the outputs is {abs(after - before).max():.0e}",
)
