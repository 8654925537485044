"""Train a small network of Keras 2 on made images for one epoch, and save it."""

# /// script
# dependencies = ["tf-keras", "tensorflow"]
# ///
import numpy as np
import tf_keras

tf_keras.utils.set_random_seed(0)
images = np.random.default_rng(0).random((256, 28, 28)).astype("float32")
labels = (images.mean((1, 2)) > 0.5).astype("int32")
model = tf_keras.Sequential([tf_keras.layers.Flatten(), tf_keras.layers.Dense(2, activation="softmax")])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
model.fit(images, labels, epochs=1, verbose=0)
model.save("model.h5")
again = tf_keras.models.load_model("model.h5").predict(images, verbose=0)
assert np.allclose(again, model.predict(images, verbose=0))
print("One epoch on 256 images; the saved model predicts the same")
