"""Train a retrieval model on made users and films."""

# /// script
# dependencies = ["tensorflow-recommenders", "tensorflow"]
# ///
import os

os.environ["TF_USE_LEGACY_KERAS"] = "1"  # as the package asks for
import numpy as np
import tensorflow as tf
import tensorflow_recommenders as tfrs

users = np.random.default_rng(0).integers(0, 20, 400)
films = (users + 1) % 20


class Model(tfrs.Model):
    def __init__(self):
        super().__init__()
        self.users, self.films = tf.keras.layers.Embedding(20, 8), tf.keras.layers.Embedding(20, 8)
        self.task = tfrs.tasks.Retrieval()

    def compute_loss(self, features, training=False):
        return self.task(self.users(features["user"]), self.films(features["film"]), compute_metrics=False)


model = Model()
model.compile(optimizer=tf.keras.optimizers.Adagrad(0.5))
data = tf.data.Dataset.from_tensor_slices({"user": users, "film": films}).batch(100)
history = model.fit(data, epochs=5, verbose=0).history["loss"]
assert history[-1] < history[0]
print(f"Five epochs took the loss from {history[0]:.0f} to {history[-1]:.0f}")
