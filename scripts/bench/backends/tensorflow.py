"""TensorFlow through Keras: eager, ``tf.function`` and XLA, on the CPU or a GPU that TensorFlow sees."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

import tensorflow as tf

from bench.backends import NO_GPU, Prepared
from bench.feeding import batches_of
from bench.inputs import batch_of
from bench.settings import LEARNING_RATE, SEED
from bench.workloads import module_of
from sitedata.schema.protocol.contestant import Contestant
from sitedata.schema.protocol.modes import GENERATING
from sitedata.schema.protocol.workloads import WORKLOADS

if TYPE_CHECKING:
    import numpy as np


def prepare(contestant: Contestant) -> Prepared:
    """Both thread pools are set: with only one inter-op thread the graph's branches wait for each other.

    Source of loss scaling in a loop of one's own: https://www.tensorflow.org/guide/mixed_precision

    Raises:
        RuntimeError: a GPU is asked for and TensorFlow sees none: it would compute on the CPU and say nothing.
    """
    require(contestant.device)
    workload = WORKLOADS[contestant.workload]
    threads = (
        contestant.threads or len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else contestant.threads
    )
    tf.config.threading.set_intra_op_parallelism_threads(threads)
    tf.config.threading.set_inter_op_parallelism_threads(threads)
    if contestant.device == "cpu":
        tf.config.set_visible_devices([], "GPU")
    tf.config.experimental.enable_tensor_float_32_execution(contestant.precision == "tf32")
    if contestant.precision in ("bfloat16", "float16"):
        tf.keras.mixed_precision.set_global_policy(f"mixed_{contestant.precision}")
    tf.keras.utils.set_random_seed(SEED)
    model = module_of(workload, "tensorflow").build()
    arrays, labels = batch_of(workload, contestant.batch_size, channels_first=False)
    inputs, labels = given(arrays), tf.constant(labels)
    last: list[tf.Tensor] = []

    def compiled(function):
        if contestant.mode == "eager":
            return function
        return tf.function(function, jit_compile=contestant.mode == "xla")

    if contestant.task in GENERATING:
        generate = generating(contestant, model, inputs, compiled)
        return Prepared(lambda: generate().numpy(), lambda: None, device_memory)

    if contestant.task == "inference":
        forward = compiled(lambda: model(inputs, training=False))
        return Prepared(lambda: forward().numpy(), lambda: None, device_memory)

    loss_of = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    optimizer = tf.keras.optimizers.SGD(LEARNING_RATE)
    if scaled := contestant.precision == "float16":
        optimizer = tf.keras.mixed_precision.LossScaleOptimizer(optimizer)
    optimizer.build(model.trainable_variables)

    def train_on(inputs, labels):
        with tf.GradientTape() as tape:
            loss = loss_of(labels, tf.cast(model(inputs, training=True), tf.float32))
            target = optimizer.scale_loss(loss) if scaled else loss
        gradients = tape.gradient(target, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables, strict=True))
        return loss

    if contestant.variant == "input-fed":
        fed, train = batches_of(workload, "tensorflow", contestant.batch_size), compiled(train_on)
        step = lambda: train(*next(fed))  # noqa: E731
    else:
        step = compiled(lambda: train_on(inputs, labels))

    def run() -> None:
        last[:] = [step().numpy()]  # the value is on the host only when the step is done

    return Prepared(run, lambda: float(last[0]), device_memory)


def given(arrays: tuple[np.ndarray, ...]) -> tf.Tensor | list[tf.Tensor]:
    """What a Keras model is called with: its one input, or a list of them."""
    tensors = [tf.constant(array) for array in arrays]
    return tensors if len(tensors) > 1 else tensors[0]


def generating(
    contestant: Contestant, model: tf.keras.Model, tokens: tf.Tensor, compiled: Callable
) -> Callable[[], tf.Tensor]:
    """Reads the whole prompt, or writes one more token after it, with the keys and values kept."""
    module, length = module_of(WORKLOADS[contestant.workload], "tensorflow"), tokens.shape[1]
    prefill = compiled(lambda tokens: module.prefill(model, tokens, length + 1))
    if contestant.task == "prefill":
        return lambda: prefill(tokens)[0]
    decode = compiled(lambda token, caches, start: module.decode(model, token, caches, start))
    caches, start = prefill(tokens)[1], tf.constant(length)

    def write() -> tf.Tensor:
        logits, caches[:] = decode(tokens[:, :1], caches, start)
        return logits

    return write


def device_memory() -> dict[str, float]:
    """Only the peak of allocated memory: TensorFlow has no call that says how much it reserved; the driver has."""
    with suppress(ValueError, RuntimeError):
        return {"device_allocated_mib": round(tf.config.experimental.get_memory_info("GPU:0")["peak"] / 2**20, 1)}
    return {}


def require(device: str) -> None:
    if device == "cuda" and not tf.config.list_physical_devices("GPU"):
        raise RuntimeError(NO_GPU.format("TensorFlow"))


def gpu() -> str:
    devices = tf.config.list_physical_devices("GPU")
    return tf.config.experimental.get_device_details(devices[0]).get("device_name", "") if devices else ""


def state() -> dict[str, object]:
    columns: dict[str, object] = {"threads_used": tf.config.threading.get_intra_op_parallelism_threads()}
    with suppress(ImportError, AttributeError):  # no public call says so; without an answer the column stays empty
        from tensorflow.python.util import _pywrap_util_port

        columns["onednn"] = "on" if _pywrap_util_port.IsMklEnabled() else "off"
    return columns


def facts() -> dict[str, str]:
    build = tf.sysconfig.get_build_info()
    kept = {name: build[name] for name in ("is_cuda_build", "cuda_version", "cudnn_version") if build.get(name)}
    return {
        "version": tf.__version__,
        "keras": tf.keras.__version__,
        "build": "; ".join([f"{tf.version.COMPILER_VERSION}", *(f"{name} {value}" for name, value in kept.items())]),
        "onednn": str(state().get("onednn", "not told by this build")),
    }


def small_works(mode: str) -> tuple[Callable[[], object], Callable[[], object]]:
    xla = mode == "xla"
    convolve = tf.function(lambda images, kernel: tf.nn.conv2d(images, kernel, 1, "VALID"), jit_compile=xla)
    multiply = tf.function(tf.matmul, jit_compile=xla)
    return (
        lambda: convolve(tf.ones((8, 32, 32, 16)), tf.ones((3, 3, 16, 16))).numpy(),
        lambda: multiply(tf.ones((64, 256)), tf.ones((256, 256))).numpy(),
    )
