"""For what a release has wheels and what it requires: names of files and requirements as real packages have them."""

import csv

import pytest

from refresh import builds, trials
from refresh.answers import Unreachable
from tests import tiny
from tests.tiny import record

WHEELS = {
    "a system, the oldest glibc of all its wheels, Pythons": (
        ["torch-2.15.0-cp311-cp311-manylinux_2_28_x86_64.whl", "torch-2.15.0-cp312-cp312-manylinux_2_28_x86_64.whl"],
        "linux-x86-64@2.28=3.11,3.12",
    ),
    "free-threaded Pythons are left out": (
        ["torch-2.15.0-cp314-cp314-win_amd64.whl", "torch-2.15.0-cp314-cp314t-win_amd64.whl"],
        "windows-x86-64=3.14",
    ),
    "older names of a glibc, the lower one of a wheel with two": (
        ["x-1.0-cp39-cp39-manylinux_2_17_x86_64.manylinux2014_x86_64.whl", "x-1.0-cp38-cp38-manylinux1_x86_64.whl"],
        "linux-x86-64@2.17=3.8,3.9",
    ),
    "both chips of macOS in one wheel": (
        ["x-1.0-cp312-cp312-macosx_11_0_universal2.whl"],
        "macos-arm64@11.0=3.12 macos-x86-64@11.0=3.12",
    ),
    "a stable interface": (["x-1.0-cp39-abi3-manylinux2014_aarch64.whl"], "linux-arm64@2.17=3.9+"),
    "compiled code that no Python loads": (["x-1.0-py3-none-manylinux2014_x86_64.whl"], "linux-x86-64@2.17=3.0+"),
    "for all": (["x-1.0-py3-none-any.whl"], "any"),
    "sources alone": (["x-1.0.tar.gz"], ""),
    "32 bits": (["x-1.0-cp39-cp39-win32.whl", "x-1.0-cp39-cp39-manylinux2014_i686.whl"], ""),
}


@pytest.mark.parametrize(("files", "told"), WHEELS.values(), ids=WHEELS)
def test_names_of_files_say_for_what_a_release_is(files, told):
    assert builds.wheels_of(files) == told


TORCH = [
    "filelock", "numpy>=1.26; python_version >= '3.12'", "numpy>=1.22; python_version < '3.12'",
    "torch==2.15.0; extra == 'torch'", "protobuf<8,>=6.31; platform_system == 'Windows'",
    "not a requirement!", 'cuda-toolkit[cudart]==13.2.2; platform_system == "Linux"',
    'nvidia-cudnn-cu13==9.26.0.51; platform_system == "Linux"',
]  # fmt: skip
TENSORFLOW = [
    'nvidia-cuda-runtime-cu12<13.0,>=12.5.82; extra == "and-cuda"', "nvidia-cudnn-cu12<10,>=9.3; extra == 'and-cuda'",
]  # fmt: skip
JAX = [
    'jax-cuda12-plugin[with-cuda]<=0.12; extra == "cuda12"', 'jax-cuda12-plugin<=0.12; extra == "cuda12-local"',
    'jax-cuda13-plugin[with-cuda]<=0.12; extra == "cuda13"', 'jaxlib==0.12; extra == "ci"',
]  # fmt: skip


def test_requirements_are_those_of_linux_and_the_python_of_packages_that_we_follow():
    assert builds.kept(TORCH, {"numpy", "protobuf", "torch"}, "3.12") == "numpy>=1.26"
    assert builds.kept(TORCH, {"numpy"}, "3.11") == "numpy>=1.22"


@pytest.mark.parametrize(
    ("required", "told"),
    [
        (TORCH, ("", "", "13.2.2", "9.26.0.51")), (TENSORFLOW, ("and-cuda", "", "12.5.82+", "9.3+")),
        (JAX, ("cuda12 cuda13", "", "", "")), (["numpy"], ("", "", "", "")),
        (["libtpu==0.0.50.*; extra == 'tpu'"], ("", "tpu", "", "")),
    ],
    ids=["torch requires it", "an extra of TensorFlow", "extras of JAX name plug-ins", "none", "the library of TPUs"],
)  # fmt: skip
def test_what_brings_cuda_and_what_drives_tpus(required, told):
    assert tuple(builds.of_gpu(required, "3.12").values()) == told


def file(version, day="2026-01-01", **more):
    name = f"torch-{version}-cp312-cp312-manylinux_2_28_x86_64.whl"
    return {"filename": name, "upload-time": f"{day}T00:00:00Z", "requires-python": ">=3.10", "yanked": False} | more


class Index:
    """Answers as :class:`refresh.python_index.PythonIndex` does, and remembers what was opened."""

    def __init__(self, files, unreadable=(), down=False):
        self.listed, self.unreadable, self.down, self.opened = files, unreadable, down, []

    def files(self, package):
        if self.down or package != "torch":
            raise Unreachable(f"{package}: timed out")
        return self.listed

    def required(self, name, files):
        self.opened.append(files[0]["filename"].split("-")[1])
        return None if self.opened[-1] in self.unreadable else ["numpy>=1.26", "nvidia-cudnn-cu12==9.1.0.70"]


@pytest.fixture
def refreshed(tmp_path, monkeypatch, capsys):
    """What ``builds.csv`` holds after a run against this index, and what was said."""
    tiny.write(tmp_path / "data", builds=[])

    def run(index):
        monkeypatch.setattr(builds, "PythonIndex", lambda: index)
        assert builds.main(tmp_path) == 0
        with (tmp_path / "data" / "builds.csv").open(encoding="utf-8", newline="") as rows:
            return list(csv.DictReader(rows)), capsys.readouterr().err

    return run


def test_stable_releases_since_2018_are_recorded(refreshed):
    files = [file("2.15.0"), file("2.16.0rc1"), file("2.14.0", yanked="broken"), file("0.1.0", day="2017-12-31")]
    (row,), said = refreshed(Index(files))
    about = (
        "pkg:pypi/torch",
        "2.15.0",
        "2026-01-01",
        ">=3.10",
        "linux-x86-64@2.28=3.12",
        "numpy>=1.26",
        "",
        "9.1.0.70",
    )
    names = ("package", "version", "released_on", "requires_python", "wheels", "requires", "cuda", "cudnn")
    assert tuple(row[name] for name in names) == about
    assert "pkg:pypi/torchvision" not in said and "torchvision: timed out" in said


def test_only_new_releases_are_opened_and_what_an_index_does_not_give_stays(refreshed):
    refreshed(Index([file("2.15.0")]))
    again = Index([file("2.15.0"), file("2.16.0"), file("2.17.0")], unreadable=["2.17.0"])
    rows, said = refreshed(again)
    assert [row["version"] for row in rows] == ["2.15.0", "2.16.0"] and sorted(again.opened) == ["2.16.0", "2.17.0"]
    assert "missed, and asked for again the next time: torch 2.17.0: none of its wheels could be opened" in said
    assert refreshed(Index([], down=True))[0] == rows


def test_a_resolver_is_asked_for_what_the_day_draws(tmp_path, monkeypatch):
    rows = [record("builds", version=f"2.{n}.0", wheels="linux-x86-64=2.7,3.12", source_id="s") for n in range(30)]
    tiny.write(tmp_path / "data", builds=rows, fit_trials=[])
    asked = []

    def ask(lines, wanted, python, platform, uv):
        asked.append((lines, python, platform))
        return ({"torch": "2"}, "") if len(asked) % 2 else ({}, "no wheels")

    monkeypatch.setattr(trials, "ask", ask)
    monkeypatch.setattr(trials, "find_uv", lambda: "uv")
    assert trials.main(tmp_path) == 0
    with (tmp_path / "data" / "fit_trials.csv").open(encoding="utf-8", newline="") as file:
        told = list(csv.DictReader(file))
    assert len(told) == len(asked) == 30 and len({row["version"] for row in told}) == 30
    assert {row["python"] for row in told} == {"3.12"} and {row["problem"] for row in told} == {"", "no wheels"}
    assert all(lines[0].startswith("torch==2.") for lines, _, _ in asked)
