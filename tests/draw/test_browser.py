"""Finding a browser: the named one first, then the path, then what Playwright fetched."""

import os

import pytest

from sitedata.draw import browser, raster
from sitedata.text.files import Folder


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


NO_BROWSER = {
    "it ends at once": ("exit 127", "it ended with status 127"),
    "it prints something else": ("echo rubbish", "it showed no page"),
    "it hangs": ("/bin/sleep 1000", "no answer within 0.5 s"),
    "it is no program": (None, "Exec format error"),
}


@pytest.mark.skipif(os.name != "posix", reason="programs of a shell")
@pytest.mark.parametrize(("does", "got"), NO_BROWSER.values(), ids=NO_BROWSER)
def test_what_is_no_browser_is_told_before_anything_is_drawn(tmp_path, monkeypatch, does, got):
    monkeypatch.setattr(browser, "STARTS_WITHIN_S", 0.5)
    named = executable(tmp_path / "mine")
    (tmp_path / "mine").write_bytes(f"#!/bin/sh\n{does}\n".encode() if does else b"\x7fELF")
    monkeypatch.setenv(browser.VARIABLE, named)
    artist = raster.Artist(Folder(tmp_path / "images", tmp_path))
    artist.want({"data": []}, "svg", (10, 10))
    with pytest.raises(raster.NoBrowser) as told:
        artist.draw()
    assert str(told.value) == (
        f"{named}: the browser does not draw, got: {got} — expected Chrome or Chromium (BROWSER_PATH names another)"
    )


@pytest.mark.parametrize("named", ["/no/such/browser", "."], ids=["nothing there", "a folder"])
def test_a_name_that_leads_nowhere_is_told_as_such(monkeypatch, named):
    monkeypatch.setenv(browser.VARIABLE, named)
    assert browser.find_browser() is None
    assert browser.none_found() == (
        f"BROWSER_PATH: no program that can be run, got '{named}' — expected the path of Chrome or Chromium"
    )


def test_an_empty_name_is_none_and_a_machine_without_a_home_has_only_its_own(tmp_path, monkeypatch):
    monkeypatch.setenv(browser.VARIABLE, "")
    monkeypatch.setattr(browser.Path, "home", lambda: (_ for _ in ()).throw(RuntimeError("no home")))
    assert browser.find_browser() is None and browser.none_found().startswith("no browser found — install")
    on_path = executable(tmp_path / "bin" / "chromium")
    assert browser.find_browser() == on_path
