"""What pages load besides their text.

In: the theme's and our own style sheets, rendered pages, Plotly's bundle. Out: files under ``assets/``. A host may
forbid inline styles and ``data:`` addresses, so styles are in these files: the theme's icons become files beside them,
and a number that markup gives (``data-n="4"``) gets a rule here instead of a style attribute there.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import re
from collections.abc import Iterable
from pathlib import Path

from sitedata.draw import palette

SITE_SHEETS = ("site.css", "plotly.css", "contributing.css", "guide.css")
EMBED_SHEETS = ("embed.css", "plotly.css")
SOURCE_MAP = re.compile(r"/\*# sourceMappingURL=.*?\*/")  # the maps are not published
ICON = re.compile(r"""url\((["']?)data:image/svg\+xml;charset=utf-8,(.*?</svg>)\1\)""", re.DOTALL)
CSS_ESCAPE = re.compile(r"\\([0-9a-fA-F]{1,6})\s?")
STYLE_OF_MAPS = re.compile(
    r"""\(function\(\)\{if\(!document\.getElementById\("(\w+)"\)\)\{"""
    r"""var e=document\.createElement\("style"\);e\.id="\1",.*?\}\}\)\(\)"""
)


def files(root: Path, numbers: Iterable[str]) -> dict[str, str | bytes]:
    """The style sheets of pages, embeds and drawings, the icons, and Plotly's bundle; by address.

    The bundle is for readers who touch a figure. ``numbers`` are those that pages give, as ``n=4``.
    """
    theme = package_folder("material") / "templates" / "assets" / "stylesheets"
    sheets = [next(theme.glob(f"{name}.*.min.css")).read_text(encoding="utf-8") for name in ("main", "palette")]
    own = {
        name: (root / "overrides" / "assets" / name).read_text(encoding="utf-8")
        for name in {*SITE_SHEETS, *EMBED_SHEETS}
    }
    given = rules(numbers)
    sheets += [palette.stylesheet(), *(own[name] for name in SITE_SHEETS), given]
    joined, icons = with_icons_as_files("\n".join(SOURCE_MAP.sub("", sheet) for sheet in sheets))
    return {f"assets/{name}": content for name, content in icons.items()} | {
        "assets/site.css": joined,
        "assets/embed.css": "\n".join([palette.embed_stylesheet(), *(own[name] for name in EMBED_SHEETS), given]),
        "assets/drawing.css": palette.drawing_stylesheet(),
        "assets/plotly.min.js": without_maps(plotly_bundle(root).read_text(encoding="utf-8")),
    }


def with_icons_as_files(sheet: str) -> tuple[str, dict[str, str]]:
    """The sheet with addresses instead of ``data:`` pictures, and the pictures by address relative to it."""
    icons: dict[str, str] = {}

    def address(found: re.Match[str]) -> str:
        picture = CSS_ESCAPE.sub(lambda escape: chr(int(escape[1], 16)), found[2])
        name = f"icons/{hashlib.sha256(picture.encode()).hexdigest()[:8]}.svg"
        icons[name] = picture
        return f"url({name})"

    return ICON.sub(address, sheet), icons


def rules(numbers: Iterable[str]) -> str:
    """One rule per number that a page gives: ``data-n="4"`` sets ``--n`` to 4."""
    pairs = {tuple(number.split("=")) for number in numbers}
    return "".join(f'[data-{name}="{value}"]{{--{name}:{value}}}' for name, value in sorted(pairs))


def package_folder(name: str) -> Path:
    return Path(importlib.util.find_spec(name).origin).parent


def plotly_bundle(root: Path) -> Path:
    """The smallest bundle that draws our traces if npm installed it at Plotly's version.

    Otherwise the full one of the Python package.
    """
    package = package_folder("plotly") / "package_data"
    small = root / "node_modules" / "plotly.js-basic-dist-min"
    if (small / "package.json").is_file():
        installed = json.loads((small / "package.json").read_text(encoding="utf-8"))["version"]
        with (package / "plotly.min.js").open(encoding="utf-8") as full:
            if f"v{installed}" in full.read(2000):
                return small / "plotly-basic.min.js"
    return package / "plotly.min.js"


def without_maps(bundle: str) -> str:
    """The bundle without the style sheet of maps: it would write 76 kB into every page, and we draw no maps."""
    return STYLE_OF_MAPS.sub("", bundle, count=1)
