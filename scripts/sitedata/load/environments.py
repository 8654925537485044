"""What the benchmark measured: ``data/benchmarks/`` in, one :class:`Environment` per folder out.

It judges nothing: ratios and their intervals are in :mod:`sitedata.judge.ratios`.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cached_property
from pathlib import Path
from statistics import median
from typing import NamedTuple

from sitedata.load import inputs
from sitedata.load.csv_table import Table, load
from sitedata.schema.environments import BENCH_TABLES, Run, file_name
from sitedata.schema.protocol.contestant import Contestant
from sitedata.schema.tables import ListedEnvironment, extra_of, kind_of
from sitedata.text.problem import Problem

METRICS = {"step_time_ms": "ms", "examples_per_s": "examples/s", "cpu_ms_per_step": "ms"} | {
    name: extra_of(Run, name, "unit")
    for name in Run.model_fields
    if not kind_of(Run, name).required and kind_of(Run, name).frictionless in ("number", "integer")
}
"""Metric of a run → its unit: what is derived from its steps, and every number that it measured."""

VECTOR_UNITS = {"amx_tile": "AMX", "avx512f": "AVX-512", "avx2": "AVX2", "avx": "AVX", "sve": "SVE", "asimd": "NEON"}
"""A processor's flag → the usual name of its vector unit, the widest first."""

CONTESTANT = tuple(field.name for field in fields(Contestant))
"""The columns of a run that say what was measured; the others say when, and with what result."""


def contestant_of(run: Run) -> tuple:
    """The columns that say what a run measured."""
    return tuple(getattr(run, name) for name in CONTESTANT)


FIRST_STEPS = 12
"""Of a run, kept beside its sums: enough to tell the order of its steps from that of any other run."""


class Steps(NamedTuple):
    """The timed steps of a run in a few numbers, all in microseconds but their ``count``."""

    count: int
    total_us: int
    shortest_us: int
    longest_us: int
    last_us: int
    first_us: tuple[int, ...]


@dataclass(eq=False)
class Environment:
    """One machine with one set of versions. Rows keep the order of their file.

    ``listed`` is what the keepers of this site say of it; ``folder`` holds its files.
    """

    id: str
    tables: dict[str, Table]
    apart_by: str = ""
    listed: ListedEnvironment | None = None
    folder: Path | None = None
    _medians: dict[str, float | None] = field(default_factory=dict, repr=False)

    @property
    def shown(self) -> str:
        """What messages call its folder."""
        return self.tables["runs"].file.rpartition("/")[0]

    @property
    def title(self) -> str:
        """Its letter, if keepers gave it one, and the name of its machine: ``A · AMD EPYC, 2 cores, AVX2``.

        Where another environment's machine has the same name, what tells it apart follows: its release of PyTorch, the
        one raised most often, or else the end of its id.
        """
        named = f"{self.machine} ({self.apart_by})" if self.apart_by else self.machine
        return f"{self.letter} · {named}" if self.letter else named

    @property
    def letter(self) -> str:
        """What keepers call it first; empty if they gave it no letter."""
        return (self.listed.letter or "") if self.listed else ""

    @property
    def called(self) -> str:
        """What sentences and tables call it: its letter, or its title where it has none."""
        return self.letter or self.title

    @property
    def tier(self) -> str:
        """Who stands behind it, one of ``TIERS``: nobody gives a tier to a folder from within the folder."""
        return self.listed.tier if self.listed else "contributed"

    @property
    def main_for(self) -> str:
        """The device, if any, of which pages show this environment first."""
        return (self.listed.main_for or "") if self.listed else ""

    @property
    def machine(self) -> str:
        """The device on which it ran, as a reader knows it: ``AMD EPYC, 2 cores, AVX2``.

        The vector units decide which kernels run on a processor; beside a GPU they are left out. AVX-VNNI is named
        beside AVX-512 because it distinguishes newer cores from older ones where the model's name does not.
        """
        model = re.sub(
            r"\((R|TM)\)|@.*|\bCPU\b|\b\d+-Core\b|\bProcessor\b", " ", self.fact("machine", "cpu-model") or self.id
        )
        cores = self.fact("machine", "cores")
        flags = (self.fact("machine", "cpu-flags") or "").split()
        vectors = next((name for flag, name in VECTOR_UNITS.items() if flag in flags), "") + " and AVX-VNNI" * (
            {"avx512f", "avx_vnni"} <= {*flags}
        )
        words = [
            self.fact("machine", "gpu-model"),
            " ".join(model.split()),
            cores and f"{cores} core{'s' * (cores != '1')}",
            "" if self.fact("machine", "gpu-model") else vectors,
        ]
        return ", ".join(filter(None, words))

    def rows(self, table: str) -> list:
        return self.tables[table].rows

    def fact(self, framework: str, name: str) -> str | None:
        """A fact by its name; ``framework`` is ``machine`` for what is known about the machine."""
        return self._facts.get((framework, name))

    def facts(self) -> dict[str, dict[str, str]]:
        """Whose facts they are (``machine`` or a framework) → the name of a fact → its value."""
        owners: dict[str, dict[str, str]] = {}
        for (owner, name), value in self._facts.items():
            owners.setdefault(owner, {})[name] = value
        return owners

    def version(self, framework: str) -> str | None:
        return self.fact(framework, "version")

    def runs(self, **equal: object) -> list[Run]:
        """The runs that count, those with status ``ok``, whose columns have these values.

        Raises:
            KeyError: a name that is no column of a run.
        """
        if unknown := equal.keys() - Run.model_fields.keys():
            raise KeyError(f"no column '{min(unknown)}': expected one of {', '.join(Run.model_fields)}")
        columns = tuple(equal)
        if columns not in self._ok_by:
            self._ok_by[columns] = defaultdict(list)
            for run in self._ok:
                self._ok_by[columns][tuple(getattr(run, name) for name in columns)].append(run)
        return list(self._ok_by[columns].get(tuple(equal.values()), ()))

    def step_times_us(self, run: Run) -> list[int]:
        """Times of the steps in the window, in order; empty if its steps were not timed."""
        return [int(time) for time in self._samples.get(run.id, "").split()]

    @cached_property
    def steps(self) -> dict[str, Steps]:
        """Run → its timed steps in a few numbers: a million of them are read once."""
        known = {}
        for id, text in self._samples.items():
            times = [int(time) for time in text.split()]
            first = tuple(times[:FIRST_STEPS])
            known[id] = Steps(len(times), sum(times), min(times), max(times), times[-1], first)
            self._medians.setdefault(id, median(times) / 1e3)
        return known

    def value(self, run: Run, metric: str) -> float | None:
        """One number for a run, in the unit of :data:`METRICS`; None if the run did not measure it.

        Step time is the median over its steps.
        """
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
    def _ok_by(self) -> dict[tuple[str, ...], dict[tuple, list[Run]]]:
        """Names of columns → their values → the good runs that have these."""
        return {}

    @cached_property
    def _samples(self) -> dict[str, str]:
        return {row.run_id: row.step_time_us for row in self.rows("samples")}


MOST_ROWS = 150_000  # of all environments: a machine sends some 5,000


# --- loading ----------------------------------------------------------------------------------------------------------
def load_environments(
    folder: Path, listed: Mapping[str, ListedEnvironment] | None = None
) -> tuple[dict[str, Environment], list[Problem]]:
    """Every environment in ``data/benchmarks`` by id, and what could not be read; both empty without that folder.

    ``listed`` are the rows of ``environments.csv`` by id.
    """
    environments, problems, rows = {}, [], 0
    for path in inputs.folders(folder):
        environment = _environment(path, (listed or {}).get(path.name))
        environments[environment.id] = environment
        problems += [problem for table in environment.tables.values() for problem in table.problems]
        rows += sum(len(table.rows) for table in environment.tables.values())
        if rows > MOST_ROWS:
            shown = "/".join(path.parts[-3:])
            problems.append(
                Problem(shown, 1, "", "too many rows in all environments", f"{rows:,}", f"at most {MOST_ROWS:,}")
            )
            break
    _tell_apart(list(environments.values()))
    return environments, problems


def _tell_apart(environments: Sequence[Environment]) -> None:
    def release(one: Environment) -> str:
        major_minor = re.match(r"\d+\.\d+", one.version("pytorch") or "")
        return f"PyTorch {major_minor[0]}" if major_minor else ""

    names = Counter(one.machine for one in environments)
    with_release = Counter((one.machine, release(one)) for one in environments)
    for one in environments:
        alone = with_release[one.machine, release(one)] == 1 and release(one)
        one.apart_by = (release(one) if alone else one.id.rsplit("-", 1)[-1]) if names[one.machine] > 1 else ""


_loaded: dict[Path, tuple[list, Environment]] = {}


def _environment(folder: Path, listed: ListedEnvironment | None) -> Environment:
    """An environment, read again only if one of its files or its row changed since: ``make serve`` asks after each
    edit.
    """
    paths = {name: folder / file_name(name) for name in BENCH_TABLES}
    state = [(status.st_mtime_ns, status.st_size) if (status := _status(path)) else None for path in paths.values()]
    state = [*state, listed]
    if folder not in _loaded or _loaded[folder][0] != state:
        shown = "/".join(folder.parts[-3:])
        tables = {name: load(path, BENCH_TABLES[name], f"{shown}/{path.name}") for name, path in paths.items()}
        _loaded[folder] = (state, Environment(folder.name, tables, listed=listed, folder=folder))
    return _loaded[folder][1]


def checksum(folder: Path) -> str:
    """SHA-256 of the list that ``sha256sum *`` prints in an environment's folder, whose files are all read.

    Raises:
        FileNotFoundError, Unreadable: one of its files cannot be read.
    """
    names = sorted(file_name(name) for name in BENCH_TABLES)
    lines = (f"{hashlib.sha256(inputs.read(folder / name)).hexdigest()}  {name}\n" for name in names)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _status(path: Path):
    try:
        return path.stat()
    except OSError:
        return None


def forget() -> None:
    """Drop what this process has read, so that the next load reads it again."""
    _loaded.clear()
