"""A preview of each pull request: the site that its run built, at an address of its own, until it is closed.

In: an event of the workflow Preview, a checkout of the branch ``previews``. Out: ``preview/<number>/`` in it, and one
comment. Only the standard library; this runs from ``main`` with rights, so nothing of the pull request is run: what its
run left is a zip from anybody, read in memory and refused as a whole for the first thing in it that a site of plain
files does not have. The number is the forge's, never the artifact's.

    python -m sitedata.review.preview
"""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import stat
import sys
import zipfile
import zlib
from pathlib import Path
from typing import Any

from sitedata.review.comment import AUTHOR, Pull, pulls
from sitedata.review.forge import Forge, NoAnswer
from sitedata.text.addresses import wrong_path
from system import ended

ARTIFACT = "site-python-3.14"
MARK = "<!-- preview -->"  # by which its comment is found again
LARGEST_ARTIFACT = 150_000_000  # bytes, packed; the site has a third of it
LARGEST_SITE = 300_000_000  # bytes, unpacked
LARGEST_FILE = 20_000_000
MOST_FILES = 15_000
SUFFIXES = {
    ".css", ".csv", ".gz", ".html", ".ics", ".js", ".json", ".map", ".md", ".png", ".svg", ".txt", ".woff2", ".xml",
    ".zip",
}  # fmt: skip
"""What a site of plain files has. ``CNAME``, ``_headers`` and workflows, which hosts obey, have none of these."""
FOLDER = "preview"
NOBODY = "User-agent: *\nDisallow: /\n"
HEAD, BODY = re.compile(rb"<head(?=[\s>])[^>]*>", re.IGNORECASE), re.compile(rb"<body(?=[\s>])[^>]*>", re.IGNORECASE)
DOCTYPE = re.compile(rb"\s*<!doctype[^>]*>", re.IGNORECASE)
NO_INDEX = b'<meta name="robots" content="noindex, nofollow">'


class NotAPreview(Exception):
    """What an artifact has that no site of plain files has."""


def files_in(archive: bytes) -> dict[str, bytes]:
    """The files of an artifact by their address.

    Raises:
        NotAPreview: the first thing that is wrong with it; sizes are those that were read, not those that it claims.
    """
    files: dict[str, bytes] = {}
    left = LARGEST_SITE
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as packed:
            entries = packed.infolist()
            if len(entries) > MOST_FILES:
                raise NotAPreview(f"{len(entries):,} files, at most {MOST_FILES:,} are taken")
            for entry in (each for each in entries if not each.is_dir()):
                _refuse_wrong(entry)
                most = min(LARGEST_FILE, left)
                with packed.open(entry) as file:
                    files[entry.filename] = content = file.read(most + 1)
                if len(content) > most:
                    raise NotAPreview(f"too much in {entry.filename!r}: at most {most:,} bytes more are taken")
                left -= len(content)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError, ValueError, zlib.error) as error:
        raise NotAPreview("no zip that can be read") from error
    names = {name.casefold() for name in files}
    if len(names) != sum(not each.is_dir() for each in entries):
        raise NotAPreview("two files of one name")
    if any("/".join(name.split("/")[:count]) in names for name in names for count in range(1, name.count("/") + 1)):
        raise NotAPreview("a file where a folder is")
    if "index.html" not in files:
        raise NotAPreview("no index.html")
    return files


def _refuse_wrong(entry: zipfile.ZipInfo) -> None:
    name = entry.filename
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if wrong := wrong_path(name):
        raise NotAPreview(f"{name!r}: {wrong}")
    if kind not in (0, stat.S_IFREG):
        raise NotAPreview(f"{name!r}: a link or a device")
    if Path(name).suffix not in SUFFIXES or any(part.startswith("_") for part in name.split("/")):
        raise NotAPreview(f"{name!r}: no file of a site of plain files")


def marked(page: bytes, number: int) -> bytes:
    """A page that search engines leave alone, and that says what it is."""
    told = f'<p role="note"><strong>Preview of pull request {number}.</strong> This is not the published site.</p>'
    start = DOCTYPE.match(page)
    head = HEAD.search(page) or start
    at = head.end() if head else 0
    page = page[:at] + NO_INDEX + page[at:]
    body = BODY.search(page)
    at = body.end() if body else len(page)
    return page[:at] + told.encode() + page[at:]


def publish(branch: Path, number: int, files: dict[str, bytes]) -> None:
    """Replace the folder of a number, and nothing else."""
    place = branch / FOLDER / str(number)
    shutil.rmtree(place, ignore_errors=True)
    for name, content in files.items():
        path = place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(marked(content, number) if name.endswith(".html") else content)


def sweep(branch: Path, open_ones: set[int]) -> list[int]:
    """Remove the previews of pull requests that are not open."""
    folder = branch / FOLDER
    there = [path for path in folder.iterdir() if path.is_dir()] if folder.is_dir() else []
    gone = [path for path in there if not path.name.isdecimal() or int(path.name) not in open_ones]
    for path in gone:
        shutil.rmtree(path)
    return sorted(int(path.name) for path in gone if path.name.isdecimal())


def built(forge: Forge, run: dict[str, Any]) -> dict[str, bytes]:
    """The site that a run left.

    Raises:
        NotAPreview, NoAnswer: there is none.
    """
    left = [
        each for each in forge.listed("artifacts", run["id"], "artifacts", name=ARTIFACT) if each["name"] == ARTIFACT
    ]
    if not left:
        raise NotAPreview("its run left no site: a test failed")
    newest = max(left, key=lambda artifact: artifact["id"])
    if newest["size_in_bytes"] > LARGEST_ARTIFACT:
        raise NotAPreview(f"{newest['size_in_bytes']:,} bytes, at most {LARGEST_ARTIFACT:,} are taken")
    return files_in(forge.call("artifact", newest["id"]))


def tell(forge: Forge, pull: Pull, address: str) -> None:
    """One comment for each pull request: its address stays the same."""
    for written in forge.listed("comments", pull.number):
        if (written.get("user") or {}).get("login") == AUTHOR and (written.get("body") or "").startswith(MARK):
            return
    said = f"The site with this change: {address}{FOLDER}/{pull.number}/ (made by its own code, until it is closed)"
    forge.call("write", pull.number, body=f"{MARK}\n{said}")


def main() -> int:
    event = json.loads(Path(os.environ["GITHUB_EVENT_PATH"]).read_text(encoding="utf-8"))
    forge, branch = Forge(os.environ["GITHUB_REPOSITORY"]), Path.cwd()
    address = os.environ["PREVIEW_URL"].rstrip("/") + "/"
    (branch / FOLDER).mkdir(exist_ok=True)  # git add wants it
    (branch / "robots.txt").write_text(NOBODY, encoding="utf-8")
    try:
        gone = sweep(branch, {int(pull["number"]) for pull in forge.listed("pulls", state="open")})
        print(f"removed: {gone or 'none'}")
        run = event.get("workflow_run")
        for pull in pulls(forge, event) if run else []:
            if pull.head == run["head_sha"]:  # else a newer commit has a run of its own
                publish(branch, pull.number, built(forge, run))
                tell(forge, pull, address)
                print(f"published: {pull.number}")
    except NotAPreview as problem:
        print(f"no preview: {problem}", file=sys.stderr)
    except NoAnswer as problem:
        print(f"the forge did not answer: {problem}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(ended(main))
