"""Pages that people wrote: values filled in, what is unknown reported, text from the tables inert."""

import functools
import re
import time
from html.parser import HTMLParser
from pathlib import Path

import markdown
import pytest
import yaml

from sitedata.check.dataset import checked_dataset
from sitedata.judge.edition import Edition
from sitedata.pages.articles import Pages
from sitedata.pages.fragments import Fragments
from sitedata.pages.front_matter import front_matter_problems
from sitedata.pages.lint.citations import citations
from sitedata.pages.problems import DRAWN
from sitedata.pages.words.facts import Values
from sitedata.text.problem import BadInput
from tests.conftest import ROOT
from tests.judge.test_published import data_of
from tests.tiny import changed, record, write
from tests.tiny_benchmark import record as benchmark_record
from tests.tiny_benchmark import write as write_environment

FRONT = "---\ntitle: A page\ndescription: What it says.\n---\n"
LINES_BEFORE = FRONT.count("\n")
TWO_SOURCES = {
    "sources": [
        record("sources", id="s"),
        record("sources", id="t", title="Second", url="pkg:pypi/torch@2.13.0", published=""),
    ]
}


def rendered(folder, pages, *, others=(), **tables):
    """The Markdown of each page, with the tiny tables, some of them replaced.

    ``others`` are ids of environments in ``folder``.
    """
    for name, content in pages.items():
        path = folder / "docs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content if content.startswith("---") else FRONT + content, encoding="utf-8")
    data = checked_dataset(write(folder / "data", **tables))
    edition = Edition(data)
    made = (
        Pages(folder / "docs", Fragments(edition), {id: Fragments(edition.showing(id)) for id in others})
        .render_all()
        .pages
    )
    return {path.as_posix(): text.removeprefix(FRONT) for path, text in made.items()}


@pytest.fixture
def render(tmp_path):
    return functools.partial(rendered, tmp_path)


class Reader(HTMLParser):
    """The tags of a piece of HTML, and its text."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.text = [], ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, sorted(name for name, _ in attrs)))

    def handle_data(self, data):
        self.text += data


class Config(yaml.SafeLoader):
    """mkdocs.yml without the values of environment variables."""


Config.add_constructor("!ENV", lambda loader, node: "")


@pytest.fixture(scope="module")
def to_html():
    config = yaml.load((Path(__file__).parents[2] / "mkdocs.yml").read_text(encoding="utf-8"), Config)
    extensions = [
        extension if isinstance(extension, dict) else {extension: {}} for extension in config["markdown_extensions"]
    ]
    names = [name for extension in extensions for name in extension]
    return lambda text: markdown.markdown(
        text,
        extensions=names,
        extension_configs={name: extension[name] for extension in extensions for name in extension},
    )


VALUES = {
    "release": ('{{ release("pytorch").version }}', "2.13.0"),
    "day of a release": ('{{ release("pytorch").released_on | day }}', "8 July 2026"),
    "release of a version": ('{{ release("pytorch", "2.14.0rc1").prerelease }}', "True"),
    "reading": ('{{ reading("pytorch", "stars") | number }}', "94,399"),
    "reading in millions": ('{{ reading("pytorch", "pypi_downloads_month") | millions }}', "69.8 million"),
    "name of a system": ('{{ system("litert").name }}', "LiteRT"),
    "published number": ('{{ result("one").value }}', "202.43"),
    "ratio of times": ('{{ time_ratio("one") | number(2) }}', "1.00"),
    "published pairs": ('{{ published_pairs("train", "tie") }} of {{ published_pairs("train") }}', "1 of 1"),
    "year of a source": ('{{ source_year("s") }}', "2026"),
    "papers": ('{{ papers("CVPR", "2020-06").pytorch_papers }}', "418"),
    "rows of a table": ('{{ count("comparison") }}', "3"),
    "systems of a status": ('{{ status_count("renamed") }}', "1"),
    "nothing": ('{{ system("litert").package }}', ""),
}


@pytest.mark.parametrize(("placeholder", "shown"), VALUES.values(), ids=VALUES)
def test_value_is_filled_in(render, to_html, placeholder, shown):
    undoubted = {
        "published_results": [row | {"doubt": ""} for row in changed("published_results", 0)["published_results"]]
    }
    page = render({"a.md": f"It is <{'b'}>{placeholder}</b>.\n"}, **undoubted)["a.md"]
    assert Reader(to_html(page)).text == f"It is {shown}."


def test_systems_are_counted_for_a_family_and_for_all(render, to_html):
    asked = ("named_systems()", 'named_systems("tensorflow")', 'status_count("active")',
             'status_count("active", "tensorflow")', 'status_count("active", "jax")')  # fmt: skip
    page = render(
        {"a.md": ", ".join(f"{{{{ {each} }}}}" for each in asked) + "\n"}, **changed("systems", 1, family="jax")
    )["a.md"]
    assert Reader(to_html(page)).text == "2, 1, 1, 0, 1"


UNKNOWN = {
    "framework": ('{{ framework("pytorhc") }}', "unknown framework 'pytorhc' (did you mean 'pytorch'?)"),
    "system": ('{{ system("lite-rt").name }}', "unknown system 'lite-rt' (did you mean 'litert'?)"),
    "owner of a release": ('{{ release("torch").version }}', "unknown framework or system 'torch'"),
    "version": (
        '{{ release("pytorch", "2.13").version }}',
        "unknown version of pytorch '2.13' (did you mean '2.13.0'?)",
    ),
    "system without a release": ('{{ release("litert").version }}', "no release of 'litert' is known"),
    "counter": ('{{ reading("pytorch", "forks") }}', "no counter 'forks'"),
    "lead": ('{{ published_pairs("train", "torch") }}', "unknown lead 'torch'"),
    "table": ('{{ count("system") }}', "unknown table 'system' (did you mean 'systems'?)"),
    "family": ('{{ named_systems("tensorflw") }}', "unknown family 'tensorflw' (did you mean 'tensorflow'?)"),
    "figure": ('{{ figure("x") }}', "unknown figure 'x'"),
    "system in a table": ('{{ ecosystem_table("x") }}', "unknown system 'x'"),
    "name": ("{{ nonsense(1) }}", "'nonsense' is undefined"),
    "column": ('{{ system("litert").colour }}', "has no attribute 'colour'"),
    "placeholder that is not closed": ("{{ count(", "broken placeholder"),
    "source": (
        "Cited[^tt].",
        "unknown claim or source, got '[^tt]' — expected the id of a row in data/claims.csv or data/sources.csv",
    ),
}


def test_a_source_without_a_day_has_no_year(render):
    with pytest.raises(BadInput, match="no day of 's' is known — expected 'published' in the row of 's'"):
        render({"a.md": '{{ source_year("s") }}\n'}, **changed("sources", 0, published=""))


LEADS = {"pytorch": 1, "tie": 2, "tensorflow": 3}


@pytest.mark.parametrize(("ahead", "count"), LEADS.items(), ids=LEADS)
def test_a_published_pair_is_led_beyond_the_tie_band(ahead, count):
    rows = [
        {"framework": side, "batch": str(batch), "value": str(value)}
        for batch, ms in enumerate((50, 95, 110, 111, 200, 300), start=1)
        for side, value in (("pytorch", ms), ("tensorflow", 100))
    ]
    values = Values(data_of(*rows))
    assert values.published_pairs("train", ahead) == count
    assert (values.published_pairs("train"), values.published_pairs("predict")) == (6, 0)


@pytest.mark.parametrize(("text", "message"), UNKNOWN.values(), ids=UNKNOWN)
def test_unknown_is_reported_with_its_line(render, text, message):
    with pytest.raises(BadInput) as caught:
        render({"part/a.md": f"First.\n\n{text}\n"})
    (line,) = str(caught.value).splitlines()
    assert line.startswith(f"docs/part/a.md:{LINES_BEFORE + 3}: ")
    assert message in line


def test_all_pages_are_reported_at_once(render):
    with pytest.raises(BadInput) as caught:
        render({"a.md": '{{ system("x") }}\n', "b.md": 'One[^x].\n\nTwo[^y], {{ figure("z") }}.\n'})
    assert [str(problem).split(" — ")[0].split(" (")[0] for problem in caught.value.problems] == [
        f"docs/a.md:{LINES_BEFORE + 1}: unknown system 'x'",
        f"docs/b.md:{LINES_BEFORE + 1}: unknown claim or source, got '[^x]'",
        f"docs/b.md:{LINES_BEFORE + 3}: unknown claim or source, got '[^y]'",
        f"docs/b.md:{LINES_BEFORE + 3}: unknown figure 'z'",
    ]


MISUSED = {
    "way out of the sandbox": "{{ count.__globals__ }}",
    "classes behind a row": '{{ framework("pytorch").__class__.__mro__ }}',
    "division by nothing": '{{ 1 / papers("CVPR", "2020-06").pytorch_papers.imag }}',
    "value that is no number": '{{ framework("pytorch").name | millions }}',
    "helper of the template engine": "{{ lipsum() }}",
    "file of this machine": '{% include "../../etc/passwd" %}',
}


@pytest.mark.parametrize("text", MISUSED.values(), ids=MISUSED)
def test_misuse_is_reported_with_its_line(render, text):
    with pytest.raises(BadInput, match=f"^docs/a.md:{LINES_BEFORE + 1}: "):
        render({"a.md": text})


FOR_EACH = """---
title: Speed{% if not bench_is_main() %} on {{ bench_machine() }}{% endif %}
description: What it says.
environments: cpu
---
{{ environment_choice() }}

{{ bench_machine() }}, [methods](methods.md#rerun), [here](#x)[^s]
"""


def test_a_page_about_environments_exists_for_each(render, tmp_path):
    for id, cpu in (("large", "Large"), ("small", "Small")):
        facts = [benchmark_record("environment", framework="machine", fact="cpu-model", value=cpu)]
        write_environment(tmp_path / "data" / "benchmarks", id=id, environment=facts)
    made = render({"speed.md": FOR_EACH, "other.md": "Once[^t]."}, others=["large"], **TWO_SOURCES)
    assert set(made) == {"speed.md", "speed/large.md", "other.md"}
    main, other = made["speed.md"], made["speed/large.md"]
    assert (
        "title: Speed\n" in main
        and "Small, [methods](../methods/index.md#rerun), [here](#x)[^s]" in main
        and "](../sources/index.md#s)" in main
    )
    assert (
        "title: Speed on Large\n" in other and "Large, [methods](../../methods/index.md#rerun), [here](#x)[^s]" in other
    )
    assert "](../../sources/index.md#s)" in other and 'made_from: "speed.md"\nsearch: {"exclude": true}\n' in other
    assert '<a href="../speed/" aria-current="page">Small (contributed; below our protocol)</a>' in main
    assert '<a href="../speed/large/">Large (contributed; below our protocol)</a>' in main
    assert (
        '<a href="../../speed/">Small (contributed; below our protocol)</a>' in other
        and '<a href="../../speed/large/" aria-current="page">Large (contributed; below our protocol)</a>' in other
    )


def test_a_source_that_nobody_cites_is_named_with_its_line(render):
    with pytest.raises(BadInput) as caught:
        render({"a.md": "Nothing."}, **TWO_SOURCES)
    expected = "data/sources.csv:3: id: nobody cites it, got 't' — expected a page or a row that rests on it"
    assert [str(problem) for problem in caught.value.problems] == [expected]


def test_only_cited_sources_become_footnotes_once(render, to_html):
    page = render({"a.md": "One[^t] and again[^t].\n"}, **TWO_SOURCES)["a.md"]
    assert page.count("[^t]:") == 1
    assert "[^s]:" not in page
    assert "Google AI Edge: Second, pkg:pypi/torch@2.13.0, undated, read 22 November 2026" in Reader(to_html(page)).text


def test_footnotes_link_to_the_list_of_sources_from_any_depth(render):
    pages = render({name: "One[^s].\n" for name in ("a.md", "part/b.md")})
    assert "](../sources/index.md#s)" in pages["a.md"]
    assert "](../../sources/index.md#s)" in pages["part/b.md"]


@pytest.mark.parametrize(
    ("text", "found"),
    [("Holds[^s]: so.", ["s"]), ("[^s] so", ["s"]), ("[^s]: a definition[^t]", ["t"]), ("[^s][^t]: so", ["s", "t"])],
)
def test_a_citation_before_a_colon_is_one_and_a_definition_is_none(text, found):
    assert [id for _, id in citations(text)] == found


@pytest.mark.parametrize(
    "code",
    ["```\n[^x]\n```\n", "~~~ text\n[^x]\n~~~\n", "Write `[^x]` here.\n"],
    ids=["fence", "fence of tildes", "words"],
)
def test_citations_in_code_are_none(render, code):
    assert render({"a.md": code})["a.md"] == code


# --- a page asks and shows, and nothing else -------------------------------------------------------------------------
WORKS_WITHOUT_END = {
    "a power": "{{ 10 ** 10 ** 10 }}", "a text many times": "{{ 'x' * 10000000000 }}",
    "a list many times": "{{ [1] * 10000000000 }}", "a method of a text": "{{ 'x'.ljust(10000000000) }}",
    "a format": "{{ '{:>10000000000}'.format(1) }}", "a format of old": "{{ '%10000000000d' % 1 }}",
    "a filter that fills": "{{ 'x' | center(10000000000) }}", "digits after the point": "{{ 1 | number(1000000000) }}",
    "a range": "{{ range(10000000000) }}", "a loop over a text": "{% for a in 'aaaa' %}x{% endfor %}",
    "a loop in a loop": "{% for a in f() %}{% for b in f() %}x{% endfor %}{% endfor %}",
    "a macro": "{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}",
    "white space that goes": "< {%- if release %}script>{% endif %}",
    "white space that goes after": "{{ row_count() -}}", "a comment that hides": "{!-- {{ --!} x {!-- }} --!}",
    "raw text": "{% raw %}{{ x }}{% endraw %}", "a variable": "{% set a = 1 %}",
    "another file": "{% include '/etc/passwd' %}", "a class": "{{ ''.__class__.__mro__ }}",
    "what a row of Python knows": "{{ framework('pytorch').parse_file('/etc/passwd') }}",
    "a program in a row": "{{ framework('pytorch').parse_raw('cposix', content_type='pickle', allow_pickle=true) }}",
    "a type of a column": "{{ framework('pytorch').model_fields['name'].annotation }}",
    "what a cache knows": "{{ framework.cache_clear() }}", "what a function is given": "{{ release(release) }}",
    "a question in a loop": "{% for s in systems_by_status('active') %}{{ row_count() }}{% endfor %}",
    "what a function knows": "{{ release.__globals__ }}", "the same by a filter": "{{ release | attr('__globals__') }}",
    "brackets": "{{ " + "(" * 240 + "1" + ")" * 240 + " }}",
    "conditions": "{% if release %}" * 1_500 + "{% endif %}" * 1_500, "a long sum": "{{ " + "1+" * 1_000 + "1 }}",
    "one that does not end": "{{ release(", "very many": "{{ 1 }}" * 2_001,
}  # fmt: skip


@pytest.mark.parametrize("text", WORKS_WITHOUT_END.values(), ids=WORKS_WITHOUT_END)
def test_a_placeholder_cannot_be_made_to_work_without_end(render, text):
    started = time.process_time()
    with pytest.raises(BadInput) as caught:
        render({"a.md": f"First.\n\n{text}\n"})
    assert all(str(problem).startswith("docs/a.md:") for problem in caught.value.problems)
    assert time.process_time() - started < 5


FRONT_LINES = {
    "a head of its own": ("head: <script>", "not for a page's front matter, got 'head'"),
    "a template of its own": ("template: x.html", "not for a page's front matter, got 'template'"),
    "a script as a title": ("title: </title><script>", "title: a mark of HTML"),
    "half a character": ('title: "\\ud800"', "title: an invisible character"),
    "a number where a list belongs": ("hide: 5", "hide: no value for this, got '5'"),
    "a word where yes belongs": ("environments: maybe", "environments: no value for this, got 'maybe'"),
    "brackets without end": ("x: " + "[" * 4_900, "front matter is not YAML"),
    "digits without end": ("x: " + "9" * 4_900, "front matter is not YAML"),
}


@pytest.mark.parametrize(("line", "message"), FRONT_LINES.values(), ids=FRONT_LINES)
def test_front_matter_says_only_what_a_page_may(line, message):
    messages = [
        str(problem) for problem in front_matter_problems("docs/a.md", f"---\ntitle: x\ndescription: y\n{line}\n---\n")
    ]
    assert len(messages) == 1 and message in messages[0]


# --- text from a table is text ---------------------------------------------------------------------------------------
HOSTILE = {
    "emphasis": "**bold** _it_ __b__ ~~s~~ ^^x^^ ==m== 2*3*4",
    "link and picture": "[a](javascript:alert(1)) ![i](x.png) <https://a.b> https://a.b me@a.b",
    "code": "`a` ``` b ~~~",
    "markup": '<script>alert(1)</script><b onclick="x">&amp; &lt; &#42; <!-- no --> <div markdown>',
    "placeholder": "{{ 7*7 }} {% for x in y %} {!-- c --!} {# d #}", "heading": "# not a heading #",
    "list": "- not a list", "numbered list": "1. not a list", "quotation": "> not a quotation", "rule": "---",
    "table": "a | b | c", "attributes": "text {: .big onclick=x } {.big}", "citation": "[^s] [^s]: no",
    "reference": "[s]: https://a.b", "admonition": "!!! note", "details": "??? note", "abbreviation": "*[HTML]: no",
    "escapes": "\\* \\\\ &#92; \\n", "quotes": "'single' \"double\" ’curly’",
}  # fmt: skip
PLACES = {
    "sentence": "Before {{ VALUE }} after.\n", "paragraph": "{{ VALUE }}\n", "list": "- {{ VALUE }}\n",
    "heading": "## {{ VALUE }} {#fixed}\n", "table": "| A | B |\n|---|---|\n| {{ VALUE }} | b |\n",
    "emphasis": "**{{ VALUE }}**\n", "footnote": "One[^s].\n", "comparison": "{{ comparison_table() }}\n",
    "ecosystem": "{{ ecosystem_table() }}\n", "sources": "{{ source_list() }}\n",
}  # fmt: skip
PLAIN = "plain"


@pytest.fixture(scope="module")
def seen(tmp_path_factory, to_html):
    """``seen(text)`` → what a reader sees in each place if ``text`` stands in the tables."""

    @functools.cache
    def read(text):
        folder = tmp_path_factory.mktemp("pages")
        pages = {
            f"{place}.md": page.replace("VALUE", 'system("tensorflow-lite").what') for place, page in PLACES.items()
        }
        tables = (
            changed("systems", 0, what=text) | changed("sources", 0, title=text) | changed("comparison", 0, text=text)
        )
        return {
            name.removesuffix(".md"): Reader(to_html(page)) for name, page in rendered(folder, pages, **tables).items()
        }

    return read


def without_code(tags: list) -> list:
    """What looks like code in a row is set as code, letter by letter; a long piece says where it may be broken."""
    return [tag for tag in tags if tag[0] not in ("code", "wbr")]


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE)
def test_text_of_a_table_stays_text(seen, hostile):
    for place, plain in seen(PLAIN).items():
        rendered = seen(hostile)[place]
        assert PLAIN in plain.text
        assert rendered.text == plain.text.replace(PLAIN, hostile), place
        assert without_code(rendered.tags) == without_code(plain.tags), place


@pytest.mark.parametrize("place", ["sentence", "paragraph", "list", "heading", "table", "emphasis", "footnote"])
def test_lines_of_a_cell_become_one(seen, place):
    assert seen("one\n\n# two\n    three")[place].text == seen(PLAIN)[place].text.replace(PLAIN, "one  # two     three")


def test_every_bad_placeholder_of_a_page_is_reported_at_once(render):
    page = (
        'Fine {{ count("sources") }}.\n\n{{ nothing() }}\n\nAnd {{ release("torhc") }}, {{ 1 / 0 }}.\n\n'
        '{{ "x".__class__ }}\n'
    )
    with pytest.raises(BadInput) as caught:
        render({"a.md": page})
    lines = [problem.line - LINES_BEFORE for problem in caught.value.problems]
    assert lines == [3, 5, 7]


def test_a_page_that_is_not_utf_8_is_named_with_its_line(render, tmp_path):
    render({"a.md": "Fine.\n"})
    (tmp_path / "docs" / "a.md").write_bytes((FRONT + "caf").encode() + b"\xe9\n")
    with pytest.raises(BadInput, match=rf"a.md:{LINES_BEFORE + 1}: not UTF-8, got the byte 0xE9"):
        render({})


def test_to_check_a_page_no_whole_table_is_made():
    """It would take most of the time; a table of systems may name one that does not exist."""
    alone = {name for page in (ROOT / "docs").rglob("*.md") for name in ALONE.findall(page.read_text("utf-8"))}
    assert alone - {"ecosystem_table"} <= {*DRAWN}


ALONE = re.compile(r"^\{\{ (\w+)\(\) \}\}$", re.MULTILINE)
