"""What pages load beside their text: icons as files, rules for numbers, and a bundle that writes no style sheet."""

import re

import pytest

from sitedata.publish import assets
from tests.conftest import ROOT

ICON = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24'><path d='M1 1(2)'/></svg>"


@pytest.mark.parametrize(
    "written", [f'url("data:image/svg+xml;charset=utf-8,{ICON}")', f"url(data:image/svg+xml;charset=utf-8,{ICON})"]
)
def test_a_data_picture_becomes_a_file_beside_the_sheet(written):
    sheet, icons = assets.with_icons_as_files(f":root{{--a:{written};--b:{written}}}.c{{color:red}}")
    (name, picture), = icons.items()  # fmt: skip
    assert sheet == f":root{{--a:url({name});--b:url({name})}}.c{{color:red}}"
    assert picture == ICON and re.fullmatch(r"icons/[0-9a-f]{8}\.svg", name)


def test_an_escaped_letter_of_css_is_the_letter_in_the_file():
    _, icons = assets.with_icons_as_files('a{b:url("data:image/svg+xml;charset=utf-8,<svg>\\3c !-- x --></svg>")}')
    assert list(icons.values()) == ["<svg><!-- x --></svg>"]


def test_each_number_that_a_page_gives_has_one_rule():
    given = ["n=4", "n=9", "most=37", "n=4", "ratio=740/320"]
    assert (
        assets.rules(given)
        == '[data-most="37"]{--most:37}[data-n="4"]{--n:4}[data-n="9"]{--n:9}[data-ratio="740/320"]{--ratio:740/320}'
    )


@pytest.mark.parametrize("root", [ROOT, ROOT / "no-node-here"], ids=["small bundle", "full bundle"])
def test_the_bundle_lacks_the_style_sheet_that_it_would_write_and_nothing_else(root):
    whole = assets.plotly_bundle(root).read_text(encoding="utf-8")
    served = assets.without_maps(whole)
    assert ".maplibregl-map{" in whole and ".maplibregl-map{" not in served
    assert served.count('createElement("style")') == whole.count('createElement("style")') - 1
    assert (
        60_000 < len(whole) - len(served) < 90_000
        and served.startswith(whole[:2000])
        and served.endswith(whole[-2000:])
    )
