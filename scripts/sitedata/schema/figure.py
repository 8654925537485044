"""A figure once it is drawn: the value that pages, API, publishing and reviews receive. Nothing here draws.

In: JSON that was kept, or what :mod:`sitedata.draw.figure` made. Out: a :class:`Figure`, or an :class:`Undrawn` where
there is nothing to draw.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, get_args

from pydantic import TypeAdapter

Kind = Literal["measured", "claim", "published", "counted", "listed"]
"""What a figure shows: our own measurements in one environment, what decides a measured claim (on every machine that
can), numbers that others published, public counters over time, or rows of another table.
"""
KINDS: tuple[Kind, ...] = get_args(Kind)


class Size(NamedTuple):
    """Width and height in CSS pixels."""

    width: int
    height: int


class Sizes(NamedTuple):
    wide: Size
    narrow: Size


class LeftOut(NamedTuple):
    """A record that belongs to the question but is not drawn."""

    what: str
    why: str


class RawFile(NamedTuple):
    """A file with the raw values behind the marks; ``path`` is relative to the site's root."""

    label: str
    path: str


class Code(NamedTuple):
    """Where a figure is drawn; ``path`` is relative to ``scripts/``."""

    path: str
    line: int


@dataclass(frozen=True)
class Scale:
    """An axis, ``x`` or ``y``, that can be linear or logarithmic, and what it is ``now``.

    Both are empty where there is no choice.
    """

    axis: str
    now: str


@dataclass(frozen=True)
class Views:
    """What a reader may choose: frameworks to show, and the scale of an axis."""

    show: tuple[str, ...]
    scale: Scale


@dataclass(frozen=True)
class Figure:
    """A drawn figure.

    ``file`` is the name of its files without suffix: its id, in the environment's folder unless that is the main one.
    ``subject`` is the id of the claim that it is about, ``environment`` that of the (first) environment whose runs it
    shows; both may be empty. ``wide`` and ``narrow`` are Plotly figures. ``question`` is the title without what was
    found, which stays the same whatever the data say. ``provenance`` has the parts of the caption that say where and
    with what an environment, by its id, was measured.
    """

    id: str
    file: str
    kind: Kind
    subject: str
    environment: str
    title: str
    caption: str
    unit: str
    scope: str
    as_of: str
    alt: str
    source_ids: tuple[str, ...]
    tables: tuple[str, ...]
    rows: tuple[dict[str, Any], ...]
    left_out: tuple[LeftOut, ...]
    wide: dict[str, Any]
    narrow: dict[str, Any]
    size: Sizes
    raw: tuple[RawFile, ...]
    views: Views
    code: Code
    question: str = ""
    provenance: tuple[tuple[str, str], ...] = ()

    @property
    def of_environment(self) -> bool:
        """Does it show a single environment, so that each environment has its own?"""
        return self.kind == "measured"

    @property
    def is_ours(self) -> bool:
        """Does it show our own measurements?"""
        return self.kind in ("measured", "claim")

    def caption_without(self, said: Container[str]) -> str:
        """The caption without what the page has said already of these environments."""
        caption = self.caption
        for id, words in self.provenance:
            if id in said:
                caption = caption.replace(words, "").replace("  ", " ")
        return caption.strip()

    @property
    def columns(self) -> list[str]:
        """The columns of its rows, in order of first appearance."""
        return list(dict.fromkeys(name for row in self.rows for name in row))

    @property
    def reasons(self) -> dict[str, list[str]]:
        """Reason → what is left out for it."""
        reasons: dict[str, list[str]] = {}
        for what, why in self.left_out:
            reasons.setdefault(why, []).append(what)
        return reasons

    @property
    def state(self) -> dict[str, Any]:
        """What makes two drawings the same state, as plain values. The code that draws it is not part of that.

        Hashes of it are published for good (``data/frozen.csv``): adding or removing a name or a value here would make
        a new state of every figure.
        """
        views = {"show": self.views.show, "scale": {"axis": self.views.scale.axis, "now": self.views.scale.now}}
        return {name: getattr(self, name) for name in STATE} | {"size": self.size._asdict(), "views": views}


STATE = (
    "id",
    "file",
    "title",
    "caption",
    "unit",
    "scope",
    "as_of",
    "alt",
    "source_ids",
    "tables",
    "rows",
    "left_out",
    "wide",
    "narrow",
    "raw",
)


@dataclass(frozen=True)
class Undrawn:
    """A figure without anything to draw.

    ``file`` is what its files would be called; ``why`` is in words, without a full stop.
    """

    id: str
    file: str
    subject: str
    title: str
    why: str

    @property
    def said(self) -> str:
        return f"Nothing to draw: {self.why}."


Drawn = Mapping[str, Figure | Undrawn]
"""Every figure by the name of its files."""
KEPT = TypeAdapter(dict[str, Figure | Undrawn])


def as_json(figures: Drawn) -> str:
    """Figures as JSON; rows keep the order of their columns."""
    return KEPT.dump_json(dict(figures)).decode()


def read_json(raw: str | bytes) -> dict[str, Figure | Undrawn]:
    """What :func:`as_json` wrote.

    Raises:
        pydantic.ValidationError: it holds no figures, or those of another version of this file.
    """
    return KEPT.validate_json(raw)


def apart(figures: Drawn) -> tuple[dict[str, Figure], dict[str, Undrawn]]:
    """Those that were drawn, and the others, under the same names."""
    drawn = {name: figure for name, figure in figures.items() if isinstance(figure, Figure)}
    return drawn, {name: figure for name, figure in figures.items() if isinstance(figure, Undrawn)}
