"""What a variant sets, and where it would change nothing.

In: contestants, and what is known of the machine and the frameworks. Out: environment variables; who takes part here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sitedata.schema.protocol.contestant import Contestant

# bytes: keep freed memory in the process
ALLOCATOR = "glibc.malloc.mmap_threshold=1073741824:glibc.malloc.trim_threshold=4294967296"
VARIABLES: dict[str, dict[str, str]] = {
    "allocator": {"GLIBC_TUNABLES": ALLOCATOR},
    "onednn-off": {"TF_ENABLE_ONEDNN_OPTS": "0"},
    "onednn-on": {"TF_ENABLE_ONEDNN_OPTS": "1"},
    "isa-capped": {
        "ONEDNN_MAX_CPU_ISA": "AVX2",  # of oneDNN in both
        "ATEN_CPU_CAPABILITY": "avx2",  # PyTorch's own kernels
        "MKL_ENABLE_INSTRUCTIONS": "AVX2",  # works on Intel's processors; on others MKL decides alone
        "XLA_FLAGS": "--xla_cpu_max_isa=AVX2",
    },
    "mkl-generic": {"MKL_CBWR": "COMPATIBLE"},  # works on any processor; MKL_VERBOSE then says CNR:COMPATIBLE
    "autotune-off": {"TF_CUDNN_USE_AUTOTUNE": "0"},  # without it TensorFlow tries what cuDNN has and keeps the fastest
    "memory-growth": {"TF_FORCE_GPU_ALLOW_GROWTH": "true"},
    "tuned": {"GLIBC_TUNABLES": ALLOCATOR, "TF_ENABLE_ONEDNN_OPTS": "1"},
}
"""Variant → the environment variables of its runs.

Sources: https://uxlfoundation.github.io/oneDNN/dev_guide_cpu_dispatcher_control.html, Intel's developer guide for
oneMKL on conditional numerical reproducibility and on instruction set dispatching, TensorFlow's
``core/util/use_cudnn.cc`` and https://www.tensorflow.org/guide/gpu#limiting_gpu_memory_growth.
"""


def no_effect(contestant: Contestant, known: Mapping[str, Mapping[str, str]]) -> str:
    """Why the variant would measure the plain setting once more on this machine; empty if it would not.

    ``known`` has the facts of ``machine`` and of each framework, as in the table ``environment``.
    """
    machine, tensorflow, pytorch = (known.get(name, {}) for name in ("machine", "tensorflow", "pytorch"))
    match contestant.variant:
        case "onednn-on" | "onednn-off":
            state = contestant.variant.removeprefix("onednn-")
            return f"oneDNN is {state} by default" if tensorflow.get("onednn") == state else ""
        case "isa-capped":
            return "" if "avx512f" in machine.get("cpu-flags", "").split() else "no vector units wider than AVX2"
        case "physical-cores":
            physical = machine.get("physical-cores")
            return "each processor is a physical core" if physical in (None, machine.get("cores")) else ""
        case "mkl-generic":
            return "" if "Math Kernel Library" in pytorch.get("build", "") else "this build of PyTorch has no MKL"
    return ""


def applicable(
    contestants: Iterable[Contestant], known: Mapping[str, Mapping[str, str]]
) -> tuple[list[Contestant], dict[str, str]]:
    """Those that measure something of their own here, and for each variant that does not, why."""
    kept, reasons = [], {}
    for contestant in contestants:
        if reason := no_effect(contestant, known):
            reasons[contestant.variant] = reason
        else:
            kept.append(contestant)
    return kept, reasons
