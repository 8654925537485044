"""Nothing that a strict host would block is in a built file: inline scripts or styles, pictures inside style sheets."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from sitedata.load import archive

DATA_TYPES = {"application/json", "application/ld+json", "text/plain"}  # a browser runs no script of these types
STYLE_SHEETS = ("site.css", "embed.css", "drawing.css")


class Blocked(HTMLParser):
    """Collects what a browser would not run or apply under ``default-src 'self'``."""

    def __init__(self, markup: str):
        super().__init__()
        self.found: list[str] = []
        self.feed(markup)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        values = dict(attributes)
        if tag == "style" or (tag == "script" and "src" not in values and values.get("type") not in DATA_TYPES):
            self.found.append(f"<{tag}> at {self.getpos()}")
        for name, value in values.items():
            if name == "style" or name.startswith("on") or (value or "").lstrip().lower().startswith("javascript:"):
                self.found.append(f"{name}={value} at {self.getpos()}")
            loads = name in ("src", "srcset", "data", "poster", "xlink:href") or (
                name == "href" and self.is_resource(tag, values)
            )
            if loads and re.match(r"(?i)\s*(data:|blob:|https?:|//)", value or ""):
                self.found.append(f"{tag} {name}={value} at {self.getpos()}")

    handle_startendtag = handle_starttag

    @staticmethod
    def is_resource(tag: str, values: dict[str, str | None]) -> bool:
        """The addresses that a browser loads by itself."""
        return tag in ("use", "image") or (
            tag == "link" and bool({"stylesheet", "icon", "preload"} & set((values.get("rel") or "").split()))
        )


EXAMPLES = {
    "script": "<script>go()</script>",
    "module": '<script type="module">go()</script>',
    "style element": "<svg><style>a{}</style></svg>",
    "style attribute": '<td style="text-align: right">',
    "style of a closed element": '<path style="fill:red"/>',
    "handler": '<body onload="go()">',
    "address that is a script": '<a href=" javascript:go()">',
    "picture in its address": '<img src="data:image/png;base64,AA">',
    "script from elsewhere": '<script src="https://elsewhere.invalid/x.js"></script>',
    "font": '<link rel="preload" href="//elsewhere.invalid/x.woff2">',
}


@pytest.mark.parametrize("markup", EXAMPLES.values(), ids=EXAMPLES)
def test_what_a_strict_host_blocks_is_found(markup):
    assert len(Blocked(markup).found) == 1


@pytest.mark.parametrize("suffix", ["html", "svg"])
def test_no_published_file_holds_what_a_strict_host_blocks(site, suffix):
    paths = list(site.folder.rglob(f"*.{suffix}"))
    assert len(paths) > 300
    blocked = {
        path.relative_to(site.folder).as_posix(): Blocked(path.read_text(encoding="utf-8")).found[:3] for path in paths
    }
    assert {path: problems for path, problems in blocked.items() if problems} == {}


@pytest.mark.parametrize("name", STYLE_SHEETS)
def test_a_style_sheet_asks_for_files_of_the_site_alone_and_they_are_there(site, name):
    sheet = site.folder / "assets" / name
    asked = re.findall(r"url\(\s*[\"']?(.*?)[\"']?\s*\)|@import", sheet.read_text(encoding="utf-8"))
    assert all(
        re.fullmatch(r"icons/[0-9a-f]{8}\.svg|fonts/[a-z0-9-]+\.woff2", address) and (sheet.parent / address).is_file()
        for address in asked
    )
    assert bool(asked) == (name == "site.css")


def test_a_frozen_drawing_draws_what_was_kept(site):
    """A drawing's bytes may change, from styles to attributes; what it shows may not."""
    kept = archive.read(site.tree / "archive")
    if not kept.there:
        pytest.skip("no archive/ here, so there is no former drawing to compare: make archive brings it")
    drawings = [
        (address, row.object)
        for address, row in kept.files.items()
        if address.startswith("figures/") and address.endswith(".svg")
    ]
    assert drawings
    for address, path in drawings:
        published = (site.folder / address).read_text(encoding="utf-8")
        assert marks(published) == marks((site.tree / "archive" / path).read_text(encoding="utf-8"))


def marks(drawing: str) -> list[str]:
    """The paths and words of a drawing, in order."""
    return re.findall(r'(?<=\sd=")[^"]+|(?<=>)[^<>\n]+(?=</t(?:ext|span)>)', drawing)
