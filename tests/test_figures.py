"""Figures are drawn again when their code changes: no module that draws is forgotten."""

import ast
from pathlib import Path

from sitedata import figures
from sitedata.render import FIGURE_CODE

FOLDER = Path(figures.__file__).parent


def imported(name):
    """Modules of this package that a module imports."""
    found = set()
    for node in ast.walk(ast.parse((FOLDER / f"{name}.py").read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == "sitedata":
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sitedata."):
            found.add(node.module.removeprefix("sitedata."))
    return found


def test_all_that_draws_is_part_of_the_key_of_what_was_drawn():
    drawing = {path.stem for path in FOLDER.glob("*figures.py")}
    assert imported("figures") >= drawing - {"figures"}
    assert set(FIGURE_CODE) >= drawing
    helpers = {each for name in drawing for each in imported(name)} - {"dataset"}
    assert set(FIGURE_CODE) >= helpers
