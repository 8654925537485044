"""The build: ``check`` the data, ``render`` pages, tables and figures, make the ``site``, or ``serve`` it with live reload.

Everything that has logic is in the package ``sitedata``; this file reads arguments and prints what happened.
"""

from __future__ import annotations

import argparse
import calendar
import os
import re
import shutil
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

EDITORS = {"github.com": "edit/main/docs/", "gitlab.com": "-/edit/main/docs/", "codeberg.org": "_edit/main/docs/"}
"""Where a forge edits a file of the branch ``main``, relative to the repository's address."""


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="build.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True, metavar="check | verdicts | render | site | serve")
    commands.add_parser("check", help="check data/ only; takes seconds")
    commands.add_parser("verdicts", help="add verdicts that changed to data/verdict_log.csv")
    commands.add_parser("render", help="check, then write build/docs, which MkDocs publishes")
    commands.add_parser("site", help="the complete static site into site/")
    serve = commands.add_parser("serve", help="show the site on this machine, rebuilt on every change")
    serve.add_argument("--address", default="127.0.0.1:8000", help="host:port (default %(default)s)")
    chosen = parser.parse_args(arguments)
    os.environ |= addresses()
    from sitedata.problem import BadInput

    try:
        match chosen.command:
            case "check":
                return check()
            case "verdicts":
                return verdicts()
            case "render":
                return render()
            case "site":
                return site()
            case _:
                return serve_site(chosen.address)
    except BadInput as bad:
        print(bad, file=sys.stderr)
        print(f"{len(bad.problems)} problem{'s' if len(bad.problems) > 1 else ''} found; nothing was changed", file=sys.stderr)
        return 1


def check() -> int:
    from sitedata import claims, guide
    from sitedata.dataset import load_dataset
    from sitedata.guide_pages import flag_lines
    from sitedata.schema import TABLES

    data = load_dataset(ROOT / "data")
    print_flags(flag_lines(guide.flags(data, claims.judge(data))))
    print(f"data: {sum(len(data.rows(name)) for name in TABLES):,} rows in {len(TABLES)} tables, no problem found")
    return 0


def print_flags(flags: list[str]) -> None:
    """Rules of the selection guide whose evidence changed since they were written. They stop nothing, and the page marks them too."""
    for line in flags:
        print(f"to be read again: {line}")


def verdicts() -> int:
    from sitedata import claims
    from sitedata.dataset import load_dataset
    from sitedata.files import append_rows

    data = load_dataset(ROOT / "data")
    found = claims.changes(claims.judge(data), data.rows("verdict_log"), datetime.now(UTC).date())
    append_rows(ROOT / "data" / "verdict_log.csv", found)
    for row in found:
        print(f"{row['claim_id']}: {row['verdict']} ({row['cause']})")
    print(f"{len(found)} verdict{'s' * (len(found) != 1)} changed")
    return 0


def render() -> int:
    from sitedata.browser import HOW_TO_GET_ONE
    from sitedata.render import Places
    from sitedata.render import render as run

    started = time.perf_counter()
    report = run(Places(ROOT), os.environ["SITE_URL"])
    seconds = time.perf_counter() - started
    print(
        f"rendered {report.pages} pages and {report.figures} figures ({report.drawn} images drawn, {report.written} files written) in {seconds:.1f} s"
    )
    print_flags(report.flagged)
    if report.undrawn:
        print(f"no browser found: figures are shown as tables until touched, and have no pictures — to get them, {HOW_TO_GET_ONE}", file=sys.stderr)
    return 2 if report.undrawn else 0


def site() -> int:
    """Build beside the old site and swap, so that an interrupted build leaves the last good one."""
    from sitedata.render import build_time

    if (code := render()) not in (0, 2):
        return code
    if code == 2:
        print("the site needs its drawings: stopped, and site/ is as it was", file=sys.stderr)
        return 1
    fresh, old, final = ROOT / "build" / "site.new", ROOT / "build" / "site.old", ROOT / "site"
    for leftover in (fresh, old):
        shutil.rmtree(leftover, ignore_errors=True)
    epoch = os.environ.get("SOURCE_DATE_EPOCH") or str(calendar.timegm(time.strptime(build_time(), "%Y-%m-%dT%H:%M:%SZ")))
    environment = os.environ | {"SOURCE_DATE_EPOCH": epoch, "RENDERED": "yes"}
    built = subprocess.run([*mkdocs("build"), "--strict", "--quiet", "--site-dir", str(fresh)], cwd=ROOT, env=environment)
    if built.returncode:
        print("MkDocs stopped; site/ is as it was", file=sys.stderr)
        return 1
    if final.exists():
        final.rename(old)
    fresh.rename(final)
    shutil.rmtree(old, ignore_errors=True)
    print(f"site/ is ready: {sum(path.is_file() for path in final.rglob('*'))} files")
    return 0


def serve_site(address: str) -> int:
    if (code := render()) not in (0, 2):
        return code
    environment = os.environ | {"RENDERED": "once"}
    try:
        return subprocess.run([*mkdocs("serve"), "--dev-addr", address, "--dirty"], cwd=ROOT, env=environment).returncode
    except KeyboardInterrupt:
        return 0


def mkdocs(command: str) -> list[str]:
    return [sys.executable, "-W", "ignore::DeprecationWarning", "-m", "mkdocs", command, "--config-file", str(ROOT / "mkdocs.yml")]


def addresses() -> dict[str, str]:
    """``SITE_URL``, ``REPO_URL`` and ``EDIT_URI``: from the environment, else from the git remote, else empty and so left out."""
    repository = os.environ.get("REPO_URL") or remote()
    editor = next((uri for forge, uri in EDITORS.items() if forge in repository.split("/")[2:3]), "")
    site_url = os.environ.get("SITE_URL", "")
    if not site_url and (found := re.fullmatch(r"https://github\.com/([^/]+)/([^/]+)", repository)):
        owner, name = found[1], found[2]
        site_url = f"https://{owner}.github.io/" + ("" if name == f"{owner}.github.io" else f"{name}/")
    return {"SITE_URL": site_url, "REPO_URL": repository, "EDIT_URI": os.environ.get("EDIT_URI", editor)}


def remote() -> str:
    """The web address of the git remote ``origin`` if it is on a forge, else nothing."""
    if not shutil.which("git"):
        return ""
    answer = subprocess.run(["git", "remote", "get-url", "origin"], capture_output=True, text=True, cwd=ROOT).stdout.strip()
    found = re.fullmatch(r"(?:https://(?:[^@/]+@)?|ssh://git@|git@)([\w.-]+\.[a-z]+)[:/](.+?)(?:\.git)?/?", answer)
    return f"https://{found[1]}/{found[2]}" if found else ""


if __name__ == "__main__":
    sys.exit(main())
