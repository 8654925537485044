"""An environment beside those that are known already: what a new result is compared with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sitedata.load.csv_table import Table
from sitedata.load.environments import Environment


@dataclass(frozen=True)
class Newcomer:
    """An environment, with ``trusted``, the other ones that this project or a public workflow measured, and
    ``before``, all that were here first: those, and in the order of their ids what others sent.
    """

    environment: Environment
    trusted: tuple[Environment, ...]
    before: tuple[Environment, ...]

    @property
    def tables(self) -> Mapping[str, Table]:
        return self.environment.tables


def newcomers(environments: Iterable[Environment]) -> Iterator[Newcomer]:
    """Each of them as if it came now; of two that are alike, the contributed one is told."""
    order = sorted(environments, key=lambda environment: (environment.tier == "contributed", environment.id))
    trusted = [environment for environment in order if environment.tier != "contributed"]
    for number, environment in enumerate(order):
        others = tuple(other for other in trusted if other is not environment)
        yield Newcomer(environment, others, tuple(order[:number]))
