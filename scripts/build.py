"""The build: ``check`` the data, ``render`` pages, tables and figures, make the ``site``, or ``serve`` it live.

All logic is in the package ``sitedata``; this file reads arguments and prints what happened.
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
import warnings
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build"
ABSENT = "no archive/ here: former states and the list of published addresses are absent (make archive brings them)"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="build.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(
        dest="command",
        required=True,
        metavar="check | fix | diff | verdicts | archive | freeze | render | site | serve",
    )
    commands.add_parser("check", help="check data/ and docs/; takes seconds")
    commands.add_parser("fix", help="repair in data/ what a machine can: sorting, spaces, quotes, dates, line ends")
    diff = commands.add_parser("diff", help="what this change means: verdicts, cells, figures, pages, as Markdown")
    diff.add_argument("--base", default="main", help="the branch or commit to compare with (default %(default)s)")
    commands.add_parser("verdicts", help="add verdicts that changed to data/verdict_log.csv")
    commands.add_parser(
        "archive", help="have former states and the list of all addresses beside the build, in archive/"
    )
    commands.add_parser(
        "freeze",
        help="the site, each address that was ever published in it; then keep what is new, as a commit in archive/",
    )
    rendering = commands.add_parser("render", help="check, then write build/docs, which MkDocs publishes")
    rendering.add_argument(
        "--no-previews", action="store_true", help="without pictures for link previews: what make serve does"
    )
    commands.add_parser("site", help="the complete static site into site/")
    serve = commands.add_parser("serve", help="show the site on this machine, rebuilt on every change")
    serve.add_argument("--address", default="127.0.0.1:8000", help="host:port (default %(default)s)")
    chosen = parser.parse_args(arguments)
    os.environ |= addresses()
    from sitedata.publish.git import NoRevision
    from sitedata.publish.lock import Busy, alone
    from sitedata.text.files import Refused
    from sitedata.text.problem import BadInput

    if chosen.command in ("render", "site", "serve") and not (ROOT / "archive").is_dir():
        print(f"{ABSENT}, and the site lacks them", file=sys.stderr)
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
                case "archive":
                    return archive()
                case "freeze":
                    return freeze()
                case "render":
                    return render(previews=not chosen.no_previews)
                case _:
                    return site()
    except BadInput as bad:
        complain(
            bad.problems,
            f"{bad}\n{len(bad.problems)} problem{'s' if len(bad.problems) > 1 else ''} found; nothing was changed",
        )
    except (Refused, Busy, NoRevision) as refused:
        print(refused, file=sys.stderr)
    except OSError as error:  # a full disk, a file that is locked or may not be read
        print(
            f"{error.filename or 'this machine'}: {error.strerror or error} — expected a place that can be read "
            "and written",
            file=sys.stderr,
        )
    return 1


def complain(problems: list, said: str) -> None:
    """Print the same words on a terminal and in GitHub Actions, there also on the lines of the diff."""
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
    """Repair, then check: what remains needs a person."""
    from sitedata.load.fix import fix as repair
    from sitedata.text.problem import BadInput

    repairs = repair(ROOT / "data")
    for made in repairs:
        print(made)
    print(f"{len(repairs)} repair{'s' * (len(repairs) != 1)} made", flush=True)
    try:
        return check()
    except BadInput as bad:
        left = f"{len(bad.problems)} problems are" if len(bad.problems) > 1 else "1 problem is"
        complain(bad.problems, f"{bad}\n{left} left for a person")
        return 1


def diff_with(base: str) -> int:
    """Print what a pull request's summary would say, and leave it in build/difference.

    With pictures where there is a browser.
    """
    from sitedata.publish.places import Places, build_day
    from sitedata.review import difference, pictures, revisions
    from sitedata.review import report as difference_report
    from sitedata.review.changed_files import changed_files
    from sitedata.text.exports import as_json
    from sitedata.text.files import Folder

    places, out = Places(ROOT), Folder(BUILD / "difference", ROOT)
    versions = revisions.versions(ROOT, base)
    old = Places(revisions.extract(ROOT, versions.base, ROOT / "build" / "difference-base"))
    files = changed_files(ROOT, versions.base)
    before, after = (difference.read(version, build_day()) for version in (old, places))
    summary = difference.compare(before, after, files, versions)
    out.clear()
    drawn = pictures.draw(summary, before, after, Folder(places.cache / "images", ROOT), out)
    out.write("difference.json", as_json(summary))
    out.write("summary.md", difference_report.markdown(summary, pictures=drawn))
    out.write("index.html", pictures.page(summary, out.root))
    print(difference_report.markdown(summary), end="")
    return 0


def print_flags(flags: list[str]) -> None:
    """Print the rules of the selection guide whose evidence has changed since they were written.

    They stop nothing, and the page marks them too.
    """
    for line in flags:
        print(f"to be read again: {line}")


def verdicts() -> int:
    from sitedata.check.dataset import checked_dataset
    from sitedata.judge import claims
    from sitedata.text.files import append_rows

    data = checked_dataset(ROOT / "data")
    changes = claims.changes(claims.judge(data), data.rows("verdict_log"), datetime.now(UTC).date())
    append_rows(ROOT / "data" / "verdict_log.csv", changes)
    for row in changes:
        print(f"{row['claim_id']}: {row['verdict']} ({row['cause']})")
    print(f"{len(changes)} verdict{'s' * (len(changes) != 1)} changed")
    return 0


def archive() -> int:
    """Check out the branch ``archive`` beside the build: former states and the list of addresses.

    Where there is no such branch, it is made from history.
    """
    from sitedata.publish import archive_branch, archive_history
    from sitedata.publish.places import Places

    folder = Places(ROOT).archive
    if folder.exists():
        print(
            "archive/ is there already; to have what was published since: git -C archive pull --ff-only origin archive"
        )
        return 0
    if not archive_branch.check_out(ROOT, folder):
        made = archive_history.create(ROOT)
        archive_branch.check_out(ROOT, folder)
        print(
            f"made the branch archive: {made.files:,} files, {made.addresses:,} addresses; publish it once with: "
            "git push origin archive"
        )
    print("archive/ is a checkout of the branch archive: make site lays what it holds into the site")
    return 0


def freeze() -> int:
    """Build, make sure that every address ever published answers, and keep what is new as a commit in archive/.

    What is kept already stays as it is.
    """
    from sitedata.check.dataset import checked_dataset
    from sitedata.load import archive as frozen
    from sitedata.publish import archive_branch, states
    from sitedata.publish import redirects as permalinks
    from sitedata.publish.git import git
    from sitedata.publish.places import Places, build_day
    from sitedata.text.files import Folder

    places, built = Places(ROOT), ROOT / "site"
    if not places.archive.is_dir():
        print(f"{ABSENT} — expected a checkout of the branch archive", file=sys.stderr)
        return 1
    broken = list(archive_branch.shrunk(places.archive))
    if not broken:
        if code := site():
            return code
        kept, redirects = frozen.read(places.archive, build_day()), checked_dataset(places.data).rows("redirects")
        broken = permalinks.broken(kept, redirects, built)
    if broken:
        print(
            "\n".join(f"{lost}: it was published, and is gone or another — expected it to stay" for lost in broken),
            file=sys.stderr,
        )
        return 1
    before = git(places.archive, "rev-parse", "HEAD").decode().strip()
    counts = archive_branch.append(places.archive, built, states.things_in(places.things), kept)
    archive_branch.bundle(places.archive, before, BUILD / "archive.bundle")
    Folder(built, ROOT).write("data/permalinks.csv", permalinks.listed(frozen.read(places.archive), redirects))
    print(f"every published address answers; kept from now on: files {counts.files:,}, addresses {counts.addresses:,}")
    return 0


def render(previews: bool = True) -> int:
    from sitedata.draw.browser import HOW_TO_GET_ONE
    from sitedata.publish.places import Places
    from sitedata.publish.render import render as run

    started = time.perf_counter()
    report = run(Places(ROOT), os.environ["SITE_URL"], previews)
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


def site() -> int:
    """Build beside the old site and swap, so that an interrupted build leaves the last good one."""
    from sitedata.pages.shares import SITE_NAME
    from sitedata.publish import markdown_copies
    from sitedata.publish.built import acts, built_pages, leave_out_other_languages, lost
    from sitedata.publish.places import Places, build_time
    from sitedata.text.files import Folder, Refused, remove, replace_folder, restore
    from sitedata.text.problem import BadInput

    places, fresh, old, final = Places(ROOT), BUILD / f"site.{os.getpid()}", BUILD / "site.old", ROOT / "site"
    if final.is_symlink():
        raise Refused(
            f"site/ is a link, to {os.readlink(final)} — expected a folder of its own, which a build can replace"
        )
    restore(final, old)
    for left in BUILD.glob("site.*"):  # of builds that were stopped: this one is alone
        if left != old:
            remove(left)
    if (code := render()) not in (0, 2):
        return code
    if code == 2:
        print("the site needs its drawings: stopped, and site/ is as it was", file=sys.stderr)
        return 1
    epoch = os.environ.get("SOURCE_DATE_EPOCH") or str(
        calendar.timegm(time.strptime(build_time(), "%Y-%m-%dT%H:%M:%SZ"))
    )
    environment = os.environ | QUIET_THEME | {"SOURCE_DATE_EPOCH": epoch}
    # not --quiet, which drops warnings before they are counted: only what it says of its progress is left out
    command = [*mkdocs("build"), "--strict", "--site-dir", str(fresh)]
    built = subprocess.run(
        command,
        cwd=ROOT,
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
    copies = markdown_copies.copies(
        fresh, built_pages(places), os.environ["SITE_URL"], SITE_NAME, Folder(places.cache, ROOT)
    )
    Folder(fresh, ROOT).write_all(copies)
    replace_folder(final, fresh, old)
    print(f"site/ is ready: {sum(path.is_file() for path in final.rglob('*'))} files")
    return 0


QUIET_THEME = {"NO_MKDOCS_2_WARNING": "1"}
"""Silences the theme's notice about its end, which CONTRIBUTING.md covers; otherwise every build would print it."""
PROGRESS = re.compile(r"INFO|DEBUG|\s*$")
"""Lines in which MkDocs reports its progress."""


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
    return [
        sys.executable,
        "-W",
        "ignore::DeprecationWarning",
        "-m",
        "mkdocs",
        command,
        "--config-file",
        str(ROOT / "mkdocs.yml"),
    ]


def addresses() -> dict[str, str]:
    """``SITE_URL``, ``REPO_URL`` and ``EDIT_URI``: from the environment, else from the git remote.

    Otherwise empty, and so left out.
    """
    from sitedata.pages.forge import Forge

    repository = os.environ.get("REPO_URL") or remote()
    editor = Forge(repository).pages
    site_url = os.environ.get("SITE_URL", "")
    if not site_url and (match := re.fullmatch(r"https://github\.com/([^/]+)/([^/]+)", repository)):
        owner, name = match[1], match[2]
        site_url = f"https://{owner}.github.io/" + ("" if name == f"{owner}.github.io" else f"{name}/")
    return {"SITE_URL": site_url, "REPO_URL": repository, "EDIT_URI": os.environ.get("EDIT_URI", editor)}


def remote() -> str:
    """The web address of the git remote ``origin`` if it is on a forge, else empty."""
    if not shutil.which("git"):
        return ""
    answer = subprocess.run(
        ["git", "remote", "get-url", "origin"], capture_output=True, text=True, cwd=ROOT
    ).stdout.strip()
    match = re.fullmatch(r"(?:https://(?:[^@/]+@)?|ssh://git@|git@)([\w.-]+\.[a-z]+)[:/](.+?)(?:\.git)?/?", answer)
    return f"https://{match[1]}/{match[2]}" if match else ""


if __name__ == "__main__":
    sys.exit(main())
