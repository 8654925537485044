"""The sentence that answers first: computed, and true of all, some or none of the models."""

import pytest

from sitedata.judge.edition import Edition
from sitedata.load.dataset import load_dataset
from sitedata.pages.conversions import ConversionPieces
from sitedata.pages.fragments import Fragments
from sitedata.schema.protocol.conversions import MODELS
from tests.tiny import record, write

FAILS = {"outcome": "fails", "finding": "RuntimeError", "difference_ppm": ""}
CASES = {
    "all 6 models from TensorFlow or Keras, PyTorch and JAX": {"tensorflow": 0, "pytorch": 0, "jax": 0},
    "all 6 models from PyTorch, 4 from TensorFlow or Keras and JAX": {"tensorflow": 2, "pytorch": 0, "jax": 2},
    "5 of 6 models from JAX, none from PyTorch": {"pytorch": 6, "jax": 1},
}


@pytest.mark.parametrize(("said", "failing"), CASES.items(), ids=CASES)
def test_the_answer_counts_the_models_of_each_framework(tmp_path, said, failing):
    ways = [record("conversion_ways", id=one, source=one, probes="", source_ids="s") for one in failing]
    rows = [
        record("conversions", way_id=one, model=model, **(FAILS if number < fails else {"finding": ""}))
        for one, fails in failing.items()
        for number, model in enumerate(MODELS)
    ]
    data = load_dataset(write(tmp_path / "data", conversion_ways=ways, conversions=rows))
    pieces = ConversionPieces(Fragments(Edition(data)), "../")
    assert pieces.to("onnx") == said
    assert pieces.to("litert") == ""
    assert pieces.failing().count(" by ") == sum(fails > 0 for fails in failing.values())
    assert 'href="#jax-to-onnx"' in pieces.table()
