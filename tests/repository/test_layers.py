"""Who may import whom: the contracts of pyproject.toml are kept, and each detects an import that breaks it."""

import os
import shutil
import subprocess
import sys

import pytest

from tests.conftest import ROOT

COMMAND = "from importlinter.cli import lint_imports_command; lint_imports_command()"
WRONG = {
    "sitedata/text/values.py": ("import sitedata.schema.names", "Packages in one direction"),
    "sitedata/check/tables.py": ("import sitedata.judge.claims", "Packages in one direction"),
    "sitedata/load/inputs.py": ("import sitedata.load.dataset", "No circle"),
    "sitedata/judge/claims.py": ("import bench.sweep", "The site's code runs neither the harness nor the probes"),
    "sitedata/pages/claims.py": ("import probes.answer", "The site's code runs neither the harness nor the probes"),
    "probes/answer.py": ("import sitedata.text.values", "The harness and the probes know the schema alone"),
    "bench/sweep.py": ("import sitedata.load.inputs", "The harness and the probes know the schema alone"),
    "sitedata/schema/names.py": (
        "import sitedata.schema.tables",
        "The frameworks' own environments have none of the site's packages",
    ),
    "sitedata/draw/figures/releases.py": ("import sitedata.draw.figures.memory", "Figures do not know each other"),
    "sitedata/pages/lint/citations.py": (
        "import sitedata.pages.lint.verdicts",
        "Linters of pages do not know each other",
    ),
    "bench/backends/jax.py": ("import bench.backends.pytorch", "Backends do not know each other"),
    "sitedata/draw/svg.py": ("import plotly.graph_objects", "Plotly is imported in one place"),
    "sitedata/draw/cards.py": ("import kaleido", "Kaleido is imported in one place"),
    "sitedata/api/records.py": ("import torch", "PyTorch is imported where it is measured"),
    "bench/accuracy_pytorch.py": ("import tensorflow", "TensorFlow is imported where it is measured"),
    "bench/timing.py": ("import jax", "JAX is imported where it is measured"),
}
"""File below ``scripts/`` → an import that it may not have, and the contract that says so."""


def linted(root):
    """What import-linter says of a tree, and its exit status."""
    places = os.pathsep.join(filter(None, (str(root / "scripts"), os.environ.get("PYTHONPATH"))))
    done = subprocess.run(
        [sys.executable, "-c", COMMAND, str(ROOT / "pyproject.toml"), "--no-cache"], cwd=root / "scripts",
        capture_output=True, text=True, env=os.environ | {"PYTHONPATH": places, "COLUMNS": "300"},
    )  # fmt: skip
    return done.stdout + done.stderr, done.returncode


def test_every_contract_is_kept():
    said, status = linted(ROOT)
    assert status == 0, said
    assert all(f"{contract} KEPT" in said for _, contract in WRONG.values())


@pytest.fixture(scope="module")
def wrong(tmp_path_factory):
    """The report on a tree with all wrong imports at once, and with a package that has no place."""
    root = tmp_path_factory.mktemp("wrong")
    shutil.copytree(
        ROOT / "scripts", root / "scripts", ignore=lambda _, names: [name for name in names if name == "__pycache__"]
    )
    for path, (line, _) in WRONG.items():
        with (root / "scripts" / path).open("a", encoding="utf-8") as file:
            file.write(f"\n{line}\n")
    (root / "scripts" / "sitedata" / "extra").mkdir()
    (root / "scripts" / "sitedata" / "extra" / "__init__.py").touch()
    return linted(root)


@pytest.mark.parametrize("path", WRONG)
def test_a_wrong_import_is_seen(wrong, path):
    said, status = wrong
    line, contract = WRONG[path]
    importer, imported = path.removesuffix(".py").replace("/", "."), line.removeprefix("import ")
    assert status == 1 and f"{contract} BROKEN" in said
    if contract != "No circle":  # which names what to take away, not what closed it
        assert f"{importer} -> {imported.split('.')[0] if 'is imported' in contract else imported}" in said, said


def test_a_package_needs_a_place_among_the_layers(wrong):
    assert "sitedata.extra" in wrong[0]


def test_what_runs_under_a_frameworks_own_python_needs_the_standard_library_alone():
    modules = [
        "sitedata.schema.names",
        *(f"sitedata.schema.protocol.{path.stem}" for path in sorted(PROTOCOL.glob("[!_]*.py"))),
    ]
    code = (
        f"import importlib, sys; sys.path.insert(0, {str(ROOT / 'scripts')!r}); "
        f"[importlib.import_module(name) for name in {modules}]"
    )
    done = subprocess.run([sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True)
    assert done.returncode == 0 and len(modules) > 8, done.stderr


PROTOCOL = ROOT / "scripts" / "sitedata" / "schema" / "protocol"
