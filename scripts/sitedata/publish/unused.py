"""Files that look like parts of the site and are none: scripts that nothing asks for, pages that nothing lists.

In: the repository's folder. Out: a problem for each of them, and for each page that the navigation lists in vain.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from sitedata.load import inputs
from sitedata.load.sources import texts
from sitedata.pages.page_files import file_of
from sitedata.publish.assets import package_folder
from sitedata.text.problem import Problem, nearest, quoted

ASSET = re.compile(r"[a-z0-9_-]+(\.[a-z0-9]+)")
ASKED_IN = ("overrides", "scripts/sitedata", "mkdocs.yml")
SUFFIXES = (".css", ".html", ".js", ".md", ".svg", ".woff2", ".xml", ".txt")
LISTED = re.compile(r"[\w./-]+\.md\b")


TEMPLATES = "scripts/sitedata/pages/templates"


def unused(root: Path) -> list[Problem]:
    begin = tuple(f"{root.as_posix()}/{name}" for name in ASKED_IN)
    asking = [path for path in texts(root) if path.as_posix().startswith(begin)]
    sources = {path: path.read_text(encoding="utf-8", errors="replace") for path in asking}
    return [*_overrides(root, sources), *_templates(root, sources), *_pages(root)]


def _overrides(root: Path, sources: dict[Path, str]) -> Iterator[Problem]:
    """Files of the theme's folder that neither replace one of the theme nor are asked for by name."""
    folder, theme = root / "overrides", package_folder("material") / "templates"
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    known = {name for name in names if (theme / name).is_file() or _is_asked_for(folder / name, sources)}
    expected = "a file of the theme, or one that a template, a script or scripts/sitedata names"
    yield from inputs.strangers(folder, known, folder.name, expected)


def _templates(root: Path, sources: dict[Path, str]) -> Iterator[Problem]:
    folder = root / TEMPLATES
    known = {path.name for path in folder.glob("*") if _is_asked_for(path, sources)}
    yield from inputs.strangers(folder, known, TEMPLATES, "a template that scripts/sitedata names")


def _is_asked_for(path: Path, sources: dict[Path, str]) -> bool:
    """Does another file name it, as a file, or in quotes without its ending, as scripts do?"""
    if path.suffix not in SUFFIXES or not ASSET.fullmatch(path.name):
        return False
    by_stem = "" if path.suffix in (".html", ".md", ".xml", ".txt") else rf"""|["']{re.escape(path.stem)}["']"""
    asked = re.compile(rf"(?<![\w.-]){re.escape(path.name)}(?![\w.-]){by_stem}")
    words = (path.name, f'"{path.stem}"', f"'{path.stem}'") if by_stem else (path.name,)  # found faster than a pattern
    return any(
        other != path and any(word in source for word in words) and asked.search(source)
        for other, source in sources.items()
    )


def _pages(root: Path) -> Iterator[Problem]:
    """Pages that the navigation does not list, and what it lists without there being such a page."""
    if not (root / "mkdocs.yml").is_file():
        return
    settings = (root / "mkdocs.yml").read_text(encoding="utf-8", errors="replace")
    before, _, navigation = settings.partition("\nnav:")
    if not navigation:
        return  # MkDocs lists every page then
    first = before.count("\n") + 2
    listed = [
        (first + number, name) for number, line in enumerate(navigation.split("\n")) for name in LISTED.findall(line)
    ]
    files = {file_of(path.relative_to(root / "docs")).as_posix(): path for path in inputs.pages(root / "docs")}
    for file in sorted(files.keys() - {name for _, name in listed}):
        page = files[file].relative_to(root).as_posix()
        yield Problem(page, 1, "", "a page that no navigation lists", quoted(page), f"a line with {file} in mkdocs.yml")
    for line, name in listed:
        if name not in files:
            what, expected = "no such page", "the file of a page of docs/, like 4b-performance/index.md"
            yield Problem("mkdocs.yml", line, "nav", what, quoted(name), expected, nearest(name, files))
