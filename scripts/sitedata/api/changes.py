"""What changed since the article, as the API has it. In: a data set. Out: models, the newest first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from sitedata.api import models as api
from sitedata.judge.news import Item, news
from sitedata.load.dataset import Dataset
from sitedata.text.addresses import address


def changes(data: Dataset, site_url: str) -> list[api.News]:
    told = news(data)
    items = {item.id: item for mine in (*told.frameworks.values(), *told.systems.values()) for item in mine}
    frameworks, systems = _concerned(told.frameworks), _concerned(told.systems)  # some ids are of both
    made = [
        _change(item, frameworks[item.id], systems[item.id], site_url)
        for item in items.values()
        if item.known_on.isoformat() >= data.since
    ]
    return sorted([*made, *_verdicts(data, site_url)], key=lambda one: (one.known_on, one.id), reverse=True)


def _concerned(told: Mapping[str, list[Item]]) -> Mapping[str, list[str]]:
    """Id of an item → the frameworks, or the systems, that it concerns."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for id, items in told.items():
        for item in items:
            found[item.id].append(id)
    return found


def _change(item: Item, frameworks: list[str], systems: list[str], site_url: str) -> api.News:
    return api.News(
        id=item.id, kind=item.kind, known_on=item.known_on, title=item.title, told=item.told,
        page=address(item.page, site_url), claim=None, frameworks=frameworks, systems=systems,
    )  # fmt: skip


def _verdicts(data: Dataset, site_url: str) -> list[api.News]:
    claims = data.by_id("claims")
    return [
        api.News(
            id=f"verdict/{row.claim_id}/{row.changed_on}/{row.number}", kind="verdict", known_on=row.changed_on,
            title=f"{row.verdict}: {claims[row.claim_id].claim}", told=row.cause, frameworks=[], systems=[],
            page=address(f"claims/{row.claim_id}/", site_url), claim=row.claim_id,
        )
        for row in data.rows("verdict_log")
    ]  # fmt: skip
