"""Where was it measured, when, with what, and as often as our protocol asks?

In: environments. Out: which one pages show, names, words.
"""

from __future__ import annotations

import datetime
import functools
import re
import string
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import asdict, fields

from sitedata.load.dataset import Dataset
from sitedata.load.environments import Environment
from sitedata.schema.names import NAMES
from sitedata.schema.protocol import matrix
from sitedata.schema.protocol.applicable import applicable
from sitedata.schema.protocol.contestant import Contestant
from sitedata.schema.tables import ATTESTED_RUN

MAIN_PAIR = ("tensorflow", "pytorch")


def main_environment(data: Dataset, device: str = "cpu") -> Environment | None:
    """The environment that pages show unless they are about another: the one that ``environments.csv`` names for it.

    Where nobody named one, it is the one with the most good runs on that device, one of ours before others: never one
    of another device.
    """
    on_device = [environment for environment in data.environments.values() if device_of(environment) == device]
    return max(
        on_device,
        key=lambda environment: (
            environment.main_for == device,
            environment.tier != "contributed",
            len(environment.runs(device=device)),
            environment.id,
        ),
        default=None,
    )


def other_environments(data: Dataset) -> list[str]:
    """Ids of the environments that are shown as themselves, beside the main one of a CPU."""
    main = main_environment(data)
    return [id for id, environment in data.environments.items() if environment is not main]


def environments_of(data: Dataset, device: str) -> list[Environment]:
    """Those that were measured on this kind of device, the one that pages show first at the beginning."""
    main = main_environment(data, device)
    same = [environment for environment in data.environments.values() if device_of(environment) == device]
    return sorted(same, key=lambda environment: environment is not main)


def shown_environment(data: Dataset) -> Environment | None:
    """The environment that ``data`` shows."""
    return data.environments.get(data.shown) or main_environment(data)


def names_of(environments: Iterable[Environment]) -> dict[str, str]:
    """Id → a name that no other of them has.

    It is the first of these that is unique: the title if it begins with a letter, the machine's name, the machine's
    name with versions, the title, the id.
    """
    candidates = {
        environment.id: [
            environment.title if environment.letter else environment.machine,
            environment.machine,
            f"{environment.machine}; {versions(environment)}",
            environment.title,
            environment.id,
        ]
        for environment in environments
    }
    taken = [Counter(names) for names in zip(*candidates.values(), strict=True)]
    return {
        id: next(name for level, name in enumerate(names) if taken[level][name] == 1)
        for id, names in candidates.items()
    }


def letters_of(environments: Iterable[Environment]) -> dict[str, str]:
    """Id → the letter by which pictures call it: the keepers' letter, or else the next one that no other has."""
    given = {each.id: each.letter for each in environments}
    free = (letter for letter in string.ascii_uppercase if letter not in given.values())
    return {id: letter or next(free, "?") for id, letter in given.items()}


@functools.lru_cache(maxsize=32)  # cached by identity: every answer asks for it
def shortfall(environment: Environment) -> str:
    """How far it falls short of our protocol, if its fullest sweep has too few rounds; else empty.

    For example ``7 rounds in 1 sweep, where …``.
    """
    rounds: defaultdict[str, set[int]] = defaultdict(set)
    for run in environment.rows("runs"):
        rounds[run.sweep].add(run.round)
    most = max(map(len, rounds.values()), default=0)
    if not most or most >= matrix.ROUNDS:
        return ""
    contestants = (
        matrix.default_matrix() if device_of(environment) == "cpu" else matrix.on_cuda(matrix.default_matrix())
    )
    kept, _ = applicable(matrix.chosen(contestants, MAIN_PAIR), environment.facts())
    wanted = {tuple(asdict(contestant).values()) for contestant in kept}
    measured = wanted & {
        tuple(getattr(run, column.name) for column in fields(Contestant)) for run in environment.runs()
    }
    return (
        f"{most} round{'s' * (most > 1)} in {len(rounds)} sweep{'s' * (len(rounds) > 1)}, "
        f"where the default sweep has {matrix.ROUNDS}; {len(measured)} of its {len(wanted)} contestants"
    )


def marked_title(environment: Environment) -> str:
    """Its name, marked where others measured it and where it falls short of our protocol."""
    short = shortfall(environment)
    marks = [environment.tier] * (environment.tier != "ours")
    marks += [f"{short.split(' in ')[0]}, below our protocol"] * bool(short)
    return f"{environment.title} ({'; '.join(marks)})" if marks else environment.title


MEASURING_WORKFLOW = ".github/workflows/measure.yml"


def verified_by(environment: Environment) -> str:
    """The one command by which a reader verifies an attested environment, in a clone; empty for the other tiers.

    It asks for each file whether that very content came from the workflow, on a hosted machine, from the branch main.
    """
    run = re.fullmatch(ATTESTED_RUN, (environment.listed.attested_run if environment.listed else None) or "")
    if environment.tier != "attested" or not run:
        return ""
    of = run["repository"]
    return (
        f"for file in data/benchmarks/{environment.id}/*; do gh attestation verify $file --repo {of} "
        f"--signer-workflow {of}/{MEASURING_WORKFLOW} --source-ref refs/heads/main --deny-self-hosted-runners "
        "|| break; done"
    )


WHO = {"ours": "measured by us", "attested": "attested: measured by a public workflow", "contributed": "contributed"}


def named_with_tier(environment: Environment) -> str:
    """``AMD EPYC, 2 cores, AVX2, measured by us``: what every figure of an environment says of it."""
    return f"{environment.title}, {WHO[environment.tier]}"


@functools.lru_cache(maxsize=64)  # cached by identity: every page asks for it
def device_of(environment: Environment) -> str:
    """``cuda`` for a folder whose good runs are all on a GPU."""
    return "cuda" if environment.runs(device="cuda") and not environment.runs(device="cpu") else "cpu"


PAGES = {"cpu": "4b-performance/", "cuda": "4b-gpu/"}
"""Kind of device → the page about what was measured on it."""


def page_of(data: Dataset, environment: Environment) -> str:
    """Where it is shown: the page of its kind of device shows one without an id."""
    device = device_of(environment)
    return PAGES[device] if environment is main_environment(data, device) else f"{PAGES[device]}{environment.id}/"


def versions(environment: Environment) -> str:
    versions_by_name = {name: environment.version(name) for name in ("tensorflow", "pytorch", "jax")}
    return ", ".join(f"{NAMES[name]} {version}" for name, version in versions_by_name.items() if version)


def has_cuda_build(environment: Environment) -> bool:
    """Is PyTorch there the build for CUDA, whatever it computed on?"""
    return "+cu" in (environment.version("pytorch") or "")


@functools.lru_cache(maxsize=64)  # cached by identity: every claim asks for it
def measured_on(environment: Environment) -> datetime.date | None:
    """The day (UTC) of its newest good run."""
    return max((datetime.date.fromisoformat(run.started_at[:10]) for run in environment.runs()), default=None)


@functools.lru_cache(maxsize=64)  # cached by identity: every figure asks for it
def provenance(environment: Environment) -> str:
    runs = environment.rows("runs")
    rounds = len({(run.sweep, run.round) for run in runs})
    sweeps = len({run.sweep for run in runs})
    flagged = sum(run.status == "flagged" for run in runs)
    return (
        f"{named_with_tier(environment)}; {versions(environment)}; rounds: {rounds}"
        + (f" in {sweeps} sweeps" if sweeps > 1 else "")
        + f", {len(environment.runs()):,} good runs, {flagged:,} flagged because something else used the machine."
        + (f" Below our protocol: {short}." if (short := shortfall(environment)) else "")
    )
