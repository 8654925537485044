"""What a person sees of a sweep: lines that stay, a bar with the time left in a terminal, and a log of both."""

from __future__ import annotations

import shutil
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from sitedata.schema.protocol.duration import in_words

BAR = 24  # characters
ERASE = "\r\x1b[2K"


@dataclass
class Progress:
    """Lines and a bar on ``stream``; without a terminal every step is a line. All of it goes to the file ``log``."""

    log: Path
    stream: TextIO = field(default_factory=lambda: sys.stderr)
    bar: str = ""

    def line(self, text: str) -> None:
        """A line that stays, above the bar."""
        self._note(text)
        self._write(f"{ERASE}{text}\n{self.bar}" if self.bar else f"{text}\n")

    def step(self, done: int, of: int, left_s: float | None, what: str) -> None:
        """``what`` begins, after ``done`` of all; ``left_s`` is how long the rest will take, if known."""
        left = f", {in_words(left_s)} left" if left_s is not None else ""
        text = f"[{done + 1}/{of}{left}] {what}"
        self._note(text)
        if not self.stream.isatty():
            self._write(f"{text}\n")
            return
        full = round(BAR * done / of)
        self.bar = f"{'█' * full}{'░' * (BAR - full)} {done / of:4.0%}{left}  {what}"[: _columns()]
        self._write(ERASE + self.bar)

    def end(self) -> None:
        """The bar disappears; what was printed above it stays."""
        if self.bar:
            self._write(ERASE)
        self.bar = ""

    def _write(self, text: str) -> None:
        self.stream.write(text)
        self.stream.flush()

    def _note(self, text: str) -> None:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("a", encoding="utf-8") as file:
            file.write(time.strftime("%Y-%m-%dT%H:%M:%SZ ", time.gmtime()) + text + "\n")


def _columns() -> int:
    return shutil.get_terminal_size().columns - 1
