"""``safetensors.tensorflow``: the weights into a file, and into a new model of the same code."""

import tensorflow as tf
from safetensors.tensorflow import load_file, save_file


def convert(given, folder):
    path = str(folder / "model.safetensors")
    save_file({weight.path: tf.convert_to_tensor(weight) for weight in given.model.weights}, path)
    loaded = load_file(path)
    weights = [loaded[weight.path] for weight in given.model.weights]
    model = given.module.build()
    for weight, value in zip(model.weights, weights, strict=True):
        weight.assign(value)
    return model(given.x, training=False).numpy()
