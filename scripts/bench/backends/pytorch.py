"""PyTorch: eager and ``torch.compile``, on the CPU or a CUDA device."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

import torch
from torch import nn

from bench.backends import NO_GPU, Prepared
from bench.feeding import batches_of
from bench.inputs import batch_of
from bench.settings import LEARNING_RATE, SEED
from bench.workloads import module_of
from sitedata.schema.protocol.contestant import Contestant
from sitedata.schema.protocol.divisions import WHOLE_STEP
from sitedata.schema.protocol.modes import GENERATING
from sitedata.schema.protocol.workloads import WORKLOADS

if TYPE_CHECKING:
    import numpy as np


def prepare(contestant: Contestant) -> Prepared:
    """Source of ``set_to_none``, TF32 and autocast: https://docs.pytorch.org/docs/stable/notes/cuda.html.

    Raises:
        RuntimeError: a GPU is asked for and PyTorch sees none.
    """
    require(contestant.device)
    workload, cuda = WORKLOADS[contestant.workload], contestant.device == "cuda"
    if contestant.threads:
        torch.set_num_threads(contestant.threads)
        torch.set_num_interop_threads(contestant.threads)
    torch.manual_seed(SEED)
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = contestant.precision == "tf32"
    torch.backends.cudnn.benchmark = cuda and contestant.variant in ("autotune-on", "tuned")
    model = module_of(workload, "pytorch").build().to(contestant.device)
    inputs, labels = on_device(*batch_of(workload, contestant.batch_size, channels_first=True), contestant.device)
    if contestant.layout == "channels-last":
        model, inputs = model.to(memory_format=torch.channels_last), channels_last(inputs)
    whole_step = contestant.variant in WHOLE_STEP
    # the mode with which it replays CUDA graphs
    how = {"mode": "reduce-overhead"} if contestant.variant == "cuda-graphs" else {}
    run = torch.compile(model, **how) if contestant.mode == "torch.compile" and not whole_step else model
    low = {"bfloat16": torch.bfloat16, "float16": torch.float16}.get(contestant.precision)
    mixed = torch.autocast(contestant.device, dtype=low or torch.bfloat16, enabled=low is not None)
    last: list[torch.Tensor] = []

    def finish(value: torch.Tensor) -> None:
        if cuda:
            torch.cuda.synchronize()
        last[:] = [value]

    if contestant.task in GENERATING:
        generate = generating(contestant, model, *inputs)

        def advance() -> None:
            with torch.inference_mode(), mixed:
                finish(generate())

        return Prepared(advance, lambda: None, device_memory)

    if contestant.task == "inference":
        model.eval()

        def infer() -> None:
            with torch.inference_mode(), mixed:
                finish(run(*inputs))

        return Prepared(infer, lambda: None, device_memory)

    model.train()
    optimizer = torch.optim.SGD(
        (parameter for parameter in model.parameters() if parameter.requires_grad), lr=LEARNING_RATE
    )

    batch = [*inputs, labels]

    def forward() -> torch.Tensor:
        *given, expected = batch
        with mixed:
            return cross_entropy(run(*given), expected)

    scaler = torch.amp.GradScaler(contestant.device) if contestant.precision == "float16" else None
    step = training_step(forward, optimizer, compiled=whole_step, scaler=scaler)

    fed = batches_of(workload, "pytorch", contestant.batch_size) if contestant.variant == "input-fed" else None

    def train() -> None:
        if fed:
            batch[:] = (tensor.to(contestant.device) for tensor in next(fed))
        finish(step())

    return Prepared(train, lambda: float(last[0]), device_memory)


def on_device(
    inputs: tuple[np.ndarray, ...], labels: np.ndarray, device: str
) -> tuple[list[torch.Tensor], torch.Tensor]:
    """Tokens and labels as ``torch.long``, which lookups and losses take."""
    tensors = [torch.from_numpy(array).to(device) for array in (*inputs, labels)]
    *inputs, labels = [tensor if tensor.is_floating_point() else tensor.long() for tensor in tensors]
    return inputs, labels


def channels_last(inputs: list[torch.Tensor]) -> list[torch.Tensor]:
    return [tensor.contiguous(memory_format=torch.channels_last) for tensor in inputs]


def cross_entropy(logits: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """Mean over all places: PyTorch wants the classes before the pixels of an image, but after the tokens of a text."""
    if logits.dim() == 3:
        logits, labels = logits.flatten(0, 1), labels.flatten()
    return nn.functional.cross_entropy(logits, labels)


def generating(contestant: Contestant, model: nn.Module, tokens: torch.Tensor) -> Callable[[], torch.Tensor]:
    """Reads the whole prompt, or writes one more token after it, with the keys and values kept."""
    module, length = module_of(WORKLOADS[contestant.workload], "pytorch"), tokens.shape[1]
    prefill, decode = module.prefill, module.decode
    if contestant.mode == "torch.compile":
        prefill, decode = torch.compile(prefill), torch.compile(decode)
    model.eval()
    if contestant.task == "prefill":
        return lambda: prefill(model, tokens, length + 1)[0]
    with torch.inference_mode():
        caches = prefill(model, tokens, length + 1)[1]
    return lambda: decode(model, tokens[:, :1], caches, length)[0]


def training_step(
    forward: Callable[[], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    *,
    compiled: bool,
    scaler: torch.amp.GradScaler | None = None,
) -> Callable[[], torch.Tensor]:
    """One step, which returns its loss. ``compiled``: model and loss in one graph with their gradient, and the update.

    A ``scaler`` multiplies the loss, so that small gradients are not lost in 16 bits; it updates by itself then, since
    it leaves steps out.

    Sources: https://docs.pytorch.org/tutorials/recipes/compiling_optimizer.html,
    https://docs.pytorch.org/docs/stable/notes/amp_examples.html
    """
    update = optimizer.step
    if compiled:
        forward, update = torch.compile(forward), torch.compile(lambda: optimizer.step())

    def step() -> torch.Tensor:
        optimizer.zero_grad(set_to_none=True)
        loss = forward()
        if scaler is None:
            loss.backward()
            update()
        else:
            scaler.scale(loss).backward()
            scaler.step(optimizer)
            scaler.update()
        return loss.detach()

    return step


def device_memory() -> dict[str, float]:
    if not torch.cuda.is_available():
        return {}
    reserved, allocated = torch.cuda.max_memory_reserved(), torch.cuda.max_memory_allocated()
    return {"device_reserved_mib": round(reserved / 2**20, 1), "device_allocated_mib": round(allocated / 2**20, 1)}


def require(device: str) -> None:
    if device == "cuda" and not torch.cuda.is_available():
        raise RuntimeError(NO_GPU.format("PyTorch"))


def gpu() -> str:
    return torch.cuda.get_device_name(0) if torch.cuda.is_available() else ""


def state() -> dict[str, object]:
    """``graphs`` counts what ``torch.compile`` made: 0 says that it compiled nothing and the model ran eagerly."""
    columns: dict[str, object] = {
        "threads_used": torch.get_num_threads(),
        "onednn": "on" if torch.backends.mkldnn.is_available() else "off",
        "kernels": torch.backends.cpu.get_cpu_capability(),
    }
    dynamo = sys.modules.get("torch._dynamo.utils")  # loaded by torch.compile alone; there is no public counter
    return columns | ({"graphs": dynamo.counters["stats"]["unique_graphs"]} if dynamo else {})


def facts() -> dict[str, str]:
    lines = (line.strip(" -") for line in torch.__config__.show().splitlines())
    wanted = ("OpenMP", "MKL-DNN", "Intel(R) oneAPI", "Intel(R) MKL", "CPU capability", "CUDA Runtime", "CuDNN")
    return {
        "version": torch.__version__,
        "build": "; ".join(line.split(" for Intel")[0] for line in lines if line.startswith(wanted)),
    }


def small_works(mode: str) -> tuple[Callable[[], object], Callable[[], object]]:
    convolution, dense = nn.Conv2d(16, 16, 3), nn.Linear(256, 256)
    return lambda: convolution(torch.ones(8, 16, 32, 32)), lambda: dense(torch.ones(64, 256))
