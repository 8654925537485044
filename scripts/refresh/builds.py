"""``python -m refresh.builds``: for what each release of the frameworks and their companions has wheels.

In: ``data/frameworks.csv``, ``data/companions.csv``, and what ``data/builds.csv`` knows already: only new releases are
asked for. Out: ``data/builds.csv``. What an index does not give is told and asked for again the next time; what it gave
before stays.
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement
from packaging.tags import Tag
from packaging.utils import canonicalize_name
from packaging.version import Version

from refresh.answers import Release, Unreachable
from refresh.python_index import (
    PythonIndex,
    named_platforms,
    of_version,
    pythons,
    releases,
    tags_of,
    understood,
)  # fmt: skip
from refresh.tables import PYTHON, cells, written
from sitedata.load.csv_table import load
from sitedata.load.dataset import Dataset
from sitedata.schema.clock import today
from sitedata.schema.tables import TABLES
from sitedata.text.problem import BadInput
from system import ended, write_together

ROOT = Path(__file__).resolve().parents[2]
SINCE = "2018-01-01"
AT_ONCE = 8  # requests
ALWAYS_TOLD = {"numpy", "protobuf"}
GPU = re.compile(r"and-cuda|cuda\d+([-_]pip)?")
"""Extras that bring NVIDIA's libraries, those for a CUDA that is there already (``cuda12-local``) left out."""
EXTRA = re.compile(r"extra == [\"']([^\"']+)[\"']")
TPU = re.compile(r"libtpu(-nightly)?")
NVIDIA = re.compile(r"nvidia-.+|cuda-toolkit|jax-cuda\d+-plugin")
RUNTIME = re.compile(r"nvidia-cuda-runtime(-cu\d+)?|cuda-toolkit")
CUDNN = re.compile(r"nvidia-cudnn(-cu\d+)?")
LEGACY_GLIBC = {"manylinux1": "2.5", "manylinux2010": "2.12", "manylinux2014": "2.17"}  # PEP 600
NUMBERED = re.compile(r"(?:manylinux|macosx)_(\d+)_(\d+)_")
BY_MACHINE = {"source_id": "python-package-index", "recorded_by": "make refresh"}


def main(root: Path | None = None) -> int:
    data_folder = (root or ROOT) / "data"
    names = ("frameworks", "companions", "builds")
    tables = {name: load(data_folder / f"{name}.csv", TABLES[name], f"data/{name}.csv") for name in names}
    if problems := [problem for table in tables.values() for problem in table.problems]:
        print(f"{BadInput(problems)}\ndata/builds.csv is unchanged", file=sys.stderr)
        return 1
    data = Dataset(tables)
    rows = [cells(row) for row in data.rows("builds")]
    asked = sorted({row.package for name in names[:2] for row in data.rows(name) if row.package.startswith(PYTHON)})
    told = {canonicalize_name(package.removeprefix(PYTHON)) for package in asked} | ALWAYS_TOLD
    known = {(row["package"], row["version"]) for row in rows}
    index, missed, day = PythonIndex(), [], today().isoformat()
    for package in asked:
        before = {version for name, version in known if name == package}
        try:
            found, failed = builds_of(index, package.removeprefix(PYTHON), before, told)
        except Unreachable as problem:
            found, failed = [], [str(problem)]
        missed += failed
        rows += [vars(one) | {"package": package, "checked_on": day} | BY_MACHINE for one in found]
        if found:  # at once: an interruption loses one package's
            write_together({data_folder / "builds.csv": written(TABLES["builds"], rows)})
        print(f"{package}: {len(found)} new, {len(before)} known", flush=True)
    for problem in missed:
        print(f"missed, and asked for again the next time: {problem}", file=sys.stderr)
    return 0


@dataclass(frozen=True)
class Build:
    version: str
    released_on: str
    requires_python: str
    wheels: str
    requires: str = ""
    gpu_extras: str = ""
    tpu_extras: str = ""
    cuda: str = ""
    cudnn: str = ""


def builds_of(
    index: PythonIndex, name: str, known: Iterable[str], told: Iterable[str]
) -> tuple[list[Build], list[str]]:
    """The stable releases since :data:`SINCE` that are not ``known``; and what could not be read.

    ``told`` are the names of the packages whose requirements are kept.

    Raises:
        Unreachable: the index did not answer at all.
    """
    files = index.files(name)
    new = [
        release
        for release in releases(files, with_prereleases=False)
        if not release.yanked and release.released_on >= SINCE and release.version not in known
    ]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(lambda release: build_of(index, name, files, release, told), new))
    return [one for one in answers if isinstance(one, Build)], [one for one in answers if isinstance(one, str)]


def build_of(index: PythonIndex, name: str, files: list[dict], release: Release, told: Iterable[str]) -> Build | str:
    """What a release is built for; or, in words, why it could not be read."""
    mine = of_version(files, Version(release.version))
    about = release.version, release.released_on, release.requires_python
    wheels = wheels_of(file["filename"] for file in mine if not file.get("yanked"))
    if not wheels:
        return Build(*about, wheels)
    required = index.required(name, mine)
    if required is None:
        return f"{name} {release.version}: none of its wheels could be opened"
    newest = max(re.findall(r"\d+\.\d+", wheels.partition("=")[2]), key=Version, default="")
    return Build(*about, wheels, kept(required, told, newest), **of_gpu(required, newest))


# --- wheels -----------------------------------------------------------------------------------------------------------
def wheels_of(filenames: Iterable[str]) -> str:
    """``linux-x86-64@2.28=3.11,3.12 macos-arm64@14.0=3.11``; ``any`` if one is for all."""
    tags: defaultdict[str, list[Tag]] = defaultdict(list)
    oldest: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for filename in filenames:
        of_file = tags_of(filename)
        if any(tag.platform == "any" for tag in of_file):
            return "any"
        for platform in {name for tag in of_file for name in named_platforms(tag)}:
            mine = [tag for tag in of_file if platform in named_platforms(tag)]
            tags[platform] += mine
            oldest[platform] += [min(needed)] if (needed := [one for tag in mine if (one := minimum(tag))]) else []
    told = []
    for platform in sorted(tags):
        if for_pythons := pythons(tags[platform]):
            listed = ANY_PYTHON if for_pythons == "any" else for_pythons.replace(" ", ",")
            at = "@{}.{}".format(*max(oldest[platform])) if oldest[platform] else ""
            told.append(f"{platform}{at}={listed}")
    return " ".join(told)


ANY_PYTHON = "3.0+"
"""A wheel with compiled code that no Python loads itself, such as a command."""


def minimum(tag: Tag) -> tuple[int, int] | None:
    """The oldest glibc or macOS that a wheel with this tag runs on, as it says; None where it says nothing."""
    legacy = next((glibc for name, glibc in LEGACY_GLIBC.items() if tag.platform.startswith(f"{name}_")), None)
    if legacy:
        major, minor = legacy.split(".")
    elif match := NUMBERED.match(tag.platform):
        major, minor = match.groups()
    else:
        return None
    return int(major), int(minor)


# --- requirements -----------------------------------------------------------------------------------------------------
def linux(python: str) -> dict[str, str]:
    """What markers ask for, on Linux with x86-64."""
    place = {"sys_platform": "linux", "platform_system": "Linux", "platform_machine": "x86_64", "extra": ""}
    return place | ({"python_version": python, "python_full_version": f"{python}.0"} if python else {})


def kept(texts: Iterable[str], told: Iterable[str], python: str) -> str:
    """Those of ``texts`` that Linux and this Python ask for, of the packages that we follow."""
    found: dict[str, set[str]] = defaultdict(set)
    for requirement in understood(texts):
        name = canonicalize_name(requirement.name)
        if name in told and applies(requirement, linux(python)):
            found[name] |= {str(one) for one in requirement.specifier}
    return " ".join(f"{name}{','.join(sorted(found[name]))}" for name in sorted(found))


def applies(requirement: Requirement, place: dict[str, str]) -> bool:
    return requirement.marker is None or requirement.marker.evaluate(place)


def of_gpu(texts: Iterable[str], python: str) -> dict[str, str]:
    """Columns about accelerators: extras that bring their libraries, and the releases of CUDA and cuDNN."""
    required = [(one, canonicalize_name(one.name)) for one in understood(texts)]
    tpu = [one for one, name in required if TPU.fullmatch(name)]
    nvidia = [(one, name) for one, name in required if NVIDIA.fullmatch(name)]
    extras = sorted({extra for one, _ in nvidia for extra in EXTRA.findall(str(one.marker)) if GPU.fullmatch(extra)})
    places = [linux(python) | {"extra": extra} for extra in ("", *extras)]
    asked = [(one, name) for one, name in nvidia if any(applies(one, place) for place in places)]
    return {
        "gpu_extras": " ".join(extras),
        "tpu_extras": " ".join(sorted({extra for one in tpu for extra in EXTRA.findall(str(one.marker))})),
        "cuda": asked_release(one for one, name in asked if RUNTIME.fullmatch(name)),
        "cudnn": asked_release(one for one, name in asked if CUDNN.fullmatch(name)),
    }


def asked_release(requirements: Iterable[Requirement]) -> str:
    """``13.2.2``, or ``12.5.82+`` where a later one is taken too; empty where none is asked for."""
    for requirement in requirements:
        for one in requirement.specifier:
            if one.operator in ("==", ">=", "~="):
                return one.version.removesuffix(".*") + "+" * (one.operator != "==")
    return ""


if __name__ == "__main__":
    sys.exit(ended(main))
