"""What the API answers: one typed model for each kind of file.

The published JSON Schemas are made from these models, and so are the descriptions in them. A member is never removed
and never changes its meaning in v1; members and allowed values may be added, so a schema allows members that it does
not name. Texts are plain text, dates are ISO 8601, an address is absolute if the site knows its own, else relative to
its root; that of a schema is then relative to the file, since programs resolve it.
"""

from __future__ import annotations

import datetime
from typing import Literal

from pydantic import Field

from sitedata.api.from_rows import START, Part, described, from_row, like
from sitedata.schema import deployments, tables
from sitedata.schema import years as of_years
from sitedata.schema.names import NAMES
from sitedata.schema.protocol import years
from sitedata.schema.protocol.conversions import MODELS as CONVERTED
from sitedata.schema.protocol.deployment import BROWSERS, WAYS
from sitedata.schema.protocol.probes import DISTRIBUTIONS

Verdict = Literal[*tables.VERDICTS]


class Licence(Part):
    """What may be done with the file."""

    name: str = described("SPDX identifier.")
    title: str = described("Its name in full.")
    address: str = described("Where its text is.")


class Document(Part):
    """What every file of the API says about itself."""

    schema_address: str = Field(alias="$schema", description="Address of the JSON Schema that this file fulfils.")
    address: str = described("Address of this file.")
    as_of: datetime.date = described("The newest day on which anything in this file was checked or measured.")
    licence: Licence
    attribution: str = described("How to credit, as the licence asks.")


@from_row(tables.Source)
class SourcePlace:
    """A source, as a fact cites it."""

    page: str = described("Address of its row in the list of sources.")
    archived_url: str | None = described(
        "A copy that an archive took near the day of reading; null where none is known."
    )


# --- claims -----------------------------------------------------------------------------------------------------------
@from_row(tables.Evidence, hidden=("claim_id", "source_id"))
class Evidence:
    """One place in one source."""

    source: SourcePlace


class Answer(Part):
    """What one model in one environment says to a rule."""

    environment: str = described("Id of the environment.")
    machine: str = described("The device on which it ran.")
    workload: str = described("Name of the model, or of the data set.")
    metric: Literal[*tables.RULE_METRICS] = like(tables.ClaimRule, "metric")
    measured: str = described("The ratio, or the gap in accuracy, with its interval and the coverage of that.")
    coverage: float = described("With which probability such an interval contains the median, at least.")
    rounds: int = described("Rounds, or pairs of trainings, behind it.")
    says: Literal["holds", "contradicted", "tie", "unclear"]
    counts: bool = described("Does it count in the verdict? What does not is shown all the same.")
    why_not: str | None = described("Why it does not count; null where it does.")
    samples: str | None = described("Address of the runs behind it.")


@from_row(tables.ClaimRule, hidden=("claim_id", "at_most"), after={START: ("words",)})
class Rule:
    """What decides a measured claim, asked again at each build; ``metric`` is the first of its measures."""

    words: str = described("The rule in words, all measures included.")
    metrics: list[Literal[*tables.RULE_METRICS]] = described("All measures that decide.")
    decided_by: str = described("How many machines decided, and what the verdict would be without each of them.")
    answers: list[Answer]


@from_row(tables.Probe, hidden=("script", "environment", "seconds"))
class ProbeOutcome:
    """A script that decided, or helped to."""


class LeftOut(Part):
    """What was asked and could not count."""

    name: str = described("What it is.")
    why: str = described("Why it does not count.")


@from_row(tables.VerdictChange, hidden=("claim_id", "number"))
class Change:
    """A verdict that was given, and when."""


class Held(Part):
    """What became of the claim with the newest releases of each day: by sweeps that agree, or by what probes answer."""

    since: datetime.date = described("The day of the release from which on it was so.")
    until: datetime.date | None = described("The day of the release that ended it; null while it lasts.")
    outcome: Literal["holds", "partly", "contradicted", "tie", "unclear", "models-differ"]
    ended_by: str | None = described("The release that ended it, as TensorFlow 2.0.0; null where several decide.")


SECOND_LOOK = (
    "Why somebody should look again, as of the build: a newer release, a review that is due, a link that died; "
    "null where nothing calls for it."
)


@from_row(
    tables.Claim,
    after={"section": ("section_title",), "reason": ("evidence", "rule", "probes", "first_jobs", "left_out")},
)
class Claim:
    """A claim of the article with its verdict and all that the verdict rests on."""

    section_title: str = described("Name of that section.")
    verdict: Verdict = described(
        "What became of it: " + "; ".join(f"{name}: {meaning}" for name, meaning in tables.VERDICTS.items()) + "."
    )
    reason: str = described("Why.")
    evidence: list[Evidence]
    rule: Rule | None
    probes: list[ProbeOutcome]
    first_jobs: list[str] = described(
        "Systems that it names and whose first job we tried: `systems` has what came of it."
    )
    left_out: list[LeftOut]
    history: list[Change]
    held: list[Held] = described(
        "From when to when, by releases since 2018; empty where neither two sweeps nor their answers say it."
    )
    needs_second_look: str | None = described(SECOND_LOOK)
    page: str = described("Address of its page.")


# --- comparison, systems, figures -------------------------------------------------------------------------------------
@from_row(
    tables.Cell,
    hidden=("criterion_id", "framework", "source_ids"),
    after={START: ("column", "title"), "empty_because": ("sources",)},
)
class Cell:
    """What one column of the comparison table says to a criterion."""

    column: Literal[tables.COMPARISON_COLUMNS] = like(tables.Cell, "framework")
    title: str = described("Name of the column.")
    sources: list[SourcePlace]
    needs_second_look: str | None = described(SECOND_LOOK)


@from_row(tables.Criterion)
class Criterion:
    """A row of the comparison table."""

    cells: list[Cell]
    page: str = described("Address of its row.")


@from_row(tables.Release, only=("version", "released_on"))
class Release:
    """A stable release."""


@from_row(tables.Package, only=("version", "summary", "licence", "requires", "platforms", "size_mb", "ended"))
class PackageDescription:
    """What the newest release of a package says of itself, as a program read it."""

    requires_python: str | None = like(tables.Release, "requires_python")
    pythons: str | None = like(tables.Release, "pythons")
    checked_on: datetime.date = like(tables.Package, "checked_on")


class InstallsBeside(Part):
    """Does the newest release suit a framework's newest release, by what both declare? Nothing is installed for it."""

    framework: Literal[tables.FRAMEWORKS] = described("The framework.")
    version: str = described("Its newest stable release.")
    required: bool = described("Does the system ask for it?")
    why_not: str | None = described("What excludes it; null where nothing does.")


class Tried(Part):
    """What came of installing the newest release beside a framework of the probes' environments."""

    framework: Literal[tuple(DISTRIBUTIONS)] = described("The framework.")
    installs_and_imports: ProbeOutcome | None = described("What came of it; null where nobody tried.")
    requires_it: ProbeOutcome | None = described("Do its own metadata require the framework? Null where nobody asked.")
    not_asked_because: str | None = like(tables.PackageProbe, "not_asked_because")


@from_row(tables.Advisory, only=("id", "kind", "affects", "fixed_in", "summary", "url", "checked_on"))
class Advisory:
    """What is publicly known against releases of a package."""


@from_row(tables.FirstJob, hidden=("system_id",))
class JobTry:
    """One try of a system's first job."""


@from_row(
    tables.System, hidden=("successor", "source_ids"),
    after={
        "status_reason": ("successors",), "repository": ("sources",),
        "package": ("newest_release", "package_says", "installs_beside", "tried_beside", "advisories", "first_job"),
    },
)  # fmt: skip
class System:
    """A library, tool, product or body around the frameworks."""

    successors: list[str] = like(tables.System, "successor")
    newest_release: Release | None
    package_says: PackageDescription | None
    installs_beside: list[InstallsBeside]
    tried_beside: list[Tried]
    advisories: list[Advisory]
    first_job: list[JobTry] = described("What came of each try of its first job; empty where it has none.")
    sources: list[SourcePlace]
    needs_second_look: str | None = described(SECOND_LOOK)
    page: str = described("Address of its row.")


class FigureFiles(Part):
    """A figure, and the addresses of its files; null for one that is not published."""

    id: str = described("Its name, with its environment's in front if that is not the main one.")
    title: str = described("What it shows.")
    unit: str = described("Unit of what is drawn.")
    scope: str = described("The device and the like; empty where the title says all.")
    as_of: str = described("Day, month or year of its newest data.")
    page: str | None = described("The page about it, else the first page that shows it.")
    svg: str | None = described("Drawing.")
    png: str | None = described("Picture with title, unit, day and the site's address.")
    csv: str | None = described("The rows that it drew.")
    zip: str | None = described("All of it: rows, the runs behind them, metadata, and how to read them.")
    json_: str | None = Field(alias="json", description="Plotly figure.")
    meta: str | None = described("Title, caption, sources and licence.")


class FigureLeftOut(Part):
    """A figure without anything to draw."""

    id: str = described("Its name, with its environment's in front if that is not the main one.")
    title: str = described("What it would show.")
    why: str = described("Which table is empty, or what its rows lack.")


# --- what fits together -----------------------------------------------------------------------------------------------
class Place(Part):
    """A system with its processor on which a release has wheels."""

    platform: Literal[*tables.PLATFORMS]
    needs: str | None = described("The oldest glibc or macOS that all its wheels run on; null where they do not say.")
    pythons: list[str] = described("The versions of Python for which it has wheels, and which it accepts.")


class CompanionRelease(Part):
    """The newest release of a companion that accepts the framework's release."""

    package: str = like(tables.Companion, "package")
    version: str
    bound: bool = described(
        "Do its requirements keep the framework's next series out? Else they say little about this one."
    )
    status: str | None = described("The status of its system: `archived`, say; null where we follow none.")
    only_on: list[str] | None = described(
        "Platform and Python, a space between, where this one is the newest; null where it is on all of the release's."
    )


@from_row(
    tables.Build,
    hidden=("package", "wheels", "requires", "source_id", "recorded_by"),
    after={START: ("id", "framework")},
)
class FrameworkRelease:
    """A stable release of a framework since 2018 that has wheels, as its metadata say."""

    id: str = described("Framework and release: `pytorch-2.13.0`.")
    framework: Literal[*tables.FRAMEWORKS]
    places: list[Place]
    numpy: str | None = described("The releases of NumPy that it accepts; null where it does not ask for NumPy.")
    protobuf: str | None = described("Likewise of protobuf.")
    keras: str | None = described("Likewise of Keras.")
    pure: bool = described("Has it no compiled code of its own? Then only what it requires can lack a wheel.")
    driver: str | None = described("The oldest driver of NVIDIA on Linux for the CUDA that it names.")
    companions: list[CompanionRelease]


# --- through the years ------------------------------------------------------------------------------------------------
class ReleaseTime(Part):
    """The time of a step of one model in one release, on the machine of a sweep through the years."""

    sweep: str = described("Its folder below data/years/: machine, and the minute (UTC) at which it began.")
    framework: Literal[*years.PACKAGES] = like(of_years.YearRelease, "framework")
    version: str = like(of_years.YearRelease, "version")
    released_on: datetime.date = like(of_years.YearRelease, "released_on")
    model: Literal[*years.MODELS] = like(of_years.YearSteps, "model")
    task: Literal[*years.TASKS] = like(of_years.YearSteps, "task")
    mode: Literal[*of_years.MODES] = like(of_years.YearRun, "mode")
    variant: Literal[*of_years.VARIANTS] = like(of_years.YearRun, "variant")
    threads: int = like(of_years.YearRun, "threads")
    step_time_ms: float = described("Median over processes of the median step of each.")
    low: float | None = described("Lower end of its interval; null after a single process.")
    high: float | None = described("Upper end of it.")
    coverage: float = described("With which probability such an interval contains the median, at least.")
    processes: int = described("Processes behind it.")


# --- deployment -------------------------------------------------------------------------------------------------------
class Request(Part):
    """What it takes to answer one request with one model on one way out of a framework."""

    deployment: str = described("Its folder below data/deployments/: machine, and the minute (UTC) at which it began.")
    way: Literal[*WAYS] = like(deployments.DeployedModel, "way")
    framework: Literal[*NAMES] = described("The framework that trained the model.")
    runtime: str = described("What answers.")
    browser: Literal[*BROWSERS] | None = described("The browser whose page answers; null where a process does.")
    model: Literal[*CONVERTED] = like(deployments.DeployedModel, "model")
    request_ms: float = described("Median over processes of the median request of each.")
    low: float | None = described("Lower end of its interval; null after a single process.")
    high: float | None = described("Upper end of it.")
    coverage: float = described("With which probability such an interval contains the median, at least.")
    p99_ms: float = described("The 99th percentile of all requests of these processes.")
    processes: int = described("Processes behind it.")
    start_ms: float = described(
        "Median time from the first import, or the start of the navigation, to the first answer."
    )
    resident_mib: float | None = described("Median of what the process holds that answers, the page's in a browser.")
    file_mib: float | None = like(deployments.DeployedModel, "file_mib")
    installed_mib: float | None = described("What is installed, without what only a GPU needs; null in a browser.")
    download_mib: float | None = like(deployments.DeployedWay, "download_mib")
    difference_ppm: float | None = like(deployments.DeployedModel, "difference_ppm")


# --- what changed -----------------------------------------------------------------------------------------------------
class News(Part):
    """Something that happened, or that became known, since the article."""

    id: str = described(
        "`release/torchtext/0.18.0`, `event/…`, `end/…`, `verdict/…`, `measurement/…`, or of a row that was read again "
        "and changed `claim/…`, `cell/…` or `status/…`; never changes."
    )
    kind: Literal["release", "verdict", *tables.EVENT_KINDS, "claim", "cell", "status", "measurement"]
    known_on: datetime.date = described("The day of it; of an end of support, the day on which we recorded it.")
    title: str
    told: str = described("What happened, in sentences that can stand alone.")
    page: str = described("Address of the page that has it.")
    frameworks: list[Literal[*tables.FRAMEWORKS]] = described("The frameworks that it concerns.")
    systems: list[str] = described("Ids of the systems that it concerns.")
    claim: str | None = described("Id of the claim of which the verdict, or what it rests on, changed; else null.")
    criterion: str | None = described("Id of the row of the comparison table in which a cell changed; else null.")
