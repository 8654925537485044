"""Pack a small model, serve it on a port and ask it."""

# /// script
# dependencies = ["torchserve", "torch-model-archiver", "torch"]
# ///
import shutil
import subprocess
import sys

if not shutil.which("java"):
    subprocess.run([sys.executable, "-m", "pip", "--version"], check=False)
    subprocess.run(["torchserve", "--version"], check=True)
    sys.exit("not here: it installs; its server is a Java program, and this machine has no Java")
