"""How a try is judged, and what becomes of a process that a model ends. No converter is needed."""

import json
import sys
from types import SimpleNamespace

import pytest

from probes.conversions import __main__ as command
from probes.conversions import attempt
from sitedata.load.dataset import load_dataset
from sitedata.schema.protocol.conversions import MODELS, OWN
from tests.conftest import ROOT

FOLDER = ROOT / "scripts" / "probes" / "conversions"
MODEL = SimpleNamespace(before=0.0, x=SimpleNamespace(shape=(1,)))


@pytest.fixture(autouse=True)
def numbers(monkeypatch):
    """Outputs are numbers here, so that no test needs arrays."""
    monkeypatch.setattr(attempt, "apart", lambda before, after: after - before)


def gives(number):
    return lambda model, folder: (folder / "number").write_text(str(number))


def load(folder, shape):
    return lambda x: float((folder / "number").read_text())


def breaks(model, folder):
    raise RuntimeError('\n  ---\n<unknown>:0: error: loc(fused["a:", "b"]): no such operation\nmore of it')


CASES = {
    "the documented call": (gives(2e-7), {}, ("converts", "", "0.2")),
    "equal to the last bit": (gives(0.0), {}, ("converts", "", "0")),
    "a change": (breaks, {"first": breaks, "second": gives(1e-5)}, ("with-changes", "second", "10")),
    "a change of another result": (gives(1e-3), {"it": gives(0.0)}, ("with-changes", "it", "0")),
    "an error": (breaks, {"it": breaks}, ("fails", "RuntimeError: no such operation", "")),
    "another result": (gives(1.01e-4), {}, ("fails", "OtherNumbers: 100 ppm apart", "100")),
    "no number": (gives(float("nan")), {}, ("fails", "OtherNumbers: another shape, or not a number", "")),
}


@pytest.mark.parametrize(("export", "changes", "expected"), CASES.values(), ids=CASES)
def test_a_try_says_what_came_of_it(export, changes, expected):
    way = SimpleNamespace(export=export, load=load, CHANGES=changes)
    assert tuple(attempt.attempt(way, MODEL).values()) == expected


def test_a_model_that_ends_the_process_fails_and_the_next_ones_are_still_tried(monkeypatch, tmp_path):
    answer = attempt.ANSWER + json.dumps({"outcome": "converts", "finding": "", "difference_ppm": "0"})
    program = (
        "import json, sys\nfor model in sys.argv[3:]:\n    if model == 'lstm': sys.exit('killed by lstm')\n"
        f"    print({answer!r}[:-1] + ', \"model\": ' + json.dumps(model) + '}}')"
    )
    (tmp_path / "attempt.py").write_text(program, encoding="utf-8")
    python = tmp_path / "python"
    python.write_text(f'#!/bin/sh\nshift 2\nexec "{sys.executable}" "{tmp_path}/attempt.py" "$@"\n', encoding="utf-8")
    python.chmod(0o755)
    monkeypatch.setattr(command, "python_for", lambda environment: python)
    monkeypatch.setattr(command, "versions", lambda *_: "none")
    way = {"id": "jax-onnx", "environment": "conversions", "model_in": "jax", "packages": "jax"}
    rows = {row["model"]: row for row in command.tried(way, ["mlp", "lstm", "bert-mini"])}
    assert [row["outcome"] for row in rows.values()] == ["converts", "fails", "converts"]
    assert rows["lstm"]["finding"] == "ended with status 1: killed by lstm"


def test_every_way_and_every_model_has_its_files():
    ways = load_dataset(ROOT / "data").rows("conversion_ways")
    only_tried = {path.stem for path in (FOLDER / "ways").glob("*.py")} - {"__init__"}
    asked = {attempt.module_of(way.id) for way in ways}
    assert {name.rpartition(".")[2] for name in asked if name.startswith("probes.")} == only_tried
    for name in asked:
        assert (ROOT / "scripts" / name.replace(".", "/")).with_suffix(".py").exists(), name
    for model in OWN:
        folder = ROOT / "scripts" / "bench" / "deploy" / MODELS[model].workload.folder
        assert {"tensorflow.py", "pytorch.py", "jax.py"} <= {path.name for path in folder.iterdir()}
