"""Fit a normal distribution to made data by its log-likelihood."""

# /// script
# dependencies = ["tensorflow-probability[tf]", "tensorflow"]
# ///
import numpy as np
import tensorflow as tf
import tensorflow_probability as tfp

data = np.random.default_rng(0).normal(3, 2, 500).astype("float32")
mean, scale = tf.Variable(0.0), tf.Variable(1.0)
for _ in range(300):
    with tf.GradientTape() as tape:
        loss = -tf.reduce_mean(tfp.distributions.Normal(mean, scale).log_prob(data))
    for variable, gradient in zip((mean, scale), tape.gradient(loss, (mean, scale))):  # noqa: B905
        variable.assign_sub(0.1 * gradient)
assert abs(float(mean) - data.mean()) < 0.1
print(
    f"It found a mean of {float(mean):.2f} and a scale of {float(scale):.2f}; those of the data are "
    f"{data.mean():.2f} and {data.std():.2f}"
)
