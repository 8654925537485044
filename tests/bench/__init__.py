"""The harness. Tests that need the real frameworks run where ``make bench-setup`` has completed their environments."""

from pathlib import Path

import pytest

from set_up import find_uv, is_whole

ENVIRONMENTS = Path(__file__).resolve().parents[2] / ".venv-bench"
PYTHONS = {name: ENVIRONMENTS / name / "bin" / "python" for name in ("harness", "tensorflow", "pytorch")}
needs_frameworks = pytest.mark.skipif(
    not all(is_whole(name, find_uv()) for name in PYTHONS),
    reason="needs the benchmark's environments: make bench-setup",
)
