"""What NVIDIA's management library knows of the GPU that is measured: its driver, its clock, and who else uses it.

In: the environment variables that choose a GPU. Out: facts of the machine, and columns of ``runs.csv``. The process
that starts the measurements asks, never one that is timed. The library counts GPUs by their places in the machine, so
the processes that measure are told to count like it (``CUDA_DEVICE_ORDER``).

Source: https://docs.nvidia.com/deploy/nvml-api/group__nvmlDeviceQueries.html
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from statistics import median
from types import ModuleType, TracebackType

from bench.processes import CannotStart

MIB = 2**20
EVERY_S = 0.2  # between two looks at a GPU while a run is on it
IDLE_S = 2.0  # the library tells the use of the last second or so: wait at most so long until our last run is out of it
REASONS = {
    0x004: "power-cap",
    0x008: "hardware-slowdown",
    0x020: "software-thermal",
    0x040: "hardware-thermal",
    0x080: "power-brake",
}
"""Bit → why the clock is below what the GPU could do. Idle clocks and clocks that its owner set are no slowdown."""


def choice(variables: Mapping[str, str], count: int) -> int | str:
    """Which of ``count`` GPUs is measured: its place in the machine, or its name if it was chosen by name.

    Raises:
        CannotStart: there are several and none was chosen, or several were.
    """
    named = [name.strip() for name in variables.get("CUDA_VISIBLE_DEVICES", "").split(",") if name.strip()]
    if len(named) > 1 or (not named and count > 1):
        got = f"{len(named)} are named" if named else f"this machine has {count}"
        raise CannotStart(f"one GPU is measured, {got}: choose it, such as with CUDA_VISIBLE_DEVICES=0")
    if not named:
        return 0
    return int(named[0]) if named[0].isdecimal() else named[0]


@dataclass
class Gpu:
    """The GPU that is measured. ``library`` is pynvml, or something with the same calls."""

    library: ModuleType
    handle: object

    @classmethod
    def found(cls, variables: Mapping[str, str] = os.environ) -> Gpu:
        """Raises:
        CannotStart: there is no driver, no such GPU, or more than one.
        """
        import pynvml

        try:
            pynvml.nvmlInit()
            chosen = choice(variables, pynvml.nvmlDeviceGetCount())
            by_name = isinstance(chosen, str)
            handle = (pynvml.nvmlDeviceGetHandleByUUID if by_name else pynvml.nvmlDeviceGetHandleByIndex)(chosen)
        except pynvml.NVMLError as error:
            raise CannotStart(f"--device cuda: NVIDIA's driver does not answer: {error}") from error
        return cls(pynvml, handle)

    def ask(self, name: str, *arguments: object) -> object | None:
        """The library's answer; None where this GPU or this driver has none."""
        with suppress(self.library.NVMLError, AttributeError):
            return getattr(self.library, name)(self.handle, *arguments)
        return None

    def facts(self) -> dict[str, str]:
        """Facts of the machine. No serial number and no name that points to one machine."""
        facts = {"gpu-driver": str(self.library.nvmlSystemGetDriverVersion())}
        if memory := self.ask("nvmlDeviceGetMemoryInfo"):
            facts["gpu-memory-gib"] = f"{memory.total / 2**30:.0f}"
        if limit := self.ask("nvmlDeviceGetEnforcedPowerLimit"):
            facts["gpu-power-limit-w"] = f"{limit / 1000:.0f}"
        if clock := self.ask("nvmlDeviceGetMaxClockInfo", self.library.NVML_CLOCK_SM):
            facts["gpu-highest-clock-mhz"] = str(clock)
        return facts

    def used_mib(self) -> float:
        memory = self.ask("nvmlDeviceGetMemoryInfo")
        return memory.used / MIB if memory else 0.0

    def used_share(self) -> float | None:
        """Share of the last second or less in which something computed on it."""
        rates = self.ask("nvmlDeviceGetUtilizationRates")
        return rates.gpu / 100 if rates else None

    def slowed_by(self) -> set[str]:
        bits = self.ask("nvmlDeviceGetCurrentClocksEventReasons")
        if bits is None:  # drivers before 535 have it under its old name
            bits = self.ask("nvmlDeviceGetCurrentClocksThrottleReasons") or 0
        return {name for bit, name in REASONS.items() if bits & bit}


@dataclass
class Watch:
    """Looks at a GPU before a run and while it is there: ``with Watch(gpu) as watch: …``, then ``watch.columns()``."""

    gpu: Gpu
    every_s: float = EVERY_S
    idle_s: float = IDLE_S
    _before_mib: float = 0.0
    _others: float | None = None
    _used_mib: list[float] = field(default_factory=list)
    _clocks: list[int] = field(default_factory=list)
    _degrees: list[int] = field(default_factory=list)
    _slowed: set[str] = field(default_factory=set)
    _over: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> Watch:
        end = time.monotonic() + self.idle_s
        self._others = self.gpu.used_share()
        while self._others and time.monotonic() < end:
            time.sleep(self.every_s)
            self._others = min(self._others, self.gpu.used_share() or 0.0)
        self._before_mib = self.gpu.used_mib()
        self._thread = threading.Thread(target=self._look_again, daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()

    def _look_again(self) -> None:
        while not self._over.wait(self.every_s):
            self.look()

    def look(self) -> None:
        self._used_mib.append(self.gpu.used_mib())
        if not self.gpu.used_share():
            return  # an idle GPU lowers its clock
        library = self.gpu.library
        for kept, value in (
            (self._clocks, self.gpu.ask("nvmlDeviceGetClockInfo", library.NVML_CLOCK_SM)),
            (self._degrees, self.gpu.ask("nvmlDeviceGetTemperature", library.NVML_TEMPERATURE_GPU)),
        ):
            if value is not None:
                kept.append(value)
        self._slowed |= self.gpu.slowed_by()

    def columns(self) -> dict[str, object]:
        """Columns of ``runs.csv``; those that the GPU does not tell are left out."""
        columns: dict[str, object] = {"gpu_others_mib": round(self._before_mib, 1)}
        if self._others is not None:
            columns["gpu_others_share"] = round(self._others, 2)
        if self._used_mib:
            columns["device_used_mib"] = round(max(max(self._used_mib) - self._before_mib, 0.0), 1)
        if self._clocks:
            columns["gpu_clock_mhz"] = round(median(self._clocks))
            columns["gpu_slowed_by"] = " ".join(sorted(self._slowed)) or "nothing"
        if self._degrees:
            columns["gpu_degrees"] = max(self._degrees)
        return columns
