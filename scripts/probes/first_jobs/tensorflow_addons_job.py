"""Train a small network with an optimizer and a layer of the library."""

# /// script
# dependencies = ["tensorflow-addons", "tensorflow"]
# ///
import numpy as np
import tensorflow as tf
import tensorflow_addons as tfa

x = np.random.default_rng(0).normal(size=(256, 4)).astype("float32")
y = x.sum(1, keepdims=True)
model = tf.keras.Sequential([tfa.layers.WeightNormalization(tf.keras.layers.Dense(8)), tf.keras.layers.Dense(1)])
model.compile(optimizer=tfa.optimizers.LAMB(0.01), loss="mse")
history = model.fit(x, y, epochs=5, verbose=0).history["loss"]
assert history[-1] < history[0]
print(f"Five epochs took the loss from {history[0]:.2f} to {history[-1]:.2f}")
