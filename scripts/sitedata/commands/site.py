"""Commands that make the site: ``render``, ``site`` and ``serve``."""

from __future__ import annotations

import calendar
import os
import re
import subprocess
import sys
import time
import warnings

from sitedata.commands.reporting import print_flags
from sitedata.draw.browser import HOW_TO_GET_ONE
from sitedata.pages.shares import SITE_NAME
from sitedata.publish import markdown_copies, states
from sitedata.publish import render as rendering
from sitedata.publish.built import acts, built_pages, leave_out_other_languages, lost
from sitedata.publish.lock import alone
from sitedata.publish.places import Places, build_time
from sitedata.text.files import Folder, Refused, remove, replace_folder, restore
from sitedata.text.problem import BadInput

QUIET_THEME = {"NO_MKDOCS_2_WARNING": "1"}
"""Silences the theme's notice about its end, which docs/maintaining.md covers; otherwise every build would print it."""
PROGRESS = re.compile(r"INFO|DEBUG|\s*$")
"""Lines in which MkDocs reports its progress."""


def render(places: Places, previews: bool = True) -> int:
    """Returns 2 where figures could not be drawn."""
    started = time.perf_counter()
    report = rendering.render(places, os.environ["SITE_URL"], previews)
    seconds = time.perf_counter() - started
    print(
        f"rendered {report.pages} pages and {report.figures} figures ({report.drawn} images drawn, "
        f"{report.written} files written) in {seconds:.1f} s"
    )
    print_flags(report.flagged)
    if report.undrawn:
        print(
            "no browser found: figures are shown as tables until touched, and have no pictures — to get them, "
            f"{HOW_TO_GET_ONE}",
            file=sys.stderr,
        )
    return 2 if report.undrawn else 0


def site(places: Places) -> int:
    """Build beside the old site and swap, so that an interrupted build leaves the last good one."""

    root, final = places.root, places.root / "site"
    fresh, old = places.build / f"site.{os.getpid()}", places.build / "site.old"
    if final.is_symlink():
        raise Refused(
            f"site/ is a link, to {os.readlink(final)} — expected a folder of its own, which a build can replace"
        )
    restore(final, old)
    for left in places.build.glob("site.*"):  # of builds that were stopped: this one is alone
        if left != old:
            remove(left)
    if (code := render(places)) not in (0, 2):
        return code
    if code == 2:
        print("the site needs its drawings: stopped, and site/ is as it was", file=sys.stderr)
        return 1
    epoch = os.environ.get("SOURCE_DATE_EPOCH") or str(
        calendar.timegm(time.strptime(build_time(), "%Y-%m-%dT%H:%M:%SZ"))
    )
    environment = os.environ | QUIET_THEME | {"SOURCE_DATE_EPOCH": epoch}
    # not --quiet, which drops warnings before they are counted: only what it says of its progress is left out
    command = [*mkdocs(places), "--strict", "--site-dir", str(fresh)]
    built = subprocess.run(
        command,
        cwd=root,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )
    print(
        "".join(line for line in built.stdout.splitlines(keepends=True) if not PROGRESS.match(line)),
        end="",
        file=sys.stderr,
    )
    if built.returncode:
        print("MkDocs stopped; site/ is as it was", file=sys.stderr)
        return 1
    if gone := lost(places, fresh):
        print(
            f"{len(gone)} files are missing from the new site, {gone[0]} among them; site/ is as it was",
            file=sys.stderr,
        )
        return 1
    if problems := acts(places, fresh):
        raise BadInput(problems)
    leave_out_other_languages(fresh)
    states.lay_all(fresh, places)
    copies = markdown_copies.copies(
        fresh, built_pages(places), os.environ["SITE_URL"], SITE_NAME, Folder(places.cache, root)
    )
    Folder(fresh, root).write_all(copies)
    replace_folder(final, fresh, old)
    print(f"site/ is ready: {sum(path.is_file() for path in final.rglob('*'))} files")
    return 0


def mkdocs(places: Places) -> list[str]:
    return [
        sys.executable,
        "-W",
        "ignore::DeprecationWarning",
        "-m",
        "mkdocs",
        "build",
        "--config-file",
        str(places.root / "mkdocs.yml"),
    ]


def serve(places: Places, address: str) -> int:
    """Show the site on ``address`` (host:port) until somebody interrupts it."""
    from sitedata.publish import preview  # MkDocs takes a third of a second to import

    os.environ["SITE_URL"] = os.environ["SITE_URL"] or f"http://{address}/"  # texts to copy need an address
    with alone(places.build):
        if (code := render(places, previews=False)) not in (0, 2):
            return code
    os.environ |= QUIET_THEME
    warnings.simplefilter("ignore", DeprecationWarning)  # of libraries
    preview.serve(places, address, os.environ["SITE_URL"])
    return 0
