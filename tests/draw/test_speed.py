"""Figures of our measurements: drawn from a synthetic environment, left out without one, and the right way round."""

import itertools
import json
from dataclasses import replace

import pytest

from sitedata.check.environments import checked_environments
from sitedata.draw.all import BY_ID
from sitedata.draw.figure import draw
from sitedata.draw.undrawn import NO_ENVIRONMENT
from sitedata.judge import accuracy, comparisons, compiling, conditions
from sitedata.judge.decisions import over_machines
from sitedata.judge.edition import Edition
from sitedata.judge.environments import main_environment, names_of, other_environments, shown_environment
from sitedata.judge.rules import Answer, verdict_of
from sitedata.load.dataset import Dataset
from sitedata.pages.fragments import Fragments
from sitedata.pages.words.conditions import UNMEASURED
from sitedata.pages.words.facts import Values
from sitedata.pages.words.verdicts import judged
from sitedata.schema.protocol.workloads import WORKLOADS
from tests.tiny_benchmark import changed, contestants, plausible, record, run, write

OURS = [
    "bench-training", "bench-modes", "bench-threads", "bench-inference", "bench-first-call", "bench-memory",
    "bench-batch", "bench-import", "bench-noise", "bench-pitfalls", "bench-neighbour", "bench-one-thread",
    "bench-allocator", "bench-layout", "bench-onednn", "bench-onednn-on", "bench-isa", "bench-mkl", "bench-physical",
    "bench-divisions", "bench-causes", "bench-model-size", "accuracy-curves", "accuracy-defaults",
    "accuracy-curves-breast-cancer", "accuracy-defaults-breast-cancer",
]  # fmt: skip
ROUNDS = 7


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A data set with one environment that has everything."""
    return dataset(write(tmp_path_factory.mktemp("benchmarks"), **plausible(rounds=ROUNDS, steps=3)))


def dataset(folder):
    environments, problems = checked_environments(folder)
    assert not problems
    return Dataset({}, environments)


def pair(workload="mlp", *, pytorch_us=2000, tensorflow_us=1000, rounds=ROUNDS, **changes):
    """Runs and samples of two contestants whose times are exactly these in each round."""
    sides = {"pytorch": (pytorch_us, "eager"), "tensorflow": (tensorflow_us, "tf.function")}
    size = next(contestant["batch_size"] for contestant in contestants() if contestant["workload"] == workload)
    made = [
        run(f"r{number}-{framework}", times=f"{us} {us} {us}", round=number, framework=framework, mode=mode,
            **{"workload": workload, "batch_size": size, "task": "training", "variant": "plain", "layout": "default",
               "threads": 0, **changes})
        for number in range(1, rounds + 1) for framework, (us, mode) in sides.items()
    ]  # fmt: skip
    return {
        "runs": [row for row, _ in made],
        "samples": [samples for _, samples in made],
        "agreement": [record("agreement", workload=workload)],
    }


@pytest.mark.parametrize("id", OURS)
def test_a_whole_environment_draws_every_figure(whole, id):
    figure = draw(BY_ID[id], whole)
    assert figure.rows and figure.alt and figure.raw
    assert all(path.startswith("data/benchmarks/synthetic/") for _, path in figure.raw)
    assert main_environment(whole).title in figure.caption and "0.0.0" in figure.caption
    for width in ("wide", "narrow"):
        assert getattr(figure.size, width).height > 100
        assert json.dumps(getattr(figure, width), allow_nan=False)


@pytest.mark.parametrize("id", OURS)
def test_without_an_environment_a_figure_is_left_out(id):
    assert draw(BY_ID[id], Dataset({})).why == NO_ENVIRONMENT


@pytest.mark.parametrize("id", OURS)
def test_an_environment_without_the_runs_leaves_a_figure_out_or_draws_it(tmp_path, id):
    data = dataset(
        write(
            tmp_path,
            runs=[record("runs", status="failed", reason="synthetic", steps="", window_s="")],
            samples=[],
            accuracy=[],
            sizes=[],
        )
    )
    assert draw(BY_ID[id], data).why


def test_a_pytorch_twice_as_slow_shows_two(tmp_path):
    data = dataset(write(tmp_path, **pair(pytorch_us=2000, tensorflow_us=1000)))
    (row,) = draw(BY_ID["bench-training"], data).rows
    assert (row["ratio"], row["outcome"], row["pytorch_ms"], row["tensorflow_ms"]) == (2, "more", 2, 1)
    heads = [note["text"] for note in draw(BY_ID["bench-training"], data).wide["layout"]["annotations"]]
    assert "◀ PyTorch faster" in heads and "TensorFlow faster ▶" in heads


def test_a_workload_without_good_runs_is_listed_with_the_reason(tmp_path):
    figure = draw(BY_ID["bench-training"], dataset(write(tmp_path, **pair("mlp"))))
    assert ("LSTM", comparisons.NO_RUNS) in figure.left_out


def test_a_missing_figure_says_so_in_one_sentence():
    missing = draw(BY_ID["bench-training"], Dataset({}))
    made = Fragments(Edition(Dataset({}), {"bench-training": missing})).figure("bench-training", "")
    assert made.count("<p") == 1 and 'id="bench-training"' in made and f"Nothing to draw: {NO_ENVIRONMENT}." in made


WORDS = {
    "PyTorch slower": (2000, 1000, "PyTorch takes 2.00 times as long (2.00–2.00, 98.4 %)"),
    "PyTorch faster": (1000, 2000, "PyTorch takes 0.50 times as long (0.50–0.50, 98.4 %)"),
    "equal": (1000, 1000, "a tie, 1.00 (1.00–1.00, 98.4 %)"),
}


@pytest.mark.parametrize(("pytorch_us", "tensorflow_us", "words"), WORDS.values(), ids=WORDS)
def test_a_ratio_in_words(tmp_path, pytorch_us, tensorflow_us, words):
    values = Values(dataset(write(tmp_path, **pair(pytorch_us=pytorch_us, tensorflow_us=tensorflow_us))))
    assert str(values.bench_ratio("mlp")) == words
    assert str(values.bench_ratio("lstm")) == UNMEASURED


def test_too_few_rounds_say_nothing(tmp_path):
    assert str(Values(dataset(write(tmp_path, **pair(rounds=3)))).bench_ratio("mlp")).startswith("unclear")


@pytest.mark.parametrize(
    ("claim", "outcomes", "verdict"),
    [
        ("less", [], "Not measured yet"),
        ("less", ["less", "less"], "Holds here"),
        ("less", ["less", "unclear"], "Unclear here: clear for 1 of 2"),
        ("less", ["less", "more", "tie"], "Partly here: holds for 1 of 3"),
        ("less", ["less", "more", "unclear"], "Partly here: holds for 1 of 3, unclear for 1"),
        ("less", ["more", "tie"], "Contradicted here"),
        ("less", ["more", "more", "unclear"], "Contradicted here: unclear for 1 of 3"),
        ("less", ["tie", "tie"], "A tie here"),
        ("less", ["unclear", "unclear"], "Unclear here: clear for none of 2"),
        ("tie", ["less", "more"], "Contradicted here"),
        ("tie", ["less", "unclear"], "Unclear here: clear for 1 of 2"),
    ],
)
def test_a_claim_is_judged_by_its_outcomes(claim, outcomes, verdict):
    assert judged(claim, outcomes) == verdict


@pytest.mark.parametrize("outcomes", [*itertools.product(("less", "more", "tie", "unclear"), repeat=3)])
@pytest.mark.parametrize("claim", ["less", "more", "tie"])
def test_the_page_and_the_ledger_judge_alike(claim, outcomes):
    """Whatever the models say, the page and the ledger use the same word for what a machine says."""
    answers = [Answer(A, str(number), "", verdict_of(outcome, claim)) for number, outcome in enumerate(outcomes)]
    ledger, _ = over_machines(answers)
    assert judged(claim, list(outcomes)).lower().removeprefix("a ").startswith(ledger)


class A:
    id = title = "a"


def test_every_word_copes_without_an_environment():
    values = Values(Dataset({}))
    for name in dir(type(values)):
        if name.startswith(("bench_", "accuracy_", "on_gpu", "gpu_is")):
            wanted = {
                "bench_ratio": ("mlp",), "bench_memory": ("mlp",), "bench_verdict": ("less",),
                "bench_compile": ("mlp", "xla"), "bench_compile_tally": ("pytorch", "torch.compile"),
                "bench_pitfall": ("One thread", "MLP"), "bench_slowdown": ("One thread", "MLP"),
                "bench_import": ("pytorch",), "bench_import_memory": ("pytorch",), "bench_coverage": (1,),
                "bench_modes_range": ("pytorch", "eager", "torch.compile"),
                "bench_size": ("pytorch",), "bench_size_for_gpus": ("pytorch",), "accuracy_gap": ("matched", "sgd"),
                "accuracy_seeds": ("sgd",), "accuracy_cause": ("sgd",),
                "bench_steps": ("mlp",), "bench_division": ("tuned",), "bench_gpu_ratio": ("mlp",),
                "bench_gpu_memory": ("pytorch", "device_used_mib"),
            }.get(name, ())  # fmt: skip
            getattr(values, name)(*wanted)


def test_compiling_pays_after_the_extra_first_call_over_the_time_saved(tmp_path):
    runs, samples = [], []
    for number in range(1, ROUNDS + 1):
        for mode, us, first in (("eager", 3000, 10), ("xla", 1000, 110)):
            one = run(
                f"r{number}-{mode}", times=f"{us} {us} {us}", round=number, framework="tensorflow", mode=mode,
                workload="mlp", batch_size=128, task="training", variant="plain", layout="default", threads=0,
                first_call_ms=first,
            )  # fmt: skip
            runs.append(one[0])
            samples.append(one[1])
    agreement = [record("agreement", workload="mlp")]
    (environment,) = dataset(write(tmp_path, runs=runs, samples=samples, agreement=agreement)).environments.values()
    xla = next(row for row in compiling.compilings(environment) if row.mode == "xla")
    assert (xla.steps, xla.payment) == (50, "pays back after 50 steps")


def test_a_slower_compiled_step_never_pays(tmp_path):
    tables = pair("mlp")
    for row in tables["runs"]:
        row["framework"], row["mode"] = "tensorflow", "xla" if row["framework"] == "pytorch" else "eager"
    (environment,) = dataset(write(tmp_path, **tables)).environments.values()
    xla = next(row for row in compiling.compilings(environment) if row.mode == "xla")
    assert (xla.steps, xla.payment) == (None, "never: steps are slower")


def test_the_neighbour_that_slows_one_side_flips_the_winner(tmp_path):
    quiet = pair("lstm", pytorch_us=1000, tensorflow_us=2000)
    busy = pair("lstm", pytorch_us=5000, tensorflow_us=2500, variant="busy-neighbour")
    for table, column in (("runs", "id"), ("samples", "run_id")):
        quiet[table] += [row | {column: f"busy-{row[column]}"} for row in busy[table]]
    (environment,) = dataset(write(tmp_path, **quiet)).environments.values()
    [effect], _ = conditions.pitfalls(environment)
    assert (effect.kind, effect.name, effect.change) == ("A busy neighbour", "LSTM", "flips")
    assert [comparisons.winner(ratio, 1.1) for ratio in (effect.before, effect.under)] == ["PyTorch", "TensorFlow"]


def test_who_leads_before_a_condition_is_told_as_everywhere(whole):
    """With outcomes that hold together over all models of a setting."""
    environment = main_environment(whole)
    everywhere = comparisons.against_all(environment, WORKLOADS)
    known = {comparisons.name_of(id): ratio for id, ratio in everywhere.items()}
    effects, _ = conditions.pitfalls(environment)
    assert [effect.before for effect in effects if effect.name in known] == [
        known[effect.name] for effect in effects if effect.name in known
    ]


def twice(folder, *, second_us):
    """Two sweeps of a pair: PyTorch needs half the time in the first, ``second_us`` against 1000 in the second."""
    first, second = pair(pytorch_us=500), pair(pytorch_us=second_us)
    for tables, sweep in ((first, "20000101t0000"), (second, "20000102t0000")):
        for row in tables["runs"]:
            row |= {"sweep": sweep, "id": f"{sweep}-{row['id']}"}
        for row in tables["samples"]:
            row["run_id"] = f"{sweep}-{row['run_id']}"
    return dataset(write(folder, **first | {name: first[name] + second[name] for name in ("runs", "samples")}))


@pytest.mark.parametrize(
    ("second_us", "said"),
    [
        (510, "of 1 comparison, 1 is decided alike, none flips"),
        (2000, "of 1 comparison, 1 flips (MLP, training: PyTorch → TensorFlow)"),
        (1000, "of 1 comparison, 1 flips (MLP, training: PyTorch → tie)"),
    ],
)
def test_a_second_sweep_is_compared_with_the_first(tmp_path, second_us, said):
    data = twice(tmp_path, second_us=second_us)
    assert Values(data).bench_repeats() == said
    figure = draw(BY_ID["bench-repeat"], data)
    (row,) = figure.rows
    assert (row["ratio_1"], row["ratio_2"], row["sweep_2"]) == (0.5, second_us / 1000, "20000102t0000")
    bold = [
        note["text"] for note in figure.wide["layout"]["annotations"] if "<b>" in note["text"] and "→" in note["text"]
    ]
    assert len(bold) == ("1 flips" in said)


def test_one_sweep_repeats_nothing(whole):
    assert conditions.repeated(main_environment(whole)) == ([], [])
    assert Values(whole).bench_repeats() == UNMEASURED
    assert draw(BY_ID["bench-repeat"], whole).why == "this environment has fewer than two whole sweeps"


def test_gaps_are_against_pytorch_matched_with_the_same_seed(whole):
    gaps = accuracy.gaps(main_environment(whole), "digits")
    matched = [gap for gap in gaps if (gap.framework, gap.arm) == ("tensorflow", "matched")]
    assert matched and all(gap.points == [0] * 5 for gap in matched)
    momentum = next(gap for gap in gaps if gap.arm == "batchnorm-momentum" and gap.epoch == 12)
    assert momentum.median == pytest.approx(-10 / 12, abs=0.02)


def test_the_environment_with_most_good_runs_is_shown(tmp_path):
    write(tmp_path, id="a-small-one", **changed("runs", 0))
    write(tmp_path, id="b-large-one", **pair())
    data = dataset(tmp_path)
    assert main_environment(data).id == shown_environment(data).id == "b-large-one"
    assert shown_environment(replace(data, shown="a-small-one")).id == "a-small-one"
    assert other_environments(data) == ["a-small-one"]


def test_memory_of_the_import_alone_stands_apart_from_every_model(whole):
    rows = draw(BY_ID["bench-memory"], whole).rows
    assert [row["memory"] for row in rows if row["workload"] == "import alone"] == ["resident", "anonymous"]
    assert rows[0]["workload"] == "import alone" and "task=import" in rows[0]["samples"]
    assert rows[0]["tensorflow_mib"] == pytest.approx(560, rel=0.05)


def test_figures_of_another_environment_lie_in_a_folder_of_its_own(tmp_path):
    write(tmp_path, id="a-small-one", **pair(pytorch_us=3000, rounds=6))
    write(tmp_path, id="b-large-one", **pair())
    data = dataset(tmp_path)
    main, other = (draw(BY_ID["bench-training"], choice) for choice in (data, replace(data, shown="a-small-one")))
    assert (main.id, main.file, main.rows[0]["ratio"]) == ("bench-training", "bench-training", 2)
    assert (other.id, other.file, other.rows[0]["ratio"]) == ("bench-training", "a-small-one/bench-training", 3)
    assert {id for id, spec in BY_ID.items() if spec.of_environment} == {*OURS, "bench-repeat"}


def test_other_machines_have_their_say(tmp_path):
    write(tmp_path, id="a-small-one", **pair(pytorch_us=500, rounds=10))
    write(tmp_path, id="b-large-one", **pair(rounds=11))
    values = Values(dataset(tmp_path))
    assert values.bench_tally() == "PyTorch in none of 1, TensorFlow in 1"
    assert values.bench_elsewhere().endswith(": PyTorch in 1 of 1, TensorFlow in none.")
    assert values.bench_disagreement() == "The 2 machines answer differently for 1 of 1 model."


@pytest.mark.parametrize(
    ("us", "said"),
    [
        (1900, "The 2 machines that count answer alike for 1 model."),
        (1050, "differently for 1 of 1 model."),
        (None, ""),
    ],
)
def test_machines_that_answer_alike_are_said_to(tmp_path, us, said):
    write(tmp_path, id="one", **pair(pytorch_us=2000, rounds=10))
    write(tmp_path, id="below-the-protocol", **pair(pytorch_us=500, rounds=9))
    if us:
        write(tmp_path, id="other", **pair(pytorch_us=us, rounds=10))
    values = Values(dataset(tmp_path))
    assert values.bench_disagreement().endswith(said) and bool(said) == bool(us)
    assert values.bench_split() == ("differently" in said)


def test_what_no_two_machines_decide_is_said_to_be_open(tmp_path):
    for id, us in (("one", 2000), ("other", 1105)):
        write(tmp_path, id=id, **pair(pytorch_us=us, rounds=10))
    changes = [1000, 1250]
    tables = pair(pytorch_us=1000, rounds=10)
    tables["samples"] = [
        row | {"step_time_us": " ".join([str(changes[number // 2 % 2])] * 3)} if "pytorch" in row["run_id"] else row
        for number, row in enumerate(tables["samples"])
    ]
    steps = {row["run_id"]: sum(map(int, row["step_time_us"].split())) / 1e6 for row in tables["samples"]}
    tables["runs"] = [row | {"window_s": steps[row["id"]]} for row in tables["runs"]]
    write(tmp_path, id="other", **tables)
    assert Values(dataset(tmp_path)).bench_disagreement() == (
        "The 2 machines leave it open for all of 1 model: none is clear on two of them."
    )


def test_memory_after_import_stands_apart(tmp_path):
    tables = pair(rounds=10)
    held = {"pytorch": 400, "tensorflow": 600}
    tables["runs"] = [row | {"peak_rss_mib": held[row["framework"]]} for row in tables["runs"]]
    for framework, mib in (("pytorch", 200), ("tensorflow", 500)):
        imported = run(
            f"import-{framework}", framework=framework, workload="none", task="import", variant="plain",
            mode="eager", steps="", window_s="", batch_size=0, peak_rss_mib=mib, threads=0,
        )  # fmt: skip
        tables["runs"].append(imported[0])
    values = Values(dataset(write(tmp_path, **tables)))
    assert values.bench_import_memory("tensorflow") == "500 MiB"
    assert values.bench_beyond_import() == "2.00 to 2.00"


def test_a_mode_over_another_names_the_ends_of_all_models(tmp_path):
    tables = {"runs": [], "samples": [], "agreement": []}
    for workload, eager_us in (("mlp", 3000), ("lstm", 8200)):
        for name, rows in pair(workload, pytorch_us=eager_us, tensorflow_us=1000).items():
            tables[name] += [
                row | {key: f"{workload}-{row[key]}" for key in ("run_id", "id") if key in row} for row in rows
            ]
    tables["runs"] = [row | {"framework": "tensorflow"} for row in tables["runs"]]
    values = Values(dataset(write(tmp_path, **tables)))
    assert values.bench_modes_range("tensorflow", "eager", "tf.function") == "3.0 to 8.2×"
    assert values.bench_modes_range("tensorflow", "tf.function", "eager") == "0.1 to 0.3×"
    assert values.bench_modes_range("pytorch", "eager", "torch.compile") == UNMEASURED


def test_environments_with_the_same_name_are_told_apart(tmp_path):
    facts = [record("environment", framework="machine", fact="cpu-model", value="Same CPU")]
    versions = [
        [*facts, record("environment", framework="pytorch", fact="version", value=value)] for value in ("1.0", "2.0")
    ]
    for id, environment in zip("abc", (*versions, versions[1]), strict=True):
        write(tmp_path, id=f"environment-{id}", environment=environment)
    write(
        tmp_path,
        id="environment-d",
        environment=[record("environment", framework="machine", fact="cpu-model", value="Other")],
    )
    environments = dataset(tmp_path).environments.values()
    assert list(names_of(environments).values()) == ["Same; PyTorch 1.0", "Same (b)", "Same (c)", "Other"]
    assert [environment.title for environment in environments] == [
        "Same (PyTorch 1.0)",
        "Same (b)",
        "Same (c)",
        "Other",
    ]
