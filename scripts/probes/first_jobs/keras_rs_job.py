"""Train a network that crosses the features of made users and items."""

# /// script
# dependencies = ["keras-rs", "keras", "tensorflow"]
# ///
import keras
import keras_rs
import numpy as np

keras.utils.set_random_seed(0)
features = np.random.default_rng(0).normal(size=(256, 6)).astype("float32")
ratings = features[:, 0] * features[:, 1]
inputs = keras.Input((6,))
crossed = keras_rs.layers.FeatureCross()(inputs, inputs)
model = keras.Model(inputs, keras.layers.Dense(1)(crossed))
model.compile(loss="mse", optimizer=keras.optimizers.Adam(0.05))
history = model.fit(features, ratings, epochs=5, verbose=0).history["loss"]
assert history[-1] < history[0]
print(f"Five epochs took the loss from {history[0]:.2f} to {history[-1]:.2f}")
