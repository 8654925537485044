"""A page for each row of the comparison and ecosystem tables, so that a link to it has a title and a picture.

In: rows. Out: Markdown.
"""

from __future__ import annotations

from pathlib import Path

from markupsafe import Markup

from sitedata.judge.claims import Judgement
from sitedata.judge.endings import endings, of_system
from sitedata.judge.pairs import with_system
from sitedata.load.archive import Published, hash_of
from sitedata.load.dataset import Dataset
from sitedata.pages.claims import printed
from sitedata.pages.fragments import Fragments
from sitedata.pages.shares import Link, Share
from sitedata.schema.names import NAMES
from sitedata.schema.tables import COLUMN_TITLES, OUTCOMES, STATUSES, Criterion, Row, System
from sitedata.text.values import shortened

DROPPED = ",;:"  # marks that do not belong before an ellipsis
MOST_SAID = 240  # characters of a row in a share text
COMPARISON_PAGE = "4a-implementation/"


def criterion_address(id: str) -> str:
    return f"comparison/{id}/"


def system_address(id: str) -> str:
    return f"ecosystem/{id}/"


BASE = "../../"  # from a row's page to the root


class RowPages:
    """Addresses, shares and pages of criteria and systems. ``outputs`` is a folder with what each probe printed."""

    def __init__(self, fragments: Fragments, outputs: Path | None = None):
        self.outputs = outputs
        self.fragments, self.judged = fragments, fragments.edition.judged
        self.data: Dataset = fragments.data

    # --- criteria ---
    def criterion_share(self, row: Criterion) -> Share:
        cells = [(title, self.data.cells[row.id, name]) for name, title in COLUMN_TITLES.items()]
        said = " ".join(f"{title}: {cell.text or cell.empty_because}" for title, cell in cells)
        content = [row.model_dump(mode="json"), *(cell.model_dump(mode="json") for _, cell in cells)]
        as_of = max(cell.checked_on for _, cell in cells).isoformat()
        return self._share("criterion", row.id, row.title, criterion_address(row.id), as_of, said, content)

    def criterion_page(self, row: Criterion, share: Markup) -> str:
        said = (
            f"{row.title} in TensorFlow, PyTorch and Keras 3 or JAX: {row.question} "
            "Each answer with its sources and the day it was checked."
        )
        return self.fragments.page(
            "criterion_page.md", row=row, base=BASE, title=f"{row.title}: TensorFlow and PyTorch",
            description=shortened(said, 165, DROPPED),
            share=share, cells=[(title, self.data.cells[row.id, name]) for name, title in COLUMN_TITLES.items()],
            sources=self.data.sources, table=COMPARISON_PAGE, own=self.fragments.tools.of("comparison_criteria", row),
        )  # fmt: skip

    # --- systems ---
    def system_share(self, row: System) -> Share:
        said = f"{row.name}: {row.status}. {row.status_reason}"
        release = self.data.newest_release(row.package)
        content = [row.model_dump(mode="json"), release and release.model_dump(mode="json")]
        as_of = row.checked_on.isoformat()
        return self._share("system", row.id, f"{row.name}, {row.status}", system_address(row.id), as_of, said, content)

    def system_page(self, row: System, share: Markup) -> str:
        facts = self.fragments.packages.of(row)
        release = facts.release
        newest = f"newest release {release.version} of {release.released_on}" if release else "no dated release"
        said = f"{row.name} is {row.status}: {newest}. {row.what} With the evidence and the day it was checked."
        return self.fragments.page(
            "system_page.md", row=row, base=BASE, title=row.name, description=shortened(said, 165, DROPPED),
            share=share, release=release, facts=facts, framework_names=NAMES, statuses=STATUSES, outcomes=OUTCOMES,
            names={system.id: system.name for system in self.data.rows("systems")}, sources=self.data.sources,
            printed={id: printed(self.outputs, id) for one in facts.tried if (id := one.alive and one.alive.id)},
            claims=self._claims(row), own=self.fragments.tools.of("systems", row),
            ends=of_system(row.id, endings(self.data)), pairs=with_system(self.data, row.id),
        )  # fmt: skip

    def _claims(self, row: System) -> list[Judgement]:
        """Claims that name it, or share a source with it."""
        sources, name = set(row.source_ids), row.name.lower()
        return [
            judgement for judgement in self.judged.values()
            if name in judgement.claim.claim.lower()
            or sources & {evidence.source_id for evidence in judgement.evidence}
        ]  # fmt: skip

    # --- both ---
    def _share(self, kind: str, id: str, title: str, address: str, as_of: str, said: str, content: list) -> Share:
        thing = Published(kind, id, hash_of(content))
        (live,), (frozen,) = thing.files, thing.frozen_files
        links = (Link("Row (JSON)", live), Link("Frozen row (JSON)", frozen))
        return Share(
            kind,
            id,
            title,
            address,
            as_of,
            thing.state,
            said=shortened(said, MOST_SAID, DROPPED),
            frozen=frozen,
            links=links,
        )

    def shares(self) -> list[tuple[Share, Row]]:
        """Every row with its share, in file order."""
        criteria = [(self.criterion_share(row), row) for row in self.data.rows("comparison_criteria")]
        return criteria + [(self.system_share(row), row) for row in self.data.rows("systems")]

    def page(self, row: Row, share: Markup) -> str:
        return self.criterion_page(row, share) if isinstance(row, Criterion) else self.system_page(row, share)

    def things(self) -> list[Published]:
        return [Published(share.kind, share.id, share.state) for share, _ in self.shares()]
