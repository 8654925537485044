"""The page *Since 2025*: what happened in the world since the article, by kind and newest first.

In: what :mod:`sitedata.judge.events` finds. Out: HTML lists that need no script.
"""

from __future__ import annotations

from markupsafe import Markup

from sitedata.judge import events
from sitedata.load.uses import note
from sitedata.pages.fragments import Fragments
from sitedata.schema.tables import EVENT_KINDS, Event, System

TITLES = {
    "end": "Ended, or about to",
    "move": "Moved, renamed or bought",
    "dropped": "Support that was dropped",
    "new": "New",
    "security": "Security",
    "people": "People and governance",
}
"""Kind of an event → the heading above its list."""
FEW_RELEASES = 8  # more are folded: somebody who asks what changed wants more than versions


def since_article(fragments: Fragments, base: str) -> Markup:
    """Releases first, then each kind of event, then what is over without a day that says when."""
    data = fragments.data
    note("shown", "events")

    def beside(event: Event) -> list[System]:
        """The systems of an event to which its sentence does not lead."""
        named = {each.system.id for each in fragments.named.in_text(event.what)}
        return [data.systems[id] for id in event.systems if id not in named]

    found = events.by_kind(data)
    return fragments.render(
        "since.html", releases=events.all_releases(data), few=FEW_RELEASES,
        kinds=[(kind, TITLES[kind], found[kind]) for kind in EVENT_KINDS if found[kind]],
        without_a_day=events.without_a_day(data), systems=data.systems, sources=data.sources, beside=beside,
        base=base,
    )  # fmt: skip
