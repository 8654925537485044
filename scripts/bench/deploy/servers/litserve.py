"""LitServe with its defaults: one worker, no batches."""

import litserve

from bench.deploy.servers import answering, given


class Model(litserve.LitAPI):
    def setup(self, device):
        self.answer = answering()

    def decode_request(self, request):
        return request["x"]

    def predict(self, x):
        return self.answer(x)

    def encode_response(self, output):
        return {"y": output}


if __name__ == "__main__":
    port = given()
    litserve.LitServer(Model(), accelerator="cpu").run(
        host="127.0.0.1", port=port, generate_client_file=False, log_level="error"
    )
