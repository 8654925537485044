"""What happened to each framework and each system, as Atom and as JSON. In: a data set. Out: files.

Sources: https://www.rfc-editor.org/rfc/rfc4287 and https://www.jsonfeed.org/version/1.1/
"""

from __future__ import annotations

from sitedata.judge.news import Item, news
from sitedata.load.dataset import Dataset
from sitedata.pages.fragments import templates
from sitedata.publish.feeds import NEVER
from sitedata.schema.names import NAMES
from sitedata.text import values
from sitedata.text.addresses import address, home
from sitedata.text.exports import as_json

MOST = 50  # items of one feed


def news_feeds(data: Dataset, site_url: str, title: str) -> dict[str, str]:
    """Path → content: ``feeds/pytorch.xml``, ``feeds/systems/torchtext.json``, …"""
    told = news(data)
    made: dict[str, str] = {}
    for id, items in told.frameworks.items():
        made |= _both(id, f"Everything about {NAMES[id]}", "what-ends/", items[:MOST], site_url, title)
    for id, items in told.systems.items():
        made |= _both(f"systems/{id}", data.systems[id].name, f"ecosystem/{id}/", items[:MOST], site_url, title)
    return made


def _both(id: str, name: str, page: str, items: list[Item], site_url: str, title: str) -> dict[str, str]:
    updated = f"{items[0].known_on}T00:00:00Z" if items else NEVER
    atom = templates().get_template("news.xml").render(
        id=id, name=name, page=page, items=items, site_url=home(site_url), title=title, updated=updated
    )  # fmt: skip
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": f"{name}: {title}",
        **(
            {"home_page_url": address(page, site_url), "feed_url": address(f"feeds/{id}.json", site_url)}
            if site_url
            else {}
        ),
        "items": [
            {
                "id": f"tag:tensorflow-vs-pytorch,2026:{item.id}",
                **({"url": address(item.page, site_url)} if site_url else {}),
                "title": item.title,
                "content_text": item.told,
                "date_published": f"{item.known_on}T00:00:00Z",
                "tags": [item.kind],
            }
            for item in items
        ],
    }
    return {f"feeds/{id}.xml": values.compact(atom), f"feeds/{id}.json": as_json(feed)}
