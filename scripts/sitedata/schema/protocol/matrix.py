"""Who takes part: the contestants of a sweep, in groups that are only compared internally."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from sitedata.schema.protocol.contestant import Contestant
from sitedata.schema.protocol.divisions import best_layout, columns
from sitedata.schema.protocol.modes import GENERATING, MAIN_MODE, MODES
from sitedata.schema.protocol.workloads import CLASSIC, MODERN, WORKLOADS

GROUPS = ("resnet20", "bert-mini", "lstm", "mlp", "gru", "none")
"""Groups of contestants that stay together, those with the most work first: parts of a sweep take them in turn."""
MODERN_GROUPS = ("gpt2", "resnet50", "vit-s16", "unet", "dlrm-mini")
"""The same for the matrix ``modern``, which has none of the others."""
COMPILED = {"tensorflow": "xla", "pytorch": "torch.compile"}
OF_PROCESSORS = (
    "busy-neighbour",
    "allocator",
    "onednn-off",
    "onednn-on",
    "isa-capped",
    "mkl-generic",
    "physical-cores",
)
"""Variants that mean nothing on a GPU."""
ROUNDS = 10  # fewer give intervals that are too narrow to trust
QUICK_ROUNDS = 2  # too few for any verdict: for a first look
MINUTES = {"quick": 5, "short": 15, "default": 90, "causes": 90, "modern": 90, "full": None}
"""The longest that a sweep may take, agreement and accuracy included; the same command later runs what is left."""


def main(workload: str, framework: str, **changes) -> Contestant:
    """A workload in its main setting, with changes."""
    base = Contestant(workload, framework, MAIN_MODE[framework], batch_size=WORKLOADS[workload].batch_size)
    return replace(base, **changes)


def both(workload: str, **changes) -> Iterator[Contestant]:
    for framework in ("tensorflow", "pytorch"):
        yield main(workload, framework, **changes)


def default_matrix() -> list[Contestant]:
    """What the claims of section 4.B need, and what could change their answers.

    Its ten rounds take about an hour on the faster machine that we know, and 100 minutes or more on the slower one (see
    :mod:`sitedata.schema.protocol.duration`): there the limit of 90 minutes comes first, and the last rounds wait for a
    second call. So nothing is added here. One thread for BERT and VGG and inference of all models would take another 10
    minutes on the faster machine and 18 on the slower one; they are in ``--full``.
    """
    contestants: list[Contestant] = []
    for workload in CLASSIC:
        contestants += both(workload)
    for workload in ("mlp", "resnet20", "lstm", "bert-mini"):
        contestants += both(workload, task="inference")
    for workload in ("resnet20", "lstm"):
        contestants += both(workload, variant="twin")
        contestants += both(workload, threads=1)
    for workload in ("resnet20", "lstm", "bert-mini"):
        contestants.append(main(workload, "tensorflow", mode="eager"))
        contestants += [main(workload, framework, mode=mode) for framework, mode in COMPILED.items()]
        contestants.append(main(workload, "pytorch", mode="torch.compile", variant="fresh-cache"))
    for workload in CLASSIC:
        for size in WORKLOADS[workload].batch_sizes:
            contestants += both(workload, batch_size=size)
    contestants += channels_last("training")
    # one of the two is the plain setting once more, and the harness leaves it out
    contestants += [main("resnet20", "tensorflow", variant=variant) for variant in ("onednn-on", "onednn-off")]
    contestants += both("resnet20", variant="busy-neighbour")
    contestants += both("resnet20", task="inference", variant="allocator")
    return contestants + imports("tensorflow", "pytorch")


def channels_last(*tasks: str) -> list[Contestant]:
    """Every small model of images with PyTorch's other layout."""
    images = [workload for workload in CLASSIC if WORKLOADS[workload].is_image]
    return [main(workload, "pytorch", task=task, layout="channels-last") for workload in images for task in tasks]


def division(workload: str, name: str) -> list[Contestant]:
    """Both frameworks in one division."""
    return [main(workload, framework, **columns(workload, framework, name)) for framework in ("tensorflow", "pytorch")]


def causes_matrix() -> list[Contestant]:
    """What the ratios of training are made of, and both divisions: the second half of a whole measurement.

    The main setting is in it too, because a condition is compared within a round. Where a variant would change nothing
    on a machine, the harness leaves it out.
    """
    contestants: list[Contestant] = []
    for workload in CLASSIC:
        contestants += division(workload, "written") + division(workload, "tuned")
    contestants += both("resnet20", variant="twin")
    contestants += channels_last("training")
    for workload in ("resnet20", "vgg11", "bert-wide"):
        contestants.append(main(workload, "tensorflow", variant="onednn-on"))
    contestants += [whole_step("resnet20"), whole_step("bert-wide")]
    contestants += both("resnet20", variant="isa-capped")
    contestants += both("bert-wide", variant="isa-capped")
    contestants.append(main("bert-mini", "pytorch", variant="mkl-generic"))  # ten times as long where it works
    contestants += both("resnet20", variant="physical-cores")
    return contestants


def whole_step(workload: str) -> Contestant:
    """PyTorch with what ``tf.function`` compiles anyway: the loss and the optimizer too."""
    return main(workload, "pytorch", mode="torch.compile", variant="whole-step", **best_layout(workload, "pytorch"))


def imports(*frameworks: str) -> list[Contestant]:
    return [Contestant("none", framework, MODES[framework][0], task="import") for framework in frameworks]


def quick_matrix() -> list[Contestant]:
    """A first look in under five minutes, even on the slower machine: training of three workloads, with a control."""
    trainings = [contestant for workload in ("mlp", "resnet20", "lstm") for contestant in both(workload)]
    return [*trainings, main("mlp", "pytorch", variant="twin"), *imports("tensorflow", "pytorch")]


def short_matrix() -> list[Contestant]:
    """Training of four models, one of each kind, in ten rounds: what a borrowed GPU has time for."""
    trainings = [contestant for workload in ("mlp", "resnet20", "lstm", "bert-mini") for contestant in both(workload)]
    return [*trainings, *both("resnet20", variant="twin")]


def modern_matrix() -> list[Contestant]:
    """The larger models: both divisions of training, inference or generating, and 16 bits where the processor has them.

    One of them is fed by a pipeline too.
    """
    contestants: list[Contestant] = []
    for workload in MODERN:
        contestants += division(workload, "written") + division(workload, "tuned")
        for task in GENERATING if workload == "gpt2" else ("inference",):
            contestants += both(workload, task=task)
    for workload in ("resnet50", "vit-s16", "gpt2"):
        contestants += both(workload, precision="bfloat16")
    return [*contestants, *both("resnet50", variant="input-fed"), *both("resnet50", variant="twin")]


def full_matrix() -> list[Contestant]:
    """Every small workload in every mode and task, with one thread and with all, and twins of every main setting."""
    contestants = default_matrix() + causes_matrix()
    for workload in CLASSIC:
        contestants += both(workload, variant="twin")
        contestants.append(whole_step(workload))
        contestants += [main(workload, "tensorflow", variant=variant) for variant in ("onednn-on", "onednn-off")]
        contestants += both(workload, variant="isa-capped")
        contestants += both(workload, variant="physical-cores")
        contestants.append(main(workload, "pytorch", variant="mkl-generic"))
        for task in ("training", "inference"):
            for framework in ("tensorflow", "pytorch"):
                for mode in MODES[framework]:
                    contestants += [
                        main(workload, framework, mode=mode, task=task, threads=threads) for threads in (0, 1)
                    ]
            contestants += both(workload, task=task, variant="allocator")
            contestants += both(workload, task=task, variant="busy-neighbour")
        contestants.append(main(workload, "pytorch", mode="torch.compile", variant="fresh-cache"))
    return contestants + channels_last("training", "inference")


def with_jax(contestants: Iterable[Contestant]) -> list[Contestant]:
    """The same list with JAX beside each plain main setting that it can run: a reference line."""
    given = list(contestants)
    settings = {
        replace(contestant, framework="jax", mode=MAIN_MODE["jax"])
        for contestant in given
        if contestant.mode == MAIN_MODE[contestant.framework]
    }
    plain = {
        contestant
        for contestant in settings
        if contestant.variant in ("plain", "twin")
        and contestant.layout == "default"
        and not contestant.threads
        and contestant.precision == "float32"
    }
    return given + sorted(plain, key=lambda contestant: contestant.name)


def on_cuda(contestants: Iterable[Contestant]) -> list[Contestant]:
    """The same list for a GPU: what means nothing there is left out."""
    return [
        replace(contestant, device="cuda")
        for contestant in contestants
        if contestant.task != "import"
        and contestant.precision == "float32"
        and not contestant.threads
        and contestant.variant not in OF_PROCESSORS
    ]


def of_gpus(contestants: Iterable[Contestant]) -> list[Contestant]:
    """What only a GPU has, beside each main setting of training in a list for GPUs.

    That is fewer bits, how cuDNN picks its kernels, graphs of kernels, and how memory is taken. The two frameworks
    differ in what they do by themselves, so that each has the variant that makes it like the other; XLA makes graphs
    of kernels by itself.
    """
    beside: list[Contestant] = []
    for contestant in contestants:
        main_setting = contestant.task == "training" and contestant.mode == MAIN_MODE[contestant.framework]
        workload = WORKLOADS[contestant.workload]
        if not main_setting or contestant.variant != "plain" or contestant.batch_size != workload.batch_size:
            continue
        formats = ("tf32", "bfloat16") if contestant.framework == "jax" else ("tf32", "bfloat16", "float16")
        beside += [replace(contestant, precision=precision) for precision in formats]
        if contestant.layout != "default":
            continue
        if contestant.framework == "tensorflow":
            beside.append(replace(contestant, variant="memory-growth"))
            beside += [replace(contestant, variant="autotune-off")] * workload.is_image
        elif contestant.framework == "pytorch":
            beside.append(replace(contestant, mode="torch.compile", variant="cuda-graphs"))
            beside += [replace(contestant, variant="autotune-on")] * workload.is_image
    return beside


MATRICES = {
    "quick": quick_matrix,
    "short": short_matrix,
    "default": default_matrix,
    "causes": causes_matrix,
    "modern": modern_matrix,
    "full": full_matrix,
}
WITH_ACCURACY = ("default", "full")
"""Those that a first sweep begins with the accuracy experiment."""
SHORT = ("quick", "short")
"""Those that leave out whatever is not a main setting."""
PLACES = {group: place for groups in (GROUPS, MODERN_GROUPS) for place, group in enumerate(groups)}


def chosen(
    contestants: Iterable[Contestant], frameworks: Iterable[str], shard: tuple[int, int] = (1, 1)
) -> list[Contestant]:
    """The contestants of these frameworks in this shard (number, of how many), each once.

    Only a group's place in ``GROUPS`` or ``MODERN_GROUPS`` decides its shard.
    """
    number, count = shard
    unique = dict.fromkeys(contestant for contestant in contestants if contestant.framework in set(frameworks))
    return [contestant for contestant in unique if PLACES[contestant.group] % count == number - 1]
