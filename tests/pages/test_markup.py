"""A page that people wrote holds Markdown and two boxes.

Anything active is reported, in its source or in what Markdown makes of it.
"""

import re

import markdown
import pytest

from sitedata.pages.lint.markup import acting, typed_markup
from tests.conftest import ROOT

TYPED = {
    "a script": "<script>alert(1)</script>", "in capitals": "<SCRIPT>",
    "a picture with a handler": "<img src=x onerror=alert(1)>",
    "a box with a handler": '<div class="x" onclick="alert(1)" markdown>', "a comment": "<!-- x -->",
    "a comment that is none": "<!--><img src=x>-->", "a declaration": "<!DOCTYPE html>", "an instruction": "<?php ?>",
    "a drawing": "<svg onload=alert(1)>", "a frame": "<iframe src=x>", "a style": "<style>x</style>",
    "half a tag before a placeholder": '<{{ "script" }}>', "a tag in code": "`<script>`", "a slash": "</script>",
    "a script as an address": "<javascript:alert(1)>", "a title": "<title>", "a form": "<form action=x>",
}  # fmt: skip
ATTRIBUTES = {
    "a handler": 'x {: onclick="alert(1)" }', "a style": "## x {#a style=color:red}",
    "after a link": '[x](y){onclick="alert(1)"}', "after other names": '## x { #a .b onmouseover="x" }',
}  # fmt: skip
FINE = {
    "a box": '<div class="in-short wide" markdown>\n\nx\n\n</div>', "a word in code": "`<state>`",
    "a comparison of numbers": "a < b, 1<2, x <= y", "an address": "<https://a.org/x?y=z>", "an id": "## x {#a}",
    "a class": "x {: .big }", "a placeholder": '{{ f("x", task="y") }}',
    "a condition": '{% if f("x") == "y" %}z{% endif %}',
}  # fmt: skip


@pytest.mark.parametrize("text", TYPED.values(), ids=TYPED)
def test_a_tag_that_is_not_for_pages_is_told(text):
    problems = list(map(str, typed_markup("docs/a.md", f"x\n{text}\n")))
    assert problems and all(line.startswith("docs/a.md:2: markup that is not for pages, got '<") for line in problems)


@pytest.mark.parametrize("text", ATTRIBUTES.values(), ids=ATTRIBUTES)
def test_an_attribute_that_is_not_for_pages_is_told(text):
    (problem,) = map(str, typed_markup("docs/a.md", text))
    assert problem.startswith("docs/a.md:1: an attribute that is not for pages")


@pytest.mark.parametrize("text", FINE.values(), ids=FINE)
def test_what_pages_need_is_fine(text):
    assert list(typed_markup("docs/a.md", text)) == []


def test_brackets_that_markdown_would_try_each_with_each_are_told():
    (problem,) = map(str, typed_markup("docs/a.md", "[" * 2_400 + "]" * 2_400))
    assert problem == "docs/a.md:1: too many brackets in a line, got 2400 — expected at most 100"


ACTS = {
    "a script as a link": ("[x](javascript:alert(1))", ["href=javascript:"]),
    "a reference": ("[x][y]\n\n[y]: JaVaScRiPt:alert(1)", ["href=JaVaScRiPt:"]),
    "an entity in it": ("[x](java&#115;cript:alert(1))", ["href=javascript:"]),
    "data": ("[x](data:text/html,x)", ["href=data:"]), "a picture": ("![x](vbscript:x)", ["src=vbscript:"]),
    "a handler": ('x\n{: onclick="alert(1)" }', ["onclick="]), "a comment": ("<!-- x -->", ["<!--"]),
    "a drawing that moves": ("<svg><set attributeName=onload to=x></svg>", ["<set>"]),
    "a style": ('[x](y){: style="color:red" }', ["style="]), "a script": ("<script>x</script>", ["<script>"]),
}  # fmt: skip


@pytest.mark.parametrize(("text", "found"), ACTS.values(), ids=ACTS)
def test_what_acts_in_the_html_of_a_page_is_found(text, found):
    assert acting(markdown.markdown(text, extensions=["attr_list", "md_in_html"])) == found


@pytest.mark.parametrize(
    "text", ["[x](https://a.org)", "[x](#y)", "[x](a.md)", "[x](mailto:a@b.org)", "`onclick=`", "a:b"]
)
def test_links_and_words_do_not_act(text):
    assert acting(markdown.markdown(text)) == []


def test_data_in_a_script_element_does_not_act():
    assert acting('<script type="application/json">{}</script>') == []


def test_code_in_a_template_keeps_its_lines():
    """What a template gives loses its indentation, so that Markdown reads no code in it; code is to keep it."""
    inside = re.compile(r"<pre[^>]*>\s*(?:<code[^>]*>)?\{\{(.*?)\}\}")
    lost = [
        f"{path.name}: {value}"
        for path in (ROOT / "scripts" / "sitedata" / "pages" / "templates").glob("*.html")
        for value in inside.findall(path.read_text(encoding="utf-8"))
        if not value.endswith("| whole ")
    ]
    assert lost == []
