"""Places of a plain text that are code: names of functions and settings, calls, flags, commands, file endings.

In: a text that people wrote for a cell, without markup. Out: where its code begins and ends, so that a page can set it
as code and keep it on one line. Only what its form gives away counts; ``jit`` or ``pmap`` alone look like words.
"""

from __future__ import annotations

import re

CLASS_ENDINGS = (
    "AndRestore", "Dataset", "Generator", "Layer", "Loader", "Mesh", "Normalization", "Norm", "Parallel", "Strategy",
)  # fmt: skip
"""Words with which the names of classes end that cells name without their module."""

OTHER_ENDINGS = "|".join(("cpp", "dev", "io", "js", "org"))
"""What names of products and hosts end with, which look like names in a module."""

VALUE = r'(?:"[^"\s]*"|[A-Za-z0-9]\w*(?::\w+)?)'
NAME = r"[A-Za-z_]\w*"
CODE = re.compile(
    "|".join(
        (
            r'pip install (?:"[^"]+"|[\w.\[\]-]*\w\]?)(?: "[^"]+")?(?: --index-url https://[\w./-]*\w)?',
            r"--index-url https://[\w./-]*\w",
            rf"--[a-z][\w-]*(?:={VALUE})?",
            r"\w+\[[a-z][\w-]*\]",
            rf"{NAME}(?:\.{NAME})*\((?:[^()\s]|, )*\)",
            rf"(?!\w+\.(?:{OTHER_ENDINGS})\b){NAME}(?:\.{NAME})+",
            rf"(?!x86_64){NAME}_\w+(?:={VALUE})?",
            rf"[a-z]\w*=(?:{VALUE})?",
            r"\.[a-z][a-z0-9]*(?:\.[a-z0-9]+)*(?:\(\))?",
            rf"(?:[A-Z][a-z]+)+(?:{'|'.join(CLASS_ENDINGS)})",
        )
    ).join((r"(?<![\w./\\-])(?:", r")(?![\w/]|\.\w)")),
    re.ASCII,
)


def code_in(text: str) -> list[tuple[int, int]]:
    """Start and end of each piece of code, in their order."""
    return [match.span() for match in CODE.finditer(text)]
