"""The container and the notebook that measure on somebody else's GPU: what they run is what the command understands."""

from __future__ import annotations

import json
import re
import shlex

import pytest

from bench.arguments import parse
from sitedata.schema.protocol.matrix import MATRICES, MINUTES
from tests.conftest import ROOT

CONTAINER = (ROOT / "Containerfile").read_text(encoding="utf-8")
NOTEBOOK = json.loads((ROOT / "scripts" / "bench" / "hosted.ipynb").read_text(encoding="utf-8"))
CODE = ["".join(cell["source"]) for cell in NOTEBOOK["cells"] if cell["cell_type"] == "code"]


def arguments_of(line: str) -> list[str]:
    """What ``make … ARGS="…"`` hands to the command."""
    (given,) = [word.removeprefix("ARGS=") for word in shlex.split(line) if word.startswith("ARGS=")]
    return shlex.split(given)


def test_the_container_is_pinned_and_makes_what_it_measures_with():
    assert re.search(r"^FROM \S+:[\d.]+-slim-\w+@sha256:[0-9a-f]{64}$", CONTAINER, re.MULTILINE)
    (made,) = re.findall(r"^ && (make bench-setup .*)$", CONTAINER, re.MULTILINE)
    command = json.loads(re.search(r"^CMD (\[.*\])$", CONTAINER, re.MULTILINE)[1])
    for line in (made, shlex.join(command)):
        assert parse(arguments_of(line)).device == "cuda"
    assert str(parse(arguments_of(shlex.join(command))).out) == re.search(r"^VOLUME (\S+)$", CONTAINER, re.MULTILINE)[1]


def test_the_notebook_measures_four_models_in_a_quarter_of_an_hour_and_ends_with_their_folder():
    (measures,) = [line for code in CODE for line in code.splitlines() if "-C bench bench ARGS=" in line]
    chosen = parse(arguments_of(measures.removeprefix("!")))
    assert (chosen.device, chosen.matrix, chosen.minutes) == ("cuda", "short", MINUTES["short"]) and MINUTES[
        "short"
    ] == 15
    assert len({contestant.workload for contestant in MATRICES["short"]()}) == 4
    assert chosen.out.name in CODE[-1] and "make_archive" in CODE[-1]


@pytest.mark.parametrize("code", CODE)
def test_every_cell_is_python_but_for_commands_of_the_shell(code):
    plain = "\n".join("pass" if line.startswith("!") else line for line in code.splitlines())
    compile(plain, "cell", "exec")


def test_the_notebook_was_saved_without_anything_that_it_printed():
    assert not [cell for cell in NOTEBOOK["cells"] if cell.get("outputs") or cell.get("execution_count")]
    assert NOTEBOOK["nbformat"] == 4 and len({cell["id"] for cell in NOTEBOOK["cells"]}) == len(NOTEBOOK["cells"])
