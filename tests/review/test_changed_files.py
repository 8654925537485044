"""Which versions are compared, and every file that differs: reported with its kind, its size and where a link leads."""

import os
import subprocess
from pathlib import Path

import pytest

from sitedata.review import difference, pictures
from sitedata.review.changed_files import ChangedFile, changed_files
from sitedata.review.report import markdown
from sitedata.review.revisions import NoRevision, Versions, extract, versions


@pytest.fixture
def repository(tmp_path, monkeypatch):
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    root = tmp_path / "repository"
    for name in ("data", "docs", "scripts"):
        (root / name).mkdir(parents=True)
        (root / name / "file").write_text("one\n")

    def git(*arguments):
        identity = ["-c", "user.name=T", "-c", "user.email=t@example.org", "-c", "init.defaultBranch=main"]
        return subprocess.run(
            ["git", *identity, *arguments], cwd=root, check=True, capture_output=True, encoding="utf-8"
        ).stdout.strip()

    git("init", "-q")
    git("add", "-A")
    git("commit", "-qm", "one")
    return root, git


def test_the_version_compared_with_is_where_the_change_began(repository, tmp_path):
    root, git = repository
    first = git("rev-parse", "HEAD")
    git("checkout", "-qb", "change")
    (root / "data" / "file").write_text("mine\n")
    (root / "scripts" / "file").write_text("mine\n")
    git("commit", "-qam", "mine")
    git("checkout", "-q", "main")
    (root / "data" / "file").write_text("theirs\n")
    git("commit", "-qam", "theirs")
    git("checkout", "-q", "change")
    mine = git("rev-parse", "HEAD")
    assert versions(root, "main") == Versions(first, mine)
    (tmp_path / "out" / "data").mkdir(parents=True)
    (tmp_path / "out" / "data" / "left").write_text("from the last time")
    assert (extract(root, first, tmp_path / "out") / "data" / "file").read_text() == "one\n"
    assert not (tmp_path / "out" / "data" / "left").exists()
    (root / "Makefile").write_text("new")
    assert versions(root, "main") == Versions(first, mine, uncommitted=True)


def test_a_link_of_the_version_compared_with_is_not_unpacked(repository, tmp_path):
    root, git = repository
    (root / "data" / "way-out").symlink_to("/etc/passwd")
    git("add", "-A")
    git("commit", "-qm", "a link")
    assert not (extract(root, "HEAD", tmp_path / "out") / "data" / "way-out").is_symlink()


@pytest.mark.parametrize("base", ["no-such-branch", "--output=x", "", "main; touch x"])
def test_a_base_that_is_none_is_told(repository, base):
    with pytest.raises(NoRevision, match="expected a branch, tag or commit in BASE") as told:
        versions(repository[0], base)
    assert "shallow" not in str(told.value)


ALL = "'+refs/heads/*:refs/remotes/origin/*'"
WHOLE = f"git fetch --unshallow --tags origin {ALL}, then make diff BASE="
CLONES = {
    "shallow, a commit": (("--depth=1",), "FIRST", WHOLE + "FIRST again"),
    "shallow, a branch": (("--depth=1",), "main", WHOLE + "main again"),
    "shallow, a branch of the remote": (("--depth=1",), "origin/main", WHOLE + "origin/main again"),
    "shallow, a tag": (("--depth=1",), "v1", WHOLE + "v1 again"),
    "shallow, with all branches": (("--depth=1", "--no-single-branch"), "origin/main", WHOLE + "origin/main again"),
    "one branch": (("--single-branch",), "main", f"git fetch origin {ALL}, then make diff BASE=main again"),
    "without a branch of its own": ((), "main", "it is a branch of a remote: type make diff BASE=origin/main"),
    "a name that is nearly one": ((), "origin/mian", "(did you mean 'origin/main'?)"),
}


@pytest.fixture
def clone(repository, tmp_path):
    """``clone("--depth=1")``: a clone of a repository with a change on a branch, and its first commit."""
    root, git = repository
    first = git("rev-parse", "HEAD")
    git("tag", "v1")
    git("checkout", "-qb", "change")
    (root / "data" / "file").write_text("two\n")
    git("commit", "-qam", "two")

    def of(*how):
        git("clone", "-q", "--branch=change", *how, root.as_uri(), str(tmp_path / "clone"))
        return tmp_path / "clone", first

    return of


@pytest.mark.parametrize(("how", "base", "told"), CLONES.values(), ids=CLONES)
def test_a_clone_that_lacks_something_says_what_to_type(clone, how, base, told):
    root, first = clone(*how)
    with pytest.raises(NoRevision) as problem:
        versions(root, base.replace("FIRST", first))
    assert told.replace("FIRST", first) in str(problem.value)


def test_what_is_typed_then_helps(clone, repository):
    root, first = clone("--depth=1")
    subprocess.run(["git", "fetch", "-q", "--unshallow", "--tags", "origin", ALL.strip("'")], cwd=root, check=True)
    assert versions(root, "origin/main").base == versions(root, "v1").base == versions(root, first).base == first


def test_a_download_has_no_history(tmp_path, monkeypatch):
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    (tmp_path / "download").mkdir()
    with pytest.raises(NoRevision, match=r"not a git repository.* — expected a clone of the repository"):
        versions(tmp_path / "download", "main")


def test_a_branch_without_a_commit_is_told(repository):
    root, git = repository
    git("checkout", "-q", "--orphan", "new")
    with pytest.raises(NoRevision, match="nothing is committed on this branch yet"):
        versions(root, "main")


def test_without_git_that_is_told_alone(repository, monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(NoRevision) as told:
        versions(repository[0], "main")
    assert str(told.value) == "git is not installed — expected it, to read the history of the repository"


def test_histories_that_have_nothing_in_common_are_told(repository):
    root, git = repository
    git("checkout", "-q", "--orphan", "other")
    git("commit", "-qm", "other")
    with pytest.raises(NoRevision, match="'main' and this version have no commit in common"):
        versions(root, "main")


@pytest.mark.parametrize(
    ("of", "said"),
    [
        (Versions("b" * 40, "a" * 40), f"Commit `{'a' * 40}`, compared with `{'b' * 40}`."),
        (
            Versions("b" * 40, "a" * 40, True),
            f"Commit `{'a' * 40}` and uncommitted changes, compared with `{'b' * 40}`.",
        ),
        (
            Versions("a" * 40, "a" * 40, True),
            f"Uncommitted changes, compared with the commit that they began at, `{'a' * 40}`.",
        ),
        (Versions("a" * 40, "a" * 40), f"Base and head are one commit, `{'a' * 40}`: there is nothing to compare."),
    ],
)
def test_the_report_names_the_commits(of, said):
    empty = difference.State({})
    assert said in markdown(difference.compare(empty, empty, of=of))


# --- every changed file ----------------------------------------------------------------------------------------------
def test_every_change_of_a_file_is_told(repository):
    root, git = repository
    first = git("rev-parse", "HEAD")
    lines = "".join(f"line {n}\n" for n in range(50))
    for name, content in {
        "gone": "gone\n",
        "run": "run\n",
        "long": lines,
        "becomes-link": "x\n",
        "same-size": "ab",
    }.items():
        (root / "data" / name).write_text(content)
    (root / "data" / "points").symlink_to("file")
    git("add", "-A")
    git("commit", "-qm", "before")
    before = git("rev-parse", "HEAD")
    (root / "data" / "gone").unlink()
    (root / "data" / "run").chmod(0o755)
    git("mv", "data/long", "docs/longer")
    (root / "docs" / "longer").write_text(lines + "more\n")
    (root / "data" / "becomes-link").unlink()
    (root / "data" / "becomes-link").symlink_to("/etc/passwd")
    (root / "data" / "same-size").write_text("ba")
    (root / "data" / "points").unlink()
    (root / "data" / "points").symlink_to("../scripts/file")
    (root / "docs" / "picture.png").write_bytes(b"\x89PNG\0\0")
    git("add", "docs/picture.png")
    (root / "new\n`x`").write_text("")
    (root / "loose").symlink_to("nowhere")
    told = {file.path: (file.change, file.was, file.before, file.after) for file in changed_files(root, before)}
    assert told == {
        "data/gone": ("deleted", "", "text, 5 bytes", ""),
        "data/run": ("mode changed", "", "text, 4 bytes", "text, 4 bytes, executable"),
        "docs/longer": (
            "renamed and modified",
            "data/long",
            f"text, {len(lines)} bytes",
            f"text, {len(lines) + 5} bytes",
        ),
        "data/becomes-link": ("type changed", "", "text, 2 bytes", "link to /etc/passwd"),
        "data/same-size": ("modified", "", "text, 2 bytes", "text, 2 bytes"),
        "data/points": ("modified", "", "link to file", "link to ../scripts/file"),
        "docs/picture.png": ("added", "", "", "binary, 6 bytes"),
        "new\n`x`": ("added", "", "", "text, 0 bytes"),
        "loose": ("added", "", "", "link to nowhere"),
    }
    git("add", "-A")
    git("commit", "-qm", "after")
    assert {
        file.path: (file.change, file.was, file.before, file.after) for file in changed_files(root, before)
    } == told, "committed or not"
    assert changed_files(root, "HEAD") == []
    assert {file.path for file in changed_files(root, first)} >= {"data/run", "docs/longer", "docs/picture.png"}


def test_a_name_that_is_not_utf_8_and_another_repository_are_told(repository):
    root, _ = repository
    Path(os.fsdecode(os.fsencode(root) + b"/data/\xff")).write_text("x")
    (root / "inner").mkdir()
    subprocess.run(["git", "init", "-q"], cwd=root / "inner", check=True)
    (root / "inner" / "file").write_text("x")
    assert {(file.path, file.after) for file in changed_files(root, "HEAD")} == {
        ("data/\ufffd", "text, 1 byte"),
        ("inner/", "submodule"),
    }


def compared(*files, **cells):
    before, after = (
        difference.State({"claims": {"one": {"verdict": verdict}}})
        for verdict in ("holds", cells.get("verdict", "holds"))
    )
    return difference.compare(before, after, files, Versions("b" * 40, "a" * 40))


TABLE = ChangedFile("data/claims.csv", "modified", before="text, 9 bytes", after="text, 10 bytes")


@pytest.mark.parametrize(
    ("file", "group"),
    [
        (TABLE, "tables"),
        (
            ChangedFile("data/claims.csv", "type changed", before="text, 9 bytes", after="link to /etc/passwd"),
            "data_files",
        ),
        (
            ChangedFile(
                "data/claims.csv",
                "mode changed and modified",
                before="text, 9 bytes",
                after="text, 9 bytes, executable",
            ),
            "data_files",
        ),
        (ChangedFile("data/claims.csv", "modified", before="text, 9 bytes", after="binary, 9 bytes"), "data_files"),
        (ChangedFile("data/claims.csv", "deleted", before="text, 9 bytes"), "data_files"),
        (ChangedFile("data/sources.csv", "modified", before="text, 9 bytes", after="text, 10 bytes"), "data_files"),
        (ChangedFile("data/benchmarks/e/runs.csv", "added", after="text, 9 bytes"), "data_files"),
        (ChangedFile("data/frozen/x.svg", "added", after="text, 9 bytes"), "data_files"),
        (ChangedFile("data/x", "renamed", was="docs/x", before="text, 9 bytes", after="text, 9 bytes"), "data_files"),
        (ChangedFile("docs/page.md", "modified", before="text, 9 bytes", after="text, 9 bytes"), "docs_files"),
        (ChangedFile("docs/x", "renamed", was="scripts/x", before="text, 9 bytes", after="text, 9 bytes"), "code"),
        (ChangedFile("database", "added", after="text, 9 bytes"), "code"),
    ],
)
def test_only_a_table_whose_cells_are_told_is_no_file_to_look_at(file, group):
    summary = compared(file, verdict="partly")
    assert [name for name in ("data_files", "docs_files", "code", "tables") if summary[name]] == [group]
    assert ("1 file that is no table" in markdown(summary)) == (group != "tables")


def test_a_table_of_other_bytes_and_the_same_cells_is_a_file_to_look_at():
    assert compared(TABLE)["data_files"] and "Files that are no tables: in data/" in markdown(compared(TABLE))


def test_files_that_are_not_shown_are_counted_by_their_folder():
    files = [ChangedFile(f"data/frozen/{n // 1000}/{n:04}", "added", after="text, 1 bytes") for n in range(2000)]
    assert "- and 1,000 more: `data/frozen/1/` 1,000" in markdown(compared(*files))


def test_the_page_shows_files_and_commits_without_unseen_characters(tmp_path):
    page = pictures.page(compared(ChangedFile("data/\u202e<b>.txt", "added", after="link to \u2066x")), tmp_path)
    assert "data/U+202E&lt;b&gt;.txt" in page and "link to U+2066x" in page and "a" * 40 in page
