"""What fools a comparison, as figures: an overview, and one small figure for each experiment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from sitedata.draw.figure import Drawing, Spec, figure
from sitedata.draw.forest import RATIO_UNIT, Group, Line, drawing, forest, row_of
from sitedata.draw.labels import folded
from sitedata.draw.palette import MARKER
from sitedata.draw.slopes import becomes, in_words, slopes
from sitedata.draw.undrawn import drawable, environment_shown
from sitedata.judge import comparisons, conditions
from sitedata.judge.comparisons import briefly, interval, samples_path, winner
from sitedata.judge.conditions import EXPERIMENTS, Effect, Experiment
from sitedata.judge.ratios import Ratio, tie_band
from sitedata.load.dataset import Dataset
from sitedata.load.environments import Environment
from sitedata.schema.names import NAMES
from sitedata.text.values import in_a_sentence

TABLES = ("runs", "samples")
FACTOR_UNIT = "time under the condition ÷ time before it, round by round, logarithmic"
LINES = (
    "Diamond: PyTorch alone; circle: TensorFlow alone; square: the ratio of the two, and at the right what it becomes. "
    "Lines are intervals of at least 95 % coverage, each by itself. A filled square lies beyond the tie band: the "
    "condition moves the comparison."
)
WORDS = {
    "bench-neighbour": (
        "A busy neighbour on the machine",
        "One other process keeps one core busy while a step is timed; all threads.",
    ),
    "bench-one-thread": ("One thread instead of all", "Each framework may use one thread instead of all; training."),
    "bench-allocator": (
        "The C library keeps freed memory",
        "The allocator's thresholds are raised, so that a process keeps the memory that it frees instead of returning "
        "it to the system.",
    ),
    "bench-layout": (
        "Images with their channels last",
        "PyTorch stores images and weights with the channels last; TensorFlow does so already.",
    ),
    "bench-onednn": (
        "TensorFlow without oneDNN",
        "TF_ENABLE_ONEDNN_OPTS=0 turns off the kernels that TensorFlow uses by default on this processor.",
    ),
    "bench-onednn-on": (
        "TensorFlow with oneDNN, where it leaves it off",
        "TF_ENABLE_ONEDNN_OPTS=1 turns on the kernels that TensorFlow uses by default on newer processors only.",
    ),
    "bench-isa": (
        "No vector units wider than AVX2",
        "ONEDNN_MAX_CPU_ISA, ATEN_CPU_CAPABILITY, MKL_ENABLE_INSTRUCTIONS (of effect on Intel's processors) and XLA's "
        "flag cap the instruction sets of both.",
    ),
    "bench-mkl": (
        "MKL on the path for any processor",
        "MKL_CBWR=COMPATIBLE has PyTorch's MKL compute as on a processor that it knows nothing about.",
    ),
    "bench-physical": (
        "As many threads as physical cores",
        "The system shows more processors than the machine has cores; each framework may use one thread a core.",
    ),
}


# --- one figure per experiment ----------------------------------------------------------------------------------------
def experiment_figure(experiment: Experiment, data: Dataset, narrow: bool) -> Drawing:
    """For each model: how much each framework alone changes, and how far the ratio moves."""
    environment = environment_shown(data)
    effects = drawable(
        conditions.effects_of(environment, experiment),
        "no round of this environment has runs with the condition and without it",
    )
    band = tie_band(environment)
    groups, rows, alt = [], [], []
    for effect in effects:
        lines = []
        for name, side in effect.sides.items():
            rows.append(row_of(environment, side, band, model=effect.name, what=NAMES[name]))
            lines.append(
                Line(
                    side,
                    texts(NAMES[name], side, "", narrow),
                    hover(effect.name, NAMES[name], side),
                    rows[-1]["samples"],
                    (name, MARKER[name]),
                )
            )
        if effect.factor:
            rows.append(factor_row(environment, effect))
            look = ("ink", "square" if effect.moves else "square-open")
            shown = texts("ratio", effect.factor, becomes(effect), narrow)
            lines.append(
                Line(
                    effect.factor,
                    shown,
                    hover(effect.name, "the ratio moves by", effect.factor),
                    rows[-1]["samples"],
                    look,
                )
            )
            alt.append(f"{effect.name}: the ratio moves by {interval(effect.factor)}, {becomes(effect)}")
        alt += [
            f"{effect.name}, {NAMES[name]} alone: {interval(side)} times its time before"
            for name, side in effect.sides.items()
        ]
        groups.append(Group(folded(effect.name, narrow), lines))
    columns = [("", 84), ("times", 46)] if narrow else [("", 90), ("times as long", 128), ("PyTorch ÷ TensorFlow", 132)]
    fig, height = forest(
        groups, narrow, band, ends=("less time", "more time"), roles=("muted", "muted"), columns=columns
    )
    title = f"{WORDS[experiment.id][0]}: {found}" if (found := moved(effects)) else ""
    return replace(drawing(environment, fig, height, rows, "; ".join(alt)), title=title)


def moved(effects: Sequence[Effect]) -> str:
    """In how many comparisons the ratio clearly moves beyond the tie band; empty where that was measured in none."""
    factors = [effect.factor for effect in effects if effect.factor]
    moving = [max(effect.factor.median, 1 / effect.factor.median) for effect in effects if effect.moves]
    if not factors:
        return ""
    if not moving:
        return "no ratio clearly moves beyond the tie band"
    most = f"{max(moving):.2f}"
    if len(factors) == 1:
        return f"the ratio moves by a factor of {most}"
    return f"the ratio moves in {len(moving)} of {len(factors)} comparisons, by a factor of up to {most}"


def texts(name: str, ratio: Ratio, then: str, narrow: bool) -> Sequence[str]:
    return [name, f"{ratio.median:.2f}×"] if narrow else [name, briefly(ratio), then]


def hover(model: str, what: str, ratio: Ratio) -> str:
    return f"{model}<br>{what} {interval(ratio)}"


def factor_row(environment: Environment, each: Effect) -> dict[str, object]:
    """How far a ratio moves, as a row of a figure's table."""
    row = row_of(environment, each.factor, max(each.bands), model=each.name, what="PyTorch ÷ TensorFlow")
    was, now = (winner(ratio, band) for ratio, band in zip((each.before, each.under), each.bands, strict=True))
    said = {
        "before": round(each.before.median, 4),
        "under": round(each.under.median, 4),
        "verdict_before": was,
        "verdict_under": now,
    }
    sides = (each.under.a, each.under.b, each.before.a, each.before.b)
    return row | said | {"samples": samples_path(environment, *sides)}


def _of_experiment(experiment: Experiment) -> Spec:
    title, condition = WORDS[experiment.id]
    make = figure(
        experiment.id, kind="measured", title=title, unit=FACTOR_UNIT, tables=TABLES, caption=f"{condition} {LINES}"
    )
    return make(partial(experiment_figure, experiment))


@figure(
    "bench-model-size", kind="measured",
    title="A small model against a large one of its kind", unit=RATIO_UNIT, tables=TABLES,
    caption="Time of one training step, all threads. Marks are medians over rounds, lines intervals of at least "
    "95 % coverage; the third line of a pair is the large model's ratio over the small one's, filled where it lies "
    "beyond the tie band.",
)  # fmt: skip
def bench_model_size(data: Dataset, narrow: bool) -> Drawing:
    environment = environment_shown(data)
    effects, left_out = conditions.model_sizes(environment)
    drawable(effects, comparisons.NO_RUNS, left_out)
    band = tie_band(environment)
    groups, rows, alt = [], [], []
    for effect in effects:
        lines = []
        for name, ratio in zip(effect.name.split(" → "), (effect.before, effect.under), strict=True):
            rows.append(row_of(environment, ratio, band, model=name, what="PyTorch ÷ TensorFlow"))
            lines.append(
                Line(
                    ratio,
                    texts(name, ratio, winner(ratio, band), narrow),
                    hover(name, "ratio", ratio),
                    rows[-1]["samples"],
                )
            )
        if effect.factor:
            rows.append(factor_row(environment, effect))
            look = ("ink", "square" if effect.moves else "square-open")
            shown = texts("moves by", effect.factor, "", narrow)
            lines.append(
                Line(
                    effect.factor,
                    shown,
                    hover(effect.name, "the ratio moves by", effect.factor),
                    rows[-1]["samples"],
                    look,
                )
            )
        alt.append(
            f"{effect.name}: {becomes(effect)}" + (f", moved by {interval(effect.factor)}" if effect.factor else "")
        )
        groups.append(Group(effect.name.replace(" → ", "<br>→ "), lines))
    columns = [("", 84), ("", 46)] if narrow else [("", 90), ("ratio", 128), ("less time with", 100)]
    fig, height = forest(groups, narrow, band, columns=columns)
    title = f"A small model against a large one of its kind: {found}" if (found := moved(effects)) else ""
    return replace(drawing(environment, fig, height, rows, "; ".join(alt), left_out), title=title)


# --- the overview ---------------------------------------------------------------------------------
@figure(
    "bench-pitfalls", kind="measured",
    title="What moves the ratio", unit=RATIO_UNIT, tables=TABLES,
    caption="Hollow: the ratio in the plain setting, all threads, on a quiet machine. Filled: the same comparison "
    "under the condition on the left; the last rows compare a small model with a larger one of its kind. Square: "
    "neither leads, a tie or unclear, as the table says. At the right: by which factor the ratio moves, with its "
    "interval over rounds; bold where all of that lies beyond the tie band.",
)  # fmt: skip
def bench_pitfalls(data: Dataset, narrow: bool) -> Drawing:
    environment = environment_shown(data)
    effects, left_out = conditions.pitfalls(environment)
    drawable(effects, "no round of this environment has runs with a condition and without it", left_out)
    rows = [
        {"condition": effect.kind, **(factor_row(environment, effect) if effect.factor else {"model": effect.name})}
        for effect in effects
    ]
    factors = [f"×{briefly(effect.factor)}" if effect.factor else "" for effect in effects]
    shown = [
        ("", words.split(" ")[0]) if narrow else (becomes(effect), words)
        for effect, words in zip(effects, factors, strict=True)
    ]
    alt = "; ".join(
        f"{effect.kind}, {in_words(effect, 'becomes')}, {words}" for effect, words in zip(effects, factors, strict=True)
    )
    fig, height = slopes(effects, narrow, shown, [effect.moves for effect in effects])
    return replace(drawing(environment, fig, height, rows, alt, left_out), title=what_moves(effects))


def what_moves(effects: Sequence[Effect]) -> str:
    """The conditions that move a ratio beyond the tie band, and in how many comparisons, as a title."""
    kinds: dict[str, list[bool]] = {}
    for effect in effects:
        if effect.factor:
            kinds.setdefault(effect.kind, []).append(effect.moves)
    moving = {kind: found for kind, found in kinds.items() if any(found)}
    if not moving:
        return ""
    said = ", ".join(map(in_a_sentence, moving))
    return f"What moves the ratio beyond the tie band: {said}"


FIGURES = (*map(_of_experiment, EXPERIMENTS), bench_model_size, bench_pitfalls)
