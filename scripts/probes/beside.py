"""A new virtual environment that sees a framework's own.

A package can be installed in it beside the framework, and thrown away with it.
"""

from __future__ import annotations

import sysconfig
import venv
from importlib import metadata
from pathlib import Path


def beside(folder: Path, framework: str) -> tuple[str, list[str]]:
    """The framework's version, and arguments for pip that keep it there. ``framework`` is the name of its package.

    Its Python is ``bin/python`` in ``folder``.
    """
    # pip is the framework's neighbour, seen like it: one of the new environment's own would come with a setuptools that
    # is years old, and make packages import that need it
    venv.create(folder)
    site = Path(sysconfig.get_path("purelib", vars={"base": str(folder), "platbase": str(folder)}))
    (site / "framework.pth").write_text(sysconfig.get_path("purelib") + "\n")
    pinned = {
        distribution.metadata["Name"]: distribution.version
        for distribution in metadata.distributions()
        if distribution.metadata["Name"].startswith(framework)
    }
    version = next(iter(pinned.values()))
    # tensorflow-cpu is tensorflow under another name, and packages ask for one or the other
    if framework not in pinned:
        stands_in = site / f"{framework}-{version}.dist-info"
        stands_in.mkdir()
        (stands_in / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {framework}\nVersion: {version}\n")
    (folder / "keep.txt").write_text(
        "".join(f"{name}=={pin}\n" for name, pin in (pinned | {framework: version}).items())
    )
    return version, ["--constraint", str(folder / "keep.txt")]
