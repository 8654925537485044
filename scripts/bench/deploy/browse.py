"""One page that answers, in a browser: ``python -m bench.deploy.browse pytorch-onnx-chromium FOLDER/mlp``.

Serves the page and what was exported to a browser that it starts without a window, takes the answer that the page sends
back, and prints it as one line of JSON. Runs in the harness's environment; the runtimes come from npm.
"""

from __future__ import annotations

import gzip
import json
import os
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from subprocess import DEVNULL, Popen

import psutil

from bench.deploy import RESULT
from bench.deploy.memory import memory_mib
from bench.machine import Usage
from bench.processes import SCRIPTS, CannotStart, child, run
from sitedata.schema.protocol.deployment import LEAST_CALLS, WARM_UP_S, WAYS, WINDOW_S

PAGE = Path(__file__).resolve().parent / "page"
RUNTIMES = SCRIPTS.parent / ".bench" / "deploy" / "browser"
"""Where npm puts the runtimes, as ``page/package-lock.json`` pins them."""
TYPES = {".html": "text/html", ".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm"}
TYPES |= {".json": "application/json"}
ISOLATED = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cache-Control": "no-store",
}
"""Without the first two a page has no threads."""
PROGRAMS = {
    "chromium": ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"),
    "firefox": ("firefox-esr", "firefox"),
}
RENDERERS = {"chromium": "--type=renderer", "firefox": "-contentproc"}
"""Browser → what the command of the processes says that run pages."""
LIMIT_S = 300.0


def program(browser: str) -> str | None:
    """Its path."""
    return next((path for name in PROGRAMS[browser] if (path := shutil.which(name))), None)


def install() -> None:
    """Fetch the runtimes that the lock file names, unless they are there.

    Raises:
        CannotStart: npm is missing, or failed.
    """
    npm, lock = shutil.which("npm"), PAGE / "package-lock.json"
    done = RUNTIMES / lock.name
    if done.exists() and done.read_bytes() == lock.read_bytes():
        return
    if npm is None:
        raise CannotStart("npm is missing, which brings the runtimes for browsers: install Node.js")
    shutil.rmtree(RUNTIMES, ignore_errors=True)
    made = RUNTIMES.with_name("browser.new")
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir(parents=True)
    for name in ("package.json", lock.name):
        shutil.copy(PAGE / name, made)
    done = run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=made)
    if done.returncode:
        raise CannotStart(f"npm could not bring the runtimes for browsers: {(done.stderr.strip() or 'no word')[-300:]}")
    made.rename(RUNTIMES)


def packages(browser: str) -> list[dict[str, object]]:
    """The browser and the runtimes with their versions, as those of an environment are told; sizes are not asked."""
    said = run([str(program(browser)), "--version"], timeout_s=60).stdout.split()
    version = next((word for word in said if word[:1].isdigit()), "unknown")
    return [*packages_of_the_lock(), {"package": browser, "version": version, "size_mib": None}]


def packages_of_the_lock() -> list[dict[str, object]]:
    known = json.loads((PAGE / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    return [
        {"package": path.removeprefix("node_modules/"), "version": row["version"], "size_mib": None}
        for path, row in known.items()
        if path
    ]


@dataclass(frozen=True)
class Request:
    """``type`` is NumPy's name of the input's type; the output that is expected is in float32."""

    x: bytes
    shape: tuple[int, ...]
    type: str
    before: bytes

    @classmethod
    def read(cls, path: Path) -> Request:
        import numpy as np

        with np.load(path) as kept:
            x, before = kept["x"], kept["before"]
        return cls(x.tobytes(), x.shape, x.dtype.name, before.astype("float32").tobytes())


def main(way: str, place: str) -> None:
    answer = asked(way, Path(place), Request.read(Path(place).with_suffix(".npz")))
    if "failed" in answer:
        sys.exit(answer["failed"])
    print(f"\n{RESULT}{json.dumps(answer)}", flush=True)


def asked(way: str, place: Path, request: Request) -> dict[str, object]:
    """What the page answered, with the browser's memory and what others did meanwhile; or why it ``failed``."""
    browser = WAYS[way].served_in
    before = Usage.read()
    site = Site(way, place, request)
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile,
        site.serving() as address,
        child(command(browser, profile, address), stdout=DEVNULL, stderr=DEVNULL) as process,
    ):
        if "failed" in (answer := site.answer(process)):
            return answer
        pages = renderer(process.pid, RENDERERS[browser])
        load = Usage.read().load_since(before)  # while the browser's processes can still be asked
    if not answer.pop("isolated"):
        return {"failed": "the page has no threads: it is not isolated from others"}
    return answer | pages | load | {"download_mib": site.download_mib()}


def command(browser: str, profile: str, address: str) -> list[str]:
    """Without a window, with a profile of its own; root has no sandbox."""
    path = str(program(browser))
    if browser == "firefox":
        return [path, "--headless", "--no-remote", "--profile", profile, address]
    quiet = ["--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
    sandbox = ["--no-sandbox"] if getattr(os, "geteuid", lambda: 1)() == 0 else []
    return [path, "--headless", *sandbox, *quiet, f"--user-data-dir={profile}", address]


def renderer(browser: int, word: str) -> dict[str, float | None]:
    """Memory now and at most, in MiB, of the largest process that runs a page."""
    found = []
    for process in psutil.Process(browser).children(recursive=True):
        with suppress(psutil.Error, OSError):
            if any(word in part for part in process.cmdline()):
                resident = round(process.memory_info().rss / 2**20, 1)
                found.append((resident, memory_mib("VmHWM", process.pid)))
    resident, peak = max(found, default=(None, None))
    return {"resident_mib": resident, "peak_mib": peak}


class Site:
    """What the page asks for, on this machine alone, and what it answered."""

    def __init__(self, way: str, place: Path, request: Request) -> None:
        self.way, self.place, self.request = way, place, request
        self.fetched: set[Path] = set()
        self._answered = threading.Event()
        self._answer: dict = {}

    @contextmanager
    def serving(self) -> Iterator[str]:
        """Its address, for as long as this lasts."""
        with ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (Handler,), {"site": self})) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            try:
                yield f"http://127.0.0.1:{server.server_port}/"
            finally:
                server.shutdown()

    def job(self) -> dict[str, object]:
        return {
            "runtime": self.way.split("-")[1], "shape": self.request.shape, "type": self.request.type,
            "files": sorted(path.name for path in self.place.iterdir()), "threads": len(os.sched_getaffinity(0)),
            "warm_up_ms": WARM_UP_S * 1e3, "window_ms": WINDOW_S * 1e3, "least": LEAST_CALLS,
        }  # fmt: skip

    def content(self, path: str) -> bytes | Path | None:
        """What stands at an address; a file if it is one."""
        if path == "/job.json":
            return json.dumps(self.job()).encode()
        arrays = {"/x": self.request.x, "/before": self.request.before}
        if path in arrays:
            return arrays[path]
        root, name = PAGE, path.strip("/") or "index.html"
        if name.startswith("model/"):
            root, name = self.place, name.removeprefix("model/")
        elif name.startswith("node_modules/"):
            root = RUNTIMES
        file = (root / name).resolve()
        if not file.is_file() or not file.is_relative_to(root.resolve()):
            return None
        if root == RUNTIMES:
            self.fetched.add(file)
        return file

    def take(self, answer: bytes) -> None:
        self._answer = json.loads(answer)
        self._answered.set()

    def answer(self, browser: Popen) -> dict:
        """Wait for it; a browser that has ended will not send one."""
        end = time.monotonic() + LIMIT_S
        while not self._answered.wait(0.2):
            if browser.poll() is not None:
                return {"failed": f"the browser ended with status {browser.returncode}"}
            if time.monotonic() > end:
                return {"failed": f"no answer within {LIMIT_S:.0f} s"}
        return self._answer

    def download_mib(self) -> float:
        """Files of the runtime that the page fetched, each compressed as a server does it."""
        return round(sum(len(gzip.compress(path.read_bytes(), 6)) for path in self.fetched) / 2**20, 3)


class Handler(BaseHTTPRequestHandler):
    site: Site

    def do_GET(self) -> None:
        content = self.site.content(self.path.partition("?")[0])
        kind = TYPES.get(content.suffix, "") if isinstance(content, Path) else ""
        body = content.read_bytes() if isinstance(content, Path) else content
        self._send(200 if body is not None else 404, body or b"", kind or "application/octet-stream")

    def do_POST(self) -> None:
        self.site.take(self.rfile.read(int(self.headers["Content-Length"])))
        self._send(200, b"", "text/plain")

    def _send(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        for name, value in ISOLATED.items():
            self.send_header(name, value)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        with suppress(ConnectionError):
            self.wfile.write(body)

    def log_message(self, *words: object) -> None:
        pass


if __name__ == "__main__":
    main(*sys.argv[1:])
