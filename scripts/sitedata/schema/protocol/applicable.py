"""Which contestants measure something of their own on a machine.

In: contestants, and what is known of the machine and of the frameworks. Out: who takes part, and why others do not.
Standard library only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sitedata.schema.protocol.contestant import Contestant

BFLOAT16 = ("avx512_bf16", "amx_bf16")
"""Either says that a processor multiplies such numbers itself; without it, libraries make longer ones of them first."""


def no_effect(contestant: Contestant, known: Mapping[str, Mapping[str, str]]) -> str:
    """Why the variant would measure the plain setting once more on this machine; empty if it would not.

    ``known`` has the facts of ``machine`` and of each framework, as in the table ``environment``.
    """
    flags = known.get("machine", {}).get("cpu-flags", "").split()
    if contestant.device == "cpu" and contestant.precision == "bfloat16" and not {*flags} & {*BFLOAT16}:
        return "no instructions for products of bfloat16"
    machine, tensorflow, pytorch = (known.get(name, {}) for name in ("machine", "tensorflow", "pytorch"))
    match contestant.variant:
        case "onednn-on" | "onednn-off":
            state = contestant.variant.removeprefix("onednn-")
            return f"oneDNN is {state} by default" if tensorflow.get("onednn") == state else ""
        case "isa-capped":
            return "" if "avx512f" in flags else "no vector units wider than AVX2"
        case "physical-cores":
            physical, usable = (int(machine.get(name) or 0) for name in ("physical-cores", "cores"))
            return "" if 0 < physical < usable else "each processor that it may use can be a physical core"
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
            reasons[contestant.variant if contestant.precision == "float32" else contestant.precision] = reason
        else:
            kept.append(contestant)
    return kept, reasons
