"""What the workflow that comments asks of the forge, and nothing else: ``CALLS`` has every call that it can make.

In: a call by its name. Out: the forge's answer, which quotes names that anybody may have chosen, so it is text to be
shown inert. Only the standard library and ``gh``. A test compares the calls with the rights of the job.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from system import Hung, run_raw

CALLS = {
    "pulls": ("GET", "repos/{repository}/pulls"),
    "files": ("GET", "repos/{repository}/pulls/{number}/files"),
    "runs": ("GET", "repos/{repository}/actions/workflows/{workflow}/runs"),
    "artifacts": ("GET", "repos/{repository}/actions/runs/{number}/artifacts"),
    "artifact": ("GET", "repos/{repository}/actions/artifacts/{number}/zip"),
    "comments": ("GET", "repos/{repository}/issues/{number}/comments"),
    "write": ("POST", "repos/{repository}/issues/{number}/comments"),
    "rewrite": ("PATCH", "repos/{repository}/issues/comments/{number}"),
}
WORKFLOW = "pull-request.yml"  # whose runs compute
PAGE = 100  # entries that the forge gives at once
MOST_PAGES = 30  # of one list; the forge itself ends a list of files at 3,000
LONGEST_WAIT = 60  # seconds for one answer

Ask = Callable[[Sequence[str], bytes], bytes]


class NoAnswer(Exception):
    """The forge refused, could not be reached, or gave an unexpected answer."""


def gh(arguments: Sequence[str], given: bytes) -> bytes:
    """The output of gh.

    Raises:
        NoAnswer: with what gh says.
    """
    try:
        done = run_raw(["gh", *arguments], LONGEST_WAIT, given=given)
    except (OSError, Hung) as error:
        raise NoAnswer(str(error)) from error
    if done.returncode:
        raise NoAnswer(done.stderr.decode(errors="replace").strip()[-300:] or "gh failed")
    return done.stdout


class Forge:
    """``ask`` runs gh; a test answers in its place."""

    def __init__(self, repository: str, ask: Ask = gh):
        self._repository, self._ask = repository, ask

    def call(self, call: str, number: int = 0, /, *, body: str | None = None, **fields: object) -> bytes:
        """Make one call.

        ``number`` is that of the thing the call is about; ``fields`` go into the address, ``body`` is the text of a
        comment.
        """
        method, path = CALLS[call]
        path = path.format(repository=self._repository, number=int(number), workflow=WORKFLOW)
        asked = [part for field, value in fields.items() for part in ("--raw-field", f"{field}={value}")]
        given = () if body is None else ("--input", "-")
        return self._ask(
            ["api", "--method", method, path, *asked, *given], json.dumps({"body": body}).encode() if given else b""
        )

    def listed(self, call: str, number: int = 0, within: str = "", /, **fields: object) -> list[dict[str, Any]]:
        """All pages of a list; ``within`` names it where the answer is not the list itself."""
        listed: list[dict[str, Any]] = []
        for page in range(1, MOST_PAGES + 1):
            try:
                answer = json.loads(self.call(call, number, **fields, per_page=PAGE, page=page))
                entries = answer[within] if within else answer
            except (ValueError, KeyError, TypeError, RecursionError) as error:
                raise NoAnswer(f"{call}: not the list that was asked for") from error
            if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
                raise NoAnswer(f"{call}: not the list that was asked for")
            listed += entries
            if len(entries) < PAGE:
                break
        return listed
