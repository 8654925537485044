"""Serve a function on a port, and ask it."""

# /// script
# dependencies = ["ray[serve]"]
# ///
import urllib.request

import ray
from ray import serve

ray.init(num_cpus=2, include_dashboard=False, logging_level="error")


@serve.deployment
class Square:
    async def __call__(self, request):
        return int(request.query_params["x"]) ** 2


serve.start(http_options={"port": 18125})
serve.run(Square.bind(), logging_config={"enable_access_log": False})
answer = urllib.request.urlopen("http://127.0.0.1:18125/?x=4", timeout=60).read().decode()
serve.shutdown()
ray.shutdown()
assert answer == "16"
print(f"The server answered {answer} to 4, and was stopped")
