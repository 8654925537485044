"""Is tf.Session gone from TensorFlow's main API?"""

import tensorflow as tf

from probes.answer import yes_no

main, compatible = hasattr(tf, "Session"), hasattr(getattr(tf.compat, "v1", None), "Session")
print("tf.Session:", main, "; tf.compat.v1.Session:", compatible)
left = "" if main else f"; tf.compat.v1.Session {'still does' if compatible else 'is gone too'}"
yes_no(not main, f"tf.Session {'exists' if main else 'does not exist'}{left}")
