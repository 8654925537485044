"""Rules that hold rows against what their sources are and say."""

import pytest

from sitedata.check.dataset import checked_dataset
from sitedata.text.problem import BadInput
from tests.tiny import TINY, changed, record, write

LITE, LITERT = TINY["systems"]
ONLY_ITS_OWN_README = [record("sources", id="s", title="LiteRT README", note="")]
AHEAD = changed("sources", 0, published="2026-08-21") | {"systems": [LITE | {"status": "active"}, LITERT]}
RELEASE = record("sources", id="torch", url="pkg:pypi/torch@2.13.0", published="2026-07-08")
CITED_TOO = AHEAD | {
    "sources": [*AHEAD["sources"], RELEASE],
    "comparison": [cell | {"source_ids": cell["source_ids"] and "s torch"} for cell in TINY["comparison"]],
}


BROKEN = {
    "a successor is said to be one: its own README names nobody else": (
        {"sources": ONLY_ITS_OWN_README},
        "systems.csv:2: successor: no source says so, got 'litert'",
    ),
    "a successor is said to be one: one name within the other": (
        {"sources": ONLY_ITS_OWN_README, "systems": [LITE | {"name": "Lite"}, LITERT]},
        "systems.csv:2: successor: no source says so, got 'litert'",
    ),
    "a cell rests on a release: a file of the branch alone": (
        AHEAD,
        "comparison.csv:2: source_ids: a file that changed after 2.13.0 of 2026-07-08, got 's'",
    ),
}


@pytest.mark.parametrize(("tables", "line"), BROKEN.values(), ids=BROKEN)
def test_broken_rule(tmp_path, tables, line):
    with pytest.raises(BadInput) as caught:
        checked_dataset(write(tmp_path / "data", **tables))
    assert [problem for problem in str(caught.value).splitlines() if problem.startswith(f"data/{line}")]


FINE = {
    "the name in parentheses": {"systems": [LITE | {"name": "The runtime (TensorFlow Lite)"}, LITERT]},
    "a quote names both": {
        "sources": ONLY_ITS_OWN_README,
        "claim_evidence": [TINY["claim_evidence"][0] | {"quote": "LiteRT, formerly TensorFlow Lite"}],
    },
    "the release was read too": CITED_TOO,
    "the cell says that it is to come": AHEAD
    | {"comparison": [cell | {"text": cell["text"] and "A prototype, unreleased."} for cell in TINY["comparison"]]},
    "nobody says that it lives": changed("sources", 0, published="2026-08-21"),
}


@pytest.mark.parametrize("tables", FINE.values(), ids=FINE)
def test_what_is_fine(tmp_path, tables):
    checked_dataset(write(tmp_path / "data", **tables))
