"""Ways out of a framework, as the API has them. In: measurements of deployment. Out: models."""

from __future__ import annotations

from collections.abc import Iterator

from sitedata.api import models as api
from sitedata.api.measurements import rounded
from sitedata.judge import deployments as judge
from sitedata.judge.deployments import Point
from sitedata.load.dataset import Dataset
from sitedata.load.deployments import Deployment
from sitedata.schema.protocol.deployment import WAYS


def requests(data: Dataset) -> list[api.Request]:
    return [one for deployment in data.deployments.values() for one in _of(deployment)]


def _of(deployment: Deployment) -> Iterator[api.Request]:
    for (way, model), point in judge.points(deployment).items():
        yield _request(deployment, point, way, model)


def _request(deployment: Deployment, point: Point, way: str, model: str) -> api.Request:
    known, cost, row = point.processes > 1, judge.cost(deployment, way, model), deployment.models[way, model]
    browser = WAYS[way].served_in if WAYS[way].in_browser else None
    return api.Request(
        deployment=deployment.id, way=way, framework=WAYS[way].framework, runtime=WAYS[way].title, browser=browser,
        model=model,
        request_ms=rounded(point.ms), low=rounded(point.interval.low) if known else None,
        high=rounded(point.interval.high) if known else None, coverage=rounded(point.interval.coverage),
        p99_ms=rounded(point.p99), processes=point.processes, start_ms=rounded(cost.start_ms),
        resident_mib=cost.resident_mib, file_mib=row.file_mib, installed_mib=judge.shipped_mib(deployment, way),
        download_mib=deployment.ways[way].download_mib, difference_ppm=row.difference_ppm,
    )  # fmt: skip
