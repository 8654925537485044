"""The build: ``check`` the data, ``render`` pages, tables and figures, make the ``site``, or ``serve`` it with live reload.

Everything that has logic is in the package ``sitedata``; this file reads arguments and prints what happened.
"""

from __future__ import annotations

import argparse
import calendar
import json
import os
import re
import shutil
import subprocess
import sys
import time
import warnings
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="build.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True, metavar="check | fix | diff | verdicts | freeze | render | site | serve")
    commands.add_parser("check", help="check data/ only; takes seconds")
    commands.add_parser("fix", help="repair in data/ what a machine can: sorting, spaces, quotes, dates, line ends")
    diff = commands.add_parser("diff", help="what this change means: verdicts, cells, figures, pages, as Markdown")
    diff.add_argument("--base", default="main", help="the branch or commit to compare with (default %(default)s)")
    commands.add_parser("verdicts", help="add verdicts that changed to data/verdict_log.csv")
    commands.add_parser("freeze", help="keep the present states for good: data/frozen/, data/frozen.csv, data/permalinks.csv")
    rendering = commands.add_parser("render", help="check, then write build/docs, which MkDocs publishes")
    rendering.add_argument("--no-previews", action="store_true", help="without pictures for link previews: what make serve does")
    commands.add_parser("site", help="the complete static site into site/")
    serve = commands.add_parser("serve", help="show the site on this machine, rebuilt on every change")
    serve.add_argument("--address", default="127.0.0.1:8000", help="host:port (default %(default)s)")
    chosen = parser.parse_args(arguments)
    os.environ |= addresses()
    from sitedata.publish.lock import Busy, alone
    from sitedata.text.files import Refused
    from sitedata.text.problem import BadInput

    try:
        if chosen.command == "check":  # it writes nothing
            return check()
        if chosen.command == "serve":  # it waits before each build, and lets others build between two of its own
            return serve_site(chosen.address)
        with alone(BUILD):
            match chosen.command:
                case "fix":
                    return fix()
                case "diff":
                    return diff_with(chosen.base)
                case "verdicts":
                    return verdicts()
                case "freeze":
                    return freeze()
                case "render":
                    return render(previews=not chosen.no_previews)
                case _:
                    return site()
    except BadInput as bad:
        complain(bad.problems, f"{bad}\n{len(bad.problems)} problem{'s' if len(bad.problems) > 1 else ''} found; nothing was changed")
    except (Refused, Busy) as refused:
        print(refused, file=sys.stderr)
    except OSError as error:  # a full disk, a file that is locked or may not be read
        print(f"{error.filename or 'this machine'}: {error.strerror or error} — expected a place that can be read and written", file=sys.stderr)
    return 1


def complain(problems: list, said: str) -> None:
    """The same words on a terminal and in GitHub Actions, there also on the lines of the diff."""
    from sitedata.review.annotations import announce, in_actions

    if in_actions(os.environ):
        announce(problems, said, os.environ, sys.stderr)
    else:
        print(said, file=sys.stderr)


def check() -> int:
    from sitedata.judge import claims, guide
    from sitedata.pages.guide import flag_lines
    from sitedata.review.repository import check_repository
    from sitedata.schema.tables import TABLES

    data = check_repository(ROOT, datetime.now(UTC).date())
    print_flags(flag_lines(guide.flags(data, claims.judge(data))))
    print(f"data: {sum(len(data.rows(name)) for name in TABLES):,} rows in {len(TABLES)} tables, no problem found")
    return 0


def fix() -> int:
    """Repair, then check: what is left is for a person."""
    from sitedata.load.fix import fix as repair
    from sitedata.text.problem import BadInput

    repairs = repair(ROOT / "data")
    for each in repairs:
        print(each)
    print(f"{len(repairs)} repair{'s' * (len(repairs) != 1)} made", flush=True)
    try:
        return check()
    except BadInput as bad:
        left = f"{len(bad.problems)} problems are" if len(bad.problems) > 1 else "1 problem is"
        complain(bad.problems, f"{bad}\n{left} left for a person")
        return 1


def diff_with(base: str) -> int:
    """Print what a pull request's summary would say; leave it in build/difference, with pictures where there is a browser."""
    from sitedata.publish.data_package import as_json
    from sitedata.publish.places import Places, build_day
    from sitedata.review import difference, pictures, revisions
    from sitedata.review import report as difference_report
    from sitedata.review.changed_files import changed_files
    from sitedata.text.files import Folder

    places, out = Places(ROOT), Folder(BUILD / "difference", ROOT)
    try:
        versions = revisions.versions(ROOT, base)
        old = Places(revisions.extract(ROOT, versions.base, ROOT / "build" / "difference-base"))
        files = changed_files(ROOT, versions.base)
    except revisions.NoRevision as problem:
        print(problem, file=sys.stderr)
        return 1
    before, after = (difference.read(each, build_day()) for each in (old, places))
    summary = difference.compare(before, after, files, versions)
    out.clear()
    drawn = pictures.draw(summary, before, after, Folder(places.cache / "images", ROOT), out)
    out.write("difference.json", as_json(summary))
    out.write("summary.md", difference_report.markdown(summary, pictures=drawn))
    out.write("index.html", pictures.page(summary, out.root))
    print(difference_report.markdown(summary), end="")
    return 0


def print_flags(flags: list[str]) -> None:
    """Rules of the selection guide whose evidence changed since they were written. They stop nothing, and the page marks them too."""
    for line in flags:
        print(f"to be read again: {line}")


def verdicts() -> int:
    from sitedata.judge import claims
    from sitedata.load.dataset import load_dataset
    from sitedata.text.files import append_rows

    data = load_dataset(ROOT / "data")
    found = claims.changes(claims.judge(data), data.rows("verdict_log"), datetime.now(UTC).date())
    append_rows(ROOT / "data" / "verdict_log.csv", found)
    for row in found:
        print(f"{row['claim_id']}: {row['verdict']} ({row['cause']})")
    print(f"{len(found)} verdict{'s' * (len(found) != 1)} changed")
    return 0


def freeze() -> int:
    """Keep what is about to be published: a frozen copy of each new state, and each new address. What is kept stays as it is."""
    from sitedata.load import archive, fix
    from sitedata.load.dataset import load_dataset
    from sitedata.publish import redirects
    from sitedata.publish.places import Places
    from sitedata.text.files import Folder, append_rows

    if code := site():
        return code
    places, today = Places(ROOT), datetime.now(UTC).date()
    data = load_dataset(places.data)
    things = [archive.Thing(**values) for values in json.loads(places.things.read_text(encoding="utf-8"))]
    new = archive.missing(things, archive.Archive(data.rows("frozen")))
    Folder(places.data / "frozen", ROOT).write_all(dict(archive.copies(new, ROOT / "site")))
    append_rows(places.data / "frozen.csv", archive.rows_of(new, today))
    known = {row.address for row in data.rows("permalinks")}
    found = [address for address in redirects.addresses(ROOT / "site") if address not in known]
    append_rows(places.data / "permalinks.csv", [{"address": address, "since": today.isoformat(), "moved_to": ""} for address in found])
    fix.fix(places.data)  # new rows where the order of their table wants them
    print(f"{len(new)} states and {len(found)} addresses are kept from now on" + ("; build the site again to publish them" if new or found else ""))
    return 0


def render(previews: bool = True) -> int:
    from sitedata.draw.browser import HOW_TO_GET_ONE
    from sitedata.publish.places import Places
    from sitedata.publish.render import render as run

    started = time.perf_counter()
    report = run(Places(ROOT), os.environ["SITE_URL"], previews)
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
    from sitedata.publish.places import Places, build_time
    from sitedata.publish.render import lost
    from sitedata.text.files import Refused, remove, replace_folder, restore

    fresh, old, final = BUILD / f"site.{os.getpid()}", BUILD / "site.old", ROOT / "site"
    if final.is_symlink():
        raise Refused(f"site/ is a link, to {os.readlink(final)} — expected a folder of its own, which a build can replace")
    restore(final, old)
    for left in BUILD.glob("site.*"):  # of builds that were stopped: this one is alone
        if left != old:
            remove(left)
    if (code := render()) not in (0, 2):
        return code
    if code == 2:
        print("the site needs its drawings: stopped, and site/ is as it was", file=sys.stderr)
        return 1
    epoch = os.environ.get("SOURCE_DATE_EPOCH") or str(calendar.timegm(time.strptime(build_time(), "%Y-%m-%dT%H:%M:%SZ")))
    environment = os.environ | QUIET_THEME | {"SOURCE_DATE_EPOCH": epoch}
    # not --quiet, which drops warnings before they are counted: only what it says of its progress is left out
    command = [*mkdocs("build"), "--strict", "--site-dir", str(fresh)]
    built = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8")
    print("".join(line for line in built.stdout.splitlines(keepends=True) if not PROGRESS.match(line)), end="", file=sys.stderr)
    if built.returncode:
        print("MkDocs stopped; site/ is as it was", file=sys.stderr)
        return 1
    if gone := lost(Places(ROOT), fresh):
        print(f"{len(gone)} files are missing from the new site, {gone[0]} among them; site/ is as it was", file=sys.stderr)
        return 1
    replace_folder(final, fresh, old)
    print(f"site/ is ready: {sum(path.is_file() for path in final.rglob('*'))} files")
    return 0


QUIET_THEME = {"NO_MKDOCS_2_WARNING": "1"}
"""The theme's notice about its end, which CONTRIBUTING.md treats; it would be told at each build."""
PROGRESS = re.compile(r"INFO|DEBUG|\s*$")
"""Lines of MkDocs that say how far it is."""


def serve_site(address: str) -> int:
    from sitedata.publish.lock import alone
    from sitedata.publish.places import Places
    from sitedata.publish.preview import serve

    os.environ["SITE_URL"] = os.environ["SITE_URL"] or f"http://{address}/"  # texts to copy need an address
    with alone(BUILD):
        if (code := render(previews=False)) not in (0, 2):
            return code
    os.environ |= QUIET_THEME
    warnings.simplefilter("ignore", DeprecationWarning)  # of libraries
    serve(Places(ROOT), address, os.environ["SITE_URL"])
    return 0


def mkdocs(command: str) -> list[str]:
    return [sys.executable, "-W", "ignore::DeprecationWarning", "-m", "mkdocs", command, "--config-file", str(ROOT / "mkdocs.yml")]


def addresses() -> dict[str, str]:
    """``SITE_URL``, ``REPO_URL`` and ``EDIT_URI``: from the environment, else from the git remote, else empty and so left out."""
    from sitedata.pages.forge import Forge

    repository = os.environ.get("REPO_URL") or remote()
    editor = Forge(repository).pages
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
