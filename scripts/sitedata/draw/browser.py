"""Find the Chrome or Chromium of this machine: for drawing static images, and for the tests."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

VARIABLE = "BROWSER_PATH"
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
    fetched = (str(path) for pattern in FETCHED for path in sorted(Path.home().glob(pattern), reverse=True))
    return on_path or usual or next(fetched, None)
