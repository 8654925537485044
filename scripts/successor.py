"""The exit path: build the same pages with Zensical, the announced successor of Material for MkDocs.

The text of every page is compared. In: ``build/docs`` and ``site/``, as ``build.py site`` left them, and a Python that
has Zensical (``--python``). Out: ``build/successor.md``, the differences. The exit status is 0 if every page says the
same, 1 if one does not, 2 if the successor did not build at all.
"""

from __future__ import annotations

import argparse
import difflib
import os
import re
import sys
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

from sitedata.text.files import Folder
from system import Hung, ended, run

ROOT = Path(__file__).resolve().parent.parent
PLACE = ROOT / "build" / "successor"
REPORT = "successor.md"
SKIPPED = ("script", "style", "svg", "template", "noscript")
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
FEW = 3  # differences of a page that are shown
LONGEST = 160  # characters of one
LONG_PAGE = 4000  # words
LIMIT_S = 600


class Text(HTMLParser):
    """The words of the article, and where its links lead; without drawings and the theme's additions."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.links: list[str] = []
        self._open: list[str] = []
        self._inside = 0
        self._skipping = 0

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        values = dict(attributes)
        classes = (values.get("class") or "").split()
        if tag in VOID:
            return
        skip = tag in SKIPPED or "headerlink" in classes or "md-content__button" in classes
        self._open.append("skip" if skip else "article" if tag == "article" else "")
        self._skipping += skip
        self._inside += tag == "article"
        if tag == "a" and values.get("href") and self._inside and not self._skipping:
            self.links.append(values["href"])

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID or not self._open:
            return
        closed = self._open.pop()
        self._skipping -= closed == "skip"
        self._inside -= closed == "article"

    def handle_data(self, data: str) -> None:
        if self._inside and not self._skipping:
            self.words += data.split()


def read(html: str) -> tuple[list[str], list[str]]:
    """Words and links of an article."""
    reader = Text()
    reader.feed(html)
    return reader.words, reader.links


def prepare() -> Path:
    """The same tree in a place of its own, without the hooks: the successor runs none."""
    place = Folder(PLACE, ROOT)
    place.clear()
    place.write("mkdocs.yml", (ROOT / "mkdocs.yml").read_bytes())
    place.write_copy(ROOT / "overrides", "overrides/")
    place.write_copy(ROOT / "build" / "docs", "build/docs/")
    for name in ("docs", "data", "scripts"):  # mkdocs.yml watches them
        (PLACE / name).mkdir()
    place.write("scripts/hooks.py", "")
    return PLACE


def build(python: Path) -> tuple[int, str]:
    """Exit status and output of the successor. It sees the same addresses as the other build."""
    command = [str(python), "-m", "zensical", "build", "--config-file", "mkdocs.yml"]
    try:
        done = run(command, LIMIT_S, cwd=prepare(), env=os.environ | {"NO_COLOR": "1"})
    except Hung as hung:
        return 124, str(hung)
    return done.returncode, re.sub(r"\x1b\[[0-9;]*m", "", done.stdout + done.stderr)


@dataclass(frozen=True)
class Page:
    """What differs on a page, in words and in links."""

    name: str
    words: list[str]
    links: list[str]


def compare(ours: Path, theirs: Path) -> list[Page]:
    """Every page of either site, by address."""
    names = sorted(
        {path.relative_to(folder).as_posix() for folder in (ours, theirs) for path in folder.rglob("*.html")}
    )
    pages = []
    for name in names:
        if not (theirs / name).exists() or not (ours / name).exists():
            pages.append(Page(name, ["missing there" if (ours / name).exists() else "only there"], []))
            continue
        here, there = (read((folder / name).read_text(encoding="utf-8")) for folder in (ours, theirs))
        pages.append(Page(name, differences(here[0], there[0]), differences(here[1], there[1])))
    return pages


def differences(ours: list[str], theirs: list[str]) -> list[str]:
    """All differences of a short page; of a long one only the first, because comparing all of it would take minutes."""
    if ours == theirs:
        return []
    if max(len(ours), len(theirs)) > LONG_PAGE:
        first = next(
            (n for n, (a, b) in enumerate(zip(ours, theirs, strict=False)) if a != b), min(len(ours), len(theirs))
        )
        return [_shown(ours[first : first + 12], theirs[first : first + 12])]
    matcher = difflib.SequenceMatcher(None, ours, theirs, autojunk=False)
    return [_shown(ours[a:b], theirs[c:d]) for kind, a, b, c, d in matcher.get_opcodes() if kind != "equal"]


def _shown(ours: list[str], theirs: list[str]) -> str:
    return f"here: {' '.join(ours)[:LONGEST] or 'nothing'} | there: {' '.join(theirs)[:LONGEST] or 'nothing'}"


def report(pages: list[Page], said: str) -> str:
    words, links = (sum(not getattr(page, what) for page in pages) for what in ("words", "links"))
    lines = ["# The same pages, built with Zensical", ""]
    lines += [
        f"Of {len(pages)} pages {words} say the same, word for word, and the links of {links} lead to the same places.",
        "",
    ]
    warnings = [line for line in said.splitlines() if "issues found" in line or line.startswith("Warning")]
    lines += [f"- it said: {line}" for line in dict.fromkeys(warnings)] + [""]
    for page in pages:
        for what in ("words", "links"):
            if differing := getattr(page, what):
                shown = [line.replace("```", "'''") for line in differing[:FEW]]
                lines += [f"## {page.name}: {len(differing)} in {what}", "", "```text", *shown, "```", ""]
    return "\n".join(lines) + "\n"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--python", type=Path, default=ROOT / ".venv-successor" / "bin" / "python", help="a Python that has Zensical"
    )
    chosen = parser.parse_args(arguments)
    out = Folder(ROOT / "build", ROOT)
    if not (ROOT / "site" / "index.html").exists() or not (ROOT / "build" / "docs").exists():
        print("site/ is missing — expected the result of make site", file=sys.stderr)
        return 2
    status, said = build(chosen.python)
    if status or not (PLACE / "site" / "index.html").exists():
        out.write(REPORT, f"# Zensical did not build the site\n\n```text\n{said[-4000:].replace('```', '')}\n```\n")
        print(f"Zensical ended with status {status}; see build/{REPORT}", file=sys.stderr)
        return 2
    pages = compare(ROOT / "site", PLACE / "site")
    out.write(REPORT, report(pages, said))
    print(report(pages, said).splitlines()[2], f"build/{REPORT} has the rest", sep="\n")
    return 1 if any(page.words or page.links for page in pages) else 0


if __name__ == "__main__":
    sys.exit(ended(main))
