"""Repositories of a few files."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Git = Callable[..., str]


@pytest.fixture
def git(monkeypatch) -> Git:
    """``git(folder, "add", "a")`` → what it prints.

    The user's own settings change nothing, and everything happens on one day.
    """
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    about = {"NAME": "Somebody", "EMAIL": "somebody@example.org", "DATE": "2026-11-24T12:00:00+00:00"}
    settings = {f"GIT_{role}_{name}": value for role in ("AUTHOR", "COMMITTER") for name, value in about.items()}
    for name, value in {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", **settings}.items():
        monkeypatch.setenv(name, value)

    def run(folder: Path, *arguments: str) -> str:
        return subprocess.run(["git", *arguments], cwd=folder, capture_output=True, check=True).stdout.decode()

    return run


@pytest.fixture
def commit(git) -> Callable[..., None]:
    """``commit(folder, day, files)`` writes files, removes those that are ``None``, and commits them on that day."""

    def make(folder: Path, day: str, files: dict[str, bytes | None]) -> None:
        for name, content in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.unlink(missing_ok=True)
            if content is not None:
                path.write_bytes(content)
        git(folder, "add", "--all")
        os.environ["GIT_COMMITTER_DATE"] = f"{day}T12:00:00+00:00"  # undone with the other settings
        git(folder, "commit", "--quiet", "-m", "x")

    return make
