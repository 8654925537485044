"""``safetensors.flax``: the weights into a file, and into a new model of the same code."""

import jax
from flax import nnx
from safetensors.flax import load_file, save_file

WEIGHTS = nnx.Any(nnx.Param, nnx.BatchStat)


def convert(given, folder):
    path = str(folder / "model.safetensors")
    save_file(named(given.model)[0], path)
    model, loaded = given.module.build(), load_file(path)
    names, tree = named(model)
    nnx.update(model, jax.tree.unflatten(tree, [loaded[name] for name in names]))
    model.eval()
    return model(given.x)


def named(model):
    """Arrays by the path of their layer, and the tree that they make."""
    leaves, tree = jax.tree_util.tree_flatten_with_path(nnx.state(model, WEIGHTS))
    return {jax.tree_util.keystr(path): array for path, array in leaves}, tree
