"""Releases through the years as figures and on their page: what is drawn, said and left out follows from the sweep."""

from __future__ import annotations

import shutil

import pytest

from sitedata.api.records import Records
from sitedata.draw.all import BY_ID
from sitedata.draw.figure import draw
from sitedata.judge.edition import Edition
from sitedata.judge.years import confirmed_for
from sitedata.load import sweeps as loader
from sitedata.load.dataset import load_dataset
from sitedata.pages.claims import ClaimPages
from sitedata.pages.fragments import Fragments
from sitedata.pages.years import YearPieces
from sitedata.schema.figure import Undrawn
from tests import tiny_years
from tests.tiny import record, write

OLD, TF, NEW, KERAS3 = tiny_years.RELEASES
TIMES = {
    OLD: {"resnet20": 20, "vgg11": 30}, TF: {"resnet20": 10, "vgg11": 10}, NEW: {"resnet20": 5, "vgg11": 20},
    KERAS3: {"resnet20": 10, "vgg11": 40},
}  # fmt: skip
RULE = record(
    "claim_rules", claim_id="two", workloads="resnet20 vgg11 bert-wide", of="pytorch eager",
    over="tensorflow tf.function", expected="more", at_most="",
)  # fmt: skip


@pytest.fixture
def read(tmp_path):
    def of(rows=None):
        loader.forget()
        folder = write(tmp_path / "data", claim_rules=[RULE])
        if rows:
            tiny_years.write(folder, rows)
        return load_dataset(folder)

    return of


def drawn(data, id):
    return draw(BY_ID[id], data)


def test_each_release_is_a_row_and_the_title_says_who_was_faster_then_and_now(read):
    figure = drawn(read(tiny_years.made(TIMES)), "years-training")
    assert figure.title == (
        "Training: in 2020 TensorFlow faster with 2 of 2 models, PyTorch with none; "
        "today TensorFlow faster with none of 2 models, PyTorch with 2"
    )
    assert len(figure.rows) == 8 and {row["model"] for row in figure.rows} == {"ResNet-20", "VGG-11"}
    assert figure.rows[0]["step_ms"] == pytest.approx(10.0055)
    assert "VGG-11: TensorFlow 10 ms in 2020, 40 ms in 2024, PyTorch 30 ms in 2018, 20 ms in 2023" in figure.alt


def test_a_model_that_a_release_computes_otherwise_is_named_and_not_drawn(read):
    rows = tiny_years.made(TIMES)
    rows["agreement"][0] |= {"agrees": "no", "output": "1.2e-01"}
    figure = drawn(read(rows), "years-training")
    assert len(figure.rows) == 7
    assert ("ResNet-20 in PyTorch 1.0.0, eager", "it does not compute the same: outputs differ by 1.2e-01 of the "
            "largest") in figure.left_out  # fmt: skip


def test_a_sentence_has_a_bar_for_each_time_in_which_its_models_say_the_same(read):
    figure = drawn(read(tiny_years.made(TIMES)), "years-claims")
    assert figure.title == "1 of 1 sentences about speed on a CPU held in all its models at any time since 2020"
    assert [(row["says"], row["from"], row["until"]) for row in figure.rows] == [
        ("holds", "2020-12-14", "2023-03-15"), ("models differ", "2023-03-15", "2024-03-09"),
        ("contradicted", "2024-03-09", ""),
    ]  # fmt: skip


def another_day(tmp_path, rows=None):
    """The data with a second sweep: the same again, or ``rows``."""
    (once,) = (tmp_path / "data" / "years").iterdir()
    aside = tmp_path / "aside" / once.name
    if rows:
        tiny_years.write(aside.parent, rows)
        aside = aside.parent / "years" / once.name
    loader.forget()
    shutil.copytree(aside if rows else once, once.with_name("a-cpu-20261128t1200"))
    return load_dataset(tmp_path / "data")


def test_of_two_sweeps_a_bar_says_what_both_say(read, tmp_path):
    read(tiny_years.made(TIMES))
    later = dict(TIMES) | {KERAS3: {"resnet20": 10, "vgg11": 18}}
    figure = drawn(another_day(tmp_path, tiny_years.made(later)), "years-claims")
    assert [row["says"] for row in figure.rows] == ["holds", "models differ", "unclear"]
    assert figure.scope.endswith(", 2 sweeps")


def test_changes_that_are_near_each_other_are_named_on_two_sides_of_their_lines(read, tmp_path):
    read(tiny_years.made(TIMES))
    figure = drawn(another_day(tmp_path), "years-training")
    labels = {
        note["text"]: note["yanchor"]
        for note in figure.wide["layout"]["annotations"]
        if note.get("yref") == "y2" and "×" in note["text"]
    }
    assert labels == {"2.16.1<br><b>4×</b>": "bottom", "2.0.0<br><b>0.67×</b>": "top"}


def test_without_a_sweep_nothing_is_drawn_and_the_page_says_so(read):
    data = read()
    assert isinstance(drawn(data, "years-training"), Undrawn) and isinstance(drawn(data, "years-claims"), Undrawn)
    pieces = YearPieces(Fragments(Edition(data)), "../")
    assert not pieces.ratios(0) and not pieces.trap() and "PyTorch" not in pieces.releases()


def test_the_page_says_the_ratios_of_the_first_and_of_the_newest_releases(read):
    pieces = YearPieces(Fragments(Edition(read(tiny_years.made(TIMES)))), "../")
    assert (pieces.ratios(0), pieces.ratios(-1)) == ("2 (ResNet-20) to 3 (VGG-11)", "0.5 (VGG-11) to 0.5 (ResNet-20)")
    assert (
        pieces.title()
        == "On one processor TensorFlow trained 2 of 2 models faster in 2020, PyTorch none; today none and 2"
    )
    same = {key: {"vgg11": 10} for key in (OLD, TF)}
    alike = YearPieces(Fragments(Edition(read(tiny_years.made(same)))), "../")
    assert alike.title().endswith("; today neither is clearly faster with any")
    assert "PyTorch 1.0.0" in pieces.releases()
    assert "a second one, of another day or machine" in pieces.facts()


def test_a_claim_is_dated_once_two_sweeps_agree(read, tmp_path):
    data = read(tiny_years.made(TIMES))
    page = ClaimPages(Fragments(Edition(data))).page("two")
    assert confirmed_for(data, "two") == [] and "When it held" not in page and "in one sweep so far" in page
    (once,) = (tmp_path / "data" / "years").iterdir()
    shutil.copytree(once, once.with_name("a-cpu-20261128t1200"))
    twice = load_dataset(tmp_path / "data")
    assert [(one.since.isoformat(), one.outcome) for one in confirmed_for(twice, "two")] == [
        ("2020-12-14", "holds"), ("2023-03-15", ""), ("2024-03-09", "contradicted"),
    ]  # fmt: skip
    edition = Edition(twice)
    claims = {
        claim.id: claim
        for claim in Records(twice, "", edition.stale, edition.packages, edition.held).claims(edition.judged)
    }
    assert [one.outcome for one in claims["two"].held] == ["holds", "models-differ", "contradicted"]
    assert claims["one"].held == []
    pages = ClaimPages(Fragments(edition))
    assert "## When it held" in pages.page("two") and "14 December 2020" in pages.page("two")
    assert "## When it held" not in pages.page("one")
    told = YearPieces(Fragments(edition), "../").facts()
    assert "2 sweeps of different days or machines" in told
    assert all(f"data/years/{id}/steps.csv.gz" in told for id in twice.years)
