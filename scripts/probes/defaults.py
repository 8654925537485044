"""Do Keras and PyTorch differ in the default of {0}?"""

import json
import subprocess
import sys

from bench.defaults import read_tensorflow
from probes.answer import answer, yes_no
from probes.environments import installed_in, python_for

what, setting = sys.argv[1:3]
python = python_for("pytorch")
if not python.exists():
    answer("could-not-run", f"no environment {installed_in('pytorch')}")
    raise SystemExit
asked = subprocess.run(
    [str(python), "-m", "bench.defaults", "--framework", "pytorch"],
    capture_output=True,
    text=True,
    check=True,
    timeout=200,
)
keras, pytorch = read_tensorflow()[setting], json.loads(asked.stdout)[setting]
print("Keras:", keras)
print("PyTorch:", pytorch)
yes_no(keras != pytorch, f"Keras {keras}, PyTorch {pytorch}" if keras != pytorch else f"both {keras}")
