"""Files that other programs read."""

import json
from dataclasses import replace

import pytest

from sitedata.publish.data_package import figure_csv, table_schema
from sitedata.schema.tables import Cell, Source, System
from sitedata.text.exports import as_json, harmless
from tests.tiny_figure import TINY


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("https://a.b")'],
    ids=lambda text: f"starts with {text[0]!r}, {len(text)} long",
)
def test_text_that_a_spreadsheet_would_run_gets_an_apostrophe(text):
    assert harmless(text) == "'" + text


@pytest.mark.parametrize("value", ["PyTorch", "1 = 1", "", -1, -0.5, None, True], ids=repr)
def test_other_values_stay(value):
    assert harmless(value) is value


def test_csv_of_a_figure_has_every_column_once_and_no_formula():
    figure = replace(TINY, rows=({"name": "=1+1", "value": -1}, {"name": 'a, "b"', "note": "x"}))
    assert figure_csv(figure) == 'name,value,note\n\'=1+1,-1,\n"a, ""b""",,x\n'


def test_equal_data_gives_equal_json():
    text = as_json({"b": [1, 0.5], "a": "é ✓"})
    assert text == '{"a":"é ✓","b":[1,0.5]}\n'
    assert text == as_json(dict(reversed(json.loads(text).items())))


def test_table_schema_says_key_kinds_and_references():
    schema = table_schema(Cell)
    fields = {field["name"]: field for field in schema["fields"]}
    assert schema["primaryKey"] == ["criterion_id", "framework"]
    assert schema["foreignKeys"] == [
        {"fields": ["criterion_id"], "reference": {"resource": "comparison-criteria", "fields": ["id"]}}
    ]
    assert fields["framework"]["constraints"] == {"enum": ["tensorflow", "pytorch", "keras-jax"], "required": True}
    assert fields["checked_on"]["type"] == "date"
    assert fields["text"]["constraints"] == {"maxLength": 2000}


@pytest.mark.parametrize("model", [Source, System])
def test_a_list_of_ids_is_no_foreign_key(model):
    assert "foreignKeys" not in table_schema(model)
