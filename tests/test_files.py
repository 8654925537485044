"""Writing without losing."""

import itertools
import os
import shutil
from pathlib import Path

import pytest

from sitedata.files import remove_others, replace_folder, restore, write_if_changed

LONG_AGO_S = 1_000_000_000  # seconds since 1970


@pytest.mark.parametrize("content", ["é\n", "é\n".encode()], ids=["text", "bytes"])
def test_equal_content_keeps_the_time_of_the_file(tmp_path, content):
    path = tmp_path / "new" / "a.txt"
    assert write_if_changed(path, content)
    os.utime(path, (LONG_AGO_S, LONG_AGO_S))
    assert not write_if_changed(path, content)
    assert path.stat().st_mtime == LONG_AGO_S


def test_other_content_replaces_the_file_and_leaves_no_draft(tmp_path):
    path = tmp_path / "a.txt"
    write_if_changed(path, "old, and longer")
    assert write_if_changed(path, "new")
    assert path.read_text() == "new"
    assert list(tmp_path.iterdir()) == [path]


def test_an_interrupted_write_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "a.txt"
    write_if_changed(path, "old")

    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_if_changed(path, "new")
    assert path.read_text() == "old"


def test_other_files_and_empty_folders_are_removed(tmp_path):
    kept, *others = (tmp_path / name for name in ("a/keep.txt", "a/gone.txt", "b/c/gone.txt", "gone.txt"))
    for path in (kept, *others):
        write_if_changed(path, "x")
    remove_others(tmp_path, {kept})
    assert sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")) == ["a", "a/keep.txt"]


# --- a folder takes the place of another ------------------------------------------------------------------------------
@pytest.fixture
def folders(tmp_path):
    """``site``, the good one; ``new``, just built; ``old``, which does not exist yet."""
    for name in ("site", "new"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "page").write_text(name)
    return tmp_path / "site", tmp_path / "new", tmp_path / "old"


def stop_at_rename(monkeypatch, which, kind):
    """The renames before ``which`` work, the others raise ``kind``."""
    rename, count = Path.rename, itertools.count(1)

    def stopped(self, target):
        if next(count) >= which:
            raise kind
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", stopped)


def test_a_folder_takes_the_place_of_another(folders):
    site, new, old = folders
    replace_folder(site, new, old)
    assert (site / "page").read_text() == "new" and not new.exists() and not old.exists()


def test_the_first_folder_needs_none_before_it(folders):
    site, new, old = folders
    shutil.rmtree(site)
    replace_folder(site, new, old)
    assert (site / "page").read_text() == "new"


def test_a_failure_between_the_renames_brings_the_old_folder_back(folders, monkeypatch):
    site, new, old = folders
    rename, count = Path.rename, itertools.count(1)

    def second_fails(self, target):
        if next(count) == 2:
            raise OSError("no space")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", second_fails)
    with pytest.raises(OSError, match="no space"):
        replace_folder(site, new, old)
    assert (site / "page").read_text() == "site"


def test_the_run_after_a_kill_between_the_renames_brings_the_old_folder_back(folders, monkeypatch):
    site, new, old = folders
    with monkeypatch.context() as killed:
        stop_at_rename(killed, 2, KeyboardInterrupt)  # nothing after the kill works either
        with pytest.raises(KeyboardInterrupt):
            replace_folder(site, new, old)
    assert not site.exists() and (old / "page").read_text() == "site"
    restore(site, old)
    assert (site / "page").read_text() == "site" and not old.exists()


def test_a_folder_that_waits_is_not_deleted_by_the_next_replacement(folders, monkeypatch):
    site, new, old = folders
    site.rename(old)
    stop_at_rename(monkeypatch, 3, KeyboardInterrupt)  # killed again, in the same place
    with pytest.raises(KeyboardInterrupt):
        replace_folder(site, new, old)
    assert (old / "page").read_text() == "site"
