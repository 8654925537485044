"""Serve a function on a port, and ask it."""

# /// script
# dependencies = ["litserve"]
# ///
import json
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

Path("server.py").write_text(
    "import litserve as ls\n"
    "class Square(ls.LitAPI):\n"
    "    def setup(self, device): self.model = lambda x: x**2\n"
    "    def decode_request(self, request): return request['input']\n"
    "    def predict(self, x): return self.model(x)\n"
    "    def encode_response(self, output): return {'output': output}\n"
    "if __name__ == '__main__':\n"
    "    ls.LitServer(Square(), accelerator='cpu').run(port=18123, generate_client_file=False)\n"
)
server = subprocess.Popen([sys.executable, "server.py"])
request = urllib.request.Request(
    "http://127.0.0.1:18123/predict", json.dumps({"input": 4}).encode(), {"Content-Type": "application/json"}
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
assert answer == {"output": 16}
print(f"The server answered {answer['output']} to 4, and was stopped")
