"""Environments are completed, left alone when complete, and begun again after an interruption.

The tests use wheels on disk and no network.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import set_up
from set_up import UNFINISHED, SetUpFailed, program

UV = set_up.find_uv()
needs_uv = pytest.mark.skipif(not UV, reason="needs uv: python3 scripts/set_up.py test")
PROJECT = """\
[project]
name = "tiny"
version = "1"
requires-python = ">=3.11"
[dependency-groups]
uv = ["uv"]
pytorch-release = ["torch==2.0"]
"""


def wheel(folder: Path, name: str, version: str, **files: str) -> str:
    """A wheel of one module, and programs. Returns its line of a lock file."""
    about, path = f"{name}-{version}.dist-info", folder / f"{name}-{version}-py3-none-any.whl"
    folder.mkdir(exist_ok=True)
    with zipfile.ZipFile(path, "w") as file:
        written = {
            f"{name}.py": f"version = {version!r}\n",
            f"{about}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
            f"{about}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        }
        written |= {f"{name}-{version}.data/scripts/{program}": text for program, text in files.items()}
        for place, text in written.items():
            entry = zipfile.ZipInfo(place)
            entry.external_attr = 0o100755 << 16
            file.writestr(entry, text)
        file.writestr(f"{about}/RECORD", "".join(f"{place},,\n" for place in [*written, f"{about}/RECORD"]))
    return f"{name}=={version} \\\n    --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}\n"


@pytest.fixture
def tree(tmp_path, monkeypatch):
    """A repository with one package to install, and no index to ask."""
    monkeypatch.setattr(set_up, "ROOT", tmp_path)
    settings = {
        "UV_OFFLINE": "1",
        "UV_FIND_LINKS": tmp_path / "wheels",
        "UV_CACHE_DIR": tmp_path / "cache",
        "TORCH_BACKEND": "",
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, str(value))
    if UV:
        monkeypatch.setenv("PATH", str(Path(UV).parent), prepend=os.pathsep)
    (tmp_path / "pyproject.toml").write_text(PROJECT)
    (tmp_path / "locks").mkdir()
    (tmp_path / "scripts").mkdir()
    alpha = wheel(tmp_path / "wheels", "alpha", "1.0")
    lock(tmp_path, "site", alpha)
    lock(tmp_path, "test", alpha + wheel(tmp_path / "wheels", "beta", "1.0"))
    return tmp_path


def lock(tree: Path, name: str, text: str) -> None:
    (tree / "locks" / f"{name}.txt").write_text(text)


def installed(tree: Path, name: str = "site") -> dict[str, str]:
    """Package → version."""
    code = "import importlib.metadata as m; print(*(f'{d.name}={d.version}' for d in m.distributions()))"
    done = subprocess.run(
        [program(tree / set_up.FOLDERS[name]), "-c", code], capture_output=True, text=True, check=True
    )
    return dict(pair.split("=") for pair in done.stdout.split())


@needs_uv
def test_a_whole_environment_is_left_alone_without_wheels_cache_or_network(tree, capsys, monkeypatch):
    set_up.set_up("site")
    assert installed(tree) == {"alpha": "1.0"} and "into .venv" in capsys.readouterr().err
    monkeypatch.setenv("UV_FIND_LINKS", "")
    monkeypatch.setenv("UV_CACHE_DIR", str(tree / "another"))
    set_up.set_up("site")
    assert capsys.readouterr().err == ""


@needs_uv
def test_a_raised_pin_is_installed_and_what_is_asked_no_more_is_removed(tree):
    set_up.set_up("test")
    assert installed(tree) == {"alpha": "1.0", "beta": "1.0"}
    lock(tree, "test", wheel(tree / "wheels", "alpha", "2.0"))
    set_up.set_up("test")
    assert installed(tree) == {"alpha": "2.0"}


@needs_uv
def test_who_runs_the_tests_also_builds_the_site(tree, capsys):
    set_up.set_up("test")
    capsys.readouterr()
    set_up.set_up("site")
    assert installed(tree) == {"alpha": "1.0", "beta": "1.0"} and capsys.readouterr().err == ""


@needs_uv
def test_a_package_with_another_hash_is_refused(tree):
    lock(tree, "site", (tree / "locks" / "site.txt").read_text().replace("sha256:", "sha256:0000")[:-5] + "\n")
    with pytest.raises(SetUpFailed, match="uv pip sync failed"):
        set_up.set_up("site")
    assert not set_up.is_whole("site", UV)


@needs_uv
def test_a_line_without_a_hash_is_refused(tree):
    lock(tree, "site", "alpha==1.0\n")
    with pytest.raises(SetUpFailed):
        set_up.set_up("site")


@needs_uv
def test_an_interrupted_run_is_begun_again(tree):
    set_up.set_up("site")
    module = next((tree / ".venv").rglob("alpha.py"))
    module.unlink()  # uv sees the package's metadata and takes it for complete
    assert set_up.is_whole("site", UV)
    (tree / ".venv" / UNFINISHED).touch()
    assert not set_up.is_whole("site", UV)
    set_up.set_up("site")
    assert module.exists() and set_up.is_whole("site", UV)


@needs_uv
@pytest.mark.parametrize("missing", ["pyvenv.cfg", "bin/python"])
def test_half_an_environment_is_made_again(tree, missing):
    set_up.set_up("site")
    (tree / ".venv" / missing).unlink()
    set_up.set_up("site")
    assert installed(tree) == {"alpha": "1.0"}


@needs_uv
def test_what_does_not_start_is_not_whole(tree):
    def broken():
        raise RuntimeError("no library")

    with pytest.raises(RuntimeError):
        set_up.set_up("site", broken)
    assert not set_up.is_whole("site", UV)
    set_up.set_up("site")
    assert set_up.is_whole("site", UV)


@needs_uv
def test_pytorch_is_the_build_that_its_group_pins_beside_what_the_lock_file_names(tree):
    wheel(tree / "wheels", "torch", "2.0")
    wheel(tree / "wheels", "torch", "3.0")
    lock(tree, "pytorch", (tree / "locks" / "site.txt").read_text())
    set_up.set_up("pytorch")
    assert installed(tree, "pytorch") == {"alpha": "1.0", "torch": "2.0"} and set_up.is_whole("pytorch", UV)
    assert list((tree / ".venv-bench" / "pytorch").rglob("alpha.*.pyc")), "compiled, as sizes are recorded"


@pytest.mark.parametrize(
    ("backend", "arguments"), [(None, ["--torch-backend", "cpu"]), ("cu130", ["--torch-backend", "cu130"]), ("", [])]
)
def test_the_build_of_pytorch_is_chosen(monkeypatch, backend, arguments):
    monkeypatch.delenv("TORCH_BACKEND", raising=False)
    if backend is not None:
        monkeypatch.setenv("TORCH_BACKEND", backend)
    said = set_up.sync("pytorch", "pytorch")
    assert said[said.index(set_up.PYTORCH) + 1 :] == arguments
    assert "--torch-backend" not in set_up.sync("tensorflow", "tensorflow")


@pytest.mark.parametrize(("measured", "brings"), [("2.13.0", False), ("2.15.0", True)])
def test_raising_the_measured_release_is_one_pin(tmp_path, monkeypatch, measured, brings):
    """The newest release needs what its build requires, wherever it is pinned; so does one that probes alone have."""
    pins = {set_up.PYTORCH: measured, set_up.NEWEST_PYTORCH: "2.15.0", set_up.LITERT_PYTORCH: "2.14.1"}
    lines = [f'{group} = ["torch=={version}"] # a comment' for group, version in pins.items()]
    (tmp_path / "pyproject.toml").write_text("\n".join(["[dependency-groups]", *lines]))
    monkeypatch.setattr(set_up, "ROOT", tmp_path)
    monkeypatch.setenv("TORCH_BACKEND", "")
    assert (set_up.brings_cuda("pytorch"), set_up.brings_cuda("pytorch-newest")) == (brings, True)
    assert set_up.brings_cuda("export-litert-torch")
    assert set_up.sync("pytorch", "pytorch")[1] == ("install" if brings else "sync")
    monkeypatch.setenv("TORCH_BACKEND", "cpu")
    assert not set_up.brings_cuda("pytorch")


RELEASES = """\
tensorflow-release = [
  "tensorflow-cpu==2.21.0; sys_platform == 'linux'",
  "tensorflow==2.21.0; sys_platform != 'linux'",
]
tensorflow-cuda-release = ["tensorflow[and-cuda]==2.21.0"] # a comment
pytorch-release = ["torch==2.15.0"] # in no lock file
pytorch-newest-release = ["torch==2.15.0"]
jax-release = [
  "jax==0.12.0.1; python_full_version >= '3.12'",
  "jax==0.10.2; python_full_version < '3.12'", # the newest that takes Python 3.11
]
jax-cuda-release = [
  "jax[cuda12]==0.12.0.1; python_full_version >= '3.12'",
  "jax[cuda12]==0.10.2; python_full_version < '3.12'",
]
other = ["keras==3.15.1"]
"""


def test_another_release_is_one_command(tmp_path, monkeypatch):
    """All pins of a framework's newest release move, and nothing else; then its lock files are written."""
    (tmp_path / "pyproject.toml").write_text(RELEASES)
    locked = []
    monkeypatch.setattr(set_up, "ROOT", tmp_path)
    monkeypatch.setattr(set_up, "lock", lambda names, upgrade: locked.extend(names))
    assert set_up.main(["--raise", "tensorflow=2.22.0", "--raise", "pytorch=2.16.0", "--raise", "jax=0.13.0"]) == 0
    expected = RELEASES.replace("2.21.0", "2.22.0").replace("2.15.0", "2.16.0").replace("0.12.0.1", "0.13.0")
    assert (tmp_path / "pyproject.toml").read_text() == expected
    assert {
        "tensorflow",
        "tensorflow-cuda",
        "pytorch",
        "pytorch-cuda",
        "jax",
        "serve-jax",
        *set_up.WHERE_THEY_MEET,
    } <= set(locked)
    assert "site" not in locked


def test_a_release_that_cannot_be_raised_is_told(tmp_path, monkeypatch, capsys):
    (tmp_path / "pyproject.toml").write_text("pytorch-release = []\n")
    monkeypatch.setattr(set_up, "ROOT", tmp_path)
    assert set_up.main(["--raise", "pytorch=2.16.0"]) == 1
    assert "pyproject.toml pins nothing in the group pytorch-release" in capsys.readouterr().err
    for wrong in ("keras=3.16.0", "pytorch", "pytorch=newest"):
        with pytest.raises(SystemExit):
            set_up.main(["--raise", wrong])
        assert f"got '{wrong}' — expected a framework and its release, like pytorch=2.16.0" in capsys.readouterr().err


def test_what_is_pinned_here_can_be_raised(tmp_path, monkeypatch):
    project = (Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text(project)
    monkeypatch.setattr(set_up, "ROOT", tmp_path)
    for framework in set_up.MEASURED:
        set_up.raise_release(framework, "9.9.9")
    raised = (tmp_path / "pyproject.toml").read_text()
    assert raised.count("==9.9.9") == 7 and set_up.pinned(set_up.PYTORCH) == "torch==9.9.9"


def uv_that(folder: Path, code: int) -> str:
    """A program named uv that answers with a status."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "uv"
    path.write_text(f"#!/bin/sh\nexit {code}\n")
    path.chmod(0o755)
    return str(path)


def test_a_uv_that_is_too_old_is_not_used(tree, monkeypatch):
    old = uv_that(tree / "old", 2)
    monkeypatch.setenv("PATH", str(tree / "old"))
    assert set_up.find_uv() is None
    brought = uv_that(tree / ".venv-uv" / "bin", 0)
    assert set_up.find_uv() == brought
    assert uv_that(tree / "old", 0) == old == set_up.find_uv()


@pytest.fixture
def pip_alone(tree, monkeypatch):
    """A machine without uv, whose pip knows where the packages are."""
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.delenv("UV_FIND_LINKS")
    settings = {
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": tree / "wheels",
        "PIP_INDEX_URL": "file:///mirror",
        "PIP_CONFIG_FILE": os.devnull,
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, str(value))
    lock(tree, "uv", wheel(tree / "wheels", "uv", "9.0", uv="#!/bin/sh\nexit 0\n"))
    return tree


def test_uv_is_brought_by_pip_and_told_what_pip_is_told(pip_alone, monkeypatch):
    uv = set_up.bring_uv()
    assert uv == str(pip_alone / ".venv-uv" / "bin" / "uv") == set_up.find_uv()
    settings = set_up.variables(uv)
    assert (settings["UV_DEFAULT_INDEX"], settings["UV_FIND_LINKS"]) == ("file:///mirror", str(pip_alone / "wheels"))
    monkeypatch.setenv("UV_DEFAULT_INDEX", "file:///own")
    assert set_up.variables(uv)["UV_DEFAULT_INDEX"] == "file:///own"
    assert "UV_FIND_LINKS" not in set_up.variables("/usr/bin/uv"), "who has a uv has configured it"


@pytest.mark.parametrize(
    "line", ["uv==9.0\n", "uv==9.0 --hash=sha256:" + "0" * 64 + "\n"], ids=["no hash", "another hash"]
)
def test_a_uv_without_its_hash_is_refused(pip_alone, line):
    lock(pip_alone, "uv", line)
    with pytest.raises(SetUpFailed, match="with pip"):
        set_up.bring_uv()
    assert set_up.find_uv() is None


@pytest.mark.slow
def test_a_python_without_pip_makes_itself_one(pip_alone, monkeypatch):
    monkeypatch.setattr(set_up, "find_spec", lambda name: None)
    assert set_up.bring_uv() == set_up.find_uv()
    assert program(pip_alone / ".venv-uv" / "python").exists()


def test_a_uv_of_which_a_part_arrived_is_brought_again(pip_alone):
    uv = Path(set_up.bring_uv())
    uv.write_bytes(b"")
    assert set_up.find_uv() is None
    set_up.bring_uv()
    assert set_up.find_uv() == str(uv)


def test_an_environment_that_does_not_exist_is_named(capsys):
    with pytest.raises(SystemExit) as stop:
        set_up.main(["tset"])
    assert stop.value.code == 2 and "no environment, got tset — expected site, test" in capsys.readouterr().err


@needs_uv
def test_a_failure_is_one_line_and_no_traceback(tree):
    lock(tree, "site", "gamma==1.0 \\\n    --hash=sha256:" + "0" * 64 + "\n")
    for name in ("stopping.py", "system.py", "set_up.py"):
        copy = shutil.copy(Path(set_up.__file__).with_name(name), tree / "scripts")
    done = subprocess.run([sys.executable, copy, "site"], capture_output=True, text=True)
    assert (
        done.returncode == 1 and done.stderr.endswith("set_up: uv pip sync failed\n") and "Traceback" not in done.stderr
    )
