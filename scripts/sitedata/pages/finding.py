"""How the site's search finds a page: how much a hit counts, its mark beside the title, what it is the first hit for.

In: the data, and the ledger. Out: values for the front matter of each page, which
:mod:`sitedata.publish.search_entries` reads; and best bets that lead nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import unescape
from pathlib import Path
from typing import Any

from markdown.extensions.toc import slugify

from sitedata.judge.edition import Edition
from sitedata.judge.pairs import pairs
from sitedata.load.named_systems import IN_BRACKETS
from sitedata.schema.tables import System
from sitedata.text.addresses import place_of
from sitedata.text.problem import Problem, did_you_mean, quoted

SECTION = 4.0
"""How much a hit counts on a page that answers questions: one of the article or the home page, against 1."""
PAGES = {
    "8b-situations": 2.0,
    "ecosystem": 3.0,
    "claims": 0.8,
    "linking": 0.5,
    "api": 0.5,
    "probes": 0.4,
} | dict.fromkeys(("data", "maintaining", "samples", "second-look", "sources"), 0.3)
"""The same for others, whose words stand on a better page as a rule."""
LEAVES = {"ecosystem": 1.2, "compare": 0.9, "comparison": 0.8, "claims": 0.5, "routes": 0.5, "figures": 0.4}
"""The same for a page in a folder, about one thing each."""
LISTS = {"figures"}
"""Pages whose sections only repeat the titles of pages that are found themselves."""
OF_ARTICLE = re.compile(r"\d|$")
STANDING = {"none": "none", "experimental": "maintenance", "maintained": "active"}
"""How mature a route is → the status of a system whose mark it has."""
HEADING = re.compile(r"^#{1,6} (.+?)(?: *\{[^}]*\})?$", re.MULTILINE)
SECTION_ID = re.compile(r'^#{1,6} .*\{:? ?#([\w.:-]+)|<h[1-6]\b[^>]*\sid="([^"]+)"', re.MULTILINE)
WORD = re.compile(r"\w+")
MARKUP = re.compile(r"<[^>]+>|[`*]|\]\([^)]*\)|\[\^[^\]]*\]")


class Finding:
    def __init__(self, edition: Edition):
        self.data, self.judged = edition.data, edition.judged
        self.marks = {f"claims/{id}/": _mark("verdict", judged.verdict) for id, judged in self.judged.items()}
        self.marks |= {f"ecosystem/{row.id}/": _mark("status", row.status) for row in self.data.rows("systems")}
        self.marks |= {
            f"routes/{row.id}/": _mark("status", STANDING[row.maturity], row.maturity)
            for row in self.data.rows("routes")
        }
        self.firsts = self._firsts()

    def of(self, address: str) -> dict[str, Any]:
        """What the index of the search takes from a page, for its front matter.

        ``boost`` is how much a hit counts; ``mark`` is HTML beside the title; ``first_for`` has words of questions by
        the anchor of the section that answers them, empty for the page itself. ``alone``: a page about one thing is
        one entry, made of its ``lead`` or of the ``whole``.
        """
        folder, _, rest = address.partition("/")
        if folder == "figures" and "/" in rest.rstrip("/"):
            return {"exclude": True}  # of another machine: everything would be found once for each
        found: dict[str, Any] = {"boost": _rank(folder, bool(rest))}
        if rest or folder in LISTS:
            found["alone"] = "whole" if folder == "comparison" else "lead"
        if address in self.marks:
            found["mark"] = self.marks[address]
        if address in self.firsts:
            found["first_for"] = self.firsts[address]
        return found

    def problems(self, pages: Mapping[Path, str]) -> Iterator[Problem]:
        """Best bets that lead to no page of the site, or to no section of its page."""
        texts = {place_of(path): page for path, page in pages.items()}
        for row in self.data.rows("best_bets"):
            address, anchor = _parts(row.page)
            if address not in texts:
                wrong, tip = "the site has no such page", did_you_mean(row.page, texts)
            elif anchor and anchor not in (known := sections(texts[address])):
                wrong, tip = "the page has no such section", did_you_mean(anchor, known)
            else:
                continue
            yield Problem("data/best_bets.csv", row.line, "page", wrong, quoted(row.page), f"one that it has{tip}")

    def _firsts(self) -> dict[str, dict[str, list[str]]]:
        found: dict[str, dict[str, list[str]]] = {}
        bets = {row.words: row.page for row in self.data.rows("best_bets")}
        for words, page in (bets | {name: page for name, page in self._names() if name not in bets}).items():
            address, anchor = _parts(page)
            found.setdefault(address, {}).setdefault(anchor, []).append(words)
        return found

    def _names(self) -> Iterator[tuple[str, str]]:
        """Names of pairs, of systems and of rows of the comparison table, in small letters, each with its page."""
        for row in self.data.rows("comparison_criteria"):
            yield row.title.lower(), f"comparison/{row.id}/"
        for pair in pairs(self.data):
            called = [IN_BRACKETS.sub("", system.name).lower() for system in pair.systems]
            if not pair.reversed_id:
                yield f"instead of {called[0]}", f"compare/{pair.id}/"
            elif not {*WORD.findall(called[0])} <= {*WORD.findall(called[1])}:  # else the longer name says both
                yield " vs ".join(called), f"compare/{pair.id}/"
                yield " vs ".join(reversed(called)), f"compare/{pair.id}/"
        for system in reversed(
            self.data.rows("systems")
        ):  # the last that is given a name keeps it: of two systems the first
            for name in names(system):
                yield name.lower(), f"ecosystem/{system.id}/"


def names(system: System) -> list[str]:
    """What a system is called: its name, that without and that in brackets, and the name of its package."""
    in_brackets = IN_BRACKETS.search(system.name)
    package = (system.package or "").partition("/")[2].replace("%40", "")
    called = (system.name, IN_BRACKETS.sub("", system.name), in_brackets[1] if in_brackets else "", package)
    return list(dict.fromkeys(filter(None, called)))  # in one order, whatever the hash seed


def sections(page: str) -> set[str]:
    """The ids of headings on a page of Markdown: given ones, and those that MkDocs makes. The search knows no other."""
    made = {slugify(unescape(MARKUP.sub("", heading)), "-") for heading in HEADING.findall(page)}
    return made | {one or other for one, other in SECTION_ID.findall(page)}


def _parts(address: str) -> tuple[str, str]:
    """The page and the anchor of an address."""
    page, _, anchor = address.removeprefix("./").partition("#")
    return page, anchor


def _rank(folder: str, leaf: bool) -> float:
    return (LEAVES if leaf else PAGES).get(folder, SECTION if OF_ARTICLE.match(folder) else 1.0)


def _mark(kind: str, standing: str, word: str = "") -> str:
    return f'<span class="{kind} {kind}-{standing}">{word or standing}</span>'
