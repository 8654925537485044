"""Colours and their stand-ins, and Plotly's drawings made small."""

import re
import xml.etree.ElementTree as ElementTree

import pytest

from sitedata.draw import palette, svg

PYTORCH = f"rgb(1, 0, {int(palette.STAND_IN['pytorch'][-2:], 16)})"

LIGHT = palette.ROLES["pytorch"][0]


def slim(inside):
    """The slimmed content of a drawing, without its root element."""
    slimmed = svg.slim(
        '<svg xmlns="http://www.w3.org/2000/svg" class="main-svg" width="9" height="5" '
        f'viewBox="0 0 9 5">{inside}</svg>'
    )
    return (
        re.fullmatch(r'<svg viewBox="0 0 9 5" xmlns="http://www\.w3\.org/2000/svg"(?:/>|>(.*)</svg>)', slimmed)[1] or ""
    )


DROPPED = {
    "definitions": '<defs><clipPath id="c"><rect width="9" height="5" style="fill: red;"/></clipPath></defs>',
    "empty group": '<g class="a" style="fill: red;"><g transform="translate(1,1)"/></g>',
    "nothing but transparent": '<path d="M0,0H9" style="fill: red; fill-opacity: 0;"/>',
    "neither filled nor stroked": '<rect width="9" height="5" style="fill: none; stroke: none;"/>',
    "transparent stroke": '<path d="M0,0H9" style="fill: none; stroke: red; stroke-opacity: 0;"/>',
    "stroke of no width": '<path d="M0,0H9" style="fill: none; stroke: red; stroke-width: 0px;"/>',
    "not displayed": '<text style="display: none;">PyTorch</text>',
    "path without a way": '<path d="M0,0" style="stroke: red;"/>',
    "text without letters": '<text style="fill: red;"> </text>',
}


@pytest.mark.parametrize("inside", DROPPED.values(), ids=DROPPED)
def test_what_cannot_be_seen_is_dropped(inside):
    assert slim(inside) == ""


KEPT = {
    "default styles": (
        (
            '<path d="M0,0H9" style="fill: red; fill-opacity: 1; opacity: 1; font-weight: normal; vector-effect: none; '
            'stroke-dasharray: none;"/>'
        ),
        '<path d="M0,0H9" fill="red"/>',
    ),
    "styles of a stroke that is none": (
        '<path d="M0,0H9" style="fill: red; stroke: none; stroke-width: 2px;"/>',
        '<path d="M0,0H9" fill="red"/>',
    ),
    "fill that is none stays one, since black is SVG's own": (
        '<path d="M0,0H9" style="fill: red; fill-opacity: 0; stroke: blue; stroke-width: 2px;"/>',
        '<path d="M0,0H9" fill="none" fill-opacity="0" stroke="blue" stroke-width="2"/>',
    ),
    "groups that say nothing": (
        '<g class="a"><g transform="translate(0,0)"><circle r="2" style="fill: red;"/></g></g>',
        '<circle r="2" fill="red"/>',
    ),
    "ids, classes and data": (
        '<circle id="i" class="c" data-notex="1" r="2" style="fill: red;"/>',
        '<circle r="2" fill="red"/>',
    ),
    "spare digits": ('<path d="M1.2345,-2.0000L3.96,4" style="fill: red;"/>', '<path d="M1.2,-2L4,4" fill="red"/>'),
    "stand-in colours": (
        f'<path d="M0,0H9" style="fill: {PYTORCH}; stroke: {PYTORCH}; stroke-width: 1px;"/>',
        f'<path d="M0,0H9" fill="{LIGHT}" stroke="{LIGHT}" stroke-width="1"/>',
    ),
    "dashes and letters": (
        '<g style="opacity: 0.45;"><text style="font-size: 13px; font-weight: bold; white-space: '
        'pre; font-family: serif;">8</text>'
        '<path d="M0,0H9" style="fill: none; stroke: red; stroke-dasharray: 9px, 3px; stroke-width: 1.5px;"/></g>',
        '<g opacity="0.5"><text font-size="13" font-weight="bold">8</text>'
        '<path d="M0,0H9" fill="none" stroke="red" stroke-dasharray="9, 3" stroke-width="1.5"/></g>',
    ),
}


@pytest.mark.parametrize(("inside", "small"), KEPT.values(), ids=KEPT)
def test_what_can_be_seen_is_kept_small(inside, small):
    assert slim(inside) == small


def test_text_is_kept_to_the_letter():
    text = (
        '<text x="1" style="fill: red;">1 &lt; 2 &amp; <tspan style="font-weight: bold;">PyTorch</tspan> – half </text>'
    )
    assert "".join(ElementTree.fromstring(slim(text)).itertext()) == "1 < 2 & PyTorch – half "


def test_the_same_drawing_gives_the_same_bytes():
    inside = "".join(element for element, _ in KEPT.values())
    assert slim(inside) == slim(inside)
    assert slim(slim(inside)) == slim(inside)


def test_a_drawing_on_its_own_needs_no_style_sheet_and_names_the_one_that_it_may_follow():
    alone = svg.standalone(
        f'<svg viewBox="0 0 9 5"><path fill="{LIGHT}"/></svg>', svg.style_sheet_of("figures/a/b.svg")
    )
    assert '<?xml-stylesheet href="../../assets/drawing.css"?>' in alone
    root = ElementTree.fromstring(alone)
    paper, path = root
    assert root.get("font-family") == palette.FONT and path.get("fill") == LIGHT
    assert (paper.tag, paper.get("width"), paper.get("height"), paper.get("fill")) == (
        "rect",
        "100%",
        "100%",
        palette.ROLES["surface"][0],
    )


def test_a_drawing_that_was_kept_with_styles_inside_says_the_same_in_attributes():
    path = '<path d="M0,0H9" style="fill:none;stroke:var(--fig-pytorch);stroke-width:2px"/>'
    kept = f'<svg viewBox="0 0 9 5"><style>svg{{--fig-pytorch:red}}</style>{path}</svg>\n'
    drawn = f'<svg viewBox="0 0 9 5"><path d="M0,0H9" fill="none" stroke="{LIGHT}" stroke-width="2"/></svg>'
    assert svg.without_styles(kept, "x.css") == svg.standalone(drawn, "x.css")
    assert svg.without_styles(svg.standalone(drawn, "x.css"), "x.css") == svg.standalone(drawn, "x.css")


def test_a_badge_that_speaks_of_styles_stays_as_it_is():
    badge = "<svg><title>Keras has another style</title></svg>\n"
    assert svg.without_styles(badge, "x.css") == badge


@pytest.mark.parametrize("role", palette.ROLES)
def test_stand_in_of_a_role_becomes_its_light_colour(role):
    number = int(palette.STAND_IN[role].removeprefix("#0100"), 16)
    assert palette.light(f"rgb(1, 0, {number})") == palette.light(f"var(--fig-{role})") == palette.ROLES[role][0]
    assert palette.to_light(f'"{palette.STAND_IN[role]}"') == f'"{palette.ROLES[role][0]}"'


@pytest.mark.parametrize(
    "sheet",
    [palette.stylesheet(), palette.embed_stylesheet(), palette.drawing_stylesheet()],
    ids=["page", "embed", "drawing"],
)
def test_a_style_sheet_turns_the_light_colour_of_each_role_into_its_variable(sheet):
    assert len({light for light, _ in palette.ROLES.values()}) == len(palette.ROLES)
    for role, (light, dark) in palette.ROLES.items():
        assert f'[fill="{light}"]{{fill:var(--fig-{role})}}[stroke="{light}"]{{stroke:var(--fig-{role})}}' in sheet
        assert f"--fig-{role}:{light};" in sheet and f"--fig-{role}:{dark};" in sheet


def luminance(colour):
    """Source: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance"""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return sum(
        weight * (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4)
        for weight, part in zip((0.2126, 0.7152, 0.0722), parts, strict=True)
    )


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("role", sorted(set(palette.ROLES) - {"grid", "band", "surface"}))
def test_colour_of_text_and_marks_stands_out(role, scheme):
    low, high = sorted(luminance(palette.ROLES[colour][scheme]) for colour in (role, "surface"))
    assert (high + 0.05) / (low + 0.05) >= 4.5  # WCAG 1.4.3, for text
