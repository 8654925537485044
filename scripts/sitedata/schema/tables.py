"""The tables of ``data/``: the only place that says what a column is.

Each model is one table. Error messages, the data dictionary page and ``datapackage.json`` are made from here.
"""

from __future__ import annotations

import string
from collections.abc import Callable
from typing import Any, ClassVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PrivateAttr

from sitedata.schema import kinds as c
from sitedata.schema.protocol import conversions, study
from sitedata.schema.protocol.first_jobs import ATTEMPTS, JOB_OUTCOMES
from sitedata.schema.protocol.probes import DISTRIBUTIONS, MEETING
from sitedata.schema.protocol.years import ACCURACY_ARMS, ACCURACY_OPTIMIZERS
from sitedata.schema.protocol.years import PACKAGES as YEAR_FRAMEWORKS

FRAMEWORKS = ("tensorflow", "pytorch", "keras", "jax")
COLUMN_TITLES = {"tensorflow": "TensorFlow", "pytorch": "PyTorch", "keras-jax": "Keras 3 / JAX"}
COMPARISON_COLUMNS = tuple(COLUMN_TITLES)
PLATFORMS = {
    "linux-x86-64": "Linux on x86-64",
    "linux-arm64": "Linux on Arm",
    "macos-arm64": "macOS with an Apple chip",
    "macos-x86-64": "macOS on Intel",
    "windows-x86-64": "Windows on x86-64",
    "windows-arm64": "Windows on Arm",
}
"""Systems with their processors for which wheels are made."""
END_KINDS = {
    "release": "Releases of the frameworks",
    "python": "Pythons",
    "cuda": "CUDA and drivers",
    "platform": "Systems and devices",
    "companion": "Companions",
    "project": "Whole projects",
}
"""What ends → the heading of such ends."""
CERTAINTIES = {
    "announced": "its keepers named the day",
    "policy": "it follows from a rule that its keepers wrote down",
    "inferred": "it follows from what its keepers do",
}
FAMILIES = ("tensorflow", "pytorch", "keras", "jax", "independent")
STATUSES = {
    "active": "within 12 months before the check released, committed to, contained in a release of its host, "
    "or, being a service or a body, seen at work; no notice against it",
    "maintenance": "its keepers announced limited maintenance",
    "deprecated": "its keepers say not to use it, or announced its end",
    "archived": "its keepers ended development or archived the repository",
    "renamed": "lives on under another name",
    "merged": "became part of another system",
    "dormant": "hardly a commit and no release for 18 months, and no notice of its end by its keepers",
    "historic": "finished by nature, such as the code of a paper",
}
AREAS = (
    "framework", "high-level-api", "serving", "pipelines", "mobile-edge", "browser", "cloud", "models",
    "compiler-hardware", "debugging", "domain-library", "distributed", "interchange", "project", "statistics",
    "governance",
)  # fmt: skip
CRITERION_GROUPS = (
    "Execution", "API and debugging", "Training at scale", "Deployment", "Hardware and memory", "Ecosystem",
    "Governance and project",
)  # fmt: skip
SOURCE_KINDS = (
    "docs", "repository", "release-notes", "paper", "blog", "dataset", "discussion", "news", "specification",
    "package-index",
)  # fmt: skip
SECTION_TITLES = {
    "#0": "Introduction",
    "#1": "Evolution",
    "#2.A": "TensorFlow: origins",
    "#2.B": "TensorFlow: features",
    "#2.C": "TensorFlow: architecture",
    "#3.A": "PyTorch: origins",
    "#3.B": "PyTorch: features",
    "#3.C": "PyTorch: governance",
    "#4.A": "Technical implementation",
    "#4.B": "Performance",
    "#4.C": "Development experience",
    "#5": "Adoption patterns",
    "#6": "TensorFlow's strongholds",
    "#7": "PyTorch's momentum",
    "#8.A": "When to choose TensorFlow",
    "#8.B": "When to choose PyTorch",
    "#9": "Outlook",
    "#10": "Conclusion",
}
"""Sections of the article, in its order."""
ARTICLE = "article-2025"
"""The source that this site examines."""
VERDICTS = {
    "holds": "the evidence says the same",
    "partly": "true with a limit that the reason names",
    "outdated": "it was true and no longer is",
    "contradicted": "the evidence says otherwise",
    "tie": "the difference is within the noise",
    "unclear": "measured, and too few independent machines decide it, or they disagree",
    "untested": "no evidence that we could open or make decides it",
    "opinion": "a judgement, advice or a prediction, which no evidence decides",
}
CLAIM_KINDS = {
    "sourced": "people decided, from sources",
    "measured": "a rule over our own samples decides",
    "probed": "the outcome of a script decides",
    "opinion": "nothing can decide it",
}
TYPED_VERDICTS = tuple(verdict for verdict in VERDICTS if verdict != "unclear")
"""What people may decide from sources: only measurements can be unclear in this sense."""
PROBED_VERDICTS = ("holds", "partly", "outdated", "contradicted")
OUTCOMES = {
    "yes": "the answer is yes",
    "no": "the answer is no",
    "absent": "what is asked about does not exist",
    "failed": "the script broke: no answer",
    "could-not-run": "its environment is missing: no answer",
}
EVIDENCE_SAYS = ("supports", "against", "context")
RULE_METRICS = (
    "step_time_ms", "first_call_ms", "import_ms", "peak_rss_mib", "anonymous_mib", "device_used_mib",
    "device_allocated_mib", "test_accuracy",
)  # fmt: skip
SIDES = ("pytorch eager", "pytorch torch.compile", "tensorflow tf.function", "tensorflow eager", "tensorflow xla")
EXPECTED = ("less", "more", "tie", "differs")
CONTESTANTS = ("tensorflow", "pytorch", "keras-tensorflow", "keras-pytorch", "keras-jax", "keras2-tensorflow")
ADVISORY_KINDS = {
    "compromised": "somebody else's code was published in its name",
    "vulnerability": "a weakness that can be used against whoever runs it",
}
EVENT_KINDS = {
    "end": "ended, or its keepers announced that",
    "move": "renamed, moved or merged, or its keeper was",
    "dropped": "a tool gave up support for a framework, a machine or a part of its own",
    "new": "could be used for the first time",
    "security": "a weakness, or somebody else's code, became public",
    "people": "who decides, who belongs to whom",
}
"""What happened in the world since the article; releases have a table of their own."""
RECORDED_BY = ("make refresh", "a person")
DISPUTABLE = ("claims", "comparison", "systems", "sources", "studies", "published_results", "figures", "benchmarks")
READ_TWICE = ("claims", "comparison", "systems", "published_results")
READINGS = {
    "agrees": "the reader decided the same",
    "changed": "the row says something else since",
}
TIERS = {
    "ours": "measured by this project, on a machine of its own",
    "attested": "measured by a public workflow on a hosted machine, with provenance that anybody can verify",
    "contributed": "sent by somebody: the check found nothing against it, and nobody else saw it measured",
}
"""Who stands behind the measurements of an environment: the first two need a row in ``environments.csv``."""
LINK_OUTCOMES = {
    "gone": "the server says that there is nothing (404, 410), or its name does not exist",
    "refused": "the server answers, but not with the page",
    "silent": "no answer",
}
WEIGHTS = {"nothing": 0, "little": 1, "normal": 2, "much": 3}
"""How much a criterion of the selection guide counts."""
STRENGTHS = {"slight": 1, "clear": 2, "strong": 3}
DIRECTIONS = {
    "for": "speaks for the frameworks named",
    "against": "speaks against them",
    "neutral": "looks like a reason and decides nothing",
    "unknown": "something that we do not know",
    "before": "something to do first, before any framework",
}
STEPS = {
    "possible": "What can reach it",
    "given": "What is there already",
    "people": "The people and their work",
    "upkeep": "Upkeep and the way back",
    "speed": "Speed and accuracy",
}
"""The steps of the selection guide, in their order: a later one only decides what the earlier ones leave open."""
MATURITIES = {
    "none": "no way that anybody keeps up: the framework is out",
    "experimental": "called alpha, beta or experimental by its keepers, lagging, or resting on such a part, unless "
    "they call what runs the model stable: second",
    "maintained": "documented, released and kept up",
}
"""What a route is worth, the least first."""
BECAME = {
    "stronger": "more true than when it was given",
    "stands": "still good advice, within a limit",
    "narrowed": "true of a smaller part of what it was said about",
    "aged": "what it rested on has moved; nothing shows that it is right",
    "outdated": "following it today leads away from what the evidence says",
    "taste": "a matter of taste, which no evidence settles",
}
"""What became of a piece of advice; advice is not a fact: its verdict in the ledger is always *opinion*."""
METRICS = ("step_time", "throughput", "wall_time", "accuracy", "bleu", "gpu_memory", "host_memory")
UNITS = ("ms", "s", "images/s", "tokens/s", "sequences/s", "samples/s", "%", "BLEU", "MiB", "MB")


def column(meaning: str, good: str, bad: str, *, unit: str = "", ref: str = "") -> Any:
    """A column's description. ``ref`` names the ``table.column`` that its ids must come from."""
    return Field(description=meaning, examples=[good], json_schema_extra={"bad": bad, "unit": unit, "ref": ref})


class Row(BaseModel):
    """One CSV record. ``line`` is where it starts in its file, the header being line 1.

    ``ordered_by`` names the columns that rows are sorted by where their order means nothing; elsewhere people choose
    the order, and pages show it.
    """

    # the validator is built where one is needed: rows of good cells are made without it
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)
    key: ClassVar[tuple[str, ...]] = ("id",)
    later: ClassVar[tuple[str, ...]] = ()
    """Columns added after files were published: a file may lack them, and their cells may be empty."""
    ordered_by: ClassVar[tuple[str, ...]] = ()
    most: ClassVar[int] = 50_000
    """Rows that a file may have: ten times the longest file there is; more would keep a contributor waiting."""
    _line: int = PrivateAttr(default=0)

    @property
    def line(self) -> int:
        return self._line


SOURCES = "sources.id"
CHECKED_ON = ("The day on which somebody last compared this row with its sources.", "2026-11-22", "yesterday")


class Source(Row):
    """A text, data set or repository that a fact rests on."""

    ordered_by = ("id",)
    id: c.Id = column("Name of the source; never changes.", "litert-readme", "LiteRT README")
    title: c.Text = column("Title as its publisher wrote it.", "LiteRT: README", "see here")
    publisher: c.Text = column("Who answers for it.", "Google AI Edge", "the internet")
    kind: c.one_of(*SOURCE_KINDS) = column("What sort of source it is.", "repository", "website")
    url: c.Address = column(
        "Where a reader opens it; pinned to a commit for a file in a repository; a package URL for a package.",
        "https://github.com/google-ai-edge/LiteRT/blob/f67457790c9c2ab67347d6fe53270e8d3df20868/README.md",
        "github.com/google-ai-edge/LiteRT",
    )
    published: c.OptionalPartialDate = column(
        "When it was published or last changed; empty if undated.", "2026-08-21", "last summer"
    )
    accessed: c.Date = column("The day on which we read it.", "2026-11-22", "22.11.2026")
    version_read: c.Text = column("What exactly was read.", "commit f674577 of 2026-08-21", "the latest")
    primary: c.YesNo = column("Does the publisher speak of its own project or its own measurement?", "yes", "mostly")
    note: c.OptionalText = column(
        "What a reader should know about it.", "Says that TensorFlow Lite has become LiteRT.", "TBD"
    )


class Framework(Row):
    """The frameworks that figures compare; they keep one colour and one marker everywhere."""

    id: c.one_of(*FRAMEWORKS) = column("Name of the framework.", "pytorch", "Torch")
    name: c.Text = column("Name as its keepers write it.", "PyTorch", "pytorch")
    keeper: c.Text = column("Who maintains it today.", "PyTorch Foundation (Linux Foundation)", "Facebook, I think")
    first_public: c.PartialDate = column("First public release.", "2017-01", "long ago")
    licence: c.Text = column("SPDX identifier of its licence.", "BSD-3-Clause", "free")
    package: c.Purl = column("The package whose releases stand for it.", "pkg:pypi/torch", "torch")
    repository: c.Address = column("Where its code lives.", "https://github.com/pytorch/pytorch", "GitHub")
    source_ids: c.Ids = column("What this row rests on.", "pytorch-readme", "README", ref=SOURCES)
    checked_on: c.Date = column(*CHECKED_ON)


class Criterion(Row):
    """The rows of the comparison table."""

    id: c.Id = column("Name of the criterion; never changes.", "default-execution", "Default Execution")
    group: c.one_of(*CRITERION_GROUPS) = column("The part of the table it stands in.", "Execution", "Misc")
    title: c.Text = column("What is compared.", "Default execution", "Which is better")
    question: c.Text = column(
        "What somebody who chooses would ask.", "Does a line run when Python reaches it?", "Is it good?"
    )
    differs: c.YesNo = column(
        "Would somebody who chooses between TensorFlow and PyTorch act differently because of this row? Our judgement "
        "of the two cells as they stand: names that differ for the same thing do not count.",
        "no",
        "a bit",
    )


class Cell(Row):
    """The cells of the comparison table, one row a cell."""

    key = ("criterion_id", "framework")
    criterion_id: c.Id = column("The table row.", "default-execution", "row 1", ref="comparison_criteria.id")
    framework: c.one_of(*COMPARISON_COLUMNS) = column("The table column.", "pytorch", "torch")
    text: c.OptionalText = column("What the cell says; empty only with a reason.", "Eager.", "PyTorch is best")
    empty_because: c.OptionalText = column("Why there is nothing to say.", "JAX has no server of its own.", "n/a")
    source_ids: c.OptionalIds = column("What the cell rests on.", "pytorch-readme", "README", ref=SOURCES)
    checked_on: c.Date = column(*CHECKED_ON)


class System(Row):
    """Libraries, tools, products and bodies around the frameworks: \
every one that the article names, and those it misses."""

    later = ("no_job_because", "part_of")
    id: c.Id = column("Name of the system; never changes.", "tensorflow-lite", "TF Lite")
    name: c.Text = column("Name as its keepers write it.", "TensorFlow Lite", "tflite")
    in_article: c.Sections = column("Sections of the article that name it; empty if none.", "#2.B", "2B")
    family: c.one_of(*FAMILIES) = column("Whose ecosystem it belongs to today.", "tensorflow", "Google")
    area: c.one_of(*AREAS) = column("What it is for.", "mobile-edge", "phones")
    what: c.Text = column(
        "What it is and does, in one sentence.", "Runs models on phones and small devices.", "A great tool"
    )
    keeper: c.Text = column("Who maintains it today.", "Google AI Edge", "the community")
    status: c.one_of(*STATUSES) = column("Where it stands today.", "renamed", "dead")
    status_reason: c.Text = column("The deciding evidence, with its date.", "Renamed on 2024-09-04.", "everybody knows")
    successor: c.OptionalIds = column("What took its place.", "litert", "LiteRT", ref="systems.id")
    package: c.OptionalPurl = column("The package whose releases stand for it.", "pkg:pypi/tflite-runtime", "tflite")
    package_because: c.OptionalText = column(
        "Why that package is this system's, where its own metadata name neither the repository nor the keeper.",
        "Its address is the project's own site.",
        "trust us",
    )
    no_release_because: c.OptionalText = column("Why it has no release of its own.", "Part of CPython.", "none")
    part_of: c.OptionalPurls = column(
        "Packages that it is a part of, whose releases and advisories concern it; empty where it has a package.",
        "pkg:pypi/ray",
        "Ray",
    )
    no_job_because: c.OptionalText = column(
        "Why nobody can do a first job with it on a computer; empty where `first_jobs.csv` has one.",
        "A hosted service.",
        "n/a",
    )
    repository: c.OptionalAddress = column(
        "Where its code or home is.", "https://github.com/google-ai-edge/LiteRT", "GitHub"
    )
    source_ids: c.Ids = column("What this row rests on.", "litert-readme", "README", ref=SOURCES)
    checked_on: c.Date = column(*CHECKED_ON)


class SideBySide(Row):
    """Systems between which people choose: each row is a page that puts them side by side. \
Every two of the frameworks have one without a row. What the page says comes from other tables."""

    most = 500
    id: c.Id = column(
        "Name of the page, never changes: `a-vs-b`, or `instead-of-a` for one that ended and all that may follow it.",
        "tensorflow-lite-vs-litert",
        "Pair 1",
    )
    systems: c.Ids = column(
        "The systems, in the order of the page.", "tensorflow-lite litert", "LiteRT", ref="systems.id"
    )
    question: c.Text = column(
        "What somebody who chooses between them asks; it asserts nothing.",
        "Which of the two runs it on a phone?",
        "Who wins?",
    )
    answer: c.OptionalText = column(
        "Its answer in a sentence or two, where the tables decide it; empty where they do not.",
        "From PyTorch the one, from TensorFlow the other.",
        "It depends.",
    )


class Release(Row):
    """Releases of packages, as their index or their tags state them."""

    key = ("package", "version")
    ordered_by = ("package", "version")
    later = ("requires_python", "pythons", "yanked")
    package: c.Purl = column("The package, without a version.", "pkg:pypi/torch", "torch")
    version: c.Version = column("The version that was released.", "2.13.0", "v2.13 (new)")
    released_on: c.Date = column("The day of its first file, or of its tag (UTC).", "2026-07-08", "July")
    prerelease: c.YesNo = column("A release candidate, beta or the like?", "no", "rc")
    requires_python: c.OptionalText = column("The Python that its metadata asks for.", ">=3.10", "a new one")
    pythons: c.OptionalPythons = column(
        "The versions of Python that its wheels are for, free-threaded ones left out; `any` for all.",
        "3.11 3.12 3.13",
        "3.11, 3.12",
    )
    yanked: c.OptionalText = column(
        "Why it was withdrawn, as its keepers say; empty if it was not.", "Install command errors", "=1+1"
    )
    source_id: c.Id = column("Who states the date.", "python-package-index", "the index", ref=SOURCES)
    checked_on: c.Date = column(*CHECKED_ON)
    recorded_by: c.one_of(*RECORDED_BY) = column(
        "Who wrote the row: a person, or the command that asks package indexes.", "make refresh", "us"
    )

    @property
    def stable(self) -> bool:
        """Meant for everybody: neither a candidate nor withdrawn."""
        return not self.prerelease and not self.yanked


class Package(Row):
    """What the newest stable release of a package says about itself. `make refresh` writes it."""

    key = ("package",)
    ordered_by = ("package",)
    package: c.Purl = column("The package, without a version.", "pkg:pypi/torch", "torch")
    version: c.Version = column("The release that says it.", "2.13.0", "newest")
    summary: c.OptionalText = column("Its one line about itself.", "Tensors and dynamic networks", "see website")
    licence: c.OptionalText = column("Its licence, as it states it.", "BSD-3-Clause", "free")
    author: c.OptionalText = column("Who made it, as it states it.", "PyTorch Team", "?")
    addresses: c.OptionalText = column(
        "Its own links, one space between.", "https://github.com/pytorch/pytorch https://pytorch.org", "GitHub"
    )
    requires: c.OptionalText = column(
        "What is installed with it on Linux, one space between.", "filelock jinja2 sympy>=1.13.3", "many things"
    )
    platforms: c.OptionalIds = column(
        "The platforms that its wheels are for; `any` for all.", "linux-x86-64 macos-arm64", "Linux, Mac"
    )
    size_mb: c.OptionalNumber = column(
        "Its wheel for Linux on x86-64, else its largest file.", "555.9", "big", unit="MB"
    )
    ended: c.OptionalText = column("A notice in its metadata that it is over.", "deprecated: use tfjs", "yes")
    source_id: c.Id = column("Who states it.", "python-package-index", "the index", ref=SOURCES)
    checked_on: c.Date = column(*CHECKED_ON)
    recorded_by: c.one_of(*RECORDED_BY) = column("Who wrote the row.", "make refresh", "us")


class Advisory(Row):
    """What is publicly known against releases of a package: weaknesses, and releases that somebody tampered with."""

    key = ("package", "id")
    ordered_by = ("package", "id")
    id: c.Text = column("Its name in the public list that has it.", "GHSA-w37p-236h-pfx3", "the hack")
    package: c.Purl = column("The package, without a version.", "pkg:pypi/lightning", "lightning")
    kind: c.one_of(*ADVISORY_KINDS) = column("What it is.", "compromised", "bad")
    affects: c.Text = column("The releases that it is about.", "2.6.2 2.6.3", "some")
    fixed_in: c.OptionalText = column("The first release without it.", "2.6.4", "soon")
    summary: c.Text = column("What happened, in one sentence.", "Uploaded with stolen rights; it stole keys.", "bad")
    url: c.Address = column("Where it is published.", "https://github.com/advisories/GHSA-w37p-236h-pfx3", "see news")
    source_id: c.Id = column("Who states it.", "python-package-index", "the index", ref=SOURCES)
    checked_on: c.Date = column(*CHECKED_ON)
    recorded_by: c.one_of(*RECORDED_BY) = column("Who wrote the row.", "a person", "us")


class TurningRelease(Row):
    """A release since 2018 in which something turned that shows in speed, or in how one writes it. \
`make bench ARGS="--through-time"` measures it beside the last release of each year."""

    key = ("framework", "version")
    ordered_by = ("framework", "version")
    framework: c.one_of("pytorch", "tensorflow") = column("The framework.", "tensorflow", "TF")
    version: c.Version = column("The release, one of `builds.csv`.", "2.9.0", "newest")
    turned: c.Text = column("What is otherwise since then, in a few words.", "oneDNN is on by default", "faster")
    source_ids: c.Ids = column("Who states it.", "tensorflow-release-2-9-0", "Its notes", ref=SOURCES)
    checked_on: c.Date = column(*CHECKED_ON)


class Event(Row):
    """What happened around the frameworks since the article, one row an event that a source dates. \
Releases are in `releases.csv`."""

    ordered_by = ("happened_on", "id")
    id: c.Id = column("Name of the event; never changes.", "torchserve-archived", "Event 1")
    happened_on: c.PartialDate = column(
        "The day on which it happened or was announced; the month or the year where no source has the day.",
        "2025-08-07", "last summer",
    )  # fmt: skip
    kind: c.one_of(*EVENT_KINDS) = column("What sort of event it is.", "end", "news")
    systems: c.OptionalIds = column("The systems to which it happened.", "torchserve", "TorchServe", ref="systems.id")
    lost_by: c.many_of(*FRAMEWORKS, required=False) = column(
        "The frameworks for which a tool gave up its support.", "tensorflow jax", "TF"
    )
    what: c.Text = column(
        "What happened, in one sentence that can stand alone.", "The repository of TorchServe was archived.", "Sad"
    )
    source_ids: c.Ids = column("What it rests on.", "torchserve-issue-3396", "GitHub", ref=SOURCES)
    checked_on: c.Date = column(*CHECKED_ON)


class AdoptionPoint(Row):
    """Public counters of projects over time, one row a project and month. An empty cell is a gap, not a zero."""

    key = ("as_of", "project")
    ordered_by = ("as_of",)
    as_of: c.Date = column("The day of the reading.", "2025-10-02", "2025")
    project: c.Id = column("The project that was read.", "pytorch", "PyTorch")
    stars: c.OptionalCount = column("Stars of its repository on GitHub.", "94399", "94k", unit="stars")
    contributors: c.OptionalCount = column("Contributors as GitHub counts them.", "6009", "6,009", unit="people")
    pypi_downloads_month: c.OptionalCount = column(
        "Downloads of its Python package in a month, mirrors and build servers included.",
        "69755346",
        "70M",
        unit="downloads",
    )
    github_dependents: c.OptionalCount = column(
        "Repositories that GitHub counts as depending on it.", "700000", "a lot", unit="repositories"
    )
    doubt: c.OptionalText = column(
        "Why a number of this row is left out of figures, starting with its column.",
        "contributors: drops to a quarter for one month",
        "?",
    )
    source_id: c.Id = column("Where the reading was published.", "best-of-ml-python-history", "GitHub", ref=SOURCES)


class ListedDownloads(Row):
    """Downloads as another public list has them: counted otherwise, so it stands beside `adoption.csv`, not in it."""

    key = ("as_of", "project")
    ordered_by = ("as_of", "project")
    as_of: c.Date = column("The day of the list.", "2026-04-01", "2026")
    project: c.one_of(*FRAMEWORKS) = column("The framework.", "pytorch", "torch")
    downloads: c.Count = column("Downloads of its Python package in 30 days.", "87347847", "87M", unit="downloads")
    source_id: c.Id = column("Where the list is.", "top-pypi-packages", "GitHub", ref=SOURCES)


class PaperCount(Row):
    """Papers of a conference that mention a framework."""

    key = ("conference", "month")
    conference: c.Text = column("Name of the conference.", "CVPR", "cvpr 2020")
    month: c.Month = column("Month in which it took place.", "2020-06", "June 2020")
    pytorch_papers: c.Count = column(
        "Papers that mention PyTorch or a library on it, and not TensorFlow.", "418", "28%", unit="papers"
    )
    tensorflow_papers: c.Count = column(
        "Papers that mention TensorFlow or Keras, and not PyTorch.", "113", "8%", unit="papers"
    )
    papers_total: c.Count = column("Papers counted in all.", "1467", "1,467", unit="papers")
    source_id: c.Id = column("Who counted.", "chillee-papers", "a blog", ref=SOURCES)


class LinkedPapers(Row):
    """Papers of a year for which somebody linked code, by the framework of that code."""

    key = ("source_id", "year")
    year: c.Count = column("Year of the papers, by their number in the archive where they stand.", "2023", "last year")
    pytorch_papers: c.Count = column("Papers whose code uses PyTorch.", "175", "most", unit="papers")
    tensorflow_papers: c.Count = column("Papers whose code uses TensorFlow.", "13", "few", unit="papers")
    jax_papers: c.Count = column("Papers whose code uses JAX.", "7", "few", unit="papers")
    other_papers: c.Count = column("Papers whose code uses another framework.", "1", "few", unit="papers")
    unnamed_papers: c.Count = column("Papers for whose code no framework is named.", "118", "the rest", unit="papers")
    source_id: c.Id = column("Who linked.", "pwc-links-slice", "a blog", ref=SOURCES)


class Study(Row):
    """Comparisons that others measured and published."""

    id: c.Id = column("Name of the study; never changes.", "keras3-a100-2024", "Keras")
    title: c.Text = column("What it is called.", "Keras 3 benchmarks", "the benchmark")
    measured_by: c.Text = column("Who measured.", "Keras team, Google", "experts")
    measurer_kind: c.one_of("vendor", "framework-author", "third-party", "academic", "unknown") = column(
        "How close the measurer stands to what is measured.", "framework-author", "neutral"
    )
    published: c.PartialDate = column("When it was published.", "2024-04-02", "recently")
    device: c.Text = column("The hardware.", "1 × NVIDIA A100 40 GB", "a GPU")
    software: c.Text = column("The software stack.", "TensorFlow 2.15, PyTorch 2.2.1", "latest")
    what_is_timed: c.Text = column("What a number covers.", "Mean of 100 steps after the first.", "speed")
    caveat: c.Text = column("The one thing that a reader must know.", "One team wrote both sides.", "none")
    licence: c.OptionalText = column("Licence of the numbers.", "Apache-2.0", "free")
    source_ids: c.Ids = column("Where it is published.", "keras3-benchmarks", "keras.io", ref=SOURCES)
    checked_on: c.Date = column(*CHECKED_ON)


class PublishedResult(Row):
    """Numbers from studies of others, as published: one row a number."""

    id: c.Id = column("Name of the number; never changes.", "keras3-a100-bert-fit-pytorch-compiled", "result 17")
    study: c.Id = column("The study it comes from.", "keras3-a100-2024", "Keras", ref="studies.id")
    workload: c.Text = column("Model or data set.", "BERT", "NLP")
    task: c.one_of("train", "predict", "generate") = column("What was run.", "train", "both")
    framework: c.one_of(*CONTESTANTS) = column("What ran it.", "pytorch", "PyTorch 2")
    mode: c.one_of("eager", "compiled", "graph", "xla", "default") = column("How it ran.", "compiled", "fast")
    framework_version: c.OptionalText = column("Version, as the source states it.", "2.2.1", "new")
    device: c.Text = column("The device of this number.", "1 × A100 40 GB", "GPU")
    batch: c.OptionalText = column("Batch size, as the source states it.", "32", "large")
    precision: c.OptionalText = column("Number format, as the source or its scripts state it.", "TF32", "half")
    metric: c.one_of(*METRICS) = column("What was measured.", "step_time", "speed")
    value: c.Number = column("The number, in its unit.", "202.43", "1,440")
    unit: c.one_of(*UNITS) = column("Unit of the value.", "ms", "milliseconds")
    uncertainty: c.OptionalNumber = column("The ± that the source states, in the same unit.", "0.16", "±0.16")
    epoch: c.OptionalCount = column("The epoch it belongs to.", "40", "last")
    source_id: c.Id = column("Where the number stands.", "keras3-benchmarks", "keras.io", ref=SOURCES)
    locator: c.Text = column("Where in the source.", "Table 2, row BERT fit", "somewhere")
    note: c.OptionalText = column(
        "What a reader should know about this number.", "Marked as abnormally slow by the source.", "?"
    )
    doubt: c.OptionalText = column("Why the number is left out of figures.", "Contradicts its own table.", "?")


class StudyHit(Row):
    """What the search for published pairs brought: every hit, in or out, with the reason."""

    key = ("url",)
    ordered_by = ("url",)
    url: c.Address = column("Where it is.", "https://github.com/stefbraun/rnn_benchmarks", "rnn_benchmarks")
    title: c.Text = column("What it is called.", "LSTM Benchmarks for Deep Learning Frameworks", "a paper")
    year: c.PartialDate = column("When it was published.", "2018", "old")
    decision: c.one_of("in", "out") = column("Does it fulfil the rules of the search?", "in", "maybe")
    reason: c.Text = column("Why.", "Plots alone, no numbers.", "bad")
    query: c.Text = column("The query, or the way, that brought it.", "LSTM benchmark cuDNN", "search")
    searched_on: c.Date = column("The day.", "2026-11-25", "recently")


class Claim(Row):
    """What the article claims, one statement a row, and what became of it."""

    id: c.Id = column("Name of the claim; never changes.", "tf2-eager", "Claim 12")
    section: c.Section = column("The section of the article that makes it.", "#2.C", "2c")
    claim: c.Text = column(
        "The claim in our words, so that it can be true or false.",
        "TensorFlow 2.0 made eager execution the default.",
        "TF is better",
    )
    kind: c.one_of(*CLAIM_KINDS) = column("What decides it.", "sourced", "obvious")
    scope: c.Text = column(
        "The versions, device and mode for which the verdict is given.", "TensorFlow 2.0 and later", "always"
    )
    fact: c.OptionalId = column(
        "The fact that it is about, where claims of other sections are about it too, in the same scope.",
        "pytorch-debuggers-eager",
        "Debugging",
    )
    verdict: c.one_of(*TYPED_VERDICTS, required=False) = column(
        "The verdict of a sourced claim or an opinion; empty where a rule or a probe decides.", "holds", "true"
    )
    reason: c.OptionalText = column(
        "Why, in one sentence; empty where a rule or a probe says it.",
        "The 2.0 release notes announce it and the guide describes it.",
        "see source",
    )
    checked_on: c.Date = column(
        "The day on which somebody last compared this row with its sources; "
        "a computed verdict shows the day of its runs or probes.",
        "2026-11-22",
        "yesterday",
    )
    checked_against: c.OptionalText = column(
        "Versions or dates of what it was checked against; "
        "empty where a rule or a probe decides, whose versions count.",
        "TensorFlow 2.21.0",
        "newest",
    )
    review_after: c.Day = column("The day after which somebody should look again.", "2027-05-24", "soon")


class Evidence(Row):
    """What a claim rests on: one place in one source a row."""

    key = ("claim_id", "source_id", "locator", "quote")
    claim_id: c.Id = column("The claim.", "tf2-eager", "Eager mode", ref="claims.id")
    source_id: c.Id = column("The source.", "tf-release-2-0-0", "release notes", ref=SOURCES)
    says: c.one_of(*EVIDENCE_SAYS) = column("What it says to the claim as worded.", "supports", "yes")
    locator: c.Text = column(
        "Where in the source: heading, line, table and cell.",
        "Major Features and Improvements, first point",
        "in the text",
    )
    quote: c.OptionalQuote = column(
        "Its words, at most 15, character by character.",
        "Eager execution by default",
        "a whole paragraph copied from the page with more words than anybody may quote without asking for it",
    )


class ClaimRule(Row):
    """What decides a measured claim: a comparison of our own samples, in every environment that has them. \
For a claim about GPUs that sources decide, it decides instead of them once two independent machines have answered."""

    key = ("claim_id", "metric")
    claim_id: c.Id = column("The claim.", "time-cpu-pt-slower", "CPU speed", ref="claims.id")
    workloads: c.Ids = column(
        "The models, or for accuracy the data sets, on which it is judged.", "resnet20 vgg11", "CNNs"
    )
    device: c.one_of("cpu", "cuda") = column("Where they run.", "cpu", "any")
    task: c.one_of("training", "inference") = column("What is timed.", "training", "both")
    metric: c.one_of(*RULE_METRICS) = column(
        "What is compared, in all threads and the main batch size.", "step_time_ms", "speed"
    )
    of: c.one_of(*SIDES) = column("The side above the line of the ratio.", "pytorch eager", "PyTorch")
    over: c.one_of(*SIDES) = column("The side below it.", "tensorflow tf.function", "TF")
    expected: c.one_of(*EXPECTED) = column(
        "What the claim says of the ratio: below 1, above 1, within the tie band, or beyond it.", "more", "slower"
    )
    at_most: c.OptionalNumber = column(
        "The largest ratio at which it still holds, where the claim says slightly or the like; empty for any.",
        "1.25",
        "a bit",
    )


class Probe(Row):
    """Questions that code decided: what ``make probes`` wrote. \
What each script printed is in ``data/probes/<id>.txt``."""

    ordered_by = ("id",)
    id: c.Id = column("Name of the probe; never changes.", "tf-eager-default", "probe 3")
    question: c.Text = column("What it asks.", "Is eager execution the default in TensorFlow?", "eager?")
    script: c.Module = column(
        "The script below scripts/probes/ that asks it.", "since_2018/tf_eager_default", "../a.py"
    )
    environment: c.one_of(*DISTRIBUTIONS, *MEETING) = column("Where it ran.", "tensorflow", "laptop")
    outcome: c.one_of(*OUTCOMES) = column("What came out.", "yes", "works")
    finding: c.Text = column("What the script found, in one sentence.", "tf.executing_eagerly() is True", "ok")
    versions: c.Text = column("What it ran with.", "tensorflow-cpu 2.21.0, keras 3.15.1, Python 3.11.7", "newest")
    seconds: c.Number = column("How long it took.", "4.2", "short", unit="s")
    ran_on: c.Date = column("The day on which it ran (UTC).", "2026-11-24", "today")


class ReleaseAnswer(Row):
    """What releases since 2018 answer to probes: what ``make probes ARGS="--through-time"`` wrote. \
What was printed is in ``data/release_answers/<framework>-<version>.txt``."""

    key = ("probe_id", "version")
    ordered_by = ("probe_id", "version")
    most = 5_000  # a row costs a share of minutes of installing
    probe_id: c.Id = column("The probe.", "tf-eager-default", "probe 3", ref="probes.id")
    version: c.Version = column("The release of the framework that it is about.", "1.15.0", "old")
    python: c.OptionalPython = column(
        "The Python in which it ran: the newest here in which the script did not break.", "3.7", "3"
    )
    outcome: c.one_of(*OUTCOMES) = column("What came out.", "no", "works")
    finding: c.Text = column("What the script found, in one sentence.", "2 + 3 is a tensor without a value", "ok")
    ran_on: c.Date = column("The day on which it ran (UTC).", "2026-11-24", "today")


class ReleaseAccuracy(Row):
    """The accuracy experiment in releases since 2018: a training on the digits that come with scikit-learn. \
``make bench ARGS="--through-time --accuracy"`` writes it."""

    key = ("framework", "version", "arm", "optimizer", "seed")
    ordered_by = ("framework", "version", "arm", "optimizer", "seed")
    most = 5_000  # a row costs a share of minutes of installing
    framework: c.one_of(*YEAR_FRAMEWORKS) = column("The framework.", "tensorflow", "TF")
    version: c.Version = column("The release.", "1.15.0", "old")
    arm: c.one_of(*ACCURACY_ARMS) = column("What is matched: all, or nothing but the learning rate.", "matched", "fair")
    optimizer: c.one_of(*ACCURACY_OPTIMIZERS) = column("The optimizer.", "adam", "best")
    seed: c.Count = column("Seed of the first weights and of the order of the data.", "3", "random")
    python: c.OptionalPython = column("The Python in which it ran.", "3.7", "3")
    early_accuracy: c.Number = column(
        "Share of test examples classified rightly after a fifth of the epochs.", "91.09", "98%", unit="%"
    )
    last_accuracy: c.Number = column("The same after all of them.", "96.44", "98%", unit="%")
    ran_on: c.Date = column("The day on which it ran (UTC).", "2026-11-24", "today")


class StudyTime(Row):
    """What programs like those of a study of 2018, DLBench, take in parts: a row for each process. \
``make bench ARGS="--through-time --study"`` writes it."""

    key = ("framework", "variant", "model", "part", "round")
    ordered_by = ("framework", "variant", "model", "part", "round")
    most = 5_000  # a row costs seconds of measuring
    framework: c.one_of(*study.RELEASES) = column("The framework.", "tensorflow", "TF")
    version: c.Version = column("The release.", "1.11.0", "old")
    variant: c.one_of("plain", "mkl-avx2") = column(
        "`mkl-avx2`: Intel's MKL was told to take its path for AVX2, which it keeps for processors of Intel.",
        "plain",
        "fast",
    )
    model: c.one_of(*study.MODELS) = column("The study's program.", "cifar-10-cnn", "cnn")
    part: c.one_of(*study.PARTS) = column(
        "What is timed: to make a batch, a training step, the optimizer in it, or a batch of the pass over test data.",
        "test", "epoch",
    )  # fmt: skip
    round: c.Count = column("The round: a process of each way.", "3", "third")
    ms: c.Number = column("Median of the calls.", "12.5", "fast", unit="ms")
    calls: c.Count = column("How many calls that is.", "40", "many")
    python: c.OptionalPython = column("The Python in which it ran.", "3.7", "3")
    cpu: c.Text = column("The processor, as it names itself.", "AMD EPYC", "fast")
    cores: c.Count = column("Its cores, all of them used.", "2", "two")
    ran_on: c.Date = column("The day on which it ran (UTC).", "2026-11-27", "today")


class PackageProbe(Row):
    """Beside which frameworks a system's Python package is tried: does it install and import there, and require it? \
The answers are in `probes.csv`."""

    key = ("package", "framework")
    ordered_by = ("package", "framework")
    most = 5_000  # a row costs minutes of installing
    package: c.Purl = column("The package of a system.", "pkg:pypi/tf-models-official", "tf-models")
    framework: c.one_of(*DISTRIBUTIONS) = column("The framework beside which it is tried.", "tensorflow", "Google")
    module: c.OptionalText = column(
        "What Python code imports of it; empty only with a reason.", "official", "tf-models-official"
    )
    not_asked_because: c.OptionalText = column(
        "Why nobody can try it in our environments.", "Its wheels are for Windows alone.", "too much work"
    )


class FirstJob(Row):
    """Each system's first job, as its own first page teaches it: what came of each try. `make first-jobs` writes it; \
what was printed is in ``data/first_jobs/<system>-<attempt>.txt``."""

    key = ("system_id", "attempt")
    ordered_by = ("system_id", "attempt")
    most = 5_000  # a row costs minutes of installing
    system_id: c.Id = column("The system.", "torchtext", "TorchText", ref="systems.id")
    attempt: c.one_of(*ATTEMPTS) = column("What it was tried with.", "newest", "latest")
    outcome: c.one_of(*JOB_OUTCOMES) = column("What came out.", "runs", "works")
    finding: c.Text = column("What the job said at its end, or why it ended.", "5 tokens became 5 numbers", "ok")
    python: c.OptionalText = column("The Python that was tried; empty for Node.js.", "3.13.0", "newest")
    versions: c.OptionalText = column(
        "The releases that decide, the system's own first; empty where none go together.",
        "torchtext 0.18.0, torch 2.3.0",
        "newest",
    )
    seconds: c.Number = column("How long installing and running took together.", "41.7", "long", unit="s")
    machine: c.Text = column("Operating system and processor.", "Linux x86_64", "laptop")
    ran_on: c.Date = column("The day on which it ran (UTC).", "2026-11-24", "today")


class ClaimProbe(Row):
    """What decides a probed claim: what each outcome of a probe means for it."""

    key = ("claim_id", "probe_id")
    claim_id: c.Id = column("The claim.", "tf2-eager", "Eager mode", ref="claims.id")
    probe_id: c.Id = column("The probe.", "tf-eager-default", "probe 3", ref="probes.id")
    if_yes: c.one_of(*PROBED_VERDICTS, required=False) = column(
        "The verdict if its outcome is yes; empty if that decides nothing.", "holds", "good"
    )
    if_no: c.one_of(*PROBED_VERDICTS, required=False) = column(
        "The verdict if its outcome is no; empty if that decides nothing.", "contradicted", "bad"
    )
    if_absent: c.one_of(*PROBED_VERDICTS, required=False) = column(
        "The verdict if what is asked about does not exist; empty if that decides nothing.", "outdated", "gone"
    )
    from_version: c.OptionalVersion = column(
        "The release from which on the claim speaks, where releases since 2018 are asked too; empty for all of them.",
        "2.0.0",
        "old",
    )
    why: c.Text = column(
        "Why these outcomes mean that, in one sentence for readers.", "The claim is about the default.", "obvious"
    )


class VerdictChange(Row):
    """The log of verdicts: a row whenever one was given or became another. ``make verdicts`` writes it."""

    key = ("claim_id", "changed_on", "number")
    claim_id: c.Id = column("The claim.", "tf2-eager", "Eager mode", ref="claims.id")
    changed_on: c.Date = column("The day on which the verdict was given.", "2026-11-24", "today")
    number: c.Count = column("Which change of that claim on that day, from 1.", "1", "second")
    verdict: c.one_of(*VERDICTS) = column("What it became.", "holds", "true")
    cause: c.Text = column("What decided it then.", "probes: tf-eager-default yes", "new data")


class Search(Row):
    """Searches that found nothing which decides a claim: without one, no claim is called untested."""

    key = ("claim_id", "searched_on", "looked_for")
    ordered_by = ("claim_id", "searched_on", "looked_for")
    claim_id: c.Id = column("The claim.", "tf2-eager", "Eager mode", ref="claims.id")
    looked_for: c.Text = column("What was looked for.", "a count of contributors by employer", "evidence")
    where: c.Text = column(
        "Where, so that somebody can look again.", "issues and releases of tensorflow/tensorflow", "web"
    )
    searched_on: c.Date = column("The day.", "2026-11-25", "recently")
    found: c.Text = column("What came of it.", "Nothing that names a number.", "nothing!")


class Reading(Row):
    """Later readings of a row against its sources. In a full round the reader had not seen the row's text."""

    key = ("table", "row", "read_again_on")
    ordered_by = ("table", "row", "read_again_on")
    table: c.one_of(*READ_TWICE) = column("The table of the row.", "comparison", "cells")
    row: c.Text = column(
        "What names the row in its table; with several columns, their values with a space between.",
        "default-execution pytorch",
        "row 1",
    )
    read_again_on: c.Date = column("The day.", "2026-11-25", "recently")
    outcome: c.one_of(*READINGS) = column("What came of the comparison.", "agrees", "fine")
    change: c.OptionalText = column("What was changed, and why; empty if both agree.", "Names fit() too.", "fixed")


ATTESTED_RUN = r"https://github\.com/(?P<repository>[A-Za-z0-9-]{1,39}/[A-Za-z0-9._-]{1,100})/actions/runs/\d{1,20}"


class ListedEnvironment(Row):
    """What keepers of this site say of folders in benchmarks/: who measured, and which machine pages show first. \
A folder without a row was contributed."""

    key = ("id",)
    ordered_by = ("id",)
    id: c.Id = column("The folder's name below benchmarks/.", "amd-epyc-2c-cpu-03119a", "our server")
    tier: c.one_of("ours", "attested") = column("Who measured it.", "attested", "trusted")
    main_for: c.one_of("cpu", "cuda", required=False) = column(
        "The device of which pages show this machine first; one machine a device.", "cpu", "all"
    )
    attested_run: c.OptionalAddress = column(
        "The public run of the workflow that measured it.",
        "https://github.com/example/site/actions/runs/17",
        "run 17",
    )
    files_sha256: c.Sha256 = column(
        "SHA-256 of what sha256sum prints of the folder's files: a sweep that a keeper has not seen gives another.",
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "none",
    )
    letter: c.one_of(*string.ascii_uppercase, required=False) = column(
        "What figures and sentences call it first, so that a reader can keep it in mind. No two have the same.",
        "A",
        "server 1",
    )


class Redirect(Row):
    """Published addresses whose content moved: the page, the element or the file there leads on. \
The list of all addresses is in the archive."""

    key = ("address",)
    ordered_by = ("address",)
    most = 5_000  # as many as there are addresses: no more than that can move
    address: c.Path = column(
        "The address that is gone, relative to the site's home.", "4b-performance/#memory", "/4b-performance"
    )
    moved_to: c.Path = column("Where its content is now.", "4b-published/#memory", "/elsewhere")
    since: c.Date = column("The day from which it leads on (UTC).", "2026-11-25", "today")


class BestBet(Row):
    """What people ask the site's search, and the page that answers it: the search shows that page first. \
Names of systems, of pairs side by side and of rows of the comparison table need no row here."""

    key = ("words",)
    ordered_by = ("page", "words")
    most = 2_000
    words: c.Words = column(
        "Words of a question, in any order; the search leaves small words and endings aside.", "faster cpu", "Faster?"
    )
    page: c.Path = column(
        "The page or section that answers it, relative to the site's home.", "4b-performance/#memory", "/4b-performance"
    )


class Dispute(Row):
    """Doubts about a row that somebody raised in public. A disputed row is flagged with a link, never deleted."""

    key = ("table", "row", "url")
    ordered_by = ("table", "row", "url")
    table: c.one_of(*DISPUTABLE) = column(
        "The table of the row; figures and benchmarks have an id too.", "studies", "data"
    )
    row: c.Text = column(
        "What names the row in its table; with several columns, their values with a space between.",
        "keras3-a100-2024",
        "row 3",
    )
    url: c.Address = column(
        "Where it is argued.", "https://github.com/haifeng-jin/keras-benchmarks/issues/2", "an e-mail"
    )
    reason: c.Text = column(
        "What is doubted, in one sentence.", "The compile mode is not the one that PyTorch recommends.", "wrong"
    )
    raised_on: c.Date = column("The day on which it was raised.", "2024-03-21", "long ago")


class ArchivedCopy(Row):
    """Copies of sources that an archive of the web keeps, taken near the day on which we read them. \
A machine writes this, as `make links` finds them; files of a commit and releases of packages need none."""

    key = ("source_id",)
    ordered_by = ("source_id",)
    source_id: c.Id = column("The source.", "coral-edgetpu-docs", "the homepage", ref=SOURCES)
    archived_url: c.Address = column(
        "Address of the copy, which names when it was taken.",
        "https://web.archive.org/web/20261123101500/https://coral.ai/docs/edgetpu/inference/",
        "archive.org",
    )


class LinkCheck(Row):
    """Addresses that did not answer as they should when `make links` last asked. \
A machine writes this; what answers is not listed."""

    key = ("url",)
    ordered_by = ("url",)
    url: c.Address = column(
        "The address, as a row of another table has it.", "https://coral.ai/docs/edgetpu/inference/", "the homepage"
    )
    outcome: c.one_of(*LINK_OUTCOMES) = column("What came of it.", "gone", "broken")
    answer: c.Text = column("What exactly was answered.", "404", "no")
    since: c.Date = column("The day on which it was first seen so.", "2026-11-24", "recently")
    checked_on: c.Date = column("The day on which it was last seen so.", "2026-11-24", "today")


class GuideQuestion(Row):
    """What the selection guide asks, in its order. The id is the name in the address: ``?runs-on=phone``."""

    most = 100
    id: c.Id = column("Name of the question; never changes.", "runs-on", "Where?")
    title: c.Text = column("The question, in plain words.", "Where must it run?", "Deployment target")
    short: c.Text = column("The same in two or three words, for lists and records.", "Runs on", "Q2")
    why: c.Text = column(
        "Why it matters, in one sentence.", "A runtime that is missing there outweighs the rest.", "Important"
    )
    several: c.YesNo = column("May several of its options be chosen at once?", "yes", "maybe")


class GuideOption(Row):
    """The answers that the selection guide offers. The id is the question's, a hyphen, and the value in the address."""

    most = 1_000
    id: c.Id = column("Name of the option; never changes.", "runs-on-phone", "Phone")
    question_id: c.Id = column("The question that it answers.", "runs-on", "Where?", ref="guide_questions.id")
    title: c.Text = column("The answer, in plain words.", "A phone", "mobile/edge")
    why: c.Text = column(
        "Why it touches the criteria of its rules.", "The runtime on the device decides.", "It matters"
    )
    formerly: c.OptionalId = column(
        "The option that it was a part of, or its name, in addresses of earlier days.", "runs-on-phone", "Phones"
    )

    @property
    def value(self) -> str:
        return self.id.removeprefix(f"{self.question_id}-")


class GuideCriterion(Row):
    """What the reasons of the selection guide are about, and how much it counts until a reader changes that."""

    most = 200
    id: c.Id = column("Name of the criterion; never changes.", "working", "Criterion 1")
    title: c.Text = column("What it is called.", "Daily work", "Misc")
    meaning: c.Text = column("What it asks.", "How is code written, learned and debugged?", "Is it good?")
    step: c.one_of(*STEPS) = column(
        "The step of the decision to which its reasons belong; a later step never overturns an earlier one.",
        "people", "first",
    )  # fmt: skip
    weight: c.one_of(*WEIGHTS) = column("How much it counts within its step, by default.", "much", "7")


class GuideRule(Row):
    """What speaks for or against a framework in a situation, one reason a row, and what it rests on."""

    most = 2_000
    id: c.Id = column("Name of the rule; never changes.", "phone-litert", "Rule 1")
    when: c.Ids = column("The options in which it counts.", "runs-on-phone", "Phones", ref="guide_options.id")
    match: c.one_of("any", "all") = column(
        "Is one of the options enough, or must one of each question named be chosen?", "any", "both"
    )
    unless: c.OptionalIds = column(
        "Options in which it does not count: a library counts only where it runs.", "runs-on-phone", "Phones",
        ref="guide_options.id",
    )  # fmt: skip
    criterion_id: c.Id = column("The criterion that it is about.", "working", "Misc", ref="guide_criteria.id")
    frameworks: c.many_of(*FRAMEWORKS, required=False) = column(
        "Whom it is about; empty for all.", "tensorflow keras", "TF"
    )
    direction: c.one_of(*DIRECTIONS) = column("Which way it points.", "for", "good")
    strength: c.one_of(*STRENGTHS, required=False) = column("How much, for a reason for or against.", "clear", "5")
    fact: c.OptionalId = column(
        "The fact that it rests on, where several reasons tell the same one: it counts once.", "transformers-5", "T5",
    )  # fmt: skip
    reason: c.Text = column(
        "The reason, in one sentence.", "LiteRT runs .tflite files on Android and iOS.", "It is better"
    )
    claims: c.OptionalIds = column("Claims that it rests on.", "tf2-eager", "Claim 12", ref="claims.id")
    verdicts: c.many_of(*VERDICTS, required=False) = column(
        "Their verdicts when the rule was written, in the same order.", "holds", "true"
    )
    systems: c.OptionalIds = column("Systems that it rests on.", "litert", "LiteRT", ref="systems.id")
    statuses: c.many_of(*STATUSES, required=False) = column(
        "Their statuses when the rule was written, in the same order.", "active", "alive"
    )
    rows: c.OptionalIds = column(
        "Rows of the comparison table that it rests on.", "default-execution", "Row 3", ref="comparison_criteria.id"
    )
    source_ids: c.OptionalIds = column("Sources that it rests on besides.", "litert-readme", "README", ref=SOURCES)
    checked_on: c.Date = column(*CHECKED_ON)


class Route(Row):
    """The ways from a framework to what is asked of the model: where it runs, where it is trained, what it must do.

    They decide what is possible: of several ways to one target the best counts, of several targets the worst.
    """

    most = 500
    id: c.Id = column("Name of the route; never changes.", "phone-executorch", "Way 1")
    targets: c.Ids = column(
        "What it reaches: the options of the guide that ask for it.", "runs-on-android", "Phones",
        ref="guide_options.id",
    )  # fmt: skip
    when: c.OptionalIds = column(
        "Options without which it is none; of each question named, one must be chosen.", "task-language", "Text",
        ref="guide_options.id",
    )  # fmt: skip
    unless: c.OptionalIds = column("Options with which it is none.", "task-llm-serving", "LLMs", ref="guide_options.id")
    frameworks: c.many_of(*FRAMEWORKS) = column("In which frameworks the model may be written.", "pytorch", "PT")
    export: c.OptionalText = column(
        "What the model is exported to; empty where it stays as it is.", "a .pte file by torch.export", "yes"
    )
    runtime: c.Text = column("What runs it there, or drives the hardware.", "ExecuTorch", "a runtime")
    maturity: c.one_of(*MATURITIES) = column("Is the whole way kept up?", "maintained", "good")
    why: c.OptionalText = column(
        "What a reader must know of it; for one that is not maintained, why.", "Its converter is in beta.", "Bad"
    )
    packages: c.OptionalPurls = column(
        "What has to be installed, the framework first.", "pkg:pypi/torch pkg:pypi/executorch", "torch"
    )
    extras: c.OptionalText = column(
        "Packages that are installed with an extra, without which the route does not work.", "jax[tpu]", "tpu"
    )
    systems: c.OptionalIds = column("The systems that are parts of it.", "executorch", "ExecuTorch", ref="systems.id")
    statuses: c.many_of(*STATUSES, required=False) = column(
        "Their statuses when the row was written, in the same order.", "active", "alive"
    )
    probes: c.OptionalIds = column("Scripts of ours that ran it.", "pytorch-export", "Script 1", ref="probes.id")
    rows: c.OptionalIds = column(
        "Rows of the comparison table that it rests on.", "mobile-edge", "Row 3", ref="comparison_criteria.id"
    )
    source_ids: c.OptionalIds = column("Sources that it rests on besides.", "litert-readme", "README", ref=SOURCES)
    checked_on: c.Date = column(*CHECKED_ON)


def extras_of(route: Route) -> tuple[str, ...]:
    """``("jax[tpu]",)``."""
    return tuple((route.extras or "").split())


class ModelSource(Row):
    """Where models to start from come from, for a field or a kind of model, and in which framework."""

    most = 200
    id: c.Id = column("Name of the row; never changes.", "transformers", "Row 1")
    when: c.Ids = column("The options that it helps with; one is enough.", "task-language", "Text",
                         ref="guide_options.id")  # fmt: skip
    frameworks: c.many_of(*FRAMEWORKS) = column("The frameworks of its models.", "pytorch", "PT")
    system: c.Id = column("The library or hub.", "transformers", "Hugging Face", ref="systems.id")
    offers: c.Text = column("What one finds there, in a few words.", "open language models with weights", "models")
    checked_on: c.Date = column(*CHECKED_ON)


class Fit(Row):
    """The newest releases of a route's packages that install together, as an installer resolved them."""

    most = 2_000
    key = ("route_id",)
    ordered_by = ("route_id",)
    route_id: c.Id = column("The route.", "phone-executorch", "Way 1", ref="routes.id")
    outcome: c.one_of("fits", "does-not-fit") = column("Do they install together?", "fits", "ok")
    python: c.OptionalPython = column("The newest Python on which they do.", "3.13", "three")
    packages: c.OptionalReleases = column(
        "Their releases, in the order of the route.", "pkg:pypi/torch@2.15.0", "torch"
    )
    problem: c.OptionalText = column("Where they do not: what the installer said.", "executorch needs torch<2.15", "?")
    platform: c.Text = column("For which system and processor.", "Linux x86_64", "mine")
    checked_on: c.Date = column(*CHECKED_ON)


class ConversionWay(Row):
    """Ways that somebody documents to carry a model from one format to another; ``make conversions`` tries each."""

    most = 200
    ordered_by = ("id",)
    id: c.Id = column("Name of the way, and of its script in `scripts/`.", "jax-onnx", "Way 1")
    source: c.one_of(*conversions.FORMATS) = column("Where the model comes from.", "jax", "TF")
    target: c.one_of(*conversions.FORMATS) = column("Where it goes.", "onnx", "anywhere")
    tool: c.Text = column("What converts it.", "jax2onnx", "=1+1")
    runtime: c.Text = column("What runs the result.", "ONNX Runtime", "=1+1")
    model_in: c.one_of(*DISTRIBUTIONS) = column(
        "The framework in which the model is written before anything is done with it.", "jax", "Flax"
    )
    environment: c.one_of(*MEETING) = column("Where it is tried.", "conversions", "laptop")
    packages: c.Text = column("The packages whose versions count.", "jax jax2onnx onnxruntime", "=1+1")
    probes: c.OptionalIds = column(
        "Scripts that ask the same of a small model; routes that name one rest on this way too.", "jax-onnx", "One",
        ref="probes.id",
    )  # fmt: skip
    source_ids: c.Ids = column("Where it is documented.", "jax2onnx-readme", "README", ref=SOURCES)
    checked_on: c.Date = column(*CHECKED_ON)


class Conversion(Row):
    """What came of each way with each of six models, with random weights: what ``make conversions`` wrote."""

    most = 2_000
    key = ("way_id", "model")
    way_id: c.Id = column("The way.", "jax-onnx", "Way 1", ref="conversion_ways.id")
    model: c.one_of(*conversions.MODELS) = column("The model.", "mlp", "VGG")
    outcome: c.one_of(*conversions.OUTCOMES) = column("What came of it.", "converts", "ok")
    finding: c.OptionalText = column(
        "What had to be changed, or the first line of the error.", "with SELECT_TF_OPS", "=1+1"
    )
    difference_ppm: c.OptionalNumber = column(
        "The largest difference of the outputs, in millionths of the largest output; empty where nothing came out.",
        "0.2", "small", unit="ppm",
    )  # fmt: skip
    versions: c.Text = column("What it ran with.", "jax 0.10.2, jax2onnx 0.17.1, Python 3.11.7", "=1+1")
    ran_on: c.Date = column("The day on which it ran (UTC).", "2026-11-22", "today")


class End(Row):
    """When support ends or ended: of a release, a Python, a CUDA version, a companion, a platform."""

    most = 5_000
    ordered_by = ("ends_on", "id")
    id: c.Id = column("Name of the end; never changes.", "python-3-11", "End 1")
    what: c.Text = column("What ends, as people call it.", "Python 3.11", "=1+1")
    kind: c.one_of(*END_KINDS) = column("What sort of thing it is.", "python", "language")
    frameworks: c.many_of(*FRAMEWORKS) = column("The frameworks that it concerns.", "tensorflow pytorch", "all")
    systems: c.OptionalIds = column("The systems that it concerns.", "torchtext", "TorchText", ref="systems.id")
    ends_on: c.DayOrMonth = column(
        "The last day of support, past or future; the month where no source has the day.", "2027-10", "soon"
    )
    certainty: c.one_of(*CERTAINTIES) = column("How the day is known.", "announced", "sure")
    reason: c.Text = column("What ends then, and what to use instead.", "Security fixes end. Use Python 3.13.", "=1+1")
    source_ids: c.Ids = column("What it rests on.", "python-releases-toml", "python.org", ref=SOURCES)
    checked_on: c.Date = column(*CHECKED_ON)


class CudaDriver(Row):
    """The oldest driver of NVIDIA with which a major release of CUDA runs."""

    most = 100
    key = ("cuda",)
    ordered_by = ("cuda",)
    cuda: c.Version = column("The major release of CUDA.", "13", "thirteen")
    driver_linux: c.Version = column("The oldest driver on Linux.", "580.65.06", "580+")
    driver_windows: c.Version = column("The oldest driver on Windows.", "580", "580+")
    source_ids: c.Ids = column("What it rests on.", "nvidia-minor-version-compatibility", "NVIDIA", ref=SOURCES)
    checked_on: c.Date = column(*CHECKED_ON)


class Companion(Row):
    """Packages that people install beside a framework, and whose release has to suit its release."""

    most = 500
    key = ("package", "framework")
    ordered_by = ("framework", "package")
    package: c.Purl = column("The package, without a version.", "pkg:pypi/torchvision", "torchvision")
    framework: c.one_of(*FRAMEWORKS) = column("The framework beside which it is installed.", "pytorch", "Torch")
    what: c.Text = column("What it is for, in some words.", "images and video", "=1+1")


class Build(Row):
    """For what a stable release since 2018 of a framework or of a companion has wheels, and what one for Linux \
requires. `make refresh` writes it."""

    most = 50_000
    key = ("package", "version")
    ordered_by = ("package", "version")
    package: c.Purl = column("The package, without a version.", "pkg:pypi/torch", "torch")
    version: c.Version = column("The release.", "2.13.0", "newest")
    released_on: c.Date = column("The day of its first file (UTC).", "2026-07-08", "July")
    requires_python: c.OptionalText = column("The Python that its metadata asks for.", ">=3.10", "=1+1")
    wheels: c.OptionalWheels = column(
        "Platforms, each with the oldest glibc or macOS that all its wheels run on and the Pythons that it has wheels "
        "for; `any` for a wheel without compiled code; empty if there is no wheel.",
        "linux-x86-64@2.28=3.11,3.12",
        "Linux",
    )
    requires: c.OptionalRequirements = column(
        "What its wheel for Linux on x86-64 requires of frameworks, companions, NumPy and protobuf, on the newest "
        "Python that it is for, one space between.",
        "numpy>=1.26.0 protobuf<8.0.0,>=6.31.1",
        "=1+1",
    )
    gpu_extras: c.OptionalExtras = column(
        "The extras that bring NVIDIA's libraries on Linux with x86-64, one space between.", "cuda12 cuda13", "=1+1"
    )
    tpu_extras: c.OptionalExtras = column(
        "The extras that bring Google's library for TPUs, one space between.", "tpu", "=1+1"
    )
    cuda: c.OptionalAtLeast = column(
        "The release of CUDA's runtime that its requirements name, its extra for GPUs included; `12.5.82+` for at "
        "least that one.",
        "13.2.2",
        "=1+1",
    )
    cudnn: c.OptionalAtLeast = column("The release of cuDNN that they name, likewise.", "9.26.0.51", "=1+1")
    source_id: c.Id = column("Who states it.", "python-package-index", "the index", ref=SOURCES)
    checked_on: c.Date = column(*CHECKED_ON)
    recorded_by: c.one_of(*RECORDED_BY) = column("Who wrote the row.", "make refresh", "us")


class Trial(Row):
    """Combinations drawn at random that a resolver was asked for, to see whether our page says the same."""

    most = 5_000
    key = ("package", "version", "python", "platform")
    ordered_by = ("package", "version", "python", "platform")
    package: c.Purl = column("The framework.", "pkg:pypi/torch", "torch")
    version: c.Version = column("Its release.", "2.13.0", "newest")
    python: c.Version = column("The Python.", "3.12", "three")
    platform: c.one_of(*PLATFORMS) = column("The system and processor.", "linux-x86-64", "Linux")
    outcome: c.one_of("fits", "does-not-fit") = column("What the resolver said.", "fits", "ok")
    problem: c.OptionalText = column("Where it does not fit: its words.", "no wheels with a matching tag", "=1+1")
    checked_on: c.Date = column(*CHECKED_ON)


class GuideAdvice(Row):
    """The article's ten pieces of advice: in which situations somebody would follow them, and what became of each."""

    most = 2_000
    key = ("claim_id",)
    claim_id: c.Id = column("The advice, as a claim.", "tf2-eager", "Advice 3", ref="claims.id")
    framework: c.one_of(*FRAMEWORKS) = column("The framework that it names.", "tensorflow", "TF")
    options: c.Ids = column(
        "The options in which it would be followed.", "runs-on-phone", "Phones", ref="guide_options.id"
    )
    became: c.one_of(*BECAME) = column("What became of it.", "outdated", "wrong")
    checked_on: c.Date = column(*CHECKED_ON)


class GuideSituation(Row):
    """Situations of people who choose, with the answer that sources and keepers support; each is tried on the guide."""

    most = 500
    id: c.Id = column("Name of the situation; never changes.", "vision-on-a-phone", "Example 1")
    short: c.Text = column("What it is about, in a few words.", "A plant finder", "1")
    title: c.Text = column("The situation, as somebody would tell it.", "A camera app finds plants.", "Example")
    options: c.Ids = column("What they answer.", "runs-on-android", "Phone", ref="guide_options.id")
    first: c.many_of(*FRAMEWORKS) = column("The frameworks that come first; several where it is open.", "pytorch", "PT")
    routes: c.OptionalIds = column("Routes that the answer must name.", "phone-executorch", "Way 1", ref="routes.id")
    reason: c.Text = column("Why, in one sentence.", "The runtime decides, and all reach it.", "Obvious")
    source_ids: c.Ids = column("At least two, of different publishers.", "litert-readme", "README", ref=SOURCES)
    against: c.OptionalText = column("What a source says against it, if one does.", "Its README says beta.", "None")
    checked_on: c.Date = column(*CHECKED_ON)


TABLES: dict[str, type[Row]] = {
    "frameworks": Framework,
    "sources": Source,
    "comparison_criteria": Criterion,
    "comparison": Cell,
    "systems": System,
    "side_by_side": SideBySide,
    "releases": Release,
    "packages": Package,
    "advisories": Advisory,
    "turning_releases": TurningRelease,
    "events": Event,
    "adoption": AdoptionPoint,
    "listed_downloads": ListedDownloads,
    "papers": PaperCount,
    "linked_papers": LinkedPapers,
    "studies": Study,
    "published_results": PublishedResult,
    "study_hits": StudyHit,
    "claims": Claim,
    "claim_evidence": Evidence,
    "claim_rules": ClaimRule,
    "claim_probes": ClaimProbe,
    "probes": Probe,
    "release_answers": ReleaseAnswer,
    "release_accuracy": ReleaseAccuracy,
    "study_times": StudyTime,
    "package_probes": PackageProbe,
    "first_jobs": FirstJob,
    "verdict_log": VerdictChange,
    "searches": Search,
    "readings": Reading,
    "environments": ListedEnvironment,
    "redirects": Redirect,
    "best_bets": BestBet,
    "disputes": Dispute,
    "link_checks": LinkCheck,
    "archived_copies": ArchivedCopy,
    "guide_questions": GuideQuestion,
    "guide_options": GuideOption,
    "guide_criteria": GuideCriterion,
    "guide_rules": GuideRule,
    "guide_advice": GuideAdvice,
    "guide_situations": GuideSituation,
    "routes": Route,
    "model_sources": ModelSource,
    "fits": Fit,
    "conversion_ways": ConversionWay,
    "conversions": Conversion,
    "ends": End,
    "cuda_drivers": CudaDriver,
    "companions": Companion,
    "builds": Build,
    "fit_trials": Trial,
}
"""Table name (the stem of its CSV file) → model, in the order of the data dictionary."""


def kind_of(model: type[Row], name: str) -> c.Kind:
    """The :class:`~sitedata.schema.kinds.Kind` of a column."""
    return next(meta for meta in model.model_fields[name].metadata if isinstance(meta, c.Kind))


def parser_of(model: type[Row], name: str) -> Callable[[str], Any]:
    """What makes a column's value of a cell. It raises a ValueError for a wrong one."""
    return next(meta.func for meta in model.model_fields[name].metadata if isinstance(meta, BeforeValidator))


def extra_of(model: type[Row], name: str, what: str) -> str:
    """``bad``, ``unit`` or ``ref`` of a column."""
    return model.model_fields[name].json_schema_extra[what]


def columns_of(model: type[Row]) -> list[str]:
    return list(model.model_fields)


def key_of(row: Row) -> str:
    """``default-execution pytorch``: what names a row within its table."""
    return " ".join(str(getattr(row, name)) for name in row.key)
