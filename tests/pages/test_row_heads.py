"""Which column of a figure's table names its rows, for whoever hears them."""

from dataclasses import replace

import pytest

from sitedata.pages.fragments import row_head
from tests.tiny_figure import TINY

HEADS = {
    "the first that says something else in each row": ("claim", {"in": "1", "claim": "a"}, {"in": "1", "claim": "b"}),
    "the first where none does": ("section", {"section": "#1", "value": 1.5}, {"section": "#1", "value": 2.5}),
    "days where they come first": ("day", {"day": "2026-11-01", "n": 1}, {"day": "2026-12-01", "n": 2}),
    "never the link to the samples": ("n", {"n": 1, "samples": "a"}, {"n": 1, "samples": "b"}),
}  # fmt: skip


@pytest.mark.parametrize(("head", "rows"), [(head, rows) for head, *rows in HEADS.values()], ids=HEADS)
def test_a_row_is_named_by(head, rows):
    assert row_head(replace(TINY, rows=tuple(rows))) == head


def test_a_figure_without_rows_has_none():
    assert row_head(replace(TINY, rows=())) == ""
