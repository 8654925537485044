"""``jax.export``: StableHLO in a file, compiled by JAX in the process that answers."""


def export(given, folder):
    import jax

    from bench.deploy.models import pure

    exported = jax.export.export(jax.jit(pure(given.model)))(jax.ShapeDtypeStruct(given.x.shape, given.x.dtype))
    (folder / "model.stablehlo").write_bytes(exported.serialize())


def load(folder):
    import jax
    import numpy as np

    call = jax.jit(jax.export.deserialize(bytearray((folder / "model.stablehlo").read_bytes())).call)
    return lambda x: np.asarray(call(x))
