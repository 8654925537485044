"""What a figure function asks before it draws: is there anything to draw? Nothing here imports Plotly.

In: what it found, and the tables that it reads. Out: the same, or an exception that says why there is nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from sitedata.judge.environments import shown_environment
from sitedata.load.dataset import Dataset
from sitedata.load.environments import Environment
from sitedata.schema.environments import BENCH_TABLES, file_name

MOST_REASONS = 3  # for what is left out, in one sentence
Found = TypeVar("Found")


NO_ENVIRONMENT = "no environment in data/benchmarks, for nobody has published measurements here yet"


class NothingToDraw(Exception):
    """The message says why, if the tables themselves do not."""


def drawable(found: Found, why: str, left_out: Iterable[tuple[str, str]] = ()) -> Found:
    """What a figure is about to draw, if there is anything.

    ``left_out`` are rows that belong to its question but cannot be drawn, each with the reason.

    Raises:
        NothingToDraw: it is empty or None.
    """
    if not found:
        reasons = [
            reason for reason in dict.fromkeys(reason.removesuffix(".") for _, reason in left_out) if reason != why
        ]
        shown = "; ".join(reasons[:MOST_REASONS]) + "; and others" * (len(reasons) > MOST_REASONS)
        raise NothingToDraw(f"{why} (left out: {shown})" if reasons else why)
    return found


def environment_shown(data: Dataset) -> Environment:
    """The environment that ``data`` shows.

    Raises:
        NothingToDraw: there is none.
    """
    return drawable(shown_environment(data), NO_ENVIRONMENT)


def empty_table(tables: Iterable[str], data: Dataset, environment: str) -> str:
    """``no row of data/papers.csv``: the first of these tables that is empty.

    ``environment`` is the id of the one shown, if there is one.
    """
    for name in tables:
        if name not in BENCH_TABLES:
            if not data.rows(name):
                return f"no row of data/{name}.csv"
        elif not environment:
            return NO_ENVIRONMENT
        elif not data.environments[environment].rows(name):
            return f"no row of data/benchmarks/{environment}/{file_name(name)}"
    return ""
