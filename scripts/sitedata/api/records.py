"""From rows and judgements to the records of the API.

In: a data set. Out: models of :mod:`sitedata.api.models`, addresses included.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sitedata.api import models as api
from sitedata.api.from_rows import values
from sitedata.api.measurements import rounded
from sitedata.judge import claims, first_jobs
from sitedata.judge.packages import Packages
from sitedata.judge.rules import rules_in_words
from sitedata.judge.staleness import StaleMarks
from sitedata.judge.years import Held
from sitedata.load.dataset import Dataset
from sitedata.schema.figure import Figure
from sitedata.schema.tables import COLUMN_TITLES, SECTION_TITLES, Criterion, Probe, Row, System, VerdictChange
from sitedata.text.addresses import address

FIGURE_FILES = {"svg": ".svg", "png": ".png", "csv": ".csv", "zip": ".zip", "json": ".json", "meta": ".meta.json"}


def probe_outcome(row: Probe | None) -> api.ProbeOutcome | None:
    return row and api.ProbeOutcome(**values(row, api.ProbeOutcome))


class Records:
    """``site_url`` is empty if the site does not know its address."""

    def __init__(
        self, data: Dataset, site_url: str, stale: StaleMarks, packages: Packages, held: Mapping[str, Sequence[Held]]
    ):
        self.data, self.site_url, self.stale = data, site_url, stale
        self.packages, self.held = packages, held
        self._sources: dict[str, api.SourcePlace] = {}
        self._jobs = first_jobs.of_claims(data)

    def at(self, path: str) -> str:
        return address(path, self.site_url)

    def source(self, id: str) -> api.SourcePlace:
        if id not in self._sources:
            copy = self.data.archived.get(id)
            self._sources[id] = api.SourcePlace(
                **values(self.data.sources[id], api.SourcePlace), page=self.at(f"sources/#{id}"),
                archived_url=copy and copy.archived_url,
            )  # fmt: skip
        return self._sources[id]

    def mark(self, table: str, row: Row) -> str | None:
        return self.stale.why(table, row) or None

    # --- claims ---
    def claims(self, judged: Mapping[str, claims.Judgement]) -> list[api.Claim]:
        history: dict[str, list[VerdictChange]] = {}
        for row in claims.in_order(self.data.rows("verdict_log")):
            history.setdefault(row.claim_id, []).append(row)
        return [self.claim(judgement, history.get(id, [])) for id, judgement in judged.items()]

    def claim(self, judged: claims.Judgement, history: list[VerdictChange]) -> api.Claim:
        claim = judged.claim
        decided = {
            "scope": judged.scope,
            "checked_on": judged.checked_on,
            "checked_against": judged.checked_against or None,
        }
        return api.Claim(
            **values(claim, api.Claim) | decided, section_title=SECTION_TITLES[claim.section], verdict=judged.verdict,
            reason=judged.reason,
            evidence=[
                api.Evidence(**values(row, api.Evidence), source=self.source(row.source_id)) for row in judged.evidence
            ],
            rule=self.rule(judged), probes=list(map(probe_outcome, judged.probes)),
            first_jobs=[one.system.id for one in self._jobs[claim.id]],
            left_out=[api.LeftOut(name=name, why=why) for name, why in judged.left_out],
            history=[api.Change(**values(row, api.Change)) for row in history],
            held=[
                api.Held(
                    since=one.since, until=one.until, outcome=one.outcome or "models-differ",
                    ended_by=one.ended_by or None,
                )
                for one in self.held.get(claim.id, [])
            ],
            needs_second_look=self.mark("claims", claim), page=self.at(f"claims/{claim.id}/"),
        )  # fmt: skip

    def rule(self, judged: claims.Judgement) -> api.Rule | None:
        if judged.decision is None:
            return None
        answers = [
            api.Answer(
                environment=answer.environment.id, machine=answer.environment.title, workload=answer.name,
                metric=answer.metric, measured=answer.shown, coverage=rounded(answer.coverage), rounds=answer.count,
                says=answer.verdict or "unclear", counts=not answer.not_counted, why_not=answer.not_counted or None,
                samples=self.at(answer.samples) if answer.samples else None,
            )
            for answer in judged.answers
        ]  # fmt: skip
        return api.Rule(
            **values(judged.rules[0], api.Rule), words=rules_in_words(judged.rules, judged.answers),
            metrics=[rule.metric for rule in judged.rules], decided_by=judged.decision.in_words, answers=answers,
        )  # fmt: skip

    # --- comparison and systems ---
    def criterion(self, row: Criterion) -> api.Criterion:
        cells = [
            api.Cell(
                column=name, title=title, **values(cell, api.Cell), sources=list(map(self.source, cell.source_ids)),
                needs_second_look=self.mark("comparison", cell),
            )
            for name, title in COLUMN_TITLES.items() if (cell := self.data.cells.get((row.id, name)))
        ]  # fmt: skip
        return api.Criterion(**values(row, api.Criterion), cells=cells, page=self.at(f"comparison/{row.id}/"))

    def system(self, row: System) -> api.System:
        facts = self.packages.of(row)
        newest, says = facts.release, facts.description
        return api.System(
            **values(row, api.System), successors=list(row.successor or ()),
            sources=list(map(self.source, row.source_ids)),
            newest_release=newest and api.Release(**values(newest, api.Release)), page=self.at(f"ecosystem/{row.id}/"),
            package_says=says and api.PackageDescription(
                **values(says, api.PackageDescription), checked_on=says.checked_on,
                requires_python=newest and newest.requires_python, pythons=newest and newest.pythons,
            ),
            installs_beside=[
                api.InstallsBeside(
                    framework=one.framework, version=one.version, required=one.needed, why_not=one.why_not or None
                )
                for one in facts.beside
            ],
            tried_beside=[
                api.Tried(
                    framework=one.framework, installs_and_imports=probe_outcome(one.alive),
                    requires_it=probe_outcome(one.needs), not_asked_because=one.because or None,
                )
                for one in facts.tried
            ],
            advisories=[api.Advisory(**values(one, api.Advisory)) for one in facts.advisories],
            first_job=[
                api.JobTry(**values(one, api.JobTry)) for one in self.data.rows("first_jobs") if one.system_id == row.id
            ],
            needs_second_look=self.mark("systems", row),
        )  # fmt: skip

    # --- figures ---
    def figure(self, figure: Figure, published: Collection[str], page: str | None) -> api.FigureFiles:
        """``published`` are the paths that the site has; ``page`` leads to the page that shows the figure."""
        paths = {name: f"figures/{figure.file}{suffix}" for name, suffix in FIGURE_FILES.items()}
        files = {name: self.at(path) if path in published else None for name, path in paths.items()}
        about = {name: getattr(figure, name) for name in ("title", "unit", "scope", "as_of")}
        return api.FigureFiles(id=figure.file, **about, page=None if page is None else self.at(page), **files)
