"""What the Python package index says about a package.

In: a name, and the index, certificates and timeout that pip is configured with. Out: an :class:`Answer`.

Sources: PEP 691 (JSON form of the simple index), PEP 700 (upload times and sizes), PEP 592 (yanked files), PEP 425
(tags of wheels); the Python Package Index's own JSON for the newest
release's metadata and its advisories; what it requires is read from a wheel itself (:mod:`refresh.wheel`)
"""

from __future__ import annotations

import http
import json
import os
import re
import ssl
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterable

from packaging.requirements import InvalidRequirement, Requirement
from packaging.tags import Tag
from packaging.utils import InvalidSdistFilename, InvalidWheelFilename, canonicalize_name, parse_sdist_filename
from packaging.utils import parse_wheel_filename as parse_wheel
from packaging.version import InvalidVersion, Version

from refresh import wheel as wheels
from refresh.answers import Advisory, Answer, Description, Release, Unreachable
from sitedata.text.values import one_line
from system import run

SIMPLE = "application/vnd.pypi.simple.v1+json"
BYTES_PER_MB = 1_000_000
PIP_LIMIT_S = 120  # to read its configuration
INACTIVE = "Development Status :: 7 - Inactive"
CPYTHON = re.compile(r"cp(\d)(\d+)")
FREE_THREADED = re.compile(r"cp\d+t")
LIKELY = ("manylinux", "x86_64")
"""Of a release's wheels, the one for the commonest server says how large it is."""


def pip_setting(name: str) -> str:
    """A setting as pip sees it (environment, configuration files), or empty."""
    if value := os.environ.get("PIP_" + name.upper().replace("-", "_")):
        return value
    answer = run([sys.executable, "-m", "pip", "config", "get", f"global.{name}"], PIP_LIMIT_S)
    return answer.stdout.strip() if answer.returncode == 0 else ""


class PythonIndex:
    """The index that pip would ask; pip's own default where nothing is configured."""

    def __init__(self) -> None:
        from pip._internal.models.index import PyPI

        self.simple = (pip_setting("index-url") or PyPI.simple_url).rstrip("/")
        self.context = ssl.create_default_context(cafile=pip_setting("cert") or None)
        self.timeout_s = float(pip_setting("timeout") or pip_setting("default-timeout") or 15)

    def ask(self, package: str, with_prereleases: bool) -> Answer:
        """``package`` is a name as people write it.

        Raises:
            Unreachable: the index did not answer, or with something else.
        """
        name = canonicalize_name(package)
        try:
            files = self._files(name)
            known = releases(files, with_prereleases=with_prereleases)
            newest = max((Version(row.version) for row in known if not row.prerelease and not row.yanked), default=None)
            told = self._described(name)
            if newest is None or told is None or told["info"]["version"] != str(newest):
                return Answer(known)
            of_newest = of_version(files, newest)
            required = self.required(name, of_newest)
            return Answer(known, described(told["info"], of_newest, required), advisories(told))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise Unreachable(f"{package}: {error}") from error

    def files(self, package: str) -> list[dict]:
        """All files of a package, as the index lists them.

        Raises:
            Unreachable: the index did not answer, or with something else.
        """
        try:
            return self._files(canonicalize_name(package))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise Unreachable(f"{package}: {error}") from error

    def _files(self, name: str) -> list[dict]:
        return self._json(f"{self.simple}/{name}/", SIMPLE)["files"]

    def _described(self, name: str) -> dict | None:
        """Metadata of the newest stable release; None where the index has no such answer."""
        try:
            return self._json(f"{self.simple.removesuffix('/simple')}/pypi/{name}/json", "application/json")
        except urllib.error.HTTPError as error:
            if error.code == 404:
                return None
            raise

    def required(self, name: str, files: list[dict]) -> list[str] | None:
        """What the likeliest wheel requires; None where there is no wheel, or its server gives no part of a file."""
        wheel = next((file for file in likely(files) if file["filename"].endswith(".whl") and file.get("size")), None)
        if wheel is None:
            return None

        def read_range(start: int, end: int) -> bytes:
            address = urllib.parse.urljoin(f"{self.simple}/{canonicalize_name(name)}/", wheel["url"])
            request = urllib.request.Request(address, headers={"Range": f"bytes={start}-{end - 1}"})
            with urllib.request.urlopen(request, context=self.context, timeout=self.timeout_s) as answer:
                if answer.status != http.HTTPStatus.PARTIAL_CONTENT:
                    raise ValueError(f"{wheel['filename']}: its server gives whole files alone")
                return answer.read()

        try:
            return wheels.required(wheel["size"], read_range)
        except (OSError, ValueError):
            return None

    def _json(self, url: str, accept: str) -> dict:
        request = urllib.request.Request(url, headers={"Accept": accept})
        with urllib.request.urlopen(request, context=self.context, timeout=self.timeout_s) as answer:
            return json.load(answer)


# --- releases ---------------------------------------------------------------------------------------------------------
def version_of(filename: str) -> Version | None:
    """The version in the name of a wheel or of a source archive; None for any other file."""
    try:
        if filename.endswith(".whl"):
            return parse_wheel(filename)[1]
        if filename.endswith((".tar.gz", ".zip")):
            return parse_sdist_filename(filename)[1]
    except (InvalidVersion, InvalidWheelFilename, InvalidSdistFilename):
        pass
    return None


def of_version(files: Iterable[dict], version: Version) -> list[dict]:
    return [file for file in files if version_of(file["filename"]) == version]


def releases(files: list[dict], *, with_prereleases: bool) -> list[Release]:
    """Oldest version first; versions of nightly builds and files without a day are left out."""
    by_version: dict[Version, list[dict]] = {}
    for file in files:
        version = version_of(file["filename"])
        if version is None or version.is_devrelease or not file.get("upload-time"):
            continue
        by_version.setdefault(version, []).append(file)
    return [
        _release(version, by_version[version])
        for version in sorted(by_version)
        if with_prereleases or not version.is_prerelease
    ]


def _release(version: Version, files: list[dict]) -> Release:
    kept = [file for file in files if not file.get("yanked")]
    reasons = [file["yanked"] for file in files if file.get("yanked")]
    asked = {file.get("requires-python") or "" for file in kept or files}
    return Release(
        version=str(version),
        released_on=min(file["upload-time"] for file in files)[:10],
        prerelease=version.is_prerelease,
        requires_python=one_line(min(asked, key=len)),
        pythons=pythons(tag for file in kept for tag in tags_of(file["filename"])),
        yanked="" if kept else one_line(next((why for why in reasons if isinstance(why, str)), "no reason given")),
    )


def tags_of(filename: str) -> frozenset[Tag]:
    return parse_wheel(filename)[3] if filename.endswith(".whl") else frozenset()


def pythons(tags: Iterable[Tag]) -> str:
    """``3.11 3.12``: the versions of CPython for which there are wheels, without the free-threaded ones.

    ``3.9+`` for a wheel with a stable interface, ``any`` for one without compiled code.
    """
    found: dict[tuple[int, int], str] = {}
    for tag in tags:
        if tag.interpreter.startswith("py"):
            return "any"
        match = CPYTHON.fullmatch(tag.interpreter)
        if match and not FREE_THREADED.fullmatch(tag.abi):
            version = (int(match[1]), int(match[2]))
            found[version] = f"{version[0]}.{version[1]}{'+' * (tag.abi == 'abi3')}"
    return " ".join(found[version] for version in sorted(found))


# --- the newest release -----------------------------------------------------------------------------------------------
def described(info: dict, files: list[dict], required: Iterable[str] | None = None) -> Description:
    """``info`` is the metadata of a release, ``files`` are its files.

    ``required`` is what its likeliest wheel requires, where that is known: ``info`` may repeat another file's list.
    """
    addresses = [*(info["project_urls"] or {}).values(), info["home_page"]]
    return Description(
        version=info["version"],
        summary=one_line(info["summary"] or ""),
        licence=licence(info),
        author=one_line(info["author"] or info["author_email"] or info["maintainer"] or info["maintainer_email"] or ""),
        addresses=" ".join(sorted({address for address in addresses if address and " " not in address})),
        requires=requirements((info["requires_dist"] or ()) if required is None else required),
        platforms=platforms(tag for file in files for tag in tags_of(file["filename"])),
        size_mb=size_mb(files),
        ended="its metadata says inactive" if INACTIVE in info["classifiers"] else "",
    )


LONGEST_LICENCE = 100  # characters; older metadata has whole texts here


def licence(info: dict) -> str:
    """The expression where there is one (PEP 639), else the field, else the classifier."""
    classifier = next((c.split(" :: ")[-1] for c in info["classifiers"] if c.startswith("License :: ")), "")
    texts = (info.get("license_expression"), info["license"], classifier)
    return next((one_line(text) for text in texts if text and len(text) <= LONGEST_LICENCE), classifier)


def requirements(texts: Iterable[str]) -> str:
    """``numpy>=1.26 keras>=3.12.0``: what is installed with it on Linux, without extras."""
    kept = set()
    for requirement in understood(texts):
        marker = requirement.marker
        if marker is None or marker.evaluate({"extra": "", "sys_platform": "linux", "platform_system": "Linux"}):
            kept.add(f"{canonicalize_name(requirement.name)}{requirement.specifier}")
    return " ".join(sorted(kept))


def understood(texts: Iterable[str]) -> list[Requirement]:
    found = []
    for text in texts:
        try:
            found.append(Requirement(text))
        except InvalidRequirement:
            continue
    return found


PLATFORMS = (
    ("linux", "x86_64", "linux-x86-64"), ("linux", "aarch64", "linux-arm64"), ("macosx", "arm64", "macos-arm64"),
    ("macosx", "x86_64", "macos-x86-64"), ("macosx", "universal2", "macos-arm64 macos-x86-64"),
    ("win", "amd64", "windows-x86-64"), ("win", "arm64", "windows-arm64"),
)  # fmt: skip
"""Begin and end of a wheel's platform tag → the platforms that it is for."""


def platforms(tags: Iterable[Tag]) -> str:
    tags = {*tags}
    if any(tag.platform == "any" for tag in tags):
        return "any"
    return " ".join(sorted({name for tag in tags for name in named_platforms(tag)}))


def named_platforms(tag: Tag) -> list[str]:
    return [
        name
        for begin, end, names in PLATFORMS
        if begin in tag.platform and tag.platform.endswith(end)
        for name in names.split()
    ]


def likely(files: list[dict]) -> list[dict]:
    """The wheels for Linux on x86-64, else all files."""
    return [file for file in files if all(part in file["filename"] for part in LIKELY)] or files


def size_mb(files: list[dict]) -> str:
    """The largest wheel for Linux on x86-64, else the largest file, in millions of bytes."""
    largest = max((file.get("size") or 0 for file in likely(files)), default=0)
    return f"{largest / BYTES_PER_MB:.1f}" if largest else ""


def advisories(told: dict) -> list[Advisory]:
    """What is known against the newest release, by the oldest of its names."""
    return [
        Advisory(
            id=row["id"],
            affects=told["info"]["version"],
            fixed_in=" ".join(row.get("fixed_in") or ()),
            summary=one_line(row.get("summary") or row.get("details") or "")[:400],
            url=row["link"],
        )
        for row in told.get("vulnerabilities", ())
        if not row.get("withdrawn")
    ]
