"""In which order a sweep measures, and what its runs are called: both follow from its name.

In: the name of a sweep and a round. Out: the order of its contestants; ids. Standard library only. The harness
measures in this order, and a result that came in another one is not accepted.
"""

from __future__ import annotations

import random
import re
from collections.abc import Collection, Iterable
from typing import NamedTuple

RUN_ID = re.compile(
    r"(?P<part>(?P<sweep>.+?)(?:-s\d+)?)-r(?P<round>\d{2,})-(?P<place>\d{3,})-a(?P<attempt>\d+)", re.ASCII
)


class RunId(NamedTuple):
    """What the id of a run says. ``part`` is the sweep with the number of the shard, if it has several."""

    part: str
    sweep: str
    round: int
    place: int
    attempt: int


def part_of(sweep: str, shard: int) -> str:
    """How the ids of a sweep's runs begin, or of one of its shards: those are counted from 1, and 0 is the whole."""
    return f"{sweep}-s{shard}" if shard else sweep


def run_id(part: str, round: int, place: int) -> str:
    """The id of a run without its attempt; ``place`` is that of its contestant in the list of all, from 0."""
    return f"{part}-r{round:02d}-{place:03d}"


def read_run_id(id: str) -> RunId | None:
    """None for an id that the harness did not make."""
    match = RUN_ID.fullmatch(id)
    return match and RunId(match["part"], match["sweep"], *(int(match[name]) for name in RunId._fields[2:]))


def order_of_round(sweep: str, round: int, places: Iterable[int], fresh: Collection[int]) -> list[int]:
    """The places of the contestants of a round, in the order of measuring: shuffled by the names of sweep and round.

    In round 1 the ``fresh`` ones, with an empty compiler cache, come first: they fill what later runs find warm.
    """
    order = sorted(places)
    random.Random(f"{sweep} {round}").shuffle(order)
    return sorted(order, key=lambda place: place not in fresh) if round == 1 else order
