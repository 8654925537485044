"""Our own measurements of speed as figures: training, modes, threads, inference, and the noise floor."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from sitedata.draw.figure import NARROW, WIDE, Drawing, figure
from sitedata.draw.forest import RATIO_UNIT, Group, Line, drawing, forest, ratio_axis, row_of
from sitedata.draw.palette import MARKER, STAND_IN
from sitedata.draw.undrawn import drawable, environment_shown
from sitedata.judge import comparisons
from sitedata.judge.comparisons import interval
from sitedata.judge.environments import device_of
from sitedata.judge.ratios import Ratio, compare, tie_band, together
from sitedata.load.dataset import Dataset
from sitedata.load.environments import Environment
from sitedata.schema.names import NAMES
from sitedata.schema.protocol.workloads import WORKLOADS
from sitedata.text.values import counted, seconds, three

TABLES = ("runs", "samples")
HOW = (
    "Marks are medians over rounds, lines intervals that hold together with at least 95 %; the table has the coverage "
    "of each. Diamond: PyTorch ahead; circle: TensorFlow ahead; "
    "square: a tie; hollow square: unclear, because the interval reaches over an edge of the band or there are too "
    "few rounds for its level."
)
BOTH_UNIT = (
    f"{RATIO_UNIT}: the median of the rounds' ratios. Milliseconds are medians of each side alone, which divide to "
    "another number where the machine's speed changed between rounds"
)
MAIN = "TensorFlow with tf.function against eager PyTorch: the usual way to run each."


def both_ms(environment: Environment, ratio: Ratio) -> tuple[float, float]:
    """Median step times behind a ratio: of its upper and its lower side."""
    upper, lower = (comparisons.typical(environment, "step_time_ms", side) for side in (ratio.a, ratio.b))
    return upper or 0.0, lower or 0.0


def ratio_alt(found: Iterable[tuple[str, Ratio]], band: float) -> str:
    by_outcome: dict[str, list[str]] = {}
    for name, ratio in found:
        by_outcome.setdefault(comparisons.winner(ratio, band), []).append(f"{name} {interval(ratio)}")
    titles = {
        "PyTorch": "PyTorch takes less time",
        "TensorFlow": "TensorFlow takes less time",
        "tie": "A tie",
        "unclear": "Unclear",
    }
    return "Ratios of PyTorch to TensorFlow. " + ". ".join(
        f"{titles[who]}: {', '.join(names)}" for who, names in by_outcome.items()
    )


def by_workload(data: Dataset, narrow: bool, ways: dict[str, dict[str, object]]) -> Drawing:
    """One group per workload, with one line per way to change the main setting. A way's name may be empty."""
    environment = environment_shown(data)
    band = tie_band(environment)
    groups, rows, left_out, named = [], [], [], []
    ratios = {way: comparisons.against_all(environment, WORKLOADS, **changes) for way, changes in ways.items()}
    for workload in comparisons.asked(environment):
        lines = []
        for way, changes in ways.items():
            ratio = ratios[way].get(workload)
            name = ", ".join(filter(None, (comparisons.name_of(workload), way)))
            if ratio is None:
                continue
            pytorch, tensorflow = both_ms(environment, ratio)
            times = f"{three(pytorch)} : {three(tensorflow)} ms"
            shown = f"{ratio.median:.2f}×"
            texts = [*([way] if way else []), shown, times] if not narrow else [way or times, shown]
            texts = texts[::-1] if narrow and not way else texts
            hover = (
                f"{name}<br>ratio {interval(ratio)}<br>PyTorch {seconds(pytorch)}<br>TensorFlow {seconds(tensorflow)}"
            )
            named.append((name, ratio))
            what = {
                "workload": workload,
                "task": changes.get("task", "training"),
                "threads": changes.get("threads", 0) or "all",
            }
            rows.append(
                row_of(
                    environment, ratio, band, **what, pytorch_ms=round(pytorch, 4), tensorflow_ms=round(tensorflow, 4)
                )
            )
            lines.append(Line(ratio, texts, hover, rows[-1]["samples"]))
        if len(lines) == len(ways):
            groups.append(Group(comparisons.name_of(workload), lines))
        else:
            left_out.append(
                (
                    comparisons.name_of(workload),
                    "not measured in all the ways compared" if lines else comparisons.NO_RUNS,
                )
            )
            del rows[len(rows) - len(lines) :], named[len(named) - len(lines) :]
    drawable(groups, comparisons.NO_RUNS, left_out)
    ways_column = [("", 84)] if any(ways) else []
    columns = (
        [*ways_column, ("ratio", 52), ("PyTorch : TensorFlow", 130)]
        if not narrow
        else [("", 70), ("ratio", 44)] if any(ways) else [("ratio", 44), ("PyTorch : TF", 98)]
    )  # fmt: skip
    fig, height = forest(groups, narrow, band, columns=columns)
    return drawing(environment, fig, height, rows, ratio_alt(named, band), left_out)


def found(data: Dataset, narrow: bool, title: str, **changes: object) -> Drawing:
    """One line per workload, under a title that says who takes less time in how many."""
    drawn = by_workload(data, narrow, {"": changes})
    count = Counter(row["outcome"] for row in drawn.rows)
    on_gpu = device_of(environment_shown(data)) == "cuda"
    title = title.replace("a CPU", "a GPU") if on_gpu else title
    return replace(drawn, title=f"{title}: {comparisons.tally_in_words(count)}")


@figure(
    "bench-training", kind="measured", title="Who trains faster on a CPU", unit=BOTH_UNIT, tables=TABLES,
    caption=f"Time of one training step, with all threads where a CPU computes. {MAIN} {HOW}",
)  # fmt: skip
def bench_training(data: Dataset, narrow: bool) -> Drawing:
    return found(data, narrow, "Who trains faster on a CPU")


@figure(
    "bench-inference", kind="measured", title="Who predicts faster on a CPU", unit=BOTH_UNIT, tables=TABLES,
    caption=f"Time of one forward pass without gradients, all threads. {MAIN} {HOW}",
)  # fmt: skip
def bench_inference(data: Dataset, narrow: bool) -> Drawing:
    return found(data, narrow, "Who predicts faster on a CPU", task="inference")


@figure(
    "bench-threads", kind="measured", title="One thread against all threads", unit=BOTH_UNIT, tables=TABLES,
    caption=f"Time of one training step, with all threads and with one. {MAIN} {HOW}",
)  # fmt: skip
def bench_threads(data: Dataset, narrow: bool) -> Drawing:
    drawn = by_workload(data, narrow, {"all threads": {}, "one thread": {"threads": 1}})
    count = Counter((str(row["threads"]), row["outcome"]) for row in drawn.rows)
    return replace(drawn, title=leads_by_threads(count))


def leads_by_threads(count: Counter[tuple[str, str]]) -> str:
    """Threads and outcome → in how many models, as a title; empty where nobody leads anywhere."""
    if not any(outcome in ("less", "more") for _, outcome in count):
        return ""
    models = sum(number for (threads, _), number in count.items() if threads == "all")
    ways = [
        f"{words} PyTorch in {count[threads, 'less'] or 'none'}, TensorFlow in {count[threads, 'more'] or 'none'}"
        for threads, words in (("all", "with all threads"), ("1", "with one"))
    ]
    return f"Who trains faster in {counted(models, 'model')}: {'; '.join(ways)}"


# --- modes ------------------------------------------------------------------------------------------------------------
MODE_LOOKS = {
    ("tensorflow", "eager"): ("TensorFlow eager", "tensorflow", "circle-open"),
    ("tensorflow", "xla"): ("TensorFlow XLA", "tensorflow", "circle"),
    ("pytorch", "eager"): ("PyTorch eager", "pytorch", "diamond-open"),
    ("pytorch", "torch.compile"): ("torch.compile", "pytorch", "diamond"),
    ("jax", "jit"): ("JAX jit", "jax", "triangle-up"),
}


@figure(
    "bench-modes", kind="measured",
    title="What each way to run the same model costs",
    unit="step time ÷ step time of TensorFlow's tf.function, logarithmic", tables=TABLES,
    caption="Time of one training step in each mode over that of tf.function in the same rounds, all threads, "
    "compilers warm. Hollow: eager; filled: compiled. Lines are intervals whose outcomes hold together over the models "
    "of a mode.",
)  # fmt: skip
def bench_modes(data: Dataset, narrow: bool) -> Drawing:
    environment = environment_shown(data)
    band = tie_band(environment)
    groups, rows, left_out, alt = [], [], [], []
    known = {of: _over_tf_function(environment, *of) for of in MODE_LOOKS}
    for workload in comparisons.asked(environment):
        lines, missing = [], []
        for (framework, mode), (name, role, symbol) in MODE_LOOKS.items():
            ratio = known[framework, mode].get(workload)
            if ratio is None:
                missing += [name] if framework != "jax" else []
                continue
            time, base = both_ms(environment, ratio)
            texts = [name, f"{ratio.median:.2f}×", *([] if narrow else [seconds(time)])]
            hover = (
                f"{comparisons.name_of(workload)}, {name}<br>{interval(ratio)} × tf.function"
                f"<br>{seconds(time)} a step, tf.function {seconds(base)}"
            )
            what = {
                "workload": workload,
                "framework": framework,
                "mode": mode,
                "step_ms": round(time, 4),
                "tf_function_ms": round(base, 4),
            }
            rows.append(row_of(environment, ratio, band, **what))
            lines.append(Line(ratio, texts, hover, rows[-1]["samples"], (role, symbol)))
            alt.append(f"{comparisons.name_of(workload)}, {name}: {interval(ratio)}")
        if len(lines) > 1:
            groups.append(Group(comparisons.name_of(workload), lines))
            left_out += [(f"{comparisons.name_of(workload)}, {name}", comparisons.NO_RUNS) for name in missing]
        else:
            left_out.append((comparisons.name_of(workload), "not run in more than one mode"))
            del rows[len(rows) - len(lines) :], alt[len(alt) - len(lines) :]
    drawable(groups, comparisons.NO_RUNS, left_out)
    columns = [("", 104), ("ratio", 44)] if narrow else [("", 128), ("ratio", 56), ("a step", 66)]
    fig, height = forest(
        groups,
        narrow,
        band,
        ends=("faster" if narrow else "faster than tf.function", "slower"),
        roles=("muted", "muted"),
        columns=columns,
    )
    shown = drawing(environment, fig, height, rows, "Step time over that of tf.function. " + "; ".join(alt), left_out)
    eager = [row for row in rows if (row["framework"], row["mode"]) == ("tensorflow", "eager")]
    if not eager or any(row["outcome"] != "more" for row in eager):
        return shown
    times = sorted(row["ratio"] for row in eager)
    return replace(
        shown, title=f"Eager TensorFlow takes {times[0]:.1f} to {times[-1]:.1f} times as long as tf.function"
    )


def _over_tf_function(environment: Environment, framework: str, mode: str) -> dict[str, Ratio]:
    """Model → a step in this mode over one in tf.function, with outcomes that hold together over the models."""
    ratios = {
        id: compare(
            environment, "step_time_ms", comparisons.setting(environment, id, framework, mode=mode),
            comparisons.setting(environment, id, "tensorflow"),
        )
        for id in comparisons.asked(environment)
    }  # fmt: skip
    return together(ratios, tie_band(environment))


# --- noise ------------------------------------------------------------------------------------------------------------
@figure(
    "bench-noise", kind="measured",
    title="The same program against itself", unit="second run of a round ÷ first run, logarithmic", tables=TABLES,
    caption="A/A controls: in each round one contestant ran twice, so a perfect machine would show 1. Small dots are "
    "rounds, the marks their medians with intervals of at least 95 % coverage. The band in which we call a difference "
    "a tie is at least 10 % wide and reaches as far as these medians, in each sweep.",
)  # fmt: skip
def bench_noise(data: Dataset, narrow: bool) -> Drawing:
    environment = environment_shown(data)
    controls = drawable(
        comparisons.controls(environment), "no control: no contestant ran twice in a round of this environment"
    )
    band = tie_band(environment)
    groups, rows = [], []
    for name, ratio in controls:
        role = str(ratio.a["framework"])
        shown = (
            name.replace(", ", "<br>", 1)
            if narrow
            else f"{name.split(', ')[0]}, {NAMES[role]} {name.split(', ', 1)[1]}"
        )
        widest = max(max(value, 1 / value) for *_, value in ratio.pairs)
        texts = (
            [f"{ratio.median:.3f}×"] if narrow else [f"{ratio.median:.3f}×", f"± {(widest - 1) * 100:.0f} % at most"]
        )
        rows.append(
            row_of(environment, ratio, band, contestant=name, framework=role, largest_of_a_round=round(widest, 4))
        )
        groups.append(
            Group(
                shown, [Line(ratio, texts, f"{name}<br>{interval(ratio)}", rows[-1]["samples"], (role, MARKER[role]))]
            )
        )
    fig, height = forest(
        groups, narrow, band, ends=("faster" if narrow else "second run faster", "slower"), roles=("muted", "muted"),
        columns=[("median", 56)] if narrow else [("median", 64), ("a single round", 110)],
    )  # fmt: skip
    for number, (_, ratio) in enumerate(controls, start=1):
        fig.add_scatter(
            x=[value for *_, value in ratio.pairs], y=[-number + 0.27] * len(ratio.pairs), mode="markers",
            showlegend=False,
            marker=dict(size=4, color=STAND_IN["muted"], symbol="circle"),
            hovertemplate="one round: %{x:.3f}<extra></extra>",
        )  # fmt: skip
    singles = [value for _, ratio in controls for *_, value in ratio.pairs]
    reach = max([band, *singles, *(1 / value for value in singles)]) / 1.1
    margin = fig.layout["margin"]
    room = (NARROW if narrow else WIDE) - margin["l"] - margin["r"]
    ratio_axis(fig, [ratio for _, ratio in controls], reach, narrow, room)
    fig.update_layout(height=height)
    alt = "; ".join(f"{name}: {interval(ratio)}" for name, ratio in controls)
    middles, rounds = ([(max(value, 1 / value) - 1) * 100 for value in values] for values in (
        [ratio.median for _, ratio in controls], singles
    ))  # fmt: skip
    title = (
        f"The same program against itself: up to {max(middles):.0f} % apart in the median, {max(rounds):.0f} % in a "
        "single round"
    )
    return replace(drawing(environment, fig, height, rows, alt), title=title)


FIGURES = (bench_training, bench_inference, bench_threads, bench_modes, bench_noise)
