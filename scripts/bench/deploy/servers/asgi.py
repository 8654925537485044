"""An ASGI application of a few lines, run by Uvicorn: the floor that others are compared with."""

import json

import uvicorn

from bench.deploy.servers import answering, given


def application():
    answer = answering()

    async def app(scope, receive, send):
        if scope["type"] != "http":
            return
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message.get("body", b""), message.get("more_body", False)
        reply = json.dumps({"y": answer(json.loads(body)["x"])}).encode()
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(reply)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": reply})

    return app


if __name__ == "__main__":
    port = given()
    uvicorn.run(application(), host="127.0.0.1", port=port, log_level="error", lifespan="off")
