"""The smallest whole site: the tiny data set, a page for each thing to which others lead, and the real theme and code.

What a build promises, it promises of this site as of the real one, and a build of it takes seconds.
"""

import shutil
from pathlib import Path

from tests import tiny
from tests.conftest import ROOT

PAGES = {
    "index.md": "Words of the first page[^one].",
    "2-tensorflow.md": "",
    "4a-implementation.md": "{{ comparison_table() }}",
    "8-selection.md": "",
    "about.md": "## What counts as evidence\n\nWords about it.\n\n## Corrections {#corrections}\n\nNone.",
    "api.md": "",
    "changes.md": "",
    "claims.md": '{{ figure("claims-by-section") }}\n\n{{ claim_ledger() }}',
    "compare.md": "{{ pair_list() }}",
    "data.md": "",
    "ecosystem.md": "{{ ecosystem_table() }}",
    "figures.md": "{{ figure_list() }}",
    "linking.md": "",
    "methods.md": "",
    "probes.md": "",
    "sources.md": "{{ source_list() }}",
}


def write(tree: Path, **tables) -> Path:
    """A repository of that site, some of its tables replaced, with the drawings that are already made."""
    for name in ("overrides", "scripts"):
        shutil.copytree(ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
    bundle = ROOT / "node_modules" / "plotly.js-basic-dist-min"
    if bundle.exists():
        shutil.copytree(bundle, tree / "node_modules" / bundle.name)
    if (ROOT / "build" / "cache").exists():
        shutil.copytree(ROOT / "build" / "cache", tree / "build" / "cache")
    tiny.write(tree / "data", **tables)
    (tree / "docs").mkdir()
    for name, text in PAGES.items():
        title = name.removesuffix(".md")
        (tree / "docs" / name).write_text(
            f"---\ntitle: {title}\ndescription: Words about {title}.\n---\n# {title}\n\n{text}\n", encoding="utf-8"
        )
    settings = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    listed = ", ".join(name if name == "index.md" else name.replace(".md", "/index.md") for name in PAGES)
    (tree / "mkdocs.yml").write_text(
        f"{settings[: settings.index(chr(10) + 'nav:')]}\nnav: [{listed}]\n", encoding="utf-8"
    )
    return tree
