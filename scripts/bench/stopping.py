"""Signals that would end the program at once, turned into an orderly end like that of Ctrl-C: children are ended, nothing is half-written.

Standard library alone.
"""

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
    """While it lasts, these signals raise ``Stopped`` in the main thread; one that the caller ignores, as ``nohup`` does, stays ignored."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    heard = [each for name in NAMES if (each := getattr(signal, name, None)) and signal.getsignal(each) != signal.SIG_IGN]
    before = {each: signal.signal(each, _stop) for each in heard}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


@contextlib.contextmanager
def held() -> Iterator[None]:
    """While it lasts, these signals and Ctrl-C wait; the first that came is raised at its end.

    A process that is being started, or ended, would otherwise be left running by a signal that comes in between.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    waiting: list[int] = []
    numbers = [each for name in (*NAMES, "SIGINT") if (each := getattr(signal, name, None))]
    before = {each: signal.signal(each, lambda number, frame: waiting.append(number)) for each in numbers}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
        if waiting:
            signal.raise_signal(waiting[0])
