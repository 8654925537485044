"""What became of each system's first job, and which of them belong to a claim.

In: the tries in ``first_jobs.csv``. Out: one result a system.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sitedata.load.dataset import Dataset
from sitedata.load.named_systems import NamedSystems
from sitedata.schema.names import NAMES
from sitedata.schema.protocol.first_jobs import ATTEMPTS, FRAMEWORK_PACKAGES
from sitedata.schema.tables import Claim, FirstJob, System

RESULTS = {
    "current": "runs with everything current",
    "older": "runs, but not with everything current",
    "fails": "installs, and its job fails",
    "cannot-install": "cannot be installed",
    "not-to-be-had": "needs something that no package provides",
    "no-answer": "the machine got in the way",
}
"""What became of a job, the best first."""
SHOWN_AS = {"tensorflow": NAMES["tensorflow"], "torch": NAMES["pytorch"], "jax": NAMES["jax"]}
DECIDES = ("not-to-be-had", "fails", "no-answer", "cannot-install")
"""Where nothing ran, the try that got furthest says what stops it; one without an answer leaves it open."""


@dataclass(frozen=True)
class JobResult:
    """``tries`` in the order in which they were made, one at least; ``shown`` is the one that says most."""

    system: System
    tries: tuple[FirstJob, ...]

    @property
    def shown(self) -> FirstJob:
        if ran := [row for row in self.tries if row.outcome == "runs"]:
            return ran[0]
        return next(row for outcome in DECIDES for row in reversed(self.tries) if row.outcome == outcome)

    @property
    def kind(self) -> str:
        """One of :data:`RESULTS`."""
        if self.shown.outcome != "runs":
            return self.shown.outcome
        return "current" if self.shown.attempt == "newest" else "older"

    @property
    def with_words(self) -> str:
        """``Python 3.12, PyTorch 2.3.0``."""
        return beside(self.shown)


def framework_of(row: FirstJob) -> tuple[str, str] | None:
    """Package and release of the framework that it was tried with."""
    pairs = [tuple(one.split(" ", 1)) for one in (row.versions or "").split(", ") if " " in one]
    return next((pair for pair in pairs if pair[0] in FRAMEWORK_PACKAGES), None)


def minor_of(row: FirstJob) -> str:
    """``3.12`` of Python 3.12.1; empty for Node.js."""
    return ".".join((row.python or "").split(".")[:2])


def beside(row: FirstJob) -> str:
    framework = framework_of(row)
    parts = (
        [f"Python {minor_of(row)}"] if row.python else [part for part in (row.versions or "").split(", ")[-1:] if part]
    )
    return ", ".join([*parts, f"{SHOWN_AS[framework[0]]} {framework[1]}"] if framework else parts)


def job_results(data: Dataset) -> dict[str, JobResult]:
    """System → its result, in the order of the systems' names; tries in the order in which they were made."""
    tries: dict[str, list[FirstJob]] = {}
    for row in sorted(data.rows("first_jobs"), key=lambda row: list(ATTEMPTS).index(row.attempt)):
        tries.setdefault(row.system_id, []).append(row)
    systems = sorted((data.systems[id] for id in tries if id in data.systems), key=lambda row: row.name.lower())
    return {row.id: JobResult(row, tuple(tries[row.id])) for row in systems}


def of_claims(data: Dataset) -> dict[str, list[JobResult]]:
    """Claim → results of the systems that its sentence names, and its scope too where no code of ours decides it."""
    results, named = job_results(data), NamedSystems(data)
    return {
        claim.id: [
            results[id]
            for id in dict.fromkeys(one.system.id for text in _about(claim) for one in named.in_text(text))
            if id in results
        ]
        for claim in data.rows("claims")
    }


def _about(claim: Claim) -> tuple[str, ...]:
    return (claim.claim,) if claim.kind in ("probed", "measured") else (claim.claim, claim.scope)


def of_kind(results: Iterable[JobResult], kind: str) -> list[JobResult]:
    return [one for one in results if one.kind == kind]
