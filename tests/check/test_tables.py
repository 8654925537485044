"""Every rule across rows, broken once in a tiny data set, with the whole message."""

import pytest

from sitedata.check.dataset import RULES, checked_dataset
from sitedata.schema.tables import TABLES
from sitedata.text.problem import BadInput
from tests.check.test_agreement import BROKEN as AGREEMENT_BROKEN
from tests.check.test_archived import BROKEN as ARCHIVED_BROKEN
from tests.check.test_conversions import BROKEN as CONVERSIONS_BROKEN
from tests.check.test_events import BROKEN as EVENTS_BROKEN
from tests.check.test_evidence import BROKEN as EVIDENCE_BROKEN
from tests.check.test_side_by_side import BROKEN as SIDE_BY_SIDE_BROKEN
from tests.check.test_spreadsheets import BROKEN as SPREADSHEETS_BROKEN
from tests.check.test_spreadsheets import FINE as SPREADSHEETS_FINE
from tests.check.test_tiers import BROKEN as TIERS_BROKEN
from tests.check.test_tiers import BROKEN_BELOW
from tests.judge.test_claims import BROKEN as CLAIMS_BROKEN
from tests.judge.test_guide import BROKEN as GUIDE_BROKEN
from tests.tiny import TINY, changed, record, write


def problems(folder):
    with pytest.raises(BadInput) as caught:
        checked_dataset(folder)
    return str(caught.value).splitlines()


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "data"


def test_the_tiny_data_set_is_good(folder):
    data = checked_dataset(write(folder))
    assert {name: len(data.rows(name)) for name in TABLES} == {name: len(rows) for name, rows in TINY.items()}


TWO_GROUPS = [
    record("comparison_criteria", id=id, group=group)
    for id, group in (("a", "Execution"), ("b", "Ecosystem"), ("c", "Execution"))
]
PACKAGED = {
    "systems": [TINY["systems"][0], TINY["systems"][1] | {"package": "pkg:pypi/x", "no_release_because": ""}],
    "releases": [*TINY["releases"], record("releases", package="pkg:pypi/x", source_id="s")],
    "packages": [
        *TINY["packages"],
        TINY["packages"][0] | {"package": "pkg:pypi/x"},
    ],
}
"""The second system has a Python package of its own; its family is TensorFlow's."""
NEUTRAL = [TINY["systems"][0] | {"family": "independent"}, TINY["systems"][1]]
ASKED_OF_TORCH = ("torch-alive", "torch-needs-tensorflow")
ITS_FAMILY = "the family of the one framework that its package requires; several or none may be independent"
CELLS_OF_TWO_GROUPS = [cell | {"criterion_id": id} for id in "abc" for cell in TINY["comparison"]]
RESULT = TINY["published_results"][0]
SOURCE_ID = "unknown id, got 't' — expected an id of data/sources.csv"
PROMISED = (
    "a page, which ends in /, or a file of figures/, data/, api/v1/, badge/, calendars/ or feeds/ with its suffix"
)


def asked(package, **cells):
    return record("package_probes", package=package, **({"not_asked_because": ""} | cells))


def moved(address, moved_to="about/", **more):
    """One redirect, and those of ``more``, each with its target."""
    rows = [(address, moved_to), *more.get("others", [])]
    return {"redirects": [record("redirects", address=address, moved_to=target) for address, target in rows]}


BROKEN = {
    "an address is a page or a promised file: a page of HTML by its file": (
        moved("x.html"),
        f"redirects.csv:2: address: neither a page nor a file that is promised, got 'x.html' — expected {PROMISED}",
    ),
    "an address is a page or a promised file: one that hosts obey": (
        moved("data/_headers.csv"),
        (
            "redirects.csv:2: address: neither a page nor a file that is promised, got "
            f"'data/_headers.csv' — expected {PROMISED}"
        ),
    ),
    "an address is a page or a promised file: an element of a table": (
        moved("data/papers.csv#x", "data/papers.csv"),
        (
            "redirects.csv:2: address: neither a page nor a file that is promised, got "
            f"'data/papers.csv#x' — expected {PROMISED}"
        ),
    ),
    "an address is a page or a promised file: a way to a script": (
        moved("data/a.csv", "assets/plotly.min.js"),
        (
            "redirects.csv:2: moved_to: neither a page nor a file that is promised, got "
            f"'assets/plotly.min.js' — expected {PROMISED}"
        ),
    ),
    "a moved address leads to its like": (
        moved("figures/a.svg", "data/papers.csv"),
        "redirects.csv:2: moved_to: another kind of address, got 'data/papers.csv'"
        " — expected a page for a page, and for a file one with the same suffix",
    ),
    "a move ends": (
        moved("a/", "a/#b"),
        "redirects.csv:2: moved_to: it has moved on, got 'a/#b' — expected an address that has not moved itself",
    ),
    "a move ends: at an element that moved": (
        moved("a/#b", "c/#d", others=[("c/#d", "about/")]),
        "redirects.csv:2: moved_to: it has moved on, got 'c/#d' — expected an address that has not moved itself",
    ),
    "every cell is there": (
        {"comparison": TINY["comparison"][:2]},
        "comparison_criteria.csv:2: id: no cell for keras-jax, got 'default-execution'"
        " — expected a row in data/comparison.csv for each criterion and column",
    ),
    "a dispute is about something": (
        {"disputes": [TINY["disputes"][0] | {"row": "keras3-a10-2024"}]},
        "disputes.csv:2: row: no such row in studies, got 'keras3-a10-2024'"
        " — expected what names a row of that table: its id, or the values of its key with a space between (did you "
        "mean 'keras3-a100-2024'?)",
    ),
    "a cell says something or why not: both": (
        changed("comparison", 0, empty_because="No."),
        "comparison.csv:2: text: both filled — expected either text, or empty_because",
    ),
    "a cell says something or why not: neither": (
        changed("comparison", 2, empty_because=""),
        "comparison.csv:4: text: nothing said and no reason given — expected either text, or empty_because",
    ),
    "a cell has a source": (
        changed("comparison", 1, source_ids=""),
        (
            "comparison.csv:3: source_ids: a statement without a source — expected at least "
            "one source for what the cell says"
        ),
    ),
    "groups stay together": (
        {"comparison_criteria": TWO_GROUPS, "comparison": CELLS_OF_TWO_GROUPS},
        (
            "comparison_criteria.csv:4: group: the group begins twice, got 'Execution' — expected the criteria "
            "of one group next to each other"
        ),
    ),
    "a release or a reason: both": (
        changed("systems", 0, no_release_because="Part of CPython."),
        "systems.csv:2: package: both filled — expected either a package, or no_release_because",
    ),
    "a release or a reason: neither": (
        changed("systems", 1, no_release_because=""),
        "systems.csv:3: package: neither is filled — expected either a package, or no_release_because",
    ),
    "a part has hosts that are known": (
        changed("systems", 1, part_of="pkg:pypi/unheard-of"),
        (
            "systems.csv:3: part_of: no system's and no framework's package, got 'pkg:pypi/unheard-of' — expected "
            "packages of other systems or of frameworks, for a system without a package of its own"
        ),
    ),
    "a part has no package of its own": (
        changed("systems", 0, part_of="pkg:pypi/torch"),
        (
            "systems.csv:2: part_of: it has a package of its own, got 'pkg:pypi/torch' — expected packages of other "
            "systems or of frameworks, for a system without a package of its own"
        ),
    ),
    "a package has releases": (
        changed("systems", 0, package="pkg:pypi/torchx"),
        (
            "systems.csv:2: package: no release is known, got 'pkg:pypi/torchx' — expected at least one "
            "stable release in data/releases.csv, or a description in data/packages.csv where no day is known"
        ),
    ),
    "a package has releases: of a framework": (
        changed("frameworks", 0, package="pkg:pypi/jax") | {"builds": [], "fit_trials": []},
        (
            "frameworks.csv:2: package: no release is known, got 'pkg:pypi/jax' — expected at least one "
            "stable release in data/releases.csv, or a description in data/packages.csv where no day is known"
        ),
    ),
    "a build is of a followed package: of nobody's": (
        {"builds": [record("builds", package="pkg:pypi/torchvisio", source_id="s"), *TINY["builds"]][::-1]},
        "builds.csv:3: package: nobody follows it, got 'pkg:pypi/torchvisio' — expected a package of "
        "data/frameworks.csv or data/companions.csv (did you mean 'pkg:pypi/torchvision'?)",
    ),
    "a release has one day: another": (
        changed("builds", 0, released_on="2026-07-09"),
        "builds.csv:2: released_on: data/releases.csv says 2026-07-08, got '2026-07-09' — expected the day that "
        "data/releases.csv has",
    ),
    "a turning release can be had: of another framework": (
        {"turning_releases": [record("turning_releases", version="2.13.0", source_ids="s")]},
        "turning_releases.csv:2: version: no such release, got '2.13.0' — expected a release of data/builds.csv",
    ),
    "a release was asked what all can be": (
        {"release_answers": [record("release_answers", probe_id="tf-tensors", version="2.13.0")]},
        "release_answers.csv:2: probe_id: releases are not asked that, got 'tf-tensors' — expected a probe in "
        "THROUGH_TIME of scripts/sitedata/schema/protocol/probes.py",
    ),
    "an answer is of a release": (
        {"release_answers": [record("release_answers", probe_id="pytorch-hub", version="9.9.9")]},
        "release_answers.csv:2: version: no such release, got '9.9.9' — expected a release of the probe's framework in "
        "data/builds.csv",
    ),
    "a release answers as today": (
        {
            "release_answers": [record("release_answers", probe_id="pytorch-hub", version="2.13.0", outcome="no")],
            "probes": [
                record(
                    "probes",
                    id="pytorch-hub",
                    script="since_2018/pytorch_hub",
                    environment="pytorch",
                    versions="torch 2.13.0, Python 3.11.7",
                ),
                record("probes"),
            ],
        },
        "release_answers.csv:2: outcome: another answer than yes in data/probes.csv, got no — expected the outcome "
        "that data/probes.csv has for the same release",
    ),
    "a training is of a known release: of none": (
        {"release_accuracy": [record("release_accuracy", framework="pytorch", version="9.9.9")]},
        "release_accuracy.csv:2: version: no such release, got '9.9.9' — expected a release of data/builds.csv, and "
        "shares of at most 100 %",
    ),
    "a trial is of a known release: of none": (
        changed("fit_trials", 0, version="2.99.0"),
        "fit_trials.csv:2: version: no such release, got '2.99.0' — expected a release of data/builds.csv, and a "
        "problem where it does not fit",
    ),
    "a trial is of a known release: words where it fits": (
        changed("fit_trials", 0, problem="no wheel"),
        "fit_trials.csv:2: problem: not what the outcome says, got 'no wheel' — expected a release of data/builds.csv, "
        "and a problem where it does not fit",
    ),
    "a package is asked: beside no framework": (
        PACKAGED,
        "systems.csv:3: package: not asked beside tensorflow, got 'pkg:pypi/x' — expected a row in "
        "data/package_probes.csv that has the package tried beside its family's framework, or says why not",
    ),
    "a package is asked: beside another family's framework alone": (
        PACKAGED | {"package_probes": [*TINY["package_probes"], asked("pkg:pypi/x", framework="pytorch")]},
        "systems.csv:3: package: not asked beside tensorflow, got 'pkg:pypi/x' — expected a row in "
        "data/package_probes.csv that has the package tried beside its family's framework, or says why not",
    ),
    "a package that requires one framework belongs to its family: by its metadata": (
        {"systems": NEUTRAL, "packages": [TINY["packages"][0] | {"requires": "numpy torch<=2.10.0,>=2.9.1"}]},
        f"systems.csv:2: family: it requires pytorch alone, got 'independent' — expected {ITS_FAMILY}",
    ),
    "a package that requires one framework belongs to its family: as a probe read them": (
        {
            "systems": NEUTRAL,
            "packages": [TINY["packages"][0] | {"requires": ""}],
            "package_probes": [asked("pkg:pypi/torch", framework="tensorflow")],
            "probes": [*TINY["probes"], *(record("probes", id=id, outcome="yes") for id in ASKED_OF_TORCH)],
        },
        f"systems.csv:2: family: it requires tensorflow alone, got 'independent' — expected {ITS_FAMILY}",
    ),
    "a package is asked or not: both": (
        {"package_probes": [asked("pkg:pypi/torch", not_asked_because="Its wheels are for Windows alone.")]},
        "package_probes.csv:2: module: both filled — expected either a module to import, or not_asked_because",
    ),
    "a package is asked or not: neither": (
        {"package_probes": [asked("pkg:pypi/torch", module="")]},
        "package_probes.csv:2: module: neither is filled — expected either a module to import, or not_asked_because",
    ),
    "a row is about a tracked package: what nobody's package is asked": (
        {"package_probes": [*TINY["package_probes"], asked("pkg:pypi/torchx")]},
        "package_probes.csv:3: package: nobody's package, got 'pkg:pypi/torchx' — expected a package that a row of "
        "data/systems.csv or data/frameworks.csv names (did you mean 'pkg:pypi/torch'?)",
    ),
    "a reason leaves versions to the release": (
        changed("systems", 0, status_reason="The newest stable tag is v4.22.0 of 2024-10-21."),
        "systems.csv:2: status_reason: a version that will be old at the next release, got 'tag is v4.22'"
        " — expected no version of the system's own package: the release beside the reason says the newest one",
    ),
    "a successor is named: renamed": (
        changed("systems", 0, successor=""),
        "systems.csv:2: successor: renamed into nothing — expected the system that it became",
    ),
    "a successor is named: merged": (
        changed("systems", 0, status="merged", successor=""),
        "systems.csv:2: successor: merged into nothing — expected the system that it became",
    ),
    "a successor is another": (
        changed("systems", 0, successor="tensorflow-lite"),
        "systems.csv:2: successor: it succeeds itself, got 'tensorflow-lite' — expected another system",
    ),
    "read after published": (
        changed("sources", 0, published="2024-05", accessed="2024-04-30") | {"events": []},
        (
            "sources.csv:2: accessed: read before it was published, got '2024-04-30' — expected a day on "
            "or after the day of publication"
        ),
    ),
    "a share is of something": (
        changed("papers", 0, papers_total="0", pytorch_papers="0", tensorflow_papers="0"),
        (
            "papers.csv:2: papers_total: no paper was counted, got '0' — expected at least one paper, "
            "of which the others are a share"
        ),
    ),
    "parts fit the whole: PyTorch": (
        changed("papers", 0, pytorch_papers="1468"),
        (
            "papers.csv:2: pytorch_papers: more than papers_total, got '1468' — expected no "
            "more papers than there are in all"
        ),
    ),
    "parts fit the whole: TensorFlow": (
        changed("papers", 0, tensorflow_papers="1468"),
        (
            "papers.csv:2: tensorflow_papers: more than papers_total, got '1468' — expected no "
            "more papers than there are in all"
        ),
    ),
    "a percentage is one": (
        changed("published_results", 0, metric="accuracy", unit="%", value="100.1"),
        "published_results.csv:2: value: not a percentage, got '100.1' — expected a number from 0 to 100",
    ),
    "the unit fits the metric": (
        changed("published_results", 1, unit="s"),
        "published_results.csv:3: unit: not a unit of step_time, got 's' — expected a unit of that metric",
    ),
    "more than nothing": (
        changed("published_results", 0, value="0"),
        (
            "published_results.csv:2: value: nothing takes no time, memory or accuracy, got '0.0' "
            "— expected a number above zero"
        ),
    ),
    "one number for one setting": (
        {"published_results": [RESULT, RESULT | {"id": "two", "value": "1"}]},
        "published_results.csv:3: id: measured under the same conditions as one, got 'two'"
        " — expected numbers that differ in at least one field that says how they were measured "
        "(name the difference in workload)",
    ),
    "reference to one source": (changed("papers", 0, source_id="t"), "papers.csv:2: source_id: " + SOURCE_ID),
    "reference to several sources": (
        changed("systems", 1, source_ids="s t"),
        "systems.csv:3: source_ids: " + SOURCE_ID,
    ),
    "reference with a misspelt id": (
        changed("systems", 0, successor="lite-rt"),
        (
            "systems.csv:2: successor: unknown id, got 'lite-rt' — expected an id of "
            "data/systems.csv (did you mean 'litert'?)"
        ),
    ),
}


@pytest.mark.parametrize(
    ("tables", "line"), (BROKEN | SPREADSHEETS_BROKEN).values(), ids=[*BROKEN, *SPREADSHEETS_BROKEN]
)
def test_broken_rule(folder, tables, line):
    assert problems(write(folder, **tables)) == ["data/" + line]


@pytest.mark.parametrize("tables", SPREADSHEETS_FINE.values(), ids=SPREADSHEETS_FINE)
def test_versions_that_lost_nothing_are_fine(folder, tables):
    checked_dataset(write(folder, **tables))


@pytest.mark.parametrize("why", [{}, {"module": "", "not_asked_because": "Its wheels are for Windows alone."}])
def test_a_package_that_is_asked_or_has_a_reason_is_fine(folder, why):
    checked_dataset(write(folder, **PACKAGED, package_probes=[*TINY["package_probes"], asked("pkg:pypi/x", **why)]))


def test_every_rule_is_broken_above():
    names = {rule.name for rule in RULES}
    everything = {
        **BROKEN, **CLAIMS_BROKEN, **GUIDE_BROKEN, **AGREEMENT_BROKEN, **EVENTS_BROKEN, **EVIDENCE_BROKEN,
        **TIERS_BROKEN, **SPREADSHEETS_BROKEN, **ARCHIVED_BROKEN, **SIDE_BY_SIDE_BROKEN,
        **CONVERSIONS_BROKEN,
    }  # fmt: skip
    assert names - {phrase.split(":")[0] for phrase in everything} == BROKEN_BELOW


def test_a_late_reading_of_the_month_of_publication_is_fine(folder):
    checked_dataset(write(folder, **changed("sources", 0, published="2024-04", accessed="2024-04-30"), events=[]))


CELL_ERROR = "comparison.csv:3: checked_on: not a date, got 'x' — expected a day not after today, written 2026-11-22"
ALONE = {
    "broken row of a source": (
        changed("sources", 0, accessed="x"),
        "sources.csv:2: accessed: not a date, got 'x' — expected a day not after today, written 2026-11-22",
    ),
    "broken row of a comparison": (changed("comparison", 1, checked_on="x"), CELL_ERROR),
    "broken row of a release": (
        changed("releases", 0, prerelease="x"),
        "releases.csv:2: prerelease: neither yes nor no, got 'x' — expected yes or no",
    ),
}


@pytest.mark.parametrize(("tables", "line"), ALONE.values(), ids=ALONE)
def test_one_broken_cell_is_one_problem(folder, tables, line):
    assert problems(write(folder, **tables)) == ["data/" + line]


UNREAD = {
    "one cell too many": (lambda text: text.rstrip("\n") + ",more\n", "2: wrong number of cells"),
    "quote never closed": (lambda text: text + '"t,\n', "3: broken quoting"),
    "quote never closed in the first row": (lambda text: text.replace("\ns,", '\n"s,'), "2: broken quoting"),
    "misspelt column": (lambda text: text.replace(",note\n", ",notes\n"), "1: notes: unknown column"),
    "no file content": (lambda text: "", "1: the file is empty"),
}


@pytest.mark.parametrize(("spoil", "first"), UNREAD.values(), ids=UNREAD)
def test_a_file_that_is_not_read_whole_makes_no_reference_an_error(folder, spoil, first):
    path = write(folder) / "sources.csv"
    path.write_text(spoil(path.read_text(encoding="utf-8")), encoding="utf-8")
    lines = problems(folder)
    assert lines[0].startswith(f"data/sources.csv:{first}")
    assert {line.split(":")[0] for line in lines} == {"data/sources.csv"}


def test_problems_of_several_files_come_together_in_order(folder):
    tables = (
        changed("systems", 1, status="dead")
        | changed("papers", 0, source_id="t", month="June")
        | changed("adoption", 0, stars="94k", source_id="s")
    )
    write(folder, **tables | changed("studies", 0, source_ids="t"))
    (folder / "releases.csv").unlink()
    assert [line.split(" — ")[0] for line in problems(folder)] == [
        "data/adoption.csv:2: stars: not a whole number, got '94k'",
        "data/papers.csv:2: month: not a month, got 'June'",
        "data/releases.csv:1: the file is missing",
        "data/studies.csv:2: source_ids: unknown id, got 't'",
        "data/systems.csv:3: status: not an allowed value, got 'dead'",
    ]
