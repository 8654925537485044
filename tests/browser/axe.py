"""axe in a page. Two of its rules look at colours, which takes most of its time: they are asked apart from others."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe

COLOURS = ("color-contrast", "link-in-text-block")
FASTER = {"resultTypes": ["violations"], "preload": False, "performanceTimer": False}
"""axe runs the same tests, but describes no element that passes and asks for no style sheet and no video again."""
ALL_BUT_COLOURS = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "rules": {rule: {"enabled": False} for rule in COLOURS},
} | FASTER
COLOURS_ALONE = {"runOnly": {"type": "rule", "values": [*COLOURS]}} | FASTER


def violations(page, options=ALL_BUT_COLOURS, within: tuple[str, ...] = ()) -> list:
    """Rules with the elements that break them; ``within`` parts of the page, each of which is there, or anywhere."""
    missing = [part for part in within if not page.locator(part).count()]
    assert not missing
    context = {"include": [[part] for part in within]} if within else None
    problems = Axe().run(page, context=context, options=options).response["violations"]
    return [(problem["id"], [node["target"] for node in problem["nodes"]][:3]) for problem in problems]
