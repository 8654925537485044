"""Does a system install beside the newest release of a framework, by what both declare and by what was tried?"""

import datetime

import pytest

from sitedata.judge.packages import Packages, recent_releases
from sitedata.load.dataset import load_dataset
from tests.tiny import TINY, record, write

TORCH = record("releases", version="2.15.0", requires_python=">=3.11", pythons="3.11 3.12 3.13", source_id="s")


def facts(folder, requires="", requires_python=">=3.9", pythons="any", **more):
    release = record(
        "releases", package="pkg:pypi/x", version="1.0", requires_python=requires_python, pythons=pythons, source_id="s"
    )
    tables = {
        "frameworks": [record("frameworks", source_ids="s")],
        "systems": [
            TINY["systems"][0],
            TINY["systems"][1] | {"package": "pkg:pypi/x", "no_release_because": "", "status": "active"},
        ],
        "releases": [TORCH, release | {"yanked": more.get("yanked", "")}],
        "packages": [
            *TINY["packages"],
            record("packages", package="pkg:pypi/x", version="1.0", requires=requires, source_id="s"),
        ],
    }
    data = load_dataset(write(folder / "data", **tables))
    assert not data.problems
    return Packages(data).of(data.systems["litert"])


BESIDE = {
    "asks for nothing": ({}, False, ""),
    "asks for any": ({"requires": "numpy torch"}, True, ""),
    "asks for what includes it": ({"requires": "torch>=2.0"}, True, ""),
    "pins another": ({"requires": "torch==2.13.0"}, True, "it asks for torch==2.13.0"),
    "stops before it": ({"requires": "torch<2.15.0,>=2.4.0"}, True, "it asks for torch<2.15.0,>=2.4.0"),
    "for older Pythons": (
        {"requires_python": "<3.9,>=3.6"},
        False,
        "no Python suits both: it is for Python <3.9,>=3.6, PyTorch for 3.11 3.12 3.13",
    ),
    "wheels for older Pythons": (
        {"pythons": "3.8 3.9 3.10"},
        False,
        "no Python suits both: it is for 3.8 3.9 3.10, PyTorch for 3.11 3.12 3.13",
    ),
    "a stable interface from an older Python on": ({"pythons": "3.9+"}, False, ""),
    "requirements that nobody can read": ({"requires": "torch=2.13 ???"}, False, ""),
}


@pytest.mark.parametrize(("asked", "needed", "why_not"), BESIDE.values(), ids=BESIDE)
def test_beside_the_newest_release(tmp_path, asked, needed, why_not):
    (one,) = facts(tmp_path, **asked).beside
    assert (one.framework, one.version, one.needed, one.why_not) == ("pytorch", "2.15.0", needed, why_not)


def test_what_is_withdrawn_is_no_release_and_is_told(tmp_path):
    told = facts(tmp_path, yanked="broken")
    assert told.release is None and [row.version for row in told.withdrawn] == ["1.0"]


def test_a_system_without_a_package_has_no_facts(tmp_path):
    data = load_dataset(write(tmp_path / "data"))
    told = Packages(data).of(data.systems["litert"])
    assert (told.release, told.description, told.beside, told.advisories) == (None, None, (), ())


def tried(folder, *asked, results=()):
    rows = [record("package_probes", package="pkg:pypi/torch", **cells) for cells in asked]
    probes = [record("probes", id=id) for id in results]
    data = load_dataset(write(folder / "data", package_probes=rows, probes=probes))
    assert not data.problems
    told = Packages(data).of(data.systems["tensorflow-lite"]).tried
    return [(one.framework, *(row and row.id for row in (one.alive, one.needs)), one.because) for one in told]


TORCH_ASKED = {"framework": "pytorch", "module": "torch", "not_asked_because": ""}


def test_what_was_tried_stands_in_the_order_of_the_frameworks(tmp_path):
    asked = (TORCH_ASKED | {"framework": "jax"}, TORCH_ASKED, TORCH_ASKED | {"framework": "tensorflow"})
    assert tried(tmp_path, *asked, results=("torch-alive", "torch-alive-torch", "torch-needs-jax")) == [
        ("tensorflow", "torch-alive", None, ""),
        ("pytorch", "torch-alive-torch", None, ""),
        ("jax", None, "torch-needs-jax", ""),
    ]


def test_what_nobody_can_try_says_why(tmp_path):
    unasked = TORCH_ASKED | {"framework": "tensorflow", "module": "", "not_asked_because": "Windows alone."}
    assert tried(tmp_path, TORCH_ASKED, unasked, results=("torch-alive",)) == [
        ("tensorflow", None, None, "Windows alone."),
        ("pytorch", "torch-alive", None, ""),
    ]


def test_the_answers_of_another_package_are_not_told(tmp_path):
    other = record("package_probes", **TORCH_ASKED)
    data = load_dataset(
        write(tmp_path / "data", package_probes=[other], probes=[record("probes", id="tf-models-official-alive")])
    )
    assert Packages(data).of(data.systems["tensorflow-lite"]).tried == ()


@pytest.mark.parametrize(("last_weeks", "few"), [(1, True), (3, False)])
def test_an_index_that_shows_fewer_new_releases_than_usual_is_told(tmp_path, last_weeks, few):
    asked_on = datetime.date(2026, 11, 25)
    days = [*range(30, 365, 7), *range(last_weeks)]  # four in 28 days, then some
    asked = TORCH | {"checked_on": str(asked_on)}
    releases = [
        asked | {"version": f"1.{number}", "released_on": str(asked_on - datetime.timedelta(age))}
        for number, age in enumerate(days)
    ]
    recent = recent_releases(load_dataset(write(tmp_path / "data", releases=releases)))
    assert (recent.asked_on, recent.seen, round(recent.usual)) == (asked_on, last_weeks, 4)
    assert recent.are_few == few


def test_a_part_has_the_advisories_and_the_newest_release_of_what_it_is_a_part_of(tmp_path):
    """TINY has one advisory, on torch."""
    part = TINY["systems"][1] | {"part_of": "pkg:pypi/torch"}
    data = load_dataset(write(tmp_path / "data", systems=[TINY["systems"][0], part]))
    assert not data.problems
    told = Packages(data).of(data.systems["litert"])
    assert told.release is None and [one.package for one in told.hosts] == ["pkg:pypi/torch"]
    assert [one.package for one in told.advisories] == ["pkg:pypi/torch"]
