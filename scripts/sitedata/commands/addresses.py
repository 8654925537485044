"""Where the site and its repository stand. In: the environment and the git remote. Out: settings."""

from __future__ import annotations

import os
import re
from pathlib import Path

from sitedata.pages.forge import Forge
from sitedata.publish.git import asked


def addresses(root: Path) -> dict[str, str]:
    """``SITE_URL``, ``REPO_URL`` and ``EDIT_URI``: from the environment, else from the git remote.

    Otherwise empty, and so left out.
    """

    repository = os.environ.get("REPO_URL") or remote(root)
    editor = Forge(repository).pages
    site_url = os.environ.get("SITE_URL", "")
    if not site_url and (match := re.fullmatch(r"https://github\.com/([^/]+)/([^/]+)", repository)):
        owner, name = match[1], match[2]
        site_url = f"https://{owner}.github.io/" + ("" if name == f"{owner}.github.io" else f"{name}/")
    return {"SITE_URL": site_url, "REPO_URL": repository, "EDIT_URI": os.environ.get("EDIT_URI", editor)}


def remote(root: Path) -> str:
    """The web address of the git remote ``origin`` if it is on a forge, else empty."""
    answer = asked(root, "remote", "get-url", "origin")
    match = re.fullmatch(r"(?:https://(?:[^@/]+@)?|ssh://git@|git@)([\w.-]+\.[a-z]+)[:/](.+?)(?:\.git)?/?", answer)
    return f"https://{match[1]}/{match[2]}" if match else ""
