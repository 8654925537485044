"""What the npm registry says about a package, asked through npm and so with its configuration.

Source: the manual of `npm view`
"""

from __future__ import annotations

import json
import re
import shutil

from packaging.version import Version

from refresh.answers import Answer, Description, Release, Unreachable
from refresh.python_index import BYTES_PER_MB
from sitedata.text.values import one_line
from system import Hung, run

LIMIT_S = 120
STABLE = re.compile(r"\d+\.\d+\.\d+")
CREATED = "created"
ASKED = ("time", "deprecated", "license", "description", "repository", "homepage", "author", "dependencies", "dist")


def ask(package: str) -> Answer:
    """Stable releases only: npm writes prereleases differently from us.

    A registry that copies another one gives the days of its copies, and says nothing of the package's creation: then
    no release is told.

    Raises:
        Unreachable: npm is missing, or did not answer as expected.
    """
    if not (npm := shutil.which("npm")):
        raise Unreachable(f"{package}: npm is not installed")
    try:
        done = run([npm, "view", package, *ASKED, "--json"], LIMIT_S)
        told = json.loads(done.stdout) if done.returncode == 0 else None
    except (OSError, ValueError, Hung) as error:
        raise Unreachable(f"{package}: {error}") from error
    if not isinstance(told, dict) or not isinstance(told.get("time"), dict):
        raise Unreachable(f"{package}: {(done.stderr.strip().splitlines() or ['no answer'])[0]}")
    days = {Version(name): str(time)[:10] for name, time in told["time"].items() if STABLE.fullmatch(name)}
    known = [Release(str(version), days[version]) for version in sorted(days)]
    description = _described(told, known[-1].version) if known else None
    return Answer(known if CREATED in told["time"] else [], description)


def _described(told: dict, version: str) -> Description:
    size = (told.get("dist") or {}).get("unpackedSize") or 0
    return Description(
        version=version,
        summary=one_line(told.get("description") or ""),
        licence=one_line(str(told.get("license") or "")),
        author=one_line(_name(told.get("author"))),
        addresses=" ".join(sorted({_address(told.get("repository")), told.get("homepage") or ""} - {""})),
        requires=" ".join(sorted(f"{name}@{wanted}".replace(" ", "") for name, wanted in _pairs(told))),
        platforms="any",
        size_mb=f"{size / BYTES_PER_MB:.1f}" if size else "",
        ended=one_line(f"deprecated: {told['deprecated']}") if told.get("deprecated") else "",
    )


def _pairs(told: dict) -> list[tuple[str, str]]:
    return list((told.get("dependencies") or {}).items())


def _name(author: object) -> str:
    return str(author.get("name", "")) if isinstance(author, dict) else str(author or "")


def _address(repository: object) -> str:
    """``git+https://github.com/tensorflow/tfjs.git`` as a browser opens it."""
    url = repository.get("url", "") if isinstance(repository, dict) else str(repository or "")
    return re.sub(r"^git\+|\.git$", "", url)
