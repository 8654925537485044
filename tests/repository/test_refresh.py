"""Release dates from a package index, here a small one on this machine."""

import datetime
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

import refresh
from tests.tiny import record, write

TODAY = datetime.date.today().isoformat()
TAGGED = "pkg:github/kubeflow/trainer,2.3.0,2026-08-06,no,s,2026-11-22,a person"
HEADER = "package,version,released_on,prerelease,source_id,checked_on,recorded_by"


def file(name, day, **more):
    return {
        "filename": name,
        "upload-time": f"{day}T23:59:59.000000Z",
        "yanked": False,
        "url": "https://files.example/" + name,
    } | more


TORCH = [
    file("torch-2.10.0-cp311-cp311-manylinux_2_28_x86_64.whl", "2026-01-21"),
    file("torch-2.10.0-cp312-cp312-manylinux_2_28_x86_64.whl", "2026-01-20"),
    file("torch-2.10.0-cp313-cp313-manylinux_2_28_x86_64.whl", "2026-01-22"),
    file("torch-2.9.1-cp311-cp311-win_amd64.whl", "2025-11-12"),
    file("torch-2.11.0rc1-cp311-cp311-win_amd64.whl", "2026-02-02"),
]
INDEX = {"torch": TORCH, "my-lib": [file("my_lib-1.0.tar.gz", "2020-01-01"), file("my_lib-2.0b1.tar.gz", "2021-01-01")]}


@pytest.fixture
def index(monkeypatch):
    """``index[name]`` are the files of a package; what was asked is in ``index["asked"]``."""
    answers = {"asked": []} | INDEX

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            name = self.path.removeprefix("/simple/").removesuffix("/")
            answers["asked"].append((self.path, self.headers["Accept"]))
            body = answers.get(name)
            self.send_response(200 if body is not None else 404)
            self.end_headers()
            self.wfile.write(body if isinstance(body, bytes) else json.dumps({"files": body, "name": name}).encode())

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    for name, value in {
        "PIP_INDEX_URL": f"http://127.0.0.1:{server.server_port}/simple",
        "PIP_TIMEOUT": "30",
        "NO_PROXY": "127.0.0.1",
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("PIP_CERT", raising=False)
    yield answers
    server.shutdown()
    server.server_close()


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A data folder with one framework, one library, and releases of both kinds."""
    library = record("systems", id="my-lib", package="pkg:pypi/My.Lib", no_release_because="", source_ids="s")
    tagged = record(
        "systems", id="trainer", package="pkg:github/kubeflow/trainer", no_release_because="", source_ids="s"
    )
    trainer = record(
        "releases",
        package="pkg:github/kubeflow/trainer",
        version="2.3.0",
        released_on="2026-08-06",
        source_id="s",
        recorded_by="a person",
    )
    stale = record("releases", version="0.1", source_id="s")
    written = write(tmp_path / "data", systems=[library, tagged], releases=[trainer, stale])
    monkeypatch.setattr(refresh, "DATA", written)
    return written


def test_the_file_is_written_anew_from_the_index(index, folder):
    assert refresh.main() == 0
    assert (folder / "releases.csv").read_text(encoding="utf-8").splitlines() == [
        HEADER,
        TAGGED,
        f"pkg:pypi/My.Lib,1.0,2020-01-01,no,python-package-index,{TODAY},make refresh",
        f"pkg:pypi/torch,2.9.1,2025-11-12,no,python-package-index,{TODAY},make refresh",
        f"pkg:pypi/torch,2.10.0,2026-01-20,no,python-package-index,{TODAY},make refresh",
        f"pkg:pypi/torch,2.11.0rc1,2026-02-02,yes,python-package-index,{TODAY},make refresh",
    ]
    assert not (folder / "releases.csv.new").exists()


def test_the_index_is_asked_by_normalised_name_for_json(index, folder):
    refresh.main()
    assert index["asked"] == [("/simple/my-lib/", refresh.ACCEPT), ("/simple/torch/", refresh.ACCEPT)]


LEFT_OUT = {
    "yanked": file("torch-9.0.tar.gz", "2026-01-01", yanked="broken"),
    "version of a nightly build": file("torch-9.0.dev20260101.tar.gz", "2026-01-01"),
    "name that is no version": file("torch-latest.tar.gz", "2026-01-01"),
    "other kind of file": file("torch-9.0.exe", "2026-01-01"),
    "without a time": file("torch-9.0.tar.gz", "2026-01-01", **{"upload-time": None}),
}


@pytest.mark.parametrize("left_out", LEFT_OUT.values(), ids=LEFT_OUT)
def test_file_is_left_out(left_out):
    assert refresh.releases([left_out, TORCH[3]], with_prereleases=True) == [("2.9.1", "2025-11-12", False)]


def test_prereleases_are_kept_only_where_wanted():
    assert [version for version, *_ in refresh.releases(TORCH, with_prereleases=False)] == ["2.9.1", "2.10.0"]
    assert [version for version, *_ in refresh.releases(TORCH, with_prereleases=True)] == [
        "2.9.1",
        "2.10.0",
        "2.11.0rc1",
    ]


BAD_ANSWERS = {
    "package not found": None,
    "page instead of JSON": b"<html>",
    "JSON without files": b'{"projects": []}',
}


@pytest.mark.parametrize("answer", BAD_ANSWERS.values(), ids=BAD_ANSWERS)
def test_unusable_answer_changes_nothing(index, folder, capsys, answer):
    before = (folder / "releases.csv").read_bytes()
    index["torch"] = answer
    assert refresh.main() == 1
    assert (folder / "releases.csv").read_bytes() == before
    assert capsys.readouterr().err.startswith(
        "the package index did not answer; data/releases.csv is unchanged\n  torch: "
    )


def test_unreachable_index_changes_nothing(index, folder, monkeypatch, capsys):
    before = (folder / "releases.csv").read_bytes()
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    assert refresh.main() == 1
    assert (folder / "releases.csv").read_bytes() == before
    assert "data/releases.csv is unchanged" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["systems", "frameworks", "releases"])
def test_broken_row_changes_nothing_since_its_package_would_be_forgotten(index, folder, capsys, name):
    path = folder / f"{name}.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("pkg:", "pkg", 1), encoding="utf-8")
    before = (folder / "releases.csv").read_bytes()
    assert refresh.main() == 1
    assert (folder / "releases.csv").read_bytes() == before
    assert f"data/{name}.csv:2: package: not a package URL" in capsys.readouterr().err
    assert not index["asked"]


# --- npm -------------------------------------------------------------------------------------------------------------
NPM_TIMES = {
    "created": "2018-01-01T00:00:00.000Z", "modified": "2026-01-01T00:00:00.000Z", "4.9.0": "2023-08-01T10:00:00.000Z",
    "4.10.0": "2023-08-20T10:00:00.000Z", "5.0.0-rc.1": "2024-01-01T00:00:00.000Z",
}  # fmt: skip


@pytest.fixture
def npm(tmp_path, monkeypatch):
    """``npm(answer)`` puts an npm first on the path that notes its arguments and prints this."""

    def answering(answer, status=0):
        program = tmp_path / "bin" / "npm"
        program.parent.mkdir(exist_ok=True)
        (tmp_path / "answer.json").write_text(answer, encoding="utf-8")
        program.write_text(
            f'#!/bin/sh\necho "$@" > {tmp_path}/asked\n/bin/cat {tmp_path}/answer.json\n'
            f'echo "npm error code E404" >&2\nexit {status}\n'
        )
        program.chmod(0o755)
        monkeypatch.setenv("PATH", str(program.parent))
        return tmp_path / "asked"

    return answering


def test_npm_is_asked_with_its_own_configuration_and_its_stable_releases_are_taken(npm):
    asked = npm(json.dumps(NPM_TIMES))
    assert refresh.ask_npm("%40tensorflow/tfjs") == [("4.9.0", "2023-08-01", False), ("4.10.0", "2023-08-20", False)]
    assert asked.read_text(encoding="utf-8") == "view @tensorflow/tfjs time --json\n"


@pytest.mark.parametrize(
    ("answer", "status"), [("", 1), ("not JSON", 0), ("[]", 0)], ids=["an error", "no JSON", "another shape"]
)
def test_an_unusable_answer_of_npm_is_told(npm, answer, status):
    npm(answer, status)
    with pytest.raises(refresh.Unreachable, match=r"^tfjs: "):
        refresh.ask_npm("tfjs")


def test_without_npm_nothing_changes(index, folder, monkeypatch, capsys):
    path = folder / "systems.csv"
    path.write_text(
        path.read_text(encoding="utf-8").replace("pkg:pypi/My.Lib", "pkg:npm/%40tensorflow/tfjs"), encoding="utf-8"
    )
    before = (folder / "releases.csv").read_bytes()
    monkeypatch.setattr(refresh.shutil, "which", lambda name: None)
    assert refresh.main() == 1
    assert (folder / "releases.csv").read_bytes() == before
    assert "npm is not installed" in capsys.readouterr().err


def test_rows_from_npm_name_the_registry_and_the_machine(index, folder, npm, monkeypatch):
    path = folder / "systems.csv"
    path.write_text(
        path.read_text(encoding="utf-8").replace("pkg:pypi/My.Lib", "pkg:npm/%40tensorflow/tfjs"), encoding="utf-8"
    )
    npm(json.dumps(NPM_TIMES))
    assert refresh.main() == 0
    assert f"pkg:npm/%40tensorflow/tfjs,4.10.0,2023-08-20,no,npm-registry,{TODAY},make refresh" in (
        folder / "releases.csv"
    ).read_text(encoding="utf-8")
