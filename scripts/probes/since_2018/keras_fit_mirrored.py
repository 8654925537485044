"""Does Keras's fit under TensorFlow's MirroredStrategy, with two devices of one machine, \
give the weights of one device?"""

import numpy as np
import tensorflow as tf

from probes.answer import answered, yes_no

if not hasattr(getattr(tf, "distribute", None), "MirroredStrategy") or not tf.executing_eagerly():
    answered("absent", "there is no tf.distribute.MirroredStrategy for a fit without a session")
lists, divides, part = (
    getattr(tf.config, name, None) or getattr(tf.config.experimental, before)  # experimental up to 2.0 and 2.3
    for name, before in (
        ("list_physical_devices", "list_physical_devices"),
        ("set_logical_device_configuration", "set_virtual_device_configuration"),
        ("LogicalDeviceConfiguration", "VirtualDeviceConfiguration"),
    )
)
(cpu,) = lists("CPU")  # two logical devices: MirroredStrategy treats them like two GPUs
divides(cpu, [part()] * 2)
random = np.random.RandomState(1)
x = random.normal(size=(64, 4)).astype("float32")
y = (x.sum(axis=1) > 0).astype("int32")
first = [random.normal(size=(4, 2)).astype("float32"), np.zeros(2, "float32")]


def trained(strategy):
    """The weights after three epochs."""
    with strategy.scope():
        given = tf.keras.Input((4,))
        model = tf.keras.Model(given, tf.keras.layers.Dense(2)(given))
        model.compile("sgd", tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    model.set_weights(first)
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
