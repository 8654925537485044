"""What the API answers: one typed model for each kind of file. The published JSON Schemas are made from these models.

A member is never removed and never changes its meaning in v1; members and allowed values may be added, so a schema allows members that
it does not name. Texts are plain text, dates are ISO 8601, an address is absolute where the site knows its own, else relative to its root.
"""

from __future__ import annotations

import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from sitedata.schema import tables as tables
from sitedata.schema.tables import Row

Verdict = Literal[*tables.VERDICTS]


def told(meaning: str) -> Any:
    return Field(description=meaning)


def like(model: type[Row], column: str) -> Any:
    """A member that is a column of a table: its meaning is written there."""
    return Field(description=model.model_fields[column].description)


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, populate_by_name=True)


class Licence(Part):
    """What may be done with the file."""

    name: str = told("SPDX identifier.")
    title: str = told("Its name in full.")
    address: str = told("Where its text is.")


class Document(Part):
    """What every file of the API says about itself."""

    schema_address: str = Field(alias="$schema", description="Address of the JSON Schema that this file fulfils.")
    address: str = told("Address of this file.")
    as_of: datetime.date = told("The newest day on which anything in this file was checked or measured.")
    licence: Licence
    attribution: str = told("How to credit, as the licence asks.")


class SourcePlace(Part):
    """A source, as a fact cites it."""

    id: str = like(tables.Source, "id")
    title: str = like(tables.Source, "title")
    publisher: str = like(tables.Source, "publisher")
    kind: Literal[tables.SOURCE_KINDS] = like(tables.Source, "kind")
    url: str = like(tables.Source, "url")
    published: str | None = like(tables.Source, "published")
    accessed: datetime.date = like(tables.Source, "accessed")
    version_read: str = like(tables.Source, "version_read")
    primary: bool = like(tables.Source, "primary")
    note: str | None = like(tables.Source, "note")
    page: str = told("Address of its row in the list of sources.")


# --- claims -----------------------------------------------------------------------------------------------------------
class Evidence(Part):
    """One place in one source."""

    says: Literal[tables.EVIDENCE_SAYS] = like(tables.Evidence, "says")
    locator: str = like(tables.Evidence, "locator")
    quote: str | None = like(tables.Evidence, "quote")
    source: SourcePlace


class Answer(Part):
    """What one model in one environment says to a rule."""

    environment: str = told("Id of the environment.")
    machine: str = told("The device on which it ran.")
    workload: str = told("Name of the model, or of the data set.")
    measured: str = told("The ratio with its 95 % interval, or the gap in accuracy.")
    says: Literal["holds", "contradicted", "tie", "unclear"]
    samples: str | None = told("Address of the runs behind it.")


class Rule(Part):
    """What decides a measured claim, asked again at each build."""

    words: str = told("The rule in words.")
    workloads: list[str] = like(tables.ClaimRule, "workloads")
    device: Literal["cpu", "cuda"] = like(tables.ClaimRule, "device")
    task: Literal["training", "inference"] = like(tables.ClaimRule, "task")
    metric: Literal[tables.RULE_METRICS] = like(tables.ClaimRule, "metric")
    of: Literal[tables.SIDES] = like(tables.ClaimRule, "of")
    over: Literal[tables.SIDES] = like(tables.ClaimRule, "over")
    expected: Literal[tables.EXPECTED] = like(tables.ClaimRule, "expected")
    answers: list[Answer]


class ProbeOutcome(Part):
    """A script that decided, or helped to."""

    id: str = like(tables.Probe, "id")
    question: str = like(tables.Probe, "question")
    outcome: Literal[*tables.OUTCOMES] = like(tables.Probe, "outcome")
    finding: str = like(tables.Probe, "finding")
    versions: str = like(tables.Probe, "versions")
    ran_on: datetime.date = like(tables.Probe, "ran_on")


class LeftOut(Part):
    """What was asked and could not count."""

    name: str = told("What it is.")
    why: str = told("Why it does not count.")


class Change(Part):
    """A verdict that was given, and when."""

    changed_on: datetime.date = like(tables.VerdictChange, "changed_on")
    verdict: Verdict = like(tables.VerdictChange, "verdict")
    cause: str = like(tables.VerdictChange, "cause")


SECOND_LOOK = (
    "Why somebody should look again, as of the build: a newer release, a review that is due, a link that died; null where nothing calls for it."
)


class Claim(Part):
    """A claim of the article with its verdict and all that the verdict rests on."""

    id: str = like(tables.Claim, "id")
    section: str = like(tables.Claim, "section")
    section_title: str = told("Name of that section.")
    claim: str = like(tables.Claim, "claim")
    kind: Literal[*tables.CLAIM_KINDS] = like(tables.Claim, "kind")
    scope: str = like(tables.Claim, "scope")
    verdict: Verdict = told("What became of it: " + "; ".join(f"{name}: {meaning}" for name, meaning in tables.VERDICTS.items()) + ".")
    reason: str = told("Why.")
    evidence: list[Evidence]
    rule: Rule | None
    probes: list[ProbeOutcome]
    left_out: list[LeftOut]
    checked_on: datetime.date = like(tables.Claim, "checked_on")
    checked_against: str | None = like(tables.Claim, "checked_against")
    review_after: datetime.date = like(tables.Claim, "review_after")
    history: list[Change]
    needs_second_look: str | None = told(SECOND_LOOK)
    page: str = told("Address of its page.")


# --- comparison, systems, figures -------------------------------------------------------------------------------------
class Cell(Part):
    """What one column of the comparison table says to a criterion."""

    column: Literal[tables.COMPARISON_COLUMNS] = like(tables.Cell, "framework")
    title: str = told("Name of the column.")
    text: str | None = like(tables.Cell, "text")
    empty_because: str | None = like(tables.Cell, "empty_because")
    sources: list[SourcePlace]
    checked_on: datetime.date = like(tables.Cell, "checked_on")
    needs_second_look: str | None = told(SECOND_LOOK)


class Criterion(Part):
    """A row of the comparison table."""

    id: str = like(tables.Criterion, "id")
    group: Literal[tables.CRITERION_GROUPS] = like(tables.Criterion, "group")
    title: str = like(tables.Criterion, "title")
    question: str = like(tables.Criterion, "question")
    cells: list[Cell]
    page: str = told("Address of its row.")


class Release(Part):
    """A stable release."""

    version: str = like(tables.Release, "version")
    released_on: datetime.date = like(tables.Release, "released_on")


class System(Part):
    """A library, tool, product or body around the frameworks."""

    id: str = like(tables.System, "id")
    name: str = like(tables.System, "name")
    in_article: list[str] = like(tables.System, "in_article")
    family: Literal[tables.FAMILIES] = like(tables.System, "family")
    area: Literal[tables.AREAS] = like(tables.System, "area")
    what: str = like(tables.System, "what")
    keeper: str = like(tables.System, "keeper")
    status: Literal[*tables.STATUSES] = like(tables.System, "status")
    status_reason: str = like(tables.System, "status_reason")
    successors: list[str] = like(tables.System, "successor")
    package: str | None = like(tables.System, "package")
    newest_release: Release | None
    no_release_because: str | None = like(tables.System, "no_release_because")
    repository: str | None = like(tables.System, "repository")
    sources: list[SourcePlace]
    checked_on: datetime.date = like(tables.System, "checked_on")
    needs_second_look: str | None = told(SECOND_LOOK)
    page: str = told("Address of its row.")


class FigureFiles(Part):
    """A figure, and the addresses of its files; null for one that is not published."""

    id: str = told("Its name, with its environment's in front if that is not the main one.")
    title: str = told("What it shows.")
    unit: str = told("Unit of what is drawn.")
    scope: str = told("The device and the like; empty where the title says all.")
    as_of: str = told("Day, month or year of its newest data.")
    page: str | None = told("The page about it, else the first page that shows it.")
    svg: str | None = told("Drawing.")
    png: str | None = told("Picture with title, unit, day and the site's address.")
    csv: str | None = told("The rows that it drew.")
    json_: str | None = Field(alias="json", description="Plotly figure.")
    meta: str | None = told("Title, caption, sources and licence.")


class FigureLeftOut(Part):
    """A figure without anything to draw."""

    id: str = told("Its name, with its environment's in front if that is not the main one.")
    title: str = told("What it would show.")
    why: str = told("Which table is empty, or what its rows lack.")
