"""What moves a ratio, by how much and beyond doubt; and the verdicts when each sweep is judged by its own controls."""

import pytest

from sitedata.check.environments import checked_environments
from sitedata.draw.all import BY_ID
from sitedata.draw.figure import draw
from sitedata.judge import conditions
from sitedata.judge.ratios import noise, quotient, tie_band
from sitedata.load.dataset import Dataset
from sitedata.pages.words.facts import Values
from sitedata.schema.protocol.workloads import SMALL_AND_LARGE
from tests.tiny_benchmark import record, run, write

ROUNDS = 6
SWEEPS = ("20000101t0000", "20000101t0200")


def sides(round, sweep, *, pytorch, tensorflow, started_at="2026-01-01T00:00:00Z", **changes):
    """Runs of ResNet-20 in both frameworks; times in µs."""
    for framework, mode, us in (("pytorch", "eager", pytorch), ("tensorflow", "tf.function", tensorflow)):
        fixed = {
            "workload": "resnet20",
            "batch_size": 32,
            "task": "training",
            "variant": "plain",
            "layout": "default",
            "threads": 0,
        } | changes
        name = "-".join(map(str, (sweep, framework, f"r{round}", *changes.values())))
        yield run(
            name, f"{us} {us}", framework=framework, mode=mode, round=round, sweep=sweep, started_at=started_at, **fixed
        )


def data_of(folder, measured):
    measured = list(measured)
    agreement = [record("agreement", workload="resnet20")]
    environments, problems = checked_environments(
        write(folder, runs=[row for row, _ in measured], samples=[times for _, times in measured], agreement=agreement)
    )
    assert not problems
    return Dataset({}, environments)


@pytest.fixture
def disturbed(tmp_path):
    """A neighbour slows PyTorch by a factor of 1.8 and TensorFlow by 1.5: a ratio of 1.05 that wavers becomes 1.26."""
    measured = []
    for round in range(1, ROUNDS + 1):
        waver = 1 + 0.2 * (round % 2)
        measured += sides(round, SWEEPS[0], pytorch=round_us(1050 * waver), tensorflow=1000)
        measured += sides(
            round, SWEEPS[0], pytorch=round_us(1050 * waver * 1.8), tensorflow=1500, variant="busy-neighbour"
        )
    return data_of(tmp_path, measured)


def round_us(value):
    return int(value + 0.5)


def test_a_ratio_that_moves_is_counted_though_its_verdict_was_unclear(disturbed):
    """Round by round the factor is exact, however much the ratio itself wavers."""
    (environment,) = disturbed.environments.values()
    (effect,), left_out = conditions.pitfalls(environment)
    assert effect.outcomes[0] == "unclear"
    assert (effect.factor.low, effect.factor.median, effect.factor.high) == pytest.approx((1.2, 1.2, 1.2), rel=2e-3)
    assert effect.moves and effect.change == "one"
    assert {name: side.median for name, side in effect.sides.items()} == pytest.approx(
        {"pytorch": 1.8, "tensorflow": 1.5}, rel=2e-3
    )
    assert len(left_out) == len(conditions.EXPERIMENTS) - 1 + len(SMALL_AND_LARGE)


def test_the_page_says_what_moves_and_what_becomes_of_the_verdicts(disturbed):
    values = Values(disturbed)
    assert (
        values.bench_moves()
        == "1 of 1 moves the ratio by more than the tie band of 10 %: a busy neighbour (ResNet-20, 1.15 to 1.38)"
    )
    assert values.bench_flips() == "1 is decided in one only, none flips"
    assert (
        values.bench_slowdown("A busy neighbour", "ResNet-20")
        == "PyTorch 1.80 (1.80–1.80, 96.8 %), TensorFlow 1.50 (1.50–1.50, 96.8 %) times as long as before"
    )
    assert values.bench_pitfall("A busy neighbour", "ResNet-20").endswith("by a factor of 1.20 (1.20–1.20, 96.8 %)")


def test_an_experiment_has_a_figure_with_both_frameworks_and_the_factor(disturbed):
    figure = draw(BY_ID["bench-neighbour"], disturbed)
    assert [(row["what"], row["outcome"]) for row in figure.rows] == [
        ("PyTorch", "more"),
        ("TensorFlow", "more"),
        ("PyTorch ÷ TensorFlow", "more"),
    ]
    assert (figure.rows[2]["verdict_before"], figure.rows[2]["verdict_under"]) == ("unclear", "TensorFlow")
    assert figure.rows[2]["samples"].count("busy-neighbour") == 2  # both sides, without and with the load
    (overview,) = draw(BY_ID["bench-pitfalls"], disturbed).rows
    assert (overview["condition"], overview["low"], overview["high"]) == (
        "A busy neighbour",
        pytest.approx(1.2, abs=1e-3),
        pytest.approx(1.2, abs=1e-3),
    )
    assert any(
        "<b>×1.20" in note["text"] for note in draw(BY_ID["bench-pitfalls"], disturbed).wide["layout"]["annotations"]
    )


def test_ratios_without_a_common_round_have_no_factor(tmp_path):
    measured = []
    for round in range(1, 3):
        measured += sides(round, SWEEPS[0], pytorch=1000, tensorflow=1000)
        measured += sides(round + 2, SWEEPS[0], pytorch=2000, tensorflow=1000, threads=1)
    (environment,) = data_of(tmp_path, measured).environments.values()
    (effect,), _ = conditions.pitfalls(environment)
    assert quotient(effect.under, effect.before) is None
    assert not effect.moves


@pytest.fixture
def twice(tmp_path):
    """PyTorch takes 1.4 times as long in both sweeps. The controls of the second differ by a factor of 1.6."""
    measured = []
    for sweep, noise_of, hour in ((SWEEPS[0], 1.0, 0), (SWEEPS[1], 1.6, 2)):
        for round in range(1, ROUNDS + 1):
            at = f"2026-01-01T{hour:02d}:{round:02d}:00Z"
            measured += sides(round, sweep, pytorch=1400, tensorflow=1000, started_at=at)
            measured += sides(
                round, sweep, pytorch=round_us(1400 * noise_of), tensorflow=1000, variant="twin", started_at=at
            )
    return data_of(tmp_path, measured)


def test_each_sweep_is_judged_by_its_own_controls(twice):
    (environment,) = twice.environments.values()
    assert [tie_band(environment, sweep) for sweep in SWEEPS] == [1.1, pytest.approx(1.6)]
    assert len(noise(environment, SWEEPS[0])) == len(noise(environment)) == 2
    (effect,) = conditions.repeated(environment)[1]
    assert (effect.outcomes, effect.change) == (("more", "tie"), "flips")


def test_the_page_names_what_flips_the_bands_and_the_time_between(twice):
    values = Values(twice)
    assert values.bench_repeats() == "of 1 comparison, 1 flips (ResNet-20, training: TensorFlow → tie)"
    assert values.bench_sweep_bands() == "10 % and 60 %"
    assert (
        values.bench_between()
        == "the second began 115 minutes after the first ended, too close to say much about another day"
    )


def test_the_figure_of_a_second_sweep_leads_to_the_runs_of_both(twice):
    (row,) = draw(BY_ID["bench-repeat"], twice).rows
    assert "sweep=20000101t0000,20000101t0000,20000101t0200,20000101t0200" in row["samples"]
    assert (row["outcome_1"], row["outcome_2"], row["tie_band_2"], row["verdicts"]) == (
        "more",
        "tie",
        1.6,
        "the verdict flips",
    )


CHANGES = {
    "alike": ((1.4, 1.4), "alike"), "unclear in both": ((1.1, 1.1), "unclear"),
    "decided in one only": ((1.1, 1.4), "one"), "flips": ((0.5, 1.4), "flips"),
}  # fmt: skip


@pytest.mark.parametrize(("ratios", "change"), CHANGES.values(), ids=CHANGES)
def test_what_becomes_of_a_verdict(tmp_path, ratios, change):
    measured = []
    for sweep, ratio in zip(SWEEPS, ratios, strict=True):
        for round in range(1, ROUNDS + 1):
            waver = 1 + 0.05 * (round % 2)  # an interval around the band's edge of 1.1
            measured += sides(round, sweep, pytorch=round_us(1000 * ratio * waver), tensorflow=1000)
    (environment,) = data_of(tmp_path, measured).environments.values()
    assert [repetition.change for repetition in conditions.repeated(environment)[1]] == [change]
