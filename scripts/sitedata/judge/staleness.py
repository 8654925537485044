"""Which facts need a second look, and why.

This is the only place that decides it: text, tables, figures, pages and exports ask here. In: a data set and the day of
the build (not the clock's, so that equal inputs give equal pages). Out: a :class:`StaleMark` for each row or figure
that is past its review, was checked against a release older than the newest known, or rests on old evidence alone or on
an address that no longer answers. Nothing here stops a build: a stale fact is marked until somebody looks at it.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sitedata.judge.evidence_age import REVIEW_DAYS, EvidenceAge, last_day
from sitedata.judge.versions import KnownVersions
from sitedata.judge.witnesses import asked_pair, not_counted
from sitedata.load.dataset import Dataset
from sitedata.load.uses import remembered, remembering
from sitedata.schema.figure import Figure
from sitedata.schema.names import NAMES
from sitedata.schema.tables import LINK_OUTCOMES, TABLES, Claim, Row, key_of
from sitedata.text.problem import Problem, quoted
from sitedata.text.values import day

OLD_EVIDENCE = "old evidence"
ASKED_AGAIN_DAYS = 60  # the list of releases decides what is newest; two missed monthly runs are noticed
VERSIONED_BY = {"tensorflow": ("tensorflow",), "pytorch": ("pytorch",), "keras-jax": ("keras", "jax")}
"""Column of the comparison → the frameworks whose releases may change what it says."""
PACKAGE_NAMES = {"tensorflow-cpu": "tensorflow", "torch": "pytorch", "keras": "keras", "jax": "jax"}
"""Name of a package as probes give it → the framework."""
ADDRESSES = {"sources": "url", "systems": "repository", "frameworks": "repository", "disputes": "url"}
"""Table → its column with an address."""
LISTED = {
    "claims": "claims/{}/",
    "comparison": "comparison/{}/",
    "systems": "ecosystem/{}/",
    "sources": "sources/#{}",
    "benchmarks": "methods/#environment-{}",
}
"""Table → where on the site its rows are shown."""


@dataclass(frozen=True)
class StaleMark:
    """A row that needs a second look.

    ``table`` is ``figures`` or ``benchmarks`` for what is not a row of a table in ``data/``.
    """

    table: str
    key: str
    why: str
    row: Row | None = None

    @property
    def address(self) -> str:
        """Relative to the site's root; empty for what has no place of its own."""
        place = LISTED.get(self.table, "")
        return place.format(self.key.split(" ")[0]) if place else ""


class StaleMarks:
    """Marks by table and key.

    ``today`` is the day of the build; without one, the newest day on which anything was checked.
    """

    def __init__(self, data: Dataset, today: datetime.date | None = None):
        self.data = data
        self.today = today or newest_check(data)
        self.known = KnownVersions(data)
        self.evidence = EvidenceAge(data)
        self.of_table = remembering(self._of_table)

    def why(self, table: str, row: Row) -> str:
        """Why this row needs a second look; empty if it does not."""
        mark = self.of_table(table).get(key_of(row))
        return mark.why if mark else ""

    def why_figure(self, figure: Figure) -> str:
        """A figure is stale if its newest reading is, or the environment that it shows.

        A study by others does not age: its year is shown.
        """
        if figure.is_ours:
            return self.why_environment(figure.environment)
        if (
            not figure.as_of
            or figure.kind == "published"
            or self.today - last_day(figure.as_of) <= datetime.timedelta(REVIEW_DAYS)
        ):
            return ""
        return f"its newest reading is of {day(figure.as_of)}"

    def why_environment(self, id: str) -> str:
        return self._environments.get(id, "")

    @remembered
    def marks(self) -> dict[tuple[str, str], StaleMark]:
        """All marks in the order of the tables; those of environments come last."""
        marks = {(table, key): mark for table in self.rules for key, mark in self.of_table(table).items()}
        return marks | {("benchmarks", id): StaleMark("benchmarks", id, why) for id, why in self._environments.items()}

    @property
    def rules(self) -> dict[str, tuple[Callable[[str], Iterator[tuple[Row, str]]], ...]]:
        """Table → what can make one of its rows stale."""
        return {
            "claims": (self._claims, self._old_evidence),
            "comparison": (self._unchecked, self._cells, self._old_evidence),
            "systems": (self._unchecked, self._links, self._old_evidence),
            "frameworks": (self._unchecked, self._links),
            "probes": (self._probes,),
            "sources": (self._links,),
            "disputes": (self._links,),
            "releases": (self._releases,),
        }

    def _of_table(self, table: str) -> dict[str, StaleMark]:
        """Marks by key, one table at a time, so that whoever asks for one table depends on no other."""
        whys: dict[str, list[str]] = {}
        rows: dict[str, Row] = {}
        for rule in self.rules.get(table, ()):
            for row, why in rule(table):
                rows[key_of(row)] = row
                whys.setdefault(key_of(row), []).append(why)
        return {key: StaleMark(table, key, "; ".join(whys[key]), row) for key, row in rows.items()}

    # --- what makes a fact stale --------------------------------------------------------------------------------------
    def _claims(self, table: str) -> Iterator[tuple[Row, str]]:
        for claim in self.data.rows(table):
            if claim.review_after < self.today:
                yield claim, f"its review was due on {day(claim.review_after)}"
            why = (
                self._measured_with(claim)
                if claim.kind in ("measured", "probed")
                else self.known.older_than_newest(claim.checked_against or "")
            )
            if why:
                yield claim, why

    def _measured_with(self, claim: Claim) -> str:
        """Why a claim that code decided is old; empty if it is not.

        It is as fresh as what the code ran with; what people read besides does not count. Machines that measured a
        newer pair of releases than the one asked decide nothing yet.
        """
        if claim.kind == "measured":
            environments = self.data.environments.values()
            asked = asked_pair(environments)
            deciding = [one.id for one in environments if not not_counted(one, asked)] or list(self.data.environments)
            old = [self._environments[id] for id in deciding if id in self._environments]
            return old[0] if old and len(old) == len(deciding) else ""
        return next((why for id in self._probes_of.get(claim.id, ()) if (why := self._old_probes.get(id))), "")

    def _unchecked(self, table: str) -> Iterator[tuple[Row, str]]:
        """Rows without a review date of their own."""
        for row in self.data.rows(table):
            if self.today - row.checked_on > datetime.timedelta(REVIEW_DAYS):
                yield row, f"it was last checked on {day(row.checked_on)}"

    def _cells(self, table: str) -> Iterator[tuple[Row, str]]:
        for cell in self.data.rows(table):
            for framework in VERSIONED_BY[cell.framework]:
                release = self.known.first_of_newest_series.get(framework)
                if release and release.released_on > cell.checked_on:
                    yield (
                        cell,
                        f"{NAMES[framework]} {release.version} came out on {day(release.released_on)}, after the check",
                    )

    def _old_evidence(self, table: str) -> Iterator[tuple[Row, str]]:
        """Rows that say how things stand now, by evidence that is old or of unknown age."""
        for row in self.data.rows(table):
            ids = self._evidence_of.get(row.id, ()) if table == "claims" else row.source_ids
            days = (row.review_after - row.checked_on).days if table == "claims" else REVIEW_DAYS
            if why := self.evidence.only_old(ids, days):
                yield row, f"{OLD_EVIDENCE}: {why}"

    @remembered
    def _evidence_of(self) -> dict[str, list[str]]:
        """Sourced claim → the sources that speak for it or against it."""
        sourced = {row.id for row in self.data.rows("claims") if row.kind == "sourced"}
        ids: dict[str, list[str]] = {}
        for row in self.data.rows("claim_evidence"):
            if row.claim_id in sourced and row.says != "context":
                ids.setdefault(row.claim_id, []).append(row.source_id)
        return ids

    def old_evidence(self) -> Iterator[Problem]:
        """Every row that rests on old evidence alone, at its place."""
        for table in ("comparison", "systems", "claims"):
            for row, why in self._old_evidence(table):
                column = "verdict" if table == "claims" else "source_ids"
                expected = "a source that is dated and newer"
                yield Problem(self.data.tables[table].file, row.line, column, why, quoted(key_of(row)), expected)

    def _probes(self, table: str) -> Iterator[tuple[Row, str]]:
        for row in self.data.rows(table):
            if row.id in self._old_probes:
                yield row, self._old_probes[row.id]

    @remembered
    def _old_probes(self) -> dict[str, str]:
        return {row.id: why for row in self.data.rows("probes") if (why := self._ran_with(row))}

    @remembered
    def _probes_of(self) -> dict[str, list[str]]:
        probe_ids: dict[str, list[str]] = {}
        for row in self.data.rows("claim_probes"):
            probe_ids.setdefault(row.claim_id, []).append(row.probe_id)
        return probe_ids

    def _ran_with(self, probe: Row) -> str:
        packages = dict(re.findall(r"([\w-]+) (\d[\w.]*)", probe.versions, re.ASCII))
        return next(
            (
                why
                for name, version in packages.items()
                if (why := self.known.behind(PACKAGE_NAMES.get(name, ""), version, "ran with"))
            ),
            "",
        )

    def _links(self, table: str) -> Iterator[tuple[Row, str]]:
        """Rows with an address that did not answer as it should."""
        for row in self.data.rows(table):
            if answer := self._dead.get(getattr(row, ADDRESSES[table])):
                said = (
                    f"its address was {answer.outcome} on {day(answer.checked_on)} ({answer.answer}): "
                    f"{LINK_OUTCOMES[answer.outcome]}"
                )
                yield row, said

    @remembered
    def _dead(self) -> dict[str, Row]:
        return {row.url: row for row in self.data.rows("link_checks")}

    def _releases(self, table: str) -> Iterator[tuple[Row, str]]:
        newest = max(self.data.rows(table), key=lambda row: row.checked_on, default=None)
        if newest and self.today - newest.checked_on > datetime.timedelta(ASKED_AGAIN_DAYS):
            yield (
                newest,
                f"the package indexes were last asked on {day(newest.checked_on)}: newer releases may be unknown here",
            )

    @remembered
    def _environments(self) -> dict[str, str]:
        """Environment of the benchmark → why its results are old."""
        whys = {}
        for environment in self.data.environments.values():
            for framework in ("tensorflow", "pytorch"):
                if why := self.known.behind(framework, environment.version(framework) or "", "measured with"):
                    whys.setdefault(environment.id, why)
        return whys


def newest_check(data: Dataset) -> datetime.date:
    dated = [name for name in data.tables if name in TABLES and "checked_on" in TABLES[name].model_fields]
    days = [row.checked_on for name in dated for row in data.rows(name)]
    return max(days, default=datetime.date.min)
