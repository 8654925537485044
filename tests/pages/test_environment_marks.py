"""What the site says of environments below the protocol, gates, compilers that produced nothing, and intervals."""

from dataclasses import replace

import pytest

from sitedata.check.dataset import checked_dataset
from sitedata.check.environments import checked_environments
from sitedata.draw.all import BY_ID
from sitedata.draw.figure import draw
from sitedata.judge import compiling
from sitedata.judge.claims import Answer, in_words
from sitedata.judge.edition import Edition
from sitedata.judge.environments import marked_title, shortfall
from sitedata.load.dataset import Dataset
from sitedata.pages.environments import environment_choice, environment_list
from sitedata.pages.fragments import Fragments, templates
from sitedata.pages.words.facts import Values
from sitedata.schema.protocol import gate, matrix
from tests import tiny
from tests.tiny_benchmark import record, run, write

MLP = {"workload": "mlp", "batch_size": 128, "task": "training", "variant": "plain", "layout": "default", "threads": 0}
SIDES = {"pytorch": "eager", "tensorflow": "tf.function"}


def load(folder, measured=(), **tables):
    measured = list(measured)
    given = (
        {"runs": [row for row, _ in measured], "samples": [times for _, times in measured if times]} if measured else {}
    )
    agreement = [record("agreement", workload=workload) for workload in ("mlp", "lstm", "resnet20", "bert-mini")]
    environments, problems = checked_environments(write(folder, agreement=agreement, **given | tables))
    assert not problems
    return replace(checked_dataset(tiny.write(folder.with_name(f"{folder.name}-data"))), measured=environments)


def rounds_of(count, **changes):
    for number in range(1, count + 1):
        for framework, mode in SIDES.items():
            cells = (
                MLP
                | {"framework": framework, "mode": mode}
                | {name: change(number, framework) for name, change in changes.items()}
            )
            yield run(f"r{number}-{framework}", times="1000 1000", round=number, **cells)


# --- below the protocol ----------------------------------------------------------------------------------------------
WANTED = len(matrix.chosen(matrix.default_matrix(), tuple(SIDES)))
SHORT = f"7 rounds in 1 sweep, where the default sweep has {matrix.ROUNDS}; 2 of its {WANTED} contestants"


def test_an_environment_with_few_rounds_is_marked_wherever_it_is_shown(tmp_path):
    data = load(tmp_path, rounds_of(7))
    (environment,) = data.environments.values()
    assert shortfall(environment) == Values(data).bench_shortfall() == SHORT
    assert SHORT in draw(BY_ID["bench-training"], data).caption
    assert f"Below our protocol:</strong> {SHORT}" in environment_list(Fragments(Edition(data)), "")
    mark = f"{environment.title} (contributed; 7 rounds, below our protocol)"
    assert in_words([Answer(environment, "MLP", "1.00", "tie")]) == f"On {mark}: a tie for MLP 1.00."
    assert templates().filters["marked"](environment) == mark


def test_it_is_marked_in_the_choice_and_in_what_is_said_elsewhere(tmp_path):
    write(tmp_path, id="whole", runs=[row for row, _ in rounds_of(10)], samples=[times for _, times in rounds_of(10)],
          agreement=[record("agreement", workload="mlp")])  # fmt: skip
    write(
        tmp_path,
        id="short",
        runs=[row for row, _ in rounds_of(7)],
        samples=[times for _, times in rounds_of(7)],
        agreement=[record("agreement", workload="mlp")],
        environment=[record("environment", value="Other")],
    )
    data = replace(
        checked_dataset(tiny.write(tmp_path.with_name(f"{tmp_path.name}-data"))),
        measured=checked_environments(tmp_path)[0],
    )
    assert environment_choice(Fragments(Edition(data)), "", "speed/").count("(contributed; below our protocol)") == 1
    assert "On Other (contributed; 7 rounds, below our protocol): " in Values(data).bench_elsewhere()


def test_ten_rounds_are_the_protocol(tmp_path):
    data = load(tmp_path, rounds_of(matrix.ROUNDS))
    (environment,) = data.environments.values()
    assert shortfall(environment) == Values(data).bench_shortfall() == ""
    assert marked_title(environment) == f"{environment.title} (contributed)"
    assert "protocol" not in draw(BY_ID["bench-training"], data).caption


def test_the_rounds_of_two_short_sweeps_are_not_added_up(tmp_path):
    measured = [pair for sweep in ("20000101t0000", "20000102t0000") for pair in renamed(rounds_of(6), sweep)]
    assert Values(load(tmp_path, measured)).bench_shortfall().startswith("6 rounds in 2 sweeps, where")


def renamed(measured, sweep):
    for one, times in measured:
        id = f"{sweep}-{one['id']}"
        yield one | {"id": id, "sweep": sweep}, times | {"run_id": id}


# --- the gate and what the page says of it ---------------------------------------------------------------------------
def test_the_limits_on_the_page_are_those_of_the_gate(tmp_path, monkeypatch):
    monkeypatch.setattr(gate, "FOREIGN_SHARE", 0.25)
    monkeypatch.setattr(gate, "LEAST_FOREIGN_CORES", 0.5)
    monkeypatch.setattr(gate, "STEAL_SHARE", 0.07)
    monkeypatch.setattr(gate, "START_SHARE", 0.33)
    said, at_start = Values(load(tmp_path)).bench_gate(), Values(load(tmp_path)).bench_gate_start()
    assert "more than 25 % of all cores used by others (at least 0.5 cores" in said
    assert "more than 7 % of the time" in said
    assert "more than 33 % of all cores" in at_start


def test_runs_that_passed_no_gate_are_counted(tmp_path):
    cells = {
        "foreign_cores": lambda number, framework: "" if number == 1 else "0.01",
        "process_foreign_cores": lambda *_: "",
    }
    assert Values(load(tmp_path / "windows", rounds_of(3, **cells))).bench_ungated() == 2
    cells["process_foreign_cores"] = lambda *_: "0.02"
    assert Values(load(tmp_path / "lives", rounds_of(3, **cells))).bench_ungated() == 0


def test_who_ran_jax_is_said_from_the_data(tmp_path):
    assert (
        Values(load(tmp_path / "none")).bench_jax()
        == "The harness can run JAX as a reference line; nobody has published such runs here."
    )
    one, times = run("one", framework="jax", mode="jit", **MLP)
    agreement = [record("agreement", workload="mlp", framework="jax")]
    environments, _ = checked_environments(write(tmp_path / "some", runs=[one], samples=[times], agreement=agreement))
    assert Values(Dataset({}, environments)).bench_jax() == "JAX is a reference line, with runs on AMD EPYC, 2 cores."


# --- torch.compile ---------------------------------------------------------------------------------------------------
def compiled(first_ms, *, graphs="", warm_us=(1000,) * 7):
    """PyTorch, eager and compiled, for each model; ``first_ms`` is the first call with an empty cache."""
    sizes = {"lstm": 64, "resnet20": 32}
    for workload, first in first_ms.items():
        same = MLP | {"workload": workload, "batch_size": sizes[workload], "framework": "pytorch"}
        cold = {"variant": "fresh-cache", "steps": "", "window_s": "", "first_call_ms": first, "graphs": graphs}
        yield run(f"{workload}-cold", **same | {"mode": "torch.compile"} | cold)[0], None
        for number, us in enumerate(warm_us, start=1):
            yield run(f"{workload}-{number}-eager", times="1000 1000", round=number, **same | {"mode": "eager"})
            yield run(
                f"{workload}-{number}-compiled", times=f"{us} {us}", round=number, **same | {"mode": "torch.compile"}
            )


def payments(data):
    (environment,) = data.environments.values()
    return {row.workload: row.payment for row in compiling.compilings(environment) if row.mode == "torch.compile"}


def test_a_first_call_that_is_far_too_short_compiled_nothing(tmp_path):
    data = load(tmp_path, compiled({"resnet20": 20_000, "lstm": 80}))
    assert payments(data) == {"resnet20": "never: steps tie", "lstm": "compiled nothing"}
    assert Values(data).bench_compiled_nothing() == (
        "compiled nothing of LSTM: its first call with an empty cache took 80.0 ms, against 20.0 s for the others."
    )


@pytest.mark.parametrize(("graphs", "said"), [("0", "compiled nothing"), ("1", "never: steps tie")])
def test_where_graphs_were_counted_their_number_decides(tmp_path, graphs, said):
    assert payments(load(tmp_path, compiled({"lstm": 80}, graphs=graphs))) == {"lstm": said}


@pytest.mark.parametrize(
    ("warm_us", "said"),
    [((1050, 1200) * 4, "unclear: slower, if at all"), ((950, 850) * 4, "unclear: a small gain")],
    ids=["the step is slower", "the step is shorter"],
)
def test_an_unclear_gain_says_to_which_side_it_leans(tmp_path, warm_us, said):
    assert payments(load(tmp_path, compiled({"lstm": 80}, graphs="1", warm_us=warm_us))) == {"lstm": said}


# --- intervals and sizes ---------------------------------------------------------------------------------------------
def test_memory_has_intervals_over_rounds(tmp_path):
    data = load(
        tmp_path, rounds_of(7, peak_rss_mib=lambda number, framework: 100 + number if framework == "pytorch" else 200)
    )
    row = next(row for row in draw(BY_ID["bench-memory"], data).rows if row["memory"] == "resident")
    assert (row["pytorch_low"], row["pytorch_mib"], row["pytorch_high"]) == (101, 104, 107)
    assert (row["low"], row["ratio"], row["high"], row["rounds"]) == (0.505, 0.52, 0.535, 7)


def test_memory_of_too_few_rounds_has_none(tmp_path):
    row = draw(BY_ID["bench-memory"], load(tmp_path, rounds_of(5))).rows[0]
    assert "pytorch_low" not in row and row["pytorch_mib"]


def test_throughput_has_intervals_over_rounds(tmp_path):
    measured = []
    for size in (16, 128):
        for number in range(1, 8):
            for framework, mode in SIDES.items():
                us = 1000 + 10 * number
                cells = MLP | {"batch_size": size, "framework": framework, "mode": mode, "round": number}
                measured.append(run(f"b{size}-r{number}-{framework}", times=f"{us} {us}", **cells))
    row = draw(BY_ID["bench-batch"], load(tmp_path, measured)).rows[0]
    assert row["slowest"] == row["low"] < row["examples_per_s"] < row["high"] == row["fastest"]
    assert row["coverage"] == 0.9844


@pytest.mark.parametrize(("smallest", "said"), [("1.0", True), ("0.02", False)])
def test_sizes_say_whether_small_packages_are_in_them(tmp_path, smallest, said):
    imports = [run("one", **MLP | {"task": "import", "workload": "none", "steps": "", "window_s": ""})[0]]
    sizes = [record("sizes"), record("sizes", package="small", size_mib=smallest)]
    data = load(tmp_path, [(imports[0], None)], sizes=sizes)
    assert ("Packages of less than 1 MiB were not written down" in draw(BY_ID["bench-import"], data).caption) == said


# --- old measurements ------------------------------------------------------------------------------------------------
def test_why_something_needs_a_second_look_stands_once_a_page(tmp_path, monkeypatch):
    """At the choice of the machine if the page has one, else at the first figure; a figure's own page says it too."""
    data = load(tmp_path, rounds_of(matrix.ROUNDS))
    fragments = Fragments(Edition(data, {"bench-training": draw(BY_ID["bench-training"], data)}))
    (id,) = data.environments
    monkeypatch.setattr(type(fragments.edition.stale), "why_environment", lambda self, asked: "old" * (asked == id))
    mark, said = "needs a second look</a>: old", set()
    first, second = (fragments.figure("bench-training", "", said=said) for _ in range(2))
    assert first.count(mark) == 1 and mark not in second
    said = set()
    assert environment_choice(fragments, "", "speed/", said).count(mark) == 1
    assert mark not in fragments.figure("bench-training", "", said=said)
    assert fragments.figure("bench-training", "").count(mark) == 1
