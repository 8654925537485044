"""What all tests of the harness share."""

import pytest

from bench import sweep


@pytest.fixture(autouse=True)
def own_lock(tmp_path, monkeypatch):
    """These tests neither wait for a real sweep nor stop one."""
    monkeypatch.setattr(sweep, "LOCK", tmp_path / "lock")
