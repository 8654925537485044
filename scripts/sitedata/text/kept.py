"""What a run keeps for the next one, with a digest in front: a file that is broken or foreign is as good as none."""

from __future__ import annotations

import hashlib

from sitedata.text.files import Folder

DIGEST = hashlib.sha256().digest_size


def write(folder: Folder, name: str, content: bytes) -> None:
    folder.write(name, hashlib.sha256(content).digest() + content)


def read(folder: Folder, name: str) -> bytes | None:
    """What :func:`write` wrote, or None."""
    try:
        raw = folder.place(name).read_bytes()
    except FileNotFoundError:
        return None
    content = raw[DIGEST:]
    return content if raw[:DIGEST] == hashlib.sha256(content).digest() else None
