"""The branch is only ever added to: what a site shows for the first time is committed, and what was kept stays."""

import datetime

import pytest

from sitedata.check.archive import check_archive
from sitedata.load import archive as frozen
from sitedata.publish.archive_branch import Counts, append, bundle, check_out, shrunk
from sitedata.publish.git import NoRevision
from tests import tiny

OLD, NEW = frozen.Published("system", "x", "aaaaaaaaaa"), frozen.Published("system", "x", "bbbbbbbbbb")
(LIVE,), (OLD_FILE,), (NEW_FILE,) = OLD.files, OLD.frozen_files, NEW.frozen_files
DAY = datetime.date(2026, 11, 25)


@pytest.fixture
def folder(tmp_path, git):
    """A checkout of the branch, which keeps one file and two addresses."""
    made = tiny.archive(tmp_path / "archive", [(OLD_FILE, b"{}\n")], ["./", LIVE])
    git(made, "init", "--quiet", "--initial-branch", "archive")
    git(made, "add", "--all")
    git(made, "commit", "--quiet", "-m", "x")
    return made


@pytest.fixture
def site(tmp_path):
    """A site with a new state and a new page."""
    files = {
        "index.html": b"<article></article>",
        "new/index.html": b'<article><h2 id="a">A</h2></article>',
        LIVE: b'{"new":1}\n',
        NEW_FILE: b'{"new":1}\n',
    }
    for name, content in files.items():
        (tmp_path / "site" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "site" / name).write_bytes(content)
    return tmp_path / "site"


def test_new_states_and_addresses_are_committed_behind_the_old_ones(folder, site, git):
    before = {name: (folder / name).read_text(encoding="utf-8") for name in frozen.INDEXES}
    assert append(folder, site, [NEW], frozen.read(folder, DAY)) == Counts(1, 2)
    archive = frozen.read(folder)
    assert (folder / archive.files[NEW_FILE].object).read_bytes() == b'{"new":1}\n'
    assert archive.files[NEW_FILE].since == DAY and [row.address for row in archive.addresses] == [
        "./",
        LIVE,
        "new/",
        "new/#a",
    ]
    assert all((folder / name).read_text(encoding="utf-8").startswith(text) for name, text in before.items())
    assert (
        check_archive(archive, folder) == ()
        and list(shrunk(folder)) == []
        and git(folder, "status", "--porcelain") == ""
    )


def test_what_is_kept_stays_whatever_the_site_shows(folder, site):
    (site / OLD_FILE).write_bytes(b"another\n")
    append(folder, site, [OLD, NEW], frozen.read(folder, DAY))
    assert (folder / frozen.read(folder).files[OLD_FILE].object).read_bytes() == b"{}\n"


def test_adding_twice_adds_nothing_new(folder, site, git):
    append(folder, site, [NEW], frozen.read(folder, DAY))
    before = git(folder, "rev-parse", "HEAD")
    assert append(folder, site, [NEW], frozen.read(folder, DAY)) == Counts(0, 0)
    assert git(folder, "rev-parse", "HEAD") == before


def test_an_addition_that_was_stopped_is_done_the_next_time(folder, site, git, monkeypatch):
    def stopped(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr("sitedata.publish.archive_branch.git", stopped)
        append(folder, site, [NEW], frozen.read(folder, DAY))
    assert list(shrunk(folder)) == []
    append(folder, site, [NEW], frozen.read(folder, DAY))
    assert git(folder, "status", "--porcelain") == "" and NEW_FILE in git(folder, "show", "HEAD:files.csv")


# --- only added to ----------------------------------------------------------------------------------------------------
def rewritten(folder, git, name, change):
    path = next(folder.glob(name))
    path.write_bytes(change(path.read_bytes()))
    git(folder, "commit", "--quiet", "--all", "-m", "x")
    return path.relative_to(folder).as_posix()


def test_a_row_that_was_changed_or_moved_is_seen(folder, site, git):
    name = rewritten(folder, git, "addresses.csv", lambda raw: raw.replace(b"./,", b"other/,"))
    assert list(shrunk(folder)) == [name]


def test_an_object_that_was_changed_is_seen(folder, git):
    name = rewritten(folder, git, "objects/*/*.json", lambda raw: raw + b" ")
    assert list(shrunk(folder)) == [name]


def test_an_object_that_was_removed_is_seen(folder, git):
    path = next(folder.glob("objects/*/*.json"))
    path.unlink()
    git(folder, "commit", "--quiet", "--all", "-m", "x")
    assert list(shrunk(folder)) == [path.relative_to(folder).as_posix()]


def test_a_row_that_was_changed_and_not_committed_is_seen(folder):
    (folder / "files.csv").write_text("address,sha256,since\n", encoding="utf-8")
    assert list(shrunk(folder)) == ["files.csv"]


def test_words_about_the_branch_may_change(folder, git, commit):
    commit(folder, "2026-11-25", {"README.md": b"one"})
    commit(folder, "2026-11-26", {"README.md": b"two"})
    assert list(shrunk(folder)) == []


def test_a_checkout_without_the_commit_before_cannot_be_compared(folder, git, commit, tmp_path):
    commit(folder, "2026-11-25", {"README.md": b"one"})
    git(tmp_path, "clone", "--quiet", "--depth", "1", f"file://{folder}", "shallow")
    with pytest.raises(NoRevision):
        list(shrunk(tmp_path / "shallow"))


def test_a_folder_of_the_repository_around_it_is_no_checkout(tmp_path, git, commit):
    git(tmp_path, "init", "--quiet", "--initial-branch", "main")
    commit(tmp_path, "2026-11-25", {"README.md": b"one"})
    tiny.archive(tmp_path / "archive", [])
    with pytest.raises(NoRevision, match="archive/ is no checkout of the branch archive"):
        list(shrunk(tmp_path / "archive"))


# --- taking it, and handing it on ------------------------------------------------------------------------------------
@pytest.fixture
def clone(folder, git, commit, tmp_path):
    """A clone of a repository that has the branch beside main."""
    git(folder, "switch", "--quiet", "--orphan", "main")
    commit(folder, "2026-11-25", {"README.md": b"main", ".gitignore": b"/archive/\n"})
    git(tmp_path, "clone", "--quiet", "--single-branch", "--branch", "main", str(folder), "clone")
    return tmp_path / "clone"


def test_the_branch_of_origin_is_taken(clone):
    assert check_out(clone, clone / "archive")
    assert OLD_FILE in frozen.read(clone / "archive").files


def test_without_a_branch_there_is_nothing_to_take(tmp_path, git, commit):
    git(tmp_path, "init", "--quiet", "--initial-branch", "main")
    commit(tmp_path, "2026-11-25", {"README.md": b"one"})
    assert not check_out(tmp_path, tmp_path / "archive") and not (tmp_path / "archive").exists()


def test_an_origin_that_does_not_answer_is_no_origin_without_the_branch(clone, git, tmp_path):
    git(clone, "remote", "set-url", "origin", str(tmp_path / "nowhere"))
    with pytest.raises(NoRevision):
        check_out(clone, clone / "archive")


def test_what_was_added_is_handed_on_and_pushed_only_onto_what_was_read(clone, site, git, folder, tmp_path):
    """As in the workflow: one clone adds, another pushes; if somebody else was quicker, the push is refused."""
    check_out(clone, clone / "archive")
    before = git(clone / "archive", "rev-parse", "HEAD").strip()
    append(clone / "archive", site, [NEW], frozen.read(clone / "archive", DAY))
    assert bundle(clone / "archive", before, tmp_path / "archive.bundle")
    pushers = []
    for name in ("first", "second"):
        git(tmp_path, "clone", "--quiet", "--depth", "1", "--branch", "archive", f"file://{folder}", name)
        pushers.append(tmp_path / name)
        git(tmp_path / name, "fetch", "--quiet", str(tmp_path / "archive.bundle"), "HEAD")
    git(pushers[0], "commit", "--quiet", "--allow-empty", "-m", "somebody else")
    git(pushers[0], "push", "--quiet", "origin", "HEAD:refs/heads/archive")
    with pytest.raises(Exception, match="non-zero exit status"):
        git(pushers[1], "push", "--quiet", "origin", "FETCH_HEAD:refs/heads/archive")
    git(pushers[0], "push", "--quiet", "--force", "origin", f"{before}:refs/heads/archive")
    git(pushers[1], "push", "--quiet", "origin", "FETCH_HEAD:refs/heads/archive")
    assert NEW_FILE in git(folder, "show", "archive:files.csv")


def test_without_anything_new_there_is_nothing_to_hand_on(folder, git, tmp_path):
    (tmp_path / "archive.bundle").write_bytes(b"of the last run")
    assert not bundle(folder, git(folder, "rev-parse", "HEAD").strip(), tmp_path / "archive.bundle")
    assert not (tmp_path / "archive.bundle").exists()
