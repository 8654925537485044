"""The command ``releases``: what ``make refresh`` found, as proposals in build/releases, one for each family."""

from __future__ import annotations

import json
from pathlib import Path

from sitedata.check.dataset import checked_dataset
from sitedata.load.dataset import load_dataset
from sitedata.publish.places import Places, build_day
from sitedata.review import difference, releases, revisions
from sitedata.review.changed_files import ChangedFile
from sitedata.text.files import Folder


def propose(places: Places) -> int:
    """Write ``<family>/*.csv`` and ``<family>/body.md`` of each family that has news, and their names as JSON.

    The last commit is what they are compared with, so that nothing but releases is proposed.
    """
    root, out = places.root, Folder(places.build / "releases", places.root)
    versions = revisions.versions(root, "HEAD")
    old, new = (Places(places.build / f"releases-{name}") for name in ("base", "new"))
    for version in (old, new):
        revisions.extract(root, versions.base, version.root)
    families = releases.family_of(load_dataset(places.data))
    found = releases.proposals(_rows(old.data), _rows(places.data), families)
    out.clear()
    before, known = (difference.read(old, build_day()), checked_dataset(old.data)) if found else (None, None)
    for family, tables in found.items():
        revisions.extract(root, versions.base, new.root)
        files = {f"{table}.csv": content for table, content in tables.items()}
        Folder(new.data, root).write_all(files)
        changed = [ChangedFile(f"data/{name}", "modified", before="text,", after="text,") for name in files]
        after = difference.read(new, build_day())
        summary = difference.compare(before, after, changed, versions)
        marks = {row: why for row, why in after.stale.items() if row not in before.stale}
        words = releases.text(known, checked_dataset(new.data), marks, summary)
        out.write_all({f"{family}/{name}": content for name, content in files.items()} | {f"{family}/body.md": words})
    out.write("families.json", json.dumps([*found]))
    print(", ".join(found) or "nothing new")
    return 0


def _rows(folder: Path) -> releases.Rows:
    return {table: [*difference.cells(folder / f"{table}.csv", table).values()] for table in releases.ASKED}
