"""Markdown copies of built pages: the page's words, text that stays text, real tables, and links that work."""

from __future__ import annotations

import functools
import re
from dataclasses import replace
from inspect import getfile, isfunction
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from sitedata.check.dataset import checked_dataset
from sitedata.judge.edition import Edition
from sitedata.pages.articles import Pages
from sitedata.pages.fragments import Fragments
from sitedata.publish import markdown_copies, plain_article, tree_text
from sitedata.publish.markdown_copies import Copies, copies
from sitedata.schema.figure import LeftOut, Size, Sizes
from sitedata.text.files import Folder
from tests.pages.test_articles import FRONT, HOSTILE, PLAIN, Reader, to_html  # noqa: F401
from tests.tiny import changed, record, write
from tests.tiny_benchmark import record as benchmark_record
from tests.tiny_benchmark import write as write_environment
from tests.tiny_figure import TINY

SITE = "https://site.example/wiki/"
PLACES = ("", "a/", "b/", "part/c/", "claims/one/", "speed/", "speed/large/")
FIGURE = replace(
    TINY, title="What *is* drawn", scope="CPU", as_of="2026-11-24", alt="Two | bars",
    rows=tuple({"name": f"row {number}", "value": number * 1000.5} for number in range(50)),
    left_out=(LeftOut("x", "too old"), LeftOut("y", "too old")), tables=(), size=Sizes(Size(740, 300), Size(440, 300)),
)  # fmt: skip


def article(content: str) -> str:
    return f'<html><nav>Menu</nav><article class="md-content__inner">{content}</article><footer>Foot</footer></html>'


def copy(content: str, place: str = "a/", site_url: str = "") -> str:
    """The body of the copy of a page with that content, without its title and the line below it."""
    whole = Copies(PLACES, site_url, "Title").markdown(place, article(f"<h1>T</h1>{content}"))
    return whole.split("\n\n", 2)[2] if whole.count("\n\n") > 1 else ""


@pytest.fixture(scope="module")
def rendered(to_html, tmp_path_factory):  # noqa: F811
    """``rendered(pages)`` → the copies of pages made from the tiny tables, in HTML as MkDocs produces it."""

    def run(pages, *, figures=None, others=(), environments=None, **tables):
        folder = tmp_path_factory.mktemp("site")
        for name, content in pages.items():
            path = folder / "docs" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content if content.startswith("---") else FRONT + content, encoding="utf-8")
        for id, facts in (environments or {}).items():
            write_environment(folder / "data" / "benchmarks", id=id, environment=facts)
        edition = Edition(checked_dataset(write(folder / "data", **tables)), figures or {})
        views = {id: Fragments(edition.showing(id)) for id in others}
        drawings = {id: {"wide": "<svg>no text</svg>", "narrow": "<svg/>"} for id in figures or {}}
        made = Pages(folder / "docs", Fragments(edition, drawings), views).render_all().pages
        html = {
            path.with_suffix("").as_posix() + "/": to_html(page.split("---\n", 2)[2]) for path, page in made.items()
        }
        return {place: Copies(html, "", "Title").markdown(place, article(page)) for place, page in html.items()}

    return run


# --- where it is, and what it says of itself -------------------------------------------------------------------------
def test_a_copy_says_where_it_comes_from_and_under_which_licence():
    text = Copies(PLACES, "", "A *title*").markdown("a/", article("<h1>One</h1><p>Text.</p>"))
    note = (
        r"> A \*title\*: [this page with its interactive parts](../a/), [all pages as "
        r"Markdown](../llms.txt), text and data CC BY-SA 4.0."
    )
    assert text == f"# One\n\n{note}\n\nText.\n"


def test_copies_lie_beside_their_pages(tmp_path):
    site(tmp_path, {"": "Home", "a/": "A", "part/c/": "C"})
    made = copies(tmp_path / "site", ["", "a/", "part/c/"], "", "Title", Folder(tmp_path / "cache", tmp_path))
    assert set(made) == {"index.md", "a/index.md", "part/c/index.md"}
    assert (
        made["a/index.md"].startswith("# A\n")
        and "](./)" in made["index.md"]
        and "](../../part/c/)" in made["part/c/index.md"]
    )


def test_only_a_page_that_changed_is_copied_again(tmp_path, monkeypatch):
    written, real = [], Copies.markdown
    monkeypatch.setattr(Copies, "markdown", lambda self, place, page: written.append(place) or real(self, place, page))
    run = functools.partial(
        copies, tmp_path / "site", ["", "a/"], title="Title", cache=Folder(tmp_path / "cache", tmp_path)
    )
    site(tmp_path, {"": "Home", "a/": "A"})
    first = run(site_url="")
    assert run(site_url="") == first and written == ["", "a/"]
    site(tmp_path, {"a/": "Other"})
    assert run(site_url="")["a/index.md"].startswith("# Other\n") and written[2:] == ["a/"]
    assert SITE in run(site_url=SITE)["a/index.md"] and written[3:] == ["", "a/"]


def test_a_broken_or_foreign_file_of_copies_is_as_good_as_none(tmp_path):
    site(tmp_path, {"": "Home"})
    run = functools.partial(
        copies, tmp_path / "site", [""], site_url="", title="Title", cache=Folder(tmp_path / "cache", tmp_path)
    )
    first, path = run(), tmp_path / "cache" / markdown_copies.CACHE
    for spoilt in (b"", b"{", path.read_bytes().replace(b"# Home", b"# Hose"), b'{"foreign": 1}'):
        path.write_bytes(spoilt)
        assert run() == first


def test_code_that_changed_copies_all_pages_again(tmp_path, monkeypatch):
    functions = [
        value
        for module in (markdown_copies, plain_article, tree_text)
        for value in vars(module).values()
        if isfunction(value)
    ]
    assert set(markdown_copies.CODE) == {
        Path(getfile(value)) for value in functions if value.__module__.startswith("sitedata.")
    }
    code = tmp_path / "code.py"
    monkeypatch.setattr(markdown_copies, "CODE", (code,))
    site(tmp_path, {"": "Home"})
    for written in ("one", "other"):
        code.write_text(written)
        monkeypatch.setattr(Copies, "markdown", lambda self, place, page, written=written: written)
        assert copies(tmp_path / "site", [""], "", "Title", Folder(tmp_path / "cache", tmp_path)) == {
            "index.md": written
        }


def site(folder, pages):
    for place, title in pages.items():
        path = folder / "site" / place / "index.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(article(f"<h1>{title}</h1>"), encoding="utf-8")


# --- chrome ----------------------------------------------------------------------------------------------------------
CHROME = {
    "a link to a heading": '<h2>H<a class="headerlink" href="#h">¶</a></h2>',
    "a button": "<h2>H</h2><button>Copy</button>",
    "a pencil": '<a class="md-content__button md-icon" href="x">Edit</a><h2>H</h2>',
    "a drawing": "<h2>H</h2><svg><text>12</text></svg>",
    "a form": "<h2>H</h2><form><fieldset><legend>Which?</legend></fieldset></form>",
    "a script": "<h2>H</h2><script>var a</script>",
    "a choice": "<h2>H</h2><div><label>Show <select><option>all</select></label><output>3</output></div>",
    "what is marked": '<h2>H</h2><section data-markdown="no"><h2>Share</h2></section>',
    "what is hidden": "<h2>H</h2><p hidden>x</p>", "what is for eyes only": '<h2>H</h2><div aria-hidden="true">x</div>',
}  # fmt: skip


@pytest.mark.parametrize("content", CHROME.values(), ids=CHROME)
def test_chrome_is_gone(content):
    assert copy(content) == "## H\n"


def test_what_stands_around_the_article_is_gone():
    text = Copies(PLACES, "", "Title").markdown("a/", article("<h1>T</h1>"))
    assert "Menu" not in text and "Foot" not in text


def test_what_is_said_to_readers_without_scripts_is_kept():
    assert copy("<noscript><p>The list needs JavaScript.</p></noscript><nav><p>Measured on:</p></nav>") == (
        "The list needs JavaScript.\n\nMeasured on:\n"
    )


# --- links -----------------------------------------------------------------------------------------------------------
LINKS = {
    "page": ("../b/", "{}b/index.md"), "place on a page": ("../b/#y", "{}b/#y"),
    "choice on a page": ("../b/?x=1,2&y=3", "{}b/?x=1,2&y=3"), "place on this page": ("#y", "{}a/#y"),
    "choice on this page": ("?x=1", "{}a/?x=1"), "this page": ("./", "{}a/index.md"), "home": ("../", "{}index.md"),
    "page below": ("../part/c/", "{}part/c/index.md"), "elsewhere": ("https://a.b/c/#d", "https://a.b/c/#d"),
    "mail": ("mailto:a@b.c", "mailto:a@b.c"), "file": ("../data/x.csv", "{}data/x.csv"),
    "folder of no page": ("../embed/x/", "{}embed/x/"),
    "what would end a link": ("../data/x (1)|2.csv", "{}data/x%20%281%29%7C2.csv"),
}  # fmt: skip


@pytest.mark.parametrize(("written", "shown"), LINKS.values(), ids=LINKS)
@pytest.mark.parametrize("site_url", ["", SITE, SITE.rstrip("/")], ids=["unknown", "known", "known without its slash"])
def test_links_lead_to_copies_and_into_pages(written, shown, site_url):
    assert (
        copy(f'<p><a href="{written}" title="no">x</a></p>', site_url=site_url)
        == f"[x]({shown.format(SITE if site_url else '../')})\n"
    )


def test_links_that_a_style_keeps_apart_are_apart():
    assert copy('<p><a href="../x.csv">CSV</a><a href="../x.svg">SVG</a> <a href="../x.png">PNG</a></p>') == (
        "[CSV](../x.csv) · [SVG](../x.svg) [PNG](../x.png)\n"
    )


# --- blocks ----------------------------------------------------------------------------------------------------------
CODE = "a = '*'\n\n\n  <div> {#x} [a](b.md) | \\\\ &amp; ``` `````\n"


def test_code_is_kept_as_it_is_with_its_language():
    shown = CODE.replace("&", "&amp;").replace("<", "&lt;")
    text = copy(
        '<div class="language-python highlight"><pre><span></span><code><span '
        f'class="n">{shown}</span></code></pre></div>'
    )
    (token,) = [token for token in MarkdownIt().parse(text) if token.type == "fence"]
    assert (token.info, token.content) == ("python", CODE)


@pytest.mark.parametrize("code", ["a|b", "a`b", "*a*", "<id>", "a \\| b", "x_y_"])
def test_code_in_a_line_and_in_a_cell_is_kept(code):
    shown = code.replace("<", "&lt;")
    text = copy(f"<p><code>{shown}</code></p><table><tr><th>A</th></tr><tr><td><code>{shown}</code></td></tr></table>")
    assert re.findall("<code>(.*?)</code>", to_page(text)) == [shown.replace(">", "&gt;")] * 2


def test_terms_are_items_that_begin_with_the_term():
    assert copy("<dl><div><dt>Kept by</dt><dd>a <b>team</b>.</dd></div><dt>Id</dt><dd>x</dd></dl>") == (
        "- **Kept by**: a **team**.\n- **Id**: x\n"
    )


def test_small_print_and_words_of_the_style_are_told_apart():
    html = (
        '<p><span class="verdict verdict-holds">holds</span> <small>it says '
        "so</small><small>2026</small></p><p>Ends. <small>So</small></p>"
    )
    assert copy(html) == "**holds** · it says so · 2026\n\nEnds. So\n"


def test_folded_parts_quotations_and_names_are_kept():
    html = (
        "<details><summary>More</summary><p>In.</p></details><p><q>Quoted</q><br>then "
        "<code>x/<var>id</var>.json</code></p>"
    )
    assert copy(html) == "**More**\n\nIn.\n\n“Quoted” then `x/<id>.json`\n"


def test_footnotes_are_kept_with_their_verdict(rendered):
    sources = {
        "sources": [
            record("sources", id="s"),
            record("sources", id="t", title="Second", url="pkg:pypi/torch@2.13.0", published=""),
        ]
    }
    text = rendered({"a.md": "# T\n\nOne[^t] and[^one], again[^t].\n"}, **sources)["a/"]
    assert "One[^t] and[^one], again[^t]." in text and text.count("[^t]:") == text.count("[^one]:") == 1
    assert "[^t]: Google AI Edge: Second, `pkg:pypi/torch@2.13.0`, undated, [read 22 November 2026](" in text
    assert "[^one]: **Holds**: " in text and "[Evidence](" in text and "↩" not in text and "\xa0" not in text


def test_a_mark_of_a_verdict_is_no_word_of_the_sentence():
    reference = (
        '<sup id="fnref:x"><a class="footnote-ref verdict" href="#fn:x"><span class="visually-hidden">claim, '
        '</span><span class="word">holds</span><span class="visually-hidden">: note </span>1</a></sup>'
    )
    assert copy(f"<p>So{reference}, then.</p>") == "So[^x], then.\n"


def test_a_name_that_may_be_broken_is_whole():
    assert "`torch.utils.data`" in copy("<p><code>torch.<wbr>utils.<wbr>data</code></p>")


def test_a_stamp_beside_what_the_article_said_is_a_word():
    reference = (
        '<sup id="fnref:x"><a class="footnote-ref verdict" href="#fn:x"><span class="visually-hidden">claim, '
        '</span><span class="word">holds</span><span class="visually-hidden">: note </span>1</a></sup>'
    )
    head = "<thead><tr><th>The article, 2025</th><th>The evidence</th></tr></thead>"
    table = f'<table class="plain said">{head}<tbody><tr><td>So.</td><td>{reference} It is.</td></tr></tbody></table>'
    assert "| So. | **Holds**[^x] It is. |" in copy(table)


# --- figures ---------------------------------------------------------------------------------------------------------
def test_a_figure_is_a_picture_a_caption_its_files_and_its_first_rows(rendered):
    text = rendered({"a.md": '# T\n\n{{ figure("one") }}\n'}, figures={"one": FIGURE})["a/"]
    assert r"![What \*is\* drawn. Two \| bars](../figures/one.png)" in text and "ms · CPU · as of 2026-11-24\n" in text
    assert r"**[What \*is\* drawn](../a/#one)**" in text and "no text" not in text and "Share" not in text
    assert "drawn, ms" not in text  # the table's caption repeats what is above it
    assert "A caption. Source: [Google AI Edge: LiteRT: README](../sources/#s)." in text
    files = "[CSV](../figures/one.csv) [ZIP](../figures/one.zip) · [SVG](../figures/one.svg) [PNG](../figures/one.png)"
    assert f"{files} · [Full page](" in text
    rows = re.findall(r"^\| row (\d+) \| ([\d,.]+) \|$", text, re.MULTILINE)
    assert len(rows) == 40 and rows[2] == ("2", "2,001") and rows[1] == ("1", "1,000.5")
    assert "\n40 of 50 rows. All rows: [CSV](../figures/one.csv).\n" in text and "\n- too old: x; y\n" in text


def test_a_short_figure_has_all_its_rows(rendered):
    text = rendered(
        {"a.md": '# T\n\n{{ figure("one") }}\n'}, figures={"one": replace(FIGURE, rows=FIGURE.rows[:3], left_out=())}
    )["a/"]
    assert text.count("\n| row ") == 3 and "All rows" not in text and "Left out" not in text


def test_a_figure_without_a_drawing_has_no_picture(rendered):
    html = (
        '<figure><div role="img" aria-label="Bars"></div><figcaption>So.</figcaption><p><a '
        'href="../x.csv">CSV</a></p></figure>'
    )
    assert copy(html) == "So.\n\n[CSV](../x.csv)\n"


# --- tables ----------------------------------------------------------------------------------------------------------
def test_each_group_of_a_table_is_a_table_below_its_title(rendered):
    text = rendered({"a.md": "# T\n\n{{ comparison_table() }}\n"})["a/"]
    assert (
        "\n**Execution**\n\n| Criterion | TensorFlow | PyTorch | Keras 3 / JAX |\n| --- | --- | --- | --- |\n"
        "| [Default execution]("
    ) in text
    assert "| Eager. [^s] 2026-11-22 |" in text and "| JAX has no server of its own. 2026-11-22 |" in text
    assert (
        "Jump to" not in text
        and "\n\n1 criteria, TensorFlow, PyTorch and Keras 3 or JAX side by side\n\n**Execution**" in text
    )


def test_sources_of_a_table_are_footnotes_of_which_each_stands_once(rendered):
    text = rendered({"a.md": "# T\n\n{{ comparison_table() }}\n\n{{ ecosystem_table() }}\n"})["a/"]
    assert text.endswith("\n\n[^s]: Google AI Edge, LiteRT: README. [s](../sources/#s)\n") and text.count("[^s]: ") == 1
    compromised = "[compromised: 2.6.2 2.6.3](../ecosystem/tensorflow-lite/)"
    assert f"| 2.13.0 · 2026-07-08[^s] · {compromised} |" in text
    cited = rendered({"a.md": "# T\n\nSo[^s].\n\n{{ comparison_table() }}\n"})["a/"]
    assert cited.count("[^s]: ") == 1 and "[^s]: Google AI Edge: [LiteRT: README](" in cited


def test_rows_above_the_first_group_are_a_table_too():
    html = "<table><thead><tr><th>A</th><th>B</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody>"
    html += (
        '<tbody><tr><th colspan="2">G '
        "<small>why</small></th></tr></tbody><tbody><tr><td>3</td><td>4</td></tr></tbody></table>"
    )
    head = "| A | B |\n| --- | --- |\n"
    assert copy(html) == f"{head}| 1 | 2 |\n\n**G** · why\n\n{head}| 3 | 4 |\n"


def test_a_cell_is_one_line(rendered):
    html = (
        "<table><thead><tr><th><button>A</button></th><th>B</th></tr></thead><tr><td>a\n"
        "b<br>c</td><td><p>d</p><p>e</p></td></tr></table>"
    )
    assert copy(html) == "| A | B |\n| --- | --- |\n| a b c | d e |\n"


def test_the_ledger_and_each_claim_have_a_copy(rendered):
    made = rendered({"claims.md": "# All\n\n{{ claim_tally() }}.\n\n{{ claim_ledger() }}\n"})
    assert set(made) == {"claims/"} | {f"claims/{id}/" for id in ("one", "two", "three")}
    assert "](../claims/one/index.md) [one](../claims/#one) | **holds** · sourced |" in made["claims/"]
    one, three = made["claims/one/"], made["claims/three/"]
    assert "**holds** · the evidence says the same" in one and "**Supports**: [Google AI Edge: LiteRT: README](" in one
    assert "“Eager execution by default”" in one and "[this page with its interactive parts](../../claims/one/)" in one
    assert "```python\n" in three and "```text\nIt printed nothing.\n```" in three


def test_each_environment_has_a_copy_with_its_own_values(rendered):
    source = (
        "---\ntitle: Speed\ndescription: D.\nenvironments: cpu\n---\n# On {{ bench_machine() }}\n\n"
        "{{ environment_choice() }}\n"
    )
    machines = {
        id: [benchmark_record("environment", framework="machine", fact="cpu-model", value=id.title())]
        for id in ("large", "small")
    }
    made = rendered({"speed.md": source}, others=["large"], environments=machines)
    assert made["speed/"].startswith("# On Small\n") and made["speed/large/"].startswith("# On Large\n")
    assert (
        "\n- [Small (contributed; below our protocol)](../../speed/index.md)\n"
        "- [Large (contributed; below our protocol)](../../speed/large/index.md)\n"
    ) in made["speed/large/"]


# --- text stays text -------------------------------------------------------------------------------------------------
TEXTS = {
    "sentence": "Before {{ VALUE }} after.\n", "paragraph": "{{ VALUE }}\n", "list": "- {{ VALUE }}\n",
    "heading": "## {{ VALUE }}\n", "table": "| A | B |\n|---|---|\n| {{ VALUE }} | b |\n",
    "emphasis": "**{{ VALUE }}**\n", "comparison": "{{ comparison_table() }}\n",
    "ecosystem": "{{ ecosystem_table() }}\n", "sources": "{{ source_list() }}\n", "footnote": "One[^s].\n",
    "figure": '{{ figure("one") }}\n',
}  # fmt: skip


def to_page(text: str) -> str:
    return MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(text)


@pytest.fixture(scope="module")
def seen(rendered):
    """``seen(text)`` → what a reader of the copy sees in each place if ``text`` stands in the tables."""

    @functools.cache
    def read(text):
        pages = {
            f"{place}.md": "# T\n\n" + page.replace("VALUE", 'system("tensorflow-lite").what')
            for place, page in TEXTS.items()
        }
        tables = (
            changed("systems", 0, what=text) | changed("sources", 0, title=text) | changed("comparison", 0, text=text)
        )
        figure = replace(FIGURE, title=text, caption=text, alt=text, rows=({"name": text},))
        made = rendered(pages, figures={"one": figure}, **tables)
        return {place.split("/")[0]: Reader(to_page(copied)) for place, copied in made.items()}

    return read


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE)
def test_text_of_a_table_stays_text(seen, hostile):
    for place, plain in seen(PLAIN).items():
        read = seen(hostile)[place]
        assert PLAIN in plain.text
        assert read.text == plain.text.replace(PLAIN, hostile), place
        tags = [tag for tag in read.tags if tag[0] != "code"]  # what looks like code is set as code, letter by letter
        assert tags == [tag for tag in plain.tags if tag[0] != "code"], place


STARTS = {
    "list": "- a",
    "plus": "+ a",
    "number": "1. a",
    "quotation": "> a",
    "heading": "# a",
    "rule": "---",
    "setext": "===",
    "fence": "~~~ a",
}


@pytest.mark.parametrize("start", STARTS.values(), ids=STARTS)
@pytest.mark.parametrize(
    "html", ["<p>{}</p>", "<p>x</p><p> {}</p>", "<ul><li>{}</li></ul>", "<p><span></span>{}</p>", "<p><br>{}</p>"]
)
def test_no_text_begins_a_block(html, start):
    reader, plain = Reader(to_page(copy(html.format(start)))), Reader(to_page(copy(html.format("plain"))))
    assert reader.tags == plain.tags and reader.text == plain.text.replace("plain", start)


def test_where_no_block_can_begin_nothing_is_escaped():
    assert (
        copy("<h2>1. What</h2><table><tr><th>- A</th></tr><tr><td>+ for</td></tr></table>")
        == "## 1. What\n\n| - A |\n| --- |\n| + for |\n"
    )


def test_a_call_before_a_link_makes_no_picture_of_it():
    assert [tag for tag, _ in Reader(to_page(copy('<p>Wow!<a href="../b/">b</a></p>'))).tags] == ["p", "a"]


def test_private_characters_of_a_page_are_no_escapes():
    assert copy("<p>a\ue05bb\ue000</p>") == "a\ufffdb\ufffd\n"


def test_a_page_without_an_article_is_no_page():
    with pytest.raises(ValueError, match="no <article>"):
        Copies(PLACES, "", "Title").markdown("a/", "<html><p>x</p></html>")
