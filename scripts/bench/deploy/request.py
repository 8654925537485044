"""A server and its client on one machine: ``python -m bench.deploy.request pytorch-onnx-asgi FOLDER/mlp PYTHON``.

Starts the server with the Python of its environment, waits until it answers, sends requests one after the other and
then from several clients at once, ends it, and prints one line of JSON. Runs in the harness's environment.
"""

from __future__ import annotations

import base64
import json
import os
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from subprocess import DEVNULL, Popen

import psutil

from bench.deploy import RESULT
from bench.machine import Usage
from bench.processes import child, variables
from bench.timing import time_steps
from sitedata.schema.protocol.deployment import CLIENTS, LEAST_CALLS, SERVER_WARM_UP_S, TOGETHER_S, WAYS, WINDOW_S

STARTS_WITHIN_S = 60.0
ASK_AGAIN_S = 0.02
ENDS_WITHIN_S = 10.0
SPARE = 4
"""Ports after the first, which TorchServe takes for its management and metrics."""


def main(way: str, place: str, python: str) -> None:
    import numpy as np

    from bench.deploy.serve import apart

    known, before = WAYS[way], Usage.read()
    with np.load(Path(place).with_suffix(".npz")) as kept:
        x, expected = kept["x"], kept["before"]
    body = json.dumps({"x": base64.b64encode(x.tobytes()).decode()}).encode()
    port = free_port()
    started = time.perf_counter()
    module = f"bench.deploy.servers.{way.rsplit('-', 1)[1]}"
    with (
        server([python, "-m", module, known.ships, str(Path(place).resolve()), str(port)]) as process,
        closing(Client(port, known.asked_at, body)) as client,
    ):
        answer, after = first_answer(client, process, started)
        answer["difference"] = apart(expected, np.frombuffer(decoded(after), "float32").reshape(expected.shape))
        timing = time_steps(client.ask, warm_up_s=SERVER_WARM_UP_S, window_s=WINDOW_S, least=LEAST_CALLS)
        answer |= {"call_time_us": timing.step_time_us} | together(port, known.asked_at, body)
        answer |= {"resident_mib": proportional_mib(process.pid)}
        answer |= Usage.read().load_since(before)  # while the server's processes can still be asked
    print(f"\n{RESULT}{json.dumps(answer)}", flush=True)


class Client:
    """One connection that stays."""

    def __init__(self, port: int, path: str, body: bytes) -> None:
        self.port, self.path, self.body = port, path, body
        self._connection: HTTPConnection | None = None

    def ask(self) -> bytes:
        """The answer.

        Raises:
            OSError, HTTPException: there is none.
        """
        try:
            if self._connection is None:
                self._connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
                self._connection.connect()
                self._connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._connection.request("POST", self.path, self.body, {"Content-Type": "application/json"})
            reply = self._connection.getresponse()
            content = reply.read()
        except (OSError, HTTPException):
            self.close()
            raise
        if reply.status != 200:
            raise HTTPException(f"status {reply.status}: {content[:200].decode(errors='replace')}")
        return content

    def close(self) -> None:
        if self._connection:
            self._connection.close()
            self._connection = None


def first_answer(client: Client, process: Popen, started: float) -> tuple[dict[str, float], bytes]:
    """When the server began to answer, and its first answer; exits with its last words if it does not."""
    said: Exception | None = None
    while time.perf_counter() - started < STARTS_WITHIN_S and process.poll() is None:
        begun = time.perf_counter()
        try:
            content = client.ask()
        except (OSError, HTTPException) as error:
            said = error
            time.sleep(ASK_AGAIN_S)
            continue
        times = {"ready_ms": begun - started, "first_ms": time.perf_counter() - begun}
        return {name: round(seconds * 1e3, 3) for name, seconds in times.items()}, content
    sys.exit(
        f"the server ended with status {process.returncode}" if process.poll() is not None else f"no answer: {said}"
    )


def decoded(content: bytes) -> bytes:
    """The output's bytes: ``{"y": …}``, or the text alone."""
    text = content.decode().strip()
    text = json.loads(text)["y"] if text.startswith("{") else text.strip('"')
    return base64.b64decode(text)


def together(port: int, path: str, body: bytes) -> dict[str, float]:
    """Requests that several clients get answered at once, and the cores that the clients took."""
    end, counts, failed = time.perf_counter() + TOGETHER_S, [0] * CLIENTS, []

    def work(number: int) -> None:
        with closing(Client(port, path, body)) as client:
            while time.perf_counter() < end:
                try:
                    client.ask()
                except (OSError, HTTPException) as error:
                    failed.append(error)
                    return
                counts[number] += 1

    threads = [threading.Thread(target=work, args=(number,)) for number in range(CLIENTS)]
    begun, used = time.perf_counter(), time.process_time()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    span = time.perf_counter() - begun
    if failed:
        sys.exit(f"a request of several at once failed: {type(failed[0]).__name__}: {failed[0]}")
    cores = (time.process_time() - used) / span
    return {"requests_per_s": round(sum(counts) / span, 1), "client_cores": round(cores, 3)}


def proportional_mib(pid: int) -> float:
    """Main memory of a process and all that it started; what several share counts once."""
    total = 0
    for process in (found := psutil.Process(pid), *found.children(recursive=True)):
        with suppress(psutil.Error):
            total += process.memory_full_info().pss
    return round(total / 2**20, 1)


def free_port() -> int:
    """One with the next few free too."""
    places = range(18200, 18900, SPARE + 1)
    first = os.getpid() % len(places)  # two that look at the same time find different ones
    for port in (*places[first:], *places[:first]):
        with suppress(OSError):
            for number in range(port, port + SPARE):
                with socket.socket() as tried:
                    tried.bind(("127.0.0.1", number))
            return port
    sys.exit("no free port from 18200 to 18900")


@contextmanager
def server(command: list[str]) -> Iterator[Popen]:
    """In a folder of its own; whatever it started has ended when this ends."""
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        child(command, cwd=folder, env=variables(), stdin=DEVNULL, stdout=DEVNULL, stderr=None) as process,
    ):
        try:
            yield process
        finally:
            with suppress(psutil.Error):
                started = [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]
                started[0].terminate()
                psutil.wait_procs(started[:1], timeout=ENDS_WITHIN_S)
                for one in started:
                    with suppress(psutil.Error):
                        one.kill()
                psutil.wait_procs(started, timeout=ENDS_WITHIN_S)


if __name__ == "__main__":
    main(*sys.argv[1:])
