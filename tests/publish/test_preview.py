"""``make serve`` replaces a file by a whole one, and leaves edited code to a process that runs it."""

import os
import time

import pytest
from mkdocs.structure.files import File

from sitedata.publish import preview
from sitedata.publish.places import Places
from sitedata.publish.preview import _replaced


def served(tmp_path) -> File:
    file = File("page.css", str(tmp_path / "docs"), str(tmp_path / "site"), True)
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "page.css").write_text("the old text")
    return file


def test_who_reads_a_file_while_it_is_written_gets_the_old_one_whole(tmp_path):
    file = served(tmp_path)
    with open(file.abs_dest_path) as sent, _replaced(file):
        with open(file.abs_dest_path, "w") as out:
            out.write("new")
        assert (tmp_path / "site" / "page.css").read_text() == sent.read() == "the old text"
    assert [(path.name, path.read_text()) for path in (tmp_path / "site").iterdir()] == [("page.css", "new")]


def test_a_file_that_could_not_be_written_stays_as_it_was(tmp_path):
    file = served(tmp_path)
    try:
        with _replaced(file):
            raise OSError("disk full")
    except OSError:
        assert (tmp_path / "site" / "page.css").read_text() == "the old text"


class Shown:
    """Notes from what pages are made."""

    def __init__(self):
        self.made_from = []

    def edited(self, drafts, templates):
        self.made_from.append(drafts)


@pytest.mark.parametrize(("edited_at", "made_from"), [(2_000_000_000, None), (1_000_000_000, "drafts")])
def test_edited_code_is_run_by_a_new_process_alone(tmp_path, monkeypatch, edited_at, made_from):
    """What this one would draw with the old code would be kept as what the new code draws."""
    (tmp_path / "scripts").mkdir()
    (tmp_path / "scripts" / "a.py").write_text("")
    os.utime(tmp_path / "scripts" / "a.py", (edited_at, edited_at))
    made = []
    monkeypatch.setattr(preview, "Drafts", lambda *given: made.append("drafts") or "drafts")
    monkeypatch.setattr(preview.Server, "_render_all", lambda server: None)
    server = object.__new__(preview.Server)
    server.preview, server.places, server.site_url = Shown(), Places(tmp_path), ""
    server.drafts = server.waiting = server.rendering = None
    server.started, server.styled, server.sent = 1_500_000_000, time.time(), set()
    server.rebuild()
    server.waiting.cancel()
    assert server.preview.made_from == [made_from]
    assert made == ["drafts"] * bool(made_from)
