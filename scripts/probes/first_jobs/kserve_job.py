"""Serve a model's predict function on a port, and ask it."""

# /// script
# dependencies = ["kserve"]
# ///
import json
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

Path("server.py").write_text(
    "import kserve\n"
    "class Square(kserve.Model):\n"
    "    def load(self): self.ready = True\n"
    "    def predict(self, payload, headers=None): return {'predictions': [x * x for x in payload['instances']]}\n"
    "if __name__ == '__main__':\n"
    "    model = Square('square'); model.load(); kserve.ModelServer(http_port=18128, workers=1).start([model])\n"
)
server = subprocess.Popen([sys.executable, "server.py"])
request = urllib.request.Request(
    "http://127.0.0.1:18128/v1/models/square:predict",
    json.dumps({"instances": [4]}).encode(),
    {"Content-Type": "application/json"},
)
try:
    for _ in range(120):
        try:
            answer = json.load(urllib.request.urlopen(request, timeout=10))
            break
        except OSError:
            assert server.poll() is None, "the server ended"
            time.sleep(1)
finally:
    server.kill()
assert answer == {"predictions": [16]}
print("The server answered 16 to 4, and was stopped")
