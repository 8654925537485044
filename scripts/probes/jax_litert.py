"""Does a JAX function give the same numbers after jax.experimental.jax2tf and TensorFlow's converter, in LiteRT?"""

from importlib.metadata import version

import jax
import tensorflow as tf
from jax.experimental import jax2tf

from probes.exported import IMAGES, jax_function, run_litert, same_numbers

infer, before = jax_function()
module = tf.Module()
signature = [tf.TensorSpec(IMAGES.shape, tf.float32)]
module.serve = tf.function(jax2tf.convert(infer), autograph=False, input_signature=signature)
converter = tf.lite.TFLiteConverter.from_concrete_functions([module.serve.get_concrete_function()], module)
after = run_litert(converter.convert(), IMAGES)
same_numbers(
    before,
    after,
    f"with JAX {jax.__version__}, the converter of TensorFlow {tf.__version__} and LiteRT {version('ai-edge-litert')}",
)
