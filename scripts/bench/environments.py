"""The frameworks' own environments: made by ``make bench`` under ``.venv-bench/``, pinned, one framework each.

``python -m bench.environments tensorflow pytorch`` makes what is missing, after saying how much space it will take. The
environment ``harness``, which runs the sweep and reads the data sets, is separate: Keras would import scikit-learn if
it were installed beside it.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

from bench.processes import SCRIPTS, CannotStart, run, variables
from bench.worker import RESULT
from set_up import WITH_PYTORCH, SetUpFailed, brings_cuda, find_uv, is_whole, program, set_up
from system import ended

TIME_LIMIT_S = 600  # to import a framework, on a slow disk

ROOT = SCRIPTS.parent
FRAMEWORKS = ("tensorflow", "pytorch", "jax")
ON_CUDA = {name: f"{name}-cuda" for name in FRAMEWORKS}
"""Framework → its environment for a GPU: the same release, with the CUDA libraries that it asks for."""
# on disk, Linux, CPU builds; read with du -sm on 2026-11-22; pytorch-newest is taken for as large as pytorch
SIZE_MIB = {"tensorflow": 1900, "pytorch": 1200, "pytorch-newest": 1200, "jax": 1000, "interchange": 1900}
SIZE_MIB |= {
    "export": 4000,
    "export-litert-torch": 1100,
    "export-tensorflowjs": 2700,
    "conversions": 4100,
}  # read on 2026-11-26, CUDA's libraries taken off
SIZE_MIB |= {"serve-jax": 700, "serve-litert": 150, "serve-onnxruntime": 200, "serve-openvino": 300}
SIZE_MIB |= {"serve-asgi": 210, "serve-bentoml": 350, "serve-litserve": 280, "serve-ray": 450, "serve-torchserve": 1700}
SIZE_MIB |= {"tensorflow-cuda": 6000, "pytorch-cuda": 1200, "jax-cuda": 5000}
WITH_CUDA_MIB = 4300  # what the index's build of the newest PyTorch takes besides, read on 2026-11-25
HIDDEN = {"tensorflow-cuda": ("nvidia/cusolver/lib/libcusolver.so.11", "nvidia/cublas/lib")}
"""Environment → a library that its framework asks for and does not find, and a folder in which it looks.

The loader of TensorFlow 2.21.0 is in ``libtensorflow_framework.so.2``, whose RUNPATH names the folders of cuBLAS,
cuDNN, cuFFT and cuSPARSE, and not that of cuSOLVER, which 2.20.0 had: it reports "Cannot dlopen some GPU libraries" and
uses no GPU. Links in TensorFlow's own folder, which its documentation advises, do not help, since that is not searched
either. Seen with an NVIDIA H200 on 2026-11-26.
"""
STARTS = {name: name for name in FRAMEWORKS} | {"pytorch-newest": "pytorch"} | {ON_CUDA[name]: name for name in ON_CUDA}
"""Environment → the framework that must start in it."""


def python_of(root: Path, environment: str) -> Path:
    return program(root / ".venv-bench" / environment)


def found_pythons(root: Path, frameworks: list[str], device: str = "cpu") -> dict[str, Path]:
    """Framework → the Python of its environment for this device.

    Raises:
        CannotStart: an environment is missing.
    """
    environments = {name: ON_CUDA[name] if device == "cuda" else name for name in frameworks}
    pythons = {name: python_of(root, environment) for name, environment in environments.items()}
    missing = [environments[name] for name, python in pythons.items() if not python.exists()]
    if missing:
        raise CannotStart(
            f"no environment for {', '.join(missing)}: run `make bench`, or `python -m bench.environments "
            f"{' '.join(missing)}`"
        )
    return pythons


def facts_of(python: Path, framework: str, module: str = "bench.worker", device: str = "cpu") -> dict[str, str]:
    """What a framework's own Python reports about it; on a GPU also ``gpu-model``.

    Raises:
        CannotStart: it cannot be imported, or does not see the device.
    """
    command = [
        str(python),
        "-m",
        module,
        *(["--facts", framework, device] if module == "bench.worker" else ["--framework", framework]),
    ]
    try:
        answer = run(command, timeout_s=TIME_LIMIT_S, env=variables(device))
    except subprocess.TimeoutExpired:
        raise CannotStart(f"{framework} does not start in its environment within {TIME_LIMIT_S} s") from None
    lines = [line.removeprefix(RESULT) for line in answer.stdout.splitlines() if line.startswith((RESULT, "{"))]
    if answer.returncode or not lines:
        words = (answer.stderr.strip().splitlines() or ["it said nothing"])[-1]
        if "no CUDA device" in words:
            raise CannotStart(f"--device {device}: {words.removeprefix('RuntimeError: ')}")
        raise CannotStart(f"{framework} does not start in its environment: {words}")
    return json.loads(lines[-1])


def installed_sizes(python: Path, framework: str) -> list[dict]:
    """Rows of ``sizes``: MiB on disk of every package, however small, except those that install others.

    They are read from the packages' own file lists. Compiled modules count, which the lists of some installers leave
    out.
    """
    code = (
        "import importlib.metadata as m, importlib.util as u, json, os\n"
        "rows = []\n"
        "for d in m.distributions():\n"
        "    paths = {os.path.realpath(d.locate_file(f)) for f in d.files or ()}\n"
        "    paths |= {u.cache_from_source(p) for p in paths if p.endswith('.py')}\n"
        "    size = sum(os.stat(p).st_size for p in paths if os.path.isfile(p)) / 2**20\n"
        "    rows.append((d.metadata['Name'], d.version, round(size, 3)))\n"
        "print(json.dumps(sorted(rows)))"
    )
    try:
        answer = run([str(python), "-c", code], timeout_s=TIME_LIMIT_S)
    except subprocess.TimeoutExpired:
        raise CannotStart(f"{framework}: its packages were not listed within {TIME_LIMIT_S} s") from None
    if answer.returncode:
        raise CannotStart(f"{framework}: its packages cannot be listed: {answer.stderr.strip()[-200:]}")
    rows = [dict(zip(("package", "version", "size_mib"), row, strict=True)) for row in json.loads(answer.stdout)]
    return [{"framework": framework} | row for row in rows if row["package"] not in ("pip", "setuptools")]


def show_hidden(root: Path, environment: str) -> None:
    """Link a library of an environment into a folder in which its framework looks for it, where that is needed."""
    if environment not in HIDDEN:
        return
    library, searched = HIDDEN[environment]
    for packages in (root / ".venv-bench" / environment).glob("lib/python*/site-packages"):
        link = packages / searched / Path(library).name
        if (packages / library).exists() and not link.exists():
            link.symlink_to(packages / library)


def make(framework: str) -> None:
    """Create the environment of a framework as ``locks/<framework>.txt`` names it, if it is not whole.

    Raises:
        CannotStart: too little disk, or what was installed does not start.
        SetUpFailed: uv could not install it.
    """
    if is_whole(framework, find_uv()):
        return
    free = shutil.disk_usage(ROOT).free // 2**20
    size = SIZE_MIB[framework] + (WITH_CUDA_MIB if brings_cuda(framework) else 0)
    if free < 2 * size:
        raise CannotStart(f"too little disk for {framework}: {free} MiB free — expected {2 * size} MiB")
    print(f"{framework}: about {size} MiB on disk", file=sys.stderr, flush=True)

    def starts() -> None:
        show_hidden(ROOT, framework)
        if framework in STARTS:
            facts_of(python_of(ROOT, framework), STARTS[framework])

    set_up(framework, starts)


def main(arguments: list[str]) -> int:
    try:
        for framework in arguments:
            if framework not in SIZE_MIB:
                raise CannotStart(f"no environment '{framework}' — expected {', '.join(SIZE_MIB)}")
            make(framework)
    except (CannotStart, SetUpFailed) as error:
        hint = "; TORCH_BACKEND chooses the build of PyTorch" if framework in WITH_PYTORCH else ""
        print(f"bench: {framework}: {error}{hint}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(ended(lambda: main(sys.argv[1:])))
