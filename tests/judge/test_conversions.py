"""What a cell of the matrix says: the best of several ways for each model, in words."""

from sitedata.judge.conversions import carried, of_probes
from sitedata.load.dataset import load_dataset
from sitedata.schema.protocol.conversions import MODELS
from tests.tiny import TINY, record, write

FAILS = {"outcome": "fails", "finding": "RuntimeError", "difference_ppm": ""}
CHANGED = {"outcome": "with-changes", "finding": "another call"}


def pairs(folder, other):
    """Two ways from JAX to ONNX: on the first the LSTM and GPT-2 fail, on the second all but what ``other`` names."""
    ways = [record("conversion_ways", probes="", source_ids="s"),
            record("conversion_ways", id="other", probes="tf-eager-default", source_ids="s")]  # fmt: skip
    first = {"lstm": FAILS, "gpt2-small": FAILS}
    rows = [record("conversions", model=model, **({"finding": ""} | first.get(model, {}))) for model in MODELS]
    rows += [record("conversions", way_id="other", model=model, **other.get(model, FAILS)) for model in MODELS]
    return load_dataset(write(folder / "data", conversion_ways=ways, conversions=rows))


def test_each_model_counts_by_the_best_way(tmp_path):
    [pair] = carried(pairs(tmp_path, {"lstm": CHANGED}))
    assert (pair.id, pair.count, pair.limits) == ("jax-to-onnx", "5 of 6", "1 after a change; not GPT-2")
    assert [each.words for each in pair.ways] == [
        "4 of 6, not LSTM, GPT-2",
        "1 of 6, 1 after a change; not MLP, ResNet-20, MobileNet, BERT, GPT-2",
    ]


def test_a_way_that_lacks_a_model_is_not_counted(tmp_path):
    data = load_dataset(write(tmp_path / "data", conversions=TINY["conversions"][1:]))
    assert carried(data) == []


def test_a_route_finds_the_way_by_the_script_that_it_names(tmp_path):
    data = pairs(tmp_path, {})
    assert [one.way.id for one in of_probes(data, ("tf-eager-default", "x"))] == ["other"]
    assert of_probes(data, ()) == []
