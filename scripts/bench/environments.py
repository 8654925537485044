"""The frameworks' own environments: made by ``make bench`` under ``.venv-bench/``, pinned, one framework each.

``python -m bench.environments tensorflow pytorch`` makes what is missing, after saying how much it will take. The environment
``harness``, which runs the sweep and reads the data sets, is the Makefile's: Keras would import scikit-learn if it were beside it.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from bench.processes import SCRIPTS, CannotStart, run, variables
from bench.worker import RESULT

ROOT = SCRIPTS.parent
FRAMEWORKS = ("tensorflow", "pytorch", "jax")
SIZE_MIB = {"tensorflow": 1900, "pytorch": 1200, "jax": 1000, "interchange": 1900}  # on disk, Linux, CPU builds; read with du -sm on 2026-11-22
WITH_PYTORCH = ("pytorch", "interchange")
MARK = "whole"  # an environment without it was interrupted and is made again


def python_of(root: Path, framework: str) -> Path:
    folder = root / ".venv-bench" / framework
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def found_pythons(root: Path, frameworks: list[str]) -> dict[str, Path]:
    """Raises:
    CannotStart: an environment is missing.
    """
    found = {name: python_of(root, name) for name in frameworks}
    missing = [name for name, python in found.items() if not python.exists()]
    if missing:
        raise CannotStart(f"no environment for {', '.join(missing)}: run `make bench`, or `python -m bench.environments {' '.join(missing)}`")
    return found


def facts_of(python: Path, framework: str, module: str = "bench.worker", device: str = "cpu") -> dict[str, str]:
    """What a framework's own Python tells of it; on a GPU also ``gpu-model``.

    Raises:
        CannotStart: it cannot be imported, or does not see the device.
    """
    command = [str(python), "-m", module, *(["--facts", framework, device] if module == "bench.worker" else ["--framework", framework])]
    answer = run(command, env=variables(device))
    lines = [line.removeprefix(RESULT) for line in answer.stdout.splitlines() if line.startswith((RESULT, "{"))]
    if answer.returncode or not lines:
        words = (answer.stderr.strip().splitlines() or ["it said nothing"])[-1]
        if "no CUDA device" in words:
            raise CannotStart(f"--device {device}: {words.removeprefix('RuntimeError: ')}")
        raise CannotStart(f"{framework} does not start in its environment: {words}")
    return json.loads(lines[-1])


def installed_sizes(python: Path, framework: str) -> list[dict]:
    """Rows of ``sizes``: MiB on disk of each package, however small, read from the packages' own file lists; not of those that install others."""
    code = (
        "import importlib.metadata as m, json, os\n"
        "rows = []\n"
        "for d in m.distributions():\n"
        "    paths = {os.path.realpath(d.locate_file(f)) for f in d.files or ()}\n"
        "    size = sum(os.stat(p).st_size for p in paths if os.path.isfile(p)) / 2**20\n"
        "    rows.append((d.metadata['Name'], d.version, round(size, 3)))\n"
        "print(json.dumps(sorted(rows)))"
    )
    answer = subprocess.run([str(python), "-c", code], capture_output=True, text=True, check=True)
    rows = [dict(zip(("package", "version", "size_mib"), row, strict=True)) for row in json.loads(answer.stdout)]
    return [{"framework": framework} | row for row in rows if row["package"] not in ("pip", "setuptools")]


def make(framework: str, root: Path = ROOT) -> None:
    """Create the environment of a framework from ``requirements/bench-<framework>.txt``, hashed.

    ``BENCH_PIP`` adds arguments to pip, such as the address of PyTorch's CPU builds.

    Raises:
        CannotStart: too little disk, or pip failed.
    """
    folder = root / ".venv-bench" / framework
    free = shutil.disk_usage(root).free // 2**20
    if free < 2 * SIZE_MIB[framework]:
        raise CannotStart(f"too little disk for {framework}: {free} MiB free — expected {2 * SIZE_MIB[framework]} MiB")
    print(f"{framework}: about {SIZE_MIB[framework]} MiB into {folder.relative_to(root)}", file=sys.stderr, flush=True)
    subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
    pip = [str(python_of(root, framework)), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    extra = os.environ.get("BENCH_PIP", "").split()
    requirements = root / "requirements" / f"bench-{framework}.txt"
    steps = [[*pip, *extra, "--require-hashes", "-r", str(requirements)]]
    if framework in WITH_PYTORCH:  # its builds differ by system and have no common hash; the version is pinned and stored with each result
        pinned = (root / "requirements" / "bench-pytorch-build.txt").read_text(encoding="utf-8").split()
        steps.append([*pip, *extra, "--no-deps", *pinned])
    for step in steps:
        if subprocess.run(step).returncode:
            raise CannotStart(f"pip could not install {framework}; BENCH_PIP passes it arguments such as another index")
    if framework in FRAMEWORKS:
        facts_of(python_of(root, framework), framework)  # it must start
    (folder / MARK).touch()


def main(arguments: list[str]) -> int:
    try:
        for framework in arguments or ("tensorflow", "pytorch"):
            if framework not in SIZE_MIB:
                raise CannotStart(f"no environment '{framework}' — expected {', '.join(SIZE_MIB)}")
            if not (ROOT / ".venv-bench" / framework / MARK).exists():
                make(framework)
    except CannotStart as error:
        print(f"bench: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
