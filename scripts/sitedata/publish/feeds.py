"""What is new in our measurements, as Atom. In: a data set. Out: XML.

:mod:`sitedata.pages.claims` makes the feed of verdicts. Source: https://www.rfc-editor.org/rfc/rfc4287
"""

from __future__ import annotations

from dataclasses import dataclass

from sitedata.api.documents import Sweep
from sitedata.api.measurements import sweeps
from sitedata.judge import comparisons
from sitedata.judge.environments import page_of, versions
from sitedata.judge.ratios import tie_band
from sitedata.load.dataset import Dataset
from sitedata.load.environments import Environment
from sitedata.pages.fragments import templates
from sitedata.schema.protocol.workloads import WORKLOADS
from sitedata.text import values
from sitedata.text.addresses import home

NEVER = "2015-01-01T00:00:00Z"  # an Atom feed names a time even without an entry


@dataclass(frozen=True)
class Entry:
    """One sweep in one environment. ``told`` are sentences."""

    id: str
    title: str
    updated: str
    page: str
    told: list[str]


def measurements(data: Dataset, site_url: str, title: str) -> str:
    """One entry per sweep and environment, newest first."""
    entries = [
        _entry(environment, sweep, page_of(data, environment))
        for environment in data.environments.values()
        for sweep in sweeps(environment)
    ]
    entries.sort(key=lambda entry: (entry.updated, entry.id), reverse=True)
    return values.compact(
        templates().get_template("measurements.xml").render(
            entries=entries, site_url=home(site_url), title=title, updated=entries[0].updated if entries else NEVER
        )
    )  # fmt: skip


def _entry(environment: Environment, sweep: Sweep, page: str) -> Entry:
    good = sweep.runs.get("ok", 0)
    told = [
        f"Measured on {environment.title}, {values.day(sweep.began_at.date())}, with {versions(environment)}.",
        f"{good:,} good runs of {sum(sweep.runs.values()):,} in {values.counted(sweep.rounds, 'round')}.",
    ]
    for task in ("training", "inference"):
        if shown := _ratios(environment, sweep.id, task):
            told.append(
                f"Step time in {task}, PyTorch ÷ TensorFlow with interval and coverage, and who takes less: {shown}."
            )
    return Entry(
        f"{environment.id}/{sweep.id}",
        f"Sweep of {values.day(sweep.began_at.date())}, {sweep.began_at:%H:%M} UTC: {environment.title}",
        f"{sweep.ended_at:%Y-%m-%dT%H:%M:%SZ}", page, told,
    )  # fmt: skip


def _ratios(environment: Environment, sweep: str, task: str) -> str:
    band = tie_band(environment)
    ratios = [(id, comparisons.against(environment, id, task=task, sweep=sweep)) for id in WORKLOADS]
    return "; ".join(
        f"{comparisons.name_of(id)} {comparisons.interval(ratio)} {comparisons.winner(ratio, band)}"
        for id, ratio in ratios
        if ratio
    )
