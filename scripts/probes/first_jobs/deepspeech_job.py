"""Load a model with random weights and have it listen to a second of made sound."""

# /// script
# dependencies = ["deepspeech"]
# ///
import subprocess
import sys

import deepspeech
import numpy as np

sound = (np.sin(np.arange(16000) / 20) * 8000).astype(np.int16)
version = subprocess.run(["deepspeech", "--version"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT).stdout.decode()
print(version.strip(), len(sound), "samples")
try:
    deepspeech.Model("missing.pbmm").stt(sound)
except RuntimeError as error:
    sys.exit(f"not here: it imports and starts; its models are in no package, and without one it says: {error}")
