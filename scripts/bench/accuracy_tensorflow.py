"""The networks of the accuracy experiment in TensorFlow; their twin is ``accuracy_pytorch.py``."""

from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers


def use_one_thread() -> None:
    """The networks are too small to share; call before anything is computed."""
    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)


def build(dataset: str, batch_norm: dict[str, float]) -> keras.Model:
    if dataset == "digits":
        return keras.Sequential(
            [
                keras.Input((8, 8, 1)),
                layers.Conv2D(8, 3, padding="same", use_bias=False),
                layers.BatchNormalization(**batch_norm),
                layers.ReLU(),
                layers.MaxPooling2D(2),
                layers.Conv2D(16, 3, padding="same", use_bias=False),
                layers.BatchNormalization(**batch_norm),
                layers.ReLU(),
                layers.Flatten(),
                layers.Dense(10),
            ]
        )
    return keras.Sequential(
        [
            keras.Input((30,)),
            layers.Dense(32, use_bias=False),
            layers.BatchNormalization(**batch_norm),
            layers.ReLU(),
            layers.Dense(32, use_bias=False),
            layers.BatchNormalization(**batch_norm),
            layers.ReLU(),
            layers.Dense(2),
        ]
    )


class Trainer:
    def __init__(self, training, weights: list[np.ndarray] | None):
        """Without ``weights``, Keras draws its own from the seed of ``training``, a ``bench.accuracy.Training``."""
        keras.backend.clear_session()  # hundreds of models in one process
        keras.utils.set_random_seed(training.drawn_seed)
        self.model = build(training.dataset, training.batch_norm)
        if weights:
            with_kernel = [layer for layer in self.model.layers if isinstance(layer, layers.Conv2D | layers.Dense)]
            for layer, kernel in zip(with_kernel, weights[:-1], strict=True):
                layer.kernel.assign(kernel.reshape(layer.kernel.shape))
            with_kernel[-1].bias.assign(weights[-1])
        optimizer = keras.optimizers.SGD if training.optimizer == "sgd" else keras.optimizers.Adam
        self.optimizer = optimizer(**training.optimizer_settings)
        self.optimizer.build(self.model.trainable_variables)
        self.loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        self.graph_step = tf.function(self.eager_step)

    def eager_step(self, x: tf.Tensor, y: tf.Tensor) -> tf.Tensor:
        with tf.GradientTape() as tape:
            loss = self.loss(y, self.model(x, training=True))
        self.optimizer.apply(tape.gradient(loss, self.model.trainable_variables))
        return loss

    def step(self, x: np.ndarray, y: np.ndarray) -> float:
        """One step on a batch; its loss."""
        return float(self.graph_step(x, y))

    def logits(self, x: np.ndarray) -> np.ndarray:
        """As in testing: BatchNorm uses its running averages."""
        return self.model(x, training=False).numpy()
