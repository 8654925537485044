"""Probes that ask a package index, against one on this disk: what is there, what is not, and an index that is down."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import zipfile

import pytest

from probes.answer import ANSWER
from sitedata.check.dataset import checked_dataset
from sitedata.check.probes import FILE, unmatched
from tests import tiny
from tests.conftest import ROOT
from tests.tiny import changed

NOWHERE = "http://127.0.0.1:9/simple"  # the port that discards: nothing listens there


def wheel(folder, name, version, *requires, code="", system="any"):
    """A wheel of one module, as a page of a package index."""
    home = folder / name
    home.mkdir(parents=True, exist_ok=True)
    about = f"{name}-{version}.dist-info"
    with zipfile.ZipFile(home / f"{name}-{version}-py3-none-{system}.whl", "w") as file:
        file.writestr(f"{name}.py", code)
        lines = [
            "Metadata-Version: 2.1",
            f"Name: {name}",
            f"Version: {version}",
            *(f"Requires-Dist: {requirement}" for requirement in requires),
        ]
        file.writestr(f"{about}/METADATA", "\n".join(lines) + "\n")
        file.writestr(
            f"{about}/WHEEL", f"Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-{system}\n"
        )
        file.writestr(f"{about}/RECORD", "")
    links = "".join(f'<a href="{path.name}">{path.name}</a>' for path in sorted(home.glob("*.whl")))
    (home / "index.html").write_text(f"<!DOCTYPE html><html><body>{links}</body></html>", encoding="utf-8")


def asked(script, index, *arguments, **more):
    """Outcome and finding."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    settings = {
        "PYTHONPATH": str(ROOT / "scripts"),
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_INDEX_URL": str(index),
        "PIP_RETRIES": "0",
    }
    command = [sys.executable, "-m", f"probes.{script}", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, env=kept | settings | more, timeout=300)
    (answer,) = [json.loads(line.removeprefix(ANSWER)) for line in done.stdout.splitlines() if line.startswith(ANSWER)]
    return answer["outcome"], answer["finding"]


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    folder = tmp_path_factory.mktemp("index")
    wheel(folder, "alpha", "1.0", code="value = 1")
    wheel(folder, "alpha", "2.0", "beta-that-is-missing>=3", code="value = 2")
    wheel(folder, "gamma", "1.0", code="value = 3")
    wheel(
        folder,
        "epsilon",
        "1.0",
        code="raise ImportError('libGL.so.1: cannot open shared object file: No such file or directory')",
    )
    wheel(folder, "zeta", "1.0", code="import something_else")
    wheel(folder, "eta", "1.0", "theta>=1")
    wheel(folder, "iota", "1.0", "pytest>=1")
    wheel(folder, "kappa", "1.0", "pytest<1")
    wheel(folder, "theta", "1.0", system=f"manylinux_2_59_{platform.machine()}")
    return folder.as_uri()


@pytest.mark.parametrize(
    ("script", "arguments"), [("alive", ("alpha", "alpha", "pytest")), ("needs", ("alpha", "beta"))]
)
def test_an_index_that_is_down_is_no_answer(script, arguments):
    outcome, finding = asked(script, NOWHERE, *arguments)
    assert outcome == "could-not-run" and "does not answer" in finding


@pytest.mark.slow
def test_the_newest_release_is_asked_and_no_older_one(index):
    # 1.0 would install: pip must not fall back to it
    outcome, finding = asked("alive", index, "alpha", "alpha", "pytest")
    assert (
        outcome == "no"
        and finding.startswith("alpha 2.0 does not install beside pytest ")
        and "beta-that-is-missing>=3" in finding
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("package", "outcome", "words"),
    [
        ("gamma", "yes", "gamma 1.0 installs and imports"),
        ("epsilon", "could-not-run", "libGL.so.1, a system library that this machine lacks"),
        ("zeta", "no", "zeta 1.0 installs and does not import: ModuleNotFoundError"),
        ("missing", "absent", "the package index has no release of missing"),
    ],
)
def test_what_a_package_does_beside_a_framework(index, package, outcome, words):
    answered, finding = asked("alive", index, package, package, "pytest")
    assert (answered, words in finding) == (outcome, True), finding


@pytest.mark.slow
@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other systems have no wheels of this kind")
def test_a_wheel_for_a_newer_c_library_is_there(index):
    # to pip on this machine it does not exist; that says nothing about the package
    outcome, finding = asked("alive", index, "eta", "eta", "pytest")
    assert outcome == "could-not-run" and "theta>=1, whose wheels want a C library newer than this machine's" in finding


@pytest.mark.slow
@pytest.mark.parametrize(
    ("package", "capped", "outcome", "words"),
    [
        ("iota", True, "could-not-run", "this machine holds its pip to other versions (pytest"),
        ("kappa", False, "no", "its requirements conflict: kappa 1.0 depends on pytest<1"),
    ],
)
def test_only_a_conflict_with_the_framework_is_an_answer(index, tmp_path, package, capped, outcome, words):
    cap = tmp_path / "cap.txt"
    cap.write_text("pytest<1\n")
    answered, finding = asked(
        "alive", index, package, package, "pytest", **({"PIP_CONSTRAINT": str(cap)} if capped else {})
    )
    assert (answered, words in finding) == (outcome, True), finding


@pytest.mark.slow
def test_metadata_is_read_from_the_newest_wheel_for_any_python(index):
    assert asked("needs", index, "alpha", "beta-that-is-missing") == ("yes", "alpha 2.0 requires beta-that-is-missing")
    assert asked("needs", index, "gamma", "delta") == ("no", "gamma 1.0 requires no other package, not delta")
    assert asked("needs", index, "missing", "delta")[0] == "absent"


SOURCE = 'PROBES = {\n    for script in (\n        "tf_eager_default",\n    "pytorch-onnx": 1,\n'


def test_a_probe_without_a_result_is_reported_at_its_line(tmp_path):
    data = checked_dataset(tiny.write(tmp_path / "data"))
    (problem,) = unmatched(data, ["tf-eager-default", "pytorch-onnx"], SOURCE)
    assert str(problem).startswith(
        f"{FILE}:4: PROBES: a probe without a result, got 'pytorch-onnx' — expected a row in data/probes.csv"
    )


def test_a_result_without_a_probe_is_reported_at_its_line(tmp_path):
    data = checked_dataset(tiny.write(tmp_path / "data", **changed("probes", 0, question="Q?")))
    messages = [str(problem) for problem in unmatched(data, ["tf-eager-defaults"], SOURCE)]
    assert any(
        message.startswith("data/probes.csv:2: id: a result without a probe, got 'tf-eager-default'")
        for message in messages
    )
