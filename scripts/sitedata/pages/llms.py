"""``llms.txt``: what each page is, with a link to its Markdown copy. In: titles and descriptions. Out: the file.

Source: https://llmstxt.org/
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from sitedata.text.addresses import address

ARTICLE = re.compile(r"(\d+)([a-z]?)-")
FILES = {
    "api/v1/index.json": ("API", "lists every file of the JSON API with its schema"),
    "data/datapackage.json": ("Data package", "describes every CSV table with types, units and references"),
    "feeds/verdicts.xml": ("Feed of verdicts", "verdicts that changed, as Atom"),
    "calendars/all.ics": ("Calendar", "when support ends, of releases, Pythons, CUDA versions and companions"),
    "feeds/measurements.xml": ("Feed of measurements", "sweeps of our benchmark, as Atom"),
}


@dataclass(frozen=True)
class About:
    """A page in one line; both fields are Markdown."""

    title: str
    description: str


def llms_txt(abouts: Mapping[str, About], title: str, site_url: str) -> str:
    """The file. ``abouts``: address of a page → what it is.

    Single claims and other environments may be skipped, so they are listed under *Optional*.
    """
    home = abouts.get("", About(title, ""))
    optional = [place for place in abouts if place.count("/") > 1]
    pages = [place for place in abouts if place and place.count("/") == 1]
    article = sorted((place for place in pages if ARTICLE.match(place)), key=_section)
    behind = [place for place in pages if not ARTICLE.match(place)]

    def listed(places: list[str]) -> str:
        return "\n".join(
            f"- [{abouts[place].title}]({address(f'{place}index.md', site_url)}): {abouts[place].description}"
            for place in places
        )

    files = "\n".join(f"- [{name}]({address(path, site_url)}): {what}" for path, (name, what) in FILES.items())
    note = (
        "Each link leads to the Markdown copy of a page. Facts cite sources as footnotes; "
        "text and data are licensed CC BY-SA 4.0."
    )
    parts = [f"# {title}", f"> {home.description}", note]
    start = f"- [Home]({address('index.md', site_url)}): the answer in short\n"
    sections = {
        "The article, examined": start + listed(article),
        "Behind it": listed(behind),
        "Data": files,
        "Optional": listed(optional),
    }
    parts += [f"## {name}\n\n{lines}" for name, lines in sections.items() if lines]
    return "\n\n".join(parts) + "\n"


def _section(place: str) -> tuple[int, str, str]:
    match = ARTICLE.match(place)
    return int(match[1]), match[2], place
