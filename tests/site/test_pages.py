"""The built HTML, read as a crawler or a screen reader would."""

from __future__ import annotations

import csv
import functools
import html
import json
import posixpath
import re
import xml.etree.ElementTree as ElementTree
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlparse

import pytest
import yaml

from sitedata.check.dataset import checked_dataset
from sitedata.judge.claims import judge
from tests.conftest import figures_of, leads_on
from tests.repository.test_data import IN_ARTICLE, OF_TODAY

SECTIONS = [
    "1-evolution/", "2-tensorflow/", "3-pytorch/", "4-comparison/", "4a-implementation/", "4b-performance/",
    "4c-experience/", "5-adoption/", "6-strongholds/", "7-momentum/", "8-selection/", "9-outlook/", "10-conclusion/",
]  # fmt: skip
RESOURCES = {"script": "src", "img": "src", "link": "href", "iframe": "src", "source": "src"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class Html(HTMLParser):
    """What the tests need of a page: ids, links, resources, headings, the text of the article."""

    def __init__(self, text: str):
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.resources: list[str] = []
        self.metas: dict[str, str] = {}
        self.outline: list[str] = []  # "h2" for a heading, "text" for anything between two of them, inside the article
        self.title = ""
        self.stack: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if "id" in values:
            self.ids.append(values["id"])
        if tag == "a" and "href" in values:
            self.links.append(values["href"])
        if tag == "meta" and "name" in values:
            self.metas[values["name"]] = values.get("content") or ""
        if (
            tag in RESOURCES
            and RESOURCES[tag] in values
            and values.get("rel") not in ("canonical", "prev", "next", "edit")
        ):
            self.resources.append(values[RESOURCES[tag]])
        if re.fullmatch(r"h[1-6]", tag) and "article" in self.stack:
            self.outline.append(tag)
        if tag in ("svg", "table") and "article" in self.stack:
            self.outline.append("text")
        if tag not in VOID:
            self.stack.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self.stack and self.stack.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self.stack and self.stack[-1] == "title" and "head" in self.stack:
            self.title += data
        if data.strip() and "article" in self.stack and not any(re.fullmatch(r"h[1-6]", tag) for tag in self.stack):
            self.outline.append("text")


@functools.cache
def parsed(path: Path) -> Html:
    return Html(path.read_text(encoding="utf-8"))


def html_files(site) -> list[Path]:
    # for frames: see test_linking.py
    return sorted(path for path in site.folder.rglob("*.html") if "embed" not in path.parts and not leads_on(path))


def test_the_ten_sections_follow_each_other(site):
    """The navigation is grouped by what readers want; the end of a page leads on in the article's order."""
    seen, place = [], SECTIONS[0]
    while place:
        seen.append(place)
        text = (site.folder / place / "index.html").read_text(encoding="utf-8")
        link = re.search(
            r'href="([^"]+)" class="md-footer__link md-footer__link--next" aria-label="Next in the a', text
        )
        place = posixpath.normpath(posixpath.join(place, link[1])) + "/" if link else ""
    assert [each for each in seen if each in SECTIONS] == list(SECTIONS)
    assert len(seen) == len(list((site.tree / "docs").glob("[0-9]*.md")))


def test_six_groups_of_at_most_nine_pages_lead_to_every_page_that_people_wrote(site):
    navigation = yaml.load((site.tree / "mkdocs.yml").read_text(encoding="utf-8"), yaml.BaseLoader)["nav"]
    groups = [next(iter(each.items())) for each in navigation][1:]
    assert len(groups) == 6 and all(len(entries) <= 9 for _, entries in groups)
    links = {posixpath.normpath(link) + "/" for link in parsed(site.folder / "index.html").links}
    assert {f"{path.stem}/" for path in (site.tree / "docs").glob("*.md")} - {"index/"} <= links


@pytest.mark.parametrize(
    ("place", "trail"),
    {
        "claims/perf-cnn-tf/": ["Home", "Evidence", "All claims"],
        "comparison/default-execution/": ["Home", "Features", "4.A Technical implementation"],
        "compare/litert-vs-executorch/": ["Home", "Choose", "Two side by side"],
        "ecosystem/torchserve/": ["Home", "Ecosystem", "Ecosystem"],
        "figures/bench-training/": ["Home", "Evidence", "Figures"],
        "3-pytorch/": ["Home", "Features"],
        "api/": ["Home", "Evidence", "About this site"],
    }.items(),
)
def test_a_page_says_where_it_is_and_its_group_stands_open(site, place, trail):
    text = (site.folder / place / "index.html").read_text(encoding="utf-8")
    [path] = re.findall(r'<ol class="md-path__list">(.*?)</ol>', text, re.DOTALL)
    assert re.findall(r"<a [^>]*>([^<]+)</a>", path) == trail
    assert re.findall(r'<input [^>]*id="__nav_\d+" checked>\s*<div[^>]*><a[^>]*><span[^>]*>([^<]+)', text) == [trail[1]]
    assert "md-nav__link--active" in text and re.search("md-footer__link--(prev|next)", text)


def test_every_link_and_anchor_leads_somewhere(site):
    broken = []
    for path in html_files(site):
        here = site.url + path.relative_to(site.folder).as_posix().removesuffix("index.html")
        for link in {*parsed(path).links, *parsed(path).resources}:
            address, anchor = urldefrag(urljoin(here, link))
            if not address.startswith(site.url):
                continue
            target = site.folder / unquote(urlparse(address).path).removeprefix(urlparse(site.url).path)
            target = target / "index.html" if target.is_dir() else target
            if not target.is_file() or (
                anchor and target.suffix == ".html" and unquote(anchor) not in parsed(target).ids
            ):
                broken.append(f"{path.relative_to(site.folder)}: {link}")
    assert not broken


def test_every_page_has_one_h1_and_no_empty_section(site):
    for path in html_files(site):
        outline = parsed(path).outline
        assert outline.count("h1") == 1, path
        pairs = zip(outline, [*outline[1:], "end"], strict=True)
        assert not [
            pair
            for pair in pairs
            if pair[0] != "text" and (pair[1] == "end" or (pair[1] != "text" and pair[1] <= pair[0]))
        ], path


def test_code_can_be_scrolled_with_the_keyboard_before_any_script_ran(site):
    text = (site.folder / "workloads" / "index.html").read_text(encoding="utf-8")
    assert text.count("<pre>") > 10
    assert len(re.findall(r'<pre>(?:<span></span>)?<code[^>]* tabindex="0"', text)) == text.count("<pre>")


def test_every_claim_is_cited_on_the_page_of_its_section_and_has_a_page(site):
    from sitedata.pages.claims import SECTION_PAGES

    with (site.tree / "data" / "claims.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        page = (site.folder / SECTION_PAGES[row["section"]] / "index.html").read_text(encoding="utf-8")
        cited = rf'class="footnote-ref verdict verdict-\w+(?: stale)?" href="#fn:{row["id"]}"'
        if row["section"].startswith("#8."):
            cited = rf'<a href="\.\./claims/{row["id"]}/">'  # a row of the table of advice
        assert re.search(cited, page), row["id"]
        own = (site.folder / "claims" / row["id"] / "index.html").read_text(encoding="utf-8")
        bare = html.escape(row["claim"].removesuffix("."), quote=False)
        for headline in re.findall(
            r"<h1[^>]*>(.*?)<a |<title>([^<]+)</title>|property=\"og:title\" content=\"(.*?)\"", own
        ):
            assert any(headline) and not "".join(headline).startswith(bare[:30]), (row["id"], headline)
        assert own.count("<h1") == 1 and 'class="verdict verdict-' in own and "What would change it" in own
        assert f"edit/main/data/claims.csv#L{rows.index(row) + 2}" in own or "\n" in "".join(row.values())
        assert re.search(rf"issues/new\?template=wrong-fact\.yml&(?:amp;)?title=Wrong%3A\+claim\+{row['id']}&", own)


def test_the_ledger_lists_every_claim_and_each_section_says_how_many(site):
    ledger = (site.folder / "claims" / "index.html").read_text(encoding="utf-8")
    with (site.tree / "data" / "claims.csv").open(encoding="utf-8", newline="") as file:
        ids = [row["id"] for row in csv.DictReader(file)]
    assert re.findall(r'<tr role="row" id="([^"]+)" data-status=', ledger) == ids
    for section in SECTIONS:
        assert re.search(
            r'class="tally">\d+ claims?: ', (site.folder / section / "index.html").read_text(encoding="utf-8")
        ), section


def test_the_feed_of_verdicts_is_atom(site):
    root = ElementTree.parse(site.folder / "feeds" / "verdicts.xml").getroot()
    atom = "{http://www.w3.org/2005/Atom}"
    entries = root.findall(f"{atom}entry")
    assert root.tag == f"{atom}feed" and entries and root.find(f"{atom}updated").text
    ids = [entry.find(f"{atom}id").text for entry in entries]
    assert len(ids) == len(set(ids)) and all(
        entry.find(f"{atom}link").get("href").startswith(site.url) for entry in entries
    )


def test_every_other_environment_has_a_page_with_its_own_figures(site):
    ids = sorted(path.name for path in (site.tree / "data" / "benchmarks").iterdir() if "-cuda-" not in path.name)
    pages = {
        path.parent.name: path.read_text(encoding="utf-8")
        for path in (site.folder / "4b-performance").glob("*/index.html")
        if not leads_on(path)
    }
    main = (site.folder / "4b-performance" / "index.html").read_text(encoding="utf-8")
    assert len(pages) == len(ids) - 1 and set(pages) < set(ids)
    (shown,) = set(ids) - set(pages)
    assert f"data/benchmarks/{shown}/" in main and main.count('aria-current="page">') == 1
    entries = json.loads((site.folder / "search" / "search_index.json").read_text(encoding="utf-8"))["docs"]
    for id, page in pages.items():
        # without the one that shows all machines
        alone = re.sub(r'<figure [^>]*data-figure="claim-.*?</figure>', "", page, flags=re.DOTALL)
        assert page.count(f"data/benchmarks/{shown}/") == 2 and f"data/benchmarks/{shown}/" not in alone
        assert f'href="../4b-performance/{id}/"' in main and f"data/benchmarks/{id}/" in alone
        assert (
            f'data-figure="{id}/bench-memory"' in page
            and (site.folder / "figures" / id / "bench-memory.json").is_file()
        )
        assert 'href="https://github.com/someone/somewhere/edit/main/docs/4b-performance.md"' in page
        assert not [entry for entry in entries if entry["location"].startswith(f"4b-performance/{id}")]


def test_ids_on_a_page_are_unique(site):
    for path in html_files(site):
        ids = parsed(path).ids
        assert len(ids) == len(set(ids)), (path, [id for id in ids if ids.count(id) > 1])


def test_every_page_has_a_title_and_a_description_of_its_own(site):
    pages = [site.folder / page / "index.html" for page in site.pages]
    titles, descriptions = [parsed(path).title for path in pages], [parsed(path).metas["description"] for path in pages]
    assert len(set(titles)) == len(set(descriptions)) == len(pages)
    assert all(80 <= len(text) <= 165 for text in descriptions)


def test_nothing_is_loaded_from_another_host(site):
    for path in html_files(site):
        foreign = [
            resource
            for resource in parsed(path).resources
            if urlparse(urljoin(site.url, resource)).netloc != urlparse(site.url).netloc
        ]
        assert not foreign, path


def test_every_section_says_what_the_article_claimed_and_begins_in_short(site):
    for section in SECTIONS:
        text = (site.folder / section / "index.html").read_text(encoding="utf-8")
        assert text.index('class="in-short"') < text.index("<h2")
        assert "The article, 2025" in text
        assert text.count('class="footnote-ref"') >= 5 or (
            section.startswith("8-") and text.count("/claims/guide-") >= 10
        )


MOST_WORDS = 40  # of a note: a sentence and a link, with verdict and day


def test_a_note_is_a_sentence_and_a_link(site):
    count = 0
    for address in site.pages:
        text = (site.folder / address / "index.html").read_text(encoding="utf-8")
        for id, note in re.findall(r'<li id="fn:([^"]+)">(.*?)</li>', text, re.DOTALL):
            count += 1
            own = re.sub(r'<a class="footnote-backref".*?</a>', "", note)
            words = html.unescape(re.sub(r"<[^>]+>", "", own)).split()
            assert len(words) <= MOST_WORDS, (address, id, len(words))
            assert re.search(r'href="[^"]*(claims/|sources/#)', own), (address, id)
    assert count > 300


def rows_of(site, page: str) -> dict[str, str]:
    """The rows of a page's ecosystem table by id."""
    text = (site.folder / page / "index.html").read_text(encoding="utf-8")
    return {
        re.match(r'<tr role="row" id="([^"]+)"', row)[1]: row
        for row in re.findall(r'<tr role="row" id="[^"]+" data-status.*?</tr>', text, re.DOTALL)
    }


@pytest.mark.parametrize(("name", "id"), (IN_ARTICLE | OF_TODAY).items(), ids=IN_ARTICLE | OF_TODAY)
def test_a_named_systems_row_says_what_the_data_says(site, name, id):
    """Status, keeper, newest release with its day and source or why there is none, and the day of the row's check."""
    data = checked_dataset(site.tree / "data")
    system, row = data.systems[id], rows_of(site, "ecosystem")[id]
    release = data.newest_release(system.package)
    text = html.unescape(re.sub(r"<[^>]+>", " ", re.sub(r"</?(?:code|wbr)\b[^>]*>", "", row)))
    assert name in html.unescape(re.search(r"<th.*?</th>", row, re.DOTALL)[0])
    assert (
        f'class="status status-{system.status}"' in row
        and f"Maintainer: {system.keeper}." in text
        and system.status_reason in text
    )
    assert all(f'href="../sources/#{source}"' in row for source in system.source_ids)
    assert re.findall(r"<time datetime=.(20[^\"']+)", row)[-1] == system.checked_on.isoformat()
    cell = re.search(r'<td role="cell" data-label="Newest release".*?</td>', row, re.DOTALL)[0]
    if release:
        assert (
            release.version in cell
            and f'<time datetime="{release.released_on}"' in cell
            and f'href="../sources/#{release.source_id}"' in cell
        )
    else:
        assert system.no_release_because in html.unescape(cell) and "<time" not in cell


def test_every_system_has_one_row(site):
    assert list(rows_of(site, "ecosystem")) == [
        row.id for row in sorted(checked_dataset(site.tree / "data").rows("systems"), key=lambda s: s.name.lower())
    ]


def test_home_lists_what_the_ledger_calls_wrong_and_nothing_else(site):
    home = (site.folder / "index.html").read_text(encoding="utf-8")
    wrong = re.search(r'<div class="wrong">.*?</div>', home, re.DOTALL)[0]
    judged = {id: judgement.verdict for id, judgement in judge(checked_dataset(site.tree / "data")).items()}
    cited = re.findall(r'href="#fn:([^"]+)"', wrong)
    assert cited and {judged[id] for id in cited} <= {"contradicted", "outdated"}
    contradicted = {id for id, verdict in judged.items() if verdict == "contradicted"}
    claims = json.loads((site.folder / "api" / "v1" / "claims.json").read_text(encoding="utf-8"))["claims"]
    stale = {claim["id"] for claim in claims if claim["needs_second_look"]}
    assert {id for id in cited if judged[id] == "contradicted"} == contradicted - stale
    left = len(contradicted & stale)
    others = "another" if left == 1 else f"{left} others"
    assert not left or f"{others}, decided with an older release" in wrong
    assert all(
        re.search(rf'class="footnote-ref verdict verdict-{judged[id]}(?: stale)?" href="#fn:{id}"', wrong)
        for id in cited
    )
    untested = sum(verdict == "untested" for verdict in judged.values())
    assert f"{untested} are untested: no source that we could open and no test that we could make decides them" in home


def test_home_shows_all_claims_as_one_band_with_a_part_for_each_verdict(site):
    home = (site.folder / "index.html").read_text(encoding="utf-8")
    judged = Counter(judgement.verdict for judgement in judge(checked_dataset(site.tree / "data")).values())
    [band] = re.findall(r'<ul class="audit">(.*?)</ul>', home, re.DOTALL)
    parts = re.findall(r'data-n="(\d+)"><a href="claims/\?verdict=(\w+)"[^>]*><strong>(\d+)</strong>', band)
    assert {verdict: int(count) for _, verdict, count in parts} == judged
    assert all(number == count for number, _, count in parts)
    assert "--n:37" in (site.folder / "assets" / "site.css").read_text(encoding="utf-8") or judged["holds"] != 37


def test_every_cell_of_the_comparison_has_a_source_and_a_date(site):
    text = (site.folder / "4a-implementation" / "index.html").read_text(encoding="utf-8")
    table = re.search(r'<table[^>]* class="large comparison".*?</table>', text, re.DOTALL)[0]
    cells = re.findall(r'<td role="cell" data-label="[^"]+"[^>]*>.*?</td>', table, re.DOTALL)
    assert len(cells) >= 24 * 3
    for cell in cells:
        assert re.search(r"<time datetime", cell)
        assert "sources/#" in cell
        assert len(re.sub(r"<[^>]+>|\s", "", cell)) > 12


def test_sources_without_a_browsable_address_show_their_package_url(site):
    text = (site.folder / "sources" / "index.html").read_text(encoding="utf-8")
    assert re.search(r"<code[^>]*>pkg:pypi/", text) and 'href="pkg:' not in text


PLACEHOLDER = re.compile(
    (
        r"://(?:…|\.\.\.|example\.|your[-.]|<)|\b(?:TODO|TBD|FIXME)\b|\bcoming soon\b|\blorem "
        r"ipsum\b|\{\{|\}\}|\[\^|\bXXX\b"
    ),
    re.IGNORECASE,
)


def test_no_page_holds_a_placeholder(site):
    """No address left to fill in, no note to ourselves, and no value that was never filled in."""
    leftovers = {}
    for path in html_files(site):
        text = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        text = re.sub('<section class="share".*?</section>', " ", text, flags=re.DOTALL)  # the braces of BibTeX
        # programs and what they printed, word for word
        if path.parent.parent.name in ("claims", "ecosystem") or path.parent.name == "probes":
            text = re.sub("<pre.*?</pre>", " ", text, flags=re.DOTALL)
        bad = '<td role="cell" data-label="Bad"[^>]*>.*?</td>'  # the data dictionary's examples of what is not allowed
        if words := {
            match[0]
            for match in PLACEHOLDER.finditer(
                html.unescape(re.sub("<[^>]+>", " ", re.sub(bad, " ", text, flags=re.DOTALL)))
            )
        }:
            leftovers[path.relative_to(site.folder).as_posix()] = words
    assert not leftovers


@pytest.mark.parametrize(
    "text",
    ["https://…/data", "http://example.org", "TODO: write", "Coming soon", "{{ value }}", "cited[^x]", "https://<you>"],
)
def test_a_placeholder_would_be_found(text):
    assert PLACEHOLDER.search(text)


def test_the_site_address_is_the_given_one(site):
    sitemap = (site.folder / "sitemap.xml").read_text(encoding="utf-8")
    assert sitemap.count(f"<loc>{site.url}") == len(site.pages)
    assert "https://github.com/someone/somewhere/edit/main/docs/index.md" in (site.folder / "index.html").read_text(
        encoding="utf-8"
    )


# --- figures ---
def figures(site) -> dict[str, str]:
    drawings = {}
    for path in html_files(site):
        for text in re.findall(r'<figure class="fig .*?</figure>', path.read_text(encoding="utf-8"), re.DOTALL):
            drawings[re.search(r'data-figure="([^"]+)"', text)[1]] = text
    return drawings


def test_every_figure_is_used_and_drawn_into_its_page_for_both_widths(site):
    from sitedata.draw.all import BY_ID
    from sitedata.draw.palette import ROLES

    missing = {
        id
        for path in html_files(site)
        for id in re.findall(r'<p class="fig-missing" id="([^"]+)"', path.read_text(encoding="utf-8"))
    }
    assert set(figures(site)) == set(figures_of(site.folder))
    assert {file.split("/")[-1] for file in figures(site) if not file.startswith("claim-")} | missing == set(BY_ID)
    for text in figures(site).values():
        assert text.count("<svg viewBox=") == 2 and f'fill="{ROLES["muted"][0]}"' in text and "rgb(1, 0," not in text


HEARD = 1400  # characters of a text alternative: about a minute and a half of a screen reader


def test_what_a_figure_says_to_a_screen_reader_ends_in_time(site):
    """Every number stands in the table below it."""
    for id, text in figures(site).items():
        said = html.unescape(re.search(r'role="img" aria-label="([^"]*)"', text)[1])
        assert 20 < len(said) <= HEARD, id


def test_the_table_of_a_figure_holds_the_rows_of_its_csv(site):
    for id, text in figures(site).items():
        with (site.folder / "figures" / f"{id}.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        body = re.search(r"<tbody>(.*?)</tbody>", text, re.DOTALL)[1]
        assert len(re.findall("<tr>", body)) == len(rows) > 0
        assert re.search(r"<figcaption>\S", text) and "source" in text.lower()


def test_the_columns_of_a_figure_keep_the_order_of_its_function(site):
    text = figures(site)["adoption-downloads"]
    heads = re.findall(r'<th scope="col">(.*?)</th>', text)
    assert heads[:2] == ["as of", "TensorFlow downloads a month"]
    assert (
        (site.folder / "figures" / "adoption-downloads.csv")
        .read_text(encoding="utf-8")
        .startswith("as_of,TensorFlow downloads a month,")
    )


def test_the_files_of_a_figure_are_what_their_suffix_says(site):
    folder = site.folder / "figures"
    for id in figures(site):
        assert (folder / f"{id}.png").read_bytes().startswith(b"\x89PNG")
        drawing = (folder / f"{id}.svg").read_text(encoding="utf-8")
        assert re.match(r"<\?xml-stylesheet [^>]*drawing\.css\"\?>\n<svg ", drawing)
        for name in (f"{id}.json", f"{id}.narrow.json"):
            assert {trace["type"] for trace in json.loads((folder / name).read_text(encoding="utf-8"))["data"]} <= {
                "scatter",
                "bar",
                "pie",
            }


def test_the_plotly_bundle_is_the_version_that_plotly_py_expects(site):
    from plotly.offline import get_plotlyjs_version

    head = (site.folder / "assets" / "plotly.min.js").read_text(encoding="utf-8")[:2000]
    assert f"v{get_plotlyjs_version()}" in head
    installed = site.tree / "node_modules" / "plotly.js-basic-dist-min"
    assert ("basic" in head) == installed.exists()


# --- a page without its style sheet: reader views, saved pages, mail ---
def test_icons_have_a_size_and_each_drawing_is_there_once(site):
    for page in site.kinds_of_pages:
        html = (site.folder / page / "index.html").read_text(encoding="utf-8")
        drawings = re.findall(r'<div class="fig-(wide|narrow)"( aria-hidden="true")?[^>]*><svg viewBox', html)
        assert [bool(hidden) for _, hidden in drawings] == [name == "narrow" for name, _ in drawings], page
        icons = [svg for svg in re.findall(r"<svg [^>]*>", html) if not svg.startswith("<svg viewBox")]
        assert [svg for svg in icons if not re.search(r' width="\d+" height="\d+"', svg)] == [], page
        assert "var(--fig" not in "".join(re.findall(r"<svg viewBox.*?</svg>", html, re.DOTALL)), page


# What Mozilla's Readability, the reader view of Firefox, takes for no part of an article by class and id: REGEXPS of
# Readability.js, pkg:npm/%40mozilla/readability@0.6.0. In tables and code it looks no further.
UNLIKELY = re.compile(
    "-ad-|ai2html|banner|breadcrumbs|combx|comment|community|cover-wrap|disqus|extra|footer|gdpr|header|legends|menu|"
    "related|remark|replies|rss|shoutbox|sidebar|skyscraper|social|sponsor|supplemental|ad-break|agegate|pagination|"
    "pager|popup|yom-remote",
    re.IGNORECASE,
)
STILL_LIKELY = re.compile("and|article|body|column|content|main|shadow", re.IGNORECASE)
BLOCK = re.compile(r"<(?:div|dl|details|figure|form|h[1-6]|ol|section|table|ul)\b[^>]*>")
NAMES = re.compile(r' (?:class|id)="([^"]*)"')


def left_out_by_readers(article: str) -> list[str]:
    names = [" ".join(NAMES.findall(tag)) for tag in BLOCK.findall(article)]
    return [name for name in names if UNLIKELY.search(name) and not STILL_LIKELY.search(name)]


def test_a_reader_view_leaves_out_no_block(site):
    assert left_out_by_readers('<figure class="fig" id="adoption-community">') == ["fig adoption-community"]
    articles = {
        path: text.partition("<article")[2].partition("</article>")[0]
        for path, text in ((path, path.read_text(encoding="utf-8")) for path in html_files(site))
    }
    left = {path: names for path, article in articles.items() if (names := left_out_by_readers(article))}
    assert not left
    # its parent then counts for more than the longest table: what a reader view takes is the article
    assert all(re.match(r"[^>]*>\s*<section>", article) for article in articles.values() if "<table" in article)
