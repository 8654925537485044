"""What a job is run in: an environment of its own, made by uv, or a folder made by npm. It goes away with the job.

In: requirements, a Python, the last day whose releases count. Out: exact releases, or why there are none.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from probes.jobs.running import run
from system import run as asked

ASKS_WITHIN_S, INSTALLS_WITHIN_S = 240, 900
NEWER_SYSTEM = re.compile(r"Wheels are available for `([\w.-]+)` \(v([\w.]+)\) on .*`manylinux_2_\d+_x86_64`")
NO_GPU = {"ONNXRUNTIME_NODE_INSTALL": "skip", "ONNXRUNTIME_NODE_INSTALL_CUDA": "skip"}
"""ONNX Runtime for Node.js would fetch libraries for a GPU from another host."""
LONGEST_REASON = 300  # characters
NOT_FOUND = re.compile(r"(\S+) was not found in the package (?:registry|index)|404 Not Found - GET \S+/(\S+) ")
NO_NETWORK = re.compile(
    r"error sending request|Connection re(?:set|fused)|dns error|No space left|failed to read directory|timed out|"
    r"EAI_AGAIN"
)


@dataclass(frozen=True)
class Python:
    version: str
    path: str

    @property
    def minor(self) -> str:
        return ".".join(self.version.split(".")[:2])


@dataclass(frozen=True)
class Refusal:
    """``outcome`` is one of ``JOB_OUTCOMES``; ``said`` is all that the installer printed."""

    outcome: str
    why: str
    said: str


def pythons(uv: str) -> list[Python]:
    """The newest of each minor version on this machine, newest first; pyenv's count too."""
    root = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    path = os.pathsep.join([*map(str, sorted(root.glob("*/bin"))), os.environ["PATH"]])
    command = [uv, "python", "list", "--only-installed", "--offline", "--output-format", "json"]
    listed = json.loads(asked(command, ASKS_WITHIN_S, env=os.environ | {"PATH": path}).stdout)
    found: dict[tuple[int, ...], Python] = {}
    for one in listed:
        if one["implementation"] == "cpython" and re.fullmatch(r"3\.[\d.]+", one["version"]):
            found.setdefault(tuple(map(int, one["version"].split(".")[:2])), Python(one["version"], one["path"]))
    return [found[minor] for minor in sorted(found, reverse=True)]


@dataclass(frozen=True)
class Uv:
    """uv, as it is configured here."""

    program: str
    settings: dict[str, str]

    def _run(self, *arguments: str, folder: Path, limit_s: float = ASKS_WITHIN_S):
        return run([self.program, *arguments], limit_s, self.settings, folder)

    def resolve(
        self, wanted: Iterable[str], python: Python, day: str, folder: Path, *, build: bool
    ) -> list[str] | Refusal:
        """Exact releases that go together. ``day`` may be empty; without ``build`` only what has a wheel counts."""
        (folder / "wanted.txt").write_text("\n".join(wanted), encoding="utf-8")
        until = ["--exclude-newer", day] if day else []
        wheels = [] if build else ["--no-build"]
        options = ["--python", python.path, "--no-header", "--no-annotate", "--color", "never", *until, *wheels]
        ran = self._run("pip", "compile", "wanted.txt", *options, folder=folder)
        if ran.code == 0:
            return [line for line in ran.out.splitlines() if "==" in line]
        return refusal(ran.errors, hung=ran.code is None)

    def install(self, pins: list[str], python: Python, day: str, folder: Path) -> Refusal | None:
        """Make the environment ``folder/env``."""
        (folder / "pins.txt").write_text("\n".join(pins), encoding="utf-8")
        until = ["--exclude-newer", day] if day else []  # so that builds use tools of that day
        made = self._run("venv", "--quiet", "--python", python.path, "env", folder=folder)
        arguments = ("pip", "install", "--color", "never", "--python", str(program(folder)), "--no-deps", *until)
        done = self._run(*arguments, "-r", "pins.txt", folder=folder, limit_s=INSTALLS_WITHIN_S)
        if made.code == 0 and done.code == 0:
            return None
        return refusal(made.errors + done.errors, hung=done.code is None)


def program(folder: Path) -> Path:
    return folder / "env" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def npm_install(wanted: Iterable[str], folder: Path) -> list[str] | Refusal:
    """The releases that npm chose: those that were asked for."""
    npm = shutil.which("npm")
    if not npm:
        return Refusal("no-answer", "npm is not on this machine", "")
    (folder / "package.json").write_text('{"private": true}', encoding="utf-8")
    arguments = ["install", "--no-audit", "--no-fund", "--loglevel=error", *wanted]
    ran = run([npm, *arguments], INSTALLS_WITHIN_S, os.environ | NO_GPU, folder)
    if ran.code != 0:
        return refusal(ran.errors, hung=ran.code is None)
    lock = json.loads((folder / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    return [f"{name}=={lock[f'node_modules/{name}']['version']}" for name in map(package_of_npm, wanted)]


def package_of_npm(wanted: str) -> str:
    return wanted if wanted.rfind("@") < 1 else wanted[: wanted.rfind("@")]


def refusal(said: str, *, hung: bool) -> Refusal:
    """What an installer said at its end, in one line."""
    if hung or NO_NETWORK.search(said):
        return Refusal("no-answer", "the installer had no answer in time, or no connection", said)
    if missing := NOT_FOUND.search(said):
        return Refusal("not-to-be-had", f"the package index has no {missing[1] or missing[2]}", said)
    if (newer := NEWER_SYSTEM.search(said)) and re.search(r"has no wheels with a matching platform tag", said):
        why = f"{newer[1]} {newer[2]} has wheels for Linux only with a newer C library than this machine's"
        return Refusal("not-to-be-had", why, said)
    return Refusal("cannot-install", in_a_line(said), said)


def in_a_line(said: str) -> str:
    """The last reason of uv's chain, or the last error that a build or npm printed."""
    if built := re.search(r"Failed to build `([^`]+)`", said):
        errors = re.findall(r"^.*?((?:\w+Error|error|fatal error): .+)$", said, re.MULTILINE)
        errors.sort(key=lambda error: error.startswith("fatal"))  # a compiler's says more than that it failed
        return f"{built[1]} cannot be built here: {errors[-1] if errors else 'its build failed'}"[:LONGEST_REASON]
    text = re.sub(r"\s+", " ", re.sub(r"^\s*(?:hint|help):.*", "", said, flags=re.MULTILINE | re.DOTALL)).strip()
    if found := re.findall(r"(?:cause:|╰─▶) (.+?)(?= (?:cause:|├─▶|╰─▶)|$)", text):
        text = next((one for one in reversed(found) if one.startswith("Because")), found[0])
    text = re.sub(r" and you require [^,]+(?=, we can conclude)", "", text.removeprefix("Because "))
    text = re.sub(r",? we can conclude that (your requirements are unsatisfiable)?", ", so ", text)
    text = re.sub(r", so you require [^ ]+\. And because you require (\S+?)(, so|$)", r"; \1 was asked for", text)
    return text.strip(" .,").removesuffix(", so")[:LONGEST_REASON]
