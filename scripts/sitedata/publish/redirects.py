"""Published addresses: collected from a built site, compared with the archive's, redirected where their content moved.

In: the files of a site, the archive, and ``data/redirects.csv``. Out: addresses relative to the home page, and
redirecting pages. A plain file server is enough: a page that is gone becomes a page that redirects, an element that is
gone a note at the end of its page.
"""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from pathlib import Path

from sitedata.draw.all import FIGURES
from sitedata.judge.environments import device_of, main_environment, other_environments
from sitedata.load.archive import Archive
from sitedata.load.dataset import Dataset
from sitedata.schema.tables import Redirect
from sitedata.text.exports import rows_csv

ARTICLE = re.compile(r"<article\b.*?</article>", re.DOTALL)
ELEMENT = re.compile(r'<(?!span|input|svg)[a-z0-9]+\b[^>]*?\sid="([^"]+)"')
PASSING = re.compile(r"fn:|fnref|__|copy-|margin-note|r$")  # ids of notes and of tools, which nobody links to
KEPT_FILES = (".csv", ".png", ".svg", ".json", ".xml", ".txt", ".zip")
NOT_PROMISED = ("assets/", "search/", "cards/", "sitemap", "404")
LONGEST_REDIRECT = 2000  # bytes
KEEPS_ANCHOR = re.compile(r'http-equiv="refresh" content="0; url=([^"#]+)"')
FROZEN = re.compile(r"\.[0-9a-f]{10}\.")  # the archive lists these as files


def addresses(site: Path) -> Iterator[str]:
    """Every page, every element of a page's text that has an id, and every live file that a reader may link to."""
    for path in sorted(site.rglob("*")):
        relative = path.relative_to(site).as_posix()
        if relative.startswith(NOT_PROMISED) or FROZEN.search(relative):
            continue
        if path.name == "index.html":
            page = relative.removesuffix("index.html") or "./"
            source = path.read_text(encoding="utf-8")
            if 'http-equiv="refresh"' in source:
                continue  # it leads on: the list knows it already
            yield page
            article = ARTICLE.search(source)
            ids = dict.fromkeys(ELEMENT.findall(article[0])) if article else ()
            yield from (f"{page}#{id}" for id in ids if not PASSING.match(id))
        elif path.suffix in KEPT_FILES and path.is_file():
            yield relative


def broken(archive: Archive, redirects: Iterable[Redirect], site: Path) -> list[str]:
    """Addresses of the archive that the site lacks, and those that lead to an address that it lacks."""
    there = set(addresses(site)) | {address for address in archive.files if (site / address).is_file()}
    moved, led = {row.address: row.moved_to for row in redirects}, _led_on(site)
    wanted = {row.address for row in archive.addresses} | archive.files.keys() | moved.keys()

    def target(address: str) -> str:
        page, hash_, id = moved.get(address, address).partition("#")
        return led.get(page, page) + hash_ + id

    return sorted(address for address in wanted if target(address) not in there)


def _led_on(site: Path) -> dict[str, str]:
    """Page that redirects → page that it leads to, with what its address said after ``#``."""
    pages = {}
    for path in site.rglob("index.html"):
        if path.stat().st_size < LONGEST_REDIRECT and (to := KEEPS_ANCHOR.search(path.read_text(encoding="utf-8"))):
            folder = path.parent.relative_to(site).as_posix()
            pages[f"{folder}/"] = posixpath.normpath(f"{folder}/{html.unescape(to[1])}") + "/"
    return pages


def file_of(address: str) -> str:
    """The file of the site behind an address, whichever part of it the address means: ``a/#b`` → ``a/index.html``."""
    path = address.partition("#")[0].removeprefix("./")
    return path if path and not path.endswith("/") else f"{path}index.html"


def moved(old: str, new: str, files: Mapping[str, str | bytes]) -> dict[str, str | bytes]:
    """What stands at an old address whose content is at a new one, by the path of its file.

    For a page, a page that redirects; for a file its copy, because a picture cannot redirect. ``files`` are the site's
    by address.
    """
    if "#" in old:
        return {}
    if old.endswith("/"):
        return {file_of(old): leading_on(old, new)}
    return {old: files[new]} if new in files else {}


def leading_on(address: str, target: str) -> str:
    """A page that redirects at once; where the target names no part of a page, the part that was asked for is kept."""
    base = "../" * address.removeprefix("./").count("/")
    to = escape(base + target.removeprefix("./"))
    kept = "" if "#" in target else f'<script src="{base}assets/moved.js"></script>'
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>Moved</title>'
        f'<meta http-equiv="refresh" content="0; url={to}"></head>'
        f'<body><p>This page has moved: <a href="{to}">{escape(target)}</a>.</p>{kept}</body></html>\n'
    )


def of_main_machines(data: Dataset, pages: Iterable[Path], files: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Address with a machine's id → present address without, for each machine that is now shown without its id.

    So a link that names a machine answers, whichever one leads. ``pages`` are paths of all pages, ``files`` addresses
    of all files. Where no other machine has such a page, none was ever published under an id.
    """
    for page in {path.parent: path for path in pages if path.stem in data.environments}.values():
        main = main_environment(data, device_of(data.environments[page.stem]))
        yield f"{page.parent.as_posix()}/{main.id}/", f"{page.parent.as_posix()}/"
    if not other_environments(data):
        return
    main, figures = main_environment(data), {spec.id for spec in FIGURES if spec.of_environment}
    for file in files:
        folder, _, name = file.partition("/")
        if folder in ("figures", "embed") and re.split("[./]", name)[0] in figures and not FROZEN.search(name):
            yield f"{folder}/{main.id}/{name.removesuffix('index.html')}", file.removesuffix("index.html")


def notes(rows: Iterable[Redirect], page: str, base: str) -> str:
    """HTML for the end of a page: one note per element that has moved, shown to readers whom a link led there."""
    moved = [row for row in rows if row.address.startswith(f"{page or './'}#")]
    return "".join(
        f'<p class="moved" id="{escape(row.address.partition("#")[2])}">What this link led to has moved: '
        f'<a href="{escape(base + row.moved_to.removeprefix("./"))}">{escape(row.moved_to)}</a>.</p>\n'
        for row in moved
    )


def listed(archive: Archive, redirects: Iterable[Redirect]) -> str:
    """The download ``data/permalinks.csv``: every address that the archive lists, and every redirect."""
    rows = {
        row.address: {"address": row.address, "since": row.since.isoformat(), "moved_to": ""}
        for row in archive.addresses
    }
    for row in redirects:
        rows.setdefault(row.address, {"address": row.address, "since": row.since.isoformat()})["moved_to"] = (
            row.moved_to
        )
    return rows_csv([rows[address] for address in sorted(rows)], ("address", "since", "moved_to"))
