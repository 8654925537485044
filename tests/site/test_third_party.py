"""Third-party files on the built site have their licences in ``assets/LICENSES.txt``."""

import re
from importlib.metadata import distribution
from pathlib import Path

from sitedata.publish import third_party
from sitedata.publish.assets import plotly_bundle

CODE = {".js", ".mjs", ".css", ".map", ".wasm", ".woff", ".woff2", ".ttf", ".otf"}
MADE_HERE = ("LICENSES.txt", "drawing.css")
SHAPE = re.compile(r"""\sd=["']([^"']{12,})["']""")


def parts(site):
    return third_party.parts(plotly_bundle(site.tree))


def test_every_served_file_of_others_is_covered(site):
    ours = {path.read_bytes() for path in (site.tree / "overrides" / "assets").iterdir() if path.is_file()}
    served = [
        path
        for path in site.folder.rglob("*")
        if path.is_file() and (path.suffix in CODE or "assets" in path.relative_to(site.folder).parts)
    ]
    others = [
        path.relative_to(site.folder).as_posix()
        for path in served
        if path.read_bytes() not in ours and path.name not in MADE_HERE
    ]
    assert len(others) > 5 and [file for file in others if third_party.covering(parts(site), file) is None] == []
    written = (site.folder / "assets" / "LICENSES.txt").read_text(encoding="utf-8")
    assert all(part.purl in written for part in parts(site))


def test_every_icon_is_of_a_set_whose_licence_is_there(site):
    folder = Path(distribution(third_party.THEME).locate_file(third_party.ICONS))
    texts = [
        (site.folder / name).read_text(encoding="utf-8")
        for name in ("index.html", "404.html", "about/index.html", "assets/site.css")
    ]
    shown = {"".join(shape.split()) for text in texts for shape in SHAPE.findall(text)}
    sets = {
        icon.relative_to(folder).parts[0]
        for icon in folder.rglob("*.svg")
        for shape in SHAPE.findall(icon.read_text())
        if "".join(shape.split()) in shown
    }
    assert "material" in sets and {f"Icons of the set “{name}”" for name in sets} <= {part.name for part in parts(site)}


def test_the_licences_are_linked_from_the_page_about_the_site(site):
    assert 'href="../assets/LICENSES.txt"' in (site.folder / "about" / "index.html").read_text(encoding="utf-8")
    assert (site.folder / "assets" / "LICENSES.txt").stat().st_size > 10_000
    assert not list(site.folder.rglob("lunr.*.min.js"))
