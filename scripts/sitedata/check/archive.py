"""Are the kept files what the archive's index says? In: the archive and its folder. Out: problems.

Nobody computes a kept file again, so each must be what its kind allows: a drawing without anything active, a picture, a
table, JSON. Whatever else is in the folder is not published and not checked.
"""

from __future__ import annotations

import functools
import hashlib
import json
import re
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from xml.etree import ElementTree

from sitedata.load import inputs
from sitedata.load.archive import Archive, KeptFile
from sitedata.load.csv_table import MOST_PROBLEMS
from sitedata.text.problem import Problem, quoted

PNG_START = b"\x89PNG\r\n\x1a\n"
DRAWN = {
    "a", "circle", "clipPath", "defs", "desc", "ellipse", "g", "line", "linearGradient", "mask", "path", "pattern",
    "polygon", "polyline", "rect", "stop", "style", "svg", "symbol", "text", "title", "tspan", "use",
}  # fmt: skip
"""Elements of SVG that show something and do nothing else."""
LINKS = {"href", "{http://www.w3.org/1999/xlink}href"}
WORDS = {"aria-label", "data-unformatted", "d", "points"}
"""Attributes that hold words or paths: neither a style nor an address."""
OUR_SHEET = re.compile(r'\A<\?xml-stylesheet href="(?:\.\./)+assets/drawing\.css"\?>\n')
"""The line that :func:`sitedata.draw.svg.standalone` writes."""
START = re.compile(r"<svg(\s+[A-Za-z][\w:.-]*=(\"[^\"<>]*\"|'[^'<>]*'))*\s*/?>")
LOOKS = re.compile(
    r"@media ?\(prefers-color-scheme: ?dark\)|\b(?:rgba?|hsla?|translate|rotate|scale|matrix|var)\(|url\((?=['\"]?#)"
)
"""Functions of a style that only affect looks, or name a part of the same drawing."""
LOADS = re.compile(r"[@\\(]|//|/\*")
EXPECTED = "the file that was kept"
LARGEST_ARCHIVE = 1_000_000_000  # bytes of all objects: what hosts of static pages accept


@functools.lru_cache(maxsize=1)
def check_archive(archive: Archive, folder: Path) -> tuple[Problem, ...]:
    """Every problem of the archive in ``folder``, computed once per reading of its index.

    ``make serve`` asks for it after each edit.
    """
    return tuple(islice(_problems(archive, folder), MOST_PROBLEMS))


def _problems(archive: Archive, folder: Path) -> Iterator[Problem]:
    index, size = f"{folder.name}/files.csv", 0
    for row in archive.rows:
        shown = f"{folder.name}/{row.object}"
        try:
            raw = inputs.read(folder / row.object)
        except FileNotFoundError:
            yield Problem(index, row.line, "sha256", "the object of this address is missing", quoted(shown), EXPECTED)
            continue
        except inputs.Unreadable as error:
            yield error.at(shown)
            continue
        size += len(raw)
        if wrong := _wrong(raw, row):
            yield Problem(shown, 1, "", wrong, "", EXPECTED)
        if size > LARGEST_ARCHIVE:
            yield Problem(
                index,
                row.line,
                "",
                "the archive is too large",
                f"more than {LARGEST_ARCHIVE:,} bytes",
                f"at most {LARGEST_ARCHIVE:,}",
            )
            return


def _wrong(raw: bytes, row: KeptFile) -> str:
    if hashlib.sha256(raw).hexdigest() != row.sha256:
        return "another content than its name says"
    return CHECKS[row.object.rpartition(".")[2]](raw)


def wrong_png(raw: bytes) -> str:
    return "" if raw.startswith(PNG_START) else "no PNG"


def wrong_text(raw: bytes) -> str:
    try:
        inputs.decoded(raw)
    except inputs.Unreadable as error:
        return error.problem
    return ""


def wrong_json(raw: bytes) -> str:
    try:
        json.loads(inputs.decoded(raw))
    except (ValueError, RecursionError, inputs.Unreadable):
        return "no JSON"
    return ""


def wrong_svg(raw: bytes) -> str:
    """What a drawing must not contain: anything that acts, loads or declares."""
    if wrong := wrong_text(raw):
        return wrong
    drawing = OUR_SHEET.sub("", raw.decode(), count=1)
    if not START.match(drawing) or "<!" in drawing or "<?" in drawing:
        return "no drawing alone: something before it, or a declaration in it"
    try:
        root = ElementTree.fromstring(drawing)
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        return f"no SVG: {error}"
    return next((wrong for element in root.iter() if (wrong := _wrong_element(element))), "")


def _wrong_element(element: ElementTree.Element) -> str:
    tag = element.tag.removeprefix("{http://www.w3.org/2000/svg}")
    if tag not in DRAWN:
        return f"the element {quoted(tag)} in a drawing"
    if tag == "style" and (len(element) or loads(element.text or "")):
        return "a style that holds more than looks"
    for name, value in element.attrib.items():
        if name.lower().startswith("on"):
            return f"the attribute {quoted(name)} in a drawing"
        if name in LINKS and not value.startswith(("#", "https://") if tag == "a" else "#"):
            return f"the link {quoted(value)} in a drawing"
        if name not in LINKS and name not in WORDS and loads(value):
            return f"the attribute {quoted(name)} holds more than looks"
    return ""


def loads(style: str) -> bool:
    """Could this style do more than affect looks? Unlisted functions, escapes, rules with @ and addresses could."""
    return bool(LOADS.search(LOOKS.sub("", style)))


CHECKS: dict[str, Callable[[bytes], str]] = {"png": wrong_png, "svg": wrong_svg, "csv": wrong_text, "json": wrong_json}
