"""Does a JAX function give the same numbers after jax2onnx, in ONNX Runtime?"""

from importlib.metadata import version

import jax
import onnxruntime
from jax2onnx import to_onnx

from probes.exported import IMAGES, jax_function, same_numbers

infer, before = jax_function()
converted = to_onnx(infer, [jax.ShapeDtypeStruct(IMAGES.shape, IMAGES.dtype)])
session = onnxruntime.InferenceSession(converted.SerializeToString(), providers=["CPUExecutionProvider"])
(after,) = session.run(None, {session.get_inputs()[0].name: IMAGES})
same_numbers(before, after, f"with jax2onnx {version('jax2onnx')} and ONNX Runtime {onnxruntime.__version__}")
