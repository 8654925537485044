"""What the driver says of a GPU: asked of a fake library that answers as NVIDIA's does."""

from __future__ import annotations

import sys
from types import SimpleNamespace

import pytest

from bench.environments import show_hidden
from bench.gpu import Gpu, Watch, choice
from bench.processes import CannotStart
from bench.sweep import Sweep
from sitedata.schema.protocol import matrix
from sitedata.schema.protocol.contestant import Contestant
from sitedata.schema.protocol.duration import AGREEMENT_ON_GPU, gpu_sweep_s
from sitedata.schema.protocol.gate import disturbed

MIB = 2**20


class NVMLError(Exception):
    pass


class Library:
    """The calls of pynvml that are made, with what an H200 answered to each; ``old`` is a driver before 535."""

    NVML_CLOCK_SM, NVML_TEMPERATURE_GPU = 1, 0
    NVMLError = NVMLError

    def __init__(self, *, gpus=1, busy=(0,), used_mib=(449,), reasons=0x4, old=False, silent=()):
        self.gpus, self.busy, self.used, self.reasons = gpus, list(busy), list(used_mib), reasons
        self.asked: list[object] = []
        for name in silent:
            setattr(self, name, self.refuse)
        if old:
            self.nvmlDeviceGetCurrentClocksThrottleReasons = self.nvmlDeviceGetCurrentClocksEventReasons
            self.nvmlDeviceGetCurrentClocksEventReasons = self.refuse

    @staticmethod
    def refuse(*_):
        raise NVMLError("Not Supported")

    def nvmlInit(self):
        if not self.gpus:
            raise NVMLError("NVML Shared Library Not Found")

    def nvmlDeviceGetCount(self):
        return self.gpus

    def nvmlDeviceGetHandleByIndex(self, number):
        self.asked.append(number)
        return number

    nvmlDeviceGetHandleByUUID = nvmlDeviceGetHandleByIndex

    def nvmlSystemGetDriverVersion(self):
        return "580.95.05"

    def nvmlDeviceGetMemoryInfo(self, handle):
        return SimpleNamespace(total=143771 * MIB, used=_next(self.used) * MIB)

    def nvmlDeviceGetUtilizationRates(self, handle):
        return SimpleNamespace(gpu=_next(self.busy), memory=0)

    def nvmlDeviceGetEnforcedPowerLimit(self, handle):
        return 700_000

    def nvmlDeviceGetMaxClockInfo(self, handle, kind):
        return 1980

    def nvmlDeviceGetClockInfo(self, handle, kind):
        return 1755

    def nvmlDeviceGetTemperature(self, handle, sensor):
        return 41

    def nvmlDeviceGetCurrentClocksEventReasons(self, handle):
        return self.reasons


def _next(values: list) -> int:
    return values.pop(0) if len(values) > 1 else values[0]


@pytest.fixture
def found(monkeypatch):
    def made(variables=None, **settings) -> Gpu:
        monkeypatch.setitem(sys.modules, "pynvml", Library(**settings))
        return Gpu.found(variables or {})

    return made


# --- which GPU --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("named", "count", "chosen"), [("", 1, 0), ("3", 4, 3), ("GPU-8f6e", 2, "GPU-8f6e"), ("MIG-1", 1, "MIG-1")]
)
def test_the_gpu_that_was_chosen(named, count, chosen, found):
    assert choice({"CUDA_VISIBLE_DEVICES": named}, count) == chosen
    assert found({"CUDA_VISIBLE_DEVICES": named}, gpus=count).library.asked == [chosen]


@pytest.mark.parametrize(("named", "count", "got"), [("", 2, "this machine has 2"), ("0,1", 8, "2 are named")])
def test_one_gpu_has_to_be_chosen(named, count, got):
    with pytest.raises(CannotStart, match=f"one GPU is measured, {got}: choose it, such as with CUDA_VISIBLE_DEVICES"):
        choice({"CUDA_VISIBLE_DEVICES": named}, count)


def test_without_a_driver_it_says_so(found):
    with pytest.raises(CannotStart, match=r"^--device cuda: NVIDIA's driver does not answer: NVML Shared Library Not"):
        found(gpus=0)


def test_the_library_is_the_one_that_is_installed_with_the_harness():
    """Where it is present, it has every call that is made."""
    pynvml = pytest.importorskip("pynvml")
    calls = [name for name in vars(Library) if name.startswith(("nvml", "NVML"))]
    assert len(calls) > 10 and all(hasattr(pynvml, name) for name in calls)


# --- what it says -----------------------------------------------------------------------------------------------------
def test_facts_name_no_single_machine(found):
    assert found().facts() == {
        "gpu-driver": "580.95.05", "gpu-memory-gib": "140", "gpu-power-limit-w": "700", "gpu-highest-clock-mhz": "1980",
    }  # fmt: skip
    silent = ("nvmlDeviceGetMemoryInfo", "nvmlDeviceGetEnforcedPowerLimit", "nvmlDeviceGetMaxClockInfo")
    assert found(silent=silent).facts() == {"gpu-driver": "580.95.05"}


@pytest.mark.parametrize("old", [False, True])
def test_why_the_clock_is_lower(found, old):
    assert found(reasons=0x4 | 0x40 | 0x1, old=old).slowed_by() == {"power-cap", "hardware-thermal"}
    assert found(reasons=0x1 | 0x2, old=old).slowed_by() == set(), "idle, and clocks that were set"


def watched(gpu: Gpu, looks: int = 3) -> dict[str, object]:
    watch = Watch(gpu, every_s=0.0, idle_s=5.0)
    watch._look_again = lambda: [watch.look() for _ in range(looks)]
    with watch:
        pass
    return watch.columns()


def test_a_run_is_watched(found):
    gpu = found(busy=[90, 30, 0, 100], used_mib=[449, 900, 1659, 700])
    assert watched(gpu) == {
        "gpu_others_mib": 449.0, "gpu_others_share": 0.0, "device_used_mib": 1210.0, "gpu_clock_mhz": 1755,
        "gpu_slowed_by": "power-cap", "gpu_degrees": 41,
    }  # fmt: skip


def test_an_idle_gpu_lowers_its_clock_and_that_is_not_measured(found):
    assert "gpu_clock_mhz" not in watched(found(busy=[0]))


def test_somebody_who_stays_is_told(found, monkeypatch):
    watch = Watch(found(busy=[40, 25, 30]), every_s=0.0, idle_s=0.05)
    with watch:
        pass
    assert watch.columns()["gpu_others_share"] == 0.25


def test_what_a_gpu_does_not_tell_is_left_out(found):
    silent = ("nvmlDeviceGetUtilizationRates", "nvmlDeviceGetMemoryInfo")
    assert watched(found(silent=silent)) == {"gpu_others_mib": 0.0, "device_used_mib": 0.0}


# --- what follows -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        ({"gpu_others_share": 0.25}, "others used the GPU for 25% of the time before, limit 5%"),
        ({"gpu_slowed_by": "hardware-thermal power-cap"}, "the GPU lowered its clock: hardware-thermal"),
        ({"gpu_slowed_by": "power-cap", "gpu_others_share": 0.05}, ""),
        ({"gpu_slowed_by": "nothing", "gpu_others_share": 0.0}, ""),
        ({}, ""),
    ],
)
def test_a_disturbed_gpu_flags_the_run(columns, reason):
    assert disturbed({"variant": "plain", **columns}, cores=8) == reason


def test_a_sweep_keeps_what_the_driver_said(found, tmp_path, monkeypatch):
    python = tmp_path / "python"
    python.write_text(f"#!{sys.executable}\nprint('bench-result: {{\"steps\": 3}}')\n")
    python.chmod(0o755)
    journal = SimpleNamespace(head={"sweep": "20261126t0500"}, records=[])
    monkeypatch.setattr("bench.sweep.libraries.question", lambda *_: ("pytorch", "", ()))
    one = Contestant("mlp", "pytorch", "eager", device="cuda", batch_size=128)
    sweep = Sweep([one], {"pytorch": python}, journal, tmp_path, 1, gpu=found(busy=[0, 100], used_mib=[449, 1659]))
    record = sweep._measure(1, 0, 1, one)
    assert (record["status"], record["steps"], record["gpu_others_mib"]) == ("ok", 3, 449.0)
    sweep.gpu = None
    assert "gpu_others_mib" not in sweep._measure(1, 0, 2, one)


# --- what TensorFlow does not find ------------------------------------------------------------------------------------
def test_a_library_is_linked_where_tensorflow_looks(tmp_path):
    packages = tmp_path / ".venv-bench/tensorflow-cuda/lib/python3.12/site-packages"
    library = packages / "nvidia/cusolver/lib/libcusolver.so.11"
    for folder in (library.parent, packages / "nvidia/cublas/lib"):
        folder.mkdir(parents=True)
    library.write_bytes(b"ELF")
    for _ in range(2):  # an interrupted make comes here again
        show_hidden(tmp_path, "tensorflow-cuda")
        show_hidden(tmp_path, "pytorch-cuda")
    assert (packages / "nvidia/cublas/lib/libcusolver.so.11").read_bytes() == b"ELF"
    assert len([*tmp_path.rglob("*.so.11")]) == 2


def test_how_long_a_short_sweep_takes_is_said():
    contestants = matrix.on_cuda(matrix.short_matrix())
    minutes = gpu_sweep_s(contestants, 10, ["mlp"]) / 60
    assert 20 < minutes < 30, minutes
    assert gpu_sweep_s(contestants, 10) == gpu_sweep_s(contestants, 10, ["mlp"]) - AGREEMENT_ON_GPU
