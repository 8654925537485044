"""``make freeze`` after the site is built: it looks for every address that was published, then keeps what is new."""

import datetime
import json

import pytest

from sitedata.commands import archive as command
from sitedata.load import archive
from sitedata.publish.places import Places
from tests import tiny

OLD, NEW = archive.Published("system", "x", "aaaaaaaaaa"), archive.Published("system", "x", "bbbbbbbbbb")
(LIVE,), (OLD_FILE,), (NEW_FILE,) = OLD.files, OLD.frozen_files, NEW.frozen_files


@pytest.fixture
def tree(tmp_path, git, monkeypatch):
    """Data, a site that shows a new state and redirects from a moved address, and an archive of the state before."""
    monkeypatch.setattr(command, "site", lambda places: 0)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(datetime.datetime(2026, 11, 25, tzinfo=datetime.UTC).timestamp())))
    tiny.write(tmp_path / "data", redirects=[tiny.record("redirects", address="gone/", moved_to="about/")])
    page = "<article></article>"
    files = {
        "index.html": page,
        "about/index.html": page,
        LIVE: '{"a":2}',
        NEW_FILE: '{"a":2}',
        OLD_FILE: '{"a":1}',
        "data/permalinks.csv": "",
    }
    for name, content in files.items():
        (tmp_path / "site" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "site" / name).write_text(content)
    (tmp_path / "build").mkdir()
    things = [{"kind": NEW.kind, "id": NEW.id, "state": NEW.state}]
    (tmp_path / "build" / "things.json").write_text(json.dumps(things))
    folder = tiny.archive(tmp_path / "archive", [(OLD_FILE, b'{"a":1}')], ["./", "gone/", LIVE])
    git(folder, "init", "--quiet", "--initial-branch", "archive")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "-m", "x")
    return tmp_path


def test_what_is_new_is_kept_and_handed_on(tree, capsys):
    assert command.freeze(Places(tree)) == 0
    kept = archive.read(tree / "archive")
    assert set(kept.files) == {OLD_FILE, NEW_FILE} and (tree / "build" / "archive.bundle").is_file()
    assert "every published address answers; kept from now on: files 1, addresses 2" in capsys.readouterr().out
    listed = (tree / "site" / "data" / "permalinks.csv").read_text()
    assert "about/,2026-11-25,\n" in listed and "gone/,2026-11-24,about/\n" in listed


def test_a_second_time_nothing_is_kept(tree, git, capsys):
    assert command.freeze(Places(tree)) == 0
    before = git(tree / "archive", "rev-parse", "HEAD")
    assert command.freeze(Places(tree)) == 0 and "files 0, addresses 0" in capsys.readouterr().out
    assert git(tree / "archive", "rev-parse", "HEAD") == before and not (tree / "build" / "archive.bundle").exists()


@pytest.mark.parametrize("lost", [OLD_FILE, LIVE, "index.html", "about/index.html"])
def test_an_address_that_is_gone_stops_publishing_and_nothing_is_kept(tree, git, capsys, lost):
    """The last one is where a redirect leads."""
    (tree / "site" / lost).unlink()
    before = git(tree / "archive", "rev-parse", "HEAD")
    assert command.freeze(Places(tree)) == 1
    told = {"index.html": "./", "about/index.html": "gone/"}.get(lost, lost)
    assert f"{told}: it was published, and is gone or another — expected it to stay" in capsys.readouterr().err
    assert (git(tree / "archive", "rev-parse", "HEAD"), git(tree / "archive", "status", "--porcelain")) == (before, "")


def test_an_archive_that_lost_something_stops_publishing_before_anything_is_built(tree, git, monkeypatch, capsys):
    (tree / "archive" / "addresses.csv").write_text("address,since\n")
    git(tree / "archive", "commit", "--quiet", "--all", "-m", "x")
    monkeypatch.setattr(command, "site", lambda places: pytest.fail("it was built"))
    assert (
        command.freeze(Places(tree)) == 1
        and "addresses.csv: it was published, and is gone or another" in capsys.readouterr().err
    )


def test_nothing_is_published_without_the_archive(tree, monkeypatch, capsys):
    (tree / "archive").rename(tree / "elsewhere")
    monkeypatch.setattr(command, "site", lambda places: pytest.fail("it was built"))
    assert command.freeze(Places(tree)) == 1 and capsys.readouterr().err.startswith("no archive/ here")


def test_a_site_that_is_not_built_keeps_nothing(tree, git, monkeypatch):
    monkeypatch.setattr(command, "site", lambda places: 1)
    before = git(tree / "archive", "rev-parse", "HEAD")
    assert command.freeze(Places(tree)) == 1 and git(tree / "archive", "rev-parse", "HEAD") == before
