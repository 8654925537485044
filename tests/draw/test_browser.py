"""Finding a browser: the named one first, then the path, then what Playwright fetched."""

import pytest

from sitedata.draw import browser


def executable(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n", encoding="utf-8")
    path.chmod(0o755)
    return str(path)


@pytest.fixture(autouse=True)
def bare_machine(tmp_path, monkeypatch):
    """A home without a browser, an empty path, and nothing in the usual places."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.delenv(browser.VARIABLE, raising=False)
    monkeypatch.setattr(browser, "USUAL_PLACES", ())


def test_a_bare_machine_has_none():
    assert browser.find_browser() is None


def test_the_named_one_goes_first(tmp_path, monkeypatch):
    executable(tmp_path / "bin" / "chromium")
    named = executable(tmp_path / "mine")
    monkeypatch.setenv(browser.VARIABLE, named)
    assert browser.find_browser() == named


def test_a_name_that_leads_nowhere_means_none(tmp_path, monkeypatch):
    executable(tmp_path / "bin" / "chromium")
    monkeypatch.setenv(browser.VARIABLE, "/no/such/browser")
    assert browser.find_browser() is None


def test_one_on_the_path_goes_before_one_that_was_fetched(tmp_path):
    executable(tmp_path / ".cache/ms-playwright/chromium-1200/chrome-linux/chrome")
    on_path = executable(tmp_path / "bin" / "chromium")
    assert browser.find_browser() == on_path


def test_the_newest_fetched_one_is_found(tmp_path):
    executable(tmp_path / ".cache/ms-playwright/chromium-1199/chrome-linux/chrome")
    newest = executable(tmp_path / ".cache/ms-playwright/chromium-1200/chrome-linux64/chrome")
    assert browser.find_browser() == newest
