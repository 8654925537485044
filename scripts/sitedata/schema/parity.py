"""What two published numbers must share to be compared."""

from __future__ import annotations

from sitedata.schema.tables import PublishedResult

PARITY = ("study", "workload", "task", "device", "batch", "precision", "metric", "unit")


def parity(row: PublishedResult) -> tuple:
    """Equal for numbers that may be compared."""
    return tuple(getattr(row, name) for name in PARITY)
