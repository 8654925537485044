"""The same sweep a second time, as a figure."""

from __future__ import annotations

from dataclasses import replace

from sitedata.draw.figure import Drawing, figure
from sitedata.draw.forest import RATIO_UNIT, drawing, row_of
from sitedata.draw.slopes import becomes, in_words, slopes
from sitedata.draw.undrawn import drawable, environment_shown
from sitedata.judge import conditions
from sitedata.judge.comparisons import samples_path, winner
from sitedata.judge.conditions import Effect
from sitedata.load.dataset import Dataset
from sitedata.text.values import counted

TABLES = ("runs", "samples")


@figure(
    "bench-repeat", kind="measured", title="The same sweep a second time", unit=RATIO_UNIT, tables=TABLES,
    caption="Every comparison of the two usual ways to run a model, hollow in the first sweep, filled in the second. "
    "Each sweep is judged by the tie band of its own controls: the grey field is the wider one, the dashed lines are "
    "the narrower. Bold: the verdict flips.",
)  # fmt: skip
def bench_repeat(data: Dataset, narrow: bool) -> Drawing:
    environment = environment_shown(data)
    sweeps, effects = conditions.repeated(environment)
    drawable(effects, "this environment has fewer than two whole sweeps")
    rows = [
        {"kind": effect.kind, "comparison": effect.name, "verdicts": conditions.CHANGES[effect.change]}
        | {
            f"{column}_{number}": value
            for number, (ratio, band) in enumerate(
                zip((effect.before, effect.under), effect.bands, strict=True), start=1
            )
            for column, value in row_of(
                environment, ratio, band, sweep=sweeps[number - 1], tie_band=round(band, 4)
            ).items()
            if column != "samples"
        }
        | {"samples": samples_path(environment, effect.before.a, effect.before.b, effect.under.a, effect.under.b)}
        for effect in effects
    ]
    alt = "; ".join(f"{effect.kind}, {in_words(effect, 'then')}" for effect in effects)
    fig, height = slopes(
        effects,
        narrow,
        [("", becomes(effect)) if narrow else (becomes(effect), verdicts(effect)) for effect in effects],
        [effect.change == "flips" for effect in effects],
    )
    flips = sum(effect.change == "flips" for effect in effects)
    title = f"The same sweep a second time: {flips or 'none'} of {counted(len(effects), 'verdict')} flips"
    title = title if flips < 2 else title.removesuffix("s")
    return replace(drawing(environment, fig, height, rows, alt, band=False), title=title)


def verdicts(each: Effect) -> str:
    was, now = (winner(ratio, band) for ratio, band in zip((each.before, each.under), each.bands, strict=True))
    return now if was == now else f"{was} → {now}"


FIGURES = (bench_repeat,)
