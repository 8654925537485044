"""Lock files: no host, a hash for every package, and what their group in pyproject.toml asks for; checked offline."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from itertools import product

import pytest
from packaging.markers import Marker
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
    marker: Marker | None
    via: str


MACHINES = [
    {"sys_platform": system, "platform_machine": processor, "python_full_version": python, "python_version": python[:4]}
    for system, processor, python in product(
        ("linux", "darwin", "win32"), ("x86_64", "aarch64"), ("3.11.7", "3.12.1", "3.14.0")
    )
]


def together(one: Marker | None, other: Marker | None) -> bool:
    """Is there a machine for which both are meant?"""
    return any(all(marker is None or marker.evaluate(machine) for marker in (one, other)) for machine in MACHINES)


def locked(text: str) -> list[Locked]:
    requirements = [(Requirement(entry), via) for entry, _, via in ENTRY.findall(text)]
    return [Locked(entry.name, next(iter(entry.specifier)).version, entry.marker, via) for entry, via in requirements]


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
        versions = [
            entry.version
            for entry in pinned
            if entry.name == requirement.name and together(entry.marker, requirement.marker)
        ]
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
    # PyTorch's twice more for the probes: the newest, and the one that LiteRT Torch takes; JAX's for older Pythons too
    written = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    counts = {name: written.count(f'"{name}==') for name in ("tensorflow", "tensorflow-cpu", "torch", "jax", "keras")}
    assert counts == {"tensorflow": 1, "tensorflow-cpu": 1, "torch": 3, "jax": 2, "keras": 1}


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


def test_of_several_pins_each_is_locked_for_its_pythons():
    group = ["alpha==1.3.0; python_full_version >= '3.12'", "alpha==1.2.0; python_full_version < '3.12'"]
    newer, older = TINY.split("beta")[0].replace("1.2.0", "1.3.0"), TINY
    both = newer.replace("==1.3.0", "==1.3.0 ; python_full_version >= '3.12'") + older.replace(
        "==1.2.0", "==1.2.0 ; python_full_version < '3.12'"
    )
    assert mismatches({"tiny": group}, "tiny", both) == []
    assert mismatches({"tiny": group}, "tiny", both.replace("1.3.0", "1.2.9")) == [
        'alpha==1.3.0; python_full_version >= "3.12" is locked as 1.2.9'
    ]


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
