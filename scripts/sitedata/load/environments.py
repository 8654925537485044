"""What the benchmark measured: ``data/benchmarks/`` in, one :class:`Environment` a folder out; medians, ratios and intervals on demand."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Literal

from sitedata.judge.intervals import FEWEST_VALUES, bootstrap_median_interval, median
from sitedata.load import inputs
from sitedata.load.csv_table import Table, load
from sitedata.schema.environments import BENCH_TABLES, Run, file_name
from sitedata.schema.tables import extra_of, kind_of
from sitedata.text.problem import Problem

METRICS = {"step_time_ms": "ms", "examples_per_s": "examples/s", "cpu_ms_per_step": "ms"} | {
    name: extra_of(Run, name, "unit")
    for name in Run.model_fields
    if not kind_of(Run, name).required and kind_of(Run, name).frictionless in ("number", "integer")
}
"""What can be asked of a run → its unit: what is derived from its steps, and every number that it measured."""

VECTOR_UNITS = {"amx_tile": "AMX", "avx512f": "AVX-512", "avx2": "AVX2", "avx": "AVX", "sve": "SVE", "asimd": "NEON"}
"""A processor's flag → how people call what it has, the widest first."""

CONTESTANT = ("workload", "framework", "mode", "task", "variant", "device", "precision", "layout", "threads", "batch_size")
"""The columns of a run that say what was measured; the others say when, and what came out."""

LEAST_BAND = 1.10
"""Factor below which a difference is called a tie. In a first trial 80 A/A pairs differed by 4 % in the median and by 13 % in
the worst tenth, so a tenth is what a reader may expect between equal things on a small machine."""

Outcome = Literal["tie", "less", "more", "unclear"]


@dataclass(eq=False)
class Environment:
    """One machine with one set of versions. Rows keep the order of their file."""

    id: str
    tables: dict[str, Table]
    shares_name: bool = False
    _medians: dict[str, float | None] = field(default_factory=dict, repr=False)
    _ratios: dict[tuple, Ratio | None] = field(default_factory=dict, repr=False)

    @property
    def title(self) -> str:
        """The name of its machine, with the end of its id where another environment's machine has the same name."""
        return f"{self.machine} ({self.id.rsplit('-', 1)[-1]})" if self.shares_name else self.machine

    @property
    def machine(self) -> str:
        """The device on which it ran, as a reader knows it: ``AMD EPYC, 2 cores, AVX2``. The vector units decide which kernels run.

        AVX-VNNI is named beside AVX-512 because it tells newer cores from older ones where the model's name does not.
        """
        model = re.sub(r"\((R|TM)\)|@.*|\bCPU\b|\b\d+-Core\b|\bProcessor\b", " ", self.fact("machine", "cpu-model") or self.id)
        cores = self.fact("machine", "cores")
        flags = (self.fact("machine", "cpu-flags") or "").split()
        vectors = next((name for flag, name in VECTOR_UNITS.items() if flag in flags), "") + " and AVX-VNNI" * ({"avx512f", "avx_vnni"} <= {*flags})
        words = [self.fact("machine", "gpu-model"), " ".join(model.split()), cores and f"{cores} core{'s' * (cores != '1')}", vectors]
        return ", ".join(filter(None, words))

    def rows(self, table: str) -> list:
        return self.tables[table].rows

    def fact(self, framework: str, name: str) -> str | None:
        """``framework`` is ``machine`` for what is known of the machine."""
        return self._facts.get((framework, name))

    def version(self, framework: str) -> str | None:
        return self.fact(framework, "version")

    def runs(self, **equal: object) -> list[Run]:
        """The runs that count, those with status ``ok``, whose columns have these values.

        Raises:
            KeyError: a name that is no column of a run.
        """
        if unknown := equal.keys() - Run.model_fields.keys():
            raise KeyError(f"no column '{min(unknown)}': expected one of {', '.join(Run.model_fields)}")
        if not equal:
            return list(self._ok)
        among = self._ok_by_workload.get(equal["workload"], []) if "workload" in equal else self._ok
        return [run for run in among if equal.items() <= vars(run).items()]

    def step_times_us(self, run: Run) -> list[int]:
        """Times of the steps in the window, in order; none if its steps were not timed."""
        return [int(each) for each in self._samples.get(run.id, "").split()]

    def value(self, run: Run, metric: str) -> float | None:
        """One number for a run, in the unit of :data:`METRICS`; none if it did not measure that. Step time is the median over its steps."""
        match metric:
            case "step_time_ms":
                return self._step_time_ms(run)
            case "examples_per_s":
                step_ms = self._step_time_ms(run)
                return step_ms and run.batch_size / step_ms * 1e3
            case "cpu_ms_per_step":
                return run.process_cpu_s / run.steps * 1e3 if run.process_cpu_s is not None and run.steps else None
            case _ if metric in METRICS:
                return getattr(run, metric)
        raise KeyError(f"no metric '{metric}': expected one of {', '.join(METRICS)}")

    def _step_time_ms(self, run: Run) -> float | None:
        if run.id not in self._medians:
            times = self.step_times_us(run)
            self._medians[run.id] = median(times) / 1e3 if times else None
        return self._medians[run.id]

    @cached_property
    def _facts(self) -> dict[tuple[str, str], str]:
        return {(row.framework, row.fact): row.value for row in self.rows("environment")}

    @cached_property
    def _ok(self) -> list[Run]:
        return [run for run in self.rows("runs") if run.status == "ok"]

    @cached_property
    def _ok_by_workload(self) -> dict[str, list[Run]]:
        found: defaultdict[str, list[Run]] = defaultdict(list)
        for run in self._ok:
            found[run.workload].append(run)
        return dict(found)

    @cached_property
    def _samples(self) -> dict[str, str]:
        return {row.run_id: row.step_time_us for row in self.rows("samples")}


# --- comparing --------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Ratio:
    """A metric of ``a`` over that of ``b``, for each ``(sweep, round)`` in which both were measured.

    ``low`` and ``high`` are the 95 % interval of the median over rounds, of log ratios, unrounded. A single pair has no
    interval: 0 and infinity stand for that.
    """

    metric: str
    a: dict[str, object]
    b: dict[str, object]
    pairs: list[tuple[str, int, float]]
    median: float
    low: float
    high: float

    def outcome(self, band: float) -> Outcome:
        """What may be said where a factor within ``band`` (at least 1) counts as equal.

        ``less`` or ``more`` if the whole interval is beyond the band, ``tie`` if it is whole inside, else ``unclear``; also if
        there are fewer rounds than a 95 % interval can rest on (see :data:`sitedata.judge.intervals.FEWEST_VALUES`).
        """
        if len(self.pairs) < FEWEST_VALUES:
            return "unclear"
        if self.high < 1 / band:
            return "less"
        if self.low > band:
            return "more"
        return "tie" if 1 / band <= self.low and self.high <= band else "unclear"


def compare(environment: Environment, metric: str, a: dict[str, object], b: dict[str, object], sweep: str | None = None) -> Ratio | None:
    """The ratio of two contestants, over all sweeps or one; nothing if they were never measured in the same round.

    ``a`` and ``b`` are columns and values as for :meth:`Environment.runs`. They must name all columns in which contestants
    of the environment differ; :data:`CONTESTANT` lists them. Rounds in which a value is missing or zero form no pair.

    Raises:
        ValueError: several runs of one round fit.
    """
    asked = (metric, *(tuple(sorted(wanted.items())) for wanted in (a, b)), sweep)
    if asked not in environment._ratios:  # many claims ask the same
        environment._ratios[asked] = _ratio(metric, a, b, *(_by_round(environment, metric, wanted, sweep) for wanted in (a, b)))
    return environment._ratios[asked]


def _by_round(environment: Environment, metric: str, wanted: dict[str, object], sweep: str | None) -> dict[tuple[str, int], float]:
    found: dict[tuple[str, int], Run] = {}
    for run in environment.runs(**wanted | ({"sweep": sweep} if sweep else {})):
        if other := found.get((run.sweep, run.round)):
            unlike = [name for name in CONTESTANT if getattr(run, name) != getattr(other, name)]
            raise ValueError(f"{wanted} fits both {other.id} and {run.id}: expected a value for {', '.join(unlike) or 'their round'}")
        found[run.sweep, run.round] = run
    values = {place: environment.value(run, metric) for place, run in found.items()}
    return {place: value for place, value in values.items() if value}


def _ratio(metric: str, a: dict, b: dict, of_a: dict[tuple[str, int], float], of_b: dict[tuple[str, int], float]) -> Ratio | None:
    pairs = [(*place, of_a[place] / of_b[place]) for place in sorted(of_a.keys() & of_b.keys())]
    if not pairs:
        return None
    logs = [math.log(ratio) for _sweep, _round, ratio in pairs]
    low, high = bootstrap_median_interval(logs) if len(logs) > 1 else (-math.inf, math.inf)
    return Ratio(metric, a, b, pairs, math.exp(median(logs)), math.exp(low), math.exp(high))


def quotient(under: Ratio, before: Ratio) -> Ratio | None:
    """By which factor a condition moved a ratio: ``under`` over ``before``, for each round that has both, with its interval."""
    of_under, of_before = ({(sweep, number): value for sweep, number, value in each.pairs} for each in (under, before))
    return _ratio(under.metric, under.a, under.b, of_under, of_before)


@lru_cache(maxsize=32)  # by identity: asked for every comparison
def noise(environment: Environment, sweep: str | None = None) -> list[Ratio]:
    """The A/A controls: step time of each contestant that ran twice in its rounds, over its own; equal but for chance.

    Of all sweeps, or of one.
    """
    rounds: defaultdict[tuple, dict[tuple[str, int], float]] = defaultdict(dict)
    for run in environment.runs(**{"sweep": sweep} if sweep else {}):
        if run.variant in ("plain", "twin") and (step_ms := environment.value(run, "step_time_ms")):
            rounds[tuple(getattr(run, name) for name in CONTESTANT)][run.sweep, run.round] = step_ms
    found = []
    for key in rounds:
        twin = dict(zip(CONTESTANT, key, strict=True))
        plain = twin | {"variant": "plain"}
        if twin["variant"] == "twin" and (ratio := _ratio("step_time_ms", twin, plain, rounds[key], rounds.get(tuple(plain.values()), {}))):
            found.append(ratio)
    return found


def noise_floor(environment: Environment, sweep: str | None = None) -> float:
    """The factor within which the controls' intervals lie: equal things differed by so much. 1 if no control has an interval."""
    return max((max(ratio.high, 1 / ratio.low) for ratio in noise(environment, sweep) if len(ratio.pairs) > 1), default=1.0)


def tie_band(environment: Environment, sweep: str | None = None) -> float:
    """The factor up to which a difference is a tie: :data:`LEAST_BAND`, or the noise floor where that is wider.

    What one sweep alone says is judged by its own controls: give its name.

    The controls may widen the band and never narrow it: they are few, and what disturbs a contestant that has no twin can be
    larger than what they saw. A band narrower than 10 % would need controls of every contestant.
    """
    return max(LEAST_BAND, noise_floor(environment, sweep))


MOST_ROWS = 150_000  # of all environments: a machine sends some 5,000


# --- loading ----------------------------------------------------------------------------------------------------------
def load_environments(folder: Path) -> tuple[dict[str, Environment], list[Problem]]:
    """Every environment in ``data/benchmarks``, by id, and all that is wrong with them. None if there is no such folder."""
    environments, problems, rows = {}, [], 0
    for path in inputs.folders(folder):
        environment, found = _environment(path)
        environments[environment.id] = environment
        problems += found
        rows += sum(len(table.rows) for table in environment.tables.values())
        if rows > MOST_ROWS:
            shown = "/".join(path.parts[-3:])
            problems.append(Problem(shown, 1, "", "too many rows in all environments", f"{rows:,}", f"at most {MOST_ROWS:,}"))
            break
    names = Counter(each.machine for each in environments.values())
    for environment in environments.values():
        environment.shares_name = names[environment.machine] > 1
    return environments, problems


_loaded: dict[Path, tuple[list, Environment, list[Problem]]] = {}


def _environment(folder: Path) -> tuple[Environment, list[Problem]]:
    """An environment, read and checked again only if one of its files changed since: ``make serve`` asks after each edit."""
    from sitedata.check.environments import check

    paths = {name: folder / file_name(name) for name in BENCH_TABLES}
    state = [(status.st_mtime_ns, status.st_size) if (status := _status(path)) else None for path in paths.values()]
    if folder not in _loaded or _loaded[folder][0] != state:
        shown = "/".join(folder.parts[-3:])
        tables = {name: load(path, BENCH_TABLES[name], f"{shown}/{path.name}") for name, path in paths.items()}
        environment = Environment(folder.name, tables)
        problems = [problem for table in tables.values() for problem in table.problems] + check(environment, shown)
        _loaded[folder] = (state, environment, problems)
    return _loaded[folder][1:]


def _status(path: Path):
    try:
        return path.stat()
    except OSError:
        return None


def forget() -> None:
    """Drop what this process has read, so that the next load is a first one."""
    _loaded.clear()
