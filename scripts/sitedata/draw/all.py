"""All figures, drawn. Each module named here registers its own: one function a figure, data in, a drawing for one width out.

To add a chart, write a function under ``@figure(…)`` in one of them and put ``{{ figure("its-id") }}`` into a page. A new module is
named here.
"""

from __future__ import annotations

from dataclasses import replace

from sitedata.draw.escape import guarded
from sitedata.draw.figure import REGISTRY, Figure, draw

from sitedata.draw.figures import (  # noqa: F401 (they register theirs, in this order)  # isort: skip
    accuracy,
    adoption,
    cost,
    speed,
    claims,
    conditions,
    published_pairs,
    published_ratios,
    releases,
)
from sitedata.draw.undrawn import Undrawn
from sitedata.judge.environments import other_environments
from sitedata.load.dataset import Dataset


def ids(data: Dataset) -> set[str]:
    """The names by which a page may ask for a figure."""
    return {*REGISTRY, *claims.specs(data)}


def draw_all(data: Dataset) -> dict[str, Figure | Undrawn]:
    """Every registered figure by the name of its files, or why there is nothing to draw.

    Figures of our own measurements are drawn for the main environment under their id, for each other one in a folder of its own.
    """
    data = guarded(data)
    drawn = {id: draw(spec, data) for id, spec in (REGISTRY | claims.specs(data)).items()}
    for other in other_environments(data):
        shown = replace(data, shown=other)
        drawn |= {f"{other}/{id}": draw(spec, shown) for id, spec in REGISTRY.items() if spec.of_environment}
    return drawn
