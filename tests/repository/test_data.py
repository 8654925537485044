"""The real tables: they load, they name what the article names, and other programs can check them."""

import csv
import datetime
import gc
import json
import re
import shutil
import warnings
from pathlib import Path

import frictionless
import pytest
from pydantic import ValidationError

from sitedata.check.dataset import checked_dataset
from sitedata.load.csv_table import LARGEST_PACKED_CELL, load
from sitedata.publish.data_package import data_package
from sitedata.schema import kinds as c
from sitedata.schema.measured import MEASURED
from sitedata.schema.tables import TABLES, kind_of

DATA = Path(__file__).resolve().parents[2] / "data"
FEWEST_CRITERIA = 24
MAY_BE_EMPTY = {"link_checks", "archived_copies"}  # while every address answers, and until an archive was asked
IN_ARTICLE = {
    "TensorFlow Serving": "tensorflow-serving", "TensorFlow Extended": "tfx", "TensorFlow Lite": "tensorflow-lite",
    "TensorFlow.js": "tensorflow-js", "TensorFlow Cloud": "tensorflow-cloud", "Model Garden": "model-garden",
    "MediaPipe": "mediapipe", "Coral": "coral", "Keras": "keras", "TPU": "tpu", "TensorFlow Debugger": "tfdbg",
    "TorchVision": "torchvision", "TorchText": "torchtext", "TorchAudio": "torchaudio", "PyTorch/XLA": "pytorch-xla",
    "PyTorch Hub": "pytorch-hub", "SpeechBrain": "speechbrain", "TorchX": "torchx", "TorchElastic": "torchelastic",
    "PyTorch Lightning": "pytorch-lightning", "pdb": "pdb", "ipdb": "ipdb", "PyCharm debugger": "pycharm-debugger",
    "DeepSpeech": "deepspeech", "Magenta": "magenta", "StellarGraph": "stellargraph", "CycleGAN": "cyclegan",
    "fastai": "fastai", "Netron": "netron", "PyTorch Foundation": "pytorch-foundation", "Torch (Torch7)": "torch7",
    "XLA": "xla", "Technical Advisory Council": "pytorch-tac",
}  # fmt: skip
OF_TODAY = {
    "LiteRT": "litert",
    "ExecuTorch": "executorch",
    "TorchServe": "torchserve",
    "torch.compile": "torch-compile",
    "Keras": "keras",
    "JAX": "jax",
}


@pytest.fixture(scope="module")
def data():
    return checked_dataset(DATA)


@pytest.mark.parametrize("name", TABLES)
def test_table_loads_without_a_problem(name):
    table = load(DATA / f"{name}.csv", TABLES[name])
    assert not table.problems
    assert table.rows or name in MAY_BE_EMPTY


def test_no_table_is_unknown_to_the_schema():
    assert {path.name for path in DATA.iterdir()} - {*MEASURED, "probes", "first_jobs", "release_answers"} == {
        f"{name}.csv" for name in TABLES
    }


@pytest.mark.parametrize(("name", "id"), IN_ARTICLE.items(), ids=IN_ARTICLE)
def test_system_of_the_article_has_a_row_that_says_where(data, name, id):
    assert name in data.systems[id].name
    assert data.systems[id].in_article


def test_every_cell_of_the_comparison_says_on_what_it_rests(data):
    """The pages promise a source for every cell: an empty one names where nothing was found."""
    assert not [(row.criterion_id, row.framework) for row in data.rows("comparison") if not row.source_ids]


def test_the_active_have_a_sign_of_life_from_the_last_months(data):
    """A stable release, or evidence whose source is dated, within 12 months before the row was checked."""
    quiet = []
    for row in data.rows("systems"):
        since = (row.checked_on - datetime.timedelta(days=365)).isoformat()
        release = data.newest_release(row.package)
        signs = [
            data.sources[id].published or ""
            for id in row.source_ids
            if data.sources[id].kind != "package-index" or "@" in data.sources[id].url
        ]
        days = [
            *signs,
            *re.findall(r"20\d\d-\d\d-\d\d", row.status_reason),
            release.released_on.isoformat() if release else "",
        ]
        if row.status == "active" and not any(day >= since for day in days):
            quiet.append(row.id)
    assert not quiet


@pytest.mark.parametrize(("name", "id"), OF_TODAY.items(), ids=OF_TODAY)
def test_system_of_today_has_a_row(data, name, id):
    assert name in data.systems[id].name


def test_enough_criteria_are_compared(data):
    assert len(data.rows("comparison_criteria")) >= FEWEST_CRITERIA


# --- datapackage.json ------------------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def package(tmp_path_factory):
    folder = shutil.copytree(DATA, tmp_path_factory.mktemp("package") / "data")
    (folder / "datapackage.json").write_text(json.dumps(data_package(DATA, "2026-11-22T00:00:00Z")), encoding="utf-8")
    return folder


def errors(folder, resource=None):
    csv.field_size_limit(LARGEST_PACKED_CELL)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # it leaves a compressed file open …
        report = frictionless.validate(str(folder / "datapackage.json"), name=resource)
        gc.collect()  # … which Python notices only now
    return report.flatten(["type", "rowNumber", "fieldName"])


def test_the_data_package_fits_the_tables(package):
    assert errors(package) == []


BROKEN = {
    "letters in a count": ("adoption", "stars", "94k", "type-error"),
    "no such day": ("releases", "released_on", "2026-02-30", "type-error"),
    "day where a month is wanted": ("papers", "month", "2020-06-01", "type-error"),
    "letters in a number": ("published_results", "value", "1e", "type-error"),
    "negative count": ("papers", "papers_total", "-1", "constraint-error"),
    "status that is none": ("systems", "status", "dead", "constraint-error"),
    "address with a script": ("sources", "url", "javascript:alert(1)", "constraint-error"),
    "address with a space": ("sources", "url", "https://pytorch.org onclick=x", "constraint-error"),
    "ids separated by a comma": ("studies", "source_ids", "a,b", "constraint-error"),
    "section that is none": ("systems", "in_article", "#11", "constraint-error"),
    "neither yes nor no": ("releases", "prerelease", "maybe", "constraint-error"),
    "empty required cell": ("studies", "caveat", "", "constraint-error"),
    "reference to no study": ("published_results", "study", "no-such-study", "foreign-key"),
}


@pytest.mark.parametrize(("table", "column", "value", "kind"), BROKEN.values(), ids=BROKEN)
def test_the_data_package_notices(package, table, column, value, kind):
    path = package / f"{table}.csv"
    good = path.read_bytes()
    with path.open(encoding="utf-8", newline="") as file:
        header, first, *_ = csv.reader(file)
    first[header.index(column)] = value
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, first])
    try:
        assert kind in {error for error, row, _ in errors(package, table.replace("_", "-")) if row == 2}
    finally:
        path.write_bytes(good)


# --- the schema's own examples ---------------------------------------------------------------------------------------
FREE_TEXT = (c.TEXT, c.optional(c.TEXT))  # their bad examples are bad style, which no rule can detect
COLUMNS = [(model, name) for model in TABLES.values() for name in model.model_fields]
STRICT = [(model, name) for model, name in COLUMNS if kind_of(model, name) not in FREE_TEXT]


def called(value):
    return value if isinstance(value, str) else value.__name__


@pytest.mark.parametrize("model", TABLES.values(), ids=called)
def test_good_examples_are_accepted(model):
    model.model_validate({name: field.examples[0] for name, field in model.model_fields.items()})


@pytest.mark.parametrize(("model", "name"), STRICT, ids=called)
def test_bad_example_is_rejected(model, name):
    cells = {name: field.examples[0] for name, field in model.model_fields.items()} | {
        name: model.model_fields[name].json_schema_extra["bad"]
    }
    with pytest.raises(ValidationError) as caught:
        model.model_validate(cells)
    assert [error["loc"] for error in caught.value.errors()] == [(name,)]
