"""Figures that have nothing to draw: they say so, and why, wherever they would stand. Nothing here imports Plotly.

In: a figure function that found nothing, and the tables that it reads. Out: an :class:`Undrawn`, which pages, lists and the API show.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from sitedata.load.dataset import Dataset
from sitedata.schema.environments import BENCH_TABLES, file_name

MOST_REASONS = 3  # of what is left out, in one sentence
Found = TypeVar("Found")


NO_ENVIRONMENT = "no environment in data/benchmarks, for nobody has published measurements here yet"


class NothingToDraw(Exception):
    """The message says why, if the tables themselves do not."""


@dataclass(frozen=True)
class Undrawn:
    """A figure without anything to draw. ``file`` is what its files would be called; ``why`` is in words and ends without a full stop."""

    id: str
    file: str
    title: str
    why: str

    @property
    def said(self) -> str:
        return f"Nothing to draw: {self.why}."


def drawable(found: Found, why: str, left_out: Iterable[tuple[str, str]] = ()) -> Found:
    """What a figure is about to draw. ``left_out`` are rows that belong to its question and cannot be drawn, each with the reason.

    Raises:
        NothingToDraw: it is empty or nothing.
    """
    if not found:
        reasons = [each for each in dict.fromkeys(reason.removesuffix(".") for _, reason in left_out) if each != why]
        shown = "; ".join(reasons[:MOST_REASONS]) + "; and others" * (len(reasons) > MOST_REASONS)
        raise NothingToDraw(f"{why} (left out: {shown})" if reasons else why)
    return found


def empty_table(tables: Iterable[str], data: Dataset, environment: str) -> str:
    """``no row of data/papers.csv``: the first of these tables that is empty. ``environment`` is the id of the one shown, if there is any."""
    for name in tables:
        if name not in BENCH_TABLES:
            if not data.rows(name):
                return f"no row of data/{name}.csv"
        elif not environment:
            return NO_ENVIRONMENT
        elif not data.environments[environment].rows(name):
            return f"no row of data/benchmarks/{environment}/{file_name(name)}"
    return ""


def apart(every: Mapping[str, Mapping[str, Any]]) -> tuple[dict[str, dict], dict[str, Undrawn]]:
    """Figures as plain values: those that were drawn, and the others."""
    drawn = {id: dict(figure) for id, figure in every.items() if "why" not in figure}
    return drawn, {id: Undrawn(**figure) for id, figure in every.items() if "why" in figure}
