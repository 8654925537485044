"""Who may write files, and who may declare a text to be markup.

The test reads the code, since no other test would notice a forgotten place.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

SCRIPTS = ROOT / "scripts"
SITE_CODE = [
    *sorted((SCRIPTS / "sitedata").rglob("*.py")),
    SCRIPTS / "build.py",
    SCRIPTS / "hooks.py",
    SCRIPTS / "successor.py",
    SCRIPTS / "system.py",
]
WRITING = {
    "write_text", "write_bytes", "touch", "symlink_to", "hardlink_to", "rename", "replace", "unlink", "rmdir", "rmtree",
    "copy", "copy2", "copyfile", "copytree", "move", "extract", "extractall", "save", "dump", "makedirs", "mkdir",
    "write_if_changed", "write_together",
}  # fmt: skip
WRITERS = {
    "sitedata/text/files.py": "the writer itself",
    "system.py": "what it writes with",
    "sitedata/commands/diff.py: extract": "the version compared with, through the writer",
    "sitedata/commands/releases.py: extract": "the version compared with, through the writer",
    "sitedata/review/preview.py": "the branch of previews: what a zip holds once it was checked, and its removal",
    "sitedata/review/annotations.py: open": "the summary of a job, where the forge names its file",
    "sitedata/load/fix.py: write_together": "repairs tables of data/ that it has just read",
    "sitedata/publish/lock.py: mkdir": "build/, before there is a writer",
    "sitedata/draw/raster.py: save": "into memory",
    "sitedata/draw/raster.py: write_if_changed": (
        "a drawing slimmed, beside the one that it has just read from build/cache"
    ),
    "sitedata/publish/preview.py: replace": "a file of the temporary site, by what MkDocs wrote beside it",
    "sitedata/publish/preview.py: unlink": "a page that is no more, from the temporary site that is served",
    "sitedata/publish/preview.py: rmtree": "that site, when the server ends",
    "successor.py: mkdir": "empty folders that the successor wants to see",
}
"""The only places that write, with the reason."""

MARKUP = {
    "pages/answers.py": 1, "pages/claims.py": 4, "pages/environments.py": 3, "pages/figures.py": 2,
    "pages/fragments.py": 7, "pages/marked.py": 7, "pages/quotes.py": 1, "pages/vocabulary.py": 1,
    "pages/workload_code.py": 1, "text/values.py": 2,
}  # fmt: skip
"""File → how often it calls ``Markup(…)``. A new call is a decision: is every text in it escaped?"""


def calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            function = node.func
            yield function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", ""), node


def writes(name: str, call: ast.Call) -> bool:
    if name == "open":
        # the function open takes the file name first
        given = call.args if isinstance(call.func, ast.Attribute) else call.args[1:]
        modes = [
            argument.value
            for argument in [*given, *(keyword.value for keyword in call.keywords)]
            if isinstance(argument, ast.Constant)
        ]
        return any(isinstance(mode, str) and set(mode) <= set("rwxabt+") and set(mode) & set("wxa+") for mode in modes)
    if name in ("replace", "link"):  # used on texts, rows and addresses everywhere, and on files by the system
        return isinstance(call.func, ast.Attribute) and getattr(call.func.value, "id", "") == "os"
    if name in ("copy", "dump", "save", "move"):
        return getattr(getattr(call.func, "value", None), "id", "") not in ("json", "copy")
    return name in WRITING


def places() -> set[str]:
    writers = set()
    for path in SITE_CODE:
        short = path.relative_to(SCRIPTS).as_posix()
        writers |= {
            short if short in WRITERS else f"{short}: {name}" for name, call in calls(path) if writes(name, call)
        }
    return writers


def test_only_listed_places_write_files():
    assert places() == set(WRITERS)


@pytest.mark.parametrize(
    "code",
    [
        "path.write_text('x')",
        "open('a', 'w')",
        "path.open(mode='wb')",
        "shutil.copytree(a, b)",
        "os.replace(a, b)",
        "os.link(a, b)",
        "tar.extractall(x)",
    ],
)
def test_a_place_that_writes_is_seen(tmp_path, code):
    (tmp_path / "a.py").write_text(code)
    assert [name for name, call in calls(tmp_path / "a.py") if writes(name, call)]


def test_a_place_that_only_reads_is_not(tmp_path):
    (tmp_path / "a.py").write_text(
        "open('a'); path.open('rb'); text.replace('a', 'b'); path.read_bytes(); json.dump(a, b); copy.copy(a)"
    )
    assert [name for name, call in calls(tmp_path / "a.py") if writes(name, call)] == []


def test_markup_is_said_where_it_is_listed_and_nowhere_else():
    counts = Counter(
        path.relative_to(SCRIPTS / "sitedata").as_posix() if path.is_relative_to(SCRIPTS / "sitedata") else path.name
        for path in SITE_CODE
        for name, _ in calls(path)
        if name == "Markup"
    )
    assert dict(counts) == MARKUP


def test_no_template_turns_escaping_off():
    for path in sorted((SCRIPTS / "sitedata" / "pages" / "templates").rglob("*")):
        text = path.read_text(encoding="utf-8") if path.is_file() else ""
        assert "safe" not in text.replace("unsafe", "") or (path.suffix == ".md" and "| safe" not in text), path
        assert "autoescape false" not in text, path
