"""The linter for prose: what compares must rest on something."""

import pytest

from sitedata.prose import bare_comparisons

BARE = ["PyTorch is faster.", "It is easier to debug.", "TensorFlow needs more memory than PyTorch.", "Usage grew by 12 %.", "It is superior.",
        "One text. The other is 3.5 percent slower.", "| It was so. | PyTorch is better. |"]  # fmt: skip
FOUNDED = [
    "PyTorch is faster[^perf-rnn-pt].",
    "PyTorch took {{ bench_ratio('mlp') }} and is faster.", "It is [easier](4c-experience.md).", "`faster` is a word.",
    "They said \"it is faster\".", "It runs fast.", "| PyTorch is better. | We measured. |", "## Which is faster", "```\nx is faster\n```",
    "---\ndescription: which is faster\n---",
]  # fmt: skip


@pytest.mark.parametrize("text", BARE)
def test_a_bare_comparison_is_found(text):
    assert [line for line, _ in bare_comparisons(text)] == [1]


@pytest.mark.parametrize("text", FOUNDED)
def test_a_founded_one_is_not(text):
    assert not list(bare_comparisons(text))


def test_the_line_is_right():
    assert list(bare_comparisons("---\ntitle: A\n---\nFine.\n\nIt is slower.\n")) == [(6, "slower")]
