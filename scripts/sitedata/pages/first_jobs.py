"""The page *First jobs*, and what other pages say of them. In: results of the data. Out: HTML that needs no script."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from markupsafe import Markup

from sitedata.judge.first_jobs import RESULTS, JobResult, beside, job_results, of_kind
from sitedata.load.scripts import JOBS
from sitedata.load.uses import note
from sitedata.pages.claims import printed
from sitedata.pages.fragments import Fragments
from sitedata.schema.protocol.first_jobs import ATTEMPTS, JOB_OUTCOMES, first_jobs


class FirstJobPieces:
    """``base`` leads to the site's root."""

    def __init__(self, fragments: Fragments, base: str):
        self.fragments, self.base = fragments, base

    @property
    def results(self) -> dict[str, JobResult]:
        note("shown", "first_jobs")
        return job_results(self.fragments.data)

    def table(self) -> Markup:
        results = list(self.results.values())
        groups = [(kind, words, of_kind(results, kind)) for kind, words in RESULTS.items()]
        return self.fragments.render(
            "first_jobs.html", groups=[group for group in groups if group[2]], base=self.base, jobs=first_jobs(JOBS),
            beside=beside, without=[row for row in self.fragments.data.rows("systems") if row.no_job_because],
        )  # fmt: skip

    def names(self) -> dict[str, Callable]:
        """What a page may ask for."""
        return {
            "first_jobs_table": self.table,
            "first_jobs_with": lambda *kinds: sum(one.kind in kinds for one in self.results.values()),
            "first_jobs_done": lambda: len(self.results),
        }


def on_system_page(fragments: Fragments, id: str, outputs: Path | None) -> dict[str, object]:
    """What a system's page tells of its job: the script, each try, and what was printed."""
    result = job_results(fragments.data).get(id)
    logs = outputs.parent / "first_jobs" if outputs else None
    return {
        "job": first_jobs(JOBS).get(id), "result": result, "result_words": RESULTS, "attempts": ATTEMPTS,
        "job_outcomes": JOB_OUTCOMES,
        "job_logs": {row.attempt: printed(logs, f"{id}-{row.attempt}") for row in (result.tries if result else ())},
    }  # fmt: skip
