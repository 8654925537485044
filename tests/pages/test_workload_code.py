"""The page of workloads, and who is in a figure: the larger models stand apart until somebody measured them."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from sitedata.judge.comparisons import asked
from sitedata.pages.workload_code import twin_code
from sitedata.schema.protocol.workloads import CLASSIC, MODERN


@pytest.mark.parametrize(("modern", "shown"), [(False, CLASSIC), (True, MODERN)], ids=["default", "larger"])
def test_each_model_has_one_section_with_the_code_of_both(modern, shown):
    page = twin_code("", modern)
    assert [line.split("{#")[1][:-1] for line in page.splitlines() if line.startswith("## ")] == list(shown)
    assert page.count("```python\n") == 2 * len(shown)


def test_a_second_input_and_a_class_for_each_place_are_named():
    page = twin_code("", modern=True)
    assert "Input 13 numbers and 26 × 4 tokens, 2 classes." in page
    assert "Input 128 tokens, 50,257 classes for each token." in page
    assert "Input 128 × 128 × 3, 2 classes for each pixel." in page


def test_a_figure_speaks_of_a_larger_model_only_where_it_was_run():
    def environment(*workloads):
        return SimpleNamespace(rows=lambda table: [SimpleNamespace(workload=id) for id in workloads])

    assert asked(environment("mlp")) == list(CLASSIC)
    assert asked(environment("mlp", "gpt2")) == [*CLASSIC, "gpt2"]
