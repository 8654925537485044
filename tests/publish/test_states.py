"""Frozen files in a built site: what is kept as it is, and what is shown now as a copy."""

import pytest

from sitedata.draw import svg
from sitedata.load import archive
from sitedata.publish.states import lay
from sitedata.text.files import Folder
from tests import tiny

THING = archive.Published("claim", "x", "bbbbbbbbbb")
ROW, BADGE = THING.frozen_files
STYLED = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><style>path{fill:red}</style><path d="M0,0" '
    b'style="fill: rgb(1, 0, 16);"/></svg>'
)


@pytest.fixture
def site(tmp_path):
    folder = tmp_path / "site"
    for path in THING.files:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(f"live {path}".encode())
    return folder


def laid(site, things, kept):
    folder = tiny.archive(site.parent / "archive", kept)
    lay(site, things, archive.read(folder), folder)
    return {
        path.relative_to(site).as_posix(): path.read_bytes()
        for path in site.rglob("*")
        if path.is_file() and "." in path.stem
    }


def test_the_present_state_is_a_copy_of_the_live_file(site):
    assert laid(site, [THING], []) == {ROW: b"live api/v1/claims/x.json", BADGE: b"live badge/x.svg"}


def test_a_live_file_that_is_written_again_leaves_the_frozen_one_alone(site):
    laid(site, [THING], [])
    (site / THING.files[0]).write_bytes(b"new")
    assert (site / ROW).read_bytes() == b"live api/v1/claims/x.json"


def test_without_an_archive_the_present_states_have_their_addresses(site, tmp_path):
    lay(site, [THING], archive.read(tmp_path / "archive"), tmp_path / "archive")
    assert (site / ROW).is_file() and (site / BADGE).is_file()


def test_what_is_kept_goes_before_what_is_shown_now(site):
    assert laid(site, [THING], [(ROW, b"{}\n")]) == {ROW: b"{}\n", BADGE: b"live badge/x.svg"}


def test_former_states_are_there_too_the_first_content_of_each(site):
    former = "api/v1/claims/x.aaaaaaaaaa.json"
    assert laid(site, [], [(former, b"1\n"), (former, b"2\n")]) == {former: b"1\n"}


def test_a_drawing_with_styles_says_the_same_in_attributes(site):
    former = "figures/e-1/y.aaaaaaaaaa.svg"
    assert laid(site, [], [(former, STYLED)]) == {
        former: svg.without_styles(STYLED.decode(), svg.style_sheet_of(former)).encode()
    }
    assert b"<style" not in (site / former).read_bytes() and b"rgb" not in (site / former).read_bytes()


def test_a_second_time_nothing_is_written(site):
    first = laid(site, [THING], [(BADGE, STYLED)])
    times = {path: path.stat().st_mtime_ns for path in site.rglob("*")}
    assert laid(site, [THING], [(BADGE, STYLED)]) == first
    assert {path: path.stat().st_mtime_ns for path in site.rglob("*")} == times


def test_a_system_without_second_names_gets_copies(site, monkeypatch):
    def refused(*_):
        raise OSError("no second names here")

    monkeypatch.setattr("os.link", refused)
    assert laid(site, [], [(ROW, b"{}\n")]) == {ROW: b"{}\n"}


def test_nothing_is_put_outside_of_the_folder(site, tmp_path):
    (site / "out").symlink_to(tmp_path)
    with pytest.raises(Exception, match="a link stands there"):
        Folder(site, site).put("out/x.json", site / THING.files[0])
