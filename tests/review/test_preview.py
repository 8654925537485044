"""Previews: hostile artifacts are refused whole, the number is the forge's, and closed ones go."""

import io
import json
import stat
import sys
import zipfile

import pytest

from sitedata.review import preview
from sitedata.review.forge import Forge
from sitedata.review.preview import ARTIFACT, MARK, NotAPreview, files_in, marked, publish, sweep
from tests.review.test_comment import ENDED, HEAD, OLD, PULL, RUN, Gh

PAGE = b"<!doctype html>\n<html><head><title>T</title></head><body class=a><h1>T</h1></body></html>"
SITE = {"index.html": PAGE, "figures/one.png": b"\x89PNG", "a/index.html": PAGE}
LEFT = {"id": 9, "name": ARTIFACT, "size_in_bytes": 1000}


def packed(files=SITE, **more) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in ({**files, **more}).items():
            file.writestr(name, content)
    return out.getvalue()


def with_link() -> bytes:
    out = io.BytesIO(packed())
    with zipfile.ZipFile(out, "a") as file:
        link = zipfile.ZipInfo("secret.txt")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        file.writestr(link, "/etc/passwd")
    return out.getvalue()


HOSTILE = {
    "leads out": (packed({"../index.html": b"", **SITE}), "the part '..'"),
    "absolute": (packed({"/etc/x.txt": b"", **SITE}), "an empty part"),
    "of Windows": (packed({"a\\..\\..\\x.html": b"", **SITE}), "other characters"),
    "a link": (with_link(), "a link or a device"),
    "a domain": (packed({"CNAME": b"evil.example", **SITE}), "no file of a site"),
    "a workflow": (packed({".github/workflows/x.yml": b"", **SITE}), "a hidden part"),
    "git's own": (packed({".git/config": b"", **SITE}), "a hidden part"),
    "what a host obeys": (packed({"_headers.txt": b"", **SITE}), "no file of a site"),
    "a program": (packed({"x.php": b"", **SITE}), "no file of a site"),
    "one name in two cases": (packed({"Index.html": b"", **SITE}), "two files of one name"),
    "a file where a folder is": (packed({"a.txt/b.txt": b"", "a.txt": b"", **SITE}), "a file where a folder is"),
    "no site": (packed({"x.txt": b""}), "no index.html"),
    "no zip": (b"PK", "no zip"),
    "a cut zip": (packed()[:-40], "no zip"),
}


@pytest.mark.parametrize(("archive", "why"), HOSTILE.values(), ids=HOSTILE)
def test_what_no_site_of_plain_files_has_is_refused(archive, why):
    with pytest.raises(NotAPreview, match=why):
        files_in(archive)


def test_sizes_are_those_that_are_read(monkeypatch):
    """A zip of some kilobytes that unpacks to gigabytes is left at the first byte too many."""
    monkeypatch.setattr(preview, "LARGEST_SITE", 5_000)
    bomb = packed(**{"bomb.txt": bytes(1_000_000)})
    with pytest.raises(NotAPreview, match=r"too much in 'bomb\.txt'"):
        files_in(bomb)
    monkeypatch.setattr(preview, "MOST_FILES", 2)
    with pytest.raises(NotAPreview, match="3 files, at most 2"):
        files_in(packed())


def test_a_good_site_is_taken_as_it_is():
    assert files_in(packed()) == SITE


@pytest.mark.parametrize("page", [PAGE, b"<title>x</title>", b"<HEAD>\n<BODY>", b"<header></header>"], ids=repr)
def test_a_page_is_kept_out_of_searches_and_says_what_it_is(page):
    told = marked(page, 7)
    assert told.count(b'content="noindex, nofollow"') == 1 and b"Preview of pull request 7." in told
    assert told.startswith(b"<!doctype") == page.startswith(b"<!doctype"), "else browsers lay it out otherwise"


def test_a_number_has_its_folder_and_nothing_else_is_touched(tmp_path):
    (tmp_path / "preview" / "8").mkdir(parents=True)
    (tmp_path / "preview" / "8" / "index.html").write_text("another")
    publish(tmp_path, 7, {"index.html": PAGE, "old.txt": b""})
    publish(tmp_path, 7, SITE)
    written = sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file())
    assert written == [
        "preview/7/a/index.html",
        "preview/7/figures/one.png",
        "preview/7/index.html",
        "preview/8/index.html",
    ]
    assert sweep(tmp_path, {7}) == [8] and not (tmp_path / "preview" / "8").exists()
    assert (tmp_path / "preview" / "7").is_dir()


@pytest.fixture
def run_main(tmp_path, monkeypatch, capsys):
    """``run_main(gh, event)`` → what was written to the forge, and the files of the branch."""

    def run(gh, event):
        (tmp_path / "event.json").write_text(json.dumps(event))
        for name, value in {"PATH": str(tmp_path / "event.json"), "URL": ""}.items():
            monkeypatch.setenv(f"GITHUB_EVENT_{name}", value)
        monkeypatch.setenv("GITHUB_REPOSITORY", "owner/name")
        monkeypatch.setenv("PREVIEW_URL", "https://previews.example")
        (branch := tmp_path / "branch").mkdir(exist_ok=True)
        monkeypatch.chdir(branch)
        monkeypatch.setattr(preview, "Forge", lambda repository: Forge(repository, gh))
        assert preview.main() == 0
        return gh.written, sorted(path.relative_to(branch).as_posix() for path in branch.rglob("*") if path.is_file())

    return run


def test_what_a_run_built_is_published_below_the_forges_number_and_told_once(run_main):
    gh = Gh(packed(), artifacts=[LEFT])
    written, files = run_main(gh, ENDED)
    assert files == ["preview/7/a/index.html", "preview/7/figures/one.png", "preview/7/index.html", "robots.txt"]
    [(method, path, text)] = written
    assert (method, path) == ("POST", "repos/owner/name/issues/7/comments")
    assert "https://previews.example/preview/7/ " in text
    mine = {"id": 4, "user": {"login": "github-actions[bot]"}, "body": f"{MARK}\nold"}
    assert run_main(Gh(packed(), artifacts=[LEFT], comments=[mine]), ENDED)[0] == []
    assert run_main(Gh(pulls=[]), {"pull_request": {"number": 7}}) == ([], ["robots.txt"]), "it was closed"


NOTHING = {
    "of an older commit": dict(pulls=[PULL | {"head": PULL["head"] | {"sha": OLD}}], artifacts=[LEFT]),
    "of no pull request": dict(pulls=[], artifacts=[LEFT]),
    "without a site": dict(artifacts=[]),
    "too large to fetch": dict(artifacts=[LEFT | {"size_in_bytes": 2_000_000_000}]),
}


@pytest.mark.parametrize("lists", NOTHING.values(), ids=NOTHING)
def test_a_run_publishes_nothing(run_main, lists):
    archive = packed() if lists.get("artifacts") == [LEFT] else b""
    assert run_main(Gh(archive, **lists), ENDED) == ([], ["robots.txt"])
    assert RUN["head_sha"] == HEAD


def test_it_needs_no_package():
    """The job has Python alone."""
    import subprocess

    from tests.conftest import ROOT

    command = [sys.executable, "-S", "-c", "import sitedata.review.preview"]
    subprocess.run(command, cwd=ROOT, env={"PYTHONPATH": "scripts"}, check=True)
