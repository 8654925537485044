"""Did the models of a result train as ours do? The first loss of a model is the same everywhere, the last one lies on
a curve.

In: an environment and those that are trusted. Out: losses that no machine would have. A version, a device or a model
that no trusted environment has is compared with nothing. See :mod:`sitedata.check.rules`.
"""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Iterator

from sitedata.check.known import Newcomer
from sitedata.check.rules import Finding, Rule
from sitedata.load.environments import Environment
from sitedata.schema.environments import Run
from sitedata.schema.protocol.timing import WARM_UP_S

FIRST_LOSS = 1e-5  # relative: ten times what separates our machines, whose vector units round differently
STEPS_ROOM = 1.3  # a factor: how many steps the warm-up took is estimated from the window
LOSS_ROOM = 1.1  # a factor: modes and layouts round differently, and batch normalisation makes a curve uneven
FEWEST_POINTS = 8  # of a curve: fewer say little of it

Model = tuple[str, ...]
"""What decides how a model trains, wherever it runs."""


def a_first_loss_is_that_of_its_model(newcomer: Newcomer) -> Iterator[Finding]:
    """the first loss that the same version, model and batch have on every machine, to 0.001 %"""
    known: dict[Model, float] = {}
    for other in newcomer.trusted:
        known = first_losses(other) | known
    for run in newcomer.environment.rows("runs"):
        wanted = known.get(model_of(newcomer.environment, run))
        if wanted and run.loss_first is not None and abs(run.loss_first - wanted) > FIRST_LOSS * wanted:
            yield Finding("runs", run, "loss_first", f"elsewhere it is {wanted:g}", f"{run.loss_first:g}")


def a_last_loss_lies_on_the_curve_of_its_model(newcomer: Newcomer) -> Iterator[Finding]:
    """a loss between those that the same model had elsewhere after clearly more steps and after clearly fewer"""
    # of runs that count: how many steps the warm-up of a disturbed one took cannot be told from its window
    curves: defaultdict[Model, list[tuple[float, float]]] = defaultdict(list)
    for other in newcomer.trusted:
        for model, points in last_losses(other).items():
            curves[model] += points
    for run in newcomer.environment.runs():
        points = curves.get(model_of(newcomer.environment, run), ())
        if run.loss_last is None or not run.steps or len(points) < FEWEST_POINTS:
            continue
        steps = steps_taken(newcomer.environment, run)
        most = min((loss for taken, loss in points if taken <= steps / STEPS_ROOM), default=float("inf"))
        least = max((loss for taken, loss in points if taken >= steps * STEPS_ROOM), default=0.0)
        if not least / LOSS_ROOM <= run.loss_last <= most * LOSS_ROOM:
            side = f"at most {most:g}" if run.loss_last > most else f"at least {least:g}"
            wrong = f"after about {steps:.0f} steps it is {side} elsewhere"
            yield Finding("runs", run, "loss_last", wrong, f"{run.loss_last:g}")


def model_of(environment: Environment, run: Run) -> Model:
    version = (environment.version(run.framework) or "").partition("+")[0]
    keras = environment.fact(run.framework, "keras") or ""
    return run.framework, version, keras, run.workload, str(run.batch_size), run.device, run.precision


def steps_taken(environment: Environment, run: Run) -> float:
    """Steps until the last loss: the first two, those of the warm-up as if they took the median time, the window's."""
    step_ms = environment.value(run, "step_time_ms") or run.window_s * 1e3 / run.steps
    return 2 + WARM_UP_S * 1e3 / step_ms + run.steps


@functools.lru_cache(maxsize=64)  # cached by identity: each newcomer asks for it
def first_losses(environment: Environment) -> dict[Model, float]:
    return {model_of(environment, run): run.loss_first for run in environment.runs() if run.loss_first is not None}


@functools.lru_cache(maxsize=64)  # cached by identity: each newcomer asks for it
def last_losses(environment: Environment) -> dict[Model, list[tuple[float, float]]]:
    """Model → (steps taken, loss after them) of each good run."""
    curves: defaultdict[Model, list[tuple[float, float]]] = defaultdict(list)
    for run in environment.runs():
        if run.loss_last is not None and run.steps:
            curves[model_of(environment, run)].append((steps_taken(environment, run), run.loss_last))
    return dict(curves)


RULES = (
    Rule(a_first_loss_is_that_of_its_model, needs=("runs", "environment")),
    Rule(a_last_loss_lies_on_the_curve_of_its_model, needs=("runs", "samples", "environment")),
)
