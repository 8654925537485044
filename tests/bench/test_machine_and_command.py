"""Facts of the machine, and the command's messages."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from bench import __main__ as command
from bench import agreement, results
from bench.environments import installed_sizes
from bench.machine import (
    Usage,
    environment_id,
    facts,
    granted_cores,
    memory_mib,
    preloads,
    processors,
    quota_cores,
)
from bench.processes import CannotStart
from sitedata.schema.protocol import matrix

HOST = {
    "cpu-model": "Intel(R) Xeon(R) Platinum 8488C CPU @ 2.40GHz",
    "cores": "2",
    "cpu-flags": "avx2",
    "python": "3.11.7",
}


def test_an_environment_is_named_after_what_it_is():
    name = environment_id(HOST, {"pytorch": "2.13.0"}, "cpu")
    assert name.startswith("intel-xeon-platinum-8488c-2c-cpu-")


@pytest.mark.parametrize("change", [{"cores": "4"}, {"cpu-flags": "avx512f"}, {"python": "3.12.1"}])
def test_another_machine_is_another_environment(change):
    versions = {"pytorch": "2.13.0"}
    assert environment_id(HOST, versions, "cpu") != environment_id(HOST | change, versions, "cpu")


def test_another_version_or_device_is_another_environment():
    names = {
        environment_id(HOST, {"pytorch": version}, device)
        for version in ("2.13.0", "2.14.0")
        for device in ("cpu", "cuda")
    }
    assert len(names) == 4


def test_the_order_of_versions_does_not_matter():
    assert environment_id(HOST, {"a": "1", "b": "2"}, "cpu") == environment_id(HOST, {"b": "2", "a": "1"}, "cpu")


def test_facts_name_nobody():
    import getpass
    import platform

    told = " ".join(facts().values())
    assert getpass.getuser() not in told.split()
    assert platform.node() not in told.split()


QUOTAS = {
    "version 2": (("150000 100000\n", ""), 1.5),
    "version 2 without a limit": (("max 100000\n", ""), None),
    "version 1": (("50000\n", "100000\n"), 0.5),
    "version 1 without a limit": (("-1\n", "100000\n"), None),
    "no control group": (("", ""), None),
}


@pytest.mark.parametrize(("files", "cores"), QUOTAS.values(), ids=QUOTAS)
def test_the_quota_of_a_container_is_read_in_cores(files, cores):
    assert quota_cores(*files) == cores


UNIFIED, OLD = "/sys/fs/cgroup", "/sys/fs/cgroup/cpu"
GROUPS = {
    "a container": ({"/proc/self/cgroup": "0::/\n", f"{UNIFIED}/cpu.max": "150000 100000"}, 1.5),
    "a group of its own": (
        {"/proc/self/cgroup": "0::/a.slice/b\n", f"{UNIFIED}/a.slice/b/cpu.max": "50000 100000"},
        0.5,
    ),
    "a group in one with less": (
        {
            "/proc/self/cgroup": "0::/a/b\n",
            f"{UNIFIED}/a/b/cpu.max": "400000 100000",
            f"{UNIFIED}/a/cpu.max": "200000 100000",
        },
        2.0,
    ),
    "groups of the first version": (
        {
            "/proc/self/cgroup": "4:memory:/x\n3:cpu,cpuacct:/a\n0::/\n",
            f"{OLD}/a/cpu.cfs_quota_us": "100000",
            f"{OLD}/a/cpu.cfs_period_us": "50000",
        },
        2.0,
    ),
    "no limit": ({"/proc/self/cgroup": "0::/a\n", f"{UNIFIED}/a/cpu.max": "max 100000"}, None),
    "no control groups": ({}, None),
}


@pytest.mark.parametrize(("files", "cores"), GROUPS.values(), ids=GROUPS)
def test_the_strictest_quota_around_a_process_counts(monkeypatch, files, cores):
    monkeypatch.setattr("bench.machine._read", lambda path: files.get(path, ""))
    assert granted_cores() == processors()["quota_cores"] == cores


LIMITS = {
    "none": (4, {0, 1, 2, 3}, "max 100000", ("4", None, None)),
    "one processor by taskset": (4, {0}, "max 100000", ("1", "4", None)),
    "a quota of whole cores": (4, {0, 1, 2, 3}, "200000 100000", ("2", "4", "2")),
    "a quota of one and a half": (4, {0, 1, 2, 3}, "150000 100000", ("2", "4", "1.5")),
    "a quota of a part of one": (4, {0, 1, 2, 3}, "20000 100000", ("1", "4", "0.2")),
    "a quota of more than there is": (2, {0, 1}, "800000 100000", ("2", None, None)),
    "both": (8, {0, 1, 2}, "200000 100000", ("2", "8", "2")),
}


@pytest.fixture
def limited(monkeypatch):
    """Facts of this machine, as if it showed so many processors and granted some of them."""

    def of(shown, allowed, quota):
        monkeypatch.setattr("bench.machine.os.cpu_count", lambda: shown)
        monkeypatch.setattr("bench.machine.os.sched_getaffinity", lambda process: allowed, raising=False)
        files = {"/proc/self/cgroup": "0::/\n", "/sys/fs/cgroup/cpu.max": quota, "/proc/cpuinfo": "model name : A\n"}
        monkeypatch.setattr("bench.machine._read", lambda path: files.get(path, ""))
        return facts()

    return of


@pytest.mark.parametrize(("shown", "allowed", "quota", "told"), LIMITS.values(), ids=LIMITS)
def test_cores_are_those_that_the_process_can_use(limited, shown, allowed, quota, told):
    known = limited(shown, allowed, quota)
    assert tuple(known.get(name) for name in ("cores", "shown-cores", "quota-cores")) == told


def test_every_limit_has_a_name_of_its_own(limited):
    names = [environment_id(limited(*limit), {"pytorch": "2.13.0"}, "cpu") for *limit, _ in LIMITS.values()]
    assert [name.split("-")[1] for name in names] == ["4c", "1c", "2c", "2c", "1c", "2c", "2c"]
    assert len(set(names)) == len(names)


def test_preloaded_libraries_are_named_without_their_folders(monkeypatch):
    monkeypatch.setattr("bench.machine._read", lambda path: "")
    monkeypatch.setenv("LD_PRELOAD", "/home/somebody/libjemalloc.so.2:/opt/libx.so")
    assert preloads() == "libjemalloc.so.2 libx.so"
    monkeypatch.delenv("LD_PRELOAD")
    assert preloads() == "none"


def test_physical_cores_are_told_apart_from_processors(monkeypatch):
    monkeypatch.setattr("bench.machine.psutil.cpu_count", lambda logical: 4 if logical else 2)
    monkeypatch.setattr("bench.machine.os.cpu_count", lambda: 4)
    monkeypatch.setattr("bench.machine.os.sched_getaffinity", lambda process: {0, 1, 2, 3}, raising=False)
    monkeypatch.setattr("bench.machine.granted_cores", lambda: None)
    assert (processors()["logical_cores"], processors()["physical_cores"]) == (4, 2)
    assert (facts()["cores"], facts()["physical-cores"]) == ("4", "2")


def test_foreign_use_leaves_the_own_process_out():
    before, after = Usage(100.0, 1.0, 10.0, 0.0), Usage(104.0, 1.0, 13.0, 2.0)
    foreign, steal = after.since(before)
    assert foreign == pytest.approx(0.5)  # 4 s busy, 3 s of them our own, in 2 s
    assert steal == 0


def test_memory_is_read_from_the_process_itself():
    before = memory_mib()
    block = bytearray(64 * 1024 * 1024)
    block[::4096] = b"x" * len(block[::4096])
    assert memory_mib()["peak_rss_mib"] >= before["peak_rss_mib"] + 30 or before["peak_rss_mib"] > 200
    del block


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--frameworks", "torch"], "got 'torch' — expected tensorflow, pytorch, jax"),
        (["--shard", "5/4"], "got '5/4' — expected a part and a number of parts, like 2/4"),
        (["--shard", "two"], "got 'two' — expected a part"),
        (["--only", "("], "expected a regular expression"),
        (["--rounds", "0"], "got 0 — expected 1 or more"),
    ],
)
def test_bad_arguments_are_named_before_work_starts(capsys, arguments, message):
    with pytest.raises(SystemExit) as stop:
        command.main(arguments)
    assert stop.value.code == 2
    assert message in capsys.readouterr().err


def test_a_missing_environment_is_named(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(command, "ROOT", tmp_path)
    assert command.main([]) == 1
    assert "no environment for tensorflow, pytorch: run `make bench`" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("memory", "disk", "what"),
    [(1, 100, "memory: 1.0 GiB free — expected 3"), (8, 1, "disk: 1.0 GiB free — expected 2")],
)
def test_too_little_room_is_told(monkeypatch, memory, disk, what):
    monkeypatch.setattr(command.psutil, "virtual_memory", lambda: SimpleNamespace(available=memory * 1024**3))
    monkeypatch.setattr(command.shutil, "disk_usage", lambda _: SimpleNamespace(free=disk * 1024**3))
    with pytest.raises(CannotStart, match=what):
        command.check_room()


def test_a_matrix_with_nothing_in_it_says_so(capsys, monkeypatch, tmp_path):
    monkeypatch.setattr(command, "found_pythons", lambda *_: {})
    assert command.main(["--only", "no such contestant"]) == 1
    assert "no contestant is left" in capsys.readouterr().err


def test_small_packages_count_too_and_installers_do_not():
    """Read in the environment in which this test runs."""
    rows = installed_sizes(Path(sys.executable), "pytorch")
    assert min(row["size_mib"] for row in rows) < 1 < max(row["size_mib"] for row in rows)
    assert not {"pip", "setuptools"} & {row["package"] for row in rows}


def test_compiled_modules_count_whether_or_not_the_installer_lists_them(tmp_path, monkeypatch):
    about = tmp_path / "alpha-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: alpha\nVersion: 1.0\n")
    (about / "RECORD").write_text("alpha.py,,\n")
    (tmp_path / "alpha.py").write_text("")
    compiled = Path(importlib.util.cache_from_source(str(tmp_path / "alpha.py")))
    compiled.parent.mkdir()
    compiled.write_bytes(bytes(2**20))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert [
        row["size_mib"] for row in installed_sizes(Path(sys.executable), "pytorch") if row["package"] == "alpha"
    ] == [1]


KNOWN = {"machine": {"cores": "2"}, "pytorch": {"version": "2.13.0"}, "tensorflow": {"version": "2.21.0"}}


@pytest.fixture
def described(tmp_path, monkeypatch):
    monkeypatch.setattr(
        command,
        "installed_sizes",
        lambda _, name: [{"framework": name, "package": name, "version": "1", "size_mib": 2.0}],
    )

    def describe(known):
        command.describe(tmp_path, known, {name: Path("python") for name in known if name != "machine"})
        return [(row["framework"], row["value"]) for row in results.read_table(tmp_path, "environment")]

    return describe


def test_a_later_sweep_keeps_what_is_known_of_frameworks_that_it_leaves_out(described, tmp_path):
    described(KNOWN | {"jax": {"version": "0.10.2"}})
    assert described(KNOWN) == [("machine", "2"), ("jax", "0.10.2"), ("pytorch", "2.13.0"), ("tensorflow", "2.21.0")]
    assert [row["framework"] for row in results.read_table(tmp_path, "sizes")] == ["jax", "pytorch", "tensorflow"]
    assert set(results.written(tmp_path)) == set(results.BENCH_TABLES)


def test_another_version_of_a_reference_line_is_not_mixed_in(described):
    described(KNOWN | {"jax": {"version": "0.10.2"}})
    with pytest.raises(CannotStart, match=r"was measured with jax 0\.10\.2, this is 0\.11\.0"):
        described(KNOWN | {"jax": {"version": "0.11.0"}})


def agreed(workload, framework, agrees="yes"):
    return {
        "workload": workload,
        "framework": framework,
        "precision": "float64",
        "quantity": "loss",
        "difference": "0",
        "limit": "1e-10",
        "agrees": agrees,
    }


@pytest.mark.parametrize(
    ("disagrees", "left"),
    [
        (None, {"tensorflow", "pytorch", "jax"}),
        ("jax", {"tensorflow", "pytorch"}),
        ("tensorflow", set()),
    ],
)
def test_who_does_not_agree_is_not_timed(tmp_path, monkeypatch, capsys, disagrees, left):
    monkeypatch.setattr(command, "WORK", tmp_path / "work")
    asked = []

    def check(pythons, workloads, folder, tuned=(), device="cpu"):
        asked.extend(workloads)
        return [
            agreed(workload, name, "no" if name == disagrees else "yes")
            for workload in workloads
            for name in ("tensorflow", "jax")
        ]

    monkeypatch.setattr(agreement, "check", check)
    results.write_table(tmp_path, "agreement", [agreed("mlp", "tensorflow")])  # JAX has not been compared yet
    contestants = [matrix.main("mlp", name) for name in ("tensorflow", "pytorch", "jax")]
    sweep = SimpleNamespace(contestants=contestants, pythons=dict.fromkeys(("tensorflow", "pytorch", "jax")))
    command.agree(sweep, tmp_path)
    assert asked == ["mlp"]
    assert {contestant.framework for contestant in sweep.contestants} == left
    assert len(results.read_table(tmp_path, "agreement")) == 2
    assert ("not timed" in capsys.readouterr().err) == (disagrees is not None)


def test_a_workload_without_values_stops_no_other(tmp_path, monkeypatch, capsys):
    def check(pythons, workloads, folder, tuned=(), device="cpu"):
        if workloads == ["gru"]:
            raise agreement.AgreementError("gru in pytorch, float64: ended with status 1")
        return [agreed(workload, "tensorflow") for workload in workloads]

    monkeypatch.setattr(agreement, "check", check)
    contestants = [matrix.main(workload, name) for workload in ("gru", "mlp") for name in ("tensorflow", "pytorch")]
    sweep = SimpleNamespace(contestants=contestants, pythons=dict.fromkeys(("tensorflow", "pytorch")))
    command.agree(sweep, tmp_path)
    assert {(one.workload, one.framework) for one in sweep.contestants} == {("mlp", "tensorflow"), ("mlp", "pytorch")}
    assert [row["workload"] for row in results.read_table(tmp_path, "agreement")] == ["mlp"]
    assert "not timed: gru, whose agreement is not known: gru in pytorch" in capsys.readouterr().err
