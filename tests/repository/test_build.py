"""The commands of build.py: the addresses they find, and what ``check`` prints."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from sitedata.commands.addresses import addresses
from sitedata.commands.site import listening_place
from tests import tiny

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """``checkout(remote)`` makes a repository with that remote as ``origin``, or with none, the one of build.py."""
    for name in [*(name for name in os.environ if name.startswith("GIT_")), "SITE_URL", "REPO_URL"]:
        monkeypatch.delenv(name, raising=False)
    for name, value in {
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CEILING_DIRECTORIES": str(tmp_path),
    }.items():
        monkeypatch.setenv(name, value)
    root = tmp_path / "tree"
    root.mkdir()

    def make(remote):
        for folder in ("objects", "refs"):
            (root / ".git" / folder).mkdir(parents=True)
        (root / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
        (root / ".git" / "config").write_text(f'[remote "origin"]\n\turl = {remote}\n' if remote else "")

    return make


PAGES, FORGE = "https://someone.github.io/somewhere/", "https://github.com/someone/somewhere"
EDIT_URI = {"github.com": "edit/main/docs/", "gitlab.com": "-/edit/main/docs/"}
REMOTES = {
    "https": ("https://github.com/someone/somewhere", PAGES, FORGE),
    "https with .git": ("https://github.com/someone/somewhere.git", PAGES, FORGE),
    "https with a secret": ("https://me:secret@github.com/someone/somewhere.git", PAGES, FORGE),
    "ssh in short": ("git@github.com:someone/somewhere.git", PAGES, FORGE),
    "ssh in full": ("ssh://git@github.com/someone/somewhere.git", PAGES, FORGE),
    "site of a person": (
        "https://github.com/me/me.github.io",
        "https://me.github.io/",
        "https://github.com/me/me.github.io",
    ),
    "another forge, whose pages' address is anybody's guess": (
        "git@gitlab.com:group/part/name.git",
        "",
        "https://gitlab.com/group/part/name",
    ),
    "folder": ("/srv/git/somewhere.git", "", ""),
    "no remote": ("", "", ""),
}


@pytest.mark.skipif(not shutil.which("git"), reason="without git there is no remote to ask")
@pytest.mark.parametrize(("remote", "site", "repository"), REMOTES.values(), ids=REMOTES)
def test_addresses_from_the_remote(checkout, tmp_path, remote, site, repository):
    checkout(remote)
    assert addresses(tmp_path / "tree") == {
        "SITE_URL": site,
        "REPO_URL": repository,
        "EDIT_URI": EDIT_URI[repository.split("/")[2]] if repository else "",
    }


def test_no_addresses_outside_a_repository(checkout, tmp_path):
    assert addresses(tmp_path / "tree") == {"SITE_URL": "", "REPO_URL": "", "EDIT_URI": ""}


def test_no_addresses_without_git(checkout, tmp_path, monkeypatch):
    checkout(FORGE)
    monkeypatch.setenv("PATH", "")
    assert addresses(tmp_path / "tree") == {"SITE_URL": "", "REPO_URL": "", "EDIT_URI": ""}


def test_the_environment_goes_before_the_remote(checkout, tmp_path, monkeypatch):
    checkout("https://github.com/other/other")
    monkeypatch.setenv("REPO_URL", FORGE)
    assert addresses(tmp_path / "tree") == {"SITE_URL": PAGES, "REPO_URL": FORGE, "EDIT_URI": "edit/main/docs/"}
    monkeypatch.setenv("SITE_URL", "https://example.org/")
    assert addresses(tmp_path / "tree") == {
        "SITE_URL": "https://example.org/",
        "REPO_URL": FORGE,
        "EDIT_URI": "edit/main/docs/",
    }


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
            "number without separators, like 1440"
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


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]"])
def test_an_address_is_taken(host):
    family = socket.AF_INET6 if host == "[::1]" else socket.AF_INET
    try:
        with socket.create_server((host.strip("[]"), 0), family=family) as free:
            port = free.getsockname()[1]
    except OSError:
        pytest.skip("this machine has no such address")
    listening_place(f"{host}:{port}")
