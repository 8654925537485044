"""What changed since the article, as the API has it. In: a data set. Out: models, the newest first."""

from __future__ import annotations

from collections import defaultdict

from sitedata.api import models as api
from sitedata.judge.news import Item, news
from sitedata.load.dataset import Dataset
from sitedata.schema.tables import FRAMEWORKS
from sitedata.text.addresses import address
from sitedata.text.values import first_day


def changes(data: Dataset, site_url: str) -> list[api.News]:
    told, items = news(data), {}
    concerned: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for id, mine in (*told.frameworks.items(), *told.systems.items()):
        for item in mine:
            items[item.id] = item
            concerned[item.id][id] = None
    made = [
        _change(item, list(concerned[item.id]), data, site_url)
        for item in items.values()
        if item.known_on.isoformat() >= first_day(data.since)
    ]
    return sorted([*made, *_verdicts(data, site_url)], key=lambda one: (one.known_on, one.id), reverse=True)


def _change(item: Item, concerned: list[str], data: Dataset, site_url: str) -> api.News:
    return api.News(
        id=item.id, kind=item.kind, known_on=item.known_on, title=item.title, told=item.told,
        page=address(item.page, site_url), claim=None,
        frameworks=[id for id in FRAMEWORKS if id in concerned],
        systems=[id for id in dict.fromkeys(concerned) if id in data.systems],
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
