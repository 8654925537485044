"""What came of the ways from one format to another, over the six models. In: rows. Out: pairs of formats."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from sitedata.load.dataset import Dataset
from sitedata.schema.protocol.conversions import FORMATS, MODELS, OUTCOMES
from sitedata.schema.tables import Conversion, ConversionWay


class Outcomes:
    """Words about ``best``: model → outcome."""

    best: dict[str, str]

    @property
    def arrive(self) -> int:
        """How many models convert, after a change or without."""
        return sum(outcome != "fails" for outcome in self.best.values())

    @property
    def count(self) -> str:
        return f"{self.arrive} of {len(self.best)}"

    @property
    def limits(self) -> str:
        """``1 after a change; not GPT-2``; empty where nothing limits it."""
        changed = [*self.best.values()].count("with-changes")
        failing = self.failing and f"not {self.failing}"
        return "; ".join(filter(None, (changed and f"{changed} after a change", failing)))

    @property
    def failing(self) -> str:
        """``GPT-2, LSTM``; empty where everything arrives."""
        return ", ".join(MODELS[model].short for model, outcome in self.best.items() if outcome == "fails")

    @property
    def words(self) -> str:
        return ", ".join(filter(None, (self.count, self.limits)))


@dataclass(frozen=True)
class Tried(Outcomes):
    """A way, and its rows in the order of the models."""

    way: ConversionWay
    rows: tuple[Conversion, ...]

    @property
    def best(self) -> dict[str, str]:
        return {row.model: row.outcome for row in self.rows}

    @property
    def versions(self) -> str:
        return "; ".join(dict.fromkeys(row.versions for row in self.rows))

    @property
    def ran_on(self) -> datetime.date:
        return max(row.ran_on for row in self.rows)


@dataclass(frozen=True)
class Carried(Outcomes):
    """A pair of formats; each model counts by the best of the ways between them."""

    source: str
    target: str
    ways: tuple[Tried, ...]

    @property
    def id(self) -> str:
        return f"{self.source}-to-{self.target}"

    @property
    def best(self) -> dict[str, str]:
        order = [*OUTCOMES]
        return {model: min((each.best[model] for each in self.ways), key=order.index) for model in MODELS}


def carried(data: Dataset) -> list[Carried]:
    """Pairs of formats with at least one way that was tried on every model, in the order of the formats."""
    rows = {(row.way_id, row.model): row for row in data.rows("conversions")}
    whole = [
        Tried(way, tuple(rows[way.id, model] for model in MODELS))
        for way in data.rows("conversion_ways")
        if all((way.id, model) in rows for model in MODELS)
    ]
    pairs = [(source, target) for source in FORMATS for target in FORMATS]
    made = [
        Carried(source, target, tuple(one for one in whole if (one.way.source, one.way.target) == (source, target)))
        for source, target in pairs
    ]
    return [one for one in made if one.ways]


def of_probes(data: Dataset, probes: tuple[str, ...]) -> list[Tried]:
    """The ways that ask of six models what these scripts ask of a small one."""
    return [one for pair in carried(data) for one in pair.ways if set(one.way.probes) & set(probes)]
