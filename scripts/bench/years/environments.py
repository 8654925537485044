"""An environment for one release: made as on the day after its release where uv can, measured, and removed.

uv makes environments for Python 3.7 and later; for 3.6 that Python's own ``venv`` and pip do.
"""

from __future__ import annotations

import contextlib
import datetime
import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.processes import run
from bench.years.releases import Release
from set_up import bring_uv, find_uv, program

LIMIT_S = 1500  # to install one of several GiB
LEAST_DISK_GIB = 10  # the newest PyTorch with its CUDA libraries, twice: unpacked, and in the cache of this one install
DAYS_AFTER = (3, 60, 365)
"""Days in which the first packages beside a release were mended; the later ones where one came to the index late."""
OLD_PIP = ("pip<22", "wheel<0.38", "setuptools<60")
"""The last that run on Python 3.6."""
BESIDE = {"tensorflow": (), "pytorch": ("numpy", "setuptools")}
"""What a release needs and does not ask for."""


class CannotInstall(Exception):
    """The line in which the installer says why."""


def by_uv(release: Release) -> bool:
    return release.python != "3.6"


@contextlib.contextmanager
def environment(release: Release, python: Path, folder: Path, beside: Sequence[str] = ()) -> Iterator[Path]:
    """Its interpreter, in a new environment that is gone afterwards; ``beside`` are packages that are wanted too.

    Raises:
        CannotInstall: too little disk, or the installer's last words.
    """
    free = shutil.disk_usage(folder.parent).free / 1024**3
    if free < LEAST_DISK_GIB:
        raise CannotInstall(f"too little disk: {free:.1f} GiB free — expected {LEAST_DISK_GIB} GiB")
    shutil.rmtree(folder, ignore_errors=True)
    try:
        _make(release, python, folder, beside)
        yield program(folder / "env")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _make(release: Release, python: Path, folder: Path, beside: Sequence[str]) -> None:
    own = program(folder / "env")
    wanted = [release.requirement, *BESIDE[release.framework], *beside]
    if by_uv(release):
        uv = find_uv() or bring_uv()
        _do([uv, "venv", "--quiet", "--python", python, folder / "env"], folder)
        for days in DAYS_AFTER:
            day = datetime.date.fromisoformat(release.released_on) + datetime.timedelta(days)
            try:
                return _do(
                    [uv, "pip", "install", "--quiet", "--python", own, "--exclude-newer", f"{day}", *wanted], folder
                )
            except CannotInstall:
                if days == DAYS_AFTER[-1]:
                    raise
    else:
        _do([python, "-m", "venv", folder / "env"], folder)
        _do([own, "-m", "pip", "install", "--quiet", "--upgrade", *OLD_PIP], folder)
        _do([own, "-m", "pip", "install", "--quiet", "--no-cache-dir", *wanted], folder)


def _do(command: list[str | Path], folder: Path) -> None:
    """Raises:
    CannotInstall: with the last words.
    """
    settings = os.environ | {"UV_CACHE_DIR": str(folder / "cache")}
    try:
        done = run(command, timeout_s=LIMIT_S, env=settings)
    except subprocess.TimeoutExpired:
        raise CannotInstall(f"not installed within {LIMIT_S} s") from None
    if done.returncode:
        words = [line.strip() for line in done.stderr.splitlines() if line.strip()] or ["the installer said nothing"]
        raise CannotInstall(" ".join(words[-3:])[:300])


def installed(python: Path) -> tuple[float, dict[str, str]]:
    """MiB on disk of all packages, and the release of each."""
    code = (
        "import json, os, sysconfig\n"
        "place = sysconfig.get_paths()['purelib']\n"
        "size = sum(os.path.getsize(os.path.join(f, n)) for f, _, ns in os.walk(place) for n in ns\n"
        "           if os.path.isfile(os.path.join(f, n)))\n"
        "names = [n[:-10].rsplit('-', 1) for n in os.listdir(place) if n.endswith('.dist-info')]\n"
        "print(json.dumps([size / 2.0**20, dict(p for p in names if len(p) == 2)]))"
    )
    size, packages = json.loads(run([python, "-c", code], timeout_s=LIMIT_S).stdout)
    return round(size, 1), packages
