"""BentoML with its defaults: one worker, no batches."""

import os
import sys

import bentoml

from bench.deploy.servers import answering, given


@bentoml.service
class Model:
    def __init__(self):
        self.answer = answering()

    @bentoml.api
    def predict(self, x: str) -> str:
        return self.answer(x)


if __name__ == "__main__":
    port = given()
    serve = ["-m", "bentoml", "serve", "bench.deploy.servers.bentoml:Model", "--host", "127.0.0.1", "--port", str(port)]
    os.execv(sys.executable, [sys.executable, *serve])
