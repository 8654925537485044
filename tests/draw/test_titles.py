"""Titles say what was found, from the data alone: also the opposite, and nothing where the data say nothing clear."""

from __future__ import annotations

import datetime
from collections import Counter
from types import SimpleNamespace

import pytest

from sitedata.draw.figures import (
    accuracy,
    adoption,
    batch_size,
    claims,
    conditions,
    first_call,
    installing,
    memory,
    published_pairs,
    published_ratios,
    releases,
    speed,
)
from sitedata.judge.accuracy import Gap
from sitedata.judge.ratios import Ratio
from sitedata.judge.rules import Answer

DAY = datetime.date(2026, 4, 1)


def answer(verdict: str, middle: float = 0.0) -> Answer:
    return Answer(None, "digits", "", verdict, middle=middle)


def gap(arm: str, points: float, framework: str = "tensorflow", epoch: int = 3) -> Gap:
    return Gap(framework, arm, "sgd", epoch, [points])


def effect(factor: float | None, *, moves: bool, kind: str = "One thread"):
    middle = SimpleNamespace(median=factor) if factor else None
    return SimpleNamespace(kind=kind, factor=middle, moves=moves)


STUDY = ("study", [(10, 5), (5, 10), (10, 10.5)])
FOUND = {
    "another list, PyTorch ahead": (
        adoption.lead_by_list([(DAY, 100)], [(DAY, 390)]),
        "By another list PyTorch has 3.9 times the downloads of TensorFlow, in the 30 days to 1 April 2026",
    ),
    "another list, TensorFlow ahead": (
        adoption.lead_by_list([(DAY, 200)], [(DAY, 100)]),
        "By another list TensorFlow has 2.0 times the downloads of PyTorch, in the 30 days to 1 April 2026",
    ),
    "another list, nearly equal": (adoption.lead_by_list([(DAY, 100)], [(DAY, 102)]), ""),
    "another list, no day that has both": (adoption.lead_by_list([(DAY, 100)], []), ""),
    "another list, a reading of 0": (adoption.lead_by_list([(DAY, 0)], [(DAY, 5)]), ""),
    "stars and people apart": (
        adoption.lead_on_github(
            {"stars": {"tensorflow": 9, "pytorch": 5}, "contributors": {"tensorflow": 5, "pytorch": 9}}
        ),
        "TensorFlow has more stars on GitHub, PyTorch more contributors",
    ),
    "stars and people together": (
        adoption.lead_on_github(
            {"stars": {"tensorflow": 5, "pytorch": 9}, "contributors": {"tensorflow": 5, "pytorch": 9}}
        ),
        "PyTorch has more stars and more contributors on GitHub than TensorFlow",
    ),
    "people unknown": (
        adoption.lead_on_github({"stars": {"tensorflow": 9, "pytorch": 5}, "contributors": {"pytorch": 9}}),
        "",
    ),
    "all conferences": (
        adoption.lead_at_conferences([(1, 9), (2, 9)]),
        "More papers name PyTorch than TensorFlow at the last edition counted of all 2 conferences",
    ),
    "most conferences, the other way": (
        adoption.lead_at_conferences([(9, 1), (9, 2), (1, 9)]),
        "More papers name TensorFlow than PyTorch at the last edition counted of 2 of 3 conferences",
    ),
    "half of the conferences": (adoption.lead_at_conferences([(9, 1), (1, 9)]), ""),
    "releases": (releases.most_often({"A": 4, "B": 1}), "In 12 months A had 4 stable releases, B 1"),
    "a framework without a release": (
        releases.most_often({"A": 0, "B": 1}),
        "In 12 months B had 1 stable release, A none",
    ),
    "releases equally often": (releases.most_often({"A": 4, "B": 4}), ""),
    "compiling": (
        first_call.paying_back({"tf.function": [4, 6, None], "torch.compile": [None, None, None]}),
        "tf.function pays back after 4 to 6 steps in 2 of 3 models, torch.compile in none of 3 models",
    ),
    "compiling, the other way": (
        first_call.paying_back({"tf.function": [None], "torch.compile": [1]}),
        "tf.function pays back in none of 1 model, torch.compile after 1 step in 1 of 1 model",
    ),
    "one that is unclear": (
        first_call.paying_back({"tf.function": [4], "torch.compile": [None, None]}, {"torch.compile"}),
        "tf.function pays back after 4 steps in 1 of 1 model, torch.compile clearly in none of 2 models",
    ),
    "one mode alone": (first_call.paying_back({"tf.function": [4]}), ""),
    "memory": (
        memory.holding([(0.5, "less"), (0.625, "less")]),
        "A process with TensorFlow holds 1.6 to 2.0 times as much main memory as one with PyTorch",
    ),
    "memory, the other way": (
        memory.holding([(2.0, "more")]),
        "A process with PyTorch holds 2.0 times as much main memory as one with TensorFlow",
    ),
    "memory of a build": (
        memory.holding([(2.0, "more")], "PyTorch's build for CUDA"),
        "A process with PyTorch's build for CUDA holds 2.0 times as much main memory as one with TensorFlow",
    ),
    "memory, models apart": (memory.holding([(0.5, "less"), (2.0, "more")]), ""),
    "memory, one unclear": (memory.holding([(0.5, "less"), (0.9, "unclear")]), ""),
    "nothing measured of memory": (memory.holding([]), ""),
    "batch sizes that turn the lead around": (
        batch_size.leads_by_size({"MLP": {16: "less", 64: "unclear", 1024: "more"}, "LSTM": {8: "tie"}}),
        "The batch size changes who is faster: MLP PyTorch at 16, TensorFlow at 1,024",
    ),
    "batch sizes that agree": (
        batch_size.leads_by_size({"MLP": {16: "more", 1024: "more"}}),
        "No batch size clearly turns the lead around",
    ),
    "batch sizes that are unclear": (batch_size.leads_by_size({"MLP": {16: "more", 1024: "unclear"}}), ""),
    "importing": (
        installing.heavier({"tensorflow": 3.0, "pytorch": 1.5}, {"tensorflow": 300.0, "pytorch": 200.0}),
        "TensorFlow takes 2.0 times as long to import as PyTorch and 1.5 times the disk of PyTorch",
    ),
    "importing, apart": (
        installing.heavier({"tensorflow": 3.0, "pytorch": 1.5}, {"tensorflow": 200.0, "pytorch": 300.0}),
        "TensorFlow takes 2.0 times as long to import as PyTorch; PyTorch takes 1.5 times the disk of TensorFlow",
    ),
    "importing, nearly equal": (installing.heavier({"tensorflow": 1.05, "pytorch": 1.0}, {}), ""),
    "threads": (
        speed.leads_by_threads(Counter({("all", "less"): 1, ("all", "more"): 1, ("1", "unclear"): 2})),
        "Who trains faster in 2 models: with all threads PyTorch in 1, TensorFlow in 1; with one PyTorch in none, "
        "TensorFlow in none",
    ),
    "threads, nothing clear": (speed.leads_by_threads(Counter({("all", "tie"): 2, ("1", "unclear"): 2})), ""),
    "a condition that moves the ratio": (
        conditions.moved([effect(0.5, moves=True), effect(1.0, moves=False)]),
        "the ratio moves in 1 of 2 comparisons, by a factor of up to 2.00",
    ),
    "a condition and one comparison": (
        conditions.moved([effect(1.82, moves=True)]),
        "the ratio moves by a factor of 1.82",
    ),
    "a condition that moves nothing": (
        conditions.moved([effect(1.0, moves=False)]),
        "no ratio clearly moves beyond the tie band",
    ),
    "a condition without a round of both": (conditions.moved([effect(None, moves=False)]), ""),
    "what moves": (
        conditions.what_moves([effect(2.0, moves=True), effect(1.0, moves=False, kind="A larger model")]),
        "What moves the ratio beyond the tie band: one thread",
    ),
    "nothing moves": (conditions.what_moves([effect(1.0, moves=False)]), ""),
    "a study": (
        published_pairs.who_needs_less(*STUDY),
        "study: PyTorch needs less in 1 of 3, TensorFlow in 1, within 10 % in 1",
    ),
    "a study within single runs": (published_pairs.who_needs_less("study", [(10, 10.5)]), ""),
    "a reservation": (
        published_pairs.reserved([(7400, 900), (7350, 2000)]),
        "GPU memory in the same study: TensorFlow takes 7,350 to 7,400 MB whatever the model: a reservation, not a "
        "need",
    ),
    "no reservation": (published_pairs.reserved([(7400, 900), (3000, 2000)]), "GPU memory in the same study"),
    "pairs of accuracies": (
        published_pairs.apart_by([0.1, -0.9, 6.5]),
        "Accuracy: 2 of 3 pairs with a known origin lie within a point, beside the article's pair",
    ),
    "no pair of accuracies": (published_pairs.apart_by([]), ""),
    "published ratios": (
        published_ratios.wins_in_words([3, 0, 1]),
        "PyTorch in 3 of 4, TensorFlow in 1",
    ),
    "six ways": (
        published_ratios.fastest_way(Counter({"A": 3, "B": 1})),
        "The same models, six ways to run them: A is the fastest in 3 of 4",
    ),
    "six ways, two share the lead": (published_ratios.fastest_way(Counter({"A": 2, "B": 2})), ""),
    "claims": (
        claims.in_figures(Counter(holds=3, partly=1, opinion=2)),
        "Of 6 claims of the article 3 hold, 1 hold in part",
    ),
    "claims that nobody judged": (claims.in_figures(Counter(untested=3)), ""),
    "matched, alike": (
        accuracy.learning_alike(answer("contradicted")),
        "With everything matched, the two frameworks end no further apart than two seeds do",
    ),
    "matched, apart": (
        accuracy.learning_alike(answer("holds", -3.2)),
        "With everything matched, TensorFlow ends 3.2 points below PyTorch",
    ),
    "matched, unclear": (accuracy.learning_alike(answer("")), ""),
    "a default": (
        accuracy.largest_default(
            [gap("other-seed", 1.0), gap("batchnorm-momentum", -18.0), gap("initialisers", -2.0)], 3, 15
        ),
        "The default that matters most: TensorFlow's BatchNorm momentum, −18.0 points after epoch 3 with SGD",
    ),
    "no default beyond another seed": (
        accuracy.largest_default([gap("other-seed", 5.0), gap("initialisers", -2.0)], 3, 15),
        "",
    ),
}


@pytest.mark.parametrize(("title", "said"), FOUND.values(), ids=FOUND)
def test_a_title_says_what_the_data_say(title, said):
    assert title == said


def test_three_single_defaults_are_drawn_those_that_move_most():
    arms = {"batchnorm-momentum": -18.0, "initialisers": 1.3, "learning-rate": -49.9, "batchnorm-epsilon": 0.0}
    gaps = [gap(arm, points) for arm, points in arms.items()] + [gap("own-defaults", -60.0)]
    drawn = [arm for _, arm in accuracy.singles_that_matter(gaps)]
    assert drawn == ["learning-rate", "batchnorm-momentum", "initialisers"]


class Machine:
    """A machine of which only the releases matter."""

    def __init__(self, release: str):
        self.release = release

    def version(self, name: str) -> str:
        return self.release if name == "pytorch" else ""


def clear(machine: Machine, ratio: float, name: str = "LSTM") -> Answer:
    made = Ratio("step_time_ms", {}, {}, [], ratio, ratio, ratio, coverage=0.99)
    return Answer(machine, name, "", "", band=1.1, metric="step_time_ms", ratio=made)


OLD, SAME, NEW = Machine("1"), Machine("1"), Machine("2")
SPLIT = {
    "the same releases": ([clear(OLD, 2.0), clear(SAME, 0.5)], "The machine changes the answer for 1 of 1 models"),
    "other releases": (
        [clear(OLD, 2.0), clear(NEW, 0.5), clear(NEW, 0.5, "GRU")],
        "Machine and release change the answer for 1 of 2 models",
    ),
    "all alike": ([clear(OLD, 2.0), clear(SAME, 1.5)], ""),
    "one unclear": ([clear(OLD, 2.0), clear(SAME, 1.0)], ""),
    "two models": ([clear(OLD, 2.0), clear(OLD, 0.5, "GRU")], ""),
}


@pytest.mark.parametrize(("answers", "said"), SPLIT.values(), ids=SPLIT)
def test_a_title_says_whether_the_machine_changes_the_answer(answers, said):
    assert claims.disagreement(answers) == said
