"""Who takes less time, for one model, task, device and division at a time, on every machine that measured it.

In: the environments. Out: HTML, readable without a script; ``overrides/assets/answers.js`` then shows one combination.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from markupsafe import Markup

from sitedata.judge import causes
from sitedata.judge.comparisons import against_all, name_of, samples_path, typical
from sitedata.judge.environments import device_of, names_of, shortfall, versions
from sitedata.judge.ratios import Ratio, tie_band
from sitedata.load.environments import Environment
from sitedata.load.uses import note
from sitedata.pages.fragments import Fragments
from sitedata.schema.protocol.workloads import WORKLOADS
from sitedata.text.values import listed, three

DEVICES = {"cpu": "a CPU", "cuda": "a GPU"}
DIVISIONS = {"written": "as written", "tuned": "tuned on both sides"}
TASKS = ("training", "inference")
MEMORY = {"cpu": "peak_rss_mib", "cuda": "device_allocated_mib"}
FIRST = "resnet20"
"""The model that is shown before a reader chooses one."""
LEADS = {
    "less": "PyTorch takes less time", "more": "TensorFlow takes less time", "tie": "a tie", "unclear": "unclear",
}  # fmt: skip
WIDTH, EDGE, HIGHEST = 180, 8, 4.0  # pixels of a mark's axis and its margin; the axis reaches from 1/4 to 4


@dataclass(frozen=True)
class Answer:
    """What one machine says. Times are medians over rounds in ms, memory in MiB: of PyTorch, then of TensorFlow."""

    environment: Environment
    ratio: Ratio
    ms: tuple[float, float]
    mib: tuple[float, float] | None

    @property
    def outcome(self) -> str:
        return self.ratio.outcome(tie_band(self.environment))

    @property
    def counts(self) -> bool:
        return not shortfall(self.environment)


@dataclass(frozen=True)
class Combination:
    workload: str
    task: str
    device: str
    division: str

    @property
    def key(self) -> str:
        return "|".join((self.workload, self.task, self.device, self.division))

    @property
    def title(self) -> str:
        return f"{name_of(self.workload)}, {self.task} on {DEVICES[self.device]}, {DIVISIONS[self.division]}"


def answers_tool(fragments: Fragments, base: str) -> Markup:
    """Choices, one sentence, and a row a machine with a mark, milliseconds and MiB."""
    note("shown", "benchmarks")
    found = answers_of(fragments)
    if not found:
        return Markup("")
    names = names_of(fragments.data.environments.values())
    first = next((one for one in found if one.workload == FIRST), next(iter(found)))
    said = {one.key: f"{one.title}: {sentence(answers, names)}." for one, answers in found.items()}
    offered = {
        "model": {id: name_of(id) for id in WORKLOADS if any(one.workload == id for one in found)},
        "task": {task: task for task in TASKS if any(one.task == task for one in found)},
        "device": {device: name for device, name in DEVICES.items() if any(one.device == device for one in found)},
        "division": {id: name for id, name in DIVISIONS.items() if any(one.division == id for one in found)},
    }
    return fragments.render(
        "answers.html", found=found, first=first, said=said, offered=offered, names=names, base=base, leads=LEADS,
        at=at, three=three, samples=samples_path, width=WIDTH, versions=versions,
    )  # fmt: skip


def answers_of(fragments: Fragments) -> dict[Combination, list[Answer]]:
    """Each combination that some machine measured, with the answers of all that did, by the names of the machines."""
    found: defaultdict[Combination, list[Answer]] = defaultdict(list)
    for environment in sorted(fragments.data.environments.values(), key=lambda one: one.title):
        device = device_of(environment)
        for workload, task, division, ratio in _ratios(environment):
            metrics = {"ms": "step_time_ms", "mib": MEMORY[device]}
            both = {
                name: tuple(typical(environment, metric, side) for side in (ratio.a, ratio.b))
                for name, metric in metrics.items()
            }
            mib = both["mib"] if all(both["mib"]) else None
            found[Combination(workload, task, device, division)].append(Answer(environment, ratio, both["ms"], mib))
    order = [Combination(*parts) for parts in product(WORKLOADS, TASKS, DEVICES, DIVISIONS)]
    return {one: found[one] for one in order if one in found}


def _ratios(environment: Environment) -> Iterator[tuple[str, str, str, Ratio]]:
    for task in TASKS:
        for workload, ratio in against_all(environment, WORKLOADS, task=task).items():
            yield workload, task, "written", ratio
    for workload, ratio in causes.division_ratios(environment, "tuned").items():
        yield workload, "training", "tuned", ratio


def sentence(answers: list[Answer], names: dict[str, str]) -> str:
    """``PyTorch takes less time on D; unclear on A and B``: of the machines that count, or of all where none does."""
    counted = [answer for answer in answers if answer.counts]
    said = []
    for outcome, words in LEADS.items():
        asked = [answer.environment for answer in counted or answers if answer.outcome == outcome]
        on = [environment.letter or names[environment.id] for environment in asked]
        said += [f"{words} on {listed(on)}"] if on else []
    return "; ".join(said) + ("" if counted else " (below our protocol)")


def at(ratio: float) -> float:
    """Where a ratio lies on the axis, in pixels: 1 in the middle, a factor the same distance on either side."""
    share = math.log(min(max(ratio, 1 / HIGHEST), HIGHEST)) / math.log(HIGHEST)
    return round(WIDTH / 2 + share * (WIDTH / 2 - EDGE), 1)
