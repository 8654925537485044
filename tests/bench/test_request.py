"""A server and its clients, with a server of a few lines in place of those that are measured."""

from __future__ import annotations

import base64
import os
import sys
import time
from contextlib import closing, suppress
from http.client import HTTPException
from pathlib import Path

import psutil
import pytest

from bench.deploy import request
from bench.processes import SCRIPTS
from sitedata.schema.protocol.deployment import CLIENTS, SERVED_MODELS, WAYS

ECHO = """
import json, subprocess, sys, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

kind, port = sys.argv[1], int(sys.argv[2])
if kind == "ends":
    sys.exit(3)
helper = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
open("helper", "w").write(str(helper.pid))


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        x = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["x"]
        reply = json.dumps({"y": x}).encode()
        self.send_response(500 if kind == "refuses" else 200)
        self.send_header("Content-Length", str(len(reply)))
        self.end_headers()
        self.wfile.write(reply)

    def log_message(self, *words):
        pass


time.sleep(0.3)
ThreadingHTTPServer(("127.0.0.1", port), Handler).serve_forever()
"""
BODY = b'{"x": "AAAAQA=="}'


@pytest.fixture
def echo(tmp_path):
    program = tmp_path / "echo.py"
    program.write_text(ECHO, encoding="utf-8")

    def of(kind="answers"):
        port = request.free_port()
        return request.server([sys.executable, str(program), kind, str(port)]), port

    return of


def test_a_server_is_waited_for_asked_and_ended_with_what_it_started(echo):
    server, port = echo()
    with server as process, closing(request.Client(port, "/predict", BODY)) as client:
        times, content = request.first_answer(client, process, time.perf_counter())
        assert times["ready_ms"] > 250 > times["first_ms"] > 0
        assert request.decoded(content) == base64.b64decode("AAAAQA==")
        assert request.proportional_mib(process.pid) > 5
        helper = int((Path(f"/proc/{process.pid}/cwd") / "helper").read_text())
        assert psutil.pid_exists(helper)
    assert process.poll() is not None
    assert not psutil.pid_exists(helper) or psutil.Process(helper).status() == psutil.STATUS_ZOMBIE


def test_several_clients_are_counted_together(echo, monkeypatch):
    monkeypatch.setattr(request, "TOGETHER_S", 0.2)
    server, port = echo()
    with server as process, closing(request.Client(port, "/", BODY)) as client:
        request.first_answer(client, process, time.perf_counter())
        told = request.together(port, "/", BODY)
    assert told["requests_per_s"] >= CLIENTS and 0 < told["client_cores"] < (os.cpu_count() or 1) + 0.1


@pytest.mark.parametrize(
    ("kind", "said"), [("ends", "the server ended with status 3"), ("refuses", "no answer: status 500")]
)
def test_a_server_that_ends_or_never_answers_is_told(echo, monkeypatch, kind, said):
    monkeypatch.setattr(request, "STARTS_WITHIN_S", 60.0 if kind == "ends" else 1.0)
    server, port = echo(kind)
    with (
        pytest.raises(SystemExit, match=said),
        server as process,
        closing(request.Client(port, "/", BODY)) as client,
    ):
        request.first_answer(client, process, time.perf_counter())


def test_a_request_that_fails_among_several_is_told(echo):
    server, port = echo("refuses")
    with server, closing(request.Client(port, "/", BODY)) as client, pytest.raises(HTTPException, match="status 500"):
        end = time.monotonic() + 30
        while time.monotonic() < end:
            with suppress(ConnectionError):
                client.ask()
    server, port = echo("refuses")
    with server, pytest.raises(SystemExit, match="a request of several at once failed"):
        request.together(port, "/", BODY)  # whether it is up already or not, nobody gets an answer


def test_an_answer_may_be_text_alone():
    assert request.decoded(b'"AAAAQA=="') == request.decoded(b"AAAAQA==") == b"\x00\x00\x00@"


def test_every_server_has_its_module_and_its_models():
    modules = {path.stem for path in (SCRIPTS / "bench" / "deploy" / "servers").glob("*.py")} - {"__init__"}
    served = {id: way for id, way in WAYS.items() if way.group == "server"}
    assert {id.rsplit("-", 1)[1] for id in served} == modules
    assert all(way.models == SERVED_MODELS and way.served_in == f"serve-{id.rsplit('-', 1)[1]}"
               for id, way in served.items())  # fmt: skip
