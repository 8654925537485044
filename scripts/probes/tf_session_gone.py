"""Is tf.Session gone from TensorFlow's main API?"""

import tensorflow as tf

from probes.answer import yes_no

main, compatible = hasattr(tf, "Session"), hasattr(tf.compat.v1, "Session")
print("tf.Session:", main, "; tf.compat.v1.Session:", compatible)
yes_no(
    not main,
    f"tf.Session {'exists' if main else 'does not exist'}; tf.compat.v1.Session "
    f"{'still does' if compatible else 'is gone too'}",
)
