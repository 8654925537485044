"""Probes run with the real frameworks: what they count must be there to be counted."""

import json
import subprocess

import pytest

from bench.processes import variables
from probes.answer import ANSWER
from tests.bench import PYTHONS, needs_frameworks

pytestmark = [needs_frameworks, pytest.mark.slow]


def answer(script, environment, folder):
    done = subprocess.run(
        [PYTHONS[environment], "-m", f"probes.{script}"],
        capture_output=True,
        text=True,
        env=variables(),
        cwd=folder,
        timeout=600,
    )
    (line,) = [line for line in done.stdout.splitlines() if line.startswith(ANSWER)]
    return json.loads(line.removeprefix(ANSWER)) | {"printed": done.stdout}


def test_a_branch_on_a_value_breaks_the_graph_and_a_fresh_full_graph_refuses_it(tmp_path):
    read = answer("pytorch_control_flow", "pytorch", tmp_path)
    assert read["outcome"] == "yes" and "breaks its graph (Data-dependent branching)" in read["finding"]
    assert "with fullgraph=True refuses it (Unsupported: Data-dependent branching)" in read["finding"]
    assert "0 graphs" not in read["printed"] and "0 breaks" not in read["printed"]


@pytest.mark.parametrize("script", ["pytorch_compile_graph", "pytorch_async_reduce"])
def test_pytorch_answers_yes(tmp_path, script):
    assert answer(script, "pytorch", tmp_path)["outcome"] == "yes"


def test_tensorflow_retraces_for_numbers_and_not_for_tensors(tmp_path):
    assert (
        "traced 1 time for tensors, 3 for Python numbers"
        in answer("tf_control_flow", "tensorflow", tmp_path)["finding"]
    )
