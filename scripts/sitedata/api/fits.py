"""Releases of the frameworks, as the API has them. In: what fits together. Out: models."""

from __future__ import annotations

from sitedata.api import models as api
from sitedata.api.from_rows import values
from sitedata.judge.fitting import RANGES, Fits, Fitting


def releases(fits: Fits) -> list[api.FrameworkRelease]:
    return [_release(one) for many in fits.of.values() for one in many]


def _release(one: Fitting) -> api.FrameworkRelease:
    return api.FrameworkRelease(
        **values(one.build, api.FrameworkRelease),
        id=f"{one.framework}-{one.build.version}",
        framework=one.framework,
        places=[
            api.Place(platform=each.platform, needs=each.needs or None, pythons=list(each.pythons))
            for each in one.places
        ],
        **{name: one.ranges.get(name) for name in RANGES},
        pure=one.pure,
        driver=one.driver or None,
        companions=[
            api.CompanionRelease(
                package=suits.companion.package,
                version=version,
                bound=suits.bound,
                status=suits.status or None,
                only_on=None if len(cells) == len(one.cells) else [" ".join(cell) for cell in cells],
            )
            for suits in one.companions
            for version, cells in suits.versions.items()
        ],
    )
