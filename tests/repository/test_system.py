"""What the machine may do to a command: it ends in one line and a status, writes whole files or none, and never waits.

Each command ends in one place, each other program has a limit, and one module asks the clock.
"""

from __future__ import annotations

import datetime
import errno
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import system
from sitedata.publish import git as asking
from sitedata.publish.places import build_second
from sitedata.schema import clock, kinds
from tests.conftest import ROOT

SCRIPTS = ROOT / "scripts"
HANGS = "#!/bin/sh\nsleep 1000 &\necho $! > {pid}\nwait\n"
POSIX = pytest.mark.skipif(os.name != "posix", reason="needs signals and pipes of POSIX")


# --- one end for every command ----------------------------------------------------------------------------------------
ENDS = {
    "a full disk": (OSError(errno.ENOSPC, "No space left on device", "a.csv"), 1,
                    "a.csv: No space left on device — expected free space on that disk"),
    "a locked file": (PermissionError(errno.EACCES, "Permission denied", "a.csv"), 1,
                      "a.csv: Permission denied — expected a place that this user may read and write, and that no "
                      "other program has locked"),
    "an error without a place": (OSError("odd"), 1,
                                 "this machine: odd — expected a place that can be read and written"),
    "a setting that is wrong": (system.Refused("X: wrong"), 1, "X: wrong"),
    "no memory": (MemoryError(), 1,
                  "this machine: out of memory — expected more of it, or fewer programs beside this one"),
    "Ctrl-C": (KeyboardInterrupt(), 130, "interrupted: nothing is half written"),
}  # fmt: skip


@pytest.mark.parametrize(("raised", "status", "line"), ENDS.values(), ids=ENDS)
def test_what_the_machine_refuses_is_one_line_and_a_status(raised, status, line, capsys):
    def command():
        raise raised

    assert system.ended(command) == status
    assert capsys.readouterr().err == f"{line}\n"


def test_a_path_is_shown_as_it_would_be_typed(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    error = PermissionError(errno.EROFS, "Read-only file system", str(tmp_path / "data" / "a.csv"))
    assert system.in_words(error).startswith("data/a.csv: Read-only file system — ")


SPEAKS = "import system, sys\nsys.exit(system.ended(lambda: print('\\u00e9 \\u2192 ' * {times}) or 0))"


def speaking(times: int, **options: object) -> subprocess.Popen[bytes]:
    environment = os.environ | {"PYTHONPATH": str(SCRIPTS)} | options.pop("env", {})
    return subprocess.Popen([sys.executable, "-c", SPEAKS.format(times=times)], env=environment, **options)


@pytest.mark.parametrize(
    "env",
    [
        {"PYTHONIOENCODING": "ascii"},
        {"PYTHONIOENCODING": "cp1252"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    ],
    ids=["ascii", "cp1252", "C"],
)
def test_a_console_that_lacks_a_letter_gets_its_number(env):
    process = speaking(1, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    out, err = process.communicate()
    assert (process.returncode, err) == (0, b"") and b"\\u2192" in out


@POSIX
def test_a_reader_that_has_read_enough_ends_it_in_silence():
    read, write = os.pipe()
    process = speaking(1, stdout=write, stderr=subprocess.PIPE)
    os.close(write)
    os.close(read)
    assert process.communicate()[1] == b"" and process.returncode == system.NOBODY_READS


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a disk that is always full")
def test_a_report_that_finds_no_room_is_told():
    with Path("/dev/full").open("wb") as full:
        process = speaking(1, env={"PYTHONUNBUFFERED": ""}, stdout=full, stderr=subprocess.PIPE)
        err = process.communicate()[1].decode()
    assert process.returncode == 1
    assert err == "standard output: No space left on device — expected free space on that disk\n"


def files_that_call(pattern: str) -> set[str]:
    return {
        path.relative_to(SCRIPTS).as_posix()
        for path in SCRIPTS.rglob("*.py")
        if re.search(pattern, path.read_text(encoding="utf-8"))
    }


STARTED_BY_US = {
    "asgi",
    "bentoml",
    "browse",
    "litserve",
    "ray",
    "request",
    "torchserve",
    "agreement",
    "accuracy",
    "datasets",
    "defaults",
    "export",
    "libraries",
    "serve",
    "worker",
    "pytorch_async_reduce",
    "attempt",
}
"""Children of the harness and of a probe, which report to it; ``agreement`` is asked by hand only for debugging.

So are all of ``years.then``, in releases that know none of this."""


def test_every_command_ends_there():
    commands = {
        path: path.read_text(encoding="utf-8")
        for path in SCRIPTS.rglob("*.py")
        if '__name__ == "__main__"' in path.read_text(encoding="utf-8")
        and path.stem not in STARTED_BY_US
        and path.parent.name != "then"
    }
    assert len(commands) > 10
    assert [path.name for path, text in commands.items() if "ended(" not in text] == []


# --- whole files ------------------------------------------------------------------------------------------------------
@pytest.fixture
def files(tmp_path):
    """Three files as they were, and what they are to be."""
    wanted = {tmp_path / name: b"new" for name in ("a.csv", "b.csv", "c.csv")}
    for path in wanted:
        path.write_bytes(b"old")
    return wanted


def held(files) -> set[bytes]:
    """What is in the folder; nothing else may lie there."""
    (folder,) = {path.parent for path in files}
    assert {*folder.iterdir()} == {*files}
    return {path.read_bytes() for path in files}


def test_files_that_are_locked_are_all_told_and_none_is_written(files, monkeypatch):
    locked = {*[*files][1:]}
    access = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: path not in locked and access(path, mode))
    with pytest.raises(system.Refused) as told:
        system.write_together(files)
    assert [line.partition(": ")[0].rpartition("/")[2] for line in str(told.value).splitlines()] == ["b.csv", "c.csv"]
    assert held(files) == {b"old"}


@pytest.mark.parametrize("called", ["replace", "write_bytes"])
def test_a_failure_at_the_last_file_leaves_all_as_they_were(files, monkeypatch, called):
    owner = os if called == "replace" else Path
    before, last = getattr(owner, called), [*files][-1]

    def fails(path, other):
        if Path(path).name == f"{last.name}.new":
            if called == "write_bytes":
                before(path, other[:1])  # half of it still fits
            raise OSError(errno.ENOSPC, "No space left on device")
        return before(path, other)

    monkeypatch.setattr(owner, called, fails)
    with pytest.raises(OSError, match="No space left") as told:
        system.write_together(files)
    assert told.value.filename == str(last) and held(files) == {b"old"}


def test_a_file_keeps_its_rights(files):
    first = next(iter(files))
    first.chmod(0o640)
    system.write_together(files)
    assert held(files) == {b"new"} and first.stat().st_mode & 0o777 == 0o640


# --- other programs ---------------------------------------------------------------------------------------------------
def program(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)
    return path


def is_gone(pid: int, patience_s: float = 10) -> bool:
    """An ended process stays in the list until whoever inherited it has asked."""
    until = time.monotonic() + patience_s
    while time.monotonic() < until:
        try:
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
            os.kill(pid, 0)
        except (FileNotFoundError, ProcessLookupError):
            return True
        time.sleep(0.02)
    return False


@POSIX
def test_a_program_that_hangs_is_ended_with_all_that_it_started(tmp_path):
    hangs = program(tmp_path / "hangs", HANGS.format(pid=tmp_path / "pid"))
    with pytest.raises(system.Hung, match=r"^hangs now: it did not end, and was stopped — expected 1 s at most$"):
        system.run([hangs, "now"], 1)
    assert is_gone(int((tmp_path / "pid").read_text()))


@POSIX
@pytest.mark.parametrize(("sent", "status"), [("SIGINT", 130), ("SIGTERM", 143)])
def test_an_interrupted_command_ends_what_it_started(tmp_path, sent, status):
    hangs = program(tmp_path / "hangs", HANGS.format(pid=tmp_path / "pid"))
    # a shell's background job ignores Ctrl-C, and so would what it starts
    code = (
        "import signal, system, sys\nsignal.signal(signal.SIGINT, signal.default_int_handler)\n"
        f"sys.exit(system.ended(lambda: system.run([{str(hangs)!r}], 60).returncode))"
    )
    command = subprocess.Popen(
        [sys.executable, "-c", code], stderr=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": str(SCRIPTS)}
    )
    while not (pid := (tmp_path / "pid").read_text() if (tmp_path / "pid").exists() else ""):
        time.sleep(0.02)
    command.send_signal(getattr(signal, sent))
    assert command.communicate()[1] == "interrupted: nothing is half written\n" and command.returncode == status
    assert is_gone(int(pid))


def test_what_a_program_prints_is_read_whatever_this_console_is(monkeypatch):
    monkeypatch.setenv("PYTHONIOENCODING", "cp1252")
    assert system.run([sys.executable, "-c", "print('→')"], 60).stdout == "→\n"


WITH_A_LIMIT_OF_THEIR_OWN = {
    "system.py": "where the limit is",
    "bench/processes.py": "takes the limit from whoever calls it",
    "sitedata/publish/preview.py": "waits with a limit, and ends it at the next edit",
    "budget.py": "ends the server that it measures",
}


def test_no_other_program_is_started_without_a_limit():
    starting = files_that_call(r"\b(subprocess\.(run|Popen|check_output|call)|os\.(system|popen))\(")
    # the scripts of probes are themselves run with a limit
    assert {path for path in starting if not path.startswith("probes/")} == {*WITH_A_LIMIT_OF_THEIR_OWN}


@POSIX
def test_a_repository_of_somebody_else_is_told_once_and_not_asked_further(tmp_path, monkeypatch, capsys):
    said = "fatal: detected dubious ownership in repository at '/x'"
    program(tmp_path / "git", f'#!/bin/sh\necho "{said}" >&2\necho "advice" >&2\nexit 128\n')
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    assert [asking.asked(tmp_path, "log"), asking.asked(tmp_path, "log")] == ["", ""]
    trusted = f"expected one of this user; to trust it: git config --global --add safe.directory {tmp_path}"
    assert capsys.readouterr().err == f"{said} — {trusted}\n"


# --- one clock --------------------------------------------------------------------------------------------------------
def test_one_module_asks_which_day_it_is():
    asked = r"\bdate(time)?\.(today|now|utcnow|fromtimestamp)\(|\btime\.(localtime|ctime)\("
    assert files_that_call(asked) == {"sitedata/schema/clock.py"}


@POSIX
@pytest.mark.parametrize("zone", ["XXX20", "XXX-24", "Pacific/Kiritimati", "UTC"])
def test_the_zone_of_a_machine_changes_nothing(monkeypatch, zone):
    utc = datetime.datetime.now(datetime.UTC).date()
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        assert clock.today() in (utc, utc + datetime.timedelta(1))  # midnight may pass
        kinds.parse_date((utc + datetime.timedelta(1)).isoformat())
        with pytest.raises(ValueError, match="in the future"):
            kinds.parse_date((utc + datetime.timedelta(3)).isoformat())
    finally:
        monkeypatch.undo()
        time.tzset()


def test_a_clock_that_was_never_set_is_told_before_every_date_is_wrong(monkeypatch):
    class Unset(datetime.datetime):
        @classmethod
        def now(cls, zone=None):
            return cls(1970, 1, 1, tzinfo=zone)

    monkeypatch.setattr(clock.datetime, "datetime", Unset)
    with pytest.raises(system.Refused, match="this machine's clock is wrong, got 1970-01-01 — expected 2026-11-25 or "):
        kinds.parse_date("2026-11-20")


@pytest.mark.parametrize("given", ["garbage", "-1", " 17", "17 ", "1e9", "17.5", "١٧", "9" * 13, "253402300800"])
def test_a_time_of_a_build_that_is_none_is_refused(monkeypatch, given):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", given)
    with pytest.raises(
        system.Refused, match=r"SOURCE_DATE_EPOCH: no time of a build, got '.+' — expected whole seconds"
    ):
        build_second()


@pytest.mark.parametrize("given", ["0", "1790000000", "253402300799"])
def test_a_time_of_a_build_is_taken(monkeypatch, given):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", given)
    assert build_second() == int(given)
