"""A column of a table is one line of the schema, from which the API takes it."""

from typing import Literal

from sitedata.api.from_rows import START, described, flat, from_row, like, values
from sitedata.schema import kinds as c
from sitedata.schema.tables import Row, column


class Published(Row):
    """Some rows."""

    id: c.Id = column("Name of it.", "a", "A")
    kind: c.one_of("x", "y") = column("What it is.", "x", "z")
    secret: c.Text = column("Not for the API.", "a", "")
    parts: c.Ids = column("Its parts.", "b c", "B")
    primary: c.YesNo = column("Is it?", "yes", "no")
    note: c.OptionalText = column("More of it.", "n", "TBD")


@from_row(Published, hidden=("secret",), after={START: ("number",), "kind": ("page",)})
class Shown:
    """One of them."""

    number: int = described("Which.")
    page: str = described("Where.")
    later: list[str]


def test_columns_come_from_the_schema_with_type_and_meaning():
    fields = Shown.model_fields
    assert list(fields) == ["number", "id", "kind", "page", "parts", "primary", "note", "later"]
    assert (
        fields["kind"].annotation == Literal["x", "y"]
        and fields["parts"].annotation == list[str]
        and fields["primary"].annotation is bool
    )
    assert fields["note"].annotation == (str | None) and fields["note"].description == "More of it."
    assert Shown.__doc__ == "One of them." and Shown.columns == ("id", "kind", "parts", "primary", "note")


def test_a_row_gives_the_columns_that_a_part_has():
    row = Published(id="a", kind="x", secret="s", parts="b c", primary="yes", note="")
    assert values(row, Shown) == {"id": "a", "kind": "x", "parts": ["b", "c"], "primary": True, "note": None}


def test_a_table_has_what_fits_into_a_cell():
    assert flat(Shown) == ["number", "id", "kind", "page", "primary", "note"]


def test_a_member_may_stand_in_a_columns_place_or_be_one_under_another_name():
    @from_row(Published, only=("id", "kind"))
    class Other:
        """Another."""

        kind: str = described("Decided.")
        name: str = like(Published, "secret")

    assert list(Other.model_fields) == ["id", "kind", "name"] and Other.columns == ("id",)
    assert (
        Other.model_fields["kind"].description == "Decided."
        and Other.model_fields["name"].description == "Not for the API."
    )
