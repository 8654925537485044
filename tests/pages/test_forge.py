"""Links to the forge: to the line of a row, to a report with its fields filled in, and none if the forge is unknown."""

import csv
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml

from sitedata.check.dataset import checked_dataset
from sitedata.pages.forge import LONGEST_FIELD, REPORT_FIELDS, REPORT_FORM, Forge
from sitedata.pages.row_tools import CALLED, Tools
from sitedata.schema.figure import Code
from sitedata.schema.tables import TABLES, key_of
from tests.tiny import TINY, write
from tests.tiny_figure import TINY as TINY_FIGURE

ROOT = Path(__file__).resolve().parents[2]
HOME = "https://github.com/someone/somewhere"


def asked(address):
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def test_the_report_opens_the_form_with_id_value_and_source():
    address = Forge(HOME).report("claim tf2-eager", "holds & more", "tf-release-2-0-0")
    assert address.startswith(f"{HOME}/issues/new?")
    assert asked(address) == {
        "template": REPORT_FORM, "title": "Wrong: claim tf2-eager", "row": "claim tf2-eager", "value": "holds & more",
        "source": "tf-release-2-0-0",
    }  # fmt: skip


def test_the_form_has_the_fields_that_the_report_fills_in():
    form = yaml.safe_load((ROOT / ".github" / "ISSUE_TEMPLATE" / REPORT_FORM).read_text(encoding="utf-8"))
    assert set(REPORT_FIELDS) <= {part.get("id") for part in form["body"]}


@pytest.mark.parametrize(
    ("repository", "edit", "report"),
    [
        (
            "https://gitlab.com/group/part/name",
            "/-/edit/main/data/claims.csv#L7",
            "/-/issues/new?issue%5Btitle%5D=Wrong%3A+claim+x&",
        ),
        (
            "https://codeberg.org/someone/somewhere",
            "/_edit/main/data/claims.csv#L7",
            "/issues/new?title=Wrong%3A+claim+x&body=Row%3A+claim+x",
        ),
    ],
)
def test_other_forges_get_what_they_understand(repository, edit, report):
    forge = Forge(repository)
    assert forge.edit("data/claims.csv", 7) == repository + edit
    assert forge.report("claim x", "v").startswith(repository + report)


@pytest.mark.parametrize("repository", ["", "https://git.example.org/a/b", "https://example.org/github.com/x"])
def test_an_unknown_forge_gets_no_links(tmp_path, repository):
    tools = Tools(checked_dataset(write(tmp_path / "data", disputes=[])), repository)
    assert not tools.of("claims", tools.data.rows("claims")[0], "holds")
    assert (
        Forge(repository).pages
        == Forge(repository).edit("x")
        == Forge(repository).report("x")
        == Forge(repository).view("x")
        == ""
    )


def test_a_long_value_is_cut_so_that_the_address_stays_short():
    assert len(Forge(HOME).report("r", "ß" * 50_000, "s" * 50_000)) < 8_000
    assert asked(Forge(HOME).report("r", "x" * 1000))["value"] == "x" * (LONGEST_FIELD - 1) + "…"


@pytest.mark.parametrize("table", CALLED)
def test_the_edit_link_leads_to_the_line_of_the_row_in_the_real_file(table):
    data = checked_dataset(ROOT / "data")
    lines = (ROOT / "data" / f"{table}.csv").read_text(encoding="utf-8").split("\n")
    columns = list(TABLES[table].model_fields)
    for row in data.rows(table):
        link = Tools(data, HOME).of(table, row, "shown").edits[0][1]
        address, _, line = link.partition("#L")
        assert address == f"{HOME}/edit/main/data/{table}.csv"
        first = next(csv.reader([lines[int(line) - 1]]))
        assert [first[columns.index(name)] for name in row.key if len(first) > columns.index(name)] == key_of(
            row
        ).split(" ")[: len(row.key)]


def test_a_link_follows_its_row_when_lines_move(tmp_path):
    more = {"sources": [TINY["sources"][0] | {"id": "a"}, *TINY["sources"]], "disputes": []}
    data = checked_dataset(write(tmp_path / "data", **more))
    assert Tools(data, HOME).of("sources", data.sources["s"]).edits[0][1].endswith("sources.csv#L3")


def test_a_disputed_row_is_flagged_and_so_is_the_figure_of_its_study(tmp_path):
    data = checked_dataset(write(tmp_path / "data"))
    figure = replace(
        TINY_FIGURE, kind="published", tables=("published_results",), code=Code("sitedata/draw/all.py", 12)
    )
    tools = Tools(data, HOME)
    dispute = TINY["disputes"][0]
    assert tools.of_figure(figure).disputes == ((dispute["reason"], dispute["url"]),)
    assert [address.removeprefix(HOME) for _, address in tools.of_figure(figure).edits] == [
        "/edit/main/scripts/sitedata/draw/all.py#L12", "/edit/main/data/published_results.csv",
    ]  # fmt: skip
