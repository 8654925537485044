"""Writing without losing."""

import errno
import itertools
import os
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from sitedata.text.addresses import wrong_path
from sitedata.text.files import Folder, Produced, Refused, may_replace, replace_folder, restore, write_if_changed
from sitedata.text.problem import BadInput

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


# --- a folder that is written to -------------------------------------------------------------------------------------
@pytest.fixture
def out(tmp_path) -> Path:
    """A tree with a folder to write to, and a file beside it that nobody may touch."""
    (tmp_path / "tree" / "build").mkdir(parents=True)
    (tmp_path / "beside.txt").write_text("untouched")
    return tmp_path / "tree" / "build" / "docs"


def written(root: Path) -> list[str]:
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())


def test_other_files_links_and_empty_folders_are_removed(out):
    folder = Folder(out, out.parent.parent)
    folder.write_all(dict.fromkeys(("a/keep.txt", "a/gone.txt", "b/c/gone.txt", "gone.txt"), "x"))
    (out / "link").symlink_to(out.parent.parent.parent)
    (out / "a" / "link.txt").symlink_to(out.parent.parent.parent / "beside.txt")
    folder.keep_only(["a/keep.txt"])
    assert sorted(path.relative_to(out).as_posix() for path in out.rglob("*")) == ["a", "a/keep.txt"]
    assert (out.parent.parent.parent / "beside.txt").read_text() == "untouched"


NO_PLACES = {
    "above": "../beside.txt", "above, later": "a/../../beside.txt", "the folder itself": ".", "nothing": "",
    "an empty part": "a//b", "a root": "/etc/x", "a drive": "c:/x", "backslashes": "..\\..\\beside.txt",
    "hidden": ".git/config", "a name of Windows": "con.txt", "another, in capitals": "a/LPT1",
    "a dot at the end": "a./b", "a space": "a b", "a line feed": "a\nb", "a NUL": "a\0b", "an umlaut": "ä",
    "a per cent": "%2e%2e/x", "a question": "a?b", "a colon": "a:b", "a long part": "a" * 101,
    "a long way": "/".join("a" * 9 for _ in range(21)), "a trailing slash": "a/", "a direction mark": "a\u202eb",
}  # fmt: skip


@pytest.mark.parametrize("address", NO_PLACES.values(), ids=NO_PLACES)
def test_nothing_is_written_where_an_address_leads_elsewhere(out, address):
    folder = Folder(out, out.parent.parent)
    with pytest.raises(Refused):
        folder.write(address, "x")
    with pytest.raises(Refused):
        folder.write_all({"good.txt": "x", address: "x"})
    assert written(out.parent.parent.parent) == ["beside.txt"]  # not even the good one


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300, deadline=None)
@given(
    address=some.one_of(
        some.text(max_size=40),
        some.lists(some.sampled_from(["..", ".", "", "a", "con", "A.b", "~", "\\"]), max_size=6).map("/".join),
    )
)
def test_whatever_the_address_nothing_lands_outside(out, address):
    before = written(out.parent.parent.parent)
    folder = Folder(out, out.parent.parent)
    try:
        folder.write(address, "x")
    except Refused:
        assert (
            wrong_path(address)
            or (out / address).is_dir()
            or any((out / parent).is_file() for parent in Path(address).parents)
        )
        assert written(out.parent.parent.parent) == before
    else:
        assert (
            not wrong_path(address)
            and (out / address).read_text() == "x"
            and (out / address).resolve().is_relative_to(out.resolve())
        )
    assert (out.parent.parent.parent / "beside.txt").read_text() == "untouched"


@pytest.mark.parametrize(
    "where", ["build", "build/docs", "build/docs/a"], ids=["the build", "the folder", "a folder in it"]
)
def test_no_link_leads_the_writer_away(tmp_path, where):
    away = tmp_path / "away"
    away.mkdir()
    link = tmp_path / "tree" / where
    link.parent.mkdir(parents=True)
    link.symlink_to(away, target_is_directory=True)
    with pytest.raises(Refused, match="a link stands there"):
        Folder(tmp_path / "tree" / "build" / "docs", tmp_path / "tree").write("a/b.txt", "x")
    assert written(away) == []


def test_a_file_that_is_a_link_is_not_written_through(out):
    folder = Folder(out, out.parent.parent)
    folder.write("other.txt", "x")
    (out / "a.txt").symlink_to(out.parent.parent.parent / "beside.txt")
    with pytest.raises(Refused, match="a link stands there"):
        folder.write("a.txt", "changed")
    assert (out.parent.parent.parent / "beside.txt").read_text() == "untouched"


# --- who writes what -------------------------------------------------------------------------------------------------
CLASHES = {
    "the same address": ("a/b.csv", "a/b.csv"), "in other letters": ("a/b.csv", "A/B.csv"),
    "a file where a folder is": ("a/b/c.csv", "a/b"), "a folder where a file is": ("a/b", "a/b/c.csv"),
}  # fmt: skip


@pytest.mark.parametrize(("first", "second"), CLASHES.values(), ids=CLASHES)
def test_two_producers_of_one_address_are_both_named(first, second):
    site = Produced()
    site.add("docs/a.md", {first: "x"})
    site.add("data/redirects.csv:7", {second: "y"})
    with pytest.raises(BadInput, match=r"^data/redirects\.csv:7: docs/a\.md writes there already, got '"):
        site.checked()
    assert site[first] == "x"


def test_an_address_that_is_none_names_its_producer():
    site = Produced()
    site.add("data/redirects.csv:7", {"data/../../../scripts/calendar.py": "x"})
    with pytest.raises(BadInput, match=r"^data/redirects\.csv:7: the part '\.\.', got 'data/"):
        site.checked()


def test_addresses_of_their_own_are_taken():
    site = Produced()
    site.add("one", {"a/b": "x"})
    site.add("two", {"a/c": "y"})
    assert dict(site.checked()) == {"a/b": "x", "a/c": "y"}


# --- a folder takes the place of another -----------------------------------------------------------------------------
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


@pytest.fixture
def fixed_in_place(folders, monkeypatch):
    """The folder cannot be renamed, and holds a file that the new one lacks."""
    site, new, old = folders
    (site / "gone").mkdir()
    (site / "gone" / "page").write_text("site")
    (new / "more").mkdir()
    (new / "more" / "page").write_text("new")
    stop_at_rename(monkeypatch, 1, OSError(errno.EBUSY, "Device or resource busy"))
    return site, new, old


def test_a_mount_stays_and_its_content_is_replaced(fixed_in_place):
    site, new, old = fixed_in_place
    replace_folder(site, new, old)
    assert {path.relative_to(site).as_posix(): path.read_text() for path in site.rglob("*") if path.is_file()} == {
        "page": "new",
        "more/page": "new",
    }
    assert not new.exists() and not old.exists() and not (site / "gone").exists()


def test_a_mount_without_room_for_all_of_it_stays_as_it_was(fixed_in_place, monkeypatch):
    site, new, old = fixed_in_place
    monkeypatch.setattr(shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(5, 0, 5))
    with pytest.raises(OSError, match="No space left") as told:
        replace_folder(site, new, old)
    assert told.value.filename == str(site)
    assert (site / "page").read_text() == "site" and (site / "gone" / "page").exists()


def test_a_file_in_the_place_of_the_folder_is_refused_before_the_build(tmp_path):
    (tmp_path / "site").write_text("x")
    with pytest.raises(Refused, match="a file stands there — expected a folder or nothing"):
        may_replace(tmp_path / "site")


@pytest.mark.parametrize("locked", ["site", ""], ids=["the folder", "what it is in"])
def test_a_folder_that_may_not_be_written_is_refused_before_the_build(tmp_path, monkeypatch, locked):
    (tmp_path / "site").mkdir()
    monkeypatch.setattr(os, "access", lambda path, mode: path != tmp_path / locked)
    with pytest.raises(Refused, match="this user may not write there — expected a folder that a build can replace"):
        may_replace(tmp_path / "site")


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
