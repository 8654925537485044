"""What pages show about the environments in which the benchmark ran. In: the pieces of a page. Out: HTML."""

from __future__ import annotations

import re
from collections import Counter

from markupsafe import Markup

from sitedata.judge import causes
from sitedata.judge.comparisons import against, name_of
from sitedata.judge.environments import (
    device_of,
    environments_of,
    main_environment,
    names_of,
    shortfall,
    shown_environment,
    verified_by,
    versions,
)
from sitedata.judge.ratios import LEAST_BAND, tie_band
from sitedata.load.environments import Environment
from sitedata.load.uses import note
from sitedata.pages.fragments import FEW_ENVIRONMENTS, Fragments
from sitedata.pages.own_files import accepted
from sitedata.pages.words.gpu import gpu_memory
from sitedata.schema.environments import BENCH_TABLES, QUANTITIES, STATUSES, file_name
from sitedata.schema.names import NAMES
from sitedata.schema.protocol.modes import MAIN_MODE
from sitedata.schema.protocol.workloads import WORKLOADS
from sitedata.schema.tables import TIERS

GPU_MEMORY = ("device_used_mib", "device_allocated_mib")


def agreement_table(fragments: Fragments) -> Markup:
    """Whether the frameworks compute the same, from the environment that the pages show."""
    environment = shown_environment(fragments.data)
    rows = [row for row in environment.rows("agreement") if row.framework != "pytorch"] if environment else []
    groups: dict[tuple[str, str, str], dict[str, object]] = {}
    for row in rows:
        groups.setdefault((row.workload, row.framework, row.precision), {})[row.quantity] = row
    compared = [name for name in QUANTITIES if any(name in cells for cells in groups.values())]
    return fragments.render("agreement.html", groups=groups, quantities=compared, names=NAMES)


def libraries_table(fragments: Fragments) -> Markup:
    """Which math libraries runs said that they used, by machine and framework, where causes were measured."""
    first = causes.explained(fragments.data)
    machines = {one.id: one for one in (first, *causes.machines_of(fragments.data)) if one}.values()
    rows = [
        (one.called, NAMES[framework], dict.fromkeys(causes.LIBRARY_COLUMNS, "") | said)
        for one in machines
        for framework, said in causes.libraries(one).items()
        if said
    ]
    return fragments.render("libraries.html", rows=rows)


def gpu_memory_table(fragments: Fragments) -> Markup:
    """What each framework took of a GPU's memory, and what it needed of that, by model."""
    environment = shown_environment(fragments.data)
    measured = [
        (name_of(workload), NAMES[framework], *(gpu_memory(environment, workload, framework, x) for x in GPU_MEMORY))
        for workload in WORKLOADS if environment and device_of(environment) == "cuda"
        for framework in ("tensorflow", "pytorch")
    ]  # fmt: skip
    rows = [
        (name, framework, *(f"{value:,.0f} MiB" for value in values))
        for name, framework, *values in measured
        if None not in values
    ]
    return fragments.render("gpu_memory.html", rows=rows)


def defaults_table(fragments: Fragments) -> Markup:
    """Defaults that differ, and what the benchmark sets in both frameworks."""
    environment = shown_environment(fragments.data)
    return fragments.render("defaults.html", rows=environment.rows("defaults") if environment else [])


def environment_list(fragments: Fragments, base: str) -> Markup:
    """Every environment with its versions, its counts of runs and its files."""
    note("shown", "benchmarks")
    shown = sorted(fragments.data.environments.values(), key=lambda environment: environment.id)
    about = [
        {"id": environment.id, "title": environment.title, "versions": versions(environment),
         "short": shortfall(environment), "tier": environment.tier, "tier_means": TIERS[environment.tier],
         "run": environment.listed.attested_run if environment.listed else None,
         "verified_by": verified_by(environment),
         "counts": Counter(run.status for run in environment.rows("runs")),
         "facts": [row for row in environment.rows("environment") if not row.fact.startswith("package-")],
         "files": [file_name(name) for name in BENCH_TABLES], "note": environment.fact("machine", "author-note"),
         "harness": environment.fact("machine", "harness"),
         "commit": fragments.tools.forge.commit(commit_of(environment.fact("machine", "harness"))),
         "why": fragments.edition.stale.why_environment(environment.id)}
        for environment in shown
    ]  # fmt: skip
    return fragments.render("environments.html", environments=about, statuses=STATUSES, base=base)


def environment_choice(fragments: Fragments, base: str, page: str, said: set[str] | None = None) -> Markup:
    """Links to the same page about each other environment of its device, and why the shown one needs a second look.

    ``page`` is the address of the page about the first of them; ``said`` takes the reason, so that no figure of the
    page says it again.
    """
    shown = shown_environment(fragments.data)
    same = environments_of(fragments.data, device_of(shown)) if shown else []
    why = fragments.edition.stale.why_environment(shown.id) if shown else ""
    if said is not None:
        said.add(why)
    if len(same) < 2 and not why:
        return Markup("")
    names = names_of(same)
    first = same[0].id
    order = sorted(names, key=lambda id: (id != first, names[id].lower()))
    choices = [
        (
            names[id] + _marks(fragments.data.environments[id]),
            f"{base}{page}" + (f"{id}/" if id != first else ""),
            shown is not None and id == shown.id,
        )
        for id in order
    ]
    return fragments.render("environment_choice.html", choices=choices, few=FEW_ENVIRONMENTS, why=why, base=base)


def _marks(environment: Environment) -> str:
    """What a reader must know before choosing it: `` (contributed; below our protocol)``."""
    marks = [environment.tier] * (environment.tier != "ours")
    marks += ["below our protocol"] * bool(shortfall(environment))
    return f" ({'; '.join(marks)})" if marks else ""


def samples_tool(fragments: Fragments) -> Markup:
    """The place where ``samples.js`` shows runs with their steps."""
    main = main_environment(fragments.data)
    names = names_of(fragments.data.environments.values())
    if not names:
        return Markup('<p class="fig-missing">No results of our own are published here yet.</p>')
    first = {main.id: names[main.id]} if main else {}
    return fragments.render("samples.html", environments=first | names)


def compare_tool(fragments: Fragments, base: str) -> Markup:
    """The place where a reader drops result files; ``compare.js`` does the rest, in the browser."""
    environment = shown_environment(fragments.data)
    if environment is None:
        return Markup('<p class="fig-missing">There is no result of ours yet to compare with.</p>')
    ours = []
    for workload in WORKLOADS:
        for task in ("training", "inference"):
            ratio = against(environment, workload, task=task)
            if ratio:
                ours.append({
                    "workload": workload, "name": name_of(workload), "task": task,
                    "batch_size": WORKLOADS[workload].batch_size, "median": ratio.median, "low": ratio.low,
                    "high": ratio.high, "covers": ratio.coverage, "rounds": len(ratio.pairs),
                })  # fmt: skip
    return fragments.render(
        "compare.html", ours=ours, title=environment.title, main=MAIN_MODE, band=tie_band(environment),
        least=LEAST_BAND, accepted=accepted(), base=base,
    )  # fmt: skip


def commit_of(harness: str | None) -> str:
    """``commit 1a2b3c, edited`` → ``1a2b3c``."""
    match = re.match(r"commit ([0-9a-f]{7,40})", harness or "")
    return match[1] if match else ""
