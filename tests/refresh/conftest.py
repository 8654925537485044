"""Small indexes on this machine, which answer as the real ones do."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from pip._vendor import certifi

from refresh import __main__ as refresh
from tests.tiny import record, write


def file(name, day, **more):
    """A file as the simple index lists it."""
    return {
        "filename": name,
        "upload-time": f"{day}T23:59:59.000000Z",
        "yanked": False,
        "url": "https://files.example/" + name,
        "requires-python": ">=3.11",
        "size": 1_500_000,
    } | more


def described(version, **more):
    """Metadata of the newest release as the index tells it; ``vulnerabilities`` stand beside."""
    told = {"vulnerabilities": more.pop("vulnerabilities", [])}
    info = {
        "version": version, "summary": None, "license": None, "license_expression": None, "author": None,
        "author_email": None, "maintainer": None, "maintainer_email": None, "project_urls": None, "home_page": None,
        "requires_dist": None, "classifiers": [],
    }  # fmt: skip
    return told | {"info": info | more}


TORCH = [
    file("torch-2.10.0-cp311-cp311-manylinux_2_28_x86_64.whl", "2026-01-21", size=900_000_000),
    file("torch-2.10.0-cp312-cp312-manylinux_2_28_x86_64.whl", "2026-01-20"),
    file("torch-2.10.0-cp313-cp313-win_amd64.whl", "2026-01-22"),
    file("torch-2.10.0-cp314-cp314t-win_amd64.whl", "2026-01-22"),
    file("torch-2.9.1-cp311-cp311-win_amd64.whl", "2025-11-12", **{"requires-python": ">=3.10"}),
    file("torch-2.11.0rc1-cp311-cp311-win_amd64.whl", "2026-02-02"),
]
INDEX = {
    "torch": TORCH,
    "my-lib": [file("my_lib-1.0.tar.gz", "2020-01-01"), file("my_lib-2.0b1.tar.gz", "2021-01-01")],
}


@pytest.fixture
def index(monkeypatch):
    """``index[name]`` are the files of a package, ``index[name, "json"]`` what is said about its newest release.

    ``index["files"]`` is the content of each file whose address leads here; without it, no part of a file is given.

    What was asked is in ``index["asked"]``.
    """
    answers = {"asked": []} | INDEX

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            place, name, *json_form = self.path.strip("/").split("/")
            if place == "files":
                return self.give_part(answers.get("files"))
            answers["asked"].append((self.path, self.headers["Accept"]))
            body = answers.get((name, "json") if json_form else name)
            if place == "simple" and body is not None and not isinstance(body, bytes):
                body = {"files": body, "name": name}
            self.send_response(200 if body is not None else 404)
            self.end_headers()
            self.wfile.write(body if isinstance(body, bytes) else json.dumps(body).encode())

        def give_part(self, content):
            start, end = map(int, self.headers["Range"].removeprefix("bytes=").split("-"))
            self.send_response(206 if content is not None else 200)
            self.end_headers()
            self.wfile.write((content or b"x")[start : end + 1])

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    for name, value in {
        "PIP_INDEX_URL": f"http://127.0.0.1:{server.server_port}/simple",
        "PIP_TIMEOUT": "30",
        "PIP_CERT": certifi.where(),
        "NO_PROXY": "127.0.0.1",
    }.items():
        monkeypatch.setenv(name, value)
    yield answers
    server.shutdown()
    server.server_close()


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A data folder with one framework, one library, releases of both kinds, and an advisory that a person wrote."""
    library = record("systems", id="my-lib", package="pkg:pypi/My.Lib", no_release_because="", source_ids="s")
    tagged = record(
        "systems", id="trainer", package="pkg:github/kubeflow/trainer", no_release_because="", source_ids="s"
    )
    trainer = record(
        "releases",
        package="pkg:github/kubeflow/trainer",
        version="2.3.0",
        released_on="2026-08-06",
        requires_python="",
        pythons="",
        source_id="s",
        recorded_by="a person",
    )
    stale = record("releases", version="0.1", source_id="s")
    by_hand = record("advisories", source_id="s")
    by_machine = record("advisories", id="OLD-1", source_id="s", recorded_by="make refresh")
    written = write(
        tmp_path / "data",
        systems=[library, tagged],
        releases=[trainer, stale],
        packages=[],
        advisories=[by_hand, by_machine],
    )
    monkeypatch.setattr(refresh, "ROOT", tmp_path)
    return written


@pytest.fixture
def npm(tmp_path, monkeypatch):
    """``npm(answer)`` puts an npm first on the path that notes its arguments and prints this."""

    def answering(answer, status=0):
        program = tmp_path / "bin" / "npm"
        program.parent.mkdir(exist_ok=True)
        (tmp_path / "answer.json").write_text(answer, encoding="utf-8")
        program.write_text(
            f'#!/bin/sh\necho "$@" > {tmp_path}/asked\n/bin/cat {tmp_path}/answer.json\n'
            f'echo "npm error code E404" >&2\nexit {status}\n'
        )
        program.chmod(0o755)
        monkeypatch.setenv("PATH", str(program.parent))
        return tmp_path / "asked"

    return answering
