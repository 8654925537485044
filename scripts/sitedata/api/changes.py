"""What changed since the article, as the API has it. In: an edition. Out: models, the newest first."""

from __future__ import annotations

from sitedata.api import models as api
from sitedata.judge.edition import Edition
from sitedata.judge.news import Item
from sitedata.text.addresses import address


def changes(edition: Edition, site_url: str) -> list[api.News]:
    return [_change(item, site_url) for item in edition.since_article]


def _change(item: Item, site_url: str) -> api.News:
    return api.News(
        id=item.id, kind=item.kind, known_on=item.known_on, title=item.title, told=item.told,
        page=address(item.page, site_url), claim=item.claim or None, criterion=item.criterion or None,
        frameworks=list(item.frameworks), systems=list(item.systems),
    )  # fmt: skip
