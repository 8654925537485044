"""What readers take home must not rest on a row that is open, old or disputed.

Old is what time makes of a row, so it is told and stops nothing.

In: the source of a page, and what is known of the ids that it cites. Out: problems with their lines. First words are
the whole home page, and the paragraph *In short* of any other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from sitedata.text.problem import Problem, quoted

HOME = "index.md"
RUN = re.compile(r"(?:\[\^[^\]\s]+\])+")  # citations side by side bear one statement together
ID = re.compile(r"\[\^([^\]\s]+)\]")
SAYS_SO = re.compile(r"\bun(?:tested|clear)\b|verdict\(", re.IGNORECASE)
"""A sentence that tells the verdict may cite an open claim."""
IN_SHORT = "**In short.**"


def shaky_first_words(shown: str, source: str, why: Callable[[str], str]) -> Iterator[Problem]:
    """``why`` says what is wrong with a claim or a source; it is empty for what is sound."""
    home = shown.endswith(f"/{HOME}")
    for number, line in enumerate(source.splitlines(), start=1):
        if not home and IN_SHORT not in line:
            continue
        if SAYS_SO.search(line):
            continue
        for run in RUN.finditer(line):
            ids = ID.findall(run[0])
            if all(whys := [why(id) for id in ids]):
                what = "first words that rest on what is open, old or disputed"
                expected = f"a row that is sound beside it, or other words: {whys[0]}"
                yield Problem(shown, number, "", what, quoted(run[0]), expected)
