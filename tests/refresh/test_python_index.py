"""What is read from the files and the metadata of a release."""

import pytest
from packaging.utils import parse_wheel_filename

from refresh import python_index
from refresh.python_index import licence, releases
from tests.refresh.conftest import TORCH, described, file

LEFT_OUT = {
    "version of a nightly build": file("torch-9.0.dev20260101.tar.gz", "2026-01-01"),
    "name that is no version": file("torch-latest.tar.gz", "2026-01-01"),
    "other kind of file": file("torch-9.0.exe", "2026-01-01"),
    "without a time": file("torch-9.0.tar.gz", "2026-01-01", **{"upload-time": None}),
}


def versions(files, **kwargs):
    return [row.version for row in releases(files, **kwargs)]


@pytest.mark.parametrize("left_out", LEFT_OUT.values(), ids=LEFT_OUT)
def test_file_is_left_out(left_out):
    assert versions([left_out, TORCH[4]], with_prereleases=True) == ["2.9.1"]


def test_prereleases_are_kept_only_where_wanted():
    assert versions(TORCH, with_prereleases=False) == ["2.9.1", "2.10.0"]
    assert versions(TORCH, with_prereleases=True) == ["2.9.1", "2.10.0", "2.11.0rc1"]


def test_a_release_is_withdrawn_when_all_its_files_are():
    part = [file("x-1.0.tar.gz", "2026-01-01", yanked="broken"), file("x-1.0-py3-none-any.whl", "2026-01-02")]
    assert [row.yanked for row in releases(part, with_prereleases=False)] == [""]
    whole = [one | {"yanked": why} for one, why in zip(part, ("broken", True), strict=True)]
    assert [row.yanked for row in releases(whole, with_prereleases=False)] == ["broken"]
    assert [row.yanked for row in releases(whole[1:], with_prereleases=False)] == ["no reason given"]


WHEELS = {
    "one a Python": (["x-1-cp310-cp310-win_amd64.whl", "x-1-cp39-cp39-win_amd64.whl"], "3.9 3.10"),
    "free-threaded beside the usual one": (["x-1-cp313-cp313-win_amd64.whl", "x-1-cp314-cp314t-win_amd64.whl"], "3.13"),
    "stable interface": (["x-1-cp39-abi3-win_amd64.whl"], "3.9+"),
    "no compiled code": (["x-1-py3-none-any.whl"], "any"),
    "compiled, for any Python": (["x-1-py3-none-manylinux_2_28_x86_64.whl"], "any"),
    "a source archive alone": ([], ""),
}


@pytest.mark.parametrize(("names", "expected"), WHEELS.values(), ids=WHEELS)
def test_pythons_of_wheels(names, expected):
    assert python_index.pythons(tag for name in names for tag in parse_wheel_filename(name)[3]) == expected


PLATFORMS = {
    "manylinux": ("x-1-cp311-cp311-manylinux_2_28_x86_64.whl", "linux-x86-64"),
    "two names of one platform": ("x-1-cp311-cp311-manylinux2014_aarch64.manylinux_2_17_aarch64.whl", "linux-arm64"),
    "both processors of a Mac": ("x-1-cp311-cp311-macosx_11_0_universal2.whl", "macos-arm64 macos-x86-64"),
    "any": ("x-1-py3-none-any.whl", "any"),
}


@pytest.mark.parametrize(("name", "expected"), PLATFORMS.values(), ids=PLATFORMS)
def test_platforms_of_wheels(name, expected):
    assert python_index.platforms(parse_wheel_filename(name)[3]) == expected


LICENCES = {
    "expression first": ({"license_expression": "MIT", "license": "see LICENSE"}, "MIT"),
    "field": ({"license": "Apache 2.0"}, "Apache 2.0"),
    "a whole text in the field": (
        {"license": "x" * 101, "classifiers": ["License :: OSI Approved :: BSD License"]},
        "BSD License",
    ),
    "none": ({}, ""),
}


@pytest.mark.parametrize(("told", "expected"), LICENCES.values(), ids=LICENCES)
def test_licence(told, expected):
    assert licence(described("1.0", **told)["info"]) == expected


def test_the_index_is_the_one_that_pip_is_configured_with(tmp_path, monkeypatch):
    settings = tmp_path / "pip.conf"
    settings.write_text("[global]\nindex-url = http://127.0.0.1:9/simple/\ntimeout = 7\n", encoding="utf-8")
    for name in ("PIP_INDEX_URL", "PIP_TIMEOUT", "PIP_DEFAULT_TIMEOUT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PIP_CONFIG_FILE", str(settings))
    index = python_index.PythonIndex()
    assert (index.simple, index.timeout_s) == ("http://127.0.0.1:9/simple", 7)
