"""``python -m refresh.trials``: does a resolver say what the metadata let us expect?

In: ``data/builds.csv`` and ``data/frameworks.csv``. Out: ``data/fit_trials.csv``, combinations of a framework's
release, a Python and a platform that the day draws, each with what uv's resolver said. Nothing is installed.
"""

from __future__ import annotations

import random
import re
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from packaging.version import Version

from refresh.fits import AT_ONCE, ask
from refresh.tables import PYTHON, written
from set_up import bring_uv, find_uv
from sitedata.load.csv_table import load
from sitedata.load.dataset import Dataset
from sitedata.schema.clock import today
from sitedata.schema.tables import TABLES
from sitedata.text.problem import BadInput
from system import ended, write_together

ROOT = Path(__file__).resolve().parents[2]
DRAWN = 40
OLDEST = Version("3.8")  # for which the resolver knows the standard library
PLATFORMS = {
    "linux-x86-64": "x86_64-manylinux_2_39",
    "linux-arm64": "aarch64-manylinux_2_39",
    "macos-arm64": "aarch64-apple-darwin",
    "macos-x86-64": "x86_64-apple-darwin",
    "windows-x86-64": "x86_64-pc-windows-msvc",
}
"""Our name of a platform → uv's."""
Drawn = tuple[str, str, str, str]


def main(root: Path | None = None) -> int:
    data_folder = (root or ROOT) / "data"
    names = ("frameworks", "builds", "fit_trials")
    tables = {name: load(data_folder / f"{name}.csv", TABLES[name], f"data/{name}.csv") for name in names}
    if problems := [problem for table in tables.values() for problem in table.problems]:
        print(f"{BadInput(problems)}\ndata/fit_trials.csv is unchanged", file=sys.stderr)
        return 1
    day, uv = today().isoformat(), find_uv() or bring_uv()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        rows = list(pool.map(lambda one: tried(*one, day, uv), drawn(Dataset(tables), day)))
    write_together({data_folder / "fit_trials.csv": written(TABLES["fit_trials"], rows)})
    return 0


def drawn(data: Dataset, seed: str) -> list[Drawn]:
    """As many of each framework: package, version, Python, platform, whether or not they are expected to fit."""
    packages = [row.package for row in data.rows("frameworks")]
    versions = {
        package: sorted({row.version for row in data.rows("builds") if row.package == package and row.wheels})
        for package in packages
    }
    listed = {python for row in data.rows("builds") for python in re.findall(r"[=,](\d+\.\d+)", row.wheels or "")}
    pythons = sorted(python for python in listed if Version(python) >= OLDEST)
    chance = random.Random(seed)
    return sorted(
        (package, version, chance.choice(pythons), chance.choice([*PLATFORMS]))
        for package in packages
        for version in chance.sample(versions[package], min(DRAWN // len(packages), len(versions[package])))
    )


def tried(package: str, version: str, python: str, platform: str, day: str, uv: str) -> dict[str, str]:
    name = package.removeprefix(PYTHON)
    found, said = ask([f"{name}=={version}"], [name], python, PLATFORMS[platform], uv)
    print(f"{name} {version}, Python {python}, {platform}: {'fits' if found else said}", flush=True)
    return {
        "package": package, "version": version, "python": python, "platform": platform,
        "outcome": "fits" if found else "does-not-fit", "problem": said, "checked_on": day,
    }  # fmt: skip


if __name__ == "__main__":
    sys.exit(ended(main))
