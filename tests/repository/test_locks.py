"""Lock files: no host, a hash for every package, and what their group in pyproject.toml asks for; checked offline."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

from set_up import FOLDERS, LITERT_PYTORCH, NEWEST_PYTORCH, PYTORCH
from tests.conftest import ROOT

LOCKS = {path.stem: path.read_text(encoding="utf-8") for path in sorted((ROOT / "locks").iterdir())}
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
HOST = re.compile(r"://|--(?:extra-)?index-url|--find-links|--trusted-host|\b[\w-]+\.(?:org|com|net|io|dev)\b")
ENTRY = re.compile(
    r"^([\w.-]+==[^\n\\]+?) \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)((?:    #.*\n)*)", re.MULTILINE
)


@dataclass(frozen=True)
class Locked:
    name: str
    version: str
    via: str


def locked(text: str) -> list[Locked]:
    requirements = [(Requirement(entry), via) for entry, _, via in ENTRY.findall(text)]
    return [Locked(entry.name, next(iter(entry.specifier)).version, via) for entry, via in requirements]


def asked(groups: dict, name: str) -> list[Requirement]:
    """The requirements of a group and of the groups that it includes."""
    wanted = []
    for item in groups[name]:
        wanted += [Requirement(item)] if isinstance(item, str) else asked(groups, item["include-group"])
    return wanted


def mismatches(groups: dict, name: str, text: str) -> list[str]:
    """Where a lock file does not match its group."""
    wanted, pinned = asked(groups, name), locked(text)
    direct = {entry.name for entry in pinned if f"(pyproject.toml:{name})" in entry.via}
    names = {requirement.name for requirement in wanted}
    problems = [f"{missing} is not locked" for missing in sorted(names - direct)]
    problems += [f"{extra} is locked and not asked for" for extra in sorted(direct - names)]
    for requirement in wanted:
        versions = [entry.version for entry in pinned if entry.name == requirement.name]
        problems += [
            f"{requirement} is locked as {version}"
            for version in versions
            if not requirement.specifier.contains(version, prereleases=True)
        ]
    return problems


def test_there_is_a_lock_file_for_each_environment_and_for_uv():
    assert set(LOCKS) == {"uv", *FOLDERS}


@pytest.mark.parametrize("name", ["pyproject.toml", *(f"locks/{name}.txt" for name in LOCKS)])
def test_no_host_is_named(name):
    assert not HOST.findall((ROOT / name).read_text(encoding="utf-8"))


def test_no_host_is_named_in_the_lock_file_of_npm():
    assert '"resolved"' not in (ROOT / "package-lock.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", LOCKS)
def test_every_line_belongs_to_a_package_with_a_hash(name):
    assert locked(LOCKS[name])
    assert ENTRY.sub("", LOCKS[name]).strip() == ""


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_file_is_what_its_group_asks_for(name):
    assert mismatches(PROJECT["dependency-groups"], name, LOCKS[name]) == [], "make lock"


def test_the_tests_run_on_what_builds_the_site():
    site, test = ({(entry.name, entry.version) for entry in locked(LOCKS[name])} for name in ("site", "test"))
    assert site <= test


@pytest.mark.parametrize("group", [PYTORCH, NEWEST_PYTORCH, LITERT_PYTORCH])
def test_pytorch_is_pinned(group):
    [requirement] = asked(PROJECT["dependency-groups"], group)
    assert re.fullmatch(r"torch==[\d.]+", str(requirement))


def test_no_probe_asks_an_older_pytorch_than_the_one_that_is_measured():
    measured, probed = (
        Version(next(iter(asked(PROJECT["dependency-groups"], group)[0].specifier)).version)
        for group in (PYTORCH, NEWEST_PYTORCH)
    )
    assert measured <= probed


def test_pytorch_is_in_no_lock_file():
    assert not [name for name, text in LOCKS.items() if "torch" in {entry.name for entry in locked(text)}]


def test_a_release_of_a_framework_is_written_once():
    # and PyTorch's twice more for the probes: the newest, and the one that LiteRT Torch takes
    written = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    counts = {name: written.count(f'"{name}==') for name in ("tensorflow", "tensorflow-cpu", "torch", "jax", "keras")}
    assert counts == {"tensorflow": 1, "tensorflow-cpu": 1, "torch": 3, "jax": 1, "keras": 1}


HASH = f"    --hash=sha256:{'0' * 64}\n"
TINY = (
    f"alpha==1.2.0 \\\n{HASH}    # via tensorflow-vs-pytorch (pyproject.toml:tiny)\n"
    f"beta==3.0 \\\n{HASH}    # via alpha\n"
)


@pytest.mark.parametrize(
    ("group", "problems"),
    [
        pytest.param(["alpha==1.2.0"], [], id="as it is locked"),
        pytest.param(["alpha>=1"], [], id="a range that holds it"),
        pytest.param([{"include-group": "more"}], [], id="asked for by a group that is included"),
        pytest.param(["alpha==1.3.0"], ["alpha==1.3.0 is locked as 1.2.0"], id="a pin that was raised"),
        pytest.param(["alpha", "gamma"], ["gamma is not locked"], id="a package that is new"),
        pytest.param(["alpha", "beta"], ["beta is not locked"], id="a package that is only there because of another"),
        pytest.param([], ["alpha is locked and not asked for"], id="a package that is gone"),
    ],
)
def test_a_change_without_make_lock_is_seen(group, problems):
    assert mismatches({"tiny": group, "more": ["alpha~=1.0"]}, "tiny", TINY) == problems


@pytest.mark.parametrize(
    "line",
    [
        "--index-url https://packages.example/simple",
        "--find-links wheels",
        "# from packages.example.org",
        "alpha @ file:///wheels/a.whl",
    ],
)
def test_a_host_is_seen(line):
    assert HOST.search(line)


@pytest.mark.parametrize(
    "line", ["alpha==1.2.0\n", "alpha==1.2.0 \\\n    --hash=md5:0\n", "alpha>=1.2.0 \\\n" + HASH, "-r other.txt\n"]
)
def test_a_line_without_a_hash_is_seen(line):
    assert ENTRY.sub("", TINY + line).strip()
