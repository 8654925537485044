"""Load a saved model from a folder as a layer, as a hub offers it, and use it."""

# /// script
# dependencies = ["tensorflow-hub", "tensorflow"]
# ///
import tensorflow as tf
import tensorflow_hub as hub


class Twice(tf.Module):
    @tf.function(input_signature=[tf.TensorSpec([None], tf.float32)])
    def __call__(self, x):
        return 2.0 * x


tf.saved_model.save(Twice(), "model")
layer = hub.KerasLayer("model")
assert layer(tf.constant([1.0, 2.0])).numpy().tolist() == [2, 4]
print("A saved model was loaded as a layer, which doubled two numbers")
