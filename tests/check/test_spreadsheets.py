"""Versions that lost a zero in a spreadsheet: what else the row, the folder, the study or the package says tells it."""

import datetime

import pytest

from sitedata.check.known import Newcomer
from sitedata.check.rules import broken
from sitedata.check.spreadsheets import OF_NEWCOMERS
from sitedata.load.environments import load_environments
from sitedata.load.repair import as_a_number
from tests import tiny_benchmark
from tests.tiny import TINY, changed, record

EXAMPLE = "a spreadsheet makes 3.2 of 3.20"
DIGITS = f"the version as its index writes it: {EXAMPLE}, and 9 of 9.0"


def releases(**days):
    """The releases of TINY, and others of a package: version → day."""
    rows = [
        record("releases", version=name.replace("_", "."), released_on=day, source_id="s") for name, day in days.items()
    ]
    return {"releases": [*rows, *TINY["releases"]], "packages": TINY["packages"]}


def of_a_study(*versions):
    rows = [
        TINY["published_results"][0] | {"id": f"r{n}", "framework_version": version}
        for n, version in enumerate(versions)
    ]
    return {"published_results": [*rows, TINY["published_results"][1] | {"framework_version": versions[0]}]}


BROKEN = {
    "a described release is on record: a zero lost": (
        releases(**{"1_9": "2021-01-01", "1_10": "2021-02-01"}) | changed("packages", 0, version="1.1"),
        "packages.csv:2: version: no release of it, got '1.1' — expected a version in data/releases.csv, digit for "
        f"digit: {EXAMPLE} (did you mean '1.10'?)",
    ),
    "a fixing release keeps its zeros: one lost": (
        releases(**{"1_10": "2021-02-01"}) | changed("advisories", 0, fixed_in="1.1"),
        "advisories.csv:2: fixed_in: no release, got '1.1' — expected the version as its index writes it: "
        f"{EXAMPLE} (did you mean '1.10'?)",
    ),
    "a release has all digits of its version: a whole number": (
        releases(**{"2": "2021-01-01"}),
        f"releases.csv:2: version: no point in it, got '2' — expected {DIGITS}",
    ),
    "a release has all digits of its version: one after the ninth": (
        releases(**{"1_1": "2022-01-01", "1_9_2": "2021-12-01"}),
        f"releases.csv:2: version: released after 1.9, got '1.1' — expected {DIGITS} (was it 1.10?)",
    ),
    "a study writes a version one way: a zero lost": (
        of_a_study("2.10", "2.1"),
        "published_results.csv:3: framework_version: perhaps a lost zero, got '2.1' — expected the version as other "
        f"rows of that study and framework have it: {EXAMPLE} (line 2 has '2.10')",
    ),
}  # fmt: skip
FINE = {
    "the first of a series, and its tenth": releases(
        **{"1_1": "2020-01-01", "1_9": "2021-01-01", "1_10": "2022-01-01"}
    ),
    "the first of a series, before its ninth": releases(**{"1_1": "2020-01-01", "1_9": "2021-01-01"}),
    "the second of a series, after its ninth": releases(**{"1_2": "2022-01-01", "1_9": "2021-01-01"}),
    "two studies' versions": of_a_study("2.10", "2.11"),
}


def test_what_a_spreadsheet_makes_of_a_version():
    assert [as_a_number(version) for version in ("3.20", "9.0", "2.00", "3.20.0", "2.1", "10", "3.20+cpu")] == [
        "3.2", "9", "2", "3.20.0", "2.1", "10", "3.20+cpu",
    ]  # fmt: skip


@pytest.fixture
def beside(tmp_path):
    """What is said of an environment with a version of a package, beside one that a trusted machine wrote."""

    def told(mine, theirs="3.20", days=0, table="environment"):
        written = {
            "mine": [tiny_benchmark.record("environment", framework="pytorch", fact="package-idna", value=mine)],
            "theirs": [tiny_benchmark.record("environment", framework="tensorflow", fact="package-idna", value=theirs)],
        }
        if table == "sizes":
            written["mine"] = tiny_benchmark.MINIMAL["environment"]
        for id, rows in written.items():
            sizes = [tiny_benchmark.record("sizes", package="idna", version=mine if id == "mine" else theirs)]
            tiny_benchmark.write(
                tmp_path / "benchmarks", id=id, environment=rows, **({"sizes": sizes} if table == "sizes" else {})
            )
        environments, problems = load_environments(tmp_path / "benchmarks")
        assert not problems
        runs = environments["mine"].tables["runs"]
        day = datetime.date.fromisoformat(runs.rows[0].started_at[:10]) - datetime.timedelta(days=days)
        runs.rows = [run.model_copy(update={"started_at": f"{day}T12:00:00Z"}) for run in runs.rows]
        newcomer = Newcomer(environments["mine"], (environments["theirs"],), ())
        return [str(problem).partition("/mine/")[2] for problem in broken(OF_NEWCOMERS, newcomer)]

    return told


def test_a_version_that_another_machine_has_with_its_zero(beside):
    assert beside("3.2") == [
        "environment.csv:2: value: perhaps a lost zero, got '3.2' — expected the version as pip writes it: "
        f"{EXAMPLE}, which other machines have (theirs has '3.20')"
    ]
    assert beside("3.2", table="sizes")[0].startswith("sizes.csv:2: version: perhaps a lost zero, got '3.2'")


def test_another_version_or_an_older_machine_is_fine(beside):
    assert beside("3.20") == beside("3.3") == beside("3.20", theirs="3.2") == beside("3.2", days=100) == []
