"""Is eager execution the default in TensorFlow?"""

import tensorflow as tf

from probes.answer import yes_no

eager = tf.executing_eagerly()
total = tf.constant(2) + tf.constant(3)
print("executing_eagerly:", eager, "; 2 + 3 gives", repr(total))
value = f"has the value {int(total)} at once" if eager else "is a tensor without a value"
yes_no(eager and int(total) == 5, f"tf.executing_eagerly() is {eager} and 2 + 3 {value}")
