"""The branch made from history holds every content that main ever kept, and the checkout stays untouched."""

import csv
import hashlib

import pytest

from sitedata.check.archive import check_archive
from sitedata.commands import archive as command
from sitedata.load import archive as frozen
from sitedata.publish.archive_branch import Counts, check_out
from sitedata.publish.archive_history import create
from sitedata.publish.git import NoRevision
from sitedata.publish.places import Places

STAYS, CHANGED, GONE = "figures/stays.aaaaaaaaaa.csv", "figures/changed.bbbbbbbbbb.csv", "badge/gone.cccccccccc.svg"
SAME = "figures/same.dddddddddd.csv"  # the content of another one
RENAMED = "badge/renamed.eeeeeeeeee.svg"  # the content of one that went with the same commit
DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg"/>'


def states(*rows: str) -> bytes:
    return "\n".join(("kind,id,hash,frozen_on", *rows, "")).encode()


def addresses(*rows: str) -> bytes:
    return "\n".join(("address,since,moved_to", *rows, "")).encode()


@pytest.fixture
def repository(tmp_path, git, commit):
    """Files kept on three days (added, changed, removed), and removed at the end on a merged branch."""
    root = tmp_path / "clone"
    root.mkdir()
    git(root, "init", "--quiet", "--initial-branch", "main")
    commit(root, "2026-11-01", {"README.md": b"x", ".gitignore": b"/archive/\n"})
    commit(root, "2026-11-02", {
        f"data/frozen/{STAYS}": b"stays\n", f"data/frozen/{CHANGED}": b"old\n", f"data/frozen/{GONE}": DRAWING,
        "data/frozen/odd.txt": b"never published\n", "data/frozen.csv": states("figure,stays,aaaaaaaaaa,2026-11-01"),
        "data/permalinks.csv": addresses("a/,2026-11-01,", "b/,2026-11-02,"),
    })  # fmt: skip
    commit(root, "2026-11-03", {f"data/frozen/{CHANGED}": b"new\n", f"data/frozen/{GONE}": None,
                                f"data/frozen/{SAME}": b"stays\n", f"data/frozen/{RENAMED}": DRAWING})  # fmt: skip
    git(root, "switch", "--quiet", "--create", "side")
    commit(root, "2026-11-03", {"data/permalinks.csv": addresses("d/,2026-11-03,")})
    commit(root, "2026-11-04", {"data/permalinks.csv": addresses("a/,2026-11-01,b/", "c/,2026-11-04,")})
    git(root, "switch", "--quiet", "main")
    commit(root, "2026-11-05", {"README.md": b"y"})
    git(root, "merge", "--quiet", "--no-ff", "-m", "x", "side")
    commit(
        root,
        "2026-11-06",
        {f"data/frozen/{name}": None for name in (STAYS, CHANGED, SAME, RENAMED, "odd.txt")}
        | {"data/frozen.csv": None, "data/permalinks.csv": None},
    )
    return root


def contents(archive: frozen.Archive, folder) -> dict[str, list[bytes]]:
    kept: dict[str, list[bytes]] = {}
    for row in archive.rows:
        kept.setdefault(row.address, []).append((folder / row.object).read_bytes())
    return kept


def test_nothing_that_main_kept_is_lost(repository):
    assert create(repository) == Counts(6, 4)
    assert check_out(repository, repository / "archive")
    archive, folder = frozen.read(repository / "archive"), repository / "archive"
    assert contents(archive, folder) == {
        STAYS: [b"stays\n"],
        SAME: [b"stays\n"],
        CHANGED: [b"new\n", b"old\n"],
        GONE: [DRAWING],
        RENAMED: [DRAWING],
    }
    assert {row.address: row.since.isoformat() for row in archive.addresses} == {
        "a/": "2026-11-01",
        "b/": "2026-11-02",
        "c/": "2026-11-04",
        "d/": "2026-11-03",
    }
    assert check_archive(archive, folder) == ()


def test_the_newest_content_answers_and_days_are_those_of_the_list_or_of_the_commit(repository):
    create(repository)
    check_out(repository, folder := repository / "archive")
    archive = frozen.read(folder)
    assert (folder / archive.files[CHANGED].object).read_bytes() == b"new\n"
    assert {address: row.since.isoformat() for address, row in archive.files.items()} == {
        STAYS: "2026-11-01", CHANGED: "2026-11-03", GONE: "2026-11-02", SAME: "2026-11-03", RENAMED: "2026-11-03",
    }  # fmt: skip


def test_equal_contents_are_one_object(repository):
    create(repository)
    check_out(repository, folder := repository / "archive")
    same = hashlib.sha256(b"stays\n").hexdigest()
    with (folder / "files.csv").open(encoding="utf-8", newline="") as file:
        assert [row["address"] for row in csv.DictReader(file) if row["sha256"] == same] == [SAME, STAYS]
    assert len([path for path in (folder / "objects").rglob("*") if path.is_file()]) == 4


def test_the_branch_has_no_parent_and_the_checkout_stays_as_it_is(repository, git):
    before = git(repository, "rev-parse", "HEAD", "main"), git(repository, "ls-files", "--stage")
    create(repository)
    assert (git(repository, "rev-parse", "HEAD", "main"), git(repository, "ls-files", "--stage")) == before
    assert git(repository, "status", "--porcelain") == ""
    assert git(repository, "rev-list", "--count", "archive").strip() == "1"


def test_a_branch_that_exists_is_left_alone(repository, git):
    create(repository)
    made = git(repository, "rev-parse", "archive")
    with pytest.raises(NoRevision, match="the branch exists, got refs/heads/archive"):
        create(repository)
    assert git(repository, "rev-parse", "archive") == made


def test_a_branch_of_origin_is_one_that_exists(repository, git, tmp_path):
    create(repository)
    git(tmp_path, "clone", "--quiet", "--branch", "main", str(repository), "other")
    with pytest.raises(NoRevision, match="the branch exists, got refs/remotes/origin/archive"):
        create(tmp_path / "other")


def test_a_shallow_clone_lacks_history_and_makes_nothing(repository, git, tmp_path):
    git(tmp_path, "clone", "--quiet", "--depth", "1", f"file://{repository}", "shallow")
    with pytest.raises(NoRevision, match="git fetch --unshallow"):
        create(tmp_path / "shallow")


def test_a_history_without_frozen_files_makes_nothing(tmp_path, git, commit):
    git(tmp_path, "init", "--quiet", "--initial-branch", "main")
    commit(tmp_path, "2026-11-01", {"README.md": b"x"})
    with pytest.raises(NoRevision, match="no commit of HEAD ever kept a file below data/frozen/"):
        create(tmp_path)
    assert git(tmp_path, "branch", "--list", "archive") == ""


def test_the_command_makes_the_branch_once_and_checks_it_out(repository, git, capsys):
    assert (
        command.archive(Places(repository)) == 0
        and "made the branch archive: 6 files, 4 addresses" in capsys.readouterr().out
    )
    assert STAYS in frozen.read(repository / "archive").files and git(repository, "status", "--porcelain") == ""
    assert command.archive(Places(repository)) == 0 and "archive/ is there already" in capsys.readouterr().out
    assert git(repository, "rev-list", "--count", "refs/heads/archive").strip() == "1"
