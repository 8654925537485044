"""Build a tiny BERT classifier with random weights, and train it on two made sentences."""

# /// script
# dependencies = ["keras-hub", "keras", "tensorflow"]
# ///
import keras
import keras_hub
import numpy as np

keras.utils.set_random_seed(0)
backbone = keras_hub.models.BertBackbone(
    vocabulary_size=50, num_layers=1, num_heads=2, hidden_dim=16, intermediate_dim=32, max_sequence_length=8
)
classifier = keras_hub.models.BertTextClassifier(backbone=backbone, num_classes=2, preprocessor=None)
tokens = {
    "token_ids": np.array([[1, 5, 9, 2], [1, 7, 7, 2]] * 8),
    "segment_ids": np.zeros((16, 4), "int32"),
    "padding_mask": np.ones((16, 4), "int32"),
}
classifier.compile(
    loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True), optimizer=keras.optimizers.Adam(0.01)
)
history = classifier.fit(tokens, np.array([0, 1] * 8), epochs=5, verbose=0).history["loss"]
assert history[-1] < history[0]
print(f"Five epochs took the loss from {history[0]:.2f} to {history[-1]:.2f}")
