"""The head of a page: YAML between two lines ``---``, with a title and a description.

In: the source of a page. Out: values, or what is wrong.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator

import yaml

from sitedata.text.problem import Problem, did_you_mean, quoted

QUICK = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same in C, if PyYAML has it: a tenth of the time
LONGEST_FOR_QUICK = 4_000  # characters; it has no limit of its own: ten thousand open brackets end the process
FRONT_MATTER = re.compile(r"---\n(.*?)\n---\n", re.DOTALL)


def front_matter(source: str) -> dict:
    """What it says; empty if it is missing or broken."""
    match = FRONT_MATTER.match(source)
    return dict(_values(match[1])) if match else {}


@functools.lru_cache(maxsize=1024)
def _values(text: str) -> dict:
    """A build asks some five times for the front matter of each page."""
    try:
        values = yaml.load(text, QUICK if len(text) < LONGEST_FOR_QUICK else yaml.SafeLoader)
    except NO_YAML:
        values = None
    return values if isinstance(values, dict) else {}


NO_YAML = (yaml.YAMLError, ValueError, RecursionError)  # the last two: an endless number, endless brackets
PLACEHOLDER = re.compile(r"\{\{.*?\}\}|\{%.*?%\}")
HIDDEN = {"navigation", "toc", "footer", "path"}
"""Parts of the theme that a page may leave out."""
DEVICES = ("cpu", "cuda")
"""What a page may be about that is made again for each environment measured on it."""
EXPECTED = {"hide": f"a list of {', '.join(sorted(HIDDEN))}", "environments": " or ".join(DEVICES)}
FRONT_MATTER_NAMES = ("title", "description", "environments", "own_method", "hide")
"""The rest belongs to the build: a page must not bring a head or a template of its own."""


def front_matter_problems(shown: str, source: str) -> Iterator[Problem]:
    """A page begins with YAML that has a title and a description: search engines and link previews show both."""
    expected = "lines title: … and description: … between two lines ---"
    match = FRONT_MATTER.match(source)
    if not match:
        yield Problem(shown, 1, "", "no front matter", "", expected)
        return
    try:
        values = yaml.safe_load(match[1])
    except NO_YAML as error:
        mark = getattr(error, "problem_mark", None)
        said = str(getattr(error, "problem", None) or "")
        yield Problem(
            shown,
            mark.line + 2 if mark else 1,
            "",
            "front matter is not YAML",
            said,
            "quotes around a value with a colon",
        )
        return
    for name in values if isinstance(values, dict) else ():
        if name not in FRONT_MATTER_NAMES:
            hint = did_you_mean(str(name), FRONT_MATTER_NAMES)
            yield Problem(
                shown,
                1,
                "",
                "not for a page's front matter",
                quoted(name),
                f"one of {', '.join(FRONT_MATTER_NAMES)}{hint}",
            )
    for name in ("title", "description"):
        if not isinstance(values, dict) or not isinstance(values.get(name), str):
            yield Problem(shown, 1, name, "missing from the front matter", "", expected)
        elif not values[name].isprintable():
            yield Problem(shown, 1, name, "an invisible character", quoted(values[name]), "words on one line")
        elif set(PLACEHOLDER.sub("", values[name])) & set('<>"&'):
            yield Problem(shown, 1, name, "a mark of HTML", quoted(values[name]), 'words without < > & and "')
    wrong = [
        name
        for name, allowed in (("environments", DEVICES), ("own_method", (True, False)))
        if isinstance(values, dict) and values.get(name, allowed[0]) not in allowed
    ]
    if isinstance(values, dict) and not (
        isinstance(values.get("hide", []), list) and {*map(str, values.get("hide", []))} <= HIDDEN
    ):
        wrong.append("hide")
    for name in wrong:
        expected = EXPECTED.get(name, "yes or no")
        yield Problem(shown, 1, name, "no value for this", quoted(values[name]), expected)


def with_meta(filled: str, **values: object) -> str:
    """The page with more in its front matter, for the theme and for ``hooks.py``; what is empty is left out."""
    lines = "".join(f"{name}: {json.dumps(value, ensure_ascii=False)}\n" for name, value in values.items() if value)
    return filled.replace("---\n", f"---\n{lines}", 1)
