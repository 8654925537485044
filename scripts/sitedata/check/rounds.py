"""Are the rounds of a sweep whole, and did their runs come in its order? Both follow from its name.

In: one environment. Out: runs that are missing, or came in another order. See :mod:`sitedata.check.rules`.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from sitedata.check.rules import Finding
from sitedata.load.environments import Environment
from sitedata.schema.environments import Run
from sitedata.schema.protocol.contestant import IN_FIRST_ROUNDS
from sitedata.schema.protocol.order import RunId, order_of_round, read_run_id
from sitedata.text.problem import quoted

MOST_MISSING = 5  # that are told at once


def runs_come_in_the_order_of_their_sweep(environment: Environment) -> Iterator[Finding]:
    """the order that follows from the name of the sweep and the round, in which make bench shuffles"""
    for part in _parts(environment):
        for number, runs in part.rounds.items() if not part.gaps else ():
            order = [runs[place] for place in part.order(number) if place in runs]
            for before, run in itertools.pairwise(order):
                if run.started_at < before.started_at:
                    yield Finding("runs", run, "started_at", f"before {before.id}", quoted(run.started_at))
                    break


def no_run_is_left_out(environment: Environment) -> Iterator[Finding]:
    """every contestant in every round, but for the end of the last one if a sweep was stopped: slow runs count too"""
    for part in _parts(environment):
        for what, missing in (("place", part.gaps), ("round", first_missing(1, part.rounds))):
            if missing:
                run = next(iter(part.rounds[min(part.rounds)].values()))
                yield Finding("runs", run, "id", f"no run of {what} {', '.join(map(str, missing))}", quoted(run.id))
        if part.gaps:
            continue
        lacking: defaultdict[int, list[int]] = defaultdict(list)
        for number, runs in sorted(part.rounds.items()):
            order = part.order(number)
            if number == max(part.rounds):
                order = order[: 1 + max(order.index(place) for place in runs)]
            for place in order:
                if place not in runs:
                    lacking[place].append(number)
        for place, numbers in lacking.items():
            run = next(runs[place] for runs in part.rounds.values() if place in runs)
            yield Finding("runs", run, "round", f"missing in {'rounds' if len(numbers) > 1 else 'round'} "
                          + ", ".join(map(str, numbers)), quoted(run.id))  # fmt: skip


@dataclass
class Part:
    """A sweep, or one of its shards, of several rounds: for each of them the first attempt of each place."""

    sweep: str
    rounds: dict[int, dict[int, Run]]

    @property
    def gaps(self) -> list[int]:
        """Places of which there is no run: the harness counts them from 0."""
        return first_missing(0, {place for runs in self.rounds.values() for place in runs})

    def order(self, number: int) -> list[int]:
        """The places that take part in a round, in the order of measuring.

        All contestants of a variant that leaves after some rounds leave after the same one.
        """
        variants = {place: run.variant for runs in self.rounds.values() for place, run in runs.items()}
        last: dict[str, int] = {}
        for round, runs in self.rounds.items():
            for place in runs:
                last[variants[place]] = max(last.get(variants[place], 0), round)
        taking_part = [
            place for place, variant in variants.items() if variant not in IN_FIRST_ROUNDS or number <= last[variant]
        ]
        fresh = {place for place, variant in variants.items() if variant == "fresh-cache"}
        return order_of_round(self.sweep, number, taking_part, fresh)


def first_missing(start: int, present: Collection[int]) -> list[int]:
    """The first few numbers that a count from ``start`` to the largest one leaves out, however large that is."""
    return [*itertools.islice((number for number in range(start, max(present)) if number not in present), MOST_MISSING)]


def _parts(environment: Environment) -> Iterator[Part]:
    """Those with several rounds: all contestants have a run in the first one."""
    parts: dict[str, Part] = {}
    for said, run in placed(environment):
        runs = parts.setdefault(said.part, Part(said.sweep, {})).rounds.setdefault(said.round, {})
        if run.started_at < runs.setdefault(said.place, run).started_at:
            runs[said.place] = run
    yield from (part for part in parts.values() if len(part.rounds) > 1)


def placed(environment: Environment) -> Iterator[tuple[RunId, Run]]:
    """Each run with what its id says; those whose id says nothing have a finding of their own."""
    for run in environment.rows("runs"):
        if said := read_run_id(run.id):
            yield said, run
