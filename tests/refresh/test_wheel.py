"""What a wheel requires is read from the wheel, a small part of it, and the index's own list only where that fails."""

from __future__ import annotations

import io
import zipfile

import pytest

from refresh import wheel
from refresh.python_index import PythonIndex
from tests.refresh.conftest import described, file

METADATA = "Metadata-Version: 2.4\nName: my-lib\nVersion: 3.0\nRequires-Dist: torch==2.14.0\nRequires-Dist: numpy\n"
NAME = "my_lib-3.0-cp311-cp311-manylinux_2_28_x86_64.whl"


def wheel_of(metadata: str = METADATA, name: str = "my_lib-3.0.dist-info/METADATA") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("my_lib/large.so", bytes(4 * wheel.AT_ONCE))
        archive.writestr(name, metadata)
    return out.getvalue()


def test_a_small_part_of_a_wheel_says_what_it_requires():
    content, fetched = wheel_of(), []

    def read_range(start, end):
        fetched.append(end - start)
        return content[start:end]

    assert wheel.required(len(content), read_range) == ["torch==2.14.0", "numpy"]
    assert sum(fetched) < len(content) / 2


@pytest.mark.parametrize("content", [b"<!doctype html>", wheel_of(name="METADATA")], ids=["a page", "no metadata"])
def test_what_is_no_wheel_is_told(content):
    with pytest.raises(ValueError, match="not a wheel"):
        wheel.required(len(content), lambda start, end: content[start:end])


@pytest.mark.parametrize(
    ("served", "requires"),
    [(wheel_of(), "numpy torch==2.14.0"), (wheel_of(metadata="Name: my-lib\n"), ""), (None, "torch==2.13.0")],
    ids=["a wheel", "a wheel that requires nothing", "no part of a file"],
)
def test_the_wheel_goes_before_the_list_of_the_index(index, served, requires):
    index["my-lib"] = [file(NAME, "2026-11-01", url=f"../../files/{NAME}", size=len(served or b"x"))]
    index["my-lib", "json"] = described("3.0", requires_dist=["torch==2.13.0"])
    index["files"] = served
    assert PythonIndex().ask("my-lib", with_prereleases=False).description.requires == requires
