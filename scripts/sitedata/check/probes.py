"""Do the existing probes and the stored results fit together? In: a dataset. Out: problems at their lines.

Separate from :mod:`sitedata.check.tables` because it is about this repository's scripts, not about a data set alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from sitedata.check.rules import explained
from sitedata.load import inputs
from sitedata.load.dataset import Dataset
from sitedata.schema.protocol.probes import PROBES
from sitedata.text.problem import Problem, nearest, quoted

FILE = "scripts/sitedata/schema/protocol/probes.py"


def unmatched(data: Dataset, known: Iterable[str], source: str) -> Iterator[Problem]:
    """Probes without a result, and results without a probe.

    ``known`` are the ids in ``PROBES``, ``source`` is the text of :data:`FILE`; packages are asked by the data's rows.
    """
    known = [*known, *data.asked_packages]
    rows = data.by_id("probes")
    missing = [id for id in known if id not in rows and id not in data.tables["probes"].broken_ids]
    misnamed = explained(missing, [*data.tables["probes"].lost_ids, *(id for id in rows if id not in known)])
    for id in missing if data.tables["probes"].whole else ():
        if id not in misnamed:
            expected = f'a row in data/probes.csv: make probes ARGS="--only ^{id}$"'
            place = _place(data, id) or (FILE, line_of(id, source), "PROBES")
            yield Problem(*place, "a probe without a result", quoted(id), expected)
    for row in rows.values():
        if row.id not in known:
            file = data.tables["probes"].file
            yield Problem(
                file,
                row.line,
                "id",
                "a result without a probe",
                quoted(row.id),
                f"an id in {FILE}, or one that a row of data/package_probes.csv without a reason asks for",
                nearest(row.id, known),
            )


def _place(data: Dataset, id: str) -> tuple[str, int, str] | None:
    """File, line and column of the row that has a package asked; None for another probe."""
    if asked := data.asked_packages.get(id):
        row = next(
            row
            for row in data.rows("package_probes")
            if (row.package, row.framework) == (asked.package, asked.framework)
        )
        return data.tables["package_probes"].file, row.line, "package"
    return None


def line_of(id: str, source: str) -> int:
    """The line that names the probe by its id or its script's name; 1 if none does."""
    for number, line in enumerate(source.splitlines(), start=1):
        if f'"{id}"' in line or f'"{id.replace("-", "_")}",' in line:
            return number
    return 1


def unreadable_outputs(data: Dataset, folder: Path) -> Iterator[Problem]:
    """Outputs of scripts in ``folder`` that a page could not show."""
    for row in data.rows("probes"):
        try:
            inputs.read_text(folder / f"{row.id}.txt", inputs.LARGEST_OUTPUT)
        except FileNotFoundError:
            continue  # it printed nothing
        except inputs.Unreadable as error:
            yield error.at(f"data/probes/{row.id}.txt")


def check_probes(data: Dataset, root: Path) -> list[Problem]:
    return [
        *unmatched(data, PROBES, (root / FILE).read_text(encoding="utf-8")),
        *unreadable_outputs(data, root / "data" / "probes"),
    ]
