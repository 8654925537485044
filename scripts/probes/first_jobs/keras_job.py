"""Train a small convolutional network on made images for one epoch, save it and load it again."""

# /// script
# dependencies = ["keras", "tensorflow"]
# ///
import keras
import numpy as np

keras.utils.set_random_seed(0)
images = np.random.default_rng(0).random((256, 28, 28, 1)).astype("float32")
labels = (images.mean((1, 2, 3)) > 0.5).astype("int32")
model = keras.Sequential(
    [
        keras.layers.Input(shape=(28, 28, 1)),
        keras.layers.Conv2D(16, kernel_size=3, activation="relu"),
        keras.layers.GlobalAveragePooling2D(),
        keras.layers.Dense(2, activation="softmax"),
    ]
)
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
model.fit(images, labels, epochs=1, verbose=0)
model.save("model.keras")
again = keras.saving.load_model("model.keras").predict(images, verbose=0)
assert np.allclose(again, model.predict(images, verbose=0))
print(f"One epoch on 256 images with {keras.backend.backend()}; the saved model predicts the same")
