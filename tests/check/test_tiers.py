"""What environments.csv says of folders: checked against them, and nothing that a folder could say of itself."""

import re
from dataclasses import replace

import pytest

from sitedata.check.dataset import inconsistent
from sitedata.check.tiers import RULES
from sitedata.draw.all import BY_ID, plans
from sitedata.draw.figure import draw
from sitedata.judge.edition import Edition
from sitedata.judge.environments import (
    device_of,
    main_environment,
    marked_title,
    names_of,
    other_environments,
    verified_by,
)
from sitedata.load.dataset import load_dataset
from sitedata.load.environments import checksum, forget
from sitedata.pages.environments import environment_choice, environment_list, samples_tool
from sitedata.pages.fragments import Fragments
from sitedata.pages.words.facts import Values
from tests import tiny, tiny_benchmark
from tests.conftest import ROOT

RUN = "https://github.com/example/site/actions/runs/17"
OTHER = [
    tiny_benchmark.record("environment", value="Other"),
    tiny_benchmark.record("environment", fact="cores", value="8"),
]


def row(id="one", tier="ours", **cells):
    """A row of environments.csv; ``data`` fills in the sum of the files."""
    empty = {"main_for": "", "attested_run": "", "files_sha256": "", "letter": ""}
    return tiny.record("environments") | empty | {"id": id, "tier": tier} | cells


@pytest.fixture
def data(tmp_path):
    """Two environments, ``one`` and ``two``, and what environments.csv says of them."""

    def of(*rows, **two):
        folder = tmp_path / "data"
        tiny_benchmark.write(folder / "benchmarks", id="one")
        tiny_benchmark.write(folder / "benchmarks", id="two", **{"environment": OTHER} | two)
        for each in rows:
            there = folder / "benchmarks" / each["id"]
            each["files_sha256"] = each["files_sha256"] or (checksum(there) if there.is_dir() else "0" * 64)
        tiny.write(folder, environments=list(rows))
        forget()
        return load_dataset(folder)

    return of


def problems(data):
    return [str(problem) for problem in inconsistent(data) if "environments.csv" in str(problem)]


PROOF = "the run of the workflow that measured it for what is attested, and for nothing else"
MAIN = "one environment for each device on which keepers measured: pages show it first"
BROKEN = {
    "a listed environment is there": (
        [row(main_for="cpu"), row("twa")],
        "environments.csv:3: id: no such folder, got 'twa' — expected a folder of data/benchmarks "
        "(did you mean 'two'?)",
    ),
    "only what was attested has a run": (
        [row(main_for="cpu"), row("two", "attested")],
        f"environments.csv:3: attested_run: empty for attested, got '' — expected {PROOF}",
    ),
    "only what was attested has a run: ours": (
        [row(main_for="cpu", attested_run=RUN)],
        f"environments.csv:2: attested_run: filled for ours, got '{RUN}' — expected {PROOF}",
    ),
    "the proof is a public run": (
        [row(main_for="cpu"), row("two", "attested", attested_run="https://example.org/17")],
        "environments.csv:3: attested_run: no run of a workflow, got 'https://example.org/17' — expected the address "
        "of a run, like https://github.com/OWNER/REPOSITORY/actions/runs/NUMBER",
    ),
    "a main environment ran on its device": (
        [row(main_for="cpu"), row("two", main_for="cuda")],
        "environments.csv:3: main_for: two never ran there, got 'cuda' — expected a device on which it has good runs",
    ),
    "one main environment a device": (
        [row(main_for="cpu"), row("two", main_for="cpu")],
        f"environments.csv:3: main_for: one is that already, got 'cpu' — expected {MAIN}",
    ),
    "each letter names one": (
        [row(main_for="cpu", letter="B"), row("two", letter="B")],
        "environments.csv:3: letter: one has it already, got 'B' — expected a letter that no other environment has",
    ),
    "one main environment a device: none": (
        [row()],
        f"environments.csv:2: main_for: no main environment for cpu — expected {MAIN}",
    ),
}


BROKEN_BELOW = {"what was listed is unchanged"}


@pytest.mark.parametrize(("rows", "line"), BROKEN.values(), ids=BROKEN)
def test_broken_rule(data, rows, line):
    assert f"data/{line}" in problems(data(*rows))


def test_every_rule_is_broken():
    assert {rule.name for rule in RULES} - BROKEN.keys() == BROKEN_BELOW


@pytest.mark.parametrize("cells", [{}, {"tier": "attested", "attested_run": RUN}], ids=["ours", "attested"])
def test_nobody_adds_to_a_folder_that_was_listed(data, cells):
    """Neither a better time, nor a sweep of a stranger that would then be called ours."""
    rows = [row(main_for="cpu"), row("two", **cells)]
    assert problems(data(*rows)) == []
    [line] = problems(data(*rows, **tiny_benchmark.changed("runs", 0, first_call_ms="1")))
    assert re.fullmatch(
        r"data/environments\.csv:3: files_sha256: its files have [0-9a-f]{64}, got [0-9a-f]{64} — expected the "
        "SHA-256 of what sha256sum prints in its folder: nobody adds to what a keeper listed or a workflow attested",
        line,
    )


# --- nobody gives a tier to a folder from within it -------------------------------------------------------------------
def test_a_folder_without_a_row_is_contributed_whatever_it_says_of_itself(data):
    claims = [*OTHER, *(tiny_benchmark.record("environment", fact=name, value="ours") for name in ("tier", "main-for"))]
    environments = data(row(main_for="cpu"), environment=claims).environments
    assert {id: environment.tier for id, environment in environments.items()} == {"one": "ours", "two": "contributed"}


def test_a_letter_begins_the_name_of_its_machine_and_is_enough_to_choose_it(data):
    environments = data(row(main_for="cpu", letter="A"), row("two")).environments
    assert environments["one"].title == f"A · {environments['one'].machine}"
    assert names_of(environments.values()) == {"one": environments["one"].title, "two": "Other, 8 cores"}


def test_every_tier_is_on_every_figure_of_its_environment(data):
    for rows, words in (
        ([row("two", main_for="cpu")], "Other, 8 cores, measured by us; "),
        (
            [row("two", "attested", main_for="cpu", attested_run=RUN)],
            "Other, 8 cores, attested: measured by a public workflow; ",
        ),
        ([], "Other, 8 cores, contributed; "),
    ):
        loaded = replace(data(*rows), shown="two")
        drawn = {id: draw(spec, loaded) for id, spec in BY_ID.items() if spec.of_environment}
        captions = [figure.caption for figure in drawn.values() if hasattr(figure, "caption")]
        assert captions and all(words in caption for caption in captions), captions


def test_figures_of_the_real_data_name_machine_and_tier():
    data = load_dataset(ROOT / "data")
    for id, (spec, shown) in plans(data).items():
        if spec.of_environment and hasattr(figure := draw(spec, shown), "caption"):
            environment = data.environments[figure.environment]
            assert f"{environment.title}, measured by us" in figure.caption, id


def test_lists_choices_and_titles_say_the_tier(data):
    loaded = data(row(main_for="cpu"))
    fragments = Fragments(Edition(loaded))
    assert marked_title(loaded.environments["two"]).startswith("Other, 8 cores (contributed; ")
    assert "Other, 8 cores (contributed; below our protocol)" in environment_choice(fragments, "", "speed/")
    listed = environment_list(fragments, "")
    assert listed.count("<strong>Contributed</strong>: sent by somebody") == 1
    assert listed.count("<strong>Ours</strong>: measured by this project") == 1
    assert "gh attestation" not in listed


def test_an_attested_environment_says_how_to_verify_it_in_one_command(data):
    loaded = data(row(main_for="cpu"), row("two", "attested", attested_run=RUN))
    command = verified_by(loaded.environments["two"])
    assert command == (
        "for file in data/benchmarks/two/*; do gh attestation verify $file --repo example/site --signer-workflow "
        "example/site/.github/workflows/measure.yml --source-ref refs/heads/main --deny-self-hosted-runners || break; "
        "done"
    )
    listed = environment_list(Fragments(Edition(loaded)), "")
    assert f"<pre><code>{command}</code></pre>" in listed and f'<a href="{RUN}">' in listed
    assert verified_by(loaded.environments["one"]) == ""


# --- the main environment, for each device ----------------------------------------------------------------------------
def on_cuda(count=30):
    """A folder of a GPU with more good runs than any other."""
    made = [
        tiny_benchmark.run(f"cuda-{number}", round=number, device="cuda", framework=framework, mode=mode)
        for number in range(1, count + 1)
        for framework, mode in (("pytorch", "eager"),)
    ]
    gpu = tiny_benchmark.record("environment", fact="gpu-model", value="NVIDIA H100")
    return {"runs": [run for run, _ in made], "samples": [times for _, times in made], "environment": [*OTHER, gpu]}


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [row(main_for="cpu")],
        [row(main_for="cpu"), row("two")],
        [row(main_for="cpu"), row("two", main_for="cuda")],
        [row(), row("two", main_for="cpu")],
    ],
    ids=["nobody named one", "named", "both are ours", "each named for its device", "named for a CPU by mistake"],
)
def test_a_gpu_never_becomes_performance_on_a_cpu(data, rows):
    loaded = data(*rows, **on_cuda())
    assert device_of(loaded.environments["two"]) == "cuda"
    assert (main_environment(loaded).id, main_environment(loaded, "cuda").id) == ("one", "two")
    assert other_environments(loaded) == ["two"]
    gpu = Values(replace(loaded, shown="two"))
    assert not gpu.bench_is_main() and gpu.bench_machine().startswith("NVIDIA H100, Other")
    assert Values(loaded).bench_is_main()


def test_the_machine_that_is_named_is_shown_though_another_has_more_runs(data):
    many = {name: rows for name, rows in on_cuda().items() if name != "environment"}
    many["runs"] = [run | {"device": "cpu"} for run in many["runs"]]
    assert main_environment(data(**many)).id == "two"
    assert main_environment(data(row(main_for="cpu"), **many)).id == "one"
    assert main_environment(data(row(main_for="cpu"), row("two"), **many)).id == "one", "both are ours"
    assert main_environment(data(row(), **many)).id == "one", "of those that nobody named, one of ours"


def test_with_a_gpu_alone_nothing_is_called_performance_on_a_cpu(data, tmp_path):
    loaded = data(**on_cuda())
    gpu = replace(loaded, measured={"two": loaded.environments["two"]})
    assert main_environment(gpu) is None and not Values(gpu).measured() and other_environments(gpu) == ["two"]
    assert not Values(replace(gpu, shown="two")).bench_is_main()
    assert 'value="two"' in samples_tool(Fragments(Edition(gpu)))
    both = replace(gpu, measured={"two": gpu.measured["two"], "three": replace(gpu.measured["two"], id="three")})
    assert environment_choice(Fragments(Edition(both)), "", "speed/") == "", "none of them has a CPU's numbers"
    of_gpus = environment_choice(Fragments(Edition(both).showing("two")), "", "gpu/")
    assert of_gpus.count("<a href") == 2 and 'href="gpu/"' in of_gpus and 'href="gpu/three/"' in of_gpus


def test_machines_of_other_devices_are_not_compared(data):
    values = Values(data(row(main_for="cpu"), **on_cuda()))
    assert values.bench_elsewhere() == ""
    assert values.bench_gpu().startswith("Measured on a GPU too: NVIDIA H100")
    choice = environment_choice(Fragments(Edition(data(row(main_for="cpu"), **on_cuda()))), "", "speed/")
    assert choice == "", "a page about a CPU offers no GPU"
