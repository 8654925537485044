"""The linter for prose: a comparison must rest on something."""

import pytest

from sitedata.pages.lint.comparisons import bare_comparisons

BARE = [
    "PyTorch is faster.",
    "It is easier to debug.",
    "TensorFlow needs more memory than PyTorch.",
    "Usage grew by 12 %.",
    "It is superior.",
    "One text. The other is 3.5 percent slower.",
    "| It was so. | PyTorch is better. |",
    "**PyTorch is faster.**",
    "PyTorch is *faster*.",
    "It uses more memory.",
    "It has higher accuracy.",
    "PyTorch is the best.",
    "It is twice as fast.",
    "It is 3 times slower.",
    "A 12-percent gain.",
    "Most people use PyTorch.",
    "It has the fewest bugs.",
    "It needs less code.",
    "PyTorch {{ release('pytorch').version }} is faster.",
    "It is faster, as [they say](https://example.org/).",
    "PyTorch is faster; [Keras](2-tensorflow.md) is an API.",
    "## PyTorch is faster",
    "It outpaces the other.",
]
FOUNDED = [
    "PyTorch is faster[^perf-rnn-pt].", "PyTorch took {{ bench_ratio('mlp') }} and is faster.",
    "It is [easier](4c-experience.md).", "`faster` is a word.", "They said \"it is faster\".", "It runs fast.",
    "| PyTorch is better. | We measured. |", "## Which is faster", "```\nx is faster\n```",
    "---\ndescription: which is faster\n---", "It is faster, as [the figure shows](4b-performance.md#bench-noise).",
    "It is no longer there.", "At least one, at most two.", "A higher-level API.", "Its 95 % interval.",
    "Read more about it.", "The most recent release.", "The same model twice, side by side.",
    "## PyTorch is faster\n\nThey measured it[^perf-rnn-pt].", "## Five that matter {#five-that-matter-most}",
    "It is regardless of that.",
]  # fmt: skip


@pytest.mark.parametrize("text", BARE)
def test_a_bare_comparison_is_found(text):
    assert [line for line, _ in bare_comparisons(text)] == [1]


@pytest.mark.parametrize("text", FOUNDED)
def test_a_founded_one_is_not(text):
    assert not list(bare_comparisons(text))


def test_the_line_is_right():
    assert list(bare_comparisons("---\ntitle: A\n---\nFine.\n\nIt is slower.\n")) == [(6, "slower")]
