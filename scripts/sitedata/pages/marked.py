"""A row's plain text as HTML: its code set as code, its systems linked with their status.

In: text from a cell. Out: escaped markup, in which every word of the text stands as it was typed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from markupsafe import Markup, escape

from sitedata.load.named_systems import Named
from sitedata.text.identifiers import code_in

CODE = Markup("<code>{}</code>")
CODE_WITH_ADDRESS = Markup('<code class="with-address">{}</code>')
SYSTEM_LINK = Markup('<a class="system" href="{}ecosystem/{}/">{}</a>')
STATUS_MARK = Markup(' <span class="status-beside">{}</span>')
FITS_A_PHONE = 26  # characters of code that fit on one line of a card 320 px wide
JOINT = re.compile(r"(?<=[._(=])(?=[^._()=])")


def in_code(words: str | None) -> Markup:
    """The text with its code set as code."""
    return with_systems(words or "", (), "")


def with_systems(words: str, named: Sequence[Named], base: str) -> Markup:
    """The same, in which every system leads to its page where it is first named.

    Its status stands beside it unless it is active. A name inside a longer piece of code is no more than a part of it.
    """
    pieces: dict[tuple[int, int], Markup] = {(start, end): code(words[start:end]) for start, end in code_in(words)}
    seen: set[str] = set()
    for one in named:
        place = (one.start, one.end)
        within = any(start < one.end and one.start < end for start, end in pieces if (start, end) != place)
        if one.system.id in seen or within:
            continue
        seen.add(one.system.id)
        mark = Markup("") if one.system.status == "active" else STATUS_MARK.format(one.system.status)
        pieces[place] = SYSTEM_LINK.format(base, one.system.id, pieces.get(place) or words[one.start : one.end]) + mark
    parts, done = [], 0
    for (start, end), piece in sorted(pieces.items()):
        parts += [escape(words[done:start]), piece]
        done = end
    return Markup("").join([*parts, escape(words[done:])])


def code(words: str) -> Markup:
    """A piece of code; a long one says where a narrow screen may break it, one with an address breaks on any screen."""
    joints = JOINT.split(words) if len(words) > FITS_A_PHONE else [words]
    return (CODE_WITH_ADDRESS if "://" in words else CODE).format(Markup("<wbr>").join(joints))
