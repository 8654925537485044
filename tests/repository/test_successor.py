"""The exit path: what is compared between the two sites, and what is not."""

import re

import successor
from successor import compare, differences, main, read, report

PAGE = (
    '<nav>Menu</nav><article><a class="md-content__button" href="edit">Edit</a>'
    '<h1 id="t">A title<a class="headerlink" href="#t">¶</a></h1>'
    '<p>Some <a href="../claims/">words</a><br>here.</p><svg><text>drawn</text></svg>'
    '<script>let x = "no";</script></article><footer>Foot</footer>'
)


def test_only_the_words_and_links_of_the_article_count():
    assert read(PAGE) == (["A", "title", "Some", "words", "here."], ["../claims/"])


def test_words_that_differ_are_shown_from_both_sides():
    assert differences(["a", "b", "c"], ["a", "x", "c"]) == ["here: b | there: x"]
    assert differences(["a"], ["a"]) == []
    long = [str(n) for n in range(successor.LONG_PAGE + 10)]
    assert differences(long, [*long[:5], "x", *long[6:]])[0].startswith("here: 5 6 7")


def test_pages_that_one_site_lacks_are_told(tmp_path):
    for site, names in (("ours", ("a", "b")), ("theirs", ("b", "c"))):
        for name in names:
            (tmp_path / site / name).mkdir(parents=True)
            (tmp_path / site / name / "index.html").write_text(PAGE, encoding="utf-8")
    pages = compare(tmp_path / "ours", tmp_path / "theirs")
    assert [(page.name, page.words) for page in pages] == [
        ("a/index.html", ["missing there"]),
        ("b/index.html", []),
        ("c/index.html", ["only there"]),
    ]
    assert "Of 3 pages 1 say the same" in report(pages, "2 issues found")


def test_a_successor_that_does_not_build_is_told_and_stops_nothing_else(tmp_path, monkeypatch, capsys):
    root = tmp_path / "tree"
    for name in ("site", "build/docs", "overrides"):
        (root / name).mkdir(parents=True)
    (root / "site" / "index.html").write_text(PAGE, encoding="utf-8")
    (root / "overrides" / "main.html").touch()
    (root / "mkdocs.yml").touch()
    monkeypatch.setattr(successor, "ROOT", root)
    monkeypatch.setattr(successor, "PLACE", root / "build" / "successor")
    python = tmp_path / "python"
    python.write_text("#!/bin/sh\necho broken >&2\nexit 3\n")
    python.chmod(0o755)
    assert main(["--python", str(python)]) == 2
    assert "ended with status 3" in capsys.readouterr().err
    assert "broken" in (root / "build" / "successor.md").read_text(encoding="utf-8")
    python.write_text(f"#!/bin/sh\nmkdir site && cp {root}/site/index.html site/\n")
    assert main(["--python", str(python)]) == 0


def test_without_a_site_there_is_nothing_to_compare(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(successor, "ROOT", tmp_path)
    assert main([]) == 2
    assert "expected the result of make site" in capsys.readouterr().err


def test_no_hook_changes_a_page_since_the_successor_runs_none():
    text = (successor.ROOT / "scripts" / "hooks.py").read_text(encoding="utf-8")
    assert not re.findall(r"def (on_page_\w+|on_post_page|on_files|on_nav|on_post_template)", text)


def test_templates_call_no_method_of_text_since_the_successor_has_none():
    """It has filters instead; ``split``, which our own theme lacks, comes from scripts/hooks.py."""
    method = re.compile(r"\.(?:split|rsplit|index|find|count|partition|startswith|endswith|strip|join|removeprefix)\(")
    for path in (successor.ROOT / "overrides").rglob("*.html"):
        for piece in re.findall(r"\{[{%].*?[%}]\}", path.read_text(encoding="utf-8"), re.DOTALL):
            assert not method.search(piece), (path.name, piece[:80])
