"""Writing without losing."""

import os

import pytest

from sitedata.files import remove_others, write_if_changed

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
