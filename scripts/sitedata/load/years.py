"""What sweeps through the years measured: one :class:`Years` for each folder of ``data/years/``."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from statistics import median
from typing import NamedTuple

from sitedata.load.sweeps import Sweep
from sitedata.schema.years import YearRelease


class Measured(NamedTuple):
    """What a time belongs to: one model in a release, run one way."""

    framework: str
    version: str
    mode: str
    variant: str
    threads: int
    model: str
    task: str


@dataclass(eq=False)
class Years(Sweep):
    """One sweep on one machine. Rows keep the order of their file."""

    @cached_property
    def releases(self) -> dict[tuple[str, str], YearRelease]:
        return {(row.framework, row.version): row for row in self.rows("releases")}

    @cached_property
    def agreeing(self) -> set[tuple[str, str, str, str, str]]:
        """Releases, ways and models that compute what the newest PyTorch computes."""
        return {
            (row.framework, row.version, row.mode, row.variant, row.model)
            for row in self.rows("agreement")
            if row.agrees
        }

    @cached_property
    def step_times_ms(self) -> dict[Measured, list[float]]:
        """The median step of each process that counts, in milliseconds; of what agrees only, and no anchors."""
        return self._times(anchors=False)

    @cached_property
    def anchor_times_ms(self) -> dict[Measured, list[float]]:
        """The same for the newest pair between the years, in order."""
        return self._times(anchors=True)

    def _times(self, anchors: bool) -> dict[Measured, list[float]]:
        runs = {run.id: run for run in self.rows("runs") if run.status == "ok" and bool(run.anchor) == anchors}
        times: defaultdict[Measured, list[tuple[str, float]]] = defaultdict(list)
        for row in self.rows("steps"):
            run = runs.get(row.run_id)
            if not run or not row.step_time_us:
                continue
            way = (run.framework, run.version, run.mode, run.variant)
            if (*way, row.model) in self.agreeing:
                middle = median(map(int, row.step_time_us.split())) / 1000
                times[Measured(*way, run.threads, row.model, row.task)].append((run.started_at, middle))
        return {key: [time for _, time in sorted(values)] for key, values in times.items()}
