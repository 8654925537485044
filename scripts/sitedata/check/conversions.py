"""Does every way between formats have an outcome for every model? See :mod:`sitedata.check.rules`."""

from __future__ import annotations

from collections.abc import Iterator

from sitedata.check.rules import Finding, Rule
from sitedata.load.dataset import Dataset
from sitedata.schema.protocol.conversions import LARGEST_DIFFERENCE_PPM, MODELS
from sitedata.text.problem import quoted

WAYS, TABLE = "conversion_ways", "conversions"


def a_way_leads_elsewhere(data: Dataset) -> Iterator[Finding]:
    """another format than the one that it comes from"""
    for way in data.rows(WAYS):
        if way.source == way.target:
            yield Finding(WAYS, way, "target", "a way to where it begins", quoted(way.target))


def a_way_is_tried_on_each_model(data: Dataset) -> Iterator[Finding]:
    """a row in data/conversions.csv for each model, which make conversions ARGS="--unanswered" writes"""
    tried = {(row.way_id, row.model) for row in data.rows(TABLE)}
    for way in data.rows(WAYS):
        if missing := [model for model in MODELS if (way.id, model) not in tried]:
            yield Finding(WAYS, way, "id", "a way that was not tried", quoted(way.id), f"missing: {', '.join(missing)}")


def what_converts_is_the_same_model(data: Dataset) -> Iterator[Finding]:
    """a difference within the limit where it converts, none or a larger one where it fails"""
    for row in data.rows(TABLE):
        same = row.difference_ppm is not None and row.difference_ppm <= LARGEST_DIFFERENCE_PPM
        if same != (row.outcome != "fails"):
            yield Finding(
                TABLE, row, "difference_ppm", f"{row.outcome} with another difference", str(row.difference_ppm)
            )


def an_outcome_says_why(data: Dataset) -> Iterator[Finding]:
    """what was changed or what went wrong, and nothing where the documented call converts"""
    for row in data.rows(TABLE):
        if bool(row.finding) == (row.outcome == "converts"):
            yield Finding(TABLE, row, "finding", f"{row.outcome} with another finding", quoted(row.finding or ""))


RULES = (
    Rule(a_way_leads_elsewhere),
    Rule(a_way_is_tried_on_each_model, needs=(TABLE,)),
    Rule(what_converts_is_the_same_model),
    Rule(an_outcome_says_why),
)
