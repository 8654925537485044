"""Plotly's SVG made small enough to embed in a page: the same marks without empty groups, defaults, ids, spare digits.

In: the exporter's SVG. Out: an ``<svg>`` element, and a file of its own. Its look is in attributes
(``fill="#1d2330"``), not in styles, so that a host may forbid inline styles; a style sheet from ``palette.py`` lets
the colours follow light and dark mode.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree

from sitedata.draw.palette import FONT, ROLES, light

SVG = "http://www.w3.org/2000/svg"
DEFAULTS = {
    "fill-opacity": "1", "stroke-opacity": "1", "opacity": "1", "stroke-width": "0px", "font-weight": "normal",
    "font-style": "normal", "text-decoration": "none", "stroke-dasharray": "none",
}  # fmt: skip
PRESENTATION = {
    "fill", "fill-opacity", "fill-rule", "font-size", "font-style", "font-weight", "opacity", "stroke",
    "stroke-dasharray", "stroke-linecap",
    "stroke-linejoin", "stroke-opacity", "stroke-width", "text-decoration", "visibility",
}  # fmt: skip
"""Styles that are also SVG attributes, as far as drawings use them. The page sets font family and white space."""
KEPT_ATTRIBUTES = {
    "d", "x", "y", "x1", "x2", "y1", "y2", "dx", "dy", "cx", "cy", "r", "width", "height", "transform", "text-anchor",
}  # fmt: skip
NUMBER = re.compile(r"-?\d+\.\d{2,}")
PIXELS = re.compile(r"(?<=\d)px\b")
STYLE = re.compile(r' style="([^"]*)"')
STYLE_ELEMENT = re.compile(r"<style>.*?</style>", re.DOTALL)


def slim(svg: str) -> str:
    """The drawing as an ``<svg>`` element, to be placed inside HTML."""
    source = ElementTree.fromstring(svg)
    root = ElementTree.Element("svg", {"viewBox": source.get("viewBox", ""), "xmlns": SVG})
    for child in source:
        root.extend(_slimmed(child))
    return ElementTree.tostring(root, encoding="unicode", short_empty_elements=True).replace(" />", "/>")


def style_sheet_of(address: str) -> str:
    """Where the drawing at an address of the site finds its style sheet."""
    return "../" * address.count("/") + "assets/drawing.css"


def standalone(slimmed: str, style_sheet: str = "") -> str:
    """A slimmed drawing as a file of its own, in light colours on white.

    Where ``style_sheet`` can be loaded, it follows the reader's system.
    """
    linked = f'<?xml-stylesheet href="{style_sheet}"?>\n' if style_sheet else ""
    paper = f'<rect width="100%" height="100%" fill="{ROLES["surface"][0]}"/>'
    return linked + slimmed.replace(">", f' font-family="{FONT}" xml:space="preserve">{paper}', 1) + "\n"


def without_styles(drawing: str, style_sheet: str) -> str:
    """A standalone drawing that was kept with styles inside, looking the same without them."""
    if not STYLE_ELEMENT.search(drawing):
        return drawing
    slimmed = STYLE.sub(
        lambda match: "".join(f' {name}="{value}"' for name, value in _attributes(_pairs(match[1])).items()), drawing
    )
    return standalone(STYLE_ELEMENT.sub("", slimmed).strip(), style_sheet)


def _slimmed(element: ElementTree.Element) -> list[ElementTree.Element]:
    """The element without what cannot be seen: itself, its children in its place, or nothing."""
    tag = element.tag.removeprefix(f"{{{SVG}}}")
    style = _style(element)
    if tag in ("defs", "clipPath") or style is None:
        return []
    children = [kept for child in element for kept in _slimmed(child)]
    attributes = {name: _short(value) for name, value in element.attrib.items() if name in KEPT_ATTRIBUTES}
    if attributes.get("transform") in ("translate(0,0)", ""):
        del attributes["transform"]
    attributes |= style
    if tag == "g":
        if not children:
            return []
        if not attributes:
            return children
    elif (tag == "path" and element.get("d", "") in ("", "M0,0")) or (
        tag in ("text", "tspan") and not "".join(element.itertext()).strip()
    ):
        return []
    small = ElementTree.Element(tag, attributes)
    small.text = element.text if tag in ("text", "tspan") else None
    small.extend(children)
    for kept, original in zip(children, element, strict=False):
        kept.tail = original.tail if tag in ("text", "tspan") else None
    return [small]


def _style(element: ElementTree.Element) -> dict[str, str] | None:
    """How it looks, without defaults, as attributes; ``None`` for what is not drawn."""
    style = {name: value for name, value in element.attrib.items() if name in PRESENTATION} | _pairs(
        element.get("style", "")
    )
    filled = style.get("fill", "none") != "none" and style.get("fill-opacity") != "0"
    stroked = (
        style.get("stroke", "none") != "none"
        and style.get("stroke-opacity") != "0"
        and style.get("stroke-width") not in ("0", "0px")
    )
    if (("fill" in style or "stroke" in style) and not filled and not stroked) or style.get("display") == "none":
        return None
    if not stroked:
        style = {name: value for name, value in style.items() if not name.startswith("stroke")}
    elif not filled:
        style["fill"] = "none"
    return _attributes(style)


def _pairs(style: str) -> dict[str, str]:
    parts = [part.split(":", 1) for part in style.split(";") if ":" in part]
    return {name.strip(): value.strip() for name, value in parts}


def _attributes(style: dict[str, str]) -> dict[str, str]:
    """``{"fill": "rgb(1, 0, 16)", "font-size": "13px"}`` → ``{"fill": "#1d2330", "font-size": "13"}``."""
    kept = {name: value for name, value in style.items() if name in PRESENTATION and DEFAULTS.get(name) != value}
    return {name: PIXELS.sub("", light(_short(value))) for name, value in kept.items()}


def _short(value: str) -> str:
    """Numbers rounded to one decimal, a tenth of a pixel."""
    return NUMBER.sub(lambda match: f"{float(match[0]):.1f}".removesuffix(".0"), value)
