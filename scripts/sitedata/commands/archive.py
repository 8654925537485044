"""Commands about what was published: ``archive`` and ``freeze``."""

from __future__ import annotations

import sys

from sitedata.check.dataset import checked_dataset
from sitedata.commands.site import site
from sitedata.load import archive as frozen
from sitedata.publish import archive_branch, archive_history, states
from sitedata.publish import redirects as permalinks
from sitedata.publish.git import git
from sitedata.publish.places import Places, build_day
from sitedata.text.files import Folder

ABSENT = "no archive/ here: former states and the list of published addresses are absent (make archive brings them)"


def archive(places: Places) -> int:
    """Check out the branch ``archive`` beside the build: former states and the list of addresses.

    Where there is no such branch, it is made from history.
    """

    root, folder = places.root, places.archive
    if folder.exists():
        print(
            "archive/ is there already; to have what was published since: git -C archive pull --ff-only origin archive"
        )
        return 0
    if not archive_branch.check_out(root, folder):
        made = archive_history.create(root)
        archive_branch.check_out(root, folder)
        print(
            f"made the branch archive: {made.files:,} files, {made.addresses:,} addresses; publish it once with: "
            "git push origin archive"
        )
    print("archive/ is a checkout of the branch archive: make site lays what it holds into the site")
    return 0


def freeze(places: Places) -> int:
    """Build, make sure that every address ever published answers, and keep what is new as a commit in archive/.

    What is kept already stays as it is.
    """

    built = places.root / "site"
    if not places.archive.is_dir():
        print(f"{ABSENT} — expected a checkout of the branch archive", file=sys.stderr)
        return 1
    broken = list(archive_branch.shrunk(places.archive))
    if not broken:
        if code := site(places):
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
    archive_branch.bundle(places.archive, before, places.build / "archive.bundle")
    Folder(built, places.root).write("data/permalinks.csv", permalinks.listed(frozen.read(places.archive), redirects))
    print(f"every published address answers; kept from now on: files {counts.files:,}, addresses {counts.addresses:,}")
    return 0
