"""What a page cites: claims and sources by ``[^id]``. In: the Markdown of a page, as a person wrote it."""

from __future__ import annotations

import re
from collections.abc import Iterator

# with a colon at the start of a line it is a definition
CITATION = re.compile(r"(?:(?<=.)|(?!\[\^[^\]\s]+\]:))\[\^([^\]\s]+)\]")
FENCE = re.compile(r"^\s*(```|~~~)")


def citations(source: str) -> Iterator[tuple[int, str]]:
    """``(line, id)`` of every citation outside code."""
    fenced = False
    for number, line in enumerate(source.splitlines(), start=1):
        if FENCE.match(line):
            fenced = not fenced
        elif not fenced:
            for match in CITATION.finditer(re.sub(r"`[^`]*`", "", line)):
                yield number, match[1]
