"""Copies of committed environments with a lie in them are refused, each for its reason; honest strangers are not."""

import datetime
from collections import defaultdict
from random import Random
from types import SimpleNamespace

import pytest

from sitedata.check import acceptance, copies, losses
from sitedata.check.acceptance import accept
from sitedata.check.rounds import first_missing, runs_come_in_the_order_of_their_sweep
from sitedata.load.dataset import load_dataset
from sitedata.load.environments import contestant_of
from sitedata.schema.protocol.order import order_of_round, run_id
from tests.conftest import ROOT
from tests.doctored import edited, facts, measured_again, stranger, times, with_rows

EXPECTED = {rule.name: rule.expected for rule in (*acceptance.RULES, *losses.RULES, *copies.RULES)}


@pytest.fixture(scope="module")
def committed():
    data = load_dataset(ROOT / "data")
    assert not data.problems
    return data.environments


@pytest.fixture(scope="module")
def source(committed):
    """What is copied: the committed environment with most rounds in one sweep, which is quickly compared."""
    return committed["amd-epyc-2c-cpu-accd23"]


@pytest.fixture(scope="module")
def told(committed):
    """What is said of an environment beside the committed ones, without its folder."""

    def of(environment):
        problems = map(str, accept(committed | {environment.id: environment}))
        mark = f"data/benchmarks/{environment.id}/"
        return [line.removeprefix(mark) for line in problems if line.startswith(mark)]

    return of


def said(lines, file_and_place, problem, got, rule):
    """Is there this very line?"""
    assert f"{file_and_place}: {problem}, got {got} — expected {EXPECTED[rule]}" in lines, lines[:5]


# --- honest -----------------------------------------------------------------------------------------------------------
def test_the_committed_environments_are_accepted(committed):
    assert {environment.tier for environment in committed.values()} == {"ours"}
    assert accept(committed) == []


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("id", ["amd-epyc-2c-cpu-8cc33c", "amd-epyc-2c-cpu-accd23"])
def test_an_honest_stranger_is_accepted(committed, told, id, seed):
    assert told(stranger(committed[id], tuple(committed.values()), seed, cores="16")) == []


def test_a_stranger_with_other_versions_is_compared_with_nobody(committed, source, told):
    """The start weights of the next release may be others: nothing is known of its losses yet."""
    newer = stranger(source, tuple(committed.values()))
    rows = edited(newer.rows("environment"), lambda row: {"value": "9.9.9"} if row.fact == "version" else {})
    changed = edited(
        newer.rows("runs"), lambda run: {} if run.loss_first is None else {"loss_first": 1.0, "loss_last": 0.9}
    )
    assert told(with_rows(newer, environment=rows, runs=changed, samples=newer.rows("samples"))) == []


def test_two_machines_that_start_in_the_same_minute_have_the_same_ids_and_are_both_accepted(committed, source, told):
    """As the two runners of the workflow do."""
    same_minute = stranger(source, tuple(committed.values()), sweep="20261125t0027")
    ids = {run.id for run in source.rows("runs")}
    assert sum(run.id in ids for run in same_minute.rows("runs")) > 500
    assert told(same_minute) == []


# --- doctored by an edit of the files ---------------------------------------------------------------------------------
def scaled(factor, *frameworks, jitter=0.0, seed=1):
    """The times of these frameworks, or of both, multiplied, and each step moved by up to a share."""
    chance = Random(seed)

    def times_of(run, known_us):
        by = factor if not frameworks or run.framework in frameworks else 1
        return [time * by * chance.uniform(1 - jitter, 1 + jitter) for time in known_us]

    return times_of


def test_a_renamed_processor(source, told):
    lines = told(with_rows(source, environment=facts(source, cpu_model="Intel(R) Core(TM) i9")))
    id = source.rows("runs")[0].id
    said(
        lines, "runs.csv:2: id", f"{len(source.rows('runs'))} known runs of {source.id}", f"'{id}'", "a run is its own"
    )
    same = f"the same times as run {id} of {source.id}"
    said(lines, "samples.csv.gz:2: step_time_us", same, f"'{id}'", "times are their own")


def test_one_framework_halved_with_jitter_under_another_name(committed, told):
    """The forgery that once passed, and became the environment that pages show first."""
    source = committed["amd-epyc-2c-cpu-03119a"]
    forged = with_rows(
        source,
        environment=facts(source, cpu_model="Intel(R) Core(TM) i9"),
        samples=times(source, scaled(0.5, "pytorch", jitter=0.02)),
    )
    lines = told(forged)
    assert [line.split(": ")[1] for line in lines].count("step_time_us") > 90
    assert any("shorter than window_s, which is 2.0029, got 1.00" in line for line in lines)
    assert any(f"PyTorch varies over rounds as in {source.id}" in line for line in lines)
    assert any(f"{len(source.rows('runs'))} known runs of {source.id}" in line for line in lines)


def windows_too(environment, samples):
    """The runs with the steps and windows that these samples fill."""
    filled = {row.run_id: list(map(int, row.step_time_us.split())) for row in samples}
    return edited(
        environment.rows("runs"),
        lambda run: {"steps": len(filled[run.id]), "window_s": sum(filled[run.id]) / 1e6} if run.id in filled else {},
    )


@pytest.mark.parametrize(
    ("factor", "problem"),
    [
        (0.5, "runs.csv:2: window_s: too short, got 1.00"),
        (2, "runs.csv:2: window_s: over before its last step of 0.00"),
    ],
    ids=["halved", "doubled"],
)
def test_times_and_windows_multiplied(source, told, factor, problem):
    samples = times(source, scaled(factor, jitter=0.02))
    lines = told(with_rows(source, samples=samples, runs=windows_too(source, samples)))
    assert any(line.startswith(problem) for line in lines), lines[:3]


def test_moments_shifted_with_the_name_of_the_sweep(source, told):
    """A day later, under a name of that day: the order of the runs is still that of the true name."""
    day = datetime.timedelta(days=1)

    def later(run):
        moment = datetime.datetime.fromisoformat(run.started_at) + day
        sweep = run.sweep.replace("20261125", "20261126")
        return {
            "sweep": sweep,
            "id": run.id.replace(run.sweep, sweep),
            "started_at": moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
        }

    runs = edited(source.rows("runs"), later)
    new_ids = {old.id: run.id for old, run in zip(source.rows("runs"), runs, strict=True)}
    samples = edited(source.rows("samples"), lambda row: {"run_id": new_ids[row.run_id]})
    lines = told(with_rows(source, runs=runs, samples=samples))
    assert any(
        line.startswith("runs.csv:") and ": started_at: before 20261126t0027-r" in line and "order that follows" in line
        for line in lines
    ), lines[:3]
    assert any(f": the same calls as in {source.rows('runs')[0].id} of {source.id}, got " in line for line in lines)


def test_moments_shifted_under_the_old_name(source, told):
    def earlier(run):
        return {"started_at": run.started_at.replace("2026-11-25", "2026-11-24")}

    lines = told(with_rows(source, runs=edited(source.rows("runs"), earlier)))
    assert any(": started_at: the first run of 20261125t0027, got '2026-11-24T" in line for line in lines)


def test_a_run_left_out(committed, told):
    """A flagged attempt that somebody found ugly."""
    source = committed["amd-epyc-2c-cpu-8cc33c"]
    ugly = next(run for run in source.rows("runs") if run.status == "flagged" and run.attempt == 1)
    runs = [run for run in source.rows("runs") if run is not ugly]
    samples = [row for row in source.rows("samples") if row.run_id != ugly.id]
    lines = told(with_rows(source, runs=runs, samples=samples))
    assert any(": attempt: attempt 1 is missing, got 2 — expected " in line for line in lines)


def halves(environment, framework, slowest):
    """Of each contestant of a framework the slower half of its runs, or the faster one."""
    runs = defaultdict(list)
    for run in environment.runs(framework=framework):
        if run.steps:
            runs[contestant_of(run)].append(run)
    for several in runs.values():
        several.sort(key=lambda run: environment.value(run, "step_time_ms"), reverse=slowest)
        yield from several[: len(several) // 2]


def left_out(environment, runs):
    """The environment without these runs."""
    gone = {run.id for run in runs}
    return with_rows(
        environment,
        runs=[run for run in environment.rows("runs") if run.id not in gone],
        samples=[row for row in environment.rows("samples") if row.run_id not in gone],
    )


@pytest.mark.parametrize("slowest", [True, False], ids=["slowest", "fastest"])
def test_half_of_one_side_left_out(committed, source, told, slowest):
    honest = stranger(source, tuple(committed.values()))
    lines = told(left_out(honest, halves(honest, "pytorch", slowest)))
    contestants = {contestant_of(run) for run in honest.runs(framework="pytorch") if run.steps}
    told_of = [line for line in lines if ": round: missing in rounds " in line]
    assert told_of == lines and len(told_of) >= len(contestants) - 3, "what is compiled anew has one run"


@pytest.mark.parametrize(("sign", "what"), [("-003-a", "place 3"), ("-r04-", "round 4")])
def test_a_whole_contestant_or_round_left_out(committed, source, told, sign, what):
    honest = stranger(source, tuple(committed.values()))
    lines = told(left_out(honest, [run for run in honest.rows("runs") if sign in run.id]))
    assert [line.partition(", got")[0] for line in lines] == [f"runs.csv:2: id: no run of {what}"]


def test_numbers_beyond_all_bounds_cost_no_time():
    assert first_missing(0, {0, 1, 4, 10**15}) == [2, 3, 5, 6, 7]
    assert first_missing(1, {1: "", 2: ""}) == []


def test_one_slow_run_left_out(committed, source, told):
    honest = stranger(source, tuple(committed.values()))
    slow = next(halves(honest, "tensorflow", slowest=True))
    [line] = told(left_out(honest, [slow]))
    assert f": round: missing in round {slow.round}, got '" in line


def test_the_end_of_a_sweep_may_be_missing(committed, source, told):
    """Somebody stopped it in its last round, or it took longer than it might."""
    honest = stranger(source, tuple(committed.values()))
    runs = sorted(honest.rows("runs"), key=lambda run: run.started_at)
    assert told(left_out(honest, runs[-100:])) == []


@pytest.mark.parametrize("calls", [True, False], ids=["as it was", "with other calls"])
def test_one_round_repeated(committed, source, told, calls):
    honest = stranger(source, tuple(committed.values()))
    runs, samples = list(honest.rows("runs")), {row.run_id: row for row in honest.rows("samples")}
    for run in [run for run in runs if run.round == 3]:
        again = {"id": run.id.replace("-r03-", "-r11-"), "round": 11}
        again |= {} if calls else {name: run.first_call_ms * 1.1 for name in ("first_call_ms",) if run.first_call_ms}
        runs.append(run.model_copy(update=again))
        if run.id in samples:
            samples[again["id"]] = samples[run.id].model_copy(update={"run_id": again["id"]})
    lines = told(with_rows(honest, runs=runs, samples=list(samples.values())))
    assert any(": step_time_us: the same times as run " in line and f" of {honest.id}, got" in line for line in lines)
    assert any(": first_call_ms: the same calls as in " in line for line in lines) == calls


def test_the_faster_half_of_steps_again_and_again(committed, source, told):
    honest = stranger(source, tuple(committed.values()))

    def times_of(run, known_us):
        fast = sorted(known_us)[: max(3, len(known_us) // 2)]
        return (fast * 3)[: len(known_us)] if run.framework == "pytorch" else known_us

    samples = times(honest, times_of)
    lines = told(with_rows(honest, samples=samples, runs=windows_too(honest, samples)))
    assert sum(" times come again, got '" in line for line in lines) > 50


def test_times_rounded_to_a_tenth_of_a_millisecond(committed, source, told):
    honest = stranger(source, tuple(committed.values()))
    samples = times(honest, lambda run, known_us: [round(time, -2) or 100 for time in known_us])
    lines = told(with_rows(honest, samples=samples, runs=windows_too(honest, samples)))
    assert any(line.startswith("samples.csv.gz:2: step_time_us: rounded, got ") for line in lines)


def test_an_invented_first_loss(committed, source, told):
    honest = stranger(source, tuple(committed.values()))
    runs = edited(honest.rows("runs"), lambda run: {"loss_first": run.loss_first * 1.0001} if run.loss_first else {})
    lines = told(with_rows(honest, runs=runs, samples=honest.rows("samples")))
    said(lines, "runs.csv:2: loss_first", "elsewhere it is 2.45151", "2.45175", "a first loss is that of its model")


def test_the_copy_of_a_contributed_result_is_refused_too(committed, source):
    """Of two that are alike, the one that is known as ours stays; of two strangers, the first by its id."""
    first, second = (with_rows(source, id) for id in ("a-copy", "b-copy"))
    lines = list(map(str, accept({"b-copy": second, "a-copy": first})))
    assert lines and all(line.startswith("data/benchmarks/b-copy/") for line in lines)
    lines = list(map(str, accept({"a-copy": first, source.id: source})))
    assert lines and all(line.startswith("data/benchmarks/a-copy/") for line in lines)


# --- doctored with care: as if the harness had run it -----------------------------------------------------------------
def as_it_was(run, known_us):
    return known_us


def test_a_copy_in_a_new_sweep(source, told):
    """Every name, moment, order and call is new; the steps are not."""
    lines = told(measured_again(source, as_it_was))
    new = "'20261126t0010-r01-000-a1'"
    same = f"the same times as run 20261125t0027-r01-000-a1 of {source.id}"
    said(lines, "samples.csv.gz:2: step_time_us", same, new, "times are their own")


def test_samples_in_another_order(source, told):
    chance = Random(5)
    lines = told(measured_again(source, lambda run, known_us: chance.sample(known_us, len(known_us))))
    same = f"the same times as run 20261125t0027-r01-000-a1 of {source.id}"
    assert any(same in line for line in lines)


@pytest.mark.parametrize("factor", [0.5, 0.9, 1.003, 2])
def test_samples_multiplied(source, told, factor):
    lines = told(measured_again(source, scaled(factor)))
    assert any(f" of {source.id}, times {factor:.3g}, got '20261126t0010-r" in line for line in lines), lines[-3:]


@pytest.mark.parametrize("factor", [0.5, 2], ids=["halved", "doubled"])
def test_the_loss_of_another_number_of_steps(source, told, factor):
    """Who halves the times has twice as many steps in a window, but the loss of half as many."""
    lines = told(measured_again(source, scaled(factor, jitter=0.02)))
    side = {0.5: "at most", 2: "at least"}[factor]
    wrong = [line for line in lines if ": loss_last: after about " in line]
    assert len(wrong) > 50 and all(f" steps it is {side} " in line for line in wrong)


NOISE = "whatever constant it is times, got a correlation of "


@pytest.mark.parametrize(
    "times_of",
    [
        scaled(1, jitter=0.02),
        scaled(0.5, jitter=0.02),
        scaled(2, jitter=0.02),
        scaled(0.8, "pytorch", jitter=0.02),
    ],
    ids=["as it was", "halved", "doubled", "one framework"],
)
def test_jittered_copies_with_the_right_losses(committed, source, told, times_of):
    """Nothing is left that is the same number: only the noise from round to round is another machine's."""
    lines = told(measured_again(source, times_of, losses_from=tuple(committed.values())))
    assert [line.split(": ")[2].split(" ")[0] for line in lines] == ["TensorFlow", "PyTorch"], lines[:3]
    assert all(f" varies over rounds as in {source.id}, {NOISE}" in line for line in lines)


def test_one_framework_of_a_copy_beside_an_honest_one(committed, source, told):
    honest = stranger(source, tuple(committed.values()))
    mine = {run.id: honest.step_times_us(run) for run in honest.runs()}
    chance = Random(9)

    def times_of(run, known_us):
        if run.framework == "tensorflow":
            return mine[run.id.replace(source.rows("runs")[0].sweep, honest.rows("runs")[0].sweep)[:-1] + "1"]
        return [time * 0.7 * chance.uniform(0.98, 1.02) for time in known_us]

    lines = told(measured_again(source, times_of, losses_from=tuple(committed.values())))
    assert [line.split(": ")[2].split(" ")[0] for line in lines] == ["PyTorch"], lines


def test_rounds_exchanged(committed, source, told):
    """The sizes of the deviations are still those of the known machine."""
    rounds = {number: 11 - number for number in range(1, 11)}
    known = {}
    for run in source.runs():
        known[run.round, *contestant_of(run)] = source.step_times_us(run)

    def times_of(run, known_us):
        other = known.get((rounds[run.round], *contestant_of(run))) or known_us
        chance = Random(run.id)
        return [time * 0.8 * chance.uniform(0.98, 1.02) for time in other]

    lines = told(measured_again(source, times_of, losses_from=tuple(committed.values())))
    assert any("got deviations of the same sizes for most contestants, 0." in line for line in lines), lines


# --- how far honest machines are from the limits ----------------------------------------------------------------------
def test_our_machines_are_far_from_the_limits_and_copies_beyond_them(committed, source):
    sweeps = [
        (environment.id, key, noise)
        for environment in committed.values()
        for key, noise in copies.noises(environment).items()
    ]
    jittered = measured_again(source, scaled(0.5, jitter=0.02))
    for id, (sweep, framework), noise in sweeps:
        others = [other for other_id, key, other in sweeps if key[1] == framework and (other_id, key[0]) != (id, sweep)]
        assert all(copies.same_rounds(noise, other) < 0.7 * copies.MOST_ALIKE for other in others)
        apart = [share for other in others if (share := copies.same_sizes(noise, other)) is not None]
        assert all(share > 1.3 * copies.LEAST_APART for share in apart), "sweeps with as many rounds"
    for (sweep, framework), noise in copies.noises(source).items():
        [copy] = [other for key, other in copies.noises(jittered).items() if key[1] == framework]
        assert copies.same_rounds(copy, noise) > 1.5 * copies.MOST_ALIKE, sweep
        assert copies.same_sizes(copy, noise) < copies.LEAST_APART / 1.5, sweep


def test_the_room_for_losses_is_more_than_our_machines_need(committed, monkeypatch):
    monkeypatch.setattr(losses, "STEPS_ROOM", 1.2)
    monkeypatch.setattr(losses, "LOSS_ROOM", 1.05)
    monkeypatch.setattr(losses, "FIRST_LOSS", 1e-6)
    assert not accept(committed)


@pytest.mark.parametrize("moved", [False, True])
def test_variants_that_leave_after_some_rounds_leave_the_order_of_the_others(moved):
    sweep, places, leaving, last = "20261126t0100", range(4), {1}, 2
    runs, second = [], 0
    for number in range(1, 5):
        taking_part = {place for place in places if place not in leaving or number <= last}
        order = order_of_round(sweep, number, taking_part, set())
        for place in reversed(order) if moved and number == 4 else order:
            variant = "onednn-on" if place in leaving else "plain"
            runs.append(SimpleNamespace(
                id=f"{run_id(sweep, number, place)}-a1", sweep=sweep, round=number, attempt=1, variant=variant,
                started_at=f"2026-11-26T01:00:{second:02d}Z",
            ))  # fmt: skip
            second += 1
    findings = [*runs_come_in_the_order_of_their_sweep(SimpleNamespace(rows=lambda table: runs))]
    assert bool(findings) == moved
