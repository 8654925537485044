"""Dead links, checked with a small server on this machine.

A dead link gets a row, one that answers again loses it, and without a network nothing changes.
"""

import datetime
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

import links
from sitedata.load.csv_table import load
from sitedata.schema.tables import LinkCheck
from sitedata.text import addresses
from tests.tiny import TINY, record, write

TODAY = datetime.datetime.now(datetime.UTC).date().isoformat()


@pytest.fixture
def server():
    """``server[path]`` is the status of an answer to GET; HEAD gets 405 if the path is in ``no_head``."""
    status = {"no_head": set(), "asked": []}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            status["asked"].append((self.command, self.path))
            code = 405 if self.command == "HEAD" and self.path in status["no_head"] else status.get(self.path, 404)
            self.send_response(code)
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_HEAD = do_GET

        def log_message(self, *_):
            pass

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=httpd.serve_forever, daemon=True).start()
    status["url"] = f"http://127.0.0.1:{httpd.server_port}"
    yield status
    httpd.shutdown()
    httpd.server_close()


@pytest.fixture
def folder(tmp_path, monkeypatch, server):
    """Four sources, at ``/fine``, ``/gone``, ``/broken`` and ``/closed``; nothing else has an address."""
    paths = ("/fine", "/gone", "/broken", "/closed")
    sources = [record("sources", id=f"s{n}", url=server["url"] + path) for n, path in enumerate(paths)]
    bare = [row | {"repository": ""} for row in TINY["systems"]]
    framework = [record("frameworks", repository="pkg:pypi/torch")]
    written = write(tmp_path / "data", sources=sources, systems=bare, frameworks=framework, link_checks=[], disputes=[])
    monkeypatch.setattr(links, "DATA", written)
    monkeypatch.setattr(addresses, "HOST", re.compile(r"127\.0\.0\.1|example\.org"))  # no host name resolves here
    monkeypatch.setattr(links, "PAUSE_S", 0)
    monkeypatch.setattr(links, "ask_archive", lambda url, day: '{"archived_snapshots":{}}')
    server.update({"/fine": 200, "/gone": 410, "/broken": 500, "/closed": 403})
    return written


def rows(folder):
    table = load(folder / "link_checks.csv", LinkCheck)
    assert not table.problems
    return [
        (row.url.rpartition("/")[2], row.outcome, row.answer, row.since.isoformat(), row.checked_on.isoformat())
        for row in table.rows
    ]


def test_what_does_not_answer_gets_a_row_and_what_may_only_mind_the_asker_does_not(folder, capsys):
    assert links.main([]) == 0
    assert rows(folder) == [("broken", "refused", "500", TODAY, TODAY), ("gone", "gone", "410", TODAY, TODAY)]
    assert "4 addresses asked, 2 do not answer as they should" in capsys.readouterr().out


def test_the_first_day_is_kept_and_what_answers_again_goes(folder, server):
    old = [
        record("link_checks", url=server["url"] + path, since="2026-01-02", checked_on="2026-01-02")
        for path in ("/broken", "/closed", "/gone")
    ]
    old.append(record("link_checks", url="https://example.org/nobody-names-it", since="2026-01-02"))
    write(folder, link_checks=old,
          sources=[record("sources", id=f"s{n}", url=row["url"]) for n, row in enumerate(old[:3])],
          systems=[], frameworks=[], disputes=[])  # fmt: skip
    server["/gone"] = 200
    assert links.main([]) == 0
    assert rows(folder) == [
        ("broken", "refused", "500", "2026-01-02", TODAY),
        ("closed", "gone", "404", "2026-01-02", "2026-01-02"),
    ]


def test_a_server_that_refuses_to_send_only_the_head_is_asked_for_the_page(server):
    server.update({"/page": 200, "no_head": {"/page"}})
    assert links.ask(server["url"] + "/page") == ("", "")
    assert [method for method, _ in server["asked"]] == ["HEAD", "GET"]


def test_no_network_changes_nothing(folder, monkeypatch, capsys):
    before = (folder / "link_checks.csv").read_bytes()
    monkeypatch.setattr(links, "ask", lambda url: ("gone", "no such host"))
    assert links.main([]) == 1
    assert (folder / "link_checks.csv").read_bytes() == before
    assert "only 0% of the hosts answered: no network? data/link_checks.csv is unchanged" in capsys.readouterr().err


def test_a_port_where_nobody_listens_is_silent():
    assert links.ask("http://127.0.0.1:9/")[0] == "silent"


def test_a_broken_table_is_told_and_nobody_is_asked(folder, server, capsys):
    (folder / "link_checks.csv").write_text("url\n", encoding="utf-8")
    assert links.main([]) == 1
    assert "column is missing" in capsys.readouterr().err
    assert not server["asked"]
