"""Commands that make the site: ``render``, ``site`` and ``serve``."""

from __future__ import annotations

import errno
import ipaddress
import os
import re
import socket
import sys
import time
import warnings
from pathlib import Path

from sitedata.commands.reporting import print_flags
from sitedata.pages.shares import SITE_NAME
from sitedata.publish import markdown_copies, states
from sitedata.publish import render as rendering
from sitedata.publish.built import acts, built_pages, leave_out_other_languages, lost
from sitedata.publish.lock import alone
from sitedata.publish.places import Places, build_second
from sitedata.text.files import Folder, may_replace, remove, replace_folder, restore
from sitedata.text.problem import BadInput, quoted
from system import Refused, run

QUIET_THEME = {"NO_MKDOCS_2_WARNING": "1"}
"""Silences the theme's notice about its end, which docs/maintaining.md covers; otherwise every build would print it."""
LONGEST_S = 3600  # MkDocs takes seconds for our pages, and a quarter of an hour for a hundred times as many
PROGRESS = re.compile(r"INFO|DEBUG|\s*$")
"""Lines in which MkDocs reports its progress."""
TRACEBACK = re.compile(r"^Traceback \(most recent call last\):\n(?:[ \t].*\n|\n)*", re.MULTILINE)
"""What comes before the line that says what was wrong."""


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
        print(f"{report.undrawn}; figures are shown as tables until touched, and have no pictures", file=sys.stderr)
    return 2 if report.undrawn else 0


def site(places: Places) -> int:
    """Build beside the old site and swap, so that an interrupted build leaves the last good one."""

    final = places.root / "site"
    fresh, old = places.build / f"site.{os.getpid()}", places.build / "site.old"
    may_replace(final)
    restore(final, old)
    for left in places.build.glob("site.*"):  # of builds that were stopped: this one is alone
        if left != old:
            remove(left)
    if (code := render(places)) not in (0, 2):
        return code
    if code == 2:
        print("the site needs its drawings: stopped, and site/ is as it was", file=sys.stderr)
        return 1
    try:
        return _build(places, fresh, old)
    finally:
        remove(fresh)


def _build(places: Places, fresh: Path, old: Path) -> int:
    """The pages in ``fresh``, which then takes the place of the site."""
    root, final = places.root, places.root / "site"
    environment = os.environ | QUIET_THEME | {"SOURCE_DATE_EPOCH": str(build_second())}
    # not --quiet, which drops warnings before they are counted: only what it says of its progress is left out
    command = [*mkdocs(places), "--strict", "--site-dir", str(fresh)]
    built = run(command, LONGEST_S, cwd=root, env=environment)
    said = TRACEBACK.sub("", built.stdout + built.stderr)
    print("".join(f"{line}\n" for line in said.splitlines() if not PROGRESS.match(line)), end="", file=sys.stderr)
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


def listening_place(address: str) -> None:
    """Find out before the first build whether the server can listen at ``address``.

    Raises:
        Refused: it is not one address and a port, or the system refuses it.
    """
    expected = "an address of this machine and a free port, like 127.0.0.1:8000 or [::1]:8000"
    host, _, port = address.rpartition(":")
    try:
        ip = ipaddress.ip_address("127.0.0.1" if host == "localhost" else host.removeprefix("[").removesuffix("]"))
    except ValueError:
        raise Refused(f"--address: not host:port, got {quoted(address)} — expected {expected}") from None
    if not re.fullmatch(r"\d{1,5}", port, re.ASCII) or not 0 < int(port) < 65_536 or (ip.version == 6) != ("[" in host):
        raise Refused(f"--address: not host:port, got {quoted(address)} — expected {expected}")
    # a browser asks IPv6 first where somebody types "localhost": another program's page would be seen
    for each in (ip, ipaddress.ip_address("::1")) if host == "localhost" else (ip,):
        try:
            with socket.socket(socket.AF_INET6 if each.version == 6 else socket.AF_INET) as trial:
                if os.name == "posix":  # as the server does; elsewhere this would share the port
                    trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                trial.bind((str(each), int(port)))
        except OSError as error:
            if each == ip or error.errno == errno.EADDRINUSE:  # many machines have no IPv6
                problem = f"{error.strerror or error}, got {quoted(address)}"
                raise Refused(f"--address: {problem} — expected {expected}") from None


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
    """Show the site on ``address`` (host:port) until somebody interrupts it.

    Raises:
        Refused: it is no address of this machine, or another program listens there.
    """
    from sitedata.publish import preview  # MkDocs takes a third of a second to import

    listening_place(address)

    os.environ["SITE_URL"] = os.environ["SITE_URL"] or f"http://{address}/"  # texts to copy need an address
    with alone(places.build):
        if (code := render(places, previews=False)) not in (0, 2):
            return code
    os.environ |= QUIET_THEME
    warnings.simplefilter("ignore", DeprecationWarning)  # of libraries
    preview.serve(places, address, os.environ["SITE_URL"])
    return 0
