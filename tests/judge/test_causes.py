"""What a difference is made of: steps in their order, a title from the data, and nothing drawn on unknown ground."""

import itertools
from dataclasses import replace

import pytest

from sitedata.check.environments import checked_environments
from sitedata.draw.all import BY_ID
from sitedata.draw.figure import draw
from sitedata.judge import causes
from sitedata.judge.comparisons import against_all
from sitedata.judge.edition import Edition
from sitedata.judge.ratios import tie_band
from sitedata.load.dataset import Dataset
from sitedata.load.environments import load_environments
from sitedata.pages.environments import libraries_table
from sitedata.pages.fragments import Fragments
from sitedata.pages.words.conditions import UNMEASURED
from sitedata.pages.words.facts import Values
from sitedata.schema.protocol.divisions import columns
from sitedata.schema.protocol.workloads import WORKLOADS
from tests.conftest import ROOT
from tests.tiny_benchmark import ID, record, run, write

ROUNDS = 7
PLAIN = {"task": "training", "variant": "plain", "layout": "default", "threads": 0}
MODES = {"tensorflow": "tf.function", "pytorch": "eager"}
WHOLE_STEP = {"mode": "torch.compile", "variant": "whole-step", "layout": "channels-last"}
# µs of a step of ResNet-20: with its own choices TensorFlow takes twice as long, with oneDNN as long as PyTorch
EVERYTHING = (
    ("tensorflow", {}, 2000),
    ("pytorch", {}, 1000),
    ("tensorflow", {"variant": "onednn-on"}, 1000),
    ("pytorch", {"layout": "channels-last"}, 980),
    ("pytorch", WHOLE_STEP, 900),
    ("tensorflow", columns("resnet20", "tensorflow", "tuned"), 800),
    ("pytorch", columns("resnet20", "pytorch", "tuned"), 800),
)


def measured(settings, workload="resnet20", **said):
    """Runs and samples of contestants whose times are exactly these in each round; ``said`` is what TensorFlow says."""
    made = [
        run(
            f"{workload}-r{number}-{place}",
            times=f"{us} {us} {us}",
            **PLAIN
            | {"workload": workload, "batch_size": WORKLOADS[workload].batch_size, "round": number}
            | {"framework": framework, "mode": MODES[framework]}
            | {"onednn": "", "blas": "", "blas_path": "", "onednn_isa": "", "convolution_path": "", "kernels": ""}
            | (said if framework == "tensorflow" else {})
            | changes,
        )
        for number, (place, (framework, changes, us)) in itertools.product(range(1, ROUNDS + 1), enumerate(settings))
    ]
    agreement = [record("agreement", workload=workload)]
    return {"runs": [row for row, _ in made], "samples": [times for _, times in made], "agreement": agreement}


def often(tables):
    """The same in five sweeps: the most good runs make a machine the main one."""
    runs, samples = [*tables["runs"]], [*tables["samples"]]
    for number in range(1, 5):
        runs += [row | {"id": f"{row['id']}-{number}", "sweep": f"2026112{number}t0000"} for row in tables["runs"]]
        samples += [row | {"run_id": f"{row['run_id']}-{number}"} for row in tables["samples"]]
    return tables | {"runs": runs, "samples": samples}


def data_of(folder, id=ID, **tables):
    environments, problems = checked_environments(write(folder, id, **tables))
    assert not problems
    return Dataset({}, environments)


def steps_of(data):
    (environment,) = data.environments.values()
    chain = causes.chain(environment, "resnet20")
    return {
        step.name: (round(step.ratio.median, 3), step.moved and round(step.moved.median, 3)) for step in chain.steps
    }


def test_each_step_keeps_what_the_steps_before_it_changed(tmp_path):
    assert steps_of(data_of(tmp_path, **measured(EVERYTHING))) == {
        "as written": (0.5, None),
        "oneDNN on in both": (1.0, 2.0),
        "same layout": (0.98, 0.98),
        "same compile scope": (0.9, 0.918),
        "tuned": (1.0, 1.111),
    }


FOUND = {
    "the math library": (EVERYTHING, "the math library that each package picks"),
    "the layout": (
        [
            *EVERYTHING[:2],
            ("tensorflow", {"variant": "onednn-on"}, 1990),
            ("pytorch", {"layout": "channels-last"}, 300),
        ],
        "the memory layout that each package picks",
    ),
    "the compile scope": (
        [*EVERYTHING[:2], ("tensorflow", {"variant": "onednn-on"}, 1990), ("pytorch", WHOLE_STEP, 300)],
        "what each compiler is given",
    ),
    "nothing": ([*EVERYTHING[:2], ("tensorflow", {"variant": "onednn-on"}, 1990)], ""),
}


@pytest.mark.parametrize(("settings", "finding"), FOUND.values(), ids=FOUND)
def test_the_title_says_the_finding(tmp_path, settings, finding):
    data = data_of(tmp_path, **measured(settings))
    figure = draw(BY_ID["bench-causes"], data)
    assert figure.title == f"What the difference is made of: {finding or 'no step moves a ratio beyond the tie band'}"
    assert Values(data).bench_finding() == finding


def test_the_line_that_moves_the_ratio_is_bold_and_leads_to_its_runs(tmp_path):
    figure = draw(BY_ID["bench-causes"], data_of(tmp_path, **measured(EVERYTHING)))
    bold = {note["text"] for note in figure.wide["layout"]["annotations"] if note["text"].startswith("<b>")}
    assert "<b>oneDNN on in both</b>" in bold and "<b>same layout</b>" not in bold
    library = next(row for row in figure.rows if row["step"] == "oneDNN on in both")
    assert (library["moves_by"], library["ratio"], library["rounds"]) == (2, 1, ROUNDS)
    assert "onednn-on" in library["samples"]


def test_where_onednn_is_on_as_written_the_library_is_the_same_already(tmp_path):
    settings = [EVERYTHING[0], EVERYTHING[1], EVERYTHING[3]]
    data = data_of(tmp_path, **measured(settings, onednn="on"))
    assert steps_of(data) == {"as written": (0.5, None), "oneDNN on in both": (0.5, 1.0), "same layout": (0.49, 0.98)}


@pytest.mark.parametrize("said", ["off", ""])
def test_nothing_is_laid_on_an_unknown_library(tmp_path, said):
    """A run with the channels last is there, but TensorFlow without oneDNN, or nobody knows."""
    data = data_of(tmp_path, **measured([EVERYTHING[0], EVERYTHING[1], EVERYTHING[3]], onednn=said))
    assert steps_of(data) == {"as written": (0.5, None)}
    missing = draw(BY_ID["bench-causes"], data)
    assert "no run says whether TensorFlow uses oneDNN as written" in missing.why
    assert Values(data).bench_finding() == ""


def test_an_environment_without_the_variants_says_why_nothing_is_drawn(tmp_path):
    data = data_of(tmp_path, **measured(EVERYTHING[:2]))
    assert draw(BY_ID["bench-causes"], data).why.startswith("no run of this environment gives both sides the same math")
    assert draw(BY_ID["bench-divisions"], data).why.startswith(
        "no round of this environment has both sides in the tuned"
    )
    assert Values(data).bench_tuned_tally() == "" and not Values(data).bench_knows_causes()


def test_both_divisions_stand_side_by_side(tmp_path):
    data = data_of(tmp_path, **measured(EVERYTHING))
    rows = draw(BY_ID["bench-divisions"], data).rows
    assert [(row["division"], row["ratio"], row["pytorch_mode"], row["tensorflow_mode"]) for row in rows] == [
        ("as written", 0.5, "eager", "tf.function"),
        ("tuned", 1, "torch.compile", "tf.function"),
    ]
    values = Values(data)
    assert values.bench_tally() == "PyTorch in 1 of 1, TensorFlow in none"
    assert values.bench_tuned_tally() == "PyTorch in none of 1, TensorFlow in none, a tie in 1"


def test_memory_after_the_import_stands_apart(tmp_path):
    nothing = {"workload": "none", "task": "import", "batch_size": 0, "steps": "", "window_s": ""}
    row, _ = run("import", times="", framework="pytorch", peak_rss_mib="219.4", **nothing)
    data = data_of(tmp_path, **{"runs": [row], "samples": [], "agreement": [record("agreement")]})
    assert Values(data).bench_import_memory("pytorch") == "219 MiB"
    assert Values(data).bench_import_memory("tensorflow") == UNMEASURED


def test_the_main_page_shows_the_causes_of_another_machine_while_its_own_has_none(tmp_path):
    """It says whose they are; the page of a machine that has none says that."""
    write(tmp_path, "one-2c-cpu-000001", **often(measured(EVERYTHING[:2])))
    other = [record("environment", framework="machine", fact="cpu-model", value="Other")]
    data = data_of(tmp_path, id="two-2c-cpu-000002", **measured(EVERYTHING) | {"environment": other})
    assert len(data.environments) == 2
    figure, values = draw(BY_ID["bench-divisions"], data), Values(data)
    assert figure.environment == "two-2c-cpu-000002" and figure.rows[0]["ratio"] == 0.5
    assert values.bench_divided_elsewhere().startswith("Other") and values.bench_tuned_tally()
    assert draw(BY_ID["bench-causes"], replace(data, shown="one-2c-cpu-000001")).rows
    shown = replace(data, shown="two-2c-cpu-000002")
    assert Values(shown).bench_divided_elsewhere() == "" and draw(BY_ID["bench-causes"], shown).rows


UNMOVED = (("tensorflow", {}, 1000), *EVERYTHING[1:2], *EVERYTHING[3:4], *EVERYTHING[5:])
"""On a machine where TensorFlow uses oneDNN as written: a tie, which no step moves."""


X, Y = "x-2c-cpu-000001", "y-2c-cpu-000002"


@pytest.fixture
def two_machines(tmp_path):
    """The main one, X, where nothing moves a ratio, and Y, where the math library does."""
    tables = {}
    for id, name, settings, onednn in ((X, "X", UNMOVED, "on"), (Y, "Y", EVERYTHING, "off")):
        cpu = [record("environment", framework="machine", fact="cpu-model", value=name)]
        tables[id] = measured(settings, onednn=onednn) | {"environment": cpu}
    write(tmp_path, X, **often(tables[X]))
    return data_of(tmp_path, id=Y, **tables[Y])


def test_the_main_page_tells_who_leads_on_each_machine_and_shows_causes_where_something_moves(two_machines):
    main, other = list(two_machines.environments.values())
    values = Values(two_machines)
    assert values.bench_leads() == (
        f"On {main.title}, where TensorFlow uses oneDNN, neither leads clearly in any of 1 model; "
        f"on {other.title}, where it leaves oneDNN off, PyTorch leads in 1. "
        f"Tuned by one recipe, neither leads clearly on {main.title}, neither leads clearly on {other.title}."
    )
    assert values.bench_finding() == "the math library that each package picks"
    assert (values.bench_explained_elsewhere(), values.bench_divided_elsewhere()) == (other.title, "")
    assert draw(BY_ID["bench-causes"], two_machines).environment == other.id
    assert draw(BY_ID["bench-divisions"], two_machines).environment == main.id
    assert values.bench_unmoved() == (
        f"On {main.title}, where TensorFlow uses oneDNN, no single step clearly moves a ratio."
    )


def test_a_machines_own_page_tells_of_itself_alone(two_machines):
    other = list(two_machines.environments.values())[1]
    values = Values(replace(two_machines, shown=other.id))
    assert values.bench_leads() == (
        f"On {other.title}, where TensorFlow leaves oneDNN off, PyTorch leads in 1 of 1 model. "
        "Tuned by one recipe, neither leads clearly."
    )
    assert values.bench_unmoved() == "" and values.bench_explained_elsewhere() == ""


def test_the_libraries_that_runs_name_stand_in_a_table_by_machine(tmp_path, two_machines):
    said = {"onednn": "off", "onednn_isa": "Intel AVX2", "blas": "oneDNN v3.7.3", "blas_path": "gemm_api"}
    shown = libraries_table(Fragments(Edition(data_of(tmp_path / "one", **measured(EVERYTHING[:2], **said)))))
    assert "<td>TensorFlow</td><td>off</td><td>Intel AVX2</td><td>–</td><td>oneDNN v3.7.3 (gemm_api)</td>" in shown
    assert "PyTorch" not in shown, "no run of it says anything"
    both = libraries_table(Fragments(Edition(two_machines)))
    assert both.count("<td>TensorFlow</td>") == 2
    silent = libraries_table(Fragments(Edition(data_of(tmp_path / "two", **measured(EVERYTHING[:2])))))
    assert "No run here says which math library it used." in silent


def test_divisions_are_told_with_outcomes_that_hold_together():
    """On our own machine: its tally, its figure and the sentence on the first screen agree, though one model alone is
    clear by itself.
    """
    environments, _ = load_environments(ROOT / "data" / "benchmarks")
    environment = environments["amd-epyc-2c-cpu-4dee08"]
    band = tie_band(environment)
    said = {id: ratio.outcome(band) for id, ratio in causes.division_ratios(environment, "written").items()}
    assert said == {id: ratio.outcome(band) for id, ratio in against_all(environment, said).items()}
    assert causes.division_ratio(environment, "lstm", "written").outcome(band) == "less" and said["lstm"] == "unclear"
    drawn = draw(BY_ID["bench-divisions"], Dataset({}, {environment.id: environment})).rows
    assert [row["outcome"] for row in drawn if row["division"] == "as written"] == [*said.values()]


def test_a_side_that_the_recipe_slows_loses_nothing_to_the_other(tmp_path):
    """TensorFlow would lead the tuned division, but only because PyTorch's step became longer by the recipe."""
    slower = ("pytorch", columns("resnet20", "pytorch", "tuned"), 1500)
    (environment,) = data_of(tmp_path, **measured([*EVERYTHING[:6], slower])).environments.values()
    [ratio] = causes.division_ratios(environment, "tuned").values()
    assert ratio.outcome(tie_band(environment)) == "more"
    assert causes.slowed(environment, "resnet20", ratio) == "pytorch"
    assert causes.outcomes(environment, "tuned") == {"resnet20": "unclear"}
    data = Dataset({}, {environment.id: environment})
    assert Values(data).bench_slowed() == "PyTorch's ResNet-20 (1.50 times)"
    rows = draw(BY_ID["bench-divisions"], data).rows
    assert [row["outcome"] for row in rows] == ["less", "unclear"]


def test_steps_that_move_little_each_may_move_much_together(tmp_path):
    """On our own machine no step is clear, and all of them together are."""
    environments, _ = load_environments(ROOT / "data" / "benchmarks")
    environment = environments["amd-epyc-2c-cpu-4dee08"]
    assert not causes.finding_of(environment)
    whole = {one.workload: one.whole for one in causes.chains(environment)[0]}
    assert whole["resnet20"].outcome(tie_band(environment)) == "less"
