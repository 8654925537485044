"""Do packages belong to the systems that name them, and do both say the same? See :mod:`sitedata.check.rules`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sitedata.check.rules import Finding, Rule
from sitedata.load.dataset import Dataset
from sitedata.schema.protocol.probes import DISTRIBUTIONS, PYTHON_PACKAGE
from sitedata.schema.tables import Package, System
from sitedata.text.problem import nearest, quoted

NAMES_NOBODY = {"team", "foundation", "project", "contributors", "developers", "authors", "individual", "community"}
"""Words of a keeper's name that many keepers have."""
ASKED_BESIDE = {
    "tensorflow": ("tensorflow",),
    "pytorch": ("pytorch",),
    "keras": ("tensorflow",),  # with which Keras starts unless it is told otherwise
    "jax": ("jax",),
    "independent": ("tensorflow", "pytorch"),
}
"""Family of a system → the frameworks of which its package is asked beside one at least."""
NAMED_AS = {"torch": "pytorch", "tensorflow": "tensorflow", "tensorflow-cpu": "tensorflow", "jax": "jax"}
"""Name of a framework's package, as requirements have it → the family."""
FORGE = re.compile(r"^https?://(?:www\.)?github\.com/([^/#?]+/[^/#?]+)", re.IGNORECASE)


def belongs(system: System, package: Package) -> bool:
    """Do the package's own metadata name the system's repository or its keeper?"""
    addresses = (package.addresses or "").lower()
    forge = FORGE.match(system.repository or "")
    home = forge[1] if forge else re.sub(r"^https?://(www\.)?", "", system.repository or "").rstrip("/")
    if home and home.lower() in addresses:
        return True
    words = set(re.findall(r"[a-z]{4,}", system.keeper.lower())) - NAMES_NOBODY
    told = set(re.findall(r"[a-z]{4,}", f"{package.author or ''} {addresses}".lower()))
    return bool(words & told)


def a_package_belongs_to_its_system(data: Dataset) -> Iterator[Finding]:
    """a package whose own metadata (data/packages.csv) name the system's repository or keeper; else package_because"""
    described = {row.package: row for row in data.rows("packages")}
    for system in data.rows("systems"):
        package = described.get(system.package or "")
        if package and not system.package_because and not belongs(system, package):
            told = f"{package.package}: {package.summary or 'no summary'}, by {package.author or 'nobody named'}"
            yield Finding("systems", system, "package", "perhaps only a namesake", quoted(told))


def an_exception_is_needed(data: Dataset) -> Iterator[Finding]:
    """an empty cell where the package's own metadata name the repository or the keeper, or where there is no package"""
    described = {row.package: row for row in data.rows("packages")}
    for system in data.rows("systems"):
        if system.package_because:
            package = described.get(system.package or "")
            if not system.package or (package and belongs(system, package)):
                yield Finding("systems", system, "package_because", "a reason that nothing asks for")


def a_row_is_about_a_tracked_package(data: Dataset) -> Iterator[Finding]:
    """a package that a row of data/systems.csv or data/frameworks.csv names"""
    tracked = {row.package for name in ("systems", "frameworks") for row in data.rows(name) if row.package}
    seen: set[str] = set()
    for table in ("releases", "packages", "advisories", "package_probes"):
        for row in data.rows(table):
            if row.package not in tracked | seen:
                seen.add(row.package)
                tip = nearest(row.package, tracked)
                yield Finding(table, row, "package", "nobody's package", quoted(row.package), tip)


def an_end_is_told(data: Dataset) -> Iterator[Finding]:
    """a status other than active where the newest release itself says that it is over"""
    described = {row.package: row for row in data.rows("packages")}
    for system in data.rows("systems"):
        package = described.get(system.package or "")
        if package and package.ended and system.status == "active":
            yield Finding("systems", system, "status", f"its package says: {package.ended}", quoted(system.status))


def a_package_is_asked(data: Dataset) -> Iterator[Finding]:
    """a row in data/package_probes.csv that has the package tried beside its family's framework, or says why not"""
    described = {row.package for row in data.rows("packages")}
    asked: dict[str, set[str]] = {}
    for row in data.rows("package_probes"):
        asked.setdefault(row.package, set()).add(row.framework)
    for system in data.rows("systems"):
        if system.package not in described or not system.package.startswith(PYTHON_PACKAGE):
            continue
        wanted = ASKED_BESIDE[system.family]
        if not asked.get(system.package, set()) & set(wanted):
            beside = " or ".join(DISTRIBUTIONS[framework] for framework in wanted)
            yield Finding("systems", system, "package", f"not asked beside {beside}", quoted(system.package))


def required_frameworks(data: Dataset, package: Package) -> set[str]:
    """Families of the frameworks that the package requires by its metadata, here or where a probe read them."""
    names = {re.split(r"[^a-z0-9-]", name.lower())[0] for name in (package.requires or "").split()}
    outcomes = {row.id: row.outcome for row in data.rows("probes")}
    asked = [one for one in data.package_questions if one.package == package.package]
    read = {one.framework for one in asked if outcomes.get(one.needs_id) == "yes"}
    return {NAMED_AS[name] for name in names & set(NAMED_AS)} | read


def a_package_that_requires_one_framework_belongs_to_its_family(data: Dataset) -> Iterator[Finding]:
    """the family of the one framework that its package requires; several or none may be independent

    The family of Keras may require any: its older packages run on TensorFlow.
    """
    for system in data.rows("systems"):
        package = data.packages.get(system.package or "")
        required = required_frameworks(data, package) if package else set()
        if len(required) == 1 and not required & {system.family} and system.family != "keras":
            yield Finding("systems", system, "family", f"it requires {required.pop()} alone", quoted(system.family))


def a_package_is_asked_or_not(data: Dataset) -> Iterator[Finding]:
    """either a module to import, or not_asked_because"""
    for row in data.rows("package_probes"):
        if bool(row.module) == bool(row.not_asked_because):
            yield Finding("package_probes", row, "module", "both filled" if row.module else "neither is filled", "")


def a_build_is_of_a_followed_package(data: Dataset) -> Iterator[Finding]:
    """a package of data/frameworks.csv or data/companions.csv"""
    followed = {row.package for name in ("frameworks", "companions") for row in data.rows(name)}
    for row in data.rows("builds"):
        if row.package not in followed:
            yield Finding(
                "builds", row, "package", "nobody follows it", quoted(row.package), nearest(row.package, followed)
            )


def a_release_has_one_day(data: Dataset) -> Iterator[Finding]:
    """the day that data/releases.csv has"""
    days = {(row.package, row.version): row.released_on for row in data.rows("releases")}
    for row in data.rows("builds"):
        day = days.get((row.package, row.version), row.released_on)
        if day != row.released_on:
            yield Finding("builds", row, "released_on", f"data/releases.csv says {day}", quoted(row.released_on))


def a_turning_release_can_be_had(data: Dataset) -> Iterator[Finding]:
    """a release of data/builds.csv"""
    packages = {row.id: row.package for row in data.rows("frameworks")}
    known = {(row.package, row.version) for row in data.rows("builds")}
    for row in data.rows("turning_releases"):
        if (packages.get(row.framework, ""), row.version) not in known:
            yield Finding("turning_releases", row, "version", "no such release", quoted(row.version))


def a_training_is_of_a_known_release(data: Dataset) -> Iterator[Finding]:
    """a release of data/builds.csv, and shares of at most 100 %"""
    packages = {row.id: row.package for row in data.rows("frameworks")}
    known = {(row.package, row.version) for row in data.rows("builds")}
    for row in data.rows("release_accuracy"):
        if (packages.get(row.framework, ""), row.version) not in known:
            yield Finding("release_accuracy", row, "version", "no such release", quoted(row.version))
        for column in ("early_accuracy", "last_accuracy"):
            if not 0 <= getattr(row, column) <= 100:
                yield Finding("release_accuracy", row, column, "no share", str(getattr(row, column)))


def a_trial_is_of_a_known_release(data: Dataset) -> Iterator[Finding]:
    """a release of data/builds.csv, and a problem where it does not fit"""
    known = {(row.package, row.version) for row in data.rows("builds")}
    for row in data.rows("fit_trials"):
        if (row.package, row.version) not in known:
            yield Finding("fit_trials", row, "version", "no such release", quoted(row.version))
        if (row.outcome == "fits") == bool(row.problem):
            yield Finding("fit_trials", row, "problem", "not what the outcome says", quoted(row.problem or ""))


RULES = (
    Rule(a_package_belongs_to_its_system, needs=("packages",)),
    Rule(an_exception_is_needed, needs=("packages",)),
    Rule(a_row_is_about_a_tracked_package, needs=("systems", "frameworks")),
    Rule(an_end_is_told, needs=("packages",)),
    Rule(a_package_is_asked, needs=("packages", "package_probes")),
    Rule(a_package_that_requires_one_framework_belongs_to_its_family, needs=("packages", "package_probes", "probes")),
    Rule(a_package_is_asked_or_not),
    Rule(a_build_is_of_a_followed_package, needs=("frameworks", "companions")),
    Rule(a_release_has_one_day, needs=("releases",)),
    Rule(a_turning_release_can_be_had, needs=("builds", "frameworks")),
    Rule(a_training_is_of_a_known_release, needs=("builds", "frameworks")),
    Rule(a_trial_is_of_a_known_release, needs=("builds",)),
)
