"""Does {0}'s fit train in two processes under TensorFlow's MultiWorkerMirroredStrategy?"""

import subprocess
import sys
import tempfile
from pathlib import Path

from probes.answer import answer, yes_no
from probes.beside import beside
from probes.package_index import WHEELS_ALONE, Unreachable, refuse_unreached
from probes.workers import run_two

PROGRAM = """
import json, numpy as np, tensorflow as tf, {module} as keras
strategy = tf.distribute.MultiWorkerMirroredStrategy()
random = np.random.default_rng(1)
x = random.normal(size=(64, 4)).astype("float32")
y = (x.sum(axis=1) > 0).astype("int32")
keras.utils.set_random_seed(1)
with strategy.scope():
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)])
    model.compile("sgd", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
history = model.fit(tf.data.Dataset.from_tensor_slices((x, y)).batch(16), epochs=3, verbose=0)
print("gradient", json.dumps(np.ravel(model.get_weights()[0]).tolist() + history.history["loss"]))
"""
module = sys.argv[2]
errors: list[str] = []
with tempfile.TemporaryDirectory() as folder:
    python = sys.executable
    if module == "tf_keras":  # no part of TensorFlow any more: installed beside it
        _, keep = beside(Path(folder), "tensorflow")
        python = Path(folder) / "bin" / "python"
        pip = [
            python,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            *WHEELS_ALONE,
            *keep,
            "tf_keras",
        ]
        done = subprocess.run(pip, capture_output=True, text=True, timeout=180)
        try:
            refuse_unreached(done.stderr)
        except Unreachable as error:
            answer("could-not-run", str(error))
            raise SystemExit from None
        if done.returncode:
            said = (done.stderr.strip().splitlines() or ["pip gave no reason"])[-1]
            answer("could-not-run", f"tf_keras does not install: {said[:200]}")
            raise SystemExit
    both = run_two(PROGRAM.format(module=module), errors, python)
    asked = f"import {module}; print({module}.__version__)"
    version = subprocess.run([python, "-c", asked], capture_output=True, text=True, check=True).stdout.strip()
same = len(both) == 2 and max(abs(a - b) for a, b in zip(*both, strict=True)) < 1e-6
stopped = f"; fit stops with {errors[0]}" if errors else ""
yes_no(
    same,
    f"with {module} {version} both processes trained and end with the same weights"
    if same
    else f"with {module} {version} {len(both)} of 2 processes trained to the end{stopped}",
)
