"""What every command asks of the machine: whole files, other programs with a time limit, and an end in words.

In: contents and commands. Out: files that are there or as they were, what a program printed, an exit status. What the
machine refuses becomes one line, never a traceback. Standard library only: each command uses it, ``set_up`` too.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from stopping import Stopped, orderly

INTERRUPTED, NOBODY_READS = 130, 141  # as shells know them: 128 and the number of the signal
LONGEST_TOLD = 60  # characters of a command
EXPECTED = {
    errno.ENOSPC: "free space on that disk",
    errno.EDQUOT: "free space on that disk",
    errno.EROFS: "a disk that can be written",
    errno.EACCES: "a place that this user may read and write, and that no other program has locked",
    errno.EPERM: "a place that this user may read and write, and that no other program has locked",
    errno.ENOENT: "something there",
}


class Refused(Exception):
    """The machine or its settings stand in the way; the text is one line for each problem, which says what to do."""


class Hung(Refused):
    """Another program did not end in time."""


# --- whole files ------------------------------------------------------------------------------------------------------
def write_together(files: Mapping[Path, bytes]) -> None:
    """Put every file in its place, or none: a file that cannot be written leaves all others as they were.

    Each is written beside its place first. A file that exists keeps its rights.

    Raises:
        Refused: files that may not be written, all of them.
        OSError: the disk is full, or the like; it names the file.
    """
    drafts = {path: path.with_name(f"{path.name}.new") for path in files}
    done: dict[Path, bytes | None] = {}
    try:
        if locked := [path for path in files if path.exists() and not os.access(path, os.W_OK)]:
            expected = "a file that this user may write, and that no other program has locked; nothing was changed"
            raise Refused(
                "\n".join(f"{_shown(path)}: the file cannot be written — expected {expected}" for path in locked)
            )
        for path, content in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            with _naming(path):
                drafts[path].write_bytes(content)
            if path.exists():
                shutil.copymode(path, drafts[path])
        for path, draft in drafts.items():
            before = path.read_bytes() if len(files) > 1 and path.exists() else None
            with _naming(path):
                os.replace(draft, path)
            done[path] = before
    except BaseException:
        for draft in drafts.values():
            with contextlib.suppress(OSError):
                draft.unlink(missing_ok=True)
        for path, before in done.items():
            path.unlink() if before is None else path.write_bytes(before)
        raise


@contextlib.contextmanager
def _naming(path: Path):
    """An error while writing names no file, or the draft: it is to name the file that somebody knows."""
    try:
        yield
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error


# --- other programs ---------------------------------------------------------------------------------------------------
def run(
    command: Sequence[str | Path], limit_s: float, *, given: bytes = b"", **options: object
) -> subprocess.CompletedProcess[str]:
    """Run another program to its end, with ``given`` as its input; what it prints is read as UTF-8.

    However this ends, nothing that it started is left running.

    Raises:
        Hung: it did not end within ``limit_s`` seconds.
        OSError: it cannot be started.
    """
    done = run_raw(command, limit_s, given=given, **options)
    out, err = (said.decode("utf-8", "replace").replace("\r\n", "\n") for said in (done.stdout, done.stderr))
    return subprocess.CompletedProcess(command, done.returncode, out, err)


def run_raw(
    command: Sequence[str | Path],
    limit_s: float,
    *,
    given: bytes = b"",
    env: Mapping[str, str] | None = None,
    **options: object,
) -> subprocess.CompletedProcess[bytes]:
    """The same, with output in bytes: what :func:`run` reads as text."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    env = {**(os.environ if env is None else env), "PYTHONIOENCODING": "utf-8"}
    process = subprocess.Popen(command, **{**pipes, **options}, env=env, start_new_session=os.name == "posix")
    with process:
        try:
            out, err = process.communicate(given, timeout=limit_s)
        except BaseException as error:
            end(process)
            if isinstance(error, subprocess.TimeoutExpired):
                told = " ".join([Path(command[0]).name, *map(str, command[1:])])[:LONGEST_TOLD]
                raise Hung(f"{told}: it did not end, and was stopped — expected {limit_s:g} s at most") from None
            raise
    return subprocess.CompletedProcess(command, process.returncode, out or b"", err or b"")


def end(process: subprocess.Popen) -> None:
    """End a program that was started in a session of its own, with all that it started."""
    if os.name == "posix":
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    else:
        subprocess.run(["taskkill", "/F", "/T", "/PID", str(process.pid)], capture_output=True)
    process.wait()


# --- the end of a command ---------------------------------------------------------------------------------------------
def ended(command: Callable[[], int]) -> int:
    """Run a command and say in one line what the machine refused. Returns the exit status."""
    for stream in (sys.stdout, sys.stderr):  # a console that lacks a letter gets its number
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        try:
            with orderly():
                return command()
        finally:
            _say_the_rest()
    except KeyboardInterrupt as error:
        _tell("interrupted: nothing is half written")
        return error.status if isinstance(error, Stopped) else INTERRUPTED
    except BrokenPipeError:  # head has read its fill
        with contextlib.suppress(OSError):
            _say_the_rest()
        return NOBODY_READS
    except Refused as refused:
        _tell(refused)
    except OSError as error:
        try:
            _say_the_rest()
        except OSError as unsaid:
            error = error if error.filename else unsaid
        _tell(in_words(error))
    except MemoryError:
        _tell("this machine: out of memory — expected more of it, or fewer programs beside this one")
    return 1


def in_words(error: OSError) -> str:
    """One line: where, what is wrong, what was expected."""
    expected = EXPECTED.get(error.errno, "a place that can be read and written")
    place = _shown(error.filename) if error.filename else "this machine"
    return f"{place}: {error.strerror or error} — expected {expected}"


def _shown(place: str | Path) -> str:
    """A path as it would be typed here."""
    path = Path(os.fsdecode(place)) if not isinstance(place, int) else Path(str(place))
    return (path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path).as_posix()


def _tell(what: object) -> None:
    with contextlib.suppress(OSError):
        print(what, file=sys.stderr, flush=True)


def _say_the_rest() -> None:
    """Write what is still to be printed now: Python does it when it ends, and then complains in its own words."""
    try:
        if sys.stdout:  # none where it was closed from the beginning
            sys.stdout.flush()
    except OSError as error:
        with contextlib.suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise OSError(error.errno, error.strerror, "standard output") from None
