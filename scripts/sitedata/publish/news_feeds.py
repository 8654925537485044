"""What happened to each framework, system, claim and row of the comparison table, as Atom and as JSON.

In: an edition. Out: files.

Sources: https://www.rfc-editor.org/rfc/rfc4287 and https://www.jsonfeed.org/version/1.1/
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from sitedata.judge.edition import Edition
from sitedata.judge.news import Item
from sitedata.load.dataset import Dataset
from sitedata.pages.fragments import templates
from sitedata.publish.feeds import NEVER
from sitedata.schema.names import NAMES
from sitedata.text import values
from sitedata.text.addresses import address, home
from sitedata.text.exports import as_json

MOST = 50  # items of one feed
MOST_OF_FRAMEWORK = 200  # more happens around one, and a reader of feeds may not ask every day


def news_feeds(edition: Edition, site_url: str, title: str) -> dict[str, str]:
    """Path → content: ``feeds/pytorch.xml``, ``feeds/systems/torchtext.json``, ``feeds/claims/perf-cnn-tf.xml``, …"""
    found = concerned(edition.news)
    made: dict[str, str] = {}
    for id, (name, page, most) in _feeds(edition.data).items():
        made |= _both(id, name, page, found.get(id, [])[:most], site_url, title)
    return made


def concerned(items: Iterable[Item]) -> dict[str, list[Item]]:
    """Id of a feed → its items, in their order."""
    found: defaultdict[str, list[Item]] = defaultdict(list)
    for item in items:
        ids = [*item.frameworks, *(f"systems/{id}" for id in item.systems)]
        ids += [f"{folder}/{id}" for folder, id in (("claims", item.claim), ("comparison", item.criterion)) if id]
        for id in ids:
            found[id].append(item)
    return found


def _feeds(data: Dataset) -> dict[str, tuple[str, str, int]]:
    """Id of a feed → its name, the page that it is about, and how many items it may have."""
    made = {id: (f"Everything about {name}", "what-ends/", MOST_OF_FRAMEWORK) for id, name in NAMES.items()}
    made |= {f"systems/{row.id}": (row.name, f"ecosystem/{row.id}/", MOST) for row in data.rows("systems")}
    claims, criteria = data.rows("claims"), data.rows("comparison_criteria")
    made |= {f"claims/{row.id}": (row.claim.removesuffix("."), f"claims/{row.id}/", MOST) for row in claims}
    return made | {f"comparison/{row.id}": (row.title, f"comparison/{row.id}/", MOST) for row in criteria}


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
