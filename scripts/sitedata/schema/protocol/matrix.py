"""Who takes part: the contestants of a sweep, in groups that are only compared within themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from sitedata.schema.protocol.contestant import Contestant
from sitedata.schema.protocol.modes import MAIN_MODE, MODES
from sitedata.schema.protocol.workloads import WORKLOADS

GROUPS = ("resnet20", "bert-mini", "lstm", "mlp", "gru", "none")
"""Of contestants that stay together, those with the most work first: parts of a sweep take them in turn."""
COMPILED = {"tensorflow": "xla", "pytorch": "torch.compile"}
ROUNDS = 10  # fewer give intervals that are too narrow to trust
QUICK_ROUNDS = 2  # too few for any verdict: a look
MINUTES = {"quick": 5, "default": 90, "full": None}
"""What a sweep promises to take at most, agreement and accuracy included; what is left over waits for the same command."""


def main(workload: str, framework: str, **changes) -> Contestant:
    """A workload in its main setting, with changes."""
    base = Contestant(workload, framework, MAIN_MODE[framework], batch_size=WORKLOADS[workload].batch_size)
    return replace(base, **changes)


def both(workload: str, **changes) -> Iterator[Contestant]:
    for framework in ("tensorflow", "pytorch"):
        yield main(workload, framework, **changes)


def default_matrix() -> list[Contestant]:
    """What the claims of section 4.B need, and what could change their answers.

    Its ten rounds take about an hour on the faster machine that we know, and 100 minutes and more on the slower one (see
    :mod:`sitedata.schema.protocol.duration`): there the limit of 90 minutes comes first, and the last rounds wait for a second call. So
    nothing is added here. One thread for BERT and
    VGG and inference of all models would take another 10 minutes on the faster machine and 18 on the slower one; they are in ``--full``.
    """
    found: list[Contestant] = []
    for workload in WORKLOADS:
        found += both(workload)
    for workload in ("mlp", "resnet20", "lstm", "bert-mini"):
        found += both(workload, task="inference")
    for workload in ("resnet20", "lstm"):
        found += both(workload, variant="twin")
        found += both(workload, threads=1)
    for workload in ("resnet20", "lstm", "bert-mini"):
        found.append(main(workload, "tensorflow", mode="eager"))
        found += [main(workload, framework, mode=mode) for framework, mode in COMPILED.items()]
        found.append(main(workload, "pytorch", mode="torch.compile", variant="fresh-cache"))
    for workload in WORKLOADS.values():
        for size in workload.batch_sizes:
            found += both(workload.id, batch_size=size)
    found.append(main("resnet20", "pytorch", layout="channels-last"))
    found.append(main("resnet20", "tensorflow", variant="onednn-off"))
    found += both("resnet20", variant="busy-neighbour")
    found += both("resnet20", task="inference", variant="allocator")
    return found + imports("tensorflow", "pytorch")


def imports(*frameworks: str) -> list[Contestant]:
    return [Contestant("none", framework, MODES[framework][0], task="import") for framework in frameworks]


def quick_matrix() -> list[Contestant]:
    """A look in under five minutes on the slower machine too: training of three workloads, with a control."""
    found = [each for workload in ("mlp", "resnet20", "lstm") for each in both(workload)]
    return [*found, main("mlp", "pytorch", variant="twin"), *imports("tensorflow", "pytorch")]


def full_matrix() -> list[Contestant]:
    """Every workload in every mode and task, one thread and all, twins of everything in its main setting."""
    found = default_matrix()
    for workload in WORKLOADS:
        found += both(workload, variant="twin")
        for task in ("training", "inference"):
            for framework in ("tensorflow", "pytorch"):
                for mode in MODES[framework]:
                    found += [main(workload, framework, mode=mode, task=task, threads=threads) for threads in (0, 1)]
            found += both(workload, task=task, variant="allocator")
            found += both(workload, task=task, variant="busy-neighbour")
            if WORKLOADS[workload].is_image:
                found.append(main(workload, "pytorch", task=task, layout="channels-last"))
        found.append(main(workload, "pytorch", mode="torch.compile", variant="fresh-cache"))
    return found


def with_jax(contestants: Iterable[Contestant]) -> list[Contestant]:
    """The same list with JAX beside each plain main setting that it can be brought to: a reference line."""
    found = list(contestants)
    settings = {
        replace(each, framework="jax", mode=MAIN_MODE["jax"])
        for each in found
        if each.mode == MAIN_MODE[each.framework]
    }
    plain = {
        each for each in settings if each.variant in ("plain", "twin") and each.layout == "default" and not each.threads
    }
    return found + sorted(plain, key=lambda each: each.name)


def on_cuda(contestants: Iterable[Contestant]) -> list[Contestant]:
    """The same list for a GPU: threads do not matter there, number formats do."""
    found = []
    for each in contestants:
        if each.task == "import" or each.threads or each.variant in ("busy-neighbour", "allocator", "onednn-off"):
            continue
        found += [replace(each, device="cuda", precision=precision) for precision in ("float32", "tf32", "bfloat16")]
    return found


MATRICES = {"quick": quick_matrix, "default": default_matrix, "full": full_matrix}


def chosen(
    contestants: Iterable[Contestant], frameworks: Iterable[str], shard: tuple[int, int] = (1, 1)
) -> list[Contestant]:
    """Those of these frameworks in this shard (number, of how many), each once. A group's place in ``GROUPS`` alone decides its shard."""
    number, count = shard
    unique = dict.fromkeys(each for each in contestants if each.framework in set(frameworks))
    return [each for each in unique if GROUPS.index(each.group) % count == number - 1]
