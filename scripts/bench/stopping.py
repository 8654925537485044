"""Signals that would end the program at once, turned into an orderly end like that of Ctrl-C: children are ended, nothing is half-written."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator

NAMES = ("SIGTERM", "SIGHUP")  # SIGHUP: the terminal was closed; Windows has none


class Stopped(KeyboardInterrupt):
    """Somebody ended the program with a signal; its argument is the signal's name."""

    @property
    def status(self) -> int:
        """The exit status that shells know for it."""
        return 128 + signal.Signals[str(self)]


def _stop(number: int, frame: object) -> None:
    raise Stopped(signal.Signals(number).name)


@contextlib.contextmanager
def orderly() -> Iterator[None]:
    """While it lasts, these signals raise ``Stopped`` in the main thread."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {each: signal.signal(each, _stop) for name in NAMES if (each := getattr(signal, name, None))}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
