"""The harness in words for prose: its gate, its protocol and its time as the code sets them.

It also says by how much environments fall short of them.
"""

from __future__ import annotations

from statistics import median

from sitedata.judge import comparisons, compiling
from sitedata.judge.environments import shortfall, shown_environment
from sitedata.judge.intervals import LEVEL, coverage
from sitedata.judge.witnesses import NEEDED
from sitedata.load.dataset import Dataset
from sitedata.load.environments import Environment
from sitedata.schema.names import NAMES
from sitedata.schema.protocol import duration, gate
from sitedata.schema.protocol.divisions import DIVISIONS, FRAMEWORKS, TUNED
from sitedata.schema.protocol.matrix import MATRICES, QUICK_ROUNDS, ROUNDS, WITH_ACCURACY, chosen
from sitedata.schema.protocol.rounds import FEWEST_VALUES
from sitedata.schema.tables import TIERS
from sitedata.text.values import percent, seconds


class Harness:
    """``data`` may have no environment."""

    data: Dataset

    @property
    def _environment(self) -> Environment | None:
        return shown_environment(self.data)

    def bench_shortfall(self) -> str:
        """By how much the shown environment falls short of our own protocol; empty if it does not."""
        return shortfall(self._environment) if self._environment else ""

    def bench_tiers(self) -> list[tuple[str, str]]:
        """Each tier of an environment with what it means."""
        return list(TIERS.items())

    def bench_gate(self) -> str:
        """The limits of the gate: ``more than 5 % of all cores used by others (…), or more than 10 % of …``."""
        return (
            f"more than {gate.FOREIGN_SHARE:.0%} of all cores used by others (at least {gate.LEAST_FOREIGN_CORES:g} "
            "cores, and 1 more where a neighbour is part of the experiment), or more than "
            f"{gate.STEAL_SHARE:.0%} of the time withheld by the hypervisor".replace("%", " %")
        )

    def bench_gate_start(self) -> str:
        """How much others may use when a sweep starts: ``more than 15 % of all cores (…) over 3 s``."""
        return (
            f"more than {gate.START_SHARE:.0%} of all cores (at least {gate.LEAST_START_CORES:g} cores) over "
            f"{gate.START_S:.0f} s".replace("%", " %")
        )

    def bench_protocol_rounds(self) -> int:
        return ROUNDS

    def bench_fewest_rounds(self) -> int:
        """Rounds without which no interval reaches its level."""
        return FEWEST_VALUES

    def bench_level(self) -> str:
        """``95 %``: what an interval covers at least."""
        return f"{LEVEL:.0%}".replace("%", " %")

    def bench_coverage(self, rank: int) -> str:
        """What the interval from the ``rank``-th smallest to the ``rank``-th largest round of a sweep covers."""
        return percent(coverage(ROUNDS, rank))

    def bench_machines_needed(self) -> int:
        return NEEDED

    def bench_attempts(self) -> int:
        return gate.ATTEMPTS

    def bench_ungated(self) -> int:
        """Good runs of the shown environment without a measured load: the harness once looked at windows alone."""
        runs = self._environment.runs() if self._environment else ()
        return sum(run.foreign_cores is None and run.process_foreign_cores is None for run in runs)

    def bench_estimate(self, matrix: str = "default") -> str:
        """How long a first sweep takes, all included: ``about 62 min on two cores with AVX-512, about 2 h …``."""
        contestants = chosen(MATRICES[matrix](), ("tensorflow", "pytorch"))
        rounds = QUICK_ROUNDS if matrix == "quick" else ROUNDS
        models = dict.fromkeys(contestant.workload for contestant in contestants if contestant.task != "import")
        tuned = {contestant.workload for contestant in contestants if contestant.variant == "tuned"}
        accuracy = matrix in WITH_ACCURACY
        times = duration.sweep_s(contestants, rounds, agreement=models, tuned=tuned, accuracy=accuracy)
        return ", ".join(
            f"about {duration.in_words(time)} on {name}" for time, name in zip(times, duration.MACHINES, strict=True)
        )

    def bench_division(self, name: str) -> str:
        """What ``written`` and ``tuned`` mean."""
        return DIVISIONS[name]

    def bench_tuned_rules(self) -> str:
        """Sentences: how each kind of model is run in the tuned division, as the schema has it."""
        sides = {
            name: "; ".join(
                f"{kind} `{sides[name]['mode']}`" + (", channels last" if "layout" in sides[name] else "")
                for kind, sides in TUNED.items()
            )
            for name in FRAMEWORKS
        }
        return " ".join(f"{NAMES[name]}: {words}." for name, words in sides.items())

    def bench_jax(self) -> str:
        """A sentence about the reference line JAX, from the runs that exist."""
        machines = [
            environment.title for environment in self.data.environments.values() if environment.runs(framework="jax")
        ]
        return (
            f"JAX is a reference line, with runs on {'; '.join(machines)}."
            if machines
            else "The harness can run JAX as a reference line; nobody has published such runs here."
        )

    def bench_compiled_nothing(self) -> str:
        """``compiled nothing of LSTM: …`` if torch.compile made no graph of a model; otherwise empty."""
        cases = (
            [case for case in compiling.compilings(self._environment) if case.mode == "torch.compile"]
            if self._environment
            else []
        )
        names = [comparisons.name_of(case.workload) for case in cases if case.compiled_nothing]
        if not names:
            return ""
        first = [seconds(median(case.first_ms)) for case in cases if case.compiled_nothing]
        others = [seconds(median(case.first_ms)) for case in cases if not case.compiled_nothing]
        took = f"its first call with an empty cache took {' and '.join(first)}"
        return f"compiled nothing of {' and '.join(names)}: {took}" + (
            f", against {' and '.join(others)} for the others." if others else "."
        )
