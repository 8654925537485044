"""What happened since the article, in numbers and names for prose."""

from __future__ import annotations

import datetime

from sitedata.judge import events
from sitedata.load.dataset import Dataset
from sitedata.text.values import listed

FEW_NAMES = 4  # of systems in a sentence


class SinceArticle:
    """The part of a page's vocabulary that is about the time since the article."""

    data: Dataset

    def since(self) -> datetime.date:
        """The first day that the article can be of; without its source, the first of all days that count here."""
        return datetime.date.fromisoformat(self.data.since or "2025-01-01")

    def releases_since(self, framework: str) -> int:
        """Stable releases of a framework since the article."""
        return len(events.releases(self.data, self.framework(framework)))

    def ended_since(self) -> int:
        """How many systems that the article names ended or moved since, or were announced to."""
        return len(events.ended_or_moved(self.data))

    def ended_names(self) -> str:
        """``TorchAudio, Magenta and 5 more``: which these are, the latest first."""
        names = [row.name for row in events.ended_or_moved(self.data)]
        if len(names) > FEW_NAMES:
            names = [*names[: FEW_NAMES - 1], f"{len(names) - FEW_NAMES + 1} more"]
        return listed(names)

    def dropped_since(self, framework: str) -> int:
        """How many tools gave up their support for a framework since the article."""
        return len(events.dropped(self.data, framework))

    def events_since(self) -> int:
        """Events on record, releases of the frameworks not counted."""
        return len(self.data.rows("events"))
