"""All figures, drawn. In: data. Out: each figure by the name of its files, or why there is nothing to draw.

To add a chart, write a function below ``@figure(…)`` in a module of :mod:`sitedata.draw.figures`, name it in the tuple
at the module's end, and put ``{{ figure("its-id") }}`` into a page. A new module is named here.
"""

from __future__ import annotations

from dataclasses import replace

from sitedata.draw.escape import guarded
from sitedata.draw.figure import Spec, draw
from sitedata.draw.figures import (
    accuracy,
    adoption,
    batch_size,
    causes,
    claims,
    conditions,
    deployments,
    first_call,
    first_jobs,
    installing,
    memory,
    published_pairs,
    published_ratios,
    release_accuracy,
    releases,
    repeat,
    sentences,
    speed,
    years,
)
from sitedata.judge.environments import other_environments
from sitedata.load.dataset import Dataset
from sitedata.schema.figure import Figure, Undrawn

FIGURES: tuple[Spec, ...] = (
    *accuracy.FIGURES,
    *adoption.FIGURES,
    *first_call.FIGURES,
    *memory.FIGURES,
    *batch_size.FIGURES,
    *installing.FIGURES,
    *speed.FIGURES,
    *causes.FIGURES,
    *claims.FIGURES,
    *conditions.FIGURES,
    *repeat.FIGURES,
    *published_pairs.FIGURES,
    *published_ratios.FIGURES,
    *releases.FIGURES,
    *first_jobs.FIGURES,
    *deployments.FIGURES,
    *years.FIGURES,
    *sentences.FIGURES,
    *release_accuracy.FIGURES,
)
"""In the order of the list of figures."""
BY_ID = {spec.id: spec for spec in FIGURES}


def specs(data: Dataset) -> dict[str, Spec]:
    """By id: these figures, and those that follow from rows of the data."""
    return BY_ID | {spec.id: spec for spec in claims.of_rules(data)}


def ids(data: Dataset) -> set[str]:
    """The names by which a page may ask for a figure."""
    return {*specs(data)}


def plans(data: Dataset) -> dict[str, tuple[Spec, Dataset]]:
    """What is to be drawn, and from which data, by the name of a figure's files.

    Figures of our own measurements are drawn for the main environment under their id, and for every other one in a
    folder of its own.
    """
    data = guarded(data)
    planned = {id: (spec, data) for id, spec in specs(data).items()}
    for other in other_environments(data):
        shown = replace(data, shown=other)
        planned |= {f"{other}/{spec.id}": (spec, shown) for spec in FIGURES if spec.of_environment}
    return planned


def draw_all(data: Dataset) -> dict[str, Figure | Undrawn]:
    return {file: draw(*plan) for file, plan in plans(data).items()}
