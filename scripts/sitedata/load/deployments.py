"""What ``make bench ARGS="--deploy"`` measured: one :class:`Deployment` for each folder of ``data/deployments/``."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from statistics import median

from sitedata.load.sweeps import Sweep
from sitedata.schema.deployments import DeployedModel, DeployedRun, DeployedWay


@dataclass(eq=False)
class Deployment(Sweep):
    """One measurement on one machine; a key is a way with a model."""

    @cached_property
    def ways(self) -> dict[str, DeployedWay]:
        return {row.way: row for row in self.rows("ways")}

    @cached_property
    def models(self) -> dict[tuple[str, str], DeployedModel]:
        return {(row.way, row.model): row for row in self.rows("models")}

    @cached_property
    def runs(self) -> dict[tuple[str, str], list[DeployedRun]]:
        """The processes that count; of what computes the same only."""
        kept: defaultdict[tuple[str, str], list[DeployedRun]] = defaultdict(list)
        for run in self.rows("runs"):
            model = self.models.get((run.way, run.model))
            if run.status == "ok" and model and model.outcome != "fails":
                kept[run.way, run.model].append(run)
        return dict(kept)

    @cached_property
    def call_times_ms(self) -> dict[str, list[float]]:
        """Run → the time of each of its requests, in milliseconds."""
        return {
            row.run_id: [int(time) / 1000 for time in row.call_time_us.split()]
            for row in self.rows("calls")
            if row.call_time_us
        }

    @cached_property
    def medians_ms(self) -> dict[tuple[str, str], dict[int, float]]:
        """Way and model → round → the median request of its process, of those that count."""
        kept = {
            key: {run.round: median(self.call_times_ms[run.id]) for run in runs if run.id in self.call_times_ms}
            for key, runs in self.runs.items()
        }
        return {key: rounds for key, rounds in kept.items() if rounds}
