"""The command ``diff``: what a change means."""

from __future__ import annotations

from sitedata.publish.places import Places, build_day
from sitedata.review import difference, pictures, report, revisions
from sitedata.review.changed_files import changed_files
from sitedata.text.exports import as_json
from sitedata.text.files import Folder


def diff(places: Places, base: str) -> int:
    """Print what a pull request's summary would say, and leave it in build/difference.

    With pictures where there is a browser.
    """

    root, out = places.root, Folder(places.build / "difference", places.root)
    versions = revisions.versions(root, base)
    old = Places(revisions.extract(root, versions.base, places.build / "difference-base"))
    files = changed_files(root, versions.base)
    before, after = (difference.read(version, build_day()) for version in (old, places))
    summary = difference.compare(before, after, files, versions)
    out.clear()
    drawn = pictures.draw(summary, before, after, Folder(places.cache / "images", root), out)
    out.write("difference.json", as_json(summary))
    out.write("summary.md", report.markdown(summary, pictures=drawn))
    out.write("index.html", pictures.page(summary, out.root))
    print(report.markdown(summary), end="")
    return 0
