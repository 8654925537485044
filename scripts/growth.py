"""Synthetic data for the growth budget: copies of real rows under new names.

In: ``data/``. Out: folders like it, and seconds.
"""

from __future__ import annotations

import csv
import functools
import gzip
import io
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from sitedata.load import canonical
from sitedata.load.environments import checksum
from sitedata.schema import tables as schema

TABLES = ("sources", "comparison_criteria", "comparison", "systems", "releases", "packages", "package_probes")
CLAIM_TABLES = (
    "claims",
    "claim_evidence",
    "claim_rules",
    "claim_probes",
    "probes",
    "verdict_log",
    "guide_advice",
    "searches",
)
RUN_TABLES = ("runs.csv", "samples.csv.gz")
NAMING = {
    "id", "criterion_id", "source_id", "source_ids", "successor", "package", "claim_id", "probe_id", "sweep", "run_id",
}  # fmt: skip
"""The columns whose words name rows: in a copy these words get a suffix."""


def grown(data: Path, folder: Path, *, tables: int = 1, claims: int = 1, runs: int = 1) -> Path:
    """A copy of ``data`` in ``folder`` with that many times the rows.

    Separately for tables, for claims, and for measured runs with their samples.
    """
    made = shutil.copytree(data, folder)
    for names, times in ((TABLES, tables), (CLAIM_TABLES, claims)):
        for name in names:
            # what claims rest on grows with them if tables do; else copies of claims rest on the same sources
            multiply(made / f"{name}.csv", times, NAMING if tables > 1 or name in TABLES else NAMING - {"source_id"})
    for environment in (path for path in (made / "benchmarks").iterdir() if path.is_dir()):
        for name in RUN_TABLES:
            multiply(environment / name, runs, {"id", "sweep", "run_id"})
    list_again(made)
    return made


def list_again(data: Path) -> None:
    """Write the sums of the environments' files into the rows that name them: copies of runs have others."""
    path = data / "environments.csv"
    header, *rows = csv.reader(path.read_text(encoding="utf-8").splitlines())
    at = header.index("files_sha256")
    for row in rows:
        row[at] = checksum(data / "benchmarks" / row[0])
    path.write_text(canonical.text_of([header, *rows]), encoding="utf-8")


def more_pages(data: Path, pages: int) -> None:
    """Add about that many pages in place.

    They are copies of the claims that people decided, which have one page each and no figure to draw.
    """
    with (data / "claims.csv").open(encoding="utf-8", newline="") as file:
        # claims of the guide need advice
        rows = [row for row in csv.DictReader(file) if not row["section"].startswith("#8")]
    decided = {row["id"] for row in rows if row["kind"] in ("sourced", "opinion")}
    for name in ("claims", "claim_evidence", "verdict_log", "searches"):
        multiply(data / f"{name}.csv", 1 + -(-pages // len(decided)), {"id", "claim_id"}, decided)


def multiply(path: Path, times: int, naming: set[str], claims: set[str] | None = None) -> None:
    """Add copies of every row below it, with new names and references to copies. ``claims``: only the rows of these."""
    if times == 1:
        return
    packed = path.suffix == ".gz"
    text = gzip.decompress(path.read_bytes()).decode("utf-8") if packed else path.read_text(encoding="utf-8")
    header, *rows = csv.reader(io.StringIO(text, newline=""))
    records = [
        [
            " ".join(word + end for word in cell.split()) if name in naming else cell
            for name, cell in zip(header, row, strict=True)
        ]
        for row in rows for end in ("", *(f"-x{n}" for n in range(2, times + 1) if claims is None or claims & set(row)))
    ]  # fmt: skip
    model = schema.TABLES.get(path.stem)
    if model and model.ordered_by:  # copies stand where the one order of the table wants them
        records.sort(key=lambda record: canonical.order_of(dict(zip(header, record, strict=True)), model))
    grown = canonical.text_of([header, *records]).encode()
    path.write_bytes(gzip.compress(grown, 1) if packed else grown)


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def check_and_tables(folder: Path) -> float:
    """Seconds to read and check everything, to judge every claim, and to make every table and every page of a claim."""
    return sum(took for _, took in stages(folder))


def stages(folder: Path, figures: bool = False) -> Iterator[tuple[str, float]]:
    """What was done and how long it took, from files to fragments. Nothing is kept from an earlier folder."""
    from sitedata.check.dataset import checked_dataset
    from sitedata.judge.edition import Edition
    from sitedata.load.dataset import forget
    from sitedata.pages.changes import ChangePieces
    from sitedata.pages.claims import ClaimPages
    from sitedata.pages.dictionary import data_dictionary
    from sitedata.pages.fragments import Fragments

    forget()
    made: dict[str, object] = {}
    yield "check", seconds(lambda: made.update(data=checked_dataset(folder)))
    data = made["data"]
    drawn = {}
    if figures:
        from sitedata.draw.all import draw_all

        yield "figures", seconds(lambda: drawn.update(draw_all(data)))
    edition = Edition(data, drawn)
    make = Fragments(edition)
    if figures:
        yield "figures as HTML", seconds(lambda: [make.figure(id, "../") for id in edition.figures])
    pages = ClaimPages(make, folder / "probes")
    yield "judge", seconds(lambda: pages.judged)
    tables = (
        make.comparison_table,
        make.ecosystem_table,
        make.source_list,
        functools.partial(data_dictionary, make),
        pages.ledger,
        lambda base: ChangePieces(make, base).table(),
    )
    yield "tables", seconds(lambda: [table("../") for table in tables])
    yield "pages of claims", seconds(lambda: [pages.page(id) for id in pages.judged])
