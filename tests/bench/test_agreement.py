"""Twins agree, and what does not agree is reported.

Values are compared where numpy is: in the benchmark's own environments.
"""

import json
import os
import subprocess
from pathlib import Path

import pytest

from bench.agreement import TUNED, AgreementError, check, replaced
from sitedata.schema.environments import QUANTITIES
from sitedata.schema.protocol.agreement import LIMITS, limits
from sitedata.schema.protocol.workloads import WORKLOADS
from tests.bench import PYTHONS, needs_frameworks

ROOT = Path(__file__).parents[2]
TENSORFLOW, PYTORCH = PYTHONS["tensorflow"], PYTHONS["pytorch"]


def run(python: Path, code: str, *arguments: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "scripts"), "TF_CPP_MIN_LOG_LEVEL": "3"}
    done = subprocess.run(
        [str(python), "-c", code, *arguments], env=environment, capture_output=True, text=True, timeout=600, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


@pytest.fixture
def program(tmp_path):
    """Makes a program that takes the place of a framework's Python."""

    def make(name: str, lines: str) -> Path:
        path = tmp_path / name
        path.write_text(f"#!/bin/sh\n{lines}\n")
        path.chmod(0o755)
        return path

    return make


@pytest.mark.parametrize("precision", LIMITS)
@pytest.mark.parametrize("workload", WORKLOADS)
def test_every_quantity_has_a_limit_and_parameters_must_be_equal(workload, precision):
    assert limits(workload, precision).keys() == QUANTITIES.keys()
    assert limits(workload, precision)["parameters"] == 0


@pytest.mark.parametrize("framework", ["tensorflow", "pytorch"])
@pytest.mark.parametrize("workload", WORKLOADS.values(), ids=lambda workload: workload.id)
def test_every_workload_has_a_twin(workload, framework):
    folder = ROOT / "scripts" / "bench" / "workloads" / workload.id.replace("-", "_")
    assert "\ndef build():\n" in (folder / f"{framework}.py").read_text()


def test_tensorflow_runs_first_and_the_rows_come_from_the_comparison(program, tmp_path):
    log, folder = tmp_path / "log", tmp_path / "values"
    tensorflow = program("tensorflow", f'echo "$4" >> {log}')
    pytorch = program(
        "pytorch", f"""echo "$3 $4" >> {log}; [ "$3" = --compare ] && echo '[{{"quantity": "loss"}}]'; true"""
    )
    rows = check({"pytorch": pytorch, "tensorflow": tensorflow}, ["mlp"], folder)
    assert rows == [{"quantity": "loss"}] * 2, "one comparison a precision"
    assert log.read_text().splitlines() == ["tensorflow", "--framework pytorch", "--compare --workload"] * 2


def test_tuned_steps_run_with_the_variables_of_their_division(program, tmp_path):
    log, folder = tmp_path / "log", tmp_path / "values"
    line = f'echo "$4 $5 $TF_ENABLE_ONEDNN_OPTS" >> {log}'
    tensorflow, pytorch = (
        program("tensorflow", line),
        program("pytorch", f"{line}; [ $3 = --compare ] && echo '[]'; true"),
    )
    check({"pytorch": pytorch, "tensorflow": tensorflow}, ["mlp", "gru"], folder, tuned=["mlp"])
    asked = log.read_text().splitlines()
    once = ["tensorflow --tuned 1", "pytorch --tuned 1"]
    assert [words for words in asked if "--tuned" in words] == once * 2, "once a precision, for one of two models"
    assert not any(words.endswith("1") for words in asked if "--tuned" not in words)


def test_a_newer_check_replaces_the_rows_that_it_has_and_no_others():
    def row(quantity, difference):
        names = {"workload": "mlp", "framework": "tensorflow", "precision": "float64", "quantity": quantity}
        return names | {"difference": difference}

    before = [row("loss", "1"), row("tuned-curve", "1")]
    assert replaced(before, [row("loss", "2")]) == [row("tuned-curve", "1"), row("loss", "2")]


def test_a_failure_names_the_workload_the_framework_and_what_it_wrote(program, tmp_path):
    broken, fine = program("broken", "echo no such layer >&2; exit 3"), program("fine", "echo '[]'")
    with pytest.raises(AgreementError, match=r"gru in tensorflow, float64: ended with status 3\nno such layer"):
        check({"tensorflow": broken, "pytorch": fine}, ["gru"], tmp_path)


def test_a_missing_environment_is_named(tmp_path):
    with pytest.raises(AgreementError, match="missing: pytorch"):
        check({"tensorflow": tmp_path}, ["mlp"], tmp_path)


VALUES = {"parameters": 2, "output": [[1.0, -4.0]], "losses": [2.0, 1.0], "gradient 0 weight": [0.5, 8.0]}
COMPARE = """
import json, sys
from pathlib import Path
import numpy as np
from bench.agreement import compare
folder = Path(sys.argv[1])
for framework, values in json.loads(sys.argv[2]).items():
    np.savez(folder / f"mlp-float64-{framework}.npz", **{name: np.array(value) for name, value in values.items()})
for framework, losses in json.loads(sys.argv[3]).items():
    np.savez(folder / f"mlp-float64-{framework}-tuned.npz", losses=np.array(losses))
print(json.dumps(compare(folder, "mlp", "float64")))
"""


@needs_frameworks
@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "found"),
    [
        pytest.param({}, {}, id="equal values agree"),
        pytest.param({"parameters": 5}, {"parameters": "3.0e+00"}, id="another number of parameters"),
        pytest.param({"output": [[1.0, -4.1]]}, {"output": "2.5e-02"}, id="an output, over the largest output"),
        pytest.param({"losses": [2.2, 1.0]}, {"loss": "1.0e-01", "loss-curve": "1.0e-01"}, id="the first loss"),
        pytest.param({"losses": [2.0, 1.4]}, {"loss-curve": "2.0e-01"}, id="a later loss, over the first"),
        pytest.param(
            {"gradient 0 weight": [0.5, 6.0]}, {"gradient": "2.5e-01"}, id="a gradient, over its largest value"
        ),
        pytest.param({"gradient 0 weight": [0.5]}, {"gradient": "inf"}, id="a gradient of another shape"),
        pytest.param({"gradient 1 bias": [0.0]}, {"gradient": "inf"}, id="a gradient that only one has"),
        pytest.param({"output": [[1.0, float("nan")]]}, {"output": "nan"}, id="not a number"),
    ],
)
def test_comparison_finds(tmp_path, change, found):
    rows = json.loads(
        run(PYTORCH, COMPARE, str(tmp_path), json.dumps({"pytorch": VALUES, "tensorflow": VALUES | change}), "{}")
    )
    assert [row["quantity"] for row in rows] == [name for name in QUANTITIES if name not in (TUNED, "cached")], (
        "not asked"
    )
    assert {row["quantity"]: row["difference"] for row in rows if row["agrees"] == "no"} == found


@needs_frameworks
@pytest.mark.slow
@pytest.mark.parametrize(
    ("curves", "difference"),
    [
        pytest.param({"tensorflow": [2.0, 1.0], "pytorch": [2.0, 1.0]}, "0", id="both as eager PyTorch"),
        pytest.param({"tensorflow": [2.0, 1.0], "pytorch": [2.0, 1.4]}, "2.0e-01", id="PyTorch's compiled step is off"),
        pytest.param({"tensorflow": [2.0, 1.4], "pytorch": [2.0, 1.0]}, "2.0e-01", id="TensorFlow's is"),
        pytest.param({"tensorflow": [2.0, 1.0]}, "inf", id="one has no values"),
    ],
)
def test_a_compiled_step_of_either_side_must_follow_the_same_losses(tmp_path, curves, difference):
    same = json.dumps({"pytorch": VALUES, "tensorflow": VALUES})
    rows = json.loads(run(PYTORCH, COMPARE, str(tmp_path), same, json.dumps(curves)))
    found = {row["quantity"]: (row["difference"], row["agrees"]) for row in rows}
    assert found[TUNED] == (difference, "yes" if difference == "0" else "no")


@needs_frameworks
@pytest.mark.slow
@pytest.mark.parametrize("wrong", ["tensorflow", "pytorch", ""], ids=lambda name: name or "neither")
def test_logits_with_kept_keys_and_values_are_held_against_those_of_the_whole_text_on_both_sides(tmp_path, wrong):
    text = VALUES | {"output": [[[1.0], [2.0], [4.0]]], "cached": [[[2.0], [4.0]]]}
    values = {name: text | ({"cached": [[[2.0], [3.0]]]} if name == wrong else {}) for name in PYTHONS}
    del values["harness"]
    rows = json.loads(run(PYTORCH, COMPARE, str(tmp_path), json.dumps(values), "{}"))
    assert {row["quantity"]: row["difference"] for row in rows}["cached"] == ("2.5e-01" if wrong else "0")


@needs_frameworks
@pytest.mark.slow
def test_the_registry_states_the_number_of_trained_parameters():
    code = """
import json
from bench.workloads import module_of
from sitedata.schema.protocol.workloads import WORKLOADS
built = {workload.id: module_of(workload, "pytorch").build().parameters() for workload in WORKLOADS.values()}
print(json.dumps({id: sum(one.numel() for one in parameters if one.requires_grad) for id, parameters in built.items()}))
"""
    assert json.loads(run(PYTORCH, code)) == {workload.id: workload.parameters for workload in WORKLOADS.values()}


SWAPPED_GATES = """
import numpy as np
from bench import weights
right = weights.to_pytorch
def wrong(kind, arrays):
    if kind != "lstm":
        return right(kind, arrays)
    gates = ([np.split(array, 4, axis=-1)[gate] for gate in (1, 0, 2, 3)] for array in arrays)
    return right(kind, [np.concatenate(gate, axis=-1) for gate in gates])
weights.to_pytorch = wrong
"""


@needs_frameworks
@pytest.mark.slow
def test_twins_agree_until_two_gates_are_swapped(tmp_path):
    main, arguments = (
        "from bench.agreement import main; main()",
        ["--workload", "lstm", "--precision", "float64", "--folder", str(tmp_path)],
    )

    def disagreeing(break_it: str) -> set[str]:
        run(PYTORCH, break_it + main, "--framework", "pytorch", *arguments)
        return {
            row["quantity"] for row in json.loads(run(PYTORCH, main, "--compare", *arguments)) if row["agrees"] == "no"
        }

    run(TENSORFLOW, main, "--framework", "tensorflow", *arguments)
    assert disagreeing("") == set()
    assert disagreeing(SWAPPED_GATES) == QUANTITIES.keys() - {"parameters", "cached", TUNED}
