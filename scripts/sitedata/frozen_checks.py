"""Are the kept files what ``data/frozen.csv`` says? In: its rows and ``data/frozen/``. Out: problems at their rows.

Nobody computes a kept file again, so each is held to what its kind can be: a drawing without anything that acts, a picture, a table, JSON.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree import ElementTree

from sitedata import inputs
from sitedata.dataset import Dataset
from sitedata.frozen import paths_of
from sitedata.load import MOST_PROBLEMS
from sitedata.problem import Problem, quoted

PNG_START = b"\x89PNG\r\n\x1a\n"
DRAWN = {
    "a", "circle", "clipPath", "defs", "desc", "ellipse", "g", "line", "linearGradient", "mask", "path", "pattern", "polygon", "polyline",
    "rect", "stop", "style", "svg", "symbol", "text", "title", "tspan", "use",
}  # fmt: skip
"""Elements of SVG that show something and do nothing."""
LINKS = {"href", "{http://www.w3.org/1999/xlink}href"}
ELSEWHERE = re.compile(r"url\(\s*['\"]?(?!#)|@import|expression\(|javascript:", re.IGNORECASE)
EXPECTED = "the file that make freeze kept"


def check_frozen(data: Dataset, folder: Path) -> list[Problem]:
    """``folder`` is ``data/frozen``."""
    return list(_problems(data, folder))[:MOST_PROBLEMS]


def _problems(data: Dataset, folder: Path) -> Iterator[Problem]:
    table = data.tables["frozen"].file
    for row in data.rows("frozen"):
        for path in paths_of(row):
            shown = f"{folder.parent.name}/{folder.name}/{path}"
            try:
                raw = inputs.read(folder / path)
            except FileNotFoundError:
                yield Problem(table, row.line, "hash", "the file of this state is missing", quoted(shown), EXPECTED)
                continue
            except inputs.Unreadable as error:
                yield error.at(shown)
                continue
            if wrong := CHECKS[path.rpartition(".")[2]](raw):
                yield Problem(shown, 1, "", wrong, "", EXPECTED)


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
    """What a drawing may not hold: whatever acts, loads or declares."""
    if b"<!" in raw or b"<?" in raw.removeprefix(b"<?xml version="):
        return "a declaration in a drawing"
    try:
        root = ElementTree.fromstring(raw)
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        return f"no SVG: {error}"
    for element in root.iter():
        tag = element.tag.removeprefix("{http://www.w3.org/2000/svg}") if isinstance(element.tag, str) else "an instruction"
        if tag not in DRAWN:
            return f"the element {quoted(tag)} in a drawing"
        for name, value in element.attrib.items():
            if name.lower().startswith("on"):
                return f"the attribute {quoted(name)} in a drawing"
            if name in LINKS and not value.startswith(("#", "https://", "http://")):
                return f"the link {quoted(value)} in a drawing"
            if name in LINKS and tag != "a" and not value.startswith("#"):
                return f"{quoted(tag)} loads {quoted(value)}"
            if ELSEWHERE.search(value) and name not in LINKS:
                return f"the attribute {quoted(name)} loads something"
        if tag == "style" and ELSEWHERE.search(element.text or ""):
            return "a style that loads something"
    return ""


CHECKS: dict[str, Callable[[bytes], str]] = {"png": wrong_png, "svg": wrong_svg, "csv": wrong_text, "json": wrong_json}
