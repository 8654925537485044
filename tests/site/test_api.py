"""What the built site offers programs: the API, Markdown copies, llms.txt, feeds, and requests that can be copied."""

from __future__ import annotations

import csv
import json
import re
import urllib.request
from collections import Counter
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlparse

import jsonschema
import pytest
from lxml import html
from markdown_it import MarkdownIt

from sitedata.api.documents import SCHEMAS
from sitedata.api.site_files import MEANINGS
from tests.atom import problems
from tests.conftest import figures_of, is_frozen
from tests.site.test_pages import parsed

REQUESTS = 4 * len(MEANINGS)  # curl, Python, Google Sheets and Excel, for each list
LINK = re.compile(r"(?<!\\)\]\(([^()\s]+)\)")
FENCED = re.compile(r"^( *)(`{3,}).*?^\1\2$", re.DOTALL | re.MULTILINE)
CODE = re.compile(r"(`+).*?\1")
SAMPLE = ["", "4b-performance/", "5-adoption/", "4a-implementation/", "claims/", "claims/perf-cnn-tf/", "2-tensorflow/",
          "8-selection/", "methods/", "changes/", "probes/", "sources/", "workloads/", "data/", "api/", "second-look/",
          "linking/", "figures/adoption-downloads/", "comparison/default-execution/",
          "ecosystem/tensorflow-lite/"]  # fmt: skip


def leads_somewhere(site, address: str) -> bool:
    """Whether an address of the site has a file, and its anchor a place there."""
    page, anchor = urldefrag(address)
    target = site.folder / unquote(urlparse(page).path).removeprefix(urlparse(site.url).path)
    target = target / "index.html" if target.is_dir() else target
    return target.is_file() and (not anchor or unquote(anchor) in parsed(target).ids)


def documents(site) -> dict[str, dict]:
    root = site.folder / "api" / "v1"
    paths = [path for path in root.rglob("*.json") if path.parent.name != "schema" and not is_frozen(path)]
    return {path.relative_to(site.folder).as_posix(): json.loads(path.read_text(encoding="utf-8")) for path in paths}


def texts_in(value: object):
    if isinstance(value, str):
        yield value
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from texts_in(part)


# --- API -------------------------------------------------------------------------------------------------------------
def test_every_file_of_the_api_fulfils_the_schema_that_a_program_fetches(site):
    validators: dict[str, jsonschema.Draft202012Validator] = {}
    for path, document in documents(site).items():
        address = document["$schema"]
        if address not in validators:
            with urllib.request.urlopen(address) as answer:
                assert answer.headers["Content-Type"] == "application/json"
                schema = json.load(answer)
            assert schema["$id"] == address and schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
            jsonschema.Draft202012Validator.check_schema(schema)
            checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
            validators[address] = jsonschema.Draft202012Validator(schema, format_checker=checker)
        assert not [error.message for error in validators[address].iter_errors(document)], path
    assert len(validators) == len(SCHEMAS)


def test_every_row_has_a_file_of_its_own(site):
    tables = {"claims": "claims", "comparison": "comparison_criteria", "systems": "systems"}
    for name, table in tables.items():
        with (site.tree / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            ids = {row["id"] for row in csv.DictReader(file)}
        assert {path.stem for path in (site.folder / "api" / "v1" / name).glob("*.json") if not is_frozen(path)} == ids


def test_the_api_says_what_the_pages_say(site):
    for claim in documents(site)["api/v1/claims.json"]["claims"]:
        page = (site.folder / "claims" / claim["id"] / "index.html").read_text(encoding="utf-8")
        assert f'class="verdict verdict-{claim["verdict"]}"' in page, claim["id"]
    training = next(
        environment
        for environment in documents(site)["api/v1/measurements.json"]["environments"]
        if environment["main"]
    )["ratios"]
    with (site.folder / "figures" / "bench-training.csv").open(encoding="utf-8", newline="") as file:
        drawn = {row["workload"]: float(row["ratio"]) for row in csv.DictReader(file)}
    asked = {ratio["numerator"]["workload"]: ratio["median"] for ratio in training if ratio["kind"] == "training"}
    assert drawn and asked == pytest.approx(drawn, rel=1e-3)


def test_every_figure_of_the_site_is_in_the_api_with_its_files(site):
    figures = documents(site)["api/v1/figures.json"]["figures"]
    assert {figure["id"] for figure in figures} == set(figures_of(site.folder))
    for figure in figures:
        assert (
            all(figure[name].endswith(f"figures/{figure['id']}.{name}") for name in ("svg", "png", "csv", "json"))
            and figure["page"]
        )


def test_requests_on_the_page_ask_for_what_is_there(site):
    text = (site.folder / "api" / "index.html").read_text(encoding="utf-8")
    code = "".join(re.findall(r'<code[^>]* tabindex="0">(.*?)</code>', text, re.DOTALL))
    asked = re.findall(rf"{re.escape(site.url)}[^\"&<\s]+", code)
    assert len(asked) == REQUESTS and all(leads_somewhere(site, address) for address in asked)
    assert "SITE" not in text and text.count("=IMPORTDATA(") == len(MEANINGS)


def test_no_page_invents_an_address(site):
    for path in site.folder.rglob("index.html"):
        assert "https://…" not in path.read_text(encoding="utf-8"), path


# --- Markdown copies -------------------------------------------------------------------------------------------------
def copies(site) -> dict[str, str]:
    return {page: (site.folder / page / "index.md").read_text(encoding="utf-8") for page in site.pages}


def test_every_page_has_a_copy_that_it_names(site):
    for page, text in copies(site).items():
        html = (site.folder / page / "index.html").read_text(encoding="utf-8")
        assert '<link rel="alternate" type="text/markdown" href="index.md">' in html
        assert text.startswith("# ") and text.endswith("\n") and "[this page with its interactive parts](" in text
    assert len(list(site.folder.rglob("*.md"))) == len(site.pages)


def test_a_copy_holds_no_markup_and_no_chrome(site):
    for page, text in copies(site).items():
        prose = CODE.sub("", FENCED.sub("", text))
        assert not re.search(r"<[a-z/!]|\{\{|\{%|\{#|&#\d|[\ue000-\ue07f]|↩|¶|\xa0", prose.replace("\\<", "")), page
        assert "Share and cite" not in text and "[report](" not in text and "Copy link" not in text, page


def test_links_of_copies_and_of_llms_txt_lead_somewhere(site):
    broken = []
    for page, text in copies(site).items() | {("llms.txt", (site.folder / "llms.txt").read_text(encoding="utf-8"))}:
        targets = [urljoin(site.url + page, link) for link in LINK.findall(FENCED.sub("", text))]
        assert targets
        broken += [
            f"{page}: {link}" for link in set(targets) if link.startswith(site.url) and not leads_somewhere(site, link)
        ]
    assert not broken


LEFT_OUT = (
    ".//svg", ".//form", ".//button[not(ancestor::th)]", ".//label", ".//output", ".//*[@data-markdown]",
    ".//*[@aria-hidden]", ".//figure//caption", ".//figure//tbody/tr[position() > 40]",
    ".//sup[starts-with(@id, 'fnref')]", ".//a[starts-with(@aria-label, 'Source') and number(.) > 0]",
    ".//a[contains(@class, 'headerlink')]", ".//a[contains(@class, 'md-content__button')]",
    ".//a[contains(@class, 'footnote-backref')]",
)  # fmt: skip
"""What no copy contains: controls, drawings, numbers of notes, and rows that only a figure's CSV has."""


def words(element) -> Counter[str]:
    """The words that a reader sees; where a block or a box ends, a word ends too."""
    for box in element.iter(
        "p", "td", "th", "li", "small", "span", "a", "dt", "dd", "summary", "br", "h1", "h2", "h3", "h4"
    ):
        box.text, box.tail = f" {box.text or ''} ", f" {box.tail or ''}"
    return Counter(re.findall(r"\w+", element.text_content()))


@pytest.mark.parametrize("page", SAMPLE)
def test_no_word_of_a_page_is_lost_in_its_copy(site, page):
    article = html.fromstring((site.folder / page / "index.html").read_text(encoding="utf-8")).find(".//article")
    for chrome in article.xpath("|".join(LEFT_OUT)):
        chrome.drop_tree()
    text = re.sub(r"(?<!\\)\[\^[\w.-]+\]:?", "", copies(site)[page])
    copied = words(html.fromstring(MarkdownIt("commonmark").enable("table").render(text)))
    expected = words(article)
    assert expected.total() > 100
    assert expected - copied == Counter()


@pytest.mark.parametrize("page", SAMPLE)
def test_a_copy_is_good_markdown(site, page):
    """Every table of a copy is read as one, and every footnote is defined."""
    text = copies(site)[page]
    rows = [line for line in FENCED.sub("", text).split("\n") if line.startswith("| ")]
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    assert sum(token.type == "tr_open" for token in tokens) == len(
        [line for line in rows if not re.fullmatch(r"[| -]+", line)]
    )
    cited, defined = (
        set(re.findall(r"(?<!^)\[\^([a-z0-9.-]+)\]", text, re.MULTILINE)),
        set(re.findall(r"^\[\^([^\]]+)\]: ", text, re.MULTILINE)),
    )
    assert cited == defined


def test_llms_txt_lists_every_page_once(site):
    text = (site.folder / "llms.txt").read_text(encoding="utf-8")
    listed = re.findall(rf"\]\({re.escape(site.url)}([^)]*)index\.md\)", text)
    assert sorted(listed) == sorted(site.pages)


# --- feeds -----------------------------------------------------------------------------------------------------------
FEEDS_OF = {"ecosystem": "systems"}
"""Folder of a page → that of its feed, where they differ."""


def test_every_page_names_both_feeds_and_they_are_atom(site):
    for name in ("verdicts", "measurements", "jax", "systems/torchserve", "claims/eco-torchaudio", "comparison/onnx"):
        text = (site.folder / "feeds" / f"{name}.xml").read_text(encoding="utf-8")
        assert not problems(text, site.url)
        assert all(
            leads_somewhere(site, address) for address in re.findall(r'<link(?: rel="self")? href="([^"]+)"', text)
        )
    for page in site.pages:
        html = (site.folder / page / "index.html").read_text(encoding="utf-8")
        feeds = re.findall(r'<link rel="alternate" type="application/atom\+xml" title="[^"]+" href="([^"]+)"', html)
        row = re.fullmatch("(ecosystem|claims|comparison)/(.+)/", page)
        own = [f"{FEEDS_OF.get(row[1], row[1])}/{row[2]}"] if row else []
        json = re.findall(r'type="application/feed\+json" title="[^"]+" href="([^"]+)"', html)
        assert [urljoin(site.url + page, feed) for feed in json] == [f"{site.url}feeds/{name}.json" for name in own]
        assert [urljoin(site.url + page, feed) for feed in feeds] == [
            f"{site.url}feeds/{name}.xml" for name in ("verdicts", "measurements", *own)
        ]


# --- copying ---------------------------------------------------------------------------------------------------------
def test_a_request_is_copied_and_that_is_told(open_page):
    page = open_page("api/")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    box = page.locator(".request").first
    box.locator("button").focus()
    page.keyboard.press("Enter")
    said = box.locator("[role=status]")
    said.get_by_text("Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == box.locator("code").text_content()
    assert box.locator("button").get_attribute("aria-label") == "Copy the request for curl, one record"


def test_where_copying_is_forbidden_the_request_is_selected(open_page):
    page = open_page("api/")
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('forbidden')); }")
    box = page.locator(".request").nth(1)
    box.locator("button").click()
    box.locator("[role=status]").get_by_text("Selected: copy it").wait_for()
    assert page.evaluate("getSelection().toString()").strip() == box.locator("code").text_content().strip()


def test_without_javascript_there_is_no_button_and_every_request(open_page):
    page = open_page("api/", javascript=False)
    assert page.locator(".request code").count() == REQUESTS and page.locator(".request code").first.is_visible()
    assert not [button for button in page.locator(".request button").all() if button.is_visible()]


@pytest.mark.parametrize("width", [320, 1280])
def test_the_page_is_no_wider_than_the_window(open_page, width):
    page = open_page("api/", width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_page_loads_nothing_more_than_another(open_page):
    assert {Path(urlparse(address).path).suffix for address in open_page("api/").requested} == {
        Path(urlparse(address).path).suffix for address in open_page("about/").requested
    }
