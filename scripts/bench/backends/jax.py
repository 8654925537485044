"""JAX through Flax NNX and Optax, compiled by ``nnx.jit``: a reference line beside the two frameworks in question."""

from __future__ import annotations

from collections.abc import Callable

import jax
import jax.numpy as jnp
import optax
from flax import nnx

from bench.backends import NO_GPU, Prepared
from bench.inputs import batch_of
from bench.settings import LEARNING_RATE
from bench.workloads import module_of
from sitedata.schema.protocol.contestant import Contestant
from sitedata.schema.protocol.modes import GENERATING
from sitedata.schema.protocol.workloads import WORKLOADS


def prepare(contestant: Contestant) -> Prepared:
    """JAX has no setting for the threads of its CPU backend.

    Raises:
        ValueError: a number of threads is asked for.
        RuntimeError: a GPU is asked for and JAX sees none: it would compute on the CPU and say nothing.
    """
    require(contestant.device)
    if contestant.threads:
        raise ValueError("JAX cannot be told how many threads to use on a CPU")
    precision = {"float32": "float32", "tf32": "tensorfloat32", "bfloat16": "bfloat16"}[contestant.precision]
    jax.config.update("jax_default_matmul_precision", precision)
    workload = WORKLOADS[contestant.workload]
    model = module_of(workload, "jax").build()
    arrays, labels = batch_of(workload, contestant.batch_size, channels_first=False)
    inputs, labels = [jnp.asarray(array) for array in arrays], jnp.asarray(labels)
    last: list[jax.Array] = []

    if contestant.task in GENERATING:
        model.eval()
        generate = generating(contestant, model, *inputs)
        return Prepared(lambda: generate().block_until_ready(), lambda: None, device_memory)

    if contestant.task == "inference":
        model.eval()
        infer = nnx.jit(lambda model, inputs: model(*inputs))
        return Prepared(lambda: infer(model, inputs).block_until_ready(), lambda: None, device_memory)

    model.train()
    optimizer = nnx.Optimizer(model, optax.sgd(LEARNING_RATE), wrt=nnx.Param)

    @nnx.jit
    def train(model, optimizer, inputs, labels):
        def loss_of(model):
            return optax.softmax_cross_entropy_with_integer_labels(model(*inputs), labels).mean()

        loss, gradients = nnx.value_and_grad(loss_of)(model)
        optimizer.update(model, gradients)
        return loss

    def step() -> None:
        loss = train(model, optimizer, inputs, labels)
        jax.block_until_ready(nnx.state(model))
        last[:] = [loss]

    return Prepared(step, lambda: float(last[0]), device_memory)


def generating(contestant: Contestant, model: nnx.Module, tokens: jax.Array) -> Callable[[], jax.Array]:
    """Reads the whole prompt, or writes one more token after it, with the keys and values kept."""
    module, length = module_of(WORKLOADS[contestant.workload], "jax"), tokens.shape[1]
    prefill = nnx.jit(lambda model, tokens: module.prefill(model, tokens, length + 1))
    if contestant.task == "prefill":
        return lambda: prefill(model, tokens)[0]
    decode = nnx.jit(module.decode, donate_argnums=2)
    caches, start = prefill(model, tokens)[1], jnp.asarray(length)

    def write() -> jax.Array:
        logits, caches[:] = decode(model, tokens[:, :1], caches, start)
        return logits

    return write


def device_memory() -> dict[str, float]:
    statistics = jax.devices()[0].memory_stats() or {}
    names = {"device_reserved_mib": "bytes_reserved", "device_allocated_mib": "peak_bytes_in_use"}
    return {name: round(statistics[key] / 2**20, 1) for name, key in names.items() if key in statistics}


def require(device: str) -> None:
    if device == "cuda" and jax.default_backend() != "gpu":
        raise RuntimeError(NO_GPU.format("JAX"))


def gpu() -> str:
    return jax.devices()[0].device_kind if jax.default_backend() == "gpu" else ""


def state() -> dict[str, object]:
    """JAX has neither a setting for its threads nor oneDNN."""
    return {}


def facts() -> dict[str, str]:
    return {"version": jax.__version__, "build": f"jaxlib {jax.lib.__version__}, backend {jax.default_backend()}"}


def small_works(mode: str) -> tuple[Callable[[], object], Callable[[], object]]:
    convolve = jax.jit(lambda images, kernel: jax.lax.conv(images, kernel, (1, 1), "VALID"))
    multiply = jax.jit(jnp.matmul)
    return (
        lambda: convolve(jnp.ones((8, 16, 32, 32)), jnp.ones((16, 16, 3, 3))).block_until_ready(),
        lambda: multiply(jnp.ones((64, 256)), jnp.ones((256, 256))).block_until_ready(),
    )
