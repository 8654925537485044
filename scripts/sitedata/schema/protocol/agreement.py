"""How far twins may differ and still count as computing the same thing.

In: a workload and a precision. Out: a limit for each quantity.
"""

from __future__ import annotations

from sitedata.schema.protocol.workloads import WORKLOADS

# float64: rounding gives 1e-12 at most. float32: outputs and losses differ by 2e-6 at most; gradients of convolutions
# by 3 %, where an input of a ReLU near zero changes sign; BatchNorm then drives ResNet-20's losses 1 % apart, as it
# does in PyTorch alone between one thread and two.
EXACT = {"parameters": 0.0}
QUANTITIES = ("output", "cached", "loss", "gradient", "loss-curve", "tuned-curve")
LIMITS = {
    "float64": EXACT | dict.fromkeys(QUANTITIES, 1e-10),
    "float32": EXACT
    | dict.fromkeys(("output", "cached", "loss"), 1e-5)
    | dict.fromkeys(("gradient", "loss-curve", "tuned-curve"), 1e-1),
}
# In float64 too, TensorFlow's GELU takes 1/√2 in float32, and Flax computes attention scores in float32: 3e-7 off.
# A LayerNorm epsilon of 1e-5 instead of 1e-12 makes 2e-6.
ATTENTION_LIMITS = LIMITS["float64"] | dict.fromkeys(QUANTITIES, 1e-6)
# Fifty layers with BatchNorm enlarge what rounding began: 3e-10 after three steps, where outputs are 2e-15 apart.
DEEP_LIMITS = LIMITS["float64"] | dict.fromkeys(("loss-curve", "tuned-curve"), 1e-6)


def limits(workload: str, precision: str) -> dict[str, float]:
    """Quantity → the largest difference that counts as equal."""
    if precision == "float64" and WORKLOADS[workload].kind == "attention":
        return ATTENTION_LIMITS
    return DEEP_LIMITS if (workload, precision) == ("resnet50", "float64") else LIMITS[precision]
