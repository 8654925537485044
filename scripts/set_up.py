"""Make environments complete: what a group of ``pyproject.toml`` asks for, as its lock file pins it, installed by uv.

In: names of environments, and ``locks/``. Out: the environments; one that is complete is left alone, offline and in
milliseconds. Needs nothing but Python: where there is no uv, or one that is too old, pip puts it into ``.venv-uv``.
``--lock`` rewrites the lock files instead, and ``--raise pytorch=2.16.0`` first the pins of what is measured.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping
from importlib.util import find_spec
from pathlib import Path

from system import Hung, ended, run, write_together

ROOT = Path(__file__).resolve().parent.parent
ON_CUDA = ("tensorflow-cuda", "pytorch-cuda", "jax-cuda")
WHERE_THEY_MEET = ("interchange", "export", "export-litert-torch", "export-tensorflowjs", "conversions")
SERVERS = ("serve-asgi", "serve-bentoml", "serve-litserve", "serve-ray", "serve-torchserve")
SERVING = ("serve-jax", "serve-litert", "serve-onnxruntime", "serve-openvino", *SERVERS)
BENCH = ("harness", "tensorflow", "pytorch", "pytorch-newest", "jax", *WHERE_THEY_MEET, *SERVING, *ON_CUDA)
FOLDERS = {
    "site": ".venv",
    "test": ".venv",
    "successor": ".venv-successor",
    **{name: f".venv-bench/{name}" for name in BENCH},
}
SERVED_BY = {"site": ("site", "test")}
"""Environment → the lock files of which any one makes it complete, where that is more than its own.

Anybody who runs the tests also builds the site.
"""
# groups without a lock file: see pyproject.toml
PYTORCH = "pytorch-release"
NEWEST_PYTORCH = "pytorch-newest-release"
LITERT_PYTORCH = "pytorch-litert-release"
WITH_PYTORCH = {
    "pytorch": PYTORCH,
    "pytorch-cuda": PYTORCH,
    "pytorch-newest": NEWEST_PYTORCH,
    "interchange": NEWEST_PYTORCH,
    "export": NEWEST_PYTORCH,
    "conversions": NEWEST_PYTORCH,
    "export-litert-torch": LITERT_PYTORCH,
    "serve-torchserve": PYTORCH,
}
"""Environment → the group that pins its PyTorch.

What is measured keeps its release; what is probed has the newest, or the newest that a converter takes.
"""
MEASURED = {
    "tensorflow": ("tensorflow-release", "tensorflow-cuda-release"),
    "pytorch": (PYTORCH, NEWEST_PYTORCH),
    "jax": ("jax-release", "jax-cuda-release"),
}
"""Framework → the groups that pin its release. What is probed is never older than what is measured."""
# a file in an environment: uv takes a package for complete even if an interrupted run wrote only part of it
UNFINISHED = "unfinished"
FROM_PIP = {"index-url": "UV_DEFAULT_INDEX", "find-links": "UV_FIND_LINKS", "cert": "SSL_CERT_FILE"}
OLDEST = (3, 11)  # as pyproject.toml says
ANSWERS_WITHIN_S, INSTALLS_WITHIN_S = 120, 7200  # on a slow disk; over a slow line, gigabytes for a GPU


class SetUpFailed(Exception):
    """An environment could not be made; uv or pip has said why."""


def program(folder: Path, name: str = "python") -> Path:
    """A program of an environment."""
    return folder / "Scripts" / f"{name}.exe" if os.name == "nt" else folder / "bin" / name


def find_uv() -> str | None:
    """This machine's uv, else the one that was installed here; None if neither is new enough for ``pyproject.toml``."""
    for uv in (shutil.which("uv"), shutil.which("uv", path=str(ROOT / ".venv-uv" / "bin"))):
        with contextlib.suppress(OSError, Hung):  # the program is incomplete
            if uv and run([uv, "cache", "dir"], ANSWERS_WITHIN_S, cwd=ROOT).returncode == 0:
                return uv
    return None


def pip() -> list[str]:
    """This Python's pip; where it has none, one beside uv."""
    if find_spec("pip"):
        return [sys.executable, "-m", "pip"]
    folder = ROOT / ".venv-uv" / "python"
    if not program(folder).exists():
        shown([sys.executable, "-m", "venv", "--clear", str(folder)], os.environ)
    return [str(program(folder)), "-m", "pip"]


def bring_uv() -> str:
    """Install uv with pip, into ``.venv-uv``.

    Raises:
        SetUpFailed: pip could not install it.
    """
    say("uv: into .venv-uv")
    arguments = ["install", "--quiet", "--disable-pip-version-check", "--upgrade", "--target", str(ROOT / ".venv-uv")]
    locked = ["--require-hashes", "-r", str(ROOT / "locks" / "uv.txt")]
    if shown([*pip(), *arguments, *locked], {**os.environ, "PIP_ROOT_USER_ACTION": "ignore"}):
        raise SetUpFailed("uv could not be installed with pip")
    if not (uv := find_uv()):
        raise SetUpFailed("the uv of locks/uv.txt does not run, or is older than pyproject.toml asks for: make lock")
    return uv


def as_pip_is_configured() -> dict[str, str]:
    """pip's index, wheels on disk and certificates, under uv's names for them; uv does not read pip's configuration."""
    said = run([*pip(), "config", "list"], ANSWERS_WITHIN_S).stdout
    settings: dict[str, str] = {}
    for scope in ("global", "install", ":env:"):  # the last one counts
        settings.update(re.findall(rf"^{scope}\.([a-z-]+)='(.*)'$", said, re.MULTILINE))
    return {variable: ",".join(settings[name].split()) for name, variable in FROM_PIP.items() if settings.get(name)}


def variables(uv: str) -> dict[str, str]:
    """Whoever has uv has configured it; whoever has not has configured pip."""
    return {**(as_pip_is_configured() if uv.startswith(str(ROOT)) else {}), **os.environ}


def torch_backend(name: str) -> str:
    """Which build of PyTorch an environment gets; for a GPU the one that fits this machine's driver, as uv sees it."""
    return os.environ.get("TORCH_BACKEND", "auto" if name in ON_CUDA else "cpu")


def brings_cuda(name: str) -> bool:
    """A build of PyTorch goes into this environment that requires CUDA's libraries, which no lock file names.

    So it does for a GPU, and where the index's build of the newest release, or of one that probes alone have, was asked
    for.
    """
    if name not in WITH_PYTORCH or name in ON_CUDA:
        return name in WITH_PYTORCH
    measured = WITH_PYTORCH[name] == PYTORCH and pinned(PYTORCH) != pinned(NEWEST_PYTORCH)
    return not torch_backend(name) and not measured


def pinned(group: str) -> str:
    """What ``pyproject.toml`` pins in a group of one package; read without tomllib, which older Pythons lack."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    found = re.search(rf'^{group} = \["([^"]*)"\]', text, re.MULTILINE)
    return found[1] if found else f"nothing in {group}"


def sync(name: str, lock: str) -> list[str]:
    """Arguments with which uv gives an environment exactly what the lock file names.

    Of PyTorch it takes the build that ``TORCH_BACKEND`` names, from where PyTorch keeps its builds; if that is empty,
    the one in the package index. A build for GPUs brings what it requires: for Linux, CUDA's libraries.
    """
    how = ["sync"]
    # recorded sizes and first imports are those of compiled packages, as pip leaves them
    options = ["--compile-bytecode"] if name in BENCH else []
    if name in WITH_PYTORCH:
        backend = torch_backend(name)
        options += ["--group", WITH_PYTORCH[name], *(["--torch-backend", backend] if backend else [])]
        if brings_cuda(name):
            how = ["install", "--requirements"]
    else:
        options += ["--require-hashes"]
    return ["pip", *how, f"locks/{lock}.txt", "--quiet", "--python", FOLDERS[name], *options]


def is_begun(folder: Path) -> bool:
    """There is an environment, and no run was interrupted in it."""
    return program(folder).exists() and (folder / "pyvenv.cfg").exists() and not (folder / UNFINISHED).exists()


def is_whole(name: str, uv: str | None) -> bool:
    if not uv or not is_begun(ROOT / FOLDERS[name]):
        return False
    checks = ([uv, *sync(name, lock), "--check", "--offline"] for lock in SERVED_BY.get(name, (name,)))
    return any(run(command, INSTALLS_WITHIN_S, cwd=ROOT).returncode == 0 for command in checks)


def set_up(name: str, starts: Callable[[], object] = lambda: None) -> None:
    """Make an environment complete. ``starts`` is called before it counts as such.

    Raises:
        SetUpFailed: uv is not to be had, or could not install something.
    """
    uv = find_uv() or bring_uv()
    if is_whole(name, uv):
        return
    say(f"{name}: into {FOLDERS[name]}")
    folder, settings = ROOT / FOLDERS[name], variables(uv)
    if not is_begun(folder):
        python = ["--python", sys.executable] if sys.version_info >= OLDEST else []  # else uv looks for one
        call(uv, ["venv", "--quiet", "--clear", "--force", *python, FOLDERS[name]], settings)
    (folder / UNFINISHED).touch()
    call(uv, sync(name, name), settings)
    starts()
    (folder / UNFINISHED).unlink()


def raise_release(framework: str, version: str) -> None:
    """Pin another release of a framework in ``pyproject.toml``, wherever what is measured is pinned.

    Raises:
        SetUpFailed: a pin of it is not where it was.
    """
    path = ROOT / "pyproject.toml"
    text = path.read_text(encoding="utf-8")
    for group in MEASURED[framework]:
        found = re.search(rf"^{group} = \[[^\]]*?\](?:==[^\]]*\])?", text, re.MULTILINE)
        if not found or "==" not in found[0]:
            raise SetUpFailed(f"pyproject.toml pins nothing in the group {group}")
        newest = re.search(r"==[\w.+]+", found[0])[0]  # of several, the first; the others are for older Pythons
        text = text.replace(found[0], re.sub(rf"{re.escape(newest)}(?![\w.+])", f"=={version}", found[0]))
    write_together({path: text.encode()})


def lock(names: Iterable[str] = ("uv", *FOLDERS), *, upgrade: bool = True) -> None:
    """Rewrite lock files with the newest releases that their groups allow. No host is written into one, nor PyTorch.

    Without ``upgrade`` what fits stays.

    Raises:
        SetUpFailed: uv found no set of versions.
    """
    uv = find_uv() or bring_uv()
    options = [
        "--universal",
        "--python-version",
        ".".join(map(str, OLDEST)),
        "--generate-hashes",
        "--no-header",
        "--quiet",
        *(["--upgrade"] if upgrade else []),
    ]
    with tempfile.TemporaryDirectory() as folder:
        left_out = Path(folder) / "excludes.txt"
        left_out.write_text("torch\n", encoding="utf-8")
        options += ["--excludes", str(left_out)]
        for name in names:
            call(uv, ["pip", "compile", "--group", name, *options, "--output-file", f"locks/{name}.txt"], variables(uv))


def call(uv: str, arguments: list[str], settings: dict[str, str]) -> None:
    if shown([uv, *arguments], settings):
        raise SetUpFailed(f"uv {' '.join(arguments[:2])} failed")


def shown(command: list[str], settings: Mapping[str, str]) -> int:
    """Run a program whose output goes where our own goes. Returns its exit status."""
    return run(command, INSTALLS_WITHIN_S, cwd=ROOT, env=settings, stdout=None, stderr=None).returncode


def say(what: str) -> None:
    print(what, file=sys.stderr, flush=True)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of {', '.join(FOLDERS)}")
    parser.add_argument("--lock", action="store_true", help="write the lock files anew")
    parser.add_argument(
        "--raise", dest="raised", action="append", default=[], metavar="FRAMEWORK=VERSION",
        help=f"pin another release of what is measured: {', '.join(MEASURED)}",
    )  # fmt: skip
    chosen = parser.parse_args(arguments)
    if unknown := [name for name in chosen.names if name not in FOLDERS]:
        parser.error(f"no environment, got {', '.join(unknown)} — expected {', '.join(FOLDERS)}")
    raised = [re.fullmatch(rf"({'|'.join(MEASURED)})=(\d[\w.+]*)", one) for one in chosen.raised]
    if None in raised:
        got = chosen.raised[raised.index(None)]
        parser.error(f"argument --raise: got '{got}' — expected a framework and its release, like pytorch=2.16.0")
    try:
        for one in raised:
            raise_release(one[1], one[2])
            lock([name for name in FOLDERS if one[1] in name.split("-") or name in WHERE_THEY_MEET], upgrade=False)
        if chosen.lock:
            lock()
        for name in chosen.names:
            set_up(name)
    except SetUpFailed as error:
        print(f"set_up: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(ended(main))
