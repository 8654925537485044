"""``--device cuda`` measures on a GPU or says why not; it never records the CPU's times as a GPU's."""

from __future__ import annotations

import importlib
import sys
from types import ModuleType, SimpleNamespace

import pytest

from bench import __main__ as command
from bench import environments, worker
from bench.machine import environment_id
from bench.processes import CannotStart
from sitedata.schema.protocol.contestant import Contestant

MODEL = "NVIDIA H100 80GB HBM3"
MODES = {"tensorflow": "tf.function", "pytorch": "eager", "jax": "jit"}


def module(name: str, **names) -> ModuleType:
    made = ModuleType(name)
    vars(made).update(names)
    return made


def fakes(gpus: int) -> dict[str, ModuleType]:
    """Fake frameworks with that many GPUs, as far as a backend asks before it builds a model."""
    config = SimpleNamespace(
        list_physical_devices=lambda kind: ["GPU:0"] * gpus,
        experimental=SimpleNamespace(get_device_details=lambda device: {"device_name": MODEL}),
    )
    cuda = SimpleNamespace(is_available=lambda: gpus > 0, get_device_name=lambda number: MODEL)
    nnx = module("flax.nnx")
    return {
        "tensorflow": module("tensorflow", config=config), "torch": module("torch", cuda=cuda, nn=module("torch.nn")),
        "torch.nn": module("torch.nn"), "optax": module("optax"), "flax": module("flax", nnx=nnx), "flax.nnx": nnx,
        "jax": module("jax", default_backend=lambda: "gpu" if gpus else "cpu",
                      devices=lambda: [SimpleNamespace(device_kind=MODEL)], Array=object),
        "jax.numpy": module("jax.numpy"), "bench.inputs": module("bench.inputs", batch_of=None),
        "bench.feeding": module("bench.feeding", batches_of=None),
    }  # fmt: skip


@pytest.fixture(params=MODES)
def backend(request, monkeypatch):
    def made(gpus: int) -> ModuleType:
        for name, fake in fakes(gpus).items():
            monkeypatch.setitem(sys.modules, name, fake)
        monkeypatch.delitem(sys.modules, f"bench.backends.{request.param}", raising=False)
        backend = importlib.import_module(f"bench.backends.{request.param}")
        monkeypatch.delitem(sys.modules, f"bench.backends.{request.param}")  # the next test gets its own
        return backend

    made.framework = request.param
    return made


def test_without_a_gpu_nothing_is_prepared_for_one(backend):
    one = Contestant("mlp", backend.framework, MODES[backend.framework], device="cuda", batch_size=128)
    with pytest.raises(RuntimeError, match=r"no CUDA device: .* sees none here"):
        backend(0).prepare(one)


def test_a_cpu_and_a_gpu_that_is_there_are_fine(backend):
    backend(0).require("cpu")
    assert backend(0).gpu() == ""
    backend(1).require("cuda")
    assert backend(1).gpu() == MODEL


def test_a_framework_tells_its_gpu(monkeypatch):
    fake = SimpleNamespace(require=lambda device: None, facts=lambda: {"version": "1"}, gpu=lambda: MODEL)
    monkeypatch.setitem(sys.modules, "bench.backends.pytorch", fake)
    assert worker.facts("pytorch", "cuda")["gpu-model"] == MODEL
    assert "gpu-model" not in worker.facts("pytorch", "cpu")


def test_every_framework_without_a_gpu_is_named_before_the_sweep(monkeypatch, capsys):
    def facts_of(python, name, device="cpu"):
        if device == "cuda" and name != "pytorch":
            raise CannotStart(f"--device cuda: no CUDA device: {name} sees none here")
        return {"version": "1", "gpu-model": MODEL}

    monkeypatch.setattr(command, "facts_of", facts_of)
    monkeypatch.setattr(command, "found_pythons", lambda root, names, device: dict.fromkeys(names))
    monkeypatch.setattr(command.Gpu, "found", lambda: None)
    monkeypatch.setattr(command, "open_journal", lambda *_: pytest.fail("the sweep began"))
    assert command.main(["--device", "cuda", "--frameworks", "tensorflow,pytorch,jax"]) == 1
    said = capsys.readouterr().err
    assert "no CUDA device: tensorflow sees none here; --device cuda: no CUDA device: jax sees none here" in said
    assert command.ask_frameworks({"pytorch": None}, "cuda")["machine"]["gpu-model"] == MODEL


def test_the_message_of_a_framework_without_a_gpu_says_what_was_asked(tmp_path):
    python = tmp_path / "python"
    python.write_text(
        f"#!{sys.executable}\nimport sys\nsys.exit('RuntimeError: no CUDA device: PyTorch sees none here')\n"
    )
    python.chmod(0o755)
    with pytest.raises(CannotStart, match=r"^--device cuda: no CUDA device: PyTorch sees none here$"):
        environments.facts_of(python, "pytorch", device="cuda")


def test_an_environment_on_a_gpu_is_named_after_it():
    host = {"cpu-model": "AMD EPYC", "cores": "16"}
    names = {environment_id(host | {"gpu-model": model}, {}, "cuda") for model in (MODEL, "NVIDIA H200")}
    assert len(names) == 2
    assert any(name.startswith("nvidia-h100-80gb-hbm3-16c-cuda-") for name in names)


def test_an_environment_without_a_gpu_keeps_its_published_name():
    host = {"cpu-model": "AMD EPYC", "cores": "2", "cpu-flags": "avx2", "python": "3.11.7", "c-library": "glibc 2.36"}
    assert environment_id(host, {"pytorch": "2.13.0", "tensorflow": "2.21.0"}, "cpu") == "amd-epyc-2c-cpu-4b5e1e"
