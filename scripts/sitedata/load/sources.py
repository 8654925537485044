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
SUFFIXES = {
    ".css", ".cff", ".html", ".ipynb", ".js", ".json", ".md", ".py", ".svg", ".toml", ".txt", ".yml", ""
}  # fmt: skip


def texts(root: Path) -> list[Path]:
    """Every text file of the repository's folder itself, of :data:`FOLDERS`, and of what probes printed, in order."""
    inside = (path for name in FOLDERS for path in (root / name).rglob("*") if "__pycache__" not in path.parts)
    return sorted(
        path
        for path in (*root.glob("*"), *inside, *(root / "data" / "probes").glob("*.txt"))
        if path.suffix in SUFFIXES
        and not inputs.LITTER.fullmatch(path.name)
        and path.is_file()
        and not path.is_symlink()
    )


def unreadable(root: Path) -> Iterator[Problem]:
    """What a merge left, another encoding, other line ends, at their line."""
    for path in texts(root):
        try:
            decoded(inputs.read(path), underlines=path.suffix == ".md" or path.parent.name == "probes")
        except Unreadable as error:
            yield error.at(path.relative_to(root).as_posix())
