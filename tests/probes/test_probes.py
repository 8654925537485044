"""Probes that ask a package index, against one on this disk: what is there, what is not, and an index that is down.

And which packages are asked: what the data's rows make of them.
"""

from __future__ import annotations

import html
import io
import json
import os
import platform
import re
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from probes import __main__ as command
from probes import tidied
from probes.answer import ANSWER
from probes.package_index import LATER
from probes.rows import rows_of
from sitedata.check.dataset import checked_dataset
from sitedata.check.probes import FILE, unmatched
from sitedata.schema.protocol.probes import Probe, package_questions
from tests import tiny
from tests.conftest import ROOT
from tests.tiny import changed

NOWHERE = "http://127.0.0.1:9/simple"  # the port that discards: nothing listens there


def wheel(folder, name, version, *requires, code="", system="any", python=""):
    """A wheel of one module, as a page of a package index. ``python`` is the Python that it is for, empty for any."""
    home = folder / name
    home.mkdir(parents=True, exist_ok=True)
    about = f"{name}-{version}.dist-info"
    with zipfile.ZipFile(home / f"{name}-{version}-py3-none-{system}.whl", "w") as file:
        file.writestr(f"{name}.py", code)
        lines = [
            "Metadata-Version: 2.1",
            f"Name: {name}",
            f"Version: {version}",
            *(f"Requires-Dist: {requirement}" for requirement in requires),
        ]
        file.writestr(f"{about}/METADATA", "\n".join(lines) + "\n")
        file.writestr(
            f"{about}/WHEEL", f"Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-{system}\n"
        )
        file.writestr(f"{about}/RECORD", "")
    page, file = home / "index.html", f"{name}-{version}-py3-none-{system}.whl"
    before = page.read_text(encoding="utf-8") if page.exists() else "<!DOCTYPE html><html><body>"
    link = f'<a href="{file}" data-requires-python="{html.escape(python)}">{file}</a>'
    page.write_text(before + link, encoding="utf-8")


def source(folder, name, version, says):
    """A source of it, whose build needs nothing, prints this and fails."""
    home = folder / name
    home.mkdir(parents=True, exist_ok=True)
    about = f"{name}-{version}"
    files = {
        "pyproject.toml": '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n',
        "backend.py": f"def build_wheel(*_, **__): raise SystemExit({says!r})\n",
        "PKG-INFO": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
    }
    with tarfile.open(home / f"{about}.tar.gz", "w:gz") as archive:
        for path, text in files.items():
            info = tarfile.TarInfo(f"{about}/{path}")
            info.size = len(text.encode())
            archive.addfile(info, io.BytesIO(text.encode()))
    (home / "index.html").write_text(f'<!DOCTYPE html><html><body><a href="{about}.tar.gz">{about}.tar.gz</a>')


def asked(script, index, *arguments, **more):
    """Outcome and finding."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    settings = {
        "PYTHONPATH": str(ROOT / "scripts"),
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_INDEX_URL": str(index),
        "PIP_RETRIES": "0",
    }
    command = [sys.executable, "-m", f"probes.{script}", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, env=kept | settings | more, timeout=300)
    (answer,) = [json.loads(line.removeprefix(ANSWER)) for line in done.stdout.splitlines() if line.startswith(ANSWER)]
    return answer["outcome"], answer["finding"]


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    folder = tmp_path_factory.mktemp("index")
    wheel(folder, "alpha", "1.0", code="value = 1")
    wheel(folder, "alpha", "2.0", "beta-that-is-missing>=3", code="value = 2")
    wheel(folder, "gamma", "1.0", code="value = 3")
    wheel(
        folder,
        "epsilon",
        "1.0",
        code="raise ImportError('libGL.so.1: cannot open shared object file: No such file or directory')",
    )
    for name, library in (("xi", "libnvidia-ml.so.1"), ("omicron", "libcudart.so.12")):
        missing = f"{library}: cannot open shared object file: No such file or directory"
        wheel(folder, name, "1.0", code=f"raise OSError({missing!r})")
    source(folder, "pi", "1.0", "no compiler")
    source(folder, "rho", "1.0", "This is a special placeholder package which downloads a real wheel package")
    wheel(folder, "zeta", "1.0", code="import something_else")
    wheel(folder, "eta", "1.0", "theta>=1")
    wheel(folder, "iota", "1.0", "pytest>=1")
    wheel(folder, "kappa", "1.0", "pytest<1")
    markers = ('alpha; extra == "more"', 'beta; python_version < "3"', 'gamma; python_version >= "3"')
    wheel(folder, "nu", "1.0", *markers)
    wheel(folder, "mu", "1.0")
    wheel(folder, "mu", "2.0", "alpha", python=f">={LATER}")
    wheel(folder, "theta", "1.0", system=f"manylinux_2_59_{platform.machine()}")
    return folder.as_uri()


@pytest.mark.parametrize(
    ("script", "arguments"), [("alive", ("alpha", "alpha", "pytest")), ("needs", ("alpha", "beta"))]
)
def test_an_index_that_is_down_is_no_answer(script, arguments):
    outcome, finding = asked(script, NOWHERE, *arguments)
    assert outcome == "could-not-run" and "does not answer" in finding


@pytest.mark.slow
def test_the_newest_release_is_asked_and_no_older_one(index):
    # 1.0 would install: pip must not fall back to it
    outcome, finding = asked("alive", index, "alpha", "alpha", "pytest")
    assert (
        outcome == "no"
        and finding.startswith("alpha 2.0 does not install beside pytest ")
        and "beta-that-is-missing>=3" in finding
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("package", "outcome", "words"),
    [
        ("gamma", "yes", "gamma 1.0 installs and imports"),
        ("epsilon", "could-not-run", "libGL.so.1, a system library that this machine lacks"),
        ("xi", "could-not-run", "libnvidia-ml.so.1, which comes with the driver of an NVIDIA GPU"),
        ("omicron", "could-not-run", "libcudart.so.12, a library of CUDA that the pytest here does not bring"),
        ("pi", "could-not-run", "pi has no wheel for Python "),
        ("rho", "could-not-run", "of rho the package index has a placeholder alone"),
        ("zeta", "no", "zeta 1.0 installs and does not import: ModuleNotFoundError"),
        ("missing", "absent", "the package index has no release of missing"),
    ],
)
def test_what_a_package_does_beside_a_framework(index, package, outcome, words):
    answered, finding = asked("alive", index, package, package, "pytest")
    assert (answered, words in finding) == (outcome, True), finding


@pytest.mark.slow
@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other systems have no wheels of this kind")
def test_a_wheel_for_a_newer_c_library_is_there(index):
    # to pip on this machine it does not exist; that says nothing about the package
    outcome, finding = asked("alive", index, "eta", "eta", "pytest")
    assert outcome == "could-not-run" and "theta>=1, whose wheels want a C library newer than this machine's" in finding


@pytest.mark.slow
@pytest.mark.parametrize(
    ("package", "capped", "outcome", "words"),
    [
        ("iota", True, "could-not-run", "this machine holds its pip to other versions (pytest"),
        ("kappa", False, "no", "its requirements conflict: kappa 1.0 depends on pytest<1"),
    ],
)
def test_only_a_conflict_with_the_framework_is_an_answer(index, tmp_path, package, capped, outcome, words):
    cap = tmp_path / "cap.txt"
    cap.write_text("pytest<1\n")
    answered, finding = asked(
        "alive", index, package, package, "pytest", **({"PIP_CONSTRAINT": str(cap)} if capped else {})
    )
    assert (answered, words in finding) == (outcome, True), finding


@pytest.mark.slow
@pytest.mark.skipif(sys.version_info[:2] >= tuple(map(int, LATER.split("."))), reason="this Python is the later one")
def test_a_newest_release_for_later_pythons_is_told_and_no_older_one_asked(index):
    # pip would install 1.0 here, and a page would call that the newest release
    outcome, finding = asked("alive", index, "mu", "mu", "pytest")
    assert outcome == "could-not-run" and finding.startswith("mu 2.0 is for Pythons later than ")
    outcome, finding = asked("needs", index, "mu", "alpha")
    assert outcome == "yes" and finding.startswith("mu 2.0, which is for Pythons later than ")


def test_a_pip_that_is_broken_is_no_answer(tmp_path):
    # it says nothing of a missing package, as an index without one would make it
    (tmp_path / "pip").mkdir()
    (tmp_path / "pip" / "__init__.py").touch()
    (tmp_path / "pip" / "__main__.py").write_text("raise SystemExit('out of order')")
    paths = os.pathsep.join((str(tmp_path), str(ROOT / "scripts")))
    outcome, finding = asked("alive", NOWHERE, "alpha", "alpha", "pytest", PYTHONPATH=paths)
    assert (outcome, finding) == ("could-not-run", "pip did not ask the package index: out of order")


def test_what_is_kept_names_no_host_and_no_folder(monkeypatch):
    monkeypatch.setattr(tidied.platform, "release", lambda: "6.1.0-of-mine")
    said = "try https://wheels.example/ or https://wheels.example/simple/x on Linux 6.1.0-of-mine in /tmp/a/b/c.py"
    kept = tidied.tidy(said, ["/tmp/a"])
    assert kept == "try (an address) or (an address) on Linux … in …/c.py"


def test_versions_name_the_packages_that_are_asked_for_and_there_in_their_order():
    said = command.versions(Path(sys.executable), ("pytest", "missing", "hypothesis"))
    assert re.fullmatch(r"pytest [\d.]+, hypothesis [\d.]+, Python [\d.]+", said)


@pytest.mark.slow
def test_what_another_python_or_an_extra_would_require_is_not_required(index):
    said = {wanted: asked("needs", index, "nu", wanted) for wanted in ("alpha", "beta", "gamma")}
    assert {wanted: outcome for wanted, (outcome, _) in said.items()} == {"alpha": "no", "beta": "no", "gamma": "yes"}
    assert said["alpha"][1] == "nu 1.0 requires gamma, not alpha"


@pytest.mark.slow
def test_metadata_is_read_from_the_newest_wheel_for_any_python(index):
    assert asked("needs", index, "alpha", "beta-that-is-missing") == ("yes", "alpha 2.0 requires beta-that-is-missing")
    assert asked("needs", index, "gamma", "delta") == ("no", "gamma 1.0 requires no other package, not delta")
    assert asked("needs", index, "missing", "delta")[0] == "absent"


# --- which packages are asked ---
ROWS = [("pkg:pypi/x", "pytorch", "x"), ("pkg:pypi/x", "tensorflow", "x"), ("pkg:pypi/b-c", "jax", "b.c")]


def test_a_row_of_the_data_makes_two_probes():
    made = {id: probe for one in package_questions(ROWS) for id, probe in one.probes.items()}
    assert made == {
        "b-c-alive": Probe("jax", "alive", ("b-c", "b.c", "jax")),
        "b-c-needs-jax": Probe("jax", "needs", ("b-c", "jax")),
        "x-alive": Probe("tensorflow", "alive", ("x", "x", "tensorflow")),
        "x-needs-tensorflow": Probe("tensorflow", "needs", ("x", "tensorflow")),
        "x-alive-torch": Probe("pytorch", "alive", ("x", "x", "torch")),
        "x-needs-torch": Probe("pytorch", "needs", ("x", "torch")),
    }


@pytest.fixture
def listed(tmp_path, monkeypatch):
    """A repository whose data has one package asked and another not, and what the command runs in it."""
    rows = [
        tiny.record("package_probes", package="pkg:pypi/x", module="x", not_asked_because=""),
        tiny.record("package_probes", package="pkg:pypi/y", module="", not_asked_because="Its wheels are for Windows."),
    ]
    probes = [tiny.record("probes", id=id) for id in ("x-alive", "of-old")]
    tiny.write(tmp_path / "data", package_probes=rows, probes=probes)
    ran = []

    def run(id, probe):
        ran.append(id)
        return tiny.record("probes", id=id), "said"

    monkeypatch.setattr(command, "ROOT", tmp_path)
    monkeypatch.setattr(command, "PROBES", {"by-hand": Probe("tensorflow", "tf_lite")})
    monkeypatch.setattr(command, "run", run)
    return lambda *arguments: (command.main(list(arguments)), ran)[1]


def test_the_command_asks_what_people_listed_and_what_the_data_lists(listed, tmp_path):
    assert listed() == ["by-hand", "x-alive", "x-needs-tensorflow"]
    # a result that no probe gives any longer is gone
    assert [row["id"] for row in rows_of(tmp_path / "data", "probes")] == ["by-hand", "x-alive", "x-needs-tensorflow"]


def test_what_was_interrupted_goes_on_with_what_is_left(listed):
    assert listed("--unanswered") == ["by-hand", "x-needs-tensorflow"]


def test_one_package_can_be_asked_alone(listed):
    assert listed("--only", "^x-needs-tensorflow$") == ["x-needs-tensorflow"]


SOURCE = 'PROBES = {\n    for script in (\n        "tf_eager_default",\n    "pytorch-onnx": 1,\n'


def test_a_probe_without_a_result_is_reported_at_its_line(tmp_path):
    data = checked_dataset(tiny.write(tmp_path / "data"))
    (problem,) = unmatched(data, ["tf-eager-default", "pytorch-onnx"], SOURCE)
    assert str(problem).startswith(
        f"{FILE}:4: PROBES: a probe without a result, got 'pytorch-onnx' — expected a row in data/probes.csv"
    )


def test_a_result_without_a_probe_is_reported_at_its_line(tmp_path):
    data = checked_dataset(tiny.write(tmp_path / "data", **changed("probes", 0, question="Q?")))
    messages = [str(problem) for problem in unmatched(data, ["tf-eager-defaults"], SOURCE)]
    assert any(
        message.startswith("data/probes.csv:2: id: a result without a probe, got 'tf-eager-default'")
        for message in messages
    )


PACKAGE_ROWS = [
    tiny.record("package_probes", package="pkg:pypi/torch", framework="jax", module="", not_asked_because="Why not."),
    tiny.record("package_probes", package="pkg:pypi/torch", module="torch", not_asked_because=""),
]


def test_a_package_without_a_result_is_reported_at_its_row(tmp_path):
    results = [tiny.record("probes"), tiny.record("probes", id="torch-alive")]
    data = checked_dataset(tiny.write(tmp_path / "data", package_probes=PACKAGE_ROWS, probes=results))
    (problem,) = unmatched(data, ["tf-eager-default"], SOURCE)
    assert str(problem).startswith(
        "data/package_probes.csv:3: package: a probe without a result, got 'torch-needs-tensorflow' — expected a row"
    )


def test_a_result_that_a_reason_excludes_is_reported(tmp_path):
    ids = ("tf-eager-default", "torch-alive", "torch-alive-jax", "torch-needs-tensorflow")
    results = [tiny.record("probes", id=id) for id in ids]
    data = checked_dataset(tiny.write(tmp_path / "data", package_probes=PACKAGE_ROWS, probes=results))
    (problem,) = unmatched(data, ["tf-eager-default"], SOURCE)
    assert str(problem).startswith("data/probes.csv:4: id: a result without a probe, got 'torch-alive-jax'")
