"""Is the tf.keras that TensorFlow shows the independent package keras?"""

import importlib.metadata

import keras
import tensorflow as tf

from probes.answer import yes_no

same = tf.keras.layers.Dense is keras.layers.Dense
needs = [
    requirement
    for requirement in importlib.metadata.requires("tensorflow-cpu") or importlib.metadata.requires("tensorflow")
    if requirement.startswith("keras")
]
print(
    "tf.keras.layers.Dense is keras.layers.Dense:",
    same,
    "; TensorFlow requires:",
    needs,
    "; module",
    keras.layers.Dense.__module__,
)
yes_no(
    same,
    f"tf.keras.layers.Dense is the class of the package keras {keras.__version__}, which TensorFlow installs as a "
    "dependency",
)
