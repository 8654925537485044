"""Addresses in the built files: with an address of the site all lead somewhere in it, without one none is invented."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin
from xml.etree import ElementTree

import pytest

from tests import tiny_site
from tests.conftest import SUB_PATH, Handler, keep_drawings, run_build, served
from tests.site.test_api import leads_somewhere, texts_in

ELSEWHERE = re.compile(r"https://(json-schema|datapackage)\.org/")
NOWHERE = "http://nowhere.invalid/"
HEAD = re.compile(r'<(?:link|meta) [^>]*?(?:rel|property|name)="([^"]+)"[^>]*?(?:href|content)="([^"]*)"')
LINKED = re.compile(r'<script type="application/ld\+json">(.*?)</script>')
WHOLE = {"canonical", "og:url", "og:image", "twitter:image"}
"""What others read of a head only as a whole address."""


def own_names(value: object) -> Iterator[str]:
    """Values of the members that say where a document or its schema is."""
    if isinstance(value, dict):
        yield from (text for name, text in value.items() if name in ("$schema", "$id", "@id") and isinstance(text, str))
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from own_names(part)


def documents(folder: Path) -> Iterator[tuple[str, list[str], list[str]]]:
    """The path of each document, all texts in it, and those that say where it, its schema or its picture is."""
    for path in sorted(folder.rglob("*")):
        place = path.relative_to(folder).as_posix()
        if path.suffix == ".json" and path.name != "search_index.json":
            read = json.loads(path.read_text(encoding="utf-8"))
            yield place, list(texts_in(read)), list(own_names(read))
        elif path.suffix == ".xml":
            elements = list(ElementTree.parse(path).iter())
            yield place, [(element.text or "").strip() for element in elements], []
            yield place, [value for element in elements for value in element.attrib.values()], []
        elif path.suffix == ".html":
            page = path.read_text(encoding="utf-8")
            linked = [json.loads(text) for text in LINKED.findall(page)]
            heads = HEAD.findall(page)
            texts = [value for _, value in heads] + [text for part in linked for text in texts_in(part)]
            yield place, texts, [value for name, value in heads if name in WHOLE] + list(own_names(linked))


def test_every_address_of_the_site_in_a_document_leads_somewhere(site):
    found, partial = set(), []
    for place, texts, names in documents(site.folder):
        found |= {text for text in texts if text.startswith(site.url)}
        partial += [(place, name) for name in names if not name.startswith(site.url) and not ELSEWHERE.match(name)]
    assert not partial
    assert len(found) > 2_000
    whole = [address for address in found if "{id}" not in address and " " not in address]
    assert not [address for address in whole if not leads_somewhere(site, address)]


# --- a site that does not know its address ---------------------------------------------------------------------------
@pytest.fixture(scope="module")
def homeless(tmp_path_factory) -> Path:
    """The smallest site, built without an address."""
    tree = tiny_site.write(tmp_path_factory.mktemp("homeless") / "tree")
    built = run_build(tree, "site")
    assert built.returncode == 0, built.stdout + built.stderr
    keep_drawings(tree)
    return tree / "site"


def test_without_an_address_every_name_of_a_schema_is_relative_to_its_file(homeless):
    names = [(place, name) for place, _, names in documents(homeless) for name in names if not ELSEWHERE.match(name)]
    assert len(names) > 20
    reached = {name: urljoin(NOWHERE + place, name).removeprefix(NOWHERE) for place, name in names}
    assert not [name for name, path in reached.items() if ":" in name or not (homeless / path).is_file()]


def test_without_an_address_links_remain_and_texts_to_copy_are_absent(homeless):
    page = (homeless / "figures" / "adoption-downloads" / "index.html").read_text(encoding="utf-8")
    assert "no texts to copy" in page and "data-copy" not in page and "adoption-downloads.svg" in page
    assert not (homeless / "figures" / "adoption-downloads.oembed.json").exists()
    assert not [name for name, _ in HEAD.findall(page) if name in WHOLE]


class Forgiving(Handler):
    """A host that shows 404.html for every address below a sub-path that leads nowhere."""

    root = SUB_PATH

    def translate_path(self, path: str) -> str:
        return super().translate_path(SUB_PATH + path.removeprefix(self.root) if path.startswith(self.root) else "/")

    def send_error(self, code, message=None, explain=None) -> None:
        page = (Path(self.directory) / "404.html").read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(page)


class ForgivingAtTheRoot(Forgiving):
    root = "/"


@pytest.mark.parametrize("host", [Forgiving, ForgivingAtTheRoot], ids=["sub-path", "root"])
@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_the_page_for_lost_addresses_is_whole_at_any_depth(homeless, browser, host, scripts):
    context = browser.new_context(java_script_enabled=scripts, viewport={"width": 1280, "height": 900})
    with served(homeless, host) as url:
        home = url.removesuffix(SUB_PATH) + host.root
        page = context.new_page()
        for lost in ("x", "a/b/c/d", "a/b/c/d/e/f/"):
            assert page.goto(home + lost).status == 404
            assert page.locator("h1").inner_text() == "This address leads nowhere"
            font = "getComputedStyle(document.querySelector('h1')).fontFamily"
            assert "Bricolage" in page.evaluate(font), "the style of the site"
            if scripts:
                links = page.locator("a[href]").evaluate_all("all => all.map((link) => link.href)")
                assert all(link.startswith(home) for link in links)
                assert f"{home}index.html" in links
        if scripts:
            page.locator(".md-search__input").fill("tensorflow")
            page.locator(".md-search-result__link").first.click()
            page.locator("h1:not(:text('This address leads nowhere'))").wait_for()
            assert page.url.startswith(home)
    context.close()
