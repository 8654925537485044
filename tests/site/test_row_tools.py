"""On the built pages, each row and figure has links to edit and to report it, made from the file as it is.

Stale facts and disputes are marked.
"""

import csv
import re
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

import pytest

HOME = "https://github.com/someone/somewhere"


class Links(HTMLParser):
    """Links of each tool line, by subject: ``claim tf2-eager`` → ``{"edit": address, "report": address}``."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.found: dict[str, dict[str, str]] = {}

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        label = values.get("aria-label") or ""
        if tag == "a" and re.match(r"(edit|edit drawing|edit data|report): ", label):
            word, _, about = label.partition(": ")
            self.found.setdefault(about, {})[word] = values["href"]


def links(site, page):
    reader = Links()
    reader.feed((site.folder / page / "index.html").read_text(encoding="utf-8"))
    return reader.found


def line_of(site, table, *cells):
    """The line on which the row that starts with these cells begins."""
    text = (site.tree / "data" / f"{table}.csv").read_text(encoding="utf-8")
    reader = csv.reader(text.splitlines(keepends=True))
    line = 1
    for record in reader:
        if record[: len(cells)] == list(cells):
            return line
        line = reader.line_num + 1
    raise AssertionError(f"no row {cells} in {table}")


PLACES = {
    "claim of the ledger": ("claims", "claim tf2-eager", "claims", ("tf2-eager",)),
    "claim's own page": ("claims/tf2-eager", "claim tf2-eager", "claims", ("tf2-eager",)),
    "cell of the comparison": (
        "4a-implementation",
        "cell default-execution pytorch",
        "comparison",
        ("default-execution", "pytorch"),
    ),
    "system": ("ecosystem", "system torchtext", "systems", ("torchtext",)),
    "source": ("sources", "source article-2025", "sources", ("article-2025",)),
}


@pytest.mark.parametrize(("page", "about", "table", "key"), PLACES.values(), ids=PLACES)
def test_a_row_is_edited_at_its_line_and_reported_with_id_value_and_source(site, page, about, table, key):
    tools = links(site, page)[about]
    assert tools["edit"] == f"{HOME}/edit/main/data/{table}.csv#L{line_of(site, table, *key)}"
    asked = parse_qs(urlsplit(tools["report"]).query)
    assert tools["report"].startswith(f"{HOME}/issues/new?template=wrong-fact.yml&")
    assert asked["row"] == [about] and asked["value"][0] and asked["source"][0]


def test_every_row_of_every_large_table_has_both(site):
    for page, word in (
        ("claims", "claim"),
        ("4a-implementation", "cell"),
        ("ecosystem", "system"),
        ("sources", "source"),
    ):
        tools = {about: addresses for about, addresses in links(site, page).items() if about.startswith(word + " ")}
        assert all({"edit", "report"} <= addresses.keys() for addresses in tools.values())
        assert len(tools) > 60, page


def test_every_figure_is_edited_where_it_is_drawn(site):
    tools = {
        about: addresses
        for page in ("4b-performance", "5-adoption", "4b-published")
        for about, addresses in links(site, page).items()
        if "figure" in about
    }
    assert len(tools) >= 15
    for about, addresses in tools.items():
        path, _, line = addresses["edit drawing"].removeprefix(f"{HOME}/edit/main/").partition("#L")
        code = (site.tree / path).read_text(encoding="utf-8").splitlines()
        lines, id = "\n".join(code[int(line) - 1 : int(line) + 3]), about.removeprefix("figure ")
        several = r"^def \w+\(\w+: (?:str|Experiment|list\[ClaimRule\]),(?: \w+: str,)? data: Dataset, narrow: bool\)"
        shared = re.search(several, lines)
        assert id in lines or shared, about
    assert tools["figure adoption-downloads"]["edit data"] == f"{HOME}/edit/main/data/adoption.csv"


def test_every_page_is_edited_and_reported(site):
    for page in site.pages:
        html = (site.folder / page / "index.html").read_text(encoding="utf-8")
        address = re.search(r'<a href="([^"]+)"[^>]*rel="edit"', html)[1]
        path = site.tree / address.removeprefix(f"{HOME}/edit/main/").partition("#")[0]
        assert path.exists(), f"{page} is edited in a file that is not there: {address}"
        assert 'title="Report what is wrong on this page"' in html


def test_a_dispute_is_a_flag_with_a_link_on_the_figures_of_its_study(site):
    html = (site.folder / "4b-published" / "index.html").read_text(encoding="utf-8")
    assert 'class="disputed" href="https://github.com/haifeng-jin/keras-benchmarks/issues/2"' in html


def test_the_page_of_stale_facts_is_there_and_says_how_many(site):
    html = (site.folder / "second-look" / "index.html").read_text(encoding="utf-8")
    rows = re.findall(r"<tr role=\"row\"><th role=\"rowheader\" scope=\"row\">", html)
    count = int(re.search(r"A fact ages\. (\d+) of ours", html)[1])
    assert len(rows) == count > 0
    pages = [int(number) for number in re.findall(r'data-label="Pages">(\d+)<', html)]
    assert pages == sorted(pages, reverse=True)


def test_a_stale_claim_is_marked_where_it_is_cited(site):
    pages = [path.read_text(encoding="utf-8") for path in site.folder.glob("[0-9]*/index.html")]
    html = next((text for text in pages if re.search(r'class="footnote-ref verdict verdict-[a-z]+ stale"', text)), "")
    if not html:
        pytest.skip("no claim that a page cites needs a second look today; tests/judge/test_staleness.py has one")
    assert re.search(
        (
            r'class="footnote-ref verdict verdict-[a-z]+ stale"[^>]*><span class="visually-hidden">claim, </span>'
            r'<span class="word">[a-z]+</span><span class="visually-hidden">, needs a second look: note'
        ),
        html,
    )
    assert "</strong>, needs a second look: " in html
