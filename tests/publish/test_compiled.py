"""A page, and a template of ours, is filled from code of its present source, whatever an earlier run kept."""

import shutil

import pytest
from jinja2 import Environment, FileSystemLoader, meta

from sitedata.pages import fragments, template
from sitedata.publish import compiled
from sitedata.publish.places import Places

TEMPLATES = fragments.templates().loader.searchpath[0]


@pytest.fixture
def compiling(monkeypatch):
    """The names of templates that are compiled; None for a page."""
    names = []
    really = Environment.compile
    monkeypatch.setattr(
        Environment,
        "compile",
        lambda self, source, name=None, *more: names.append(name) or really(self, source, name, *more),
    )
    return names


@pytest.fixture
def run(tmp_path, monkeypatch, compiling):
    """``run(page, state)`` fills a page and a template as a new process would whose code has that state."""
    shutil.copytree(TEMPLATES, tmp_path / "templates")
    (tmp_path / "templates" / "small.html").write_text("{{ n }} of old")

    def filled(page: str, state: str = "code") -> tuple[str, str]:
        compiled._of.cache_clear()
        template.template.cache_clear()
        template.environment.cache_clear()
        fragments.templates.cache_clear()
        monkeypatch.setattr(compiled, "own_state", lambda: state)
        fragments.templates().loader = FileSystemLoader(tmp_path / "templates")
        kept = compiled.compiled(Places(tmp_path))
        compiling.clear()
        said = template.fill({"n": 1}, page, "docs/a.md"), fragments.templates().get_template("small.html").render(n=1)
        kept.write()
        return said

    yield filled
    monkeypatch.undo()
    for cached in (compiled._of, template.template, template.environment, fragments.templates):
        cached.cache_clear()


def test_what_did_not_change_is_compiled_once(run, compiling):
    assert run("{{ n }}") == ("1", "1 of old")
    assert compiling == [None, "small.html"]
    assert run("{{ n }}") == ("1", "1 of old")
    assert compiling == []


def test_a_changed_page_is_never_filled_from_old_code(run, compiling):
    run("{{ n }} old")
    assert run("{{ n }} new")[0] == "1 new"
    assert compiling == [None]


def test_a_changed_template_is_never_filled_from_old_code(run, compiling, tmp_path):
    run("{{ n }}")
    (tmp_path / "templates" / "small.html").write_text("{{ n }} of new")
    assert run("{{ n }}")[1] == "1 of new"
    assert compiling == ["small.html"]


def test_changed_code_compiles_everything_again(run, compiling):
    run("{{ n }}")
    run("{{ n }}", "other code")
    assert compiling == [None, "small.html"]


def test_a_broken_file_is_as_good_as_none(run, compiling, tmp_path):
    run("{{ n }}")
    (tmp_path / "build" / "cache" / compiled.CACHE).write_bytes(b"something else")
    assert run("{{ n }}") == ("1", "1 of old")
    assert compiling == [None, "small.html"]


def test_what_a_page_must_not_contain_is_refused_again_and_again(run):
    for _ in range(2):
        with pytest.raises(Exception, match="macro is not for pages"):
            run("{% macro a() %}{% endmacro %}")


@pytest.mark.parametrize("name", fragments.templates().list_templates())
def test_the_templates_that_a_template_includes_are_found(name):
    made = fragments.templates()
    source = made.loader.get_source(made, name)[0]
    assert list(dict.fromkeys(fragments.INNER.findall(source))) == list(
        meta.find_referenced_templates(made.parse(source))
    )
