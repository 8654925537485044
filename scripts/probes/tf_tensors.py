"""Are tensors of more than one dimension the basic object in both frameworks? Asked in TensorFlow."""

import numpy as np
import tensorflow as tf

from probes.answer import yes_no

x = tf.reshape(tf.range(24), (2, 3, 4))
print(type(x).__mro__, x.shape)
yes_no(
    x.ndim == 3 and np.array_equal(np.asarray(x), np.arange(24).reshape(2, 3, 4)),
    "a tf.Tensor of shape (2, 3, 4) holds what a NumPy array holds",
)
