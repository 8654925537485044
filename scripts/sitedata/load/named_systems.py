"""Systems that a text names, so that their status can stand beside the name.

In: a data set and a text. Out: places of names in the text, with the id of the system. A name counts as its row writes
it, as a whole word; the frameworks themselves are not systems here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sitedata.load.dataset import Dataset
from sitedata.load.uses import remembered
from sitedata.schema.tables import System

SHORTEST = 3  # characters of a name
IN_BRACKETS = re.compile(r"\s*\(([^()]+)\)$")


@dataclass(frozen=True)
class Named:
    start: int
    end: int
    system: System


class NamedSystems:
    def __init__(self, data: Dataset):
        self.data = data

    def in_text(self, text: str) -> list[Named]:
        """Every name in the text, in its order; of names that overlap, the longest."""
        return [Named(match.start(), match.end(), self._names[match[0]]) for match in self._pattern.finditer(text)]

    @remembered
    def _names(self) -> dict[str, System]:
        frameworks = {row.id for row in self.data.rows("frameworks")}
        names: dict[str, System] = {}
        for row in self.data.rows("systems"):
            if row.id in frameworks or row.area in ("framework", "governance"):
                continue
            in_brackets = IN_BRACKETS.search(row.name)
            for name in (row.name, IN_BRACKETS.sub("", row.name), in_brackets[1] if in_brackets else ""):
                if len(name) >= SHORTEST:
                    names.setdefault(name, row)
        return names

    @remembered
    def _pattern(self) -> re.Pattern[str]:
        longest_first = sorted(self._names, key=len, reverse=True)
        return re.compile(rf"(?<![\w/.@-])(?:{'|'.join(map(re.escape, longest_first)) or '(?!)'})(?![\w@]|-\w|\.\w)")
