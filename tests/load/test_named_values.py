"""Texts that name values: ``{pytorch.version}`` in a row becomes what the releases say."""

import pytest

from sitedata.load.dataset import load_dataset
from sitedata.load.named_values import span
from tests.tiny import changed, record, write


def release(version, day, **more):
    return record("releases", version=version, released_on=day, source_id="s") | more


RELEASES = [
    release("2.14.0", "2026-06-01", requires_python=">=3.10", pythons="3.10 3.11 3.12"),
    release("2.14.1", "2026-07-01", requires_python=">=3.10", pythons="3.10 3.11 3.12"),
    release("2.15.0", "2026-10-28", requires_python=">=3.11", pythons="3.11 3.12 3.13"),
    release("2.16.0rc1", "2026-11-01", prerelease="yes", requires_python=">=3.12", pythons="3.12"),
    release("2.99.0", "2026-11-02", yanked="broken"),
]


def said(folder, text, releases=RELEASES):
    data = load_dataset(write(folder / "data", releases=releases, **changed("comparison", 1, text=text)))
    return data.cells["default-execution", "pytorch"].text, [str(problem) for problem in data.problems]


TEXTS = {
    "nothing is named": ("Eager.", "Eager."),
    "other braces are text": ("{x} {} {: .big } [[x]] {a b.c}", "{x} {} {: .big } [[x]] {a b.c}"),
    "newest stable": ("{pytorch.version} of {pytorch.released_on}", "2.15.0 of 28 October 2026"),
    "candidate apart": ("{pytorch.candidate}, {pytorch.candidate_on}", "2.16.0rc1, 1 November 2026"),
    "Python": ("{pytorch.requires_python}, wheels {pytorch.pythons}", "3.11 or later, wheels 3.11 to 3.13"),
    "last for a Python": ("{pytorch.newest_for 3.10}", "2.14.1"),
    "counts": ("{pytorch.in_last_year} and {pytorch.series_in_last_year}", "3 and 2"),
    "by a system's id": ("{tensorflow-lite.version}", "2.15.0"),
    "a part that may be left out": ("Yes.[[ Soon: {pytorch.candidate}.]]", "Yes. Soon: 2.16.0rc1."),
}


@pytest.mark.parametrize(("text", "expected"), TEXTS.values(), ids=TEXTS)
def test_text(tmp_path, text, expected):
    assert said(tmp_path, text) == (expected, [])


def test_a_part_about_a_candidate_that_is_overtaken_is_left_out(tmp_path):
    overtaken = [*RELEASES[:4], release("2.16.0", "2026-11-20")]
    assert said(tmp_path, "Yes.[[ Soon: {pytorch.candidate}.]] No.", overtaken) == ("Yes. No.", [])


WRONG = {
    "no such id": ("{pytorc.version}", "expected the id of a framework or system with a package (did you mean"),
    "no such value": ("{pytorch.newest}", "a name without a value, got '{pytorch.newest}'"),
    "no Python named": ("{pytorch.newest_for}", "expected a Python (3.10) after newest_for"),
    "no value now": ("{pytorch.newest_for 2.7}", "a value that does not exist now, got '{pytorch.newest_for 2.7}'"),
}


@pytest.mark.parametrize(("text", "message"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_told_at_its_place(tmp_path, text, message):
    _, problems = said(tmp_path, text)
    assert len(problems) == 1
    assert problems[0].startswith("data/comparison.csv:3: text: ")
    assert message in problems[0]


def test_while_the_releases_are_broken_no_name_is_blamed(tmp_path):
    _, problems = said(tmp_path, "{pytorch.version}", [release("2.14.0", "June")])
    assert [problem.partition(":")[0] for problem in problems] == ["data/releases.csv"]


SPANS = {"3.10 3.11 3.12": "3.10 to 3.12", "3.9 3.12": "3.9, 3.12", "3.9+": "3.9 or later", "any": "any", "": ""}


@pytest.mark.parametrize(("pythons", "expected"), SPANS.items(), ids=SPANS.values())
def test_span_of_pythons(pythons, expected):
    assert span(pythons) == expected
