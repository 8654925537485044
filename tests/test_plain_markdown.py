"""Text for Markdown: only what Markdown would read is escaped, and a fence holds whatever code is in it."""

import pytest

from sitedata.text.markdown import escaped, fenced


@pytest.mark.parametrize(
    "text",
    [
        "PyTorch 2.13.0+cpu",
        "−0.5 to +1.3 points",
        "-0.04",
        "tf.function",
        "step_time_ms",
        "32 × 32, 50 %",
        "a: b; c (d)",
        "#2.A",
    ],
)
def test_what_markdown_does_not_read_is_left_as_it_is(text):
    assert escaped(text) == text


def test_a_fence_is_longer_than_any_in_the_code():
    assert fenced("a\n```\nb\n````\n", "text").startswith("`````text\n")
