"""``python -m refresh.fits``: which releases of a route's packages install together, as uv's resolver says.

In: ``data/routes.csv``, and ``data/packages.csv`` with the newest releases. Out: ``data/fits.csv``. Nothing is
installed: only metadata is read. Of several Pythons the one with the newest releases counts, in the order of the
route's packages. Packages of npm do not exclude each other; their newest release is taken.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from packaging.version import Version

from refresh.tables import NPM, PYTHON, written
from set_up import bring_uv, find_uv, variables
from sitedata.load.csv_table import load
from sitedata.load.dataset import Dataset
from sitedata.schema.clock import today
from sitedata.schema.tables import TABLES, extras_of
from sitedata.text.problem import BadInput
from sitedata.text.values import shortened
from system import Hung, ended, run, write_together

ROOT = Path(__file__).resolve().parents[2]
PYTHONS = ("3.14", "3.13", "3.12", "3.11", "3.10")
"""The newest first; a Python for which a package has no wheel is passed over by the resolver itself."""
LINUX = ("x86_64-manylinux_2_39", "Linux x86_64, glibc 2.39")
MACOS = "15"
PLATFORMS = {
    "trains-on-apple": ("aarch64-apple-darwin", f"macOS {MACOS} with an Apple chip"),
    "trains-on-windows": ("x86_64-pc-windows-msvc", "Windows x86_64"),
    "runs-on-edge-linux": ("aarch64-manylinux_2_39", "Linux on Arm, glibc 2.39"),
}
"""First target of a route → uv's name of the platform, and ours; all others are asked for :data:`LINUX`."""
LONGEST_PROBLEM = 200  # characters that are kept of what the resolver said
TIME_LIMIT_S = 240  # for one Python; what is hard to resolve once is so on the next one too
AT_ONCE = 4  # resolvers


def main(root: Path | None = None) -> int:
    data_folder = (root or ROOT) / "data"
    names = ("routes", "packages", "fits")
    tables = {name: load(data_folder / f"{name}.csv", TABLES[name], f"data/{name}.csv") for name in names}
    if problems := [problem for table in tables.values() for problem in table.problems]:
        print(f"{BadInput(problems)}\ndata/fits.csv is unchanged", file=sys.stderr)
        return 1
    data, uv = Dataset(tables), find_uv() or bring_uv()
    newest = {row.package: row.version for row in data.rows("packages")}
    routes = [route for route in data.rows("routes") if route.packages]
    asked = {route.id: (route.packages, extras_of(route), PLATFORMS.get(route.targets[0], LINUX)) for route in routes}
    sets = list(dict.fromkeys(asked.values()))
    with ThreadPoolExecutor(AT_ONCE) as pool:  # the index answers slowly, the resolver is quick
        found = dict(zip(sets, pool.map(lambda one: fit_of(*one, newest, uv), sets), strict=True))
    day = today().isoformat()
    rows = [{"route_id": id, **found[one], "platform": one[2][1], "checked_on": day} for id, one in asked.items()]
    write_together({data_folder / "fits.csv": written(TABLES["fits"], rows)})
    return 0


def fit_of(
    packages: tuple[str, ...], extras: tuple[str, ...], platform: tuple[str, str], newest: Mapping[str, str], uv: str
) -> dict[str, str]:
    """The cells of a row that depend on packages and platform.

    ``extras`` are packages as they are asked for: by its extra a package names the release of a plug-in that goes with
    it, where their other metadata would let any two install. ``newest``: package → its newest release.
    """
    wanted = [package.removeprefix(PYTHON) for package in packages if package.startswith(PYTHON)]
    python, versions, problem = resolved(wanted, extras, platform[0], newest, uv) if wanted else ("", {}, "")
    if problem:
        print(f"{' '.join(wanted)}: {problem}")
        return {"outcome": "does-not-fit", "python": "", "packages": "", "problem": problem}
    found = {f"{PYTHON}{name}": version for name, version in versions.items()}
    found |= {package: newest[package] for package in packages if package.startswith(NPM)}
    said = " ".join(f"{package}@{found[package]}" for package in packages)
    print(said)
    return {"outcome": "fits", "python": python, "packages": said, "problem": ""}


def resolved(
    wanted: list[str], extras: Iterable[str], platform: str, newest: Mapping[str, str], uv: str
) -> tuple[str, dict[str, str], str]:
    """Python, name → version, and what the resolver said where no Python has a solution."""
    solutions: list[tuple[str, dict[str, str]]] = []
    problem = ""
    called = {extra.partition("[")[0]: extra for extra in extras}
    lines = [
        called.get(name, name) + (f"<={newest[purl]}" if (purl := f"{PYTHON}{name}") in newest else "")
        for name in wanted
    ]
    for python in PYTHONS:
        found, said = ask(lines, wanted, python, platform, uv)
        problem = problem or said
        if found:
            solutions.append((python, found))
            if all(found[name] == newest.get(f"{PYTHON}{name}") for name in wanted):
                break  # none can be newer
    if not solutions:
        return "", {}, problem
    python, found = max(solutions, key=lambda one: [Version(one[1][name]) for name in wanted])  # the first of equals
    return python, found, ""


def ask(lines: Iterable[str], wanted: Iterable[str], python: str, platform: str, uv: str) -> tuple[dict[str, str], str]:
    """Name → version of what is ``wanted`` by these requirements on one Python; or what the resolver said against it.

    No source is taken, and of a package that is asked for no candidate; what these need may be one.
    """
    options = ["--quiet", "--no-header", "--no-annotate", "--only-binary=:all:"]
    command = [uv, "pip", "compile", "-", *options, "--python-version", python, "--python-platform", platform]
    try:
        settings = variables(uv) | {"MACOSX_DEPLOYMENT_TARGET": MACOS}
        done = run(command, TIME_LIMIT_S, given="\n".join(lines).encode(), env=settings)
    except Hung:
        return {}, f"the resolver found no answer within {TIME_LIMIT_S} s"
    pinned = dict(re.findall(r"^([A-Za-z0-9._-]+)==(\S+)", done.stdout, re.MULTILINE))
    if done.returncode or not all(name in pinned for name in wanted):
        said = " ".join(re.sub(r"https?://\S+", "(an address)", done.stderr).replace("╰─▶", "").split())
        return {}, shortened(said.partition("Because ")[2] or said, LONGEST_PROBLEM)
    return {name: pinned[name] for name in wanted}, ""


if __name__ == "__main__":
    sys.exit(ended(main))
