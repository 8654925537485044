"""Serve a function on a port, and ask it."""

# /// script
# dependencies = ["bentoml"]
# ///
import json
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

Path("service.py").write_text(
    "import bentoml\n@bentoml.service\nclass Square:\n    @bentoml.api\n"
    "    def square(self, x: int) -> int:\n        return x * x\n"
)
server = subprocess.Popen([sys.executable, "-m", "bentoml", "serve", "service:Square", "--port", "18127"])
request = urllib.request.Request(
    "http://127.0.0.1:18127/square", json.dumps({"x": 4}).encode(), {"Content-Type": "application/json"}
)
try:
    for _ in range(120):
        try:
            answer = urllib.request.urlopen(request, timeout=10).read().decode()
            break
        except OSError:
            assert server.poll() is None, "the server ended"
            time.sleep(1)
finally:
    server.terminate()
    server.wait(20)
assert answer == "16"
print(f"The server answered {answer} to 4, and was stopped")
