"""Rules that hold tables against each other: packages, texts that name systems, readings, claims about one fact."""

import pytest

from sitedata.check.dataset import checked_dataset
from sitedata.text.problem import BadInput
from tests.tiny import TINY, changed, record, write

LITE = {"name": "TensorFlow Lite", "status": "renamed", "successor": "litert"}
ELSEWHERE = {"addresses": "https://example.org", "author": "Samapriya Roy", "summary": "Coral reefs"}


def said(text, **system):
    """A cell that says this, and TensorFlow Lite as a system with such a row."""
    systems = [TINY["systems"][0] | LITE | system, TINY["systems"][1]]
    return changed("comparison", 1, text=text) | {"systems": systems}


def claims(**second):
    """Two sourced claims about one fact; the second in other words."""
    first = TINY["claims"][0] | {"fact": "one-fact"}
    evidence = [*TINY["claim_evidence"], record("claim_evidence", claim_id="four", source_id="s")]
    four = first | {"id": "four", **second}
    return {"claims": [first, *TINY["claims"][1:], four], "claim_evidence": evidence}


BROKEN = {
    "a package belongs to its system: a namesake": (
        changed("packages", 0, **ELSEWHERE),
        "systems.csv:2: package: perhaps only a namesake, got 'pkg:pypi/torch: Coral reefs, by Samapriya Roy'",
    ),
    "an exception is needed: the metadata say enough": (
        changed("systems", 0, package_because="We know them."),
        "systems.csv:2: package_because: a reason that nothing asks for",
    ),
    "an exception is needed: without a package": (
        changed("systems", 1, package_because="We know them."),
        "systems.csv:3: package_because: a reason that nothing asks for",
    ),
    "a row is about a tracked package: a release": (
        {"releases": [*TINY["releases"], record("releases", package="pkg:pypi/x", source_id="s")]},
        "releases.csv:4: package: nobody's package, got 'pkg:pypi/x'",
    ),
    "a row is about a tracked package: an advisory": (
        changed("advisories", 0, package="pkg:pypi/toch"),
        "advisories.csv:2: package: nobody's package, got 'pkg:pypi/toch' — expected a package that a row of "
        "data/systems.csv or data/frameworks.csv names (did you mean 'pkg:pypi/torch'?)",
    ),
    "an end is told: inactive by its own words": (
        changed("packages", 0, ended="its metadata says inactive", addresses="https://github.com/google-ai-edge/LiteRT")
        | {"systems": [TINY["systems"][0] | {"status": "active", "successor": ""}, TINY["systems"][1]]},
        "systems.csv:2: status: its package says: its metadata says inactive, got 'active'",
    ),
    "a reading is of a row: nothing of that name": (
        {"readings": [TINY["readings"][0] | {"row": "onee"}]},
        "readings.csv:2: row: no such row in claims, got 'onee'",
    ),
    "a change is told: nobody says what": (
        changed("readings", 0, outcome="changed"),
        "readings.csv:2: change: a change that nobody tells",
    ),
    "a change is told: both agree, and yet": (
        changed("readings", 0, change="Other words."),
        "readings.csv:2: change: told without a change, got 'Other words.'",
    ),
    "an open claim was searched for: nobody looked": (
        changed("claims", 0, verdict="untested") | {"searches": []},
        "claims.csv:2: verdict: untested, and nobody looked, got 'one'",
    ),
    "what is active is not called ended: archived, says the cell": (
        said("TensorFlow Lite is archived.", status="active", successor=""),
        "comparison.csv:3: text: ended, but tensorflow-lite is active, got 'TensorFlow Lite is archived.'",
    ),
    "what has ended is not called alive: maintained, says the cell": (
        said("On phones TensorFlow Lite is still maintained.", status="archived", successor=""),
        "comparison.csv:3: text: alive, but tensorflow-lite is archived",
    ),
    "a last release is the newest: another month": (
        said("TensorFlow Lite: last release in June 2024."),
        "comparison.csv:3: text: tensorflow-lite was released in July 2026, got 'last release in June 2024'",
    ),
    "a candidate is named by the data: typed": (
        said("Python 3.14 came with 2.22.0rc0."),
        "comparison.csv:3: text: a candidate typed by hand, got '2.22.0rc0'",
    ),
    "claims about one fact agree: they do not": (
        claims(verdict="untested") | {"searches": [record("searches", claim_id="four")]},
        "claims.csv:5: fact: untested, where one is holds, got 'one-fact'",
    ),
    "claims about one fact agree: it has but one": (
        changed("claims", 0, fact="one-fact"),
        "claims.csv:2: fact: no other claim is about it, got 'one-fact'",
    ),
    "a scope names what its probes ran with: another series": (
        changed("claims", 2, scope="TensorFlow 2.20 in eager mode"),
        "claims.csv:4: scope: its probes ran with TensorFlow 2.21, got 'TensorFlow 2.20 in eager mode'",
    ),
}


@pytest.mark.parametrize(("tables", "line"), BROKEN.values(), ids=BROKEN)
def test_broken_rule(tmp_path, tables, line):
    with pytest.raises(BadInput) as caught:
        checked_dataset(write(tmp_path / "data", **tables))
    assert [problem for problem in str(caught.value).splitlines() if problem.startswith(f"data/{line}")]


FINE = {
    "the status is told": said("TensorFlow Lite was renamed LiteRT."),
    "another system is meant": said(
        "TensorFlow Lite runs it, the Model Garden is archived.", status="active", successor=""
    ),
    "the newest month": said("TensorFlow Lite: last release in July 2026."),
    "two claims with one verdict": claims(),
    "a scope of later versions": changed("claims", 2, scope="TensorFlow 2.1 and later"),
    "a scope without versions": changed("claims", 2, scope="TensorFlow 2"),
    "a candidate by its name": said("Soon.[[ {pytorch.candidate} is out.]]"),
}


@pytest.mark.parametrize("tables", FINE.values(), ids=FINE)
def test_what_is_fine(tmp_path, tables):
    checked_dataset(write(tmp_path / "data", **tables))
