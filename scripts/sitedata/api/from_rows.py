"""Members of the API that are columns of a table: name, type and meaning come from the schema.

In: a row's model, and a class with what the API adds. Out: the model of the API.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, ClassVar, Literal, get_type_hints

from pydantic import BaseModel, ConfigDict, Field, create_model
from pydantic.fields import FieldInfo

from sitedata.schema.tables import Row, kind_of

START = ""
"""The key in ``after`` of members that precede all columns."""


class Part(BaseModel):
    """``columns`` are the members that are columns of a table, under its names."""

    model_config = ConfigDict(frozen=True, populate_by_name=True)
    columns: ClassVar[tuple[str, ...]] = ()


def described(meaning: str) -> Any:
    return Field(description=meaning)


def like(row: type[Row], column: str) -> Any:
    """A member that is a column of a table under another name: its meaning is written there."""
    return Field(description=row.model_fields[column].description)


def from_row(
    row: type[Row],
    *,
    hidden: Collection[str] = (),
    only: Collection[str] = (),
    after: Mapping[str, Sequence[str]] | None = None,
) -> Callable[[type], type[Part]]:
    """The decorated class with the columns of ``row`` before its own members, in the order of the table.

    One of its own members that has a column's name takes the column's place. ``hidden`` columns are left out; if few
    belong in the API, ``only`` names them. ``after`` says which column its own members follow that do not come last.
    """

    def made(own: type) -> type[Part]:
        members = {name: (kind, vars(own).get(name, ...)) for name, kind in get_type_hints(own).items()}
        columns = {
            name: members.get(name) or column(row, name)
            for name in row.model_fields
            if (name in only if only else name not in hidden)
        }
        placed = {name for names in (after or {}).values() for name in names} | columns.keys()
        fields: dict[str, Any] = {}
        for name, member in ({START: None} | columns).items():
            fields |= {name: member} if member else {}
            fields |= {own_name: members[own_name] for own_name in (after or {}).get(name, ())}
        fields |= {name: member for name, member in members.items() if name not in placed}
        model = create_model(own.__name__, __base__=Part, __doc__=own.__doc__, __module__=own.__module__, **fields)
        model.columns = tuple(name for name in columns if name not in members)
        return model

    return made


def column(row: type[Row], name: str) -> tuple[Any, FieldInfo]:
    """Type and field of a column, as a member of the API has them."""
    annotation, kind = row.model_fields[name].annotation, kind_of(row, name)
    allowed = kind.constraints.get("enum")
    if annotation == tuple[str, ...]:
        return list[str], like(row, name)
    if allowed and annotation in (str, str | None):
        one = Literal[*allowed]
        return (one if annotation is str else one | None), like(row, name)
    return annotation, like(row, name)


def values(row: Row, part: type[Part]) -> dict[str, object]:
    """The columns of a row that a part has; several ids as a list."""
    cells = ((name, getattr(row, name)) for name in part.columns)
    return {name: list(value) if isinstance(value, tuple) else value for name, value in cells}


def flat(part: type[BaseModel]) -> list[str]:
    """Names of the members that fit in a cell of a table: no lists, no objects."""
    fits = (str, int, float, bool, datetime.date, datetime.datetime)
    return [about.alias or name for name, about in part.model_fields.items() if _of(about.annotation, fits)]


def _of(annotation: Any, kinds: tuple[type, ...]) -> bool:
    inner = [part for part in getattr(annotation, "__args__", ()) if part is not type(None)]
    if getattr(annotation, "__origin__", None) is Literal:
        return all(isinstance(part, str) for part in inner)
    if inner and getattr(annotation, "__origin__", None) is None:  # a union
        return all(_of(part, kinds) for part in inner)
    return isinstance(annotation, type) and not inner and issubclass(annotation, kinds)
