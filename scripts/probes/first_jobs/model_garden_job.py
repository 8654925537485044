"""Build a small ResNet of the collection and train it for two steps on made images."""

# /// script
# dependencies = ["tf-models-official", "tensorflow"]
# ///
import numpy as np
import tensorflow as tf
from official.vision.modeling.backbones import resnet
from official.vision.modeling.classification_model import ClassificationModel

backbone = resnet.ResNet(model_id=18, input_specs=tf.keras.layers.InputSpec(shape=[None, 64, 64, 3]))
model = ClassificationModel(backbone, num_classes=2, input_specs=tf.keras.layers.InputSpec(shape=[None, 64, 64, 3]))
images = np.random.default_rng(0).random((4, 64, 64, 3)).astype("float32")
labels, optimizer, losses = np.array([0, 1, 0, 1]), tf.keras.optimizers.SGD(0.01), []
for _ in range(3):
    with tf.GradientTape() as tape:
        logits = model(images, training=True)
        loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels, logits))
    weights = model.trainable_variables
    optimizer.apply_gradients(zip(tape.gradient(loss, weights), weights))  # noqa: B905
    losses.append(float(loss))
assert np.isfinite(losses).all()
print(f"ResNet-18 of the collection took {len(losses)} steps; its loss went from {losses[0]:.2f} to {losses[-1]:.2f}")
