"""A checkout has the bytes that were committed, whatever a machine does to line ends."""

import subprocess

import pytest

from sitedata.publish.git import git
from tests.conftest import ROOT

SOME = ("data/papers.csv", "data/benchmarks", "overrides/assets", ".gitattributes", ".github/first-screen.png")


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="no repository")
def test_every_file_has_line_feeds_alone_or_is_marked_as_binary():
    for line in git(ROOT, "ls-files", "--eol").decode().splitlines():
        about, name = line.split("\t")
        index, _, *attributes = about.split()
        wanted = ["attr/-text"] if index == "i/-text" else ["attr/text=auto", "eol=lf"]
        assert index in ("i/lf", "i/none", "i/-text") and attributes == wanted, name


def test_a_clone_that_wants_other_line_ends_has_the_same_bytes_and_no_changes(tmp_path, commit):
    source = tmp_path / "source"
    paths = [path for name in SOME for path in ([ROOT / name] if (ROOT / name).is_file() else (ROOT / name).rglob("*"))]
    files = {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in paths if path.is_file()}
    source.mkdir()
    git(source, "init", "--quiet")

    def cloned(name):
        settings = ("--config", "core.autocrlf=true", "--config", "core.eol=crlf")
        subprocess.run(["git", "clone", "--quiet", *settings, str(source), str(tmp_path / name)], check=True)
        return tmp_path / name

    commit(source, "2026-11-25", files)
    clone = cloned("clone")
    assert {name: (clone / name).read_bytes() for name in files} == files
    assert subprocess.run(["git", "status", "--short"], cwd=clone, check=True, capture_output=True).stdout == b""
    commit(source, "2026-11-26", {".gitattributes": None})
    assert b"\r\n" in (cloned("without") / "data" / "papers.csv").read_bytes()  # what .gitattributes keeps away


def test_our_own_calls_of_git_give_what_was_committed(tmp_path, commit):
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "config", "core.autocrlf", "true")
    commit(tmp_path, "2026-11-25", {"a.csv": b"a\n"})
    git(tmp_path, "worktree", "add", "--detach", str(tmp_path / "archive"))
    assert (tmp_path / "archive" / "a.csv").read_bytes() == b"a\n"
