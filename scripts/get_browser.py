"""Make sure that there is a browser to test with: this machine's Chrome or Chromium, else Playwright's own."""

from __future__ import annotations

import os
import sys

from sitedata.draw.browser import HOW_TO_GET_ONE, VARIABLE, find_browser, none_found, wrong_with
from system import Hung, ended, run

LONGEST_S = 1800  # to fetch it over a slow line


def main() -> int:
    if browser := find_browser():
        if wrong := wrong_with(browser):
            print(wrong, file=sys.stderr)
            return 1
        print(f"browser: {browser}")
        return 0
    if os.environ.get(VARIABLE):
        print(none_found(), file=sys.stderr)
        return 1
    print("no Chrome or Chromium found: fetching Playwright's", flush=True)
    try:
        fetched = run([sys.executable, "-m", "playwright", "install", "chromium"], LONGEST_S, stdout=None, stderr=None)
    except Hung as hung:
        print(hung, file=sys.stderr)
    else:
        if fetched.returncode == 0:
            return 0
    print(f"that did not work either. The tests need a browser: {HOW_TO_GET_ONE}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(ended(main))
