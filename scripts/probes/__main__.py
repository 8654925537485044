"""The command: ``python -m probes``. Runs every probe in its environment, and writes ``data/probes.csv`` and ``data/probes/<id>.txt``.

*no* and *absent* are answers. *failed* means that the script broke, *could-not-run* that its environment is missing.
"""

from __future__ import annotations

import argparse
import ast
import csv
import io
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from bench import processes
from bench.environments import python_of
from bench.processes import SCRIPTS, variables
from probes.answer import ANSWER
from sitedata.schema.tables import TABLES

ROOT = SCRIPTS.parent
TIME_LIMIT_S = 420
LONGEST_OUTPUT = 6000  # characters that are kept
PACKAGES = {"tensorflow": ("tensorflow-cpu", "tensorflow", "keras"), "pytorch": ("torch",), "jax": ("jax", "flax"),
            "interchange": ("torch", "keras", "jax", "onnx", "onnxruntime")}  # fmt: skip


@dataclass(frozen=True)
class Probe:
    """``script`` is a module of this package, run in an environment of the benchmark with these arguments."""

    environment: str
    script: str
    arguments: tuple[str, ...] = ()
    settings: tuple[tuple[str, str], ...] = ()
    also: str = ""  # another environment that it asks, whose versions count too

    @property
    def question(self) -> str:
        """The first line of the script, with its arguments filled in."""
        text = ast.get_docstring(ast.parse((Path(__file__).parent / f"{self.script}.py").read_text(encoding="utf-8")))
        return text.splitlines()[0].format(*self.arguments)


def defaults(what: str, setting: str) -> Probe:
    return Probe("tensorflow", "defaults", (what, setting), also="pytorch")


def alive(package: str, module: str, framework: str) -> Probe:
    return Probe("pytorch" if framework == "torch" else "tensorflow", "alive", (package, module, framework))


PROBES = {
    **{
        script.replace("_", "-"): Probe("tensorflow" if "tf" in script.split("_") or script.startswith("keras") else "pytorch", script)
        for script in (
            "tf_eager_default",
            "pytorch_eager_default",
            "tf_tensors",
            "pytorch_tensors",
            "tf_session_gone",
            "keras_part_of_tensorflow",
            "pdb_in_pytorch_forward",
            "ipdb_in_pytorch_forward",
            "pdb_in_tf_eager",
            "pdb_in_tf_function",
            "pdb_in_tf_function_run_eagerly",
            "python_in_tf_function",
            "tf_control_flow",
            "pytorch_control_flow",
            "tf_data_parallel",
            "keras_fit_data_parallel",
            "pytorch_data_parallel",
            "pytorch_async_reduce",
            "tf_saved_model",
            "keras_file",
            "tf_lite",
            "pytorch_export",
            "pdb_under_torch_compile",
            "pdb_with_force_eager",
            "fullgraph_refuses_breakpoint",
            "pytorch_compile_graph",
            "pytorch_hub",
        )
    },
    "pytorch-onnx": Probe("interchange", "pytorch_onnx"),
    "keras-on-tensorflow": Probe("tensorflow", "keras_trains", ("TensorFlow",)),
    "keras-on-pytorch": Probe("interchange", "keras_trains", ("PyTorch",), (("KERAS_BACKEND", "torch"),)),
    "keras-on-jax": Probe("interchange", "keras_trains", ("JAX",), (("KERAS_BACKEND", "jax"),)),
    "torchtext-alive": alive("torchtext", "torchtext", "torch"),
    "torchx-alive": alive("torchx", "torchx", "torch"),
    "lightning-alive": alive("lightning", "lightning", "torch"),
    "speechbrain-alive": alive("speechbrain", "speechbrain", "torch"),
    "fastai-alive": alive("fastai", "fastai", "torch"),
    "tfx-alive": alive("tfx", "tfx", "tensorflow"),
    "tensorflow-cloud-alive": alive("tensorflow-cloud", "tensorflow_cloud", "tensorflow"),
    "stellargraph-alive": alive("stellargraph", "stellargraph", "tensorflow"),
    "magenta-alive": alive("magenta", "magenta", "tensorflow"),
    "deepspeech-alive": alive("deepspeech", "deepspeech", "tensorflow"),
    "mediapipe-alive": alive("mediapipe", "mediapipe", "tensorflow"),
    "netron-needs-torch": Probe("pytorch", "needs", ("netron", "torch")),
    "fastai-needs-torch": Probe("pytorch", "needs", ("fastai", "torch")),
    "speechbrain-needs-torch": Probe("pytorch", "needs", ("speechbrain", "torch")),
    "lightning-needs-torch": Probe("pytorch", "needs", ("lightning", "torch")),
    "mediapipe-needs-tensorflow": Probe("tensorflow", "needs", ("mediapipe", "tensorflow")),
    "deepspeech-needs-tensorflow": Probe("tensorflow", "needs", ("deepspeech", "tensorflow")),
    "magenta-needs-tensorflow": Probe("tensorflow", "needs", ("magenta", "tensorflow")),
    "stellargraph-needs-tensorflow": Probe("tensorflow", "needs", ("stellargraph", "tensorflow")),
    "keras-needs-tensorflow": Probe("tensorflow", "needs", ("keras", "tensorflow")),
    "defaults-adam-epsilon": defaults("Adam's epsilon", "adam-epsilon"),
    "defaults-batchnorm-momentum": defaults("BatchNorm's momentum", "batchnorm-momentum"),
    "defaults-batchnorm-epsilon": defaults("BatchNorm's epsilon", "batchnorm-epsilon"),
    "defaults-dense-initialiser": defaults("a dense layer's initial weights", "dense-kernel-initialiser"),
    "defaults-convolution-initialiser": defaults("a convolution's initial weights", "conv-kernel-initialiser"),
    "defaults-lstm-initialiser": defaults("an LSTM's initial recurrent weights", "lstm-recurrent-initialiser"),
    "defaults-lstm-bias": defaults("the initial bias of an LSTM's forget gate", "lstm-forget-gate-bias"),
    "torchelastic-in-core": Probe("pytorch", "torchelastic_in_core"),
}


def run(id: str, probe: Probe) -> tuple[dict[str, str], str]:
    """The row of a probe, and what it printed."""
    row = {"id": id, "question": probe.question, "script": probe.script, "environment": probe.environment}
    row |= {"ran_on": time.strftime("%Y-%m-%d", time.gmtime())}
    python = python_of(ROOT, probe.environment)
    if not python.exists():
        return row | {"outcome": "could-not-run", "finding": f"no environment {probe.environment}", "versions": "none", "seconds": "0"}, ""
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        command = [str(python), "-m", f"probes.{probe.script}", *probe.arguments]
        settings = variables() | {"TMPDIR": folder} | dict(probe.settings)
        try:
            done = processes.run(command, timeout_s=TIME_LIMIT_S, env=settings, cwd=folder)
            out, error, code = done.stdout, done.stderr, done.returncode
        except subprocess.TimeoutExpired:
            out, error, code = "", f"stopped after {TIME_LIMIT_S} s", 1
        said = tidy(out + (f"\n{error}" if code else ""), folder)
    asked = [each for each in (probe.environment, probe.also) if each]
    row |= {
        "versions": ", ".join(dict.fromkeys(each for name in asked for each in versions(python_of(ROOT, name), name).split(", "))),
        "seconds": f"{time.monotonic() - started:.1f}",
    }
    answers = [json.loads(line.removeprefix(ANSWER)) for line in out.splitlines() if line.startswith(ANSWER)]
    if code or not answers:
        last = (error.strip().splitlines() or ["it gave no answer"])[-1]
        return row | {"outcome": "failed", "finding": tidy(last, folder)[:200]}, said
    return row | {"outcome": answers[-1]["outcome"], "finding": tidy(answers[-1]["finding"], folder)}, said


def versions(python: Path, environment: str) -> str:
    code = (
        "import importlib.metadata as m, platform, sys\nfound = []\nfor name in sys.argv[1:]:\n    try: found.append(f'{name} {m.version(name)}')\n"
        "    except m.PackageNotFoundError: pass\nprint(', '.join(found + [f'Python {platform.python_version()}']))"
    )
    return subprocess.run([str(python), "-c", code, *PACKAGES[environment]], capture_output=True, text=True, check=True).stdout.strip()


def tidy(said: str, folder: str) -> str:
    """Without folders of this machine, answers meant for programs, and what is too long."""
    said = "\n".join(line.rstrip() for line in said.splitlines() if not line.startswith(ANSWER))
    for place in sorted({str(ROOT), folder, os.path.expanduser("~")}, key=len, reverse=True):
        said = said.replace(place, "…")
    said = re.sub(r"(?:/[\w.+-]+)+/(?=[\w.+-]+)", "…/", said)
    said = re.sub(r"0x[0-9a-f]{6,}", "0x…", re.sub(r"(?:…/?)+/", "…/", said))
    return said[-LONGEST_OUTPUT:].strip()


def write(rows: list[dict[str, str]], outputs: dict[str, str]) -> None:
    """Replace the rows of these probes; those of others stay."""
    path, columns = ROOT / "data" / "probes.csv", list(TABLES["probes"].model_fields)
    kept = []
    if path.exists():
        with path.open(encoding="utf-8", newline="") as file:
            kept = [row for row in csv.DictReader(file) if row["id"] not in {each["id"] for each in rows} and row["id"] in PROBES]
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(sorted([*kept, *rows], key=lambda row: row["id"]))
    beside = path.with_suffix(".new")
    beside.write_text(text.getvalue(), encoding="utf-8")
    beside.replace(path)
    for id, said in outputs.items():
        (path.parent / "probes").mkdir(exist_ok=True)
        (path.parent / "probes" / f"{id}.txt").write_text(said + "\n", encoding="utf-8")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="probes", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", metavar="PATTERN", help="only probes whose id fits this regular expression")
    chosen = parser.parse_args(arguments)
    wanted = {id: probe for id, probe in PROBES.items() if re.search(chosen.only, id)}
    if not wanted:
        parser.error(f"argument --only: got '{chosen.only}' — expected a pattern that fits one of {', '.join(PROBES)}")
    for id, probe in wanted.items():
        row, said = run(id, probe)
        print(f"{id}: {row['outcome']} ({row['seconds']} s): {row['finding']}", file=sys.stderr, flush=True)
        write([row], {id: said})
    return 0


if __name__ == "__main__":
    sys.exit(main())
