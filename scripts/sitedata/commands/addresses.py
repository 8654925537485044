"""Where the site and its repository stand. In: the environment and the git remotes. Out: settings, or what is wrong."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from sitedata.pages.forge import Forge, repository_address, web_address_of
from sitedata.publish.git import asked
from sitedata.text.problem import BadInput, Problem
from sitedata.text.web_address import Unusable, folder_within, shown, site_address

SETTINGS: dict[str, Callable[[str], str]] = {
    "SITE_URL": site_address,
    "REPO_URL": repository_address,
    "EDIT_URI": folder_within,
}
"""Environment variable → what reads it."""
OF_MKDOCS = re.compile(r"^(site_url|repo_url|edit_uri)[ \t]*:[ \t]*(.*?)[ \t]*(?: #.*)?$", re.MULTILINE)


def addresses(root: Path) -> dict[str, str]:
    """``SITE_URL``, ``REPO_URL`` and ``EDIT_URI``: from the environment, else from a git remote.

    Otherwise empty, and so left out.

    Raises:
        BadInput: a setting is no address, or mkdocs.yml has another one.
    """
    problems, typed = list(own_addresses(root)), {}
    for name, read in SETTINGS.items():
        if text := os.environ.get(name, ""):
            try:
                typed[name] = read(text)
            except Unusable as wrong:
                problems.append(Problem(name, 0, "", wrong.problem, shown(text), wrong.expected))
    repository = typed.get("REPO_URL") or remote(root)
    if "EDIT_URI" in typed and not repository:
        problems.append(
            Problem("EDIT_URI", 0, "", "relative to nothing", shown(typed["EDIT_URI"]), "REPO_URL beside it")
        )
    if problems:
        raise BadInput(problems)
    forge = Forge(repository)
    editor = typed.get("EDIT_URI", "" if "EDIT_URI" in os.environ else forge.pages)
    return {"SITE_URL": typed.get("SITE_URL") or forge.site, "REPO_URL": repository, "EDIT_URI": editor}


def own_addresses(root: Path) -> Iterator[Problem]:
    """Addresses in mkdocs.yml: MkDocs would write other ones than the rest of the site."""
    settings = root / "mkdocs.yml"
    text = settings.read_text(encoding="utf-8", errors="replace") if settings.is_file() else ""
    for match in OF_MKDOCS.finditer(text):
        name = match[1].upper()
        expected = f'!ENV [{name}, ""]'
        if match[2] != expected:
            line = text.count("\n", 0, match.start()) + 1
            told = f"{expected}, and the address in the variable {name}"
            yield Problem("mkdocs.yml", line, match[1], "an address of its own", shown(match[2]), told)


def remote(root: Path) -> str:
    """The web address of this repository's git remote if it is on a forge, else empty.

    The remote is ``origin``, or the one from which the branch comes, or the only one.
    """
    if asked(root, "rev-parse", "--show-prefix"):  # this folder lies in a repository of something else
        return ""
    names = asked(root, "remote").split("\n")
    if "origin" not in names and len(names) > 1:
        names = [asked(root, "config", f"branch.{asked(root, 'symbolic-ref', '--short', 'HEAD')}.remote")]
    name = "origin" if "origin" in names else names[0]
    return web_address_of(asked(root, "remote", "get-url", "--", name)) if name else ""
