"""Plotly's SVG made small enough to stand in a page: the same marks, without empty groups, defaults, ids and spare digits."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree

from sitedata.palette import standalone_style, to_variables

SVG = "http://www.w3.org/2000/svg"
DEFAULTS = {
    "fill-opacity": "1", "stroke-opacity": "1", "opacity": "1", "stroke-width": "0px", "stroke-miterlimit": "2", "white-space": "pre",
    "font-variant": "normal", "font-weight": "normal", "font-style": "normal", "text-transform": "none", "text-shadow": "none",
    "text-decoration-line": "none", "text-decoration": "none", "stroke-dasharray": "none",
}  # fmt: skip
DROPPED_STYLES = {"font-family", "pointer-events", "cursor", "vector-effect"}
KEPT_ATTRIBUTES = {
    "d", "x", "y", "x1", "x2", "y1", "y2", "dx", "dy", "cx", "cy", "r", "width", "height", "transform", "style", "text-anchor",
}  # fmt: skip
NUMBER = re.compile(r"-?\d+\.\d{2,}")


def slim(svg: str) -> str:
    """The drawing as an ``<svg>`` element with CSS variables for colours, to be placed inside HTML."""
    source = ElementTree.fromstring(svg)
    root = ElementTree.Element("svg", {"viewBox": source.get("viewBox", ""), "xmlns": SVG})
    for child in source:
        root.extend(_slimmed(child))
    return ElementTree.tostring(root, encoding="unicode", short_empty_elements=True).replace(" />", "/>")


def standalone(slimmed: str, font: str) -> str:
    """A slimmed drawing as a file of its own, which follows the reader's system in light and dark."""
    style = f"<style>{standalone_style()}text{{font-family:{font};white-space:pre}}</style>"
    return slimmed.replace(">", ">" + style, 1) + "\n"


def _slimmed(element: ElementTree.Element) -> list[ElementTree.Element]:
    """The element without what cannot be seen: itself, its children in its place, or nothing."""
    tag = element.tag.removeprefix(f"{{{SVG}}}")
    style = _style(element.get("style", ""))
    if tag in ("defs", "clipPath") or style is None:
        return []
    children = [kept for child in element for kept in _slimmed(child)]
    attributes = {name: _short(value) for name, value in element.attrib.items() if name in KEPT_ATTRIBUTES and name != "style"}
    if attributes.get("transform") in ("translate(0,0)", ""):
        del attributes["transform"]
    if style:
        attributes["style"] = style
    if tag == "g":
        if not children:
            return []
        if not attributes:
            return children
    elif (tag == "path" and element.get("d", "") in ("", "M0,0")) or (tag in ("text", "tspan") and not "".join(element.itertext()).strip()):
        return []
    small = ElementTree.Element(tag, attributes)
    small.text = element.text if tag in ("text", "tspan") else None
    small.extend(children)
    for kept, original in zip(children, element, strict=False):
        kept.tail = original.tail if tag in ("text", "tspan") else None
    return [small]


def _style(text: str) -> str | None:
    """The style without defaults, its colours as variables; ``None`` for what is not drawn."""
    pairs = [part.split(":", 1) for part in text.split(";") if ":" in part]
    style = {name.strip(): value.strip() for name, value in pairs}
    filled = style.get("fill", "none") != "none" and style.get("fill-opacity") != "0"
    stroked = style.get("stroke", "none") != "none" and style.get("stroke-opacity") != "0" and style.get("stroke-width") not in ("0", "0px")
    if (("fill" in style or "stroke" in style) and not filled and not stroked) or style.get("display") == "none":
        return None
    if not stroked:
        style = {name: value for name, value in style.items() if not name.startswith("stroke")}
    elif not filled:
        style["fill"] = "none"
    kept = [f"{name}:{_short(value)}" for name, value in style.items() if name not in DROPPED_STYLES and DEFAULTS.get(name) != value]
    return to_variables(";".join(kept))


def _short(value: str) -> str:
    """Numbers with one decimal: a tenth of a pixel."""
    return NUMBER.sub(lambda found: f"{float(found[0]):.1f}".removesuffix(".0"), value)
