"""What the tool line of each kind of row offers: the line to edit, a report form filled in, and disputes.

The form has id, value and source of the row. ``templates/row_tools.html`` shows the line. A new link for every row is
one more field of :class:`sitedata.pages.forge.RowTools`.
"""

from __future__ import annotations

from sitedata.load.dataset import Dataset
from sitedata.load.uses import remembered
from sitedata.pages.forge import Forge, RowTools
from sitedata.schema.figure import Figure
from sitedata.schema.tables import TABLES, Row, key_of

CALLED = {
    "claims": "claim", "comparison": "cell", "systems": "system", "sources": "source",
    "comparison_criteria": "criterion", "probes": "probe", "frameworks": "framework", "releases": "release",
    "routes": "route", "side_by_side": "choice",
}  # fmt: skip
"""Table → what a reader calls one of its rows."""
VALUE = {
    "claims": "claim", "comparison": "text", "systems": "status", "sources": "title",
    "comparison_criteria": "question", "probes": "finding", "frameworks": "name", "releases": "version",
    "routes": "runtime", "side_by_side": "question",
}  # fmt: skip
"""Table → the column whose value is reported."""


class Tools:
    """Tool lines for the rows and figures of one data set."""

    def __init__(self, data: Dataset, repository: str = ""):
        self.data, self.forge = data, Forge(repository)

    def of(self, table: str, row: Row, value: str = "") -> RowTools:
        """``value`` is what the page shows, if that is more than a cell."""
        name = f"{CALLED.get(table, 'row')} {key_of(row)}"
        edit = self.forge.edit(f"data/{table}.csv", row.line)
        report = (
            self.forge.report(name, value or str(getattr(row, VALUE[table]) or ""), self._sources(table, row))
            if edit
            else ""
        )
        return RowTools(name, (("edit", edit),) if edit else (), report, self.disputes(table, key_of(row)))

    def of_figure(self, figure: Figure) -> RowTools:
        """A figure is edited in two places: where its rows are, and where it is drawn.

        Disputes about a study concern its figures.
        """
        path, line = figure.code
        table = next((name for name in figure.tables if name in TABLES), "")
        edits = [
            ("edit drawing", self.forge.edit(f"scripts/{path}", line)),
            ("edit data", table and self.forge.edit(f"data/{table}.csv")),
        ]
        report = self.forge.report(f"figure {figure.id}", figure.title, " ".join(figure.source_ids))
        studies = (
            [row.id for row in self.data.rows("studies") if set(row.source_ids) & set(figure.source_ids)]
            if table
            else []
        )
        disputes = [
            *self.disputes("figures", figure.id),
            *(dispute for id in studies for dispute in self.disputes("studies", id)),
        ]
        return RowTools(f"figure {figure.id}", tuple(edit for edit in edits if edit[1]), report, tuple(disputes))

    def of_environment(self, id: str, title: str) -> RowTools:
        """Results are sent, not edited by hand, except for the author's note; whoever doubts them opens a report."""
        edit = self.forge.edit(f"data/benchmarks/{id}/environment.csv")
        report = self.forge.report(f"environment {id}", title)
        return RowTools(f"environment {id}", (("edit", edit),) if edit else (), report, self.disputes("benchmarks", id))

    def _sources(self, table: str, row: Row) -> str:
        if table == "sources":
            return row.url
        if table == "claims":
            return " ".join(self._evidence.get(row.id, ()))
        return " ".join(getattr(row, "source_ids", ()))

    def disputes(self, table: str, key: str) -> tuple[tuple[str, str], ...]:
        """Reason and address of each dispute about a row."""
        return self._disputes.get((table, key), ())

    @remembered
    def _disputes(self) -> dict[tuple[str, str], tuple[tuple[str, str], ...]]:
        disputes: dict[tuple[str, str], tuple[tuple[str, str], ...]] = {}
        for row in self.data.rows("disputes"):
            place = (row.table, row.row)
            disputes[place] = (*disputes.get(place, ()), (row.reason, row.url))
        return disputes

    @remembered
    def _evidence(self) -> dict[str, dict[str, None]]:
        evidence: dict[str, dict[str, None]] = {}
        for row in self.data.rows("claim_evidence"):
            evidence.setdefault(row.claim_id, {})[row.source_id] = None
        return evidence
