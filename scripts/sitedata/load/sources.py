"""The text files besides tables and pages from which the site is made: settings, templates, scripts, outputs of probes.

In: the repository's folder. Out: their paths, and a problem for each that is not the text that somebody meant.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sitedata.load import inputs
from sitedata.load.plain_text import Unreadable, decoded
from sitedata.text.problem import Problem

FOLDERS = ("overrides", "scripts", "locks", ".github")
SUFFIXES = {".css", ".html", ".ipynb", ".js", ".json", ".md", ".mjs", ".py", ".svg", ".txt", ".yml"}
ALONE = (
    "CHANGELOG.md", "CITATION.cff", "CODE_OF_CONDUCT.md", "CONTRIBUTING.md", "Containerfile", "LICENSE", "LICENSE-DATA",
    "Makefile", "README.md", "mkdocs.yml", "package-lock.json", "package.json", "pyproject.toml",
)  # fmt: skip
"""Files of the repository's folder itself, where people also have files of their own."""
PRINTED = ("probes", "first_jobs", "release_answers")
"""Folders of ``data/`` with what scripts printed."""


def texts(root: Path) -> list[Path]:
    """Every text file of :data:`FOLDERS`, what scripts printed, and :data:`ALONE`, in order."""
    inside = (path for name in FOLDERS for path in (root / name).rglob("*") if "__pycache__" not in path.parts)
    named = (path for path in inside if path.suffix in SUFFIXES and not inputs.LITTER.fullmatch(path.name))
    printed = (path for name in PRINTED for path in (root / "data" / name).glob("*.txt"))
    paths = (*named, *(root / name for name in ALONE), *printed)
    return sorted(path for path in paths if path.is_file() and not path.is_symlink())


def unreadable(root: Path) -> Iterator[Problem]:
    """What a merge left, another encoding, other line ends, at their line."""
    for path in texts(root):
        try:
            decoded(inputs.read(path), underlines=path.suffix == ".md" or path.parent.name in PRINTED)
        except Unreadable as error:
            yield error.at(path.relative_to(root).as_posix())
