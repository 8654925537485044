"""The build: ``check`` the data, ``render`` pages, tables and figures, make the ``site``, or ``serve`` it live.

All logic is in the package ``sitedata``; this file reads arguments and prints what happened.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
from pathlib import Path

from system import ended

ROOT = Path(__file__).resolve().parent.parent


def main(arguments: list[str] | None = None) -> int:
    try:
        return command(arguments)
    except SyntaxError as error:  # of our own code: what a merge left, for example
        place, got = f"{os.path.relpath(error.filename or '', ROOT)}:{error.lineno}", (error.text or "").strip()
        print(f"{place}: {error.msg}, got '{got}' — expected Python", file=sys.stderr)
        return 1


def command(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="build.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(
        dest="command",
        required=True,
        metavar="check | fix | diff | releases | verdicts | archive | freeze | render | site | serve",
    )
    commands.add_parser("check", help="check data/ and docs/; takes seconds")
    commands.add_parser("fix", help="repair what a machine can: order, quotes, dates, line ends, empty rows")
    diff = commands.add_parser("diff", help="what this change means: verdicts, cells, figures, pages, as Markdown")
    diff.add_argument("--base", default="main", help="the branch or commit to compare with (default %(default)s)")
    commands.add_parser("releases", help="what make refresh found, as one proposal for each family, in build/releases")
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
    gc.set_threshold(100_000, 50, 50)  # hardly anything is garbage before a command ends
    return ended(lambda: told(chosen))


def told(chosen: argparse.Namespace) -> int:
    """Run the command, and print what is wrong with its input."""
    from sitedata.commands.addresses import addresses
    from sitedata.commands.reporting import complain
    from sitedata.text.problem import BadInput

    try:
        os.environ |= addresses(ROOT)
        return run(chosen)
    except BadInput as bad:
        count = len(bad.problems)
        complain(bad.problems, f"{bad}\n{count} problem{'s' * (count > 1)} found; nothing was changed")
        return 1


def run(chosen: argparse.Namespace) -> int:
    """Imports only what the command needs."""
    from sitedata.publish.lock import alone
    from sitedata.publish.places import Places

    places = Places(ROOT)
    if chosen.command in ("render", "site", "serve") and not places.archive.is_dir():
        from sitedata.commands.archive import ABSENT

        print(f"{ABSENT}, and the site lacks them", file=sys.stderr)
    if chosen.command == "check":  # it writes nothing
        from sitedata.commands import data

        return data.check(ROOT)
    if chosen.command == "serve":  # it waits before each build, and lets others build between two of its own
        from sitedata.commands import site

        return site.serve(places, chosen.address)
    with alone(places.build):
        return run_alone(chosen, places)


def run_alone(chosen: argparse.Namespace, places) -> int:
    match chosen.command:
        case "fix" | "verdicts":
            from sitedata.commands import data

            return getattr(data, chosen.command)(ROOT)
        case "diff":
            from sitedata.commands.diff import diff

            return diff(places, chosen.base)
        case "releases":
            from sitedata.commands.releases import propose

            return propose(places)
        case "archive" | "freeze":
            from sitedata.commands import archive

            return getattr(archive, chosen.command)(places)
        case "render":
            from sitedata.commands import site

            return site.render(places, previews=not chosen.no_previews)
        case _:
            from sitedata.commands import site

            return site.site(places)


if __name__ == "__main__":
    sys.exit(main())
