"""Find the Chrome or Chromium of this machine: for drawing static images, and for the tests."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from pathlib import Path

from sitedata.text.problem import quoted
from system import Hung, run

VARIABLE = "BROWSER_PATH"
STARTS_WITHIN_S = 60  # a second, and far more on a busy machine
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge", "msedge")
USUAL_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
)
FETCHED = (  # where Playwright puts the browser that it fetches: Linux, macOS, Windows
    ".cache/ms-playwright/chromium-*/chrome-linux*/chrome",
    "Library/Caches/ms-playwright/chromium-*/chrome-mac*/*.app/Contents/MacOS/*",
    "AppData/Local/ms-playwright/chromium-*/chrome-win*/chrome.exe",
)
HOW_TO_GET_ONE = (
    "install Chromium or Chrome (Debian, Ubuntu: apt-get install chromium; macOS: brew install --cask google-chrome; "
    f"Windows: winget install Google.Chrome), or set {VARIABLE} to one"
)


def find_browser() -> str | None:
    """The path of a browser, or ``None``. ``BROWSER_PATH`` goes first; where it leads nowhere, there is no browser."""
    if named := os.environ.get(VARIABLE):
        return shutil.which(named)
    on_path = next((path for name in NAMES if (path := shutil.which(name))), None)
    usual = next((place for place in USUAL_PLACES if Path(place).is_file()), None)
    with contextlib.suppress(RuntimeError):  # nobody's home is known
        fetched = (str(path) for pattern in FETCHED for path in sorted(Path.home().glob(pattern), reverse=True))
        return on_path or usual or next(fetched, None)
    return on_path or usual


def none_found() -> str:
    """What to do where :func:`find_browser` finds none."""
    named = os.environ.get(VARIABLE)
    return (
        f"{VARIABLE}: no program that can be run, got {quoted(named)} — expected the path of Chrome or Chromium"
        if named
        else f"no browser found — {HOW_TO_GET_ONE}"
    )


def wrong_with(browser: str) -> str:
    """Why this program is no browser to draw with; empty if it shows an empty page."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        flags = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}", "--dump-dom"]
        try:
            done = run([browser, *flags, "about:blank"], STARTS_WITHIN_S)
            said = f"it ended with status {done.returncode}" if done.returncode else "it showed no page"
        except Hung:
            said = f"no answer within {STARTS_WITHIN_S} s"
        except OSError as error:
            said = error.strerror or str(error)
        else:
            if done.returncode == 0 and "<html" in done.stdout:
                return ""
    return f"{browser}: the browser does not draw, got: {said} — expected Chrome or Chromium ({VARIABLE} names another)"
