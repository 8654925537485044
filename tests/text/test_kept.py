"""What was kept comes back as it was, or not at all."""

import pytest

from sitedata.text import kept
from sitedata.text.files import Folder


@pytest.mark.parametrize("content", [b"", b"{}", bytes(range(256)) * 100])
def test_it_comes_back(tmp_path, content):
    folder = Folder(tmp_path, tmp_path)
    kept.write(folder, "a", content)
    assert kept.read(folder, "a") == content


def test_what_is_not_there_is_none(tmp_path):
    assert kept.read(Folder(tmp_path, tmp_path), "a") is None


@pytest.mark.parametrize(
    "spoil",
    [
        lambda raw: b"",
        lambda raw: raw[:-1],
        lambda raw: raw[:10],
        lambda raw: raw + b"x",
        lambda raw: raw[:-1] + b"X",
        lambda raw: b'{"foreign": 1}',
    ],
    ids=["empty", "cut", "cut short", "longer", "changed", "foreign"],
)
def test_what_was_spoilt_is_none(tmp_path, spoil):
    folder = Folder(tmp_path, tmp_path)
    kept.write(folder, "a", b"content")
    (tmp_path / "a").write_bytes(spoil((tmp_path / "a").read_bytes()))
    assert kept.read(folder, "a") is None
