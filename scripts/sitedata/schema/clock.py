"""Which day it is: in UTC for everything and everybody. In: this machine's clock. Out: a day."""

from __future__ import annotations

import datetime

from system import Refused

WRITTEN_ON = datetime.date(2026, 11, 25)


def today() -> datetime.date:
    """The day that machines write and that every rule about dates compares with.

    Raises:
        Refused: the clock shows a day before this was written, so that every date would be in the future.
    """
    day = datetime.datetime.now(datetime.UTC).date()
    if day < WRITTEN_ON:
        raise Refused(f"this machine's clock is wrong, got {day} — expected {WRITTEN_ON} or later: set it")
    return day
