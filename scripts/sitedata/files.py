"""Writing without losing: files are replaced in one step, and only when their content changes."""

from __future__ import annotations

import csv
import io
import os
import shutil
from pathlib import Path


def write_if_changed(path: Path, content: str | bytes) -> bool:
    """Put ``content`` at ``path`` in one step; an equal file keeps its time, so that nothing is rebuilt for it."""
    raw = content.encode("utf-8") if isinstance(content, str) else content
    if path.is_file() and path.read_bytes() == raw:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(path.name + ".new")
    draft.write_bytes(raw)
    os.replace(draft, path)
    return True


def remove_others(folder: Path, keep: set[Path]) -> None:
    """Delete files below ``folder`` that are not in ``keep``, and folders that are left empty."""
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_file() and path not in keep:
            path.unlink()
        elif path.is_dir() and not any(path.iterdir()):
            path.rmdir()


def replace_folder(final: Path, fresh: Path, old: Path) -> None:
    """Put ``fresh`` in the place of ``final``, which waits in ``old`` meanwhile. Whatever interrupts this, :func:`restore` mends it."""
    restore(final, old)
    shutil.rmtree(old, ignore_errors=True)
    if final.exists():
        final.rename(old)
    try:
        fresh.rename(final)
    except BaseException:
        restore(final, old)
        raise
    shutil.rmtree(old, ignore_errors=True)


def restore(final: Path, old: Path) -> None:
    """Bring back what waits in ``old`` if nothing took its place: a run was killed between two renames."""
    if old.exists() and not final.exists():
        old.rename(final)


def append_rows(path: Path, rows: list[dict[str, str]]) -> bool:
    """Add rows to a CSV file, in its own order of columns. What stands there stays as it is."""
    with path.open(encoding="utf-8", newline="") as file:
        text = file.read()
    out = io.StringIO(newline="")
    csv.DictWriter(out, next(csv.reader([text.splitlines()[0]])), lineterminator="\n").writerows(rows)
    return write_if_changed(path, text + out.getvalue())
