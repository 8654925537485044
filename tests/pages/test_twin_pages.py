"""Markdown twins: the same values as their pages, text that stays text, links that lead somewhere, no markup."""

from __future__ import annotations

import functools
import re
from dataclasses import replace

import pytest
from markdown_it import MarkdownIt
from markupsafe import Markup

from sitedata.check.dataset import checked_dataset
from sitedata.judge.edition import Edition
from sitedata.pages.articles import Pages
from sitedata.pages.fragments import Fragments
from sitedata.pages.llms import About, llms_txt
from sitedata.pages.page_files import place_of
from sitedata.pages.twin_pages import spaced
from sitedata.pages.words.facts import Values
from sitedata.schema.figure import LeftOut
from sitedata.text.markdown import escaped, fenced
from tests.pages.test_articles import FRONT, HOSTILE, PLAIN, Reader
from tests.tiny import changed, record, write
from tests.tiny_benchmark import record as benchmark_record
from tests.tiny_benchmark import write as write_environment
from tests.tiny_figure import TINY

SITE = "https://site.example/wiki/"
FIGURE = replace(
    TINY, title="What *is* drawn", scope="CPU", as_of="2026-11-24", left_out=(LeftOut("x", "too old"), LeftOut("y", "too old")),
    rows=tuple({"name": f"row {number}", "value": number * 1000.5} for number in range(50)),
)  # fmt: skip


def twins(folder, pages, *, site_url="", figures=None, others=(), **tables):
    """The twins of pages that are made from the tiny tables."""
    for name, content in pages.items():
        path = folder / "docs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content if content.startswith("---") else FRONT + content, encoding="utf-8")
    data = checked_dataset(write(folder / "data", **tables))
    drawings = {id: {"wide": "<svg/>", "narrow": "<svg/>"} for id in figures or {}}
    edition = Edition(data, figures or {})
    views = {id: Fragments(edition.showing(id)) for id in others}
    made = Pages(folder / "docs", Fragments(edition, drawings), views, site_url=site_url, title="Title")
    made.render_all()
    return made.twins.pages


@pytest.fixture
def twin(tmp_path):
    """``twin(text)`` → the body of the twin of a page with that text."""
    return lambda text, **more: twins(tmp_path, {"a.md": text}, **more)["a/index.md"]


def test_a_twin_lies_beside_its_page(tmp_path):
    made = twins(tmp_path, {"index.md": "# A\n", "a.md": "# A\n", "part/b.md": "# B\n"})
    assert set(made) == {"index.md", "a/index.md", "part/b/index.md"}


@pytest.mark.parametrize(
    ("path", "place"), [("index.md", ""), ("a.md", "a/"), ("part/b.md", "part/b/"), ("part/index.md", "part/"), ("reindex.md", "reindex/")]
)
def test_place_of_a_page(tmp_path, path, place):
    assert place_of((tmp_path / path).relative_to(tmp_path)) == place


def test_a_twin_says_where_it_comes_from_and_has_the_values(twin):
    text = twin('# A title\n\nPyTorch {{ release("pytorch").version }}, {{ reading("pytorch", "stars") | number }} stars.\n')
    assert text.startswith("# A title\n\n> Title: [this page with its interactive parts](../a/), [all pages as Markdown](../llms.txt), ")
    assert text.endswith("\n\nPyTorch 2.13.0, 94,399 stars.\n")


def test_markup_for_mkdocs_is_gone_and_code_is_kept(twin):
    code = "```python\n<div markdown>\n\n\n{#x} [a](b.md)\n```\n"
    text = twin('# T\n\n<p class="lead">Led.</p>\n\n<div class="in-short" markdown>\n**In short.** So.\n</div>\n## H {#h}\n\n' + code)
    assert "\n\nLed.\n\n**In short.** So.\n\n## H\n\n" in text
    assert code in text


LINKS = {
    "page": ("[x](b.md)", "[x]({}b/index.md)"), "place on a page": ("[x](b.md#y)", "[x]({}b/#y)"), "place on this page": ("[x](#y)", "[x]({}a/#y)"),
    "home": ("[x](index.md)", "[x]({}index.md)"), "elsewhere": ("[x](https://a.b/c.md#d)", "[x](https://a.b/c.md#d)"),
    "file": ('{{ file_link("data/x.csv") }}', "[x.csv]({}data/x.csv)"),
}  # fmt: skip


@pytest.mark.parametrize(("written", "shown"), LINKS.values(), ids=LINKS)
@pytest.mark.parametrize("site_url", ["", SITE, SITE.rstrip("/")], ids=["unknown", "known", "known without its slash"])
def test_links_lead_to_twins_and_into_pages(twin, written, shown, site_url):
    assert twin(f"# T\n\n{written}\n", site_url=site_url).endswith(shown.format(SITE if site_url else "../") + "\n")


def test_footnotes_are_kept(twin):
    sources = {"sources": [record("sources", id="s"), record("sources", id="t", title="Second", url="pkg:pypi/torch@2.13.0", published="")]}
    text = twin("# T\n\nOne[^t] and[^one], again[^t].\n", **sources)
    assert "One[^t] and[^one], again[^t]." in text and text.count("[^t]:") == text.count("[^one]:") == 1
    assert "[^t]: Google AI Edge: Second, `pkg:pypi/torch@2.13.0`, undated, read 22 November 2026 (" in text and "[t](../sources/#t)" in text
    assert "[^one]: **Holds**: " in text and "[Evidence](../claims/one/index.md)" in text


def test_a_figure_is_a_picture_a_caption_and_its_first_rows(twin):
    text = twin('# T\n\n{{ figure("one") }}\n', figures={"one": FIGURE})
    assert r"![What \*is\* drawn. Two bars](../figures/one.png)" in text and r"**What \*is\* drawn**: ms · CPU · as of 2026-11-24" in text
    assert "A caption. Source: [Google AI Edge: LiteRT: README](../sources/#s)." in text
    rows = re.findall(r"^\| row (\d+) \| ([\d,.]+) \|$", text, re.MULTILINE)
    assert len(rows) == 40 and rows[2] == ("2", "2,001") and rows[1] == ("1", "1,000.5")
    assert "\n40 of 50 rows. All rows: [CSV](../figures/one.csv).\n" in text and "\n- too old: x; y\n" in text


def test_a_short_figure_has_all_its_rows(twin):
    text = twin('# T\n\n{{ figure("one") }}\n', figures={"one": replace(FIGURE, rows=FIGURE.rows[:3], left_out=())})
    assert text.count("\n| row ") == 3 and "\nAll rows: [CSV](../figures/one.csv).\n" in text and "Left out" not in text


def test_tables_are_tables_with_footnotes(twin):
    text = twin("# T\n\n{{ comparison_table() }}\n\n{{ ecosystem_table() }}\n")
    assert "| Criterion | TensorFlow | PyTorch | Keras 3 / JAX |\n| --- | --- | --- | --- |\n" in text
    assert "Eager.[^s] 2026-11-22 | Eager.[^s] 2026-11-22 | JAX has no server of its own. 2026-11-22 |" in text
    assert "| renamed → [TensorFlow Lite](../ecosystem/#litert) | 2.13.0, 2026-07-08 |" in text
    assert text.count("[^s]: ") == 1


def test_the_ledger_and_each_claim_have_a_twin(tmp_path):
    made = twins(tmp_path, {"claims.md": "# All\n\n{{ claim_tally() }}.\n\n{{ claim_ledger() }}\n"})
    assert set(made) == {"claims/index.md"} | {f"claims/{id}/index.md" for id in ("one", "two", "three")}
    assert "](../claims/one/index.md) | holds (sourced) |" in made["claims/index.md"]
    one, three = made["claims/one/index.md"], made["claims/three/index.md"]
    assert "**Holds**: the evidence says the same." in one and "**Supports**: [Google AI Edge: LiteRT: README](" in one
    assert "“Eager execution by default”" in one and "[this page with its interactive parts](../../claims/one/)" in one
    assert "```python\n" in three and "It printed:\n\n```text\nIt printed nothing.\n```" in three


def test_each_environment_has_a_twin_with_its_own_values(tmp_path):
    for id, cpu in (("large", "Large"), ("small", "Small")):
        facts = [benchmark_record("environment", framework="machine", fact="cpu-model", value=cpu)]
        write_environment(tmp_path / "data" / "benchmarks", id=id, environment=facts)
    source = "---\ntitle: Speed\ndescription: D.\nenvironments: yes\n---\n# On {{ bench_machine() }}\n\n{{ environment_choice() }}\n\n"
    source += "[a](speed.md#x) [b](#y)\n"
    made = twins(tmp_path, {"speed.md": source}, others=["large"])
    assert made["speed/index.md"].startswith("# On Small\n") and made["speed/large/index.md"].startswith("# On Large\n")
    assert "[a](../../speed/#x) [b](../../speed/large/#y)" in made["speed/large/index.md"]
    assert (
        "- [Small (below our protocol)](../../speed/index.md)\n- [Large (below our protocol)](../../speed/large/index.md) (this page)\n"
        in made["speed/large/index.md"]
    )


def test_a_piece_that_has_no_markdown_form_leads_to_the_page(twin, monkeypatch):
    monkeypatch.setattr(Values, "later", lambda self: Markup("<div>later</div>"), raising=False)
    assert twin("# T\n\n{{ later() }}\n").endswith("\n*Shown on [the page itself](../a/).*\n")


def test_a_page_with_a_mistake_is_reported_once(tmp_path):
    from sitedata.text.problem import BadInput

    with pytest.raises(BadInput) as caught:
        twins(tmp_path, {"a.md": '# T\n\n{{ figure("x") }}\n'})
    assert len(caught.value.problems) == 1


# --- text stays text --------------------------------------------------------------------------------------------------
PLACES = {
    "sentence": "Before {{ VALUE }} after.\n", "paragraph": "{{ VALUE }}\n", "list": "- {{ VALUE }}\n", "heading": "## {{ VALUE }}\n",
    "table": "| A | B |\n|---|---|\n| {{ VALUE }} | b |\n", "emphasis": "**{{ VALUE }}**\n", "comparison": "{{ comparison_table() }}\n",
    "ecosystem": "{{ ecosystem_table() }}\n", "sources": "{{ source_list() }}\n", "footnote": "One[^s].\n", "figure": '{{ figure("one") }}\n',
}  # fmt: skip


@pytest.fixture(scope="module")
def seen(tmp_path_factory):
    """``seen(text)`` → what a reader of the rendered twin sees in each place if ``text`` stands in the tables."""
    reader = MarkdownIt("commonmark").enable(["table", "strikethrough"])

    @functools.cache
    def read(text):
        pages = {f"{place}.md": "# T\n\n" + page.replace("VALUE", 'system("tensorflow-lite").what') for place, page in PLACES.items()}
        tables = changed("systems", 0, what=text) | changed("sources", 0, title=text) | changed("comparison", 0, text=text)
        figure = replace(FIGURE, title=text, caption=text, rows=({"name": text},))
        made = twins(tmp_path_factory.mktemp("twins"), pages, figures={"one": figure}, **tables)
        return {path.split("/")[0]: Reader(reader.render(twin)) for path, twin in made.items()}

    return read


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE)
def test_text_of_a_table_stays_text(seen, hostile):
    for place, plain in seen(PLAIN).items():
        found = seen(hostile)[place]
        assert PLAIN in plain.text
        assert found.text == plain.text.replace(PLAIN, hostile), place
        assert found.tags == plain.tags, place


@pytest.mark.parametrize(
    "text", ["PyTorch 2.13.0+cpu", "−0.5 to +1.3 points", "-0.04", "tf.function", "step_time_ms", "32 × 32, 50 %", "a: b; c (d)", "#2.A"]
)
def test_what_markdown_does_not_read_is_left_as_it_is(text):
    assert escaped(text) == text


def test_a_fence_is_longer_than_any_in_the_code():
    assert fenced("a\n```\nb\n````\n", "text").startswith("`````text\n")


def test_blank_lines_are_joined_outside_code_only():
    lines = ["a", "", "", "b", "```", "", "", "```", "", "", "c"]
    assert list(spaced(lines)) == ["a", "", "b", "```", "", "", "```", "", "c"]


# --- llms.txt ---------------------------------------------------------------------------------------------------------
ABOUTS = {
    "": About("Home", "All of it."), "10-end/": About("10 End", "E."), "4b-speed/": About("4.B Speed", "S."), "4-part/": About("4 Part", "P."),
    "data/": About("Data", "D."), "claims/one/": About("One", "O."),
}  # fmt: skip


def test_llms_txt_has_the_form_that_readers_expect():
    text = llms_txt(ABOUTS, "Title", SITE)
    lines = [line for line in text.split("\n") if line]
    assert lines[:2] == ["# Title", "> All of it."]
    assert [line for line in lines if line.startswith("## ")] == ["## The article, examined", "## Behind it", "## Data", "## Optional"]
    after = lines[lines.index("## The article, examined") :]
    assert all(re.fullmatch(rf"## .+|- \[.+\]\({SITE}\S+\): .+", line) for line in after)
    assert [line.split("]")[0] for line in after[1:5]] == ["- [Home", "- [4 Part", "- [4.B Speed", "- [10 End"]
    assert f"- [One]({SITE}claims/one/index.md): O." in after


def test_llms_txt_invents_no_address():
    assert "http" not in llms_txt(ABOUTS, "Title", "") and "](data/index.md)" in llms_txt(ABOUTS, "Title", "")
