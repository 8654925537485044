"""Signals that would end the program at once, turned into an orderly end like that of Ctrl-C.

Children are ended, and nothing is half-written. Standard library only.
"""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Callable, Iterable, Iterator

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
    """While it lasts, these signals raise ``Stopped`` in the main thread.

    A signal that the caller ignores, as ``nohup`` does, stays ignored.
    """
    with _answered(_stop, [number for number in _numbers(NAMES) if signal.getsignal(number) != signal.SIG_IGN]):
        yield


@contextlib.contextmanager
def cancelling(cancel: Callable[[], object]) -> Iterator[None]:
    """While it lasts, these signals call ``cancel`` instead, and are raised as ``Stopped`` once what it cancels ended.

    An exception in the middle of an event loop would leave its tasks waiting for each other.
    """
    came: list[int] = []

    def answer(number: int, frame: object) -> None:
        came.append(number)
        cancel()

    try:
        with _answered(answer, _numbers(NAMES)):
            yield
    finally:
        if came:
            _stop(came[0], None)


@contextlib.contextmanager
def held() -> Iterator[None]:
    """While it lasts, these signals and Ctrl-C wait; the first that came is raised at its end.

    Otherwise a process that is being started or ended would be left running by a signal that comes in between.
    """
    waiting: list[int] = []
    try:
        with _answered(lambda number, frame: waiting.append(number), _numbers((*NAMES, "SIGINT"))):
            yield
    finally:
        if waiting:
            signal.raise_signal(waiting[0])


def _numbers(names: Iterable[str]) -> list[signal.Signals]:
    """Those that this system has."""
    return [number for name in names if (number := getattr(signal, name, None))]


@contextlib.contextmanager
def _answered(handler: Callable[[int, object], None], numbers: Iterable[signal.Signals]) -> Iterator[None]:
    """``handler`` answers these signals for as long as this lasts.

    Outside the main thread, the only one that gets signals, nothing changes.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, handler) for number in numbers}
    try:
        yield
    finally:
        for number, earlier in before.items():
            signal.signal(number, earlier)
