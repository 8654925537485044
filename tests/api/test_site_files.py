"""The API: every file fulfils its published schema, names its licence and author, and keeps what version 1 promised."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from urllib.parse import urljoin

import jsonschema
import pytest

from sitedata.api.measurements import ratios, rounded
from sitedata.api.site_files import Api, newest_day
from sitedata.check.dataset import checked_dataset
from sitedata.judge.edition import Edition
from sitedata.pages.api import requests, type_of
from tests import tiny, tiny_benchmark, tiny_figure
from tests.tiny import changed

SITE = "https://site.example/wiki/"
PROMISED = Path(__file__).with_name("api_v1.json")
HOSTILE = '@1+1 <script>alert("x")</script> | ](javascript:x) \u2028 {{ 7*7 }}'


def made(
    folder,
    site_url=SITE,
    figures=(tiny_figure.TINY,),
    published=("figures/one.csv",),
    pages=None,
    environment=True,
    **tables,
):
    """Every file of the API, from the tiny tables and a synthetic environment."""
    tiny.write(folder / "data", **tables)
    if environment:
        tiny_benchmark.write(folder / "data" / "benchmarks", **tiny_benchmark.plausible(rounds=7, steps=3))
    data = checked_dataset(folder / "data")
    return Api(Edition(data, {figure.file: figure for figure in figures}), site_url, "Title").files(published, pages)


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    return made(tmp_path_factory.mktemp("api"))


@pytest.fixture(scope="module")
def homeless(tmp_path_factory):
    return made(tmp_path_factory.mktemp("homeless"), site_url="")


def answers(files):
    return {path: json.loads(text) for path, text in files.items() if path.endswith(".json") and "/schema/" not in path}


def complaints(files, document, path=""):
    """What is wrong with the file at ``path``, by the schema that it names there."""
    place = SITE + path
    schema_place = urljoin(place, document["$schema"])
    schema = json.loads(files[schema_place.removeprefix(SITE)])
    assert urljoin(schema_place, schema["$id"]) == schema_place
    jsonschema.Draft202012Validator.check_schema(schema)
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    return [
        error.message for error in jsonschema.Draft202012Validator(schema, format_checker=checker).iter_errors(document)
    ]


# --- schemas ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("known", ["files", "homeless"], ids=["address known", "address unknown"])
def test_every_file_fulfils_the_schema_that_it_names(known, request):
    files = request.getfixturevalue(known)
    documents = answers(files)
    assert {path.split("/")[2].removesuffix(".json") for path in documents} == {
        "index",
        "claims",
        "comparison",
        "systems",
        "figures",
        "fits",
        "changes",
        "years",
        "deployments",
        "measurements",
    }
    assert {path for path in documents if path.startswith("api/v1/claims/")} == {
        f"api/v1/claims/{id}.json" for id in ("one", "two", "three")
    }
    for path, document in documents.items():
        assert not complaints(files, document, path), path


def in_claim(name, value):
    return ("claims/one", lambda document: document["claim"].__setitem__(name, value))


MUTATED = {
    "verdict that there is not": in_claim("verdict", "true"),
    "day that is none": in_claim("checked_on", "yesterday"),
    "history that is a text": in_claim("history", "none"),
    "claim without a page": ("claims/one", lambda document: document["claim"].pop("page")),
    "no licence": ("systems", lambda document: document.pop("licence")),
    "status that there is not": ("systems", lambda document: document["systems"][0].__setitem__("status", "dead")),
    "cell without a day": ("comparison", lambda document: document["criteria"][0]["cells"][0].pop("checked_on")),
    "ratio as text": (
        "measurements",
        lambda document: document["environments"][0]["ratios"][0].__setitem__("median", "1.2"),
    ),
    "outcome that there is not": (
        "measurements",
        lambda document: document["environments"][0]["ratios"][0].__setitem__("outcome", "won"),
    ),
    "resource without an address": ("index", lambda document: document["resources"][0].pop("address")),
}


@pytest.mark.parametrize(("name", "mutate"), MUTATED.values(), ids=MUTATED)
def test_a_mutated_file_breaks_its_schema(files, name, mutate):
    document = json.loads(files[f"api/v1/{name}.json"])
    assert not complaints(files, document)
    mutate(document)
    assert complaints(files, document)


def test_a_member_that_a_later_build_adds_breaks_no_schema(files):
    document = json.loads(files["api/v1/claims/one.json"])
    document["claim"]["later"] = 1
    assert not complaints(files, document)


def members(files):
    """``claims.json Claim.verdict`` → its type, for every member of every schema."""
    types = {}
    for path, text in files.items():
        if "/schema/" in path:
            schema = json.loads(text)
            parts = {"": schema, **schema.get("$defs", {})}
            for part, about in parts.items():
                types |= {
                    f"{path.split('/')[-1]} {part}.{name}": type_of(schema)
                    for name, schema in about.get("properties", {}).items()
                }
    return types


def test_what_version_1_has_promised_is_still_there(files):
    promised = json.loads(PROMISED.read_text(encoding="utf-8"))
    now = members(files)
    assert {name: now.get(name) for name in promised} == promised


def test_a_new_member_is_written_down_so_that_it_stays(files):
    promised = json.loads(PROMISED.read_text(encoding="utf-8"))
    new = {name: kind for name, kind in members(files).items() if name not in promised}
    assert not new, f"add to {PROMISED.name}: {json.dumps(new, indent=1)}"


# --- what is in the files --------------------------------------------------------------------------------------------
def test_every_file_says_whose_it_is_and_how_new(files):
    for path, document in answers(files).items():
        assert document["licence"]["name"] == "CC-BY-SA-4.0" and document["licence"]["address"].startswith(
            "https://creativecommons.org/"
        )
        assert document["attribution"] == f"Title, {SITE} (CC-BY-SA-4.0)" and document["address"] == SITE + path
        assert document["as_of"] <= json.loads(files["api/v1/index.json"])["as_of"]


def addresses_in(value):
    if isinstance(value, dict):
        named = (
            "address",
            "page",
            "samples",
            "csv",
            "svg",
            "png",
            "json",
            "meta",
            "one",
            "schema",
            "$schema",
            "documentation",
            "tables",
            "one_schema",
        )
        yield from (text for name, text in value.items() if name in named and isinstance(text, str))
        value = list(value.values())
    if isinstance(value, list):
        for part in value:
            yield from addresses_in(part)


def test_addresses_are_absolute_where_the_site_knows_its_own(files):
    addresses = [address for document in answers(files).values() for address in addresses_in(document)]
    assert len(addresses) > 100 and all(
        address.startswith((SITE, "https://creativecommons.org/")) for address in addresses
    )


def test_addresses_are_relative_to_the_root_where_it_does_not(homeless):
    addresses = [address for document in answers(homeless).values() for address in addresses_in(document)]
    assert len(addresses) > 100 and not [
        address for address in addresses if address.startswith("/") or "site.example" in address
    ]
    assert json.loads(homeless["api/v1/index.json"])["site"] is None
    assert json.loads(homeless["api/v1/claims/one.json"])["attribution"] == "Title (CC-BY-SA-4.0)"


def test_a_claim_carries_all_that_it_rests_on(files):
    one, two, three = (json.loads(files[f"api/v1/claims/{id}.json"])["claim"] for id in ("one", "two", "three"))
    assert (
        one["verdict"] == "holds"
        and one["evidence"][0]["source"]["id"] == "s"
        and one["evidence"][0]["source"]["page"] == f"{SITE}sources/#s"
    )
    assert one["history"] == [{"changed_on": "2026-11-24", "verdict": "holds", "cause": "probes: tf-eager-default yes"}]
    assert (
        one["rule"] is None
        and one["page"] == f"{SITE}claims/one/"
        and one["section_title"] == "TensorFlow: architecture"
    )
    assert (
        two["rule"]["expected"] == "more"
        and two["rule"]["answers"]
        and two["rule"]["words"].startswith("Time of a step in training")
    )
    assert {answer["says"] for answer in two["rule"]["answers"]} <= {"holds", "contradicted", "tie", "unclear"}
    assert three["probes"][0]["outcome"] == "yes" and three["verdict"] == "holds"


def test_a_system_carries_what_came_of_trying_its_package(tmp_path):
    asked = [tiny.record("package_probes", package="pkg:pypi/torch", module="torch", not_asked_because="")]
    results = [tiny.record("probes"), tiny.record("probes", id="torch-alive", finding="torch 2.13.0 imports")]
    files = made(tmp_path, environment=False, package_probes=asked, probes=results)
    document = json.loads(files["api/v1/systems/tensorflow-lite.json"])
    (tried,) = document["system"]["tried_beside"]
    assert (tried["framework"], tried["requires_it"], tried["not_asked_because"]) == ("tensorflow", None, None)
    assert tried["installs_and_imports"]["finding"] == "torch 2.13.0 imports"
    assert not complaints(files, document)


def test_a_list_holds_the_same_as_the_single_files(files):
    for name, member, one in (
        ("claims", "claims", "claim"),
        ("comparison", "criteria", "criterion"),
        ("systems", "systems", "system"),
    ):
        for record in json.loads(files[f"api/v1/{name}.json"])[member]:
            assert json.loads(files[f"api/v1/{name}/{record['id']}.json"])[one] == record


def test_text_of_a_table_stays_the_same_text(tmp_path):
    tables = changed("claims", 0, claim=HOSTILE.replace("\u2028", "")) | changed(
        "systems", 0, what=HOSTILE.replace("\u2028", "")
    )
    files = made(tmp_path, environment=False, **tables)
    assert json.loads(files["api/v1/claims/one.json"])["claim"]["claim"] == HOSTILE.replace("\u2028", "")
    assert json.loads(files["api/v1/systems.json"])["systems"][0]["what"] == HOSTILE.replace("\u2028", "")
    rows = list(csv.DictReader(io.StringIO(files["api/v1/claims.csv"])))
    assert rows[0]["claim"] == "'" + HOSTILE.replace("\u2028", "")


def test_equal_data_gives_equal_bytes(tmp_path, files):
    assert made(tmp_path) == files


def test_without_an_environment_there_are_no_measurements(tmp_path):
    files = made(tmp_path, environment=False)
    assert json.loads(files["api/v1/measurements.json"])["environments"] == []
    assert not complaints(files, json.loads(files["api/v1/measurements.json"]))
    assert (
        files["api/v1/measurements.csv"].startswith("environment,machine,kind,")
        and files["api/v1/measurements.csv"].count("\n") == 1
    )


def test_measurements_have_every_kind_of_ratio_with_its_interval(files):
    (environment,) = json.loads(files["api/v1/measurements.json"])["environments"]
    kinds = {ratio["kind"] for ratio in environment["ratios"]}
    assert kinds == {"training", "inference", "one thread", "batch size", "memory", "mode", "control", "condition"}
    first = environment["ratios"][0]
    assert first["low"] <= first["median"] <= first["high"] and first["rounds"] == 7
    assert (first["numerator"]["framework"], first["denominator"]["framework"]) == ("pytorch", "tensorflow")
    assert environment["sweeps"][0]["runs"]["ok"] > 100 and environment["sweeps"][0]["runs"]["failed"] == 1
    assert (
        [file["name"] for file in environment["files"]][-1] == "defaults.csv"
        and environment["compiling"]
        and environment["accuracy"]
    )


def test_a_single_round_has_no_interval(tmp_path):
    tiny_benchmark.write(tmp_path / "data" / "benchmarks", **tiny_benchmark.plausible(rounds=1, steps=3))
    data = checked_dataset(tiny.write(tmp_path / "data"))
    drawn = ratios(data.environments["synthetic"])
    assert drawn and all(ratio.low is None and ratio.high is None and ratio.outcome == "unclear" for ratio in drawn)


def test_only_published_files_of_a_figure_have_an_address(files):
    (figure,) = json.loads(files["api/v1/figures.json"])["figures"]
    assert figure["csv"] == f"{SITE}figures/one.csv"
    assert figure["svg"] is figure["png"] is figure["json"] is figure["meta"] is figure["page"] is None


def test_a_table_has_a_row_for_each_record_cell_and_ratio(files):
    lengths = {
        name: len(list(csv.DictReader(io.StringIO(files[f"api/v1/{name}.csv"]))))
        for name in ("claims", "comparison", "systems")
    }
    assert lengths == {"claims": 3, "comparison": 3, "systems": 2}
    measured = list(csv.DictReader(io.StringIO(files["api/v1/measurements.csv"])))
    (environment,) = json.loads(files["api/v1/measurements.json"])["environments"]
    assert [float(row["median"]) for row in measured] == [ratio["median"] for ratio in environment["ratios"]]


def test_the_newest_day_counts_sweeps(tmp_path):
    data = checked_dataset(tiny.write(tmp_path / "data"))
    assert newest_day(data).isoformat() == "2026-11-24"


@pytest.mark.parametrize(
    ("value", "shown"), [(1.23456789, 1.23457), (0.000123456789, 0.000123457), (1234567.8, 1234570.0), (None, None)]
)
def test_numbers_keep_six_digits(value, shown):
    assert rounded(value) == shown


# --- the page --------------------------------------------------------------------------------------------------------
def test_requests_name_the_address_where_it_is_known():
    codes = [request.code for request in requests("claims", "one", SITE)]
    assert codes[0] == f'curl --fail --silent "{SITE}api/v1/claims/one.json"'
    assert f'"{SITE}api/v1/claims.json"' in codes[1] and codes[1].endswith('["claims"]')
    assert codes[2] == f'=IMPORTDATA("{SITE}api/v1/claims.csv")'
    assert f'Web.Contents("{SITE}api/v1/claims.csv")' in codes[3]


def test_requests_invent_no_address():
    codes = [request.code for request in requests("figures", "", "")]
    assert codes[0] == 'curl --fail --silent "$SITE/api/v1/figures.json"'
    assert (
        "urlopen(SITE + " in codes[1]
        and codes[2].startswith("=IMPORTDATA(A1 & ")
        and "Web.Contents(Site & " in codes[3]
    )
    assert "http" not in "".join(codes)


def test_the_request_for_python_runs(tmp_path, files):
    (tmp_path / "claims.json").write_text(files["api/v1/claims.json"], encoding="utf-8")
    code = requests("claims", "one", SITE)[1].code.replace(f"{SITE}api/v1", tmp_path.as_uri())
    names: dict = {}
    exec(code, names)
    assert [claim["id"] for claim in names["claims"]] == ["one", "two", "three"]
