"""The network that learns digits, in TensorFlow from release 1.12 on; its twin is ``digits_pytorch.py``.

Keras makes the steps: in a session before TensorFlow 2, as a function since.
"""

import numpy as np
import tensorflow as tf

OLD = tf.__version__.startswith("1.")
layers = tf.keras.layers


def use_one_thread():
    if OLD:
        config = tf.ConfigProto(intra_op_parallelism_threads=1, inter_op_parallelism_threads=1)
        tf.keras.backend.set_session(tf.Session(config=config))
    else:
        tf.config.threading.set_intra_op_parallelism_threads(1)
        tf.config.threading.set_inter_op_parallelism_threads(1)


def loss_of(labels, logits):
    labels = tf.reshape(tf.cast(labels, "int64"), [-1])
    return tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits)


class Trainer:
    """Without ``weights``, Keras draws its own. The learning rate is the recipe's in both arms."""

    def __init__(self, arm, optimizer, seed, weights):
        tf.keras.backend.clear_session()
        (tf.set_random_seed if OLD else tf.random.set_seed)(seed)
        matched = arm == "matched"
        batch_norm = {"momentum": 0.9, "epsilon": 1e-5} if matched else {}  # the share of the old average
        given = tf.keras.Input((8, 8, 1))
        x = layers.Conv2D(8, 3, padding="same", use_bias=False)(given)
        x = layers.MaxPooling2D(2)(layers.ReLU()(layers.BatchNormalization(**batch_norm)(x)))
        x = layers.Conv2D(16, 3, padding="same", use_bias=False)(x)
        x = layers.ReLU()(layers.BatchNormalization(**batch_norm)(x))
        self.model = tf.keras.Model(given, layers.Dense(10)(layers.Flatten()(x)))
        optimizers = tf.keras.optimizers
        made = {"sgd": lambda: optimizers.SGD(0.01),
                "adam": lambda: optimizers.Adam(0.001, **({"epsilon": 1e-8} if matched else {}))}  # fmt: skip
        self.model.compile(made[optimizer](), loss_of)
        if weights:
            first, second, last = (layer for layer in self.model.layers if hasattr(layer, "kernel"))
            first.set_weights(weights[:1])
            second.set_weights(weights[1:2])
            last.set_weights([weights[2].reshape(256, 10), weights[3]])

    def step(self, x, y):
        self.model.train_on_batch(x, y.reshape(-1, 1))

    def logits(self, x):
        """As in testing: BatchNorm uses its running averages."""
        return np.asarray(self.model.predict_on_batch(x))  # a tensor in TensorFlow 2.0
