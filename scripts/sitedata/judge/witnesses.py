"""Which machines may speak about a claim, and which of them are independent of each other.

In: environments. Out: those that count, by kinds of machines, and why others do not.
"""

from __future__ import annotations

from collections.abc import Iterable

from packaging.version import InvalidVersion, Version

from sitedata.judge.environments import shortfall, versions
from sitedata.load.environments import Environment

VECTORS = ("avx", "amx", "sve", "asimd")
"""What the names of instructions begin with that decide which kernels a library picks."""
NEEDED = 2  # independent machines; with one, nothing says whether it is the machine or the framework

Witness = tuple[Environment, ...]
"""Environments that speak with one voice, because their machines are of one kind."""


def kind_of_machine(environment: Environment) -> tuple[str, ...]:
    """Two machines of one kind are no independent witnesses: the same processor in the same kind of host.

    A hypervisor may show a family's name for each of its models, so the model is the name with the vector instructions
    that the processor has: these differ from generation to generation, and libraries choose their kernels by them. A
    hypervisor that hides instructions makes one model look like two; nothing inside tells.
    """
    flags = (environment.fact("machine", "cpu-flags") or "").split()
    return (
        environment.fact("machine", "cpu-model") or "",
        " ".join(sorted(flag for flag in flags if flag.startswith(VECTORS))),
        environment.fact("machine", "gpu-model") or "",
        environment.fact("machine", "hypervisor") or "",
    )


def witnesses(environments: Iterable[Environment]) -> list[Witness]:
    """The independent machines among them, each with all environments that were measured on its kind."""
    kinds: dict[tuple[str, ...], list[Environment]] = {}
    for environment in environments:
        kinds.setdefault(kind_of_machine(environment), []).append(environment)
    return [tuple(same) for same in kinds.values()]


def release_pair(environment: Environment) -> tuple[Version, Version]:
    """The releases of TensorFlow and PyTorch, without what says how they were built (``+cpu``)."""
    return _release(environment.version("tensorflow")), _release(environment.version("pytorch"))


def _release(version: str | None) -> Version:
    try:
        return Version(Version(version or "0").public)
    except InvalidVersion:
        return Version("0")


def asked_pair(environments: Iterable[Environment]) -> tuple[Version, Version] | None:
    """The newest pair of releases that two independent machines measured, or else the newest.

    By TensorFlow's release, then by PyTorch's. Environments below our protocol do not count; None if none is left.
    """
    pairs: dict[tuple[Version, Version], list[Environment]] = {}
    for environment in environments:
        if not shortfall(environment):
            pairs.setdefault(release_pair(environment), []).append(environment)
    twice = [pair for pair, measured in pairs.items() if len(witnesses(measured)) >= NEEDED]
    return max(twice or pairs, default=None)


def not_counted(environment: Environment, asked: tuple[Version, Version] | None) -> str:
    """Why an environment is shown and does not count; empty if it does."""
    if short := shortfall(environment):
        return f"below our protocol: {short}"
    if release_pair(environment) != asked:
        return f"measured with {versions(environment) or 'unknown versions'}, not with the pair of releases asked"
    return ""


def names_of(witness: Witness) -> str:
    return " and ".join(environment.title for environment in witness)
