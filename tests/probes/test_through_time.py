"""Asking releases since 2018: which, in which Python, what is left and what lies between. None is installed here."""

from __future__ import annotations

import ast
import contextlib
from pathlib import Path

import pytest

from bench.years.environments import CannotInstall
from bench.years.releases import Release, feature_releases
from probes import __main__ as command
from probes import through_time
from probes.asking import Answer
from probes.rows import rows_of
from probes.through_time import asked_of, between, questions, write
from sitedata.schema.protocol.probes import PROBES, THROUGH_TIME
from tests.conftest import ROOT

FOLDER = ROOT / "scripts" / "probes"
HELPERS = [FOLDER / f"{name}.py" for name in ("answer", "debugger", "workers")]
OLD = Release("tensorflow", "1.15.0", "2019-10-16", ("3.6", "3.7"), "3.7")
NEW = Release("tensorflow", "2.0.0", "2019-09-30", ("3.6", "3.7"), "3.7")
HERE = {"3.6": Path("six"), "3.7": Path("seven")}
KNOWN = {"difflib", "importlib", "json", "numpy", "os", "re", "socket", "subprocess", "sys", "tempfile"}


@pytest.mark.parametrize(
    "path", [*sorted((FOLDER / "since_2018").glob("*.py")), *HELPERS], ids=lambda path: path.name
)  # fmt: skip
def test_what_runs_inside_a_release_is_python_3_6_with_a_framework_and_numpy(path):
    tree = ast.parse(path.read_text(encoding="utf-8"), feature_version=(3, 6))
    named = [
        node.module if isinstance(node, ast.ImportFrom) else name.name
        for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom) for name in node.names
    ]  # fmt: skip
    assert {name.split(".")[0] for name in named} <= KNOWN | {"probes", "tensorflow", "torch"}
    own = {"probes.answer", "probes.debugger", "probes.workers"}
    assert {name for name in named if name.startswith("probes")} <= own
    asked = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    keywords = {node.arg for node in ast.walk(tree) if isinstance(node, ast.keyword)}
    assert not keywords & {"text", "capture_output"}  # of Python 3.7
    assert not asked & {"removeprefix", "removesuffix", "default_rng"}  # of Python 3.9, and of NumPy 1.17


def test_a_release_is_asked_what_is_about_its_framework():
    assert set(questions(OLD)) | set(questions(Release("pytorch", "1.0.0", "2018-12-07", ()))) == set(THROUGH_TIME)
    assert "tf-session-gone" in questions(OLD) and "pytorch-hub" not in questions(OLD)


@pytest.fixture
def tried(monkeypatch, tmp_path):
    """The Pythons in which environments are made; ``breaks`` has those in which every script but one breaks."""
    made, breaks = [], set()

    @contextlib.contextmanager
    def environment(release, python, folder):
        assert folder.parent.is_dir()
        if (release.python, "install") in breaks:
            raise CannotInstall("no wheel")
        made.append(release.python)
        yield release.python

    def ask(python, probe):
        broken = python in breaks and probe.script != "since_2018/tf_session_gone"
        return Answer("failed", "SyntaxError", "", 1.0) if broken else Answer("no", "it is there", "printed", 1.0)

    monkeypatch.setattr(through_time, "WORK", tmp_path / "work" / "environments")
    monkeypatch.setattr(through_time, "environment", environment)
    monkeypatch.setattr(through_time, "ask", ask)
    return made, breaks


IDS = ["tf-session-gone", "tf-eager-default"]


def outcomes(release):
    return {(one.id, one.release.python, one.answer.outcome) for one in asked_of(release, IDS, HERE)}


def test_the_newest_python_is_asked_and_the_one_before_where_a_script_breaks(tried):
    made, breaks = tried
    assert outcomes(OLD) == {(id, "3.7", "no") for id in IDS} and made == ["3.7"]
    breaks.add("3.7")
    assert outcomes(OLD) == {("tf-session-gone", "3.7", "no"), ("tf-eager-default", "3.6", "no")}
    breaks.add("3.6")
    assert outcomes(OLD) == {("tf-session-gone", "3.7", "no"), ("tf-eager-default", "3.6", "failed")}


def test_what_cannot_be_installed_in_any_python_is_said(tried):
    _, breaks = tried
    breaks.add(("3.7", "install"))
    assert {python for _, python, _ in outcomes(OLD)} == {"3.6"}
    breaks.add(("3.6", "install"))
    with pytest.raises(CannotInstall):
        outcomes(OLD)


def test_rows_of_other_releases_stay_and_what_was_printed_is_kept_by_release(tried, tmp_path):
    write(tmp_path, list(asked_of(OLD, IDS, HERE)))
    write(tmp_path, list(asked_of(NEW, IDS[:1], HERE)))
    write(tmp_path, list(asked_of(OLD, IDS[1:], HERE)))
    assert [(row["probe_id"], row["version"]) for row in rows_of(tmp_path, "release_answers")] == [
        ("tf-eager-default", "1.15.0"), ("tf-session-gone", "1.15.0"), ("tf-session-gone", "2.0.0"),
    ]  # fmt: skip
    printed = (tmp_path / "release_answers" / "tensorflow-1.15.0.txt").read_text()
    assert printed.count("printed\n") == 2 and printed.index("tf-eager-default") < printed.index("tf-session-gone")


BUILDS = [
    ("tensorflow", "1.12.0", "2018-11-06"),
    ("tensorflow", "2.0.0", "2019-09-30"),
    ("tensorflow", "2.1.0", "2020-01-08"),
    ("tensorflow", "2.1.1", "2020-05-18"),
    ("tensorflow", "2.2.0", "2020-05-07"),
    ("tensorflow", "2.10.0", "2022-09-06"),
    ("torch", "1.0.0", "2018-12-07"),
]


@pytest.fixture
def builds(tmp_path):
    """A repository whose data says which releases there are."""
    (tmp_path / "data").mkdir()
    lines = [f'pkg:pypi/{package},{version},{day},"linux-x86-64@2.5=3.7"' for package, version, day in BUILDS]
    head = "package,version,released_on,wheels"
    (tmp_path / "data" / "builds.csv").write_text("\n".join([head, *lines]) + "\n")
    (tmp_path / "data" / "turning_releases.csv").write_text("framework,version\n")
    return tmp_path


def test_between_two_that_answer_otherwise_the_first_of_each_series_is_asked_by_halves(builds):
    data, known = builds / "data", {"1.12.0": "no", "2.10.0": "yes"}

    def asked():
        lines = [f"tf-session-gone,{version},3.7,{said},it is,2026-11-27" for version, said in known.items()]
        head = "probe_id,version,python,outcome,finding,ran_on"
        (data / "release_answers.csv").write_text("\n".join([head, *lines]) + "\n")
        release = between(data, HERE)
        return release and release.version

    own = [one.version for one in feature_releases(data, HERE) if one.framework == "tensorflow"]
    assert own == ["1.12.0", "2.0.0", "2.1.0", "2.2.0", "2.10.0"]
    assert asked() == "2.1.0"
    known["2.1.0"] = "yes"
    assert asked() == "2.0.0"
    known["2.0.0"] = "failed"  # tried, and no answer: not again
    assert asked() is None


def test_the_command_asks_what_is_left_and_tells_what_could_not_be_installed(builds, tried, monkeypatch, capsys):
    monkeypatch.setattr(through_time, "ROOT", builds)
    monkeypatch.setattr(through_time, "pythons_here", lambda: HERE)
    made, breaks = tried
    assert command.main(["--through-time", "--only", "tensorflow 2.10"]) == 0
    about = {id for id in THROUGH_TIME if PROBES[id].environment == "tensorflow"}
    assert {row["probe_id"] for row in rows_of(builds / "data", "release_answers")} == about and made == ["3.7"]
    assert command.main(["--through-time", "--only", "tensorflow 2.10", "--unanswered"]) == 0 and made == ["3.7"]
    breaks.add(("3.7", "install"))
    assert command.main(["--through-time", "--only", "pytorch 1", "--unanswered"]) == 0
    rows = [row for row in rows_of(builds / "data", "release_answers") if row["version"] == "1.0.0"]
    assert {row["outcome"] for row in rows} == {"could-not-run"} and rows[0]["finding"] == "not installed: no wheel"
    assert "pytorch 1.0.0, Python 3.7, pytorch-hub: could-not-run" in capsys.readouterr().err
