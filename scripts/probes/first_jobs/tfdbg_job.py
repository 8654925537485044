"""Write down what a training step computes, for the debugger of TensorBoard."""

# /// script
# dependencies = ["tensorflow"]
# ///
import os

import tensorflow as tf

tf.debugging.experimental.enable_dump_debug_info("logs", tensor_debug_mode="FULL_HEALTH", circular_buffer_size=-1)


@tf.function
def root(x):
    return tf.sqrt(x)


root(tf.constant([-1.0, 4.0]))
tf.debugging.experimental.disable_dump_debug_info()
files = sorted(name.split(".")[-1] for name in os.listdir("logs"))
assert "graph_execution_traces" in files
print(f"It wrote {len(files)} files: {', '.join(files)}")
