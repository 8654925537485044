"""Write down a training's losses, serve them on a port, and read them back."""

# /// script
# dependencies = ["tensorboard", "tensorflow"]
# ///
import json
import time
import urllib.request

import tensorflow as tf
from tensorboard import program

with tf.summary.create_file_writer("logs").as_default():
    for step in range(5):
        tf.summary.scalar("loss", 1 / (step + 1), step=step)
board = program.TensorBoard()
board.configure(argv=[None, "--logdir", "logs", "--port", "0"])
url = board.launch()
for _ in range(60):
    with urllib.request.urlopen(f"{url}data/plugin/scalars/tags", timeout=30) as answer:
        tags = json.load(answer)
    if tags:
        break
    time.sleep(1)
assert tags == {".": {"loss": {"displayName": "", "description": ""}}}
print("The server shows the loss of five steps")
