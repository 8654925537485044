"""Ray Serve with its defaults: one replica, no batches; a cluster on this machine alone."""

import time

import ray
from ray import serve

from bench.deploy.servers import answering, given


@serve.deployment
class Model:
    def __init__(self):
        self.answer = answering()

    async def __call__(self, request):
        return {"y": self.answer((await request.json())["x"])}


if __name__ == "__main__":
    port = given()
    ray.init(include_dashboard=False, logging_level="error", log_to_driver=False)
    serve.start(http_options={"host": "127.0.0.1", "port": port})
    serve.run(Model.bind(), logging_config={"enable_access_log": False})
    while True:
        time.sleep(60)
