"""Values as text, with tiny literal values."""

import pytest

from sitedata.text.values import in_a_sentence


@pytest.mark.parametrize(
    ("label", "said"),
    [
        ("Allocator thresholds", "allocator thresholds"), ("A larger model", "a larger model"),
        ("TensorFlow without oneDNN", "TensorFlow without oneDNN"),
        ("MKL's path for any processor", "MKL's path for any processor"), ("oneDNN", "oneDNN"), ("", ""),
    ],
)  # fmt: skip
def test_a_label_within_a_sentence_begins_small_unless_it_is_a_name(label, said):
    assert in_a_sentence(label) == said
