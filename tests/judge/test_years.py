"""What was true when: spans follow from the newest releases of each day, and only from what agrees and was quiet."""

from __future__ import annotations

import datetime
from types import SimpleNamespace

import pytest

from sitedata.check.years import check
from sitedata.judge.years import Drift, asks, confirmed, drift, held, jumps, moments, outcome, points, spans, tie_band
from sitedata.load import sweeps as loader
from sitedata.load.years import Years
from sitedata.schema.years import YEAR_TABLES, file_name
from tests import tiny_years

OLD, TF, NEW, KERAS3 = tiny_years.RELEASES
TIMES = {
    OLD: {"resnet20": 20, "vgg11": 30}, TF: {"resnet20": 10, "vgg11": 10}, NEW: {"resnet20": 5, "vgg11": 20},
    KERAS3: {"resnet20": 10, "vgg11": 40},
}  # fmt: skip
RULE = SimpleNamespace(
    task="training", workloads=("resnet20", "vgg11", "bert-wide"), device="cpu", metric="step_time_ms",
    of="pytorch eager", over="tensorflow tf.function", expected="more",
)  # fmt: skip
DAYS = {key: datetime.date.fromisoformat(day) for key, day in tiny_years.RELEASES.items()}


@pytest.fixture
def read(tmp_path):
    def of(rows):
        loader.forget()
        read, problems = loader.load_sweeps(tiny_years.write(tmp_path, rows), Years, YEAR_TABLES, file_name)
        (years,) = read.values()
        assert problems == []
        return years

    return of


def test_a_sweep_is_read_and_breaks_no_rule(read):
    years = read(tiny_years.made(TIMES))
    assert check(years) == [] and years.facts == {"cpu-model": "A CPU"}
    assert [point.release.version for point in points(years, "pytorch main", "vgg11", "training", 2)] == [
        "1.0.0",
        "2.0.0",
    ]
    (first, _) = points(years, "pytorch main", "vgg11", "training", 2)
    assert (first.ms, first.processes) == (pytest.approx(30.0055), 10)
    assert (first.interval.low, first.interval.high) == (30.002, 30.009)


def test_the_newest_pair_of_each_day_is_compared(read):
    years = read(tiny_years.made(TIMES))
    found = moments(years, "vgg11", "training", 2)
    assert [(one.since, round(one.ratio, 1), one.says) for one in found] == [
        (DAYS[TF], 3.0, "more"), (DAYS[NEW], 2.0, "more"), (DAYS[KERAS3], 0.5, "less"),
    ]  # fmt: skip


def test_a_rule_has_spans_in_which_all_its_models_say_the_same(read):
    years = read(tiny_years.made(TIMES))
    assert [(span.since, span.until, span.says) for span in spans([years], RULE)] == [
        (DAYS[TF], DAYS[NEW], "more"), (DAYS[NEW], DAYS[KERAS3], ""), (DAYS[KERAS3], None, "less"),
    ]  # fmt: skip


def test_a_span_is_told_once_two_sweeps_of_other_days_or_machines_agree(read):
    later = dict(TIMES) | {KERAS3: {"resnet20": 10, "vgg11": 18}}
    one, other = read(tiny_years.made(TIMES)), read(tiny_years.made(later))
    names = "a-cpu-20261126t1200", "a-cpu-20261126t1900", "a-cpu-20261127t1200"
    assert confirmed({names[0]: one}, RULE) == confirmed({names[0]: one, names[1]: one}, RULE) == []
    assert confirmed({names[0]: one, names[2]: one}, RULE) == held([one], RULE)
    assert [(span.since, span.outcome) for span in confirmed({names[0]: one, names[2]: other}, RULE)] == [
        (DAYS[TF], "holds"), (DAYS[NEW], ""), (DAYS[KERAS3], "unclear"),
    ]  # fmt: skip


def test_a_release_that_one_sweep_lacks_ends_what_was_said_and_begins_nothing(read):
    """The second sweep lacks the newest PyTorch, and what it says of a later TensorFlow is about an older one."""
    names = "a-cpu-20261126t1200", "a-cpu-20261127t1200"
    turned = {key: {"resnet20": ms, "vgg11": ms} for key, ms in ((OLD, 30), (TF, 10), (NEW, 5), (KERAS3, 100))}
    whole = read(tiny_years.made(turned))
    without_new = read(tiny_years.made({key: times for key, times in turned.items() if key != NEW}))
    assert [(span.since, span.says) for span in spans([whole], RULE)] == [(DAYS[TF], "more"), (DAYS[NEW], "less")]
    assert [span.says for span in spans([without_new], RULE)] == ["more", "less"]
    assert [(span.since, span.says) for span in spans([whole, without_new], RULE)] == [
        (DAYS[TF], "more"), (DAYS[NEW], "unclear"),
    ]  # fmt: skip
    same = dict(TIMES) | {KERAS3: {"resnet20": 2, "vgg11": 2}, NEW: {"resnet20": 20, "vgg11": 40}}
    lasting = read(tiny_years.made(same))
    short = read(tiny_years.made({key: times for key, times in same.items() if key != KERAS3}))
    assert [(span.since, span.says) for span in spans([lasting, short], RULE)] == [(DAYS[TF], "more")]
    assert confirmed({names[0]: lasting, names[1]: short}, RULE) == held([lasting], RULE)


def test_a_jump_is_told_where_two_sweeps_show_it_in_the_same_direction(read):
    later = dict(TIMES) | {KERAS3: {"resnet20": 10, "vgg11": 18}, NEW: {"resnet20": 5, "vgg11": 40}}
    one, other = read(tiny_years.made(TIMES)), read(tiny_years.made(later))
    names = "a-cpu-20261126t1200", "a-cpu-20261127t1200"
    assert jumps({names[0]: one}, "vgg11", "training") == {}
    told = jumps({names[0]: one, names[1]: other}, "vgg11", "training")  # PyTorch: shorter in one, longer in the other
    assert told == {KERAS3: pytest.approx(1.8, rel=0.01)}


def test_a_jump_is_between_the_same_two_releases_in_both_sweeps(read):
    later = {**tiny_years.RELEASES, ("tensorflow", "2.7.0"): "2021-11-04"}
    between = {TF: {"vgg11": 10}, ("tensorflow", "2.7.0"): {"vgg11": 20}, KERAS3: {"vgg11": 40}}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tiny_years, "RELEASES", later)
        whole = read(tiny_years.made(between))
        short = read(tiny_years.made({TF: {"vgg11": 10}, KERAS3: {"vgg11": 40}}))
    names = "a-cpu-20261126t1200", "a-cpu-20261127t1200"
    assert set(jumps(dict.fromkeys(names, whole), "vgg11", "training")) == {("tensorflow", "2.7.0"), KERAS3}
    assert jumps(dict(zip(names, (whole, short), strict=True)), "vgg11", "training") == {}


def test_a_rule_is_asked_only_if_a_sweep_can_answer_it():
    changed = [
        {"device": "cuda"},
        {"metric": "peak_rss_mib"},
        {"over": "tensorflow xla"},
        {"workloads": ("bert-wide",)},
    ]
    assert asks(RULE) and not any(asks(SimpleNamespace(**vars(RULE) | change)) for change in changed)


@pytest.mark.parametrize(
    ("says", "expected", "becomes"),
    [("less", "less", "holds"), ("more", "less", "contradicted"), ("tie", "more", "tie"), ("tie", "tie", "holds"),
     ("less", "tie", "contradicted"), ("tie", "differs", "contradicted"), ("less", "differs", "holds"),
     ("", "more", ""), ("unclear", "tie", "unclear")],
)  # fmt: skip
def test_what_was_measured_becomes_an_outcome_of_the_rule(says, expected, becomes):
    assert outcome(says, expected) == becomes


def test_equal_times_are_a_tie_and_too_few_processes_say_nothing(read):
    same = {key: {"vgg11": 10} for key in (OLD, TF)}
    assert [one.says for one in moments(read(tiny_years.made(same)), "vgg11", "training", 2)] == ["tie"]
    few = tiny_years.made(same)
    kept = {run["id"] for run in few["runs"] if run["round"] <= 5}
    few |= {"runs": [run for run in few["runs"] if run["id"] in kept]}
    few |= {"steps": [row for row in few["steps"] if row["run_id"] in kept]}
    assert [one.says for one in moments(read(few), "vgg11", "training", 2)] == ["unclear"]


def test_what_does_not_agree_and_what_was_disturbed_is_shown_nowhere(read):
    rows = tiny_years.made(TIMES)
    for row in rows["agreement"]:
        if (row["framework"], row["version"], row["model"]) == (*NEW, "vgg11"):
            row["agrees"] = "no"
    for run in rows["runs"]:
        if (run["framework"], run["version"]) == TF and run["round"] == 1:
            run |= {"status": "flagged", "reason": "others used 0.5 cores"}
    years = read(rows)
    assert [point.release.version for point in points(years, "pytorch main", "vgg11", "training", 2)] == ["1.0.0"]
    assert points(years, "tensorflow main", "vgg11", "training", 2)[0].processes == 9


def test_the_newest_pair_between_the_years_tells_how_far_the_machine_drifts(read):
    rows = tiny_years.made({OLD: {"vgg11": 10}})
    assert drift(read(rows)) == Drift(1.0, 1.0)
    for run in rows["runs"]:
        run["anchor"] = run["round"]
    years = read(rows)
    middle = 10.0055
    assert drift(years).most == pytest.approx(middle / 10.001) and years.step_times_ms == {}
    assert drift(years).half == pytest.approx(middle / 10.003, rel=1e-6)


def test_a_difference_as_large_as_the_drift_of_the_machine_is_a_tie(read):
    rows = tiny_years.made({OLD: {"vgg11": 12}, TF: {"vgg11": 10}, NEW: {"vgg11": 12}, KERAS3: {"vgg11": 10}})
    assert moments(read(rows), "vgg11", "training", 2)[-1].says == "more"
    again = [
        run | {"id": f"{run['id']}-x", "anchor": run["round"]} for run in rows["runs"] if run["version"] == "2.0.0"
    ]
    times = [
        {
            "run_id": run["id"],
            "model": "vgg11",
            "task": "training",
            "step_time_us": f"{10000 * (1.5 if run['round'] > 5 else 1):.0f}",
        }
        for run in again
    ]
    years = read(rows | {"runs": rows["runs"] + again, "steps": rows["steps"] + times})
    assert tie_band(years) == pytest.approx(1.225)
    assert moments(years, "vgg11", "training", 2)[-1].says == "tie"


@pytest.mark.parametrize(
    ("table", "change", "problem"),
    [
        ("steps", {"run_id": "pytorch-1-0-0-r11-a1"}, "unknown id"),
        ("runs", {"version": "1.13.1", "mode": "eager"}, "no such release"),
        ("runs", {"mode": "compiled"}, "not a way of this release"),
        ("runs", {"id": "pytorch-1-0-0-r77-a1"}, "no steps"),
        ("runs", {"status": "failed"}, "failed without a reason"),
        ("runs", {"reason": "a name"}, "ok with a reason"),
        ("machine", {"fact": "hostname"}, "a personal fact"),
        ("releases", {"says": "built in /home/somebody/x"}, "the path of a home folder"),
    ],
)
def test_a_row_that_does_not_fit_is_told(read, table, change, problem):
    rows = tiny_years.made({OLD: {"vgg11": 10}})
    rows[table][0] |= change
    assert problem in {found.problem for found in check(read(rows))}
