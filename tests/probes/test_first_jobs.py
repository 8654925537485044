"""First jobs: what a script says of itself, how it is run, in which order it is tried, and what comes out.

No test installs anything or needs uv.
"""

import os
import re
import sys
import tomllib
from pathlib import Path

import pytest

from probes.jobs import __main__ as command
from probes.jobs import attempts
from probes.jobs.attempts import Newest, Trier
from probes.jobs.installing import Python, Refusal, refusal
from probes.jobs.running import Ran, run
from sitedata.check.first_jobs import unmatched
from sitedata.judge.first_jobs import job_results
from sitedata.load.dataset import load_dataset
from sitedata.schema.protocol.first_jobs import first_jobs, read_job
from tests import tiny
from tests.conftest import ROOT
from tests.tiny import record

SCRIPT = '"""Train a line."""\n\n# /// script\n# dependencies = ["torchtext", "torch"]\n# ///\nprint("done")\n'
PYTHONS = [Python("3.13.0", "a"), Python("3.12.1", "b"), Python("3.8.18", "c")]


@pytest.fixture
def job(tmp_path):
    (tmp_path / "torchtext_job.py").write_text(SCRIPT)
    return read_job(tmp_path / "torchtext_job.py")


# --- scripts ---
def test_a_script_says_what_it_does_and_installs(job, tmp_path):
    assert (job.system, job.title, job.installs) == ("torchtext", "Train a line.", ("torchtext", "torch"))
    assert job.frameworks == ["torch"]
    (tmp_path / "litert_js_job.mjs").write_text("// Load it.\n// npm install @litertjs/core\n")
    read = first_jobs(tmp_path)["litert-js"]
    assert (read.title, read.installs) == ("Load it.", ("@litertjs/core",))
    assert read.command.startswith("npm install --no-save @litertjs/core && node scripts/")


def test_uv_reads_the_same_packages_in_every_script():
    jobs = first_jobs(ROOT / "scripts" / "probes" / "first_jobs")
    assert len(jobs) > 70
    for job in jobs.values():
        if job.path.suffix == ".py":
            block = re.search(r"(?m)^# /// script$\s(?P<content>(^#(| .*)$\s)+)^# ///$", job.code)["content"]
            said = tomllib.loads("".join(line.removeprefix("# ") for line in block.splitlines(keepends=True)))
            assert list(job.installs) == said["dependencies"], job.path.name


# --- running ---
@pytest.mark.skipif(not Path("/proc").is_dir(), reason="what detached itself is found in /proc")
def test_nothing_that_a_job_started_outlives_it(tmp_path):
    code = (
        "import subprocess, sys\nwait = [sys.executable, '-c', 'import time; time.sleep(60)']\n"
        "print(*(subprocess.Popen(wait, start_new_session=apart).pid for apart in (False, True)))\n"
    )
    ran = run([sys.executable, "-c", code], 30, os.environ, tmp_path)
    assert ran.code == 0
    for pid in ran.out.split():
        status = Path("/proc", pid, "status")
        assert not status.exists() or "State:\tZ" in status.read_text()  # a zombie has ended


# --- what an installer says ---
REFUSALS = {
    "no wheel": (
        "error: No solution found\n  cause: Because torchtext==0.18.0 has no wheels with a matching Python ABI tag "
        "(e.g., `cp313`) and you require torchtext==0.18.0, we can conclude that your requirements are unsatisfiable."
        "\n\nhint: You require CPython 3.13",
        ("cannot-install", "torchtext==0.18.0 has no wheels with a matching Python ABI tag (e.g., `cp313`)"),
    ),
    "no such package": (
        "  cause: Because nowhere was not found in the package registry and you require nowhere, we can conclude that",
        ("not-to-be-had", "the package index has no nowhere"),
    ),
    "a build that fails": (
        "error: Failed to build `llvmlite==0.32.1`\n  ╰─▶ it failed\n      TypeError: no dry_run\nhint: look",
        ("cannot-install", "llvmlite==0.32.1 cannot be built here: TypeError: no dry_run"),
    ),
    "a newer C library": (
        "  cause: Because ml-metadata==1.21.0 has no wheels with a matching platform tag (e.g., `manylinux_2_36`)\n"
        "\nhint: Wheels are available for `ml-metadata` (v1.21.0) on the following platforms: `manylinux_2_39_x86_64`",
        ("not-to-be-had", "ml-metadata 1.21.0 has wheels for Linux only with a newer C library"),
    ),
    "no network": ("error: error sending request for url", ("no-answer", "the installer had no answer in time")),
}


@pytest.mark.parametrize(("said", "expected"), REFUSALS.values(), ids=REFUSALS)
def test_a_refusal_is_told_in_a_line(said, expected):
    found = refusal(said, hung=False)
    assert found.outcome == expected[0] and found.why.startswith(expected[1])


# --- the order of tries ---
class Index:
    """In place of uv: ``has`` says what goes together, by Python and day; on ``broken`` Pythons nothing builds."""

    def __init__(self, has, broken=()):
        self.has, self.broken = has, broken

    def resolve(self, wanted, python, day, folder, *, build):
        found = self.has.get((python.minor, day[:10]), [])
        fits = all(one in found for one in wanted if "==" in one)
        return found if found and fits else Refusal("cannot-install", "no", "no")

    def install(self, pins, python, day, folder):
        return Refusal("cannot-install", "broken", "broken") if python.minor in self.broken else None


@pytest.fixture
def tried(job, monkeypatch):
    """Kind, Python, what was told and outcome of each try; a job runs with PyTorch 2.3.0 and ends otherwise."""

    def tries(has, code=1, errors="Traceback\nOSError: lost", pythons="", **index):
        def ran(given, limit_s, env, folder):
            old = "torch 2.3.0" in told[-1]
            return Ran(0, "done", "") if old else Ran(code, "", errors)

        told, original = [], attempts._told
        monkeypatch.setattr(attempts, "_told", lambda pins, job: told.append(original(pins, job)) or told[-1])
        monkeypatch.setattr(attempts, "run", ran)
        newest = {"torchtext": Newest("0.18.0", "2024-04-24", pythons), "torch": Newest("2.15.0", "2026-10-28")}
        found = list(Trier(Index(has, **index), PYTHONS, newest).attempts(job))
        return [(one.kind, one.python, one.pins[1:], one.outcome) for one in found]

    return tries


NOW, THEN = ["torchtext==0.18.0", "torch==2.15.0"], ["torchtext==0.18.0", "torch==2.3.0"]


def test_what_runs_with_everything_current_is_tried_once(tried):
    assert tried({("3.13", ""): THEN}) == [
        ("newest", "3.13.0", (), "cannot-install"),  # not with the newest PyTorch
        ("accepted", "3.13.0", ("torch 2.3.0",), "runs"),
    ]
    assert tried({("3.13", ""): NOW}, code=0) == [("newest", "3.13.0", ("torch 2.15.0",), "runs")]


def test_an_older_python_and_then_an_older_day_are_tried(tried):
    assert tried({("3.12", ""): NOW, ("3.12", "2024-04-24"): THEN}) == [
        ("newest", "3.13.0", (), "cannot-install"),
        ("accepted", "3.12.1", ("torch 2.15.0",), "fails"),
        ("of-its-day", "3.12.1", ("torch 2.3.0",), "runs"),
    ]


def test_the_same_releases_are_not_tried_twice(tried):
    assert tried({("3.13", ""): NOW}) == [
        ("newest", "3.13.0", ("torch 2.15.0",), "fails"),
        ("of-its-day", "3.13.0", (), "cannot-install"),
    ]


def test_where_one_python_cannot_build_an_older_one_is_asked(tried):
    found = tried({("3.13", ""): NOW, ("3.12", ""): THEN}, broken=("3.13",))
    assert found[1] == ("accepted", "3.12.1", ("torch 2.3.0",), "runs")


def test_a_python_that_the_release_is_not_for_is_not_tried(tried):
    """uv minds no upper bound of what a release asks for."""
    found = tried({("3.13", ""): NOW, ("3.12", ""): THEN}, pythons=">=3.8, <3.13")
    assert found == [("newest", "3.13.0", (), "cannot-install"), ("accepted", "3.12.1", ("torch 2.3.0",), "runs")]


def test_what_the_machine_lacks_ends_the_tries(tried):
    assert [one[3] for one in tried({("3.13", ""): NOW}, errors="not here: it needs a TPU")] == ["not-to-be-had"]


# --- results ---
def test_results_of_one_system_take_the_place_of_its_former_ones(job, tmp_path):
    data = tmp_path / "data"
    (data / "first_jobs").mkdir(parents=True)
    (data / "first_jobs" / "torchtext-accepted.txt").write_text("old")
    rows = [record("first_jobs", attempt="accepted"), record("first_jobs", system_id="gone")]
    tiny.write(data, first_jobs=rows)
    one = attempts.Attempt("newest", "3.13.0", ("torchtext 0.18.0",), "runs", "done", "done", 2.5)
    command.write(data, {"torchtext": job}, job, [one])
    assert [(row["system_id"], row["attempt"]) for row in command.rows_of(data, "first_jobs")] == [
        ("torchtext", "newest")
    ]
    assert [path.name for path in (data / "first_jobs").iterdir()] == ["torchtext-newest.txt"]


TRIES = {
    "current": ("current", "Python 3.13, PyTorch 2.15.0", [("newest", "runs")]),
    "older": ("older", "Python 3.12, PyTorch 2.3.0", [("newest", "fails"), ("of-its-day", "runs")]),
    "none": ("fails", "Python 3.13, PyTorch 2.15.0", [("newest", "fails"), ("of-its-day", "cannot-install")]),
    "open": ("no-answer", "Python 3.12, PyTorch 2.3.0", [("newest", "cannot-install"), ("of-its-day", "no-answer")]),
    "lacks": ("not-to-be-had", "Python 3.12, PyTorch 2.3.0", [("newest", "fails"), ("of-its-day", "not-to-be-had")]),
}


@pytest.mark.parametrize(("kind", "beside", "tries"), TRIES.values(), ids=TRIES)
def test_a_result_names_the_try_that_says_most(tmp_path, kind, beside, tries):
    made = {
        "newest": {"python": "3.13.0", "versions": "x 1.0, torch 2.15.0"},
        "of-its-day": {"python": "3.12.1", "versions": "x 1.0, torch 2.3.0"},
    }
    rows = [
        record("first_jobs", system_id="litert", attempt=attempt, outcome=outcome, **made[attempt])
        for attempt, outcome in tries
    ]
    result = job_results(load_dataset(tiny.write(tmp_path / "data", first_jobs=rows)))["litert"]
    assert (result.kind, result.with_words) == (kind, beside)


def test_systems_jobs_and_results_fit_together(job, tmp_path):
    systems = [row | {"no_job_because": ""} for row in tiny.TINY["systems"]]
    rows = [record("first_jobs", system_id="litert")]
    said = [
        str(problem)
        for problem in unmatched(
            load_dataset(tiny.write(tmp_path / "data", systems=systems, first_jobs=rows)), {"torchtext": job}
        )
    ]
    assert [re.sub(r" — .*", "", one) for one in said] == [
        "data/systems.csv:2: no_job_because: neither a first job nor a reason, got ''",
        "data/systems.csv:3: no_job_because: neither a first job nor a reason, got ''",
        "scripts/probes/first_jobs/torchtext_job.py:1: nobody's first job, got 'torchtext'",
        "scripts/probes/first_jobs/torchtext_job.py:1: a first job without a result, got 'torchtext'",
        "data/first_jobs.csv:2: system_id: a result without a job, got 'litert'",
    ]
