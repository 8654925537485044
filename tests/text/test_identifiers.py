"""What in a text is code, told by its form alone."""

import pytest

from sitedata.text.identifiers import code_in

TEXTS = {
    "names in a module": ("tf.function runs as a tf.Graph.", ["tf.function", "tf.Graph"]),
    "a call with arguments": ('use torch.set_stance("eager").', ['torch.set_stance("eager")']),
    "a call with two arguments": ("tape.gradient(target, sources) runs", ["tape.gradient(target, sources)"]),
    "a method without its object": ("print() and .item() break it", ["print()", ".item()"]),
    "a word before brackets of a sentence": ("FSDP2 (sharded) and tables (two)", []),
    "names with underscores, and a value": ("weights_only=True, run_eagerly", ["weights_only=True", "run_eagerly"]),
    "a value in quotes": ('backend="eager" or backend= alone', ['backend="eager"', "backend="]),
    "variables of the environment": ("KERAS_BACKEND=jax, TF_CONFIG", ["KERAS_BACKEND=jax", "TF_CONFIG"]),
    "flags": ("--nnodes=MIN:MAX; the --index-url", ["--nnodes=MIN:MAX", "--index-url"]),
    "commands": (
        'pip install keras "jax[cuda13]" on Linux; pip install torch, then pip install jax[tpu].',
        ['pip install keras "jax[cuda13]"', "pip install torch", "pip install jax[tpu]"],
    ),
    "commands with an index of their own": (
        "pip install torch --index-url https://download.pytorch.org/whl/cu132; add --index-url https://a.org/whl/cpu.",
        [
            "pip install torch --index-url https://download.pytorch.org/whl/cu132",
            "--index-url https://a.org/whl/cpu",
        ],
    ),
    "endings of files": ("a .pt2 or .weights.h5 file", [".pt2", ".weights.h5"]),
    "classes": ("MirroredStrategy and DataLoader", ["MirroredStrategy", "DataLoader"]),
    "products, hosts and versions": ("TensorFlow.js, llama.cpp, tfhub.dev, 2.15.0, Linux x86_64, CVE-2025-1550.", []),
    "paths, addresses and packages": ("nvidia/cusolver/lib, a/b.c, torch-xla, PyTorch/XLA", []),
    "plain sentences": ("Eager by default. JAX: none; Keras 3 does (since 2023). No.", []),
}  # fmt: skip


@pytest.mark.parametrize(("text", "code"), TEXTS.values(), ids=TEXTS)
def test_code(text, code):
    assert [text[start:end] for start, end in code_in(text)] == code


def test_a_long_text_costs_no_more_than_its_length():
    assert code_in("a." * 20_000 + "(" * 20_000 + "_" * 20_000) is not None
