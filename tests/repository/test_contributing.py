"""CONTRIBUTING: each example works on the real data as the text says; the files that a contributor meets are whole."""

import datetime
import re
import shlex
import shutil
import sys
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest
import yaml

from sitedata.check.acceptance import accept
from sitedata.check.dataset import checked_dataset
from sitedata.check.environments import checked_environments
from sitedata.commands.data import verdicts
from sitedata.draw.all import BY_ID
from sitedata.draw.figure import draw
from sitedata.judge.claims import judge
from sitedata.judge.environments import main_environment
from sitedata.judge.log import unlogged
from sitedata.load.dataset import load_dataset
from sitedata.load.environments import forget as forget_environments
from sitedata.load.fix import fix
from sitedata.review.repository import check_repository
from sitedata.schema.tables import TABLES
from sitedata.text.problem import BadInput
from tests.doctored import stranger, write_environment

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
JOBS = ("Fix a cell", "Dispute a verdict", "Add a source", "Add a chart", "Send a measurement")


def section(title):
    match = re.search(rf"^## {title}\n(.*?)(?=^## |\Z)", TEXT, re.MULTILINE | re.DOTALL)
    assert match, f"no section {title}"
    return match[1]


def blocks(title, language):
    return re.findall(rf"```{language}\n(.*?)```", section(title), re.DOTALL)


@pytest.fixture
def folder(working_tree):
    return working_tree / "data"


def apply(diff, folder):
    """Every removed line must be in its file; an added one replaces it or is appended."""
    path, removed = None, []
    for line in diff.splitlines():
        if line.startswith("+++ b/data/"):
            path = folder / line.removeprefix("+++ b/data/")
        elif line.startswith("-") and not line.startswith("---"):
            removed.append(line[1:] + "\n")
            assert removed[-1] in path.read_text(encoding="utf-8"), (
                f"{path.name} has no line {line[1:]}: the example in CONTRIBUTING.md is old"
            )
        elif line.startswith("+"):
            text = path.read_text(encoding="utf-8")
            path.write_text(
                text.replace(removed.pop(0), line[1:] + "\n") if removed else text + line[1:] + "\n", encoding="utf-8"
            )
    assert path and not removed


def test_the_five_jobs_are_there_each_with_an_example():
    for title in JOBS:
        assert f"](#{title.lower().replace(' ', '-')})" in TEXT
        assert "```" in section(title)


def test_a_cell_is_fixed(folder):
    [diff] = blocks("Fix a cell", "diff")
    before = checked_dataset(folder).cells["custom-kernels", "pytorch"].text
    apply(diff, folder)
    after = checked_dataset(folder).cells["custom-kernels", "pytorch"]
    assert after.text != before and fix(folder) == []


def test_a_slip_is_told_in_the_words_that_the_text_shows(folder):
    [said] = blocks("Fix a cell", "text")
    path = folder / "systems.csv"
    lines = path.read_text(encoding="utf-8").split("\n")
    number = int(said.split(":")[1])
    assert ",archived," in lines[number - 1], "the example in CONTRIBUTING.md needs a system that is archived"
    lines[number - 1] = lines[number - 1].replace(",archived,", ",arhived,")
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        checked_dataset(folder)
    assert said.strip() in str(caught.value).splitlines()


def test_a_verdict_is_disputed_and_the_check_asks_for_the_line_in_the_log(folder):
    [diff] = blocks("Dispute a verdict", "diff")
    before = judge(checked_dataset(folder))["pt-creators"].verdict
    apply(diff, folder)
    data = checked_dataset(folder)
    assert (before, judge(data)["pt-creators"].verdict) == ("partly", "contradicted")
    import datetime

    day = datetime.date(2099, 1, 2)
    [said] = blocks("Dispute a verdict", "text")
    assert [str(problem) for problem in unlogged(data, day)] == [said.strip().replace("DAY", day.isoformat())]


def test_a_source_is_added_and_fix_sorts_it_in(folder):
    [diff] = blocks("Add a source", "diff")
    apply(diff, folder)
    with pytest.raises(BadInput, match="rows ordered by id"):
        checked_dataset(folder)
    assert [change.file for change in fix(folder)] == ["data/sources.csv"]
    data = checked_dataset(folder)
    assert "keras-benchmarks-issue-2" in data.cited_sources
    assert "keras-benchmarks-issue-2" in data.sources


def test_a_chart_is_added_as_shown(folder, tmp_path):
    from sitedata.draw import figure
    from sitedata.draw.figures import releases

    [code] = blocks("Add a chart", "python")
    [include] = re.findall(r"`\{\{ figure\(\"([a-z-]+)\"\) \}\}`", section("Add a chart"))
    path = tmp_path / "chart.py"
    path.write_text(
        (
            "from __future__ import annotations\nfrom sitedata.draw.figures.releases import *\n"
            "from sitedata.draw.plot import Plot\n"
        )
        + code,
        encoding="utf-8",
    )
    names = {name: value for name, value in vars(releases).items() if not name.startswith("__")}
    module = type(sys)("chart_of_contributing")
    vars(module).update(names)
    sys.modules[module.__name__] = module
    try:
        exec(compile(path.read_text(encoding="utf-8"), str(path), "exec"), vars(module))
        [made] = [value for value in vars(module).values() if isinstance(value, figure.Spec) and value.id == include]
        drawn = figure.draw(made, checked_dataset(folder))
        assert {row["framework"] for row in drawn.rows} == {"TensorFlow", "PyTorch", "Keras", "JAX"}
        assert drawn.wide["data"] and drawn.narrow["data"]
    finally:
        sys.modules.pop(module.__name__)


def test_the_commands_for_a_measurement_are_understood():
    from bench.__main__ import parse

    commands = "\n".join(blocks("Send a measurement", "sh"))
    chosen = [parse(shlex.split(arguments)) for arguments in re.findall(r"ARGS='(.*?)'", commands)]
    assert [bool(each.note) for each in chosen] == [False, True]
    targets = set(re.findall(r"^make ([a-z-]+)", commands, re.MULTILINE))
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert all(re.search(rf"^{target}:", makefile, re.MULTILINE) for target in targets)


def test_a_measurement_that_is_there_already_is_told_as_shown(folder):
    [said] = blocks("Send a measurement", "text")
    known = re.search(r"the same environment as ([\w-]+),", said)[1]
    shutil.copytree(folder / "benchmarks" / known, folder / "benchmarks" / "my-machine")
    forget_environments()
    environments, problems = checked_environments(folder / "benchmarks")
    assert not problems
    assert said.strip() in [str(refusal) for refusal in accept(environments)]


def test_a_stranger_s_folder_lands_without_a_second_file_by_hand(working_tree):
    """What ``make bench`` writes is all: it ends with the command that logs the verdicts that the result moves."""
    assert re.search(r"^bench:.*\n\t@\$\(BENCH\) -m bench \$\(ARGS\)\n\t@\$\(SITE\) verdicts$", MAKEFILE, re.MULTILINE)
    committed = load_dataset(working_tree / "data").environments
    sent = stranger(committed["amd-epyc-2c-cpu-accd23"], tuple(committed.values()), seed=22, cores="16")
    write_environment(working_tree / "data" / "benchmarks", sent)
    forget_environments()
    today = datetime.datetime.now(datetime.UTC).date()
    assert verdicts(working_tree) == 0
    data = check_repository(working_tree, today)
    mine = data.environments[sent.id]
    assert (mine.tier, main_environment(data).tier) == ("contributed", "ours")
    assert "contributed" in draw(BY_ID["bench-training"], replace(data, shown=sent.id)).caption


# --- what README, CONTRIBUTING and the maintainers' page say ---------------------------------------------------------
DOCUMENTS = {
    name: (ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "CONTRIBUTING.md", "docs/maintaining.md")
}
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_command_and_every_file_that_a_text_names_exists(name):
    text = DOCUMENTS[name]
    for target in set(re.findall(r"(?:^|`)make ([a-z-]+)", text, re.MULTILINE)):
        assert re.search(rf"^{target}:", MAKEFILE, re.MULTILINE), target
    tracked = {
        path for top in ("data", "docs", "locks", "overrides", "scripts", "tests", ".github") for path in [f"{top}/"]
    }
    for path in set(re.findall(r"`((?:data|docs|locks|overrides|scripts|tests|\.github)/[\w./-]*)`", text)) - tracked:
        assert (ROOT / path).exists(), path
    for link in set(re.findall(r"\]\((?!https?:|#)([^)#]+)", text)):
        assert ((ROOT / name).parent / link).exists(), link


@pytest.mark.parametrize(("name", "most"), [("README.md", 700), ("CONTRIBUTING.md", 900)])
def test_the_first_words_are_few(name, most):
    assert len(DOCUMENTS[name].split()) <= most


def test_each_setting_is_one_that_something_reads():
    names = re.findall(r"^\| (`[A-Z_`, ]+`) \|", DOCUMENTS["docs/maintaining.md"], re.MULTILINE)
    code = [*(ROOT / "scripts").rglob("*.py"), *(ROOT / "tests").rglob("*.py"), ROOT / "Makefile"]
    read = "\n".join(path.read_text(encoding="utf-8") for path in code)
    for name in re.findall(r"[A-Z_]+", " ".join(names)):
        assert re.search(rf"[\"'( ]{name}[\"') ]|^{name} +\?=", read, re.MULTILINE), name
    assert len(names) > 8


def test_the_way_without_make_is_one():
    commands = re.findall(r"```bat\n(.*?)```", DOCUMENTS["README.md"], re.DOTALL)[0].splitlines()
    assert re.fullmatch(r"py scripts\\set_up\.py site", commands[0]) and commands[2].endswith(r"scripts\build.py serve")
    for command in (
        re.findall(r"`build\.py` also knows (.+?);", DOCUMENTS["README.md"])[0].replace(" and ", ", ").split(", ")
    ):
        assert re.search(
            rf'add_parser\("{command.strip("`")}"', (ROOT / "scripts" / "build.py").read_text(encoding="utf-8")
        ), command


def test_the_arguments_for_a_sweep_are_understood():
    from bench.__main__ import OTHER_COMMANDS, parse

    shown = re.findall(r'make bench ARGS="(--[^"]+)"', DOCUMENTS["docs/maintaining.md"])
    for arguments in shown:
        if "…" not in arguments and "only" not in arguments:
            words = arguments.split()
            other = OTHER_COMMANDS.get(words[0])
            import_module(other).parse(words[1:]) if other else parse(words)
    assert len(shown) >= 5


# --- forms and files -------------------------------------------------------------------------------------------------
FORMS = sorted(path for path in (ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml") if path.name != "config.yml")


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.name)
def test_a_form_asks_for_the_source(path):
    form = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert form["name"] and form["description"] and form["body"]
    ids = [part["id"] for part in form["body"] if "id" in part]
    assert len(set(ids)) == len(ids) and all(re.fullmatch(r"[\w-]+", id) for id in ids)
    proof = next(part for part in form["body"] if part.get("id") == "proof")
    assert proof["validations"]["required"] is True and "source" in str(proof["attributes"]).lower()
    assert all(
        part["type"] in ("markdown", "input", "textarea", "dropdown", "checkboxes") and part["attributes"]
        for part in form["body"]
    )


def test_the_pull_request_template_asks_for_the_source():
    assert "## The source" in (ROOT / ".github" / "PULL_REQUEST_TEMPLATE.md").read_text(encoding="utf-8")


def test_the_citation_is_one():
    """Required by the format: https://github.com/citation-file-format/citation-file-format/blob/main/schema-guide.md"""
    cff = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert cff["cff-version"] == "1.2.0" and cff["title"] and cff["message"] and cff["type"] in ("software", "dataset")
    assert all(set(author) == {"name"} for author in cff["authors"]), "an entity, no invented person"
    assert set(cff["license"]) == {"MIT", "CC-BY-SA-4.0"}


def test_the_changelog_of_the_method_has_its_days_in_order():
    days = re.findall(r"^## (\d{4}-\d{2}-\d{2})$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert days and days == sorted(set(days), reverse=True)


def test_the_dictionary_has_a_good_and_a_bad_example_of_every_column():
    for name, model in TABLES.items():
        for column, field in model.model_fields.items():
            assert field.examples[0] and field.json_schema_extra["bad"], f"{name}.{column}"
