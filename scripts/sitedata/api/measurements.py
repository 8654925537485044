"""Our measurements for the API: what :mod:`sitedata.judge.comparisons` computes, as records.

In: an environment. Out: its ratios with intervals.
"""

from __future__ import annotations

import functools
import itertools
from collections import Counter
from collections.abc import Iterator
from statistics import median

from sitedata.api import documents as api
from sitedata.judge import accuracy, comparisons, compiling, conditions
from sitedata.judge.environments import main_environment, page_of, shortfall, verified_by
from sitedata.judge.ratios import Ratio
from sitedata.load.dataset import Dataset
from sitedata.load.environments import CONTESTANT, Environment
from sitedata.schema.environments import BENCH_FRAMEWORKS, BENCH_TABLES, STATUSES, file_name
from sitedata.schema.protocol.workloads import WORKLOADS
from sitedata.text.addresses import address

DIGITS = 6  # significant: far below the noise, and equal on machines whose logarithms differ in the last bit
MEMORY = ("peak_rss_mib", "anonymous_mib")


def rounded(value: float | None) -> float | None:
    return value if value is None else float(f"{value:.{DIGITS}g}")


def environments(data: Dataset, site_url: str) -> list[api.MeasuredEnvironment]:
    """Every environment, the one that pages show first."""
    main = main_environment(data)
    order = sorted(data.environments.values(), key=lambda environment: (environment is not main, environment.id))
    return [_placed(environment, main is environment, page_of(data, environment), site_url) for environment in order]


def _placed(environment: Environment, main: bool, page: str, site_url: str) -> api.MeasuredEnvironment:
    """What was computed once for an environment, with addresses added."""
    at = functools.partial(address, site_url=site_url)
    files = [file_name(name) for name in BENCH_TABLES]
    return api.MeasuredEnvironment(
        id=environment.id, machine=environment.title, main=main, page=at(page),
        tier=environment.tier, main_for=environment.main_for or None,
        attested_run=environment.listed.attested_run if environment.listed else None,
        verified_by=verified_by(environment) or None,
        below_protocol=shortfall(environment) or None,
        ratios=[ratio.model_copy(update={"samples": at(ratio.samples)}) for ratio in ratios(environment)],
        files=[api.RawFile(name=name, address=at(f"data/benchmarks/{environment.id}/{name}")) for name in files],
        **computed(environment),
    )  # fmt: skip


@functools.lru_cache(maxsize=8)  # cached by identity: a changed environment is a new object
def computed(environment: Environment) -> dict[str, list]:
    return {
        "frameworks": list(_installed(environment)), "sweeps": sweeps(environment),
        "compiling": list(_compiling(environment)), "accuracy": list(_accuracy(environment)),
    }  # fmt: skip


def sweeps(environment: Environment) -> list[api.Sweep]:
    """In chronological order."""
    runs = sorted(environment.rows("runs"), key=lambda run: run.sweep)
    all_sweeps = []
    for id, group in itertools.groupby(runs, key=lambda run: run.sweep):
        mine = list(group)
        began, ended = (pick(run.started_at for run in mine) for pick in (min, max))
        counts = Counter(run.status for run in mine)
        rounds = len({run.round for run in mine})
        all_sweeps.append(
            api.Sweep(
                id=id,
                began_at=began,
                ended_at=ended,
                rounds=rounds,
                runs={name: counts[name] for name in STATUSES if counts[name]},
            )
        )
    return all_sweeps


# --- ratios -----------------------------------------------------------------------------------------------------------
@functools.lru_cache(maxsize=8)
def ratios(environment: Environment) -> list[api.RatioOf]:
    """Every comparison that figures show, with addresses relative to the site's root."""
    entries = [*_main(environment), *_modes(environment), *_conditions(environment)]
    return [_record(environment, *entry) for entry in entries]


def _main(environment: Environment) -> Iterator[tuple[str, str, Ratio]]:
    asked = [
        ("training", "step_time_ms", {}),
        ("inference", "step_time_ms", {"task": "inference"}),
        ("one thread", "step_time_ms", {"threads": 1}),
    ]
    asked += [("memory", metric, {}) for metric in MEMORY]
    for kind, metric, changes in asked:
        for workload in WORKLOADS:
            if ratio := comparisons.against(environment, workload, metric, **changes):
                yield kind, comparisons.name_of(workload), ratio
    for workload, about in WORKLOADS.items():
        for size in sorted(about.batch_sizes):
            if ratio := comparisons.against(environment, workload, batch_size=size):
                yield "batch size", f"{comparisons.name_of(workload)}, batch {size}", ratio


def _modes(environment: Environment) -> Iterator[tuple[str, str, Ratio]]:
    """Each compiling mode over the eager one of its framework, and the A/A controls."""
    for case in compiling.compilings(environment):
        if case.gain:
            yield "mode", f"{comparisons.name_of(case.workload)}, {case.mode} over eager", case.gain
    for name, ratio in comparisons.controls(environment):
        yield "control", name, ratio


def _conditions(environment: Environment) -> Iterator[tuple[str, str, Ratio]]:
    """What misleads a comparison: the same one under a changed condition."""
    for effect in conditions.pitfalls(environment)[0]:
        if effect.kind not in ("One thread", "A larger model"):  # these are among the main ones
            yield "condition", f"{effect.kind}: {effect.name}", effect.under


def _record(environment: Environment, kind: str, name: str, ratio: Ratio) -> api.RatioOf:
    band = comparisons.band_of(environment, ratio.metric)
    known = comparisons.known(ratio)
    return api.RatioOf(
        kind=kind, name=name, metric=ratio.metric, numerator=_contestant(ratio.a), denominator=_contestant(ratio.b),
        median=rounded(ratio.median),
        low=rounded(ratio.low) if known else None, high=rounded(ratio.high) if known else None,
        coverage=rounded(ratio.coverage), rounds=len(ratio.pairs), tie_band=rounded(band), outcome=ratio.outcome(band),
        samples=comparisons.samples_path(environment, ratio.a, ratio.b),
    )  # fmt: skip


def _contestant(wanted: dict[str, object]) -> api.Contestant:
    return api.Contestant(**{name: wanted[name] for name in CONTESTANT})


# --- the rest ---------------------------------------------------------------------------------------------------------
def _installed(environment: Environment) -> Iterator[api.Installed]:
    for framework in BENCH_FRAMEWORKS:
        if version := environment.version(framework):
            times = comparisons.values(
                environment, "import_ms", {"task": "import", "framework": framework, "variant": "plain"}
            )
            sizes = [row.size_mib for row in environment.rows("sizes") if row.framework == framework]
            yield api.Installed(
                framework=framework, version=version, import_ms=rounded(median(times)) if times else None,
                size_mib=rounded(sum(sizes)) if sizes else None,
            )  # fmt: skip


def _compiling(environment: Environment) -> Iterator[api.CompilingCost]:
    for case in compiling.compilings(environment):
        if case.mode != "eager":
            yield api.CompilingCost(
                workload=case.workload, framework=case.framework, mode=case.mode,
                first_call_ms=rounded(median(case.first_ms)), extra_first_call_ms=rounded(case.extra_ms),
                saved_ms_per_step=rounded(case.saved_ms), paid_after_steps=case.steps,
            )  # fmt: skip


def _accuracy(environment: Environment) -> Iterator[api.AccuracyGap]:
    for dataset in dict.fromkeys(row.dataset for row in environment.rows("accuracy")):
        for gap in accuracy.gaps(environment, dataset):
            yield api.AccuracyGap(
                dataset=dataset, framework=gap.framework, arm=gap.arm, optimizer=gap.optimizer, epoch=gap.epoch,
                median_points=rounded(gap.median), points=list(map(rounded, gap.points)),
            )  # fmt: skip
