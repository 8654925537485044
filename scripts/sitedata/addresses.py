"""Where a file of the site is found: below the site's address where that is known, else relative to the site's root."""

from __future__ import annotations


def home(site_url: str) -> str:
    """The site's address with a slash at its end; nothing if it is not known, because nobody invents one."""
    return site_url.rstrip("/") + "/" if site_url.strip() else ""


def address(path: str, site_url: str) -> str:
    """``path`` is relative to the site's root; empty for the home page."""
    return home(site_url) + path
