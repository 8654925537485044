"""Who takes less time, for one combination at a time: what each machine says, and one sentence of all that count."""

import re

import pytest

from sitedata.judge.edition import Edition
from sitedata.pages.answers import WIDTH, Answer, answers_of, answers_tool, at, listed, sentence
from sitedata.pages.fragments import Fragments
from tests.judge.test_causes import EVERYTHING, data_of, measured
from tests.tiny_benchmark import ID


@pytest.fixture(scope="module")
def fragments(tmp_path_factory):
    return Fragments(Edition(data_of(tmp_path_factory.mktemp("data"), **measured(EVERYTHING))))


def test_each_combination_has_the_ratio_the_times_and_the_memory_of_each_machine(fragments):
    found = {one.key: answers for one, answers in answers_of(fragments).items()}
    assert list(found) == ["resnet20|training|cpu|written", "resnet20|training|cpu|tuned"]
    [written], [tuned] = found.values()
    assert (written.ratio.median, written.ms, written.outcome) == (pytest.approx(0.5), (1.0, 2.0), "less")
    assert (tuned.ratio.median, tuned.ms) == (pytest.approx(1.0), (0.8, 0.8))


def test_the_tool_is_a_table_that_says_everything_without_a_script(fragments):
    html = answers_tool(fragments, "../")
    assert re.findall(r'<tbody [^>]*data-key="([^"]+)"[^>]*?(class="other")?>', html) == [
        ("resnet20|training|cpu|written", ""),
        ("resnet20|training|cpu|tuned", 'class="other"'),
    ]
    assert f'href="../samples/?environment={ID}' in html and "1.00 : 2.00" in html and "style" not in html
    assert '<input type="hidden" name="device" value="cpu">' in html, "no choice of one"


class Machine:
    """An answer of a machine that counts or not."""

    def __init__(self, name, outcome, counts=True):
        self.environment = type("Environment", (), {"id": name, "letter": name})
        self.outcome, self.counts = outcome, counts


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        (
            [Machine("A", "unclear"), Machine("B", "less"), Machine("C", "unclear")],
            "PyTorch takes less time on B; unclear on A and C",
        ),
        ([Machine("A", "more"), Machine("C", "less", counts=False)], "TensorFlow takes less time on A"),
        ([Machine("E", "tie", counts=False)], "a tie on E (below our protocol)"),
    ],
    ids=["several", "below the protocol is left out", "nothing else there"],
)
def test_one_sentence_of_all_machines_that_count(answers, words):
    assert sentence(answers, {name: f"{name} · AMD EPYC, 2 cores" for name in "ABCE"}) == words


def test_lists_and_places():
    assert [listed(names) for names in (["A"], ["A", "B"], ["A", "B", "C"])] == ["A", "A and B", "A, B and C"]
    assert at(1) == WIDTH / 2 and at(2) - at(1) == pytest.approx(at(1) - at(0.5), abs=0.2) and at(0.001) == at(0.25)


def test_an_answer_below_the_protocol_does_not_count(fragments):
    [answer] = next(iter(answers_of(fragments).values()))
    assert isinstance(answer, Answer) and not answer.counts
