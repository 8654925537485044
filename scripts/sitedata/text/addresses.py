"""Addresses: where a file of the site is found, and what an address must be before anything is written or linked there.

In: text that anybody may have typed. Out: the first thing that is wrong with it, in words; empty if it is good.
"""

from __future__ import annotations

import re
from pathlib import PurePath
from urllib.parse import SplitResult, urlsplit

LONGEST_PATH = 200  # characters: Windows takes 260 with the folder of the checkout in front
LONGEST_NAME = 100  # characters of one folder or file
LONGEST_ADDRESS = 500  # characters; the longest honest one has a third of it
NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*", re.ASCII)
WINDOWS_NAMES = {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10))}
"""Windows allows no files of these names, whatever follows a dot.

Source: https://learn.microsoft.com/windows/win32/fileio/naming-a-file
"""
IN_ADDRESS = re.compile(r"(?:[A-Za-z0-9._~:/?#\[\]@!$&()*+,;=-]|%[0-9A-Fa-f]{2})+", re.ASCII)
HOST = re.compile(
    r"(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{1,59})", re.ASCII
)
PYTHON_NAME, NPM_NAME = (
    r"[A-Za-z0-9]([A-Za-z0-9._-]{0,98}[A-Za-z0-9])?",
    r"(%40[a-z0-9][a-z0-9._-]{0,98}/)?[a-z0-9][a-z0-9._-]{0,98}",
)
GITHUB_NAME = r"[A-Za-z0-9][A-Za-z0-9-]{0,38}/[A-Za-z0-9_][A-Za-z0-9._-]{0,98}"
PACKAGE = rf"pkg:(pypi/{PYTHON_NAME}|npm/{NPM_NAME}|github/{GITHUB_NAME})"
PACKAGE_VERSION = r"(@[A-Za-z0-9][A-Za-z0-9.+_-]{0,60})?"
PACKAGE_RELEASE = PACKAGE + PACKAGE_VERSION.removesuffix("?")
PACKAGE_ADDRESS = re.compile(PACKAGE + PACKAGE_VERSION, re.ASCII)


def home(site_url: str) -> str:
    """The site's address with a slash at its end; empty if it is unknown, because none is invented."""
    return site_url.rstrip("/") + "/" if site_url.strip() else ""


def place_of(page: PurePath) -> str:
    """The address of a page, relative to the site's root: ``4b-performance.md`` → ``4b-performance/``.

    It is empty for ``index.md``.
    """
    place = re.sub(r"(^|/)index$", r"\1", page.with_suffix("").as_posix())
    return f"{place}/" if place and not place.endswith("/") else place


def address(path: str, site_url: str) -> str:
    """The full address of ``path``, which is relative to the site's root and empty for the home page."""
    return home(site_url) + path


def wrong_path(path: str) -> str:
    """What keeps ``path`` from naming a file below a folder: ``figures/a.csv`` does, ``../a`` and ``con.txt`` don't."""
    if len(path) > LONGEST_PATH:
        return f"{len(path)} characters, {LONGEST_PATH} at most"
    return next((wrong for name in path.split("/") if (wrong := wrong_name(name))), "")


def wrong_name(name: str) -> str:
    """What keeps ``name`` from being the name of a file or a folder on every system and in every address."""
    if name in ("", ".", ".."):
        return f"the part '{name}'" if name else "an empty part"
    if len(name) > LONGEST_NAME:
        return f"a part of {len(name)} characters, {LONGEST_NAME} at most"
    if not NAME.fullmatch(name):
        return (
            "a part with other characters than letters, digits, dot, hyphen and underscore"
            if name[0] != "."
            else "a hidden part"
        )
    if name.endswith("."):
        return "a part that ends in a dot"
    if name.split(".")[0].lower() in WINDOWS_NAMES:
        return f"the part '{name}', which Windows cannot hold"
    return ""


def wrong_address(text: str) -> str:
    """What keeps ``text`` from being a web address: one that a browser opens, with a named host and without a user."""
    if len(text) > LONGEST_ADDRESS:
        return f"{len(text)} characters, {LONGEST_ADDRESS} at most"
    if not text.startswith(("https://", "http://")):
        return "not an address"
    if not IN_ADDRESS.fullmatch(text):
        return "not an address: a character that has no place in one"
    parts = parsed(text)
    if parts is None:
        return "not an address: host or port"
    if "@" in parts.netloc:
        return "an address with a user in it"
    if not HOST.fullmatch((parts.hostname or "").lower()):
        return "not an address: no name of a host"
    if any(part in (".", "..") for part in parts.path.split("/")):
        return "an address with a part that is a dot or two"
    return ""


def parsed(text: str) -> SplitResult | None:
    try:
        parts = urlsplit(text)
        _ = parts.port  # parsed only on access
    except ValueError:
        return None
    return parts
