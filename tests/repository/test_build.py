"""The commands of build.py: the addresses they find, and what ``check`` prints."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from sitedata.commands.addresses import addresses, own_addresses
from sitedata.commands.site import listening_place
from sitedata.pages.forge import Forge, web_address_of
from system import Refused
from tests import tiny

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """``checkout(remote)`` makes a repository with that remote as ``origin``, or with none, the one of build.py.

    ``more`` are lines of git's settings.
    """
    for name in [*(name for name in os.environ if name.startswith("GIT_")), "SITE_URL", "REPO_URL", "EDIT_URI"]:
        monkeypatch.delenv(name, raising=False)
    for name, value in {
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CEILING_DIRECTORIES": str(tmp_path),
    }.items():
        monkeypatch.setenv(name, value)
    root = tmp_path / "tree"
    root.mkdir()

    def make(remote, more=""):
        for folder in ("objects", "refs"):
            (root / ".git" / folder).mkdir(parents=True)
        (root / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
        mine = f'[remote "origin"]\n\turl = {remote}\n' if remote else ""
        (root / ".git" / "config").write_text(mine + more)

    return make


PAGES, FORGE = "https://someone.github.io/somewhere/", "https://github.com/someone/somewhere"
EDIT_URI = {"github.com": "edit/main/docs/", "gitlab.com": "-/edit/main/docs/"}
NOWHERE = ("", "")
REMOTES = {
    "https": ("https://github.com/someone/somewhere", PAGES, FORGE),
    "http": ("http://github.com/someone/somewhere", PAGES, FORGE),
    "https with .git": ("https://github.com/someone/somewhere.git", PAGES, FORGE),
    "https with .git and a slash": ("https://github.com/someone/somewhere.git/", PAGES, FORGE),
    "https with a secret": ("https://me:secret@github.com/someone/somewhere.git", PAGES, FORGE),
    "https with a secret that has an @ in it": ("https://me:sec@ret:x@github.com/someone/somewhere.git", PAGES, FORGE),
    "https with a secret that git itself cuts": ("https://sec/ret@github.com/someone/somewhere", *NOWHERE),
    "https with a secret in a query": ("https://git.example.org/a/b?private_token=secret", *NOWHERE),
    "large letters in the host": ("https://GitHub.com/someone/somewhere", PAGES, FORGE),
    "www": ("https://www.github.com/someone/somewhere", PAGES, FORGE),
    "ssh in short": ("git@github.com:someone/somewhere.git", PAGES, FORGE),
    "ssh in short, with a slash": ("git@github.com:/someone/somewhere.git", PAGES, FORGE),
    "ssh in short, without a user": ("github.com:someone/somewhere", PAGES, FORGE),
    "ssh of a company": ("org-123@github.com:someone/somewhere.git", PAGES, FORGE),
    "ssh of a second account": ("git@github.com-work:someone/somewhere.git", PAGES, FORGE),
    "ssh in full": ("ssh://git@github.com/someone/somewhere.git", PAGES, FORGE),
    "ssh with a port": ("ssh://git@github.com:22/someone/somewhere.git", PAGES, FORGE),
    "ssh on the port of https": ("ssh://git@ssh.github.com:443/someone/somewhere.git", PAGES, FORGE),
    "git's own protocol": ("git://github.com/someone/somewhere.git", PAGES, FORGE),
    "a page of a repository": ("https://github.com/someone/somewhere/tree/main", *NOWHERE),
    "site of a person": (
        "https://github.com/Me/me.github.io",
        "https://me.github.io/",
        "https://github.com/Me/me.github.io",
    ),
    "another forge, whose pages' address is anybody's guess": (
        "git@gitlab.com:group/part/name.git",
        "",
        "https://gitlab.com/group/part/name",
    ),
    "another forge on the port of https": ("ssh://git@altssh.gitlab.com:443/a/b/c.git", "", "https://gitlab.com/a/b/c"),
    "a company's forge": ("git@git.example.org:team/name.git", "", "https://git.example.org/team/name"),
    "a company's forge with a port for ssh": (
        "ssh://git@git.example.org:7999/team/name.git",
        "",
        "https://git.example.org/team/name",
    ),
    "a company's forge with a port for https": (
        "https://git.example.org:8443/team/name.git",
        "",
        "https://git.example.org:8443/team/name",
    ),
    "a name from somebody's settings of ssh": ("ssh://git@host:443/owner/repo.git", *NOWHERE),
    "a folder of a server": ("git@server.example.org:/srv/git/somewhere.git", *NOWHERE),
    "a folder of somebody's on a server": ("alice@server.example.org:git/somewhere.git", *NOWHERE),
    "folder": ("/srv/git/somewhere.git", *NOWHERE),
    "address of a folder": ("file:///srv/git/somewhere.git", *NOWHERE),
    "folder of Windows": ("C:/git/somewhere.git", *NOWHERE),
    "no remote": ("", *NOWHERE),
}


def settings(site="", repository="", editor=None):
    host = repository.split("/")[2] if repository else ""
    return {
        "SITE_URL": site,
        "REPO_URL": repository,
        "EDIT_URI": EDIT_URI.get(host, "") if editor is None else editor,
    }


@pytest.mark.parametrize(("remote", "site", "repository"), REMOTES.values(), ids=REMOTES)
def test_what_a_remote_says_of_the_web(remote, site, repository):
    assert (web_address_of(remote), Forge(repository).site) == (repository, site)


OTHERS = '[remote "a"]\n\turl = https://github.com/a/a\n[remote "b"]\n\turl = git@github.com:b/b.git\n'
MORE = {
    "one of another name": ("", OTHERS.partition('[remote "b"]')[0], "https://github.com/a/a"),
    "several": ("", OTHERS, ""),
    "several, and the branch comes from one": (
        "",
        OTHERS + '[branch "main"]\n\tremote = b\n',
        "https://github.com/b/b",
    ),
    "several, origin among them": (FORGE, OTHERS, FORGE),
    "another address, which git puts in place of it": (
        "gh:someone/somewhere",
        '[url "git@github.com:"]\n\tinsteadOf = gh:\n',
        FORGE,
    ),
}


@pytest.mark.skipif(not shutil.which("git"), reason="without git there is no remote to ask")
@pytest.mark.parametrize(("remote", "more", "repository"), MORE.values(), ids=MORE)
def test_addresses_from_other_remotes(checkout, tmp_path, remote, more, repository):
    checkout(remote, more)
    assert addresses(tmp_path / "tree")["REPO_URL"] == repository


@pytest.mark.skipif(not shutil.which("git"), reason="without git there is no remote to ask")
def test_addresses_from_the_remote(checkout, tmp_path):
    checkout("git@github.com:someone/somewhere.git")
    assert addresses(tmp_path / "tree") == settings(PAGES, FORGE)


def test_no_addresses_outside_a_repository(checkout, tmp_path):
    assert addresses(tmp_path / "tree") == settings()


def test_no_addresses_in_a_repository_of_something_else(checkout, tmp_path):
    checkout(FORGE)
    (tmp_path / "tree" / "part").mkdir()
    assert addresses(tmp_path / "tree" / "part") == settings()


def test_no_addresses_without_git(checkout, tmp_path, monkeypatch):
    checkout(FORGE)
    monkeypatch.setenv("PATH", "")
    assert addresses(tmp_path / "tree") == settings()


def test_the_environment_goes_before_the_remote(checkout, tmp_path, monkeypatch):
    checkout("https://github.com/other/other")
    monkeypatch.setenv("REPO_URL", FORGE)
    assert addresses(tmp_path / "tree") == settings(PAGES, FORGE)
    monkeypatch.setenv("SITE_URL", "https://Example.org")
    monkeypatch.setenv("EDIT_URI", "blob/old/docs")
    assert addresses(tmp_path / "tree") == settings("https://example.org/", FORGE, "blob/old/docs/")
    monkeypatch.setenv("EDIT_URI", "")
    assert addresses(tmp_path / "tree") == settings("https://example.org/", FORGE, "")


@pytest.mark.parametrize("command", ["check", "render", "site", "serve"])
def test_settings_that_are_no_addresses_are_all_told_before_anything_else(tmp_path, command_line, command):
    own = 'site_name: x\nsite_url: "https://me:secret@example.org"\nrepo_url: !ENV [REPO_URL, ""]\n'
    (tmp_path / "mkdocs.yml").write_text(own)
    wrong = {
        "SITE_URL": "https://example.org/my docs/index.html",
        "REPO_URL": "git@github.com:someone/somewhere.git",
        "EDIT_URI": "https://me:secret@example.org/",
    }
    done = command_line(tmp_path, command, **wrong)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines() == [
        "EDIT_URI: not a path, got 'https://…@example.org/' — expected a folder relative to REPO_URL, such as "
        "'edit/main/docs/'",
        "REPO_URL: not an address of the web, got '…@github.com:someone/somewhere.git' — expected '" + FORGE + "'",
        "SITE_URL: a character that has no place in an address, got 'https://example.org/my docs/index.html' — "
        "expected the site's folder, such as 'https://example.org/wiki/'",
        "mkdocs.yml:2: site_url: an address of its own, got '\"https://…@example.org\"' — expected "
        '!ENV [SITE_URL, ""], and the address in the variable SITE_URL',
        "4 problems found; nothing was changed",
    ]
    assert [path.name for path in tmp_path.iterdir()] == ["mkdocs.yml"]


def test_where_pages_are_edited_is_relative_to_a_repository(tmp_path, command_line):
    done = command_line(tmp_path, "check", EDIT_URI="edit/main/docs/")
    assert done.stderr.startswith("EDIT_URI: relative to nothing, got 'edit/main/docs/' — expected REPO_URL beside it")


def test_the_addresses_in_mkdocs_yml_are_those_of_the_settings():
    assert list(own_addresses(ROOT)) == []


# --- check -----------------------------------------------------------------------------------------------------------
def test_check_of_good_data_says_so(tmp_path):
    """Start it as people do; the next tests run in this process."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "build.py"), "check"],
        capture_output=True,
        encoding="utf-8",
        cwd=tmp_path,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("tables, no problem found\n")


def test_check_prints_every_problem_and_fails(working_tree, command_line):
    with (working_tree / "data" / "papers.csv").open("a", encoding="utf-8") as file:
        file.write('CVPR,June,"1,440",0,2000,no-such-source\n')
    with (working_tree / "data" / "frameworks.csv").open("a", encoding="utf-8") as file:
        file.write("torch,Torch,\n")
    (working_tree / "data" / "studies.csv").write_bytes(b"\xff")
    lines = {
        name: len((working_tree / "data" / f"{name}.csv").read_text(encoding="utf-8").splitlines())
        for name in ("papers", "frameworks")
    }
    done = command_line(working_tree, "check")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines() == [
        f"data/frameworks.csv:{lines['frameworks']}: wrong number of cells, got 3 — expected 9",
        (
            f"data/papers.csv:{lines['papers']}: month: not a month, got 'June' — expected a month "
            "not after today, written 2026-11"
        ),
        (
            f"data/papers.csv:{lines['papers']}: pytorch_papers: not a whole number, got '1,440' — expected a whole "
            "number without separators, like 1440 (did you mean '1440'?)"
        ),
        "data/studies.csv:1: not UTF-8, got the byte 0xFF — expected a file saved as UTF-8",
        "4 problems found; nothing was changed",
    ]


def test_render_of_broken_data_writes_nothing(tmp_path, command_line):
    (tiny.write(tmp_path / "data") / "papers.csv").unlink()
    (tmp_path / "docs").mkdir()
    before = set(tmp_path.rglob("*"))
    done = command_line(tmp_path, "render")
    assert done.returncode == 1
    assert done.stderr.count("no archive/ here: former states and the list of published addresses are absent") == 1
    assert set(tmp_path.rglob("*")) - before == {tmp_path / "build", tmp_path / "build" / "lock"}


def test_code_that_a_merge_left_unfinished_is_told_in_one_line(tmp_path):
    place = tmp_path / "scripts" / "sitedata" / "commands" / "addresses.py"
    place.parent.mkdir(parents=True)
    place.write_text("a = 1\n<<<<<<< HEAD\n")
    for name in ("build.py", "stopping.py", "system.py"):
        shutil.copy(ROOT / "scripts" / name, tmp_path / "scripts")
    done = subprocess.run(
        [sys.executable, str(tmp_path / "scripts" / "build.py"), "check"], capture_output=True, text=True
    )
    told = f"{Path('scripts/sitedata/commands/addresses.py')}:2: invalid syntax, got '<<<<<<< HEAD' — expected Python\n"
    assert (done.returncode, done.stderr) == (1, told)


# --- serve -----------------------------------------------------------------------------------------------------------
NO_ADDRESSES = [
    "127.0.0.1", ":8000", "127.0.0.1:", "127.0.0.1:0", "127.0.0.1:65536", "127.0.0.1:-1", "127.0.0.1:٨", "::1:8000",
    "[127.0.0.1]:8000", "somewhere:8000", "http://127.0.0.1:8000", " 127.0.0.1:8000", "",
]  # fmt: skip
GOOD = "an address of this machine and a free port, like 127.0.0.1:8000 or [::1]:8000"


@pytest.mark.parametrize("address", NO_ADDRESSES)
def test_what_is_no_address_is_refused_before_anything_is_built(tmp_path, command_line, address):
    done = command_line(tmp_path, "serve", "--address", address)
    assert (done.returncode, done.stdout) == (1, "") and not (tmp_path / "build").exists()
    assert done.stderr.endswith(f"\n--address: not host:port, got '{address}' — expected {GOOD}\n")


def test_a_port_that_is_in_use_is_refused_before_anything_is_built(tmp_path, command_line):
    with socket.create_server(("127.0.0.1", 0)) as other:
        address = f"127.0.0.1:{other.getsockname()[1]}"
        done = command_line(tmp_path, "serve", "--address", address)
    assert (done.returncode, done.stdout) == (1, "") and not (tmp_path / "build").exists()
    assert done.stderr.endswith(f"\n--address: Address already in use, got '{address}' — expected {GOOD}\n")


def test_a_name_under_which_a_browser_would_find_another_program_is_refused():
    try:
        other = socket.create_server(("::1", 0), family=socket.AF_INET6)
    except OSError:
        pytest.skip("this machine has no IPv6")
    with other:
        port = other.getsockname()[1]
        listening_place(f"127.0.0.1:{port}")
        with pytest.raises(Refused, match="Address already in use, got 'localhost"):
            listening_place(f"localhost:{port}")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]"])
def test_an_address_is_taken(host):
    family = socket.AF_INET6 if host == "[::1]" else socket.AF_INET
    try:
        with socket.create_server((host.strip("[]"), 0), family=family) as free:
            port = free.getsockname()[1]
    except OSError:
        pytest.skip("this machine has no such address")
    listening_place(f"{host}:{port}")
