"""What ends, as calendars to subscribe to. In: ends. Out: files for calendar programs.

Source: iCalendar, https://www.rfc-editor.org/rfc/rfc5545: lines end in CR LF, are folded after 75 bytes, and commas,
semicolons and backslashes in a text are escaped.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator

from sitedata.judge.endings import Ending, endings, of_framework, of_system
from sitedata.load.dataset import Dataset
from sitedata.schema.names import NAMES
from sitedata.schema.tables import CERTAINTIES
from sitedata.text.addresses import address
from sitedata.text.values import day

LONGEST_LINE = 75  # bytes
PAGE = "what-ends/"


def calendars(data: Dataset, site_url: str, title: str) -> dict[str, str]:
    """Path → content: of everything, of each framework, and of each system of which something ends."""
    every = endings(data)
    systems = {id: of_system(id, every) for id in dict.fromkeys(id for one in every for id in one.row.systems)}
    made = {"calendars/all.ics": calendar(f"What ends around TensorFlow and PyTorch ({title})", every, site_url)}
    for framework, name in NAMES.items():
        mine = of_framework(framework, every)
        made[f"calendars/{framework}.ics"] = calendar(f"What ends around {name} ({title})", mine, site_url)
    for id, mine in systems.items():
        made[f"calendars/systems/{id}.ics"] = calendar(f"{data.systems[id].name} ({title})", mine, site_url)
    return made


def calendar(name: str, every: Iterable[Ending], site_url: str) -> str:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//TensorFlow vs PyTorch, examined//What ends//EN"]
    lines += ["CALSCALE:GREGORIAN", "METHOD:PUBLISH", f"X-WR-CALNAME:{escaped(name)}"]
    lines += ["REFRESH-INTERVAL;VALUE=DURATION:P1D", "X-PUBLISHED-TTL:P1D"]
    for one in every:
        lines += event(one, site_url)
    return "".join(f"{folded}\r\n" for line in (*lines, "END:VCALENDAR") for folded in fold(line))


def event(one: Ending, site_url: str) -> Iterator[str]:
    """A whole day; that of a month is its last one, and the title says so."""
    row = one.row
    when = "" if one.exact else f" (in {day(row.ends_on)}, the day is not known)"
    about = f"{row.reason}\n{row.certainty.capitalize()}: {CERTAINTIES[row.certainty]}. Checked on {row.checked_on}."
    yield "BEGIN:VEVENT"
    yield f"UID:{row.id}@what-ends"
    yield f"DTSTAMP:{row.checked_on:%Y%m%d}T000000Z"
    yield f"DTSTART;VALUE=DATE:{one.day:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{one.day + datetime.timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{escaped(f'Support ends: {row.what}{when}')}"
    yield f"DESCRIPTION:{escaped(about)}"
    if site_url:
        yield f"URL:{address(f'{PAGE}#{row.id}', site_url)}"
    yield f"CATEGORIES:{escaped(row.kind)}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def fold(line: str) -> Iterator[str]:
    """Pieces of at most 75 bytes; each but the first begins with a space. No character is cut."""
    piece = ""
    for character in line:
        if len((piece + character).encode()) > LONGEST_LINE:
            yield piece
            piece = " "
        piece += character
    yield piece
