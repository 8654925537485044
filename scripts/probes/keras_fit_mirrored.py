"""Does Keras 3's fit under TensorFlow's MirroredStrategy, with two devices of one machine, \
give the weights of one device?"""

import keras
import numpy as np
import tensorflow as tf

from probes.answer import yes_no

(cpu,) = tf.config.list_physical_devices("CPU")  # two logical devices: MirroredStrategy treats them like two GPUs
tf.config.set_logical_device_configuration(cpu, [tf.config.LogicalDeviceConfiguration()] * 2)
random = np.random.default_rng(1)
x = random.normal(size=(64, 4)).astype("float32")
y = (x.sum(axis=1) > 0).astype("int32")


def trained(strategy):
    """The weights after three epochs."""
    keras.utils.set_random_seed(1)
    with strategy.scope():
        model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)])
        model.compile("sgd", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    model.fit(x, y, batch_size=16, epochs=3, shuffle=False, verbose=0)
    return np.concatenate([np.ravel(weight) for weight in model.get_weights()])


one = trained(tf.distribute.get_strategy())
mirrored = tf.distribute.MirroredStrategy(["CPU:0", "CPU:1"])
two = trained(mirrored)
apart = abs(one - two).max()
print("replicas:", mirrored.num_replicas_in_sync, "weights:", one.tolist(), two.tolist())
yes_no(
    mirrored.num_replicas_in_sync == 2 and apart < 1e-6,
    f"after three epochs {mirrored.num_replicas_in_sync} replicas hold the weights of one device to within {apart:.0e}",
)
