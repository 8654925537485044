"""``assets/LICENSES.txt``: third-party work that the site serves, with its licences.

In: the installed packages, their licence files, and the theme's source maps, which name the libraries inside its
scripts. Such a library is not installed, so its licence is kept in ``licences/``. Out: the text, and which part covers
which served file.
"""

from __future__ import annotations

import functools
import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from importlib.metadata import Distribution, distribution
from itertools import zip_longest
from pathlib import Path

from sitedata.text.problem import BadInput, Problem

THEME = "mkdocs-material"
HERE = "scripts/sitedata/publish"
KEPT = Path(__file__).parent / "licences"
ICONS, ASSETS = "material/templates/.icons", "material/templates/assets"
FONTS = {"bricolage-grotesque": "Bricolage Grotesque", "public-sans": "Public Sans"}
FONTS_VERSION = "5.3.0"
"""Of the packages from which the files in ``overrides/assets/fonts`` were cut; docs/maintaining.md has the commands."""
LICENCE_FILE = re.compile(r"(?:licen[cs]e|copying|notice)(?:\.(?:txt|md))?", re.IGNORECASE)
INSIDE = re.compile(r"(?:^|/)node_modules/((?:@[^/]+/)?[^/]+)/")
BUNDLED = re.compile(r"/\*! Bundled license information:(.*?)\*/", re.DOTALL)
VERSION = re.compile(r"\bv?(\d+\.\d+\.\d+)\b")
RULE = "=" * 100


@dataclass(frozen=True)
class Part:
    """A piece of third-party work.

    ``files`` are patterns of the addresses at which the site serves it; ``where`` says the same in words.
    """

    name: str
    version: str
    purl: str
    where: str
    licence: str
    files: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{RULE}\n{self.name} {self.version}\n{self.purl}\n{self.where}\n{RULE}\n\n{self.licence.strip()}\n"


def licences(bundle: Path) -> str:
    """The whole file. ``bundle`` is the Plotly that is served."""
    return "What this site serves of others, and under which licences.\n\n" + "\n\n".join(map(str, parts(bundle)))


def covering(parts: list[Part], address: str) -> Part | None:
    """The part whose licence covers a file that the site serves."""
    return next((part for part in parts if any(fnmatch(address, pattern) for pattern in part.files)), None)


@functools.lru_cache(maxsize=4)
def parts(bundle: Path) -> list[Part]:
    """All third-party work that is served.

    Raises:
        BadInput: each package without a licence file.
    """
    theme = distribution(THEME)
    served, problems = [], []
    for make in (
        lambda: [plotly(bundle)],
        lambda: list(fonts()),
        lambda: [material(theme)],
        lambda: list(icon_sets(theme)),
        lambda: list(libraries(theme)),
    ):
        try:
            served += make()
        except BadInput as bad:
            problems += bad.problems
    if problems:
        raise BadInput(problems)
    return served


def plotly(bundle: Path) -> Part:
    """From npm or inside the Python package, with the notices of the libraries that its bundle contains."""
    inside = BUNDLED.search(bundle.read_text(encoding="utf-8"))
    notices = (
        f"\n\nThe bundle contains, as it says itself:\n{inside[1].replace('(*', '/*').replace('*)', '*/').rstrip()}"
        if inside
        else ""
    )
    about = bundle.parent / "package.json"
    where, files = "Draws figures: assets/plotly.min.js", ("assets/plotly.min.js", "assets/embed.css")
    if about.is_file():
        package = json.loads(about.read_text(encoding="utf-8"))
        licence = _one(_beside(bundle.parent), f"node_modules/{package['name']}")
        return Part(
            package["name"],
            package["version"],
            f"pkg:npm/{package['name']}@{package['version']}",
            where,
            licence + notices,
            files,
        )
    package = distribution("plotly")
    return Part(
        "plotly", package.version, f"pkg:pypi/plotly@{package.version}", where, _licence_of(package) + notices, files
    )


def fonts() -> Iterator[Part]:
    """The typefaces that pages load, cut to the letters that they need."""
    for name, title in FONTS.items():
        package, files = f"@fontsource-variable/{name}", (f"assets/fonts/{name}*.woff2",)
        purl = f"pkg:npm/{package.replace('@', '%40')}@{FONTS_VERSION}"
        texts = [kept(package).read_text(encoding="utf-8")] if kept(package).is_file() else []
        where = f"The letters of the pages, a subset: {files[0]}"
        yield Part(title, FONTS_VERSION, purl, where, _one(texts, f"{HERE}/licences/{kept(package).name}"), files)


def material(theme: Distribution) -> Part:
    """The theme itself. Its style sheets are joined with ours in ``site.css``."""
    files = (
        "assets/javascripts/bundle.*",
        "assets/javascripts/workers/*",
        "assets/stylesheets/*",
        "assets/images/favicon.png",
        "assets/site.css",
        "assets/icons/*.svg",
    )
    where = f"The theme: templates of the pages, {', '.join(files)}"
    return Part(THEME, theme.version, f"pkg:pypi/{THEME}@{theme.version}", where, _licence_of(theme), files)


def icon_sets(theme: Distribution) -> Iterator[Part]:
    """The icon sets that come with the theme; pages and style sheets contain some of their icons."""
    for folder in sorted(path for path in Path(theme.locate_file(ICONS)).iterdir() if path.is_dir()):
        place = f"{ICONS}/{folder.name}"
        purl = f"pkg:pypi/{THEME}@{theme.version}#{place}"
        licence = _one(_beside(folder), place)
        yield Part(
            f"Icons of the set “{folder.name}”",
            f"in {THEME} {theme.version}",
            purl,
            "Icons in pages and style sheets",
            licence,
        )


def libraries(theme: Distribution) -> Iterator[Part]:
    """The libraries inside the theme's scripts and style sheets, as their source maps name them."""
    contents: dict[str, str] = {}
    for file in sorted(Path(theme.locate_file(ASSETS)).rglob("*.map")):
        sources = json.loads(file.read_text(encoding="utf-8"))
        for path, content in zip_longest(sources["sources"], sources.get("sourcesContent") or ()):
            if inside := INSIDE.search(path):
                contents.setdefault(inside[1], content or "")
    if problems := [
        _missing(f"{HERE}/licences/{name}.txt", f"'{name}' is inside {THEME}")
        for name in contents
        if not kept(name).is_file()
    ]:
        raise BadInput(problems)
    for name, content in sorted(contents.items()):
        version = VERSION.search(content[:300])  # its first comment names it, if anything does
        purl = f"pkg:npm/{name}" + (f"@{version[1]}" if version else "")
        shown = version[1] if version else f"as in {THEME} {theme.version}"
        yield Part(
            name, shown, purl, f"Inside the scripts and style sheets of {THEME}", kept(name).read_text(encoding="utf-8")
        )


def kept(name: str) -> Path:
    return KEPT / f"{name.replace('/', '+')}.txt"


def _licence_of(package: Distribution) -> str:
    """The licence files that its metadata names."""
    names = package.metadata.get_all("License-File") or []
    texts = [text for name in names for place in (f"licenses/{name}", name) if (text := package.read_text(place))]
    return _one(texts, f"{package.name} {package.version}")


def _beside(folder: Path) -> list[str]:
    names = sorted(name for name in os.listdir(folder) if LICENCE_FILE.fullmatch(name))  # a set has thousands of icons
    return [(folder / name).read_text(encoding="utf-8") for name in names]


def _one(texts: list[str], whose: str) -> str:
    if not any(text.strip() for text in texts):
        raise BadInput([_missing(whose, "the package has none")])
    return "\n\n".join(text.strip() for text in texts)


def _missing(file: str, why: str) -> Problem:
    return Problem(
        file,
        1,
        "",
        f"no licence file: {why}",
        "",
        "its licence, which goes into assets/LICENSES.txt with what the site serves of it",
    )
