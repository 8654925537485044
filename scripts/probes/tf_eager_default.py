"""Is eager execution the default in TensorFlow?"""

import tensorflow as tf

from probes.answer import yes_no

total = tf.constant(2) + tf.constant(3)
print("executing_eagerly:", tf.executing_eagerly(), "; 2 + 3 gives", repr(total))
yes_no(
    tf.executing_eagerly() and int(total) == 5,
    f"tf.executing_eagerly() is {tf.executing_eagerly()} and 2 + 3 has the value {int(total)} at once",
)
