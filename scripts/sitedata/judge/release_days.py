"""When the releases of the two frameworks came out. In: ``builds``. Out: days."""

from __future__ import annotations

import datetime

from sitedata.load.dataset import Dataset
from sitedata.schema.protocol.years import PACKAGES


def release_days(data: Dataset) -> dict[tuple[str, str], datetime.date]:
    """Framework and version → the day of its first file."""
    frameworks = {f"pkg:pypi/{package}": framework for framework, package in PACKAGES.items()}
    return {
        (frameworks[row.package], row.version): row.released_on
        for row in data.rows("builds") if row.package in frameworks
    }  # fmt: skip
