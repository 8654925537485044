"""Ask the package indexes for the release dates of every tracked package and write ``data/releases.csv``.

In: the packages named in ``data/systems.csv`` and ``data/frameworks.csv``; pip's own configuration (index,
certificates, timeout) for ``pkg:pypi/…``, npm itself and so its configuration for ``pkg:npm/…``. Out:
``data/releases.csv``, whose new rows say that a machine wrote them. Rows of packages that no index holds
(``pkg:github/…``) are kept as they are. An index that cannot be reached is reported, and nothing changes.

Source: PEP 691 (JSON form of the simple index) and PEP 700 (upload times); the manual of `npm view`
"""

from __future__ import annotations

import csv
import datetime
import json
import os
import re
import shutil
import ssl
import subprocess
import sys
import urllib.request
from pathlib import Path
from urllib.parse import unquote

from packaging.utils import canonicalize_name, parse_sdist_filename, parse_wheel_filename
from packaging.version import InvalidVersion, Version

from sitedata.load.csv_table import load
from sitedata.load.dataset import Dataset
from sitedata.schema.tables import TABLES, Release, columns_of
from sitedata.text.problem import BadInput

DATA = Path(__file__).resolve().parent.parent / "data"
SOURCE_IDS = {"pkg:pypi/": "python-package-index", "pkg:npm/": "npm-registry"}
"""Prefix of a package URL → the source that states the dates."""
BY_MACHINE = "make refresh"
NPM_LIMIT_S = 120
ACCEPT = "application/vnd.pypi.simple.v1+json"


STABLE = re.compile(r"\d+\.\d+\.\d+")


class Unreachable(Exception):
    """The index did not give a usable answer."""


def pip_setting(name: str) -> str:
    """A setting as pip sees it (environment, configuration files), or empty."""
    if value := os.environ.get("PIP_" + name.upper().replace("-", "_")):
        return value
    answer = subprocess.run(
        [sys.executable, "-m", "pip", "config", "get", f"global.{name}"], capture_output=True, text=True
    )
    return answer.stdout.strip() if answer.returncode == 0 else ""


def index_url() -> str:
    """The index that pip would ask; pip's own default where nothing is configured."""
    from pip._internal.models.index import PyPI

    return pip_setting("index-url") or PyPI.simple_url


def ask(index: str, package: str, context: ssl.SSLContext, timeout_s: float) -> list[dict]:
    """The files of a package: dictionaries with ``filename``, ``upload-time`` and ``yanked``."""
    request = urllib.request.Request(f"{index.rstrip('/')}/{canonicalize_name(package)}/", headers={"Accept": ACCEPT})
    try:
        with urllib.request.urlopen(request, context=context, timeout=timeout_s) as answer:
            return json.load(answer)["files"]
    except (OSError, ValueError, KeyError) as error:
        raise Unreachable(f"{package}: {error}") from error


def ask_npm(package: str) -> list[tuple[str, str, bool]]:
    """``(version, day, False)`` of the stable releases, oldest version first.

    npm writes prereleases differently from us.
    """
    if not (npm := shutil.which("npm")):
        raise Unreachable(f"{package}: npm is not installed")
    try:
        done = subprocess.run(
            [npm, "view", unquote(package), "time", "--json"], capture_output=True, text=True, timeout=NPM_LIMIT_S
        )
        times = json.loads(done.stdout) if done.returncode == 0 else None
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        raise Unreachable(f"{package}: {error}") from error
    if not isinstance(times, dict):
        raise Unreachable(f"{package}: {(done.stderr.strip().splitlines() or ['no answer'])[0]}")
    days = {Version(name): str(time)[:10] for name, time in times.items() if STABLE.fullmatch(name)}
    return [(str(version), days[version], False) for version in sorted(days)]


def version_of(filename: str) -> Version | None:
    try:
        if filename.endswith(".whl"):
            return parse_wheel_filename(filename)[1]
        if filename.endswith((".tar.gz", ".zip")):
            return parse_sdist_filename(filename)[1]
    except (InvalidVersion, ValueError):
        pass
    return None


def releases(files: list[dict], *, with_prereleases: bool) -> list[tuple[str, str, bool]]:
    """``(version, day of the first file in UTC, is a prerelease)``, oldest version first.

    Yanked and dev versions are left out.
    """
    first: dict[Version, str] = {}
    for file in files:
        version = version_of(file["filename"])
        if version is None or version.is_devrelease or file.get("yanked") or not file.get("upload-time"):
            continue
        day = file["upload-time"][:10]
        first[version] = min(first.get(version, day), day)
    return [(str(v), first[v], v.is_prerelease) for v in sorted(first) if with_prereleases or not v.is_prerelease]


def main() -> int:
    tables = {
        name: load(DATA / f"{name}.csv", TABLES[name], f"data/{name}.csv")
        for name in ("systems", "frameworks", "releases")
    }
    if problems := [problem for table in tables.values() for problem in table.problems]:
        print(f"{BadInput(problems)}\ndata/releases.csv is unchanged", file=sys.stderr)
        return 1
    data = Dataset(tables)
    frameworks = {row.package for row in data.rows("frameworks")}
    packages = sorted({row.package for name in ("systems", "frameworks") for row in data.rows(name) if row.package})
    context = ssl.create_default_context(cafile=pip_setting("cert") or None)
    timeout_s = float(pip_setting("timeout") or pip_setting("default-timeout") or 15)
    index, today = index_url(), datetime.date.today().isoformat()
    rows = [row.model_dump() for row in data.rows("releases") if not row.package.startswith(tuple(SOURCE_IDS))]
    for row in rows:
        row["prerelease"] = "yes" if row["prerelease"] else "no"
    try:
        for package in packages:
            if package.startswith("pkg:pypi/"):
                dated = releases(
                    ask(index, package.removeprefix("pkg:pypi/"), context, timeout_s),
                    with_prereleases=package in frameworks,
                )
            elif package.startswith("pkg:npm/"):
                dated = ask_npm(package.removeprefix("pkg:npm/"))
            else:
                continue
            source = next(id for begin, id in SOURCE_IDS.items() if package.startswith(begin))
            for version, day, prerelease in dated:
                values = (package, version, day, "yes" if prerelease else "no", source, today, BY_MACHINE)
                rows.append(dict(zip(columns_of(Release), values, strict=True)))
            print(f"{package}: {len(dated)} releases, newest {dated[-1][0] if dated else 'none'}")
    except Unreachable as problem:
        print(f"the package index did not answer; data/releases.csv is unchanged\n  {problem}", file=sys.stderr)
        return 1
    write(rows)
    return 0


def write(rows: list[dict]) -> None:
    """Replace the file in one step, so that an interruption leaves the old one."""
    draft = DATA / "releases.csv.new"
    with draft.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns_of(Release), lineterminator="\n")
        writer.writeheader()
        writer.writerows(sorted(rows, key=lambda row: (row["package"], Version(str(row["version"])))))
    draft.replace(DATA / "releases.csv")


if __name__ == "__main__":
    sys.exit(main())
