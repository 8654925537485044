"""What a difference is made of, and both divisions side by side, as figures."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from sitedata.draw.figure import Drawing, figure
from sitedata.draw.forest import RATIO_UNIT, Group, Line, drawing, forest, row_of
from sitedata.draw.undrawn import NO_ENVIRONMENT, drawable
from sitedata.judge import causes, comparisons
from sitedata.judge.comparisons import briefly, interval, winner
from sitedata.judge.ratios import Ratio, tie_band
from sitedata.load.dataset import Dataset
from sitedata.schema.names import NAMES
from sitedata.schema.protocol.divisions import DIVISIONS

TABLES = ("runs", "samples")
NO_TUNED = "no round of this environment has both sides in the tuned division"


@figure(
    "bench-causes", kind="measured", title="What the difference is made of", unit=RATIO_UNIT, tables=TABLES,
    caption="Time of one training step, all threads. From the top of a block, each line keeps what the line above "
    "changed: oneDNN on in TensorFlow, as it always is in PyTorch, each in the release that it brings; images "
    "with their channels last on both sides; the loss and the optimizer compiled in PyTorch as tf.function "
    "compiles them. The last line is the tuned division. PyTorch's matrix products stay with the library that it "
    "has. A block that lacks a line has no runs of it. Marks are medians over rounds, lines intervals whose "
    "outcomes hold together over the models of a line; bold: the line moves the ratio beyond the tie band.",
)  # fmt: skip
def bench_causes(data: Dataset, narrow: bool) -> Drawing:
    environment = drawable(causes.explained(data), NO_ENVIRONMENT)
    found, left_out = causes.chains(environment)
    drawable(found, causes.NO_STEP, left_out)
    band = tie_band(environment)
    groups, rows, alt = [], [], []
    for chain in found:
        lines = []
        for step in chain.steps:
            what = {"model": chain.name, "step": step.name, "moves_by": step.moved and round(step.moved.median, 4)}
            rows.append(row_of(environment, step.ratio, band, **what))
            name = f"<b>{step.name}</b>" if causes.moves(step, band) else step.name
            texts = [name, f"{step.ratio.median:.2f}×" if narrow else briefly(step.ratio)]
            lines.append(Line(step.ratio, texts, _hover(chain.name, step.name, step.ratio), rows[-1]["samples"]))
        groups.append(Group(chain.name, lines))
        alt.append(f"{chain.name}: " + ", ".join(f"{step.name} {interval(step.ratio)}" for step in chain.steps))
    columns = [("", 122), ("ratio", 40)] if narrow else [("", 140), ("ratio", 128)]
    fig, height = forest(groups, narrow, band, columns=columns)
    finding = causes.finding(environment, found)
    title = f"What the difference is made of: {finding or 'no step moves a ratio beyond the tie band'}"
    shown = drawing(environment, fig, height, rows, "; ".join(alt), left_out)
    return replace(shown, title=title)


@figure(
    "bench-divisions", kind="measured", title="As written, and tuned on both sides", unit=RATIO_UNIT, tables=TABLES,
    caption=f"Time of one training step, all threads. As written: {DIVISIONS['written']}. Tuned: {DIVISIONS['tuned']}. "
    "Marks are medians over rounds, lines intervals whose outcomes hold together over the models of a division. "
    "Slowed: the recipe makes that side slower than it is as written, so nothing follows about who leads.",
)  # fmt: skip
def bench_divisions(data: Dataset, narrow: bool) -> Drawing:
    environment = drawable(causes.environment_of(data), NO_ENVIRONMENT)
    band = tie_band(environment)
    groups, rows, alt, left_out = [], [], [], []
    by_division = {division: causes.division_ratios(environment, division) for division in DIVISIONS}
    for workload in comparisons.asked(environment):
        name = comparisons.name_of(workload)
        ratios = {division: of_models.get(workload) for division, of_models in by_division.items()}
        if not all(ratios.values()):
            left_out.append((name, comparisons.NO_RUNS if not ratios["written"] else NO_TUNED))
            continue
        lines = []
        for division, words in (("written", "as written"), ("tuned", "tuned")):
            ratio = ratios[division]
            sides = dict(zip(("pytorch", "tensorflow"), (ratio.a, ratio.b), strict=True))
            what = {"model": name, "division": words} | {f"{side}_mode": given["mode"] for side, given in sides.items()}
            loser = causes.slowed(environment, workload, ratio) if division == "tuned" else ""
            rows.append(row_of(environment, ratio, band, **what) | ({"outcome": "unclear"} if loser else {}))
            who = f"{NAMES[loser]} slowed" if loser else winner(ratio, band)
            texts = [words, f"{ratio.median:.2f}×"] if narrow else [words, briefly(ratio), who]
            lines.append(Line(ratio, texts, _hover(name, words, ratio), rows[-1]["samples"]))
        groups.append(Group(name, lines))
        alt.append(f"{name}: as written {interval(ratios['written'])}, tuned {interval(ratios['tuned'])}")
    drawable(groups, NO_TUNED, left_out)
    columns = [("", 70), ("ratio", 44)] if narrow else [("", 84), ("ratio", 128), ("less time with", 100)]
    fig, height = forest(groups, narrow, band, columns=columns)
    led = Counter((row["division"], row["outcome"]) for row in rows)
    written, tuned = (
        f"PyTorch in {led[name, 'less'] or 'none'}, TensorFlow in {led[name, 'more'] or 'none'}"
        for name in ("as written", "tuned")
    )
    title = f"Who leads in {len(groups)} models: as written {written}; tuned {tuned}"
    return replace(drawing(environment, fig, height, rows, "; ".join(alt), left_out), title=title)


def _hover(model: str, what: str, ratio: Ratio) -> str:
    return f"{model}, {what}<br>ratio {interval(ratio)}"


FIGURES = (bench_divisions, bench_causes)
