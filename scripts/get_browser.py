"""Make sure that there is a browser to test with: this machine's Chrome or Chromium, else Playwright's own."""

from __future__ import annotations

import subprocess
import sys

from sitedata.draw.browser import HOW_TO_GET_ONE, find_browser


def main() -> int:
    if browser := find_browser():
        print(f"browser: {browser}")
        return 0
    print("no Chrome or Chromium found: fetching Playwright's")
    if subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"]).returncode == 0:
        return 0
    print(f"that did not work either. The tests need a browser: {HOW_TO_GET_ONE}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
