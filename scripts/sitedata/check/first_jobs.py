"""Do first jobs, their results and the systems fit together? In: a dataset and the scripts. Out: problems."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from sitedata.load import inputs
from sitedata.load.dataset import Dataset
from sitedata.schema.protocol.first_jobs import FirstJob, first_jobs
from sitedata.text.problem import Problem, nearest, quoted

FOLDER = "scripts/probes/first_jobs"


def unmatched(data: Dataset, jobs: Mapping[str, FirstJob]) -> Iterator[Problem]:
    """Systems without a job or a reason, jobs without a system or a result, results without a job."""
    results, table = data.tables["first_jobs"], data.tables["systems"]
    tried = {row.system_id for row in results.rows}
    for row in table.rows:
        if (row.id in jobs) == bool(row.no_job_because):
            problem = (
                "a reason against a job that there is" if row.no_job_because else "neither a first job nor a reason"
            )
            expected = f"a script {FOLDER}/{row.id.replace('-', '_')}_job.py, or else a reason why there is none"
            yield Problem(table.file, row.line, "no_job_because", problem, quoted(row.no_job_because or ""), expected)
    for id, job in jobs.items():
        file = f"{FOLDER}/{job.path.name}"
        if id not in data.systems and id not in table.broken_ids and table.whole:
            expected = "<system>_job.py, for a system of data/systems.csv"
            yield Problem(file, 1, "", "nobody's first job", quoted(id), expected, nearest(id, data.systems))
        if not job.title:
            yield Problem(file, 1, "", "a first job that does not say what it does", "", "a first line with its job")
        if id not in tried and results.whole:
            expected = f'rows in data/first_jobs.csv: make first-jobs ARGS="--only ^{id}$"'
            yield Problem(file, 1, "", "a first job without a result", quoted(id), expected)
    for row in results.rows:
        if row.system_id not in jobs:
            expected, tip = f"a system with a script in {FOLDER}", nearest(row.system_id, jobs)
            yield Problem(
                results.file, row.line, "system_id", "a result without a job", quoted(row.system_id), expected, tip
            )


def unreadable_outputs(data: Dataset, folder: Path) -> Iterator[Problem]:
    """Outputs in ``folder`` that a page could not show, or that are not there."""
    for row in data.rows("first_jobs"):
        name = f"{row.system_id}-{row.attempt}.txt"
        try:
            inputs.read_text(folder / name, inputs.LARGEST_OUTPUT)
        except FileNotFoundError:
            expected = f'data/first_jobs/{name}: make first-jobs ARGS="--only ^{row.system_id}$"'
            yield Problem(
                data.tables["first_jobs"].file, row.line, "", "a result without what it printed", "", expected
            )
        except inputs.Unreadable as error:
            yield error.at(f"data/first_jobs/{name}")


def check_first_jobs(data: Dataset, root: Path) -> list[Problem]:
    return [*unmatched(data, first_jobs(root / FOLDER)), *unreadable_outputs(data, root / "data" / "first_jobs")]
