"""What the operating system knows: other processes' use of the machine, a process's memory, an environment's facts."""

from __future__ import annotations

import hashlib
import math
import os
import platform
import re
import shutil
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import psutil

from system import run

GIT_LIMIT_S = 120  # on a slow disk

STATUS = Path("/proc/self/status")
MIB = 1024 * 1024


@dataclass(frozen=True)
class Usage:
    """Processor time since boot in seconds, summed over cores, and the moment at which it was read."""

    busy_s: float
    steal_s: float
    own_s: float
    at_s: float

    @classmethod
    def read(cls) -> Usage:
        times = psutil.cpu_times()
        steal = getattr(times, "steal", 0.0)
        # guest time is part of user time already; waiting for disks is not use
        busy = sum(getattr(times, name, 0.0) for name in ("user", "nice", "system", "irq", "softirq"))
        return cls(busy, steal, _own_s(), time.monotonic())

    def since(self, earlier: Usage) -> tuple[float, float]:
        """Cores that others used on average, and the share of all cores' time that the hypervisor withheld."""
        span = max(self.at_s - earlier.at_s, 1e-9)
        others = (self.busy_s - earlier.busy_s) - (self.own_s - earlier.own_s)
        return max(others / span, 0.0), max((self.steal_s - earlier.steal_s) / span / (os.cpu_count() or 1), 0.0)

    def load_since(self, earlier: Usage) -> dict[str, float]:
        """The same, as columns of a run."""
        foreign, steal = self.since(earlier)
        return {"foreign_cores": round(foreign, 3), "steal_share": round(steal, 4)}


def _own_s() -> float:
    """Processor time of this process in seconds.

    Programs that it started, such as compilers and those that load data, count as its own; those that have ended do too
    if somebody waited for them.
    """
    me, own = psutil.Process(), 0.0
    for process in (me, *me.children(recursive=True)):
        with suppress(psutil.Error):
            times = process.cpu_times()
            waited = (getattr(times, name, 0.0) for name in ("children_user", "children_system"))
            own += times.user + times.system + sum(waited)
    return own


def process_load(since: dict[str, float]) -> dict[str, float]:
    """What others used while this process was alive, its import and first call included: columns of ``runs.csv``.

    ``since`` is the ``Usage`` that the parent read before it started this process.
    """
    load = Usage.read().load_since(Usage(**since | {"own_s": 0.0}))
    return {f"process_{name}": value for name, value in load.items()}


def load_average() -> float | None:
    """Over the last minute; None where the system does not know it."""
    return round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None


def memory_mib() -> dict[str, float]:
    """The process's own high-water mark and what it holds now, in MiB: ``ru_maxrss`` would inherit the parent's.

    Where there is no ``/proc`` (macOS, Windows), only what psutil can tell; the rest is left out.
    """
    if not STATUS.exists():
        return {
            "peak_rss_mib": round(
                getattr(psutil.Process().memory_info(), "peak_wset", psutil.Process().memory_info().rss) / MIB, 1
            )
        }
    kib = dict(re.findall(r"^(VmHWM|RssAnon|RssFile):\s+(\d+) kB", STATUS.read_text(), re.MULTILINE))
    names = {"peak_rss_mib": "VmHWM", "anonymous_mib": "RssAnon", "file_mib": "RssFile"}
    return {name: round(int(kib[field]) / 1024, 1) for name, field in names.items() if field in kib}


def resident_mib() -> float | None:
    """What this process holds in main memory at present."""
    return round(psutil.Process().memory_info().rss / MIB, 1)


def processors() -> dict[str, object]:
    """Columns of ``runs.csv``: which processors this process may use, and what else the system says of its run."""
    return {
        "logical_cores": os.cpu_count(),
        "physical_cores": psutil.cpu_count(logical=False),
        "affinity_cores": affinity_cores(),
        "quota_cores": granted_cores(),
        "preloads": preloads(),
        "governor": _read("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor").strip() or None,
    }


def affinity_cores() -> int | None:
    """Processors on which this process may run, by ``taskset`` or a set of a control group; None if it is not told."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else None


def usable_cores() -> int:
    """Processors that this process can keep busy: those that it may use, and has time for."""
    limits = (os.cpu_count(), affinity_cores(), granted_cores())
    return max(1, math.ceil(min(limit for limit in limits if limit is not None)))


def granted_cores() -> float | None:
    """Cores' worth of time that this process's control group and those around it grant; None without a limit.

    A container shows its own group as the root. Source: https://man7.org/linux/man-pages/man7/cgroups.7.html
    """
    granted = []
    for line in _read("/proc/self/cgroup").splitlines() or ["0::/"]:
        _, controllers, group = line.split(":", 2)
        if controllers and "cpu" not in controllers.split(","):
            continue
        for place in [PurePosixPath(group), *PurePosixPath(group).parents]:
            folder = f"/sys/fs/cgroup{'/cpu' if controllers else ''}{place}".rstrip("/")
            quota, period = ("cpu.cfs_quota_us", "cpu.cfs_period_us") if controllers else ("cpu.max", "")
            granted.append(quota_cores(_read(f"{folder}/{quota}"), _read(f"{folder}/{period}") if period else ""))
    return min((cores for cores in granted if cores), default=None)


def quota_cores(quota: str, period: str = "") -> float | None:
    """Cores' worth of time that a control group grants; None without a limit.

    Version 2 has both numbers in one file, version 1 a file for each. Source: the kernel's documentation of cgroups.
    """
    words = [*quota.split(), *period.split()]
    if len(words) != 2 or not all(word.isdecimal() for word in words) or int(words[1]) == 0:
        return None  # "max" in version 2 and -1 in version 1 are no limit
    return round(int(words[0]) / int(words[1]), 3)


def preloads() -> str:
    """Names of the libraries that are loaded before all others, without their folders; ``none`` without any."""
    named = re.split(r"[\s:]+", os.environ.get("LD_PRELOAD", "") + " " + _read("/etc/ld.so.preload"))
    return " ".join(Path(name).name for name in named if name) or "none"


def facts() -> dict[str, str]:
    """What a reader must know about the machine to weigh its numbers. No user, no host, no path.

    ``cores`` are those that the process can use; how many the system shows is told where it shows more.
    """
    cores, shown, granted = usable_cores(), os.cpu_count() or 1, granted_cores()
    values = {
        "cpu-model": _cpu("model name") or platform.processor() or platform.machine(),
        "cpu-flags": " ".join(
            flag for flag in _cpu("flags").split() if re.match(r"avx|amx|fma|sse4|f16c|asimd|sve", flag)
        ),
        "cores": str(cores),
        "shown-cores": str(shown) if shown != cores else "",
        "quota-cores": f"{granted:g}" if granted is not None and granted < shown else "",
        "physical-cores": str(psutil.cpu_count(logical=False) or ""),
        "memory-gib": f"{psutil.virtual_memory().total / 1024**3:.0f}",
        "system": f"{platform.system()} {platform.release().split('-')[0]}",
        "c-library": " ".join(platform.libc_ver()),
        "python": platform.python_version(),
        "hypervisor": "yes" if "hypervisor" in _cpu("flags").split() else "none seen",
        "governor": _read("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor") or "not shown by the system",
        "allocator": "preloaded: " + Path(os.environ["LD_PRELOAD"]).name
        if os.environ.get("LD_PRELOAD")
        else "the C library's",
    }
    return {name: value.strip() for name, value in values.items() if value.strip()}


def harness() -> str:
    """Which version of this harness measures: the last commit that touched it, and whether it has been edited since."""
    folder = Path(__file__).resolve().parent

    def git(*arguments: str) -> str:
        if not shutil.which("git"):
            return ""
        done = run(["git", *arguments, "--", ".", "../sitedata/schema/protocol"], GIT_LIMIT_S, cwd=folder)
        return done.stdout.strip() if done.returncode == 0 else ""

    commit = git("log", "-1", "--format=%H")
    if not commit:
        return "unknown: measured outside its repository"
    return f"commit {commit[:12]}" + (", edited" if git("status", "--porcelain") else "")


def environment_id(machine: dict[str, str], versions: dict[str, str], device: str) -> str:
    """A readable name, the same for the same hardware and software, so that parts of one sweep find each other."""
    cpu = re.sub(r"\(.*?\)|@.*|\b(cpu|processor|core)\b|\d+-core", "", machine["cpu-model"].lower())
    shown = machine["gpu-model"].lower() if device == "cuda" and machine.get("gpu-model") else cpu
    slug = "-".join(re.findall(r"[a-z0-9]+", shown)[:4])
    kept = {name: machine.get(name, "") for name in ("cpu-model", "cpu-flags", "cores", "python", "c-library")}
    # environments without a GPU, and those that use all of their machine, keep their names
    kept |= {name: machine[name] for name in ("gpu-model", "shown-cores", "quota-cores") if machine.get(name)}
    digest = hashlib.sha256(repr((sorted(kept.items()), sorted(versions.items()), device)).encode()).hexdigest()[:6]
    return f"{slug}-{machine['cores']}c-{device}-{digest}"


def sweep_folder(machine: dict[str, str], sweep: str) -> str:
    """The name of a folder for one sweep of many environments, as ``amd-epyc-2c-20261127t2130``.

    ``sweep`` is the minute (UTC) at which it began.
    """
    return "-".join([*environment_id(machine, {}, "cpu").split("-")[:-2], sweep])


def _cpu(field: str) -> str:
    match = re.search(rf"^{field}\s*:\s*(.*)$", _read("/proc/cpuinfo"), re.MULTILINE)
    return match.group(1) if match else ""


def _read(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
