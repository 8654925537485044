"""Convert a classifier with random weights for the Tasks library, and classify a made image with it."""

# /// script
# dependencies = ["mediapipe", "tensorflow"]
# ///
import mediapipe as mp
import numpy as np
import tensorflow as tf
from mediapipe.tasks import python as tasks

chance = np.random.default_rng(0)
images = chance.random((8, 32, 32, 3)).astype("float32")
model = tf.keras.Sequential(
    [
        tf.keras.layers.Input((32, 32, 3)),
        tf.keras.layers.Conv2D(4, 3, activation="relu"),
        tf.keras.layers.GlobalAveragePooling2D(),
        tf.keras.layers.Dense(5, activation="softmax"),
    ]
)
converter = tf.lite.TFLiteConverter.from_keras_model(model)
converter.optimizations = [tf.lite.Optimize.DEFAULT]
converter.representative_dataset = lambda: ([image[None]] for image in images)
converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
converter.inference_input_type = converter.inference_output_type = tf.uint8
with open("model.tflite", "wb") as file:
    file.write(converter.convert())
options = tasks.vision.ImageClassifierOptions(base_options=tasks.BaseOptions(model_asset_path="model.tflite"))
image = mp.Image(image_format=mp.ImageFormat.SRGB, data=(images[0] * 255).astype(np.uint8))
with tasks.vision.ImageClassifier.create_from_options(options) as classifier:
    categories = classifier.classify(image).classifications[0].categories
assert len(categories) == 5
print(f"The library gave an image {len(categories)} scores")
