"""A fingerprint of the code: what code made may be kept only as long as the code is the same.

All of it counts, because a list of the parts that something depends on would miss some.
"""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path

SCRIPTS = Path(__file__).parents[2]


def state_of(scripts: Path) -> str:
    """The state of every Python file in a folder."""
    key = hashlib.sha256()
    for path in sorted(scripts.rglob("*.py")):
        key.update(path.relative_to(scripts).as_posix().encode() + path.read_bytes())
    return key.hexdigest()


@functools.cache
def own_state() -> str:
    """The state of the code that this process runs, asked once: files that are edited later are not what it runs."""
    return state_of(SCRIPTS)
