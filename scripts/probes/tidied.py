"""What a script printed, as it may be published."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Iterable

from bench.processes import SCRIPTS
from probes.answer import ANSWER

ROOT = SCRIPTS.parent
LONGEST_OUTPUT = 6000  # characters that are kept


def tidy(said: str, folders: Iterable[str], longest: int = LONGEST_OUTPUT) -> str:
    """Remove folders of this machine, its kernel, hosts and answers meant for programs, and cut what is too long."""
    said = "\n".join(line.rstrip() for line in said.splitlines() if not line.startswith(ANSWER))
    for place in sorted({str(ROOT), *folders, os.path.expanduser("~")}, key=len, reverse=True):
        said = said.replace(place, "…")
    said = re.sub(r"(?:https?|file)://[^\s'\",()]+", "(an address)", said)
    said = re.sub(r"(?:/[\w.+-]+)+/(?=[\w.+-]+)", "…/", said)
    said = said.replace(platform.release(), "…")
    said = re.sub(r"0x[0-9a-f]{6,}", "0x…", re.sub(r"(?:…/?)+/", "…/", said))
    return said[-longest:].strip()
