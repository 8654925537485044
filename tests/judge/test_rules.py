"""From the answers of models and machines to one verdict, and what was left out on the way."""

from __future__ import annotations

import datetime

import pytest

from sitedata.check.dataset import checked_dataset
from sitedata.judge import claims
from sitedata.judge.decisions import over_machines
from sitedata.judge.rules import Answer, points_outcome, rules_in_words
from sitedata.judge.what_would_change import turns
from sitedata.schema.environments import BENCH_TABLES
from tests import tiny
from tests.judge.test_claims import ONE, judged, probed, rule, times, twice
from tests.tiny import changed, record


def record_of_runs():
    return {name: field.examples[0] for name, field in BENCH_TABLES["runs"].model_fields.items()}


class Machine:
    def __init__(self, id):
        self.id = self.title = id


A, B = Machine("a"), Machine("b")


@pytest.mark.parametrize(
    ("of_a", "of_b", "verdict", "open_on"),
    [
        (["holds"], ["holds"], "holds", []),
        (["holds"], [""], "partly", [B]),  # true where it was decided, unknown elsewhere
        (["tie", "tie"], ["", ""], "partly", [B]),
        # one clear counterexample refutes what is said of machines in general
        (
            ["contradicted"],
            [""],
            "contradicted",
            [B],
        ),
        (["contradicted"], ["holds"], "partly", []),
        (["contradicted", "", ""], ["holds"], "partly", [A]),  # one clear answer of three decides nothing for a machine
        (["contradicted", ""], ["holds"], "partly", [A]),  # nor does one of two
        (["holds", "holds", ""], ["holds"], "holds", []),
        ([""], ["", ""], "unclear", [A, B]),
    ],
)
def test_a_machine_whose_answers_are_unclear_leaves_the_claim_open(of_a, of_b, verdict, open_on):
    answers = [
        Answer(machine, "m", "1.0", outcome) for machine, outcomes in ((A, of_a), (B, of_b)) for outcome in outcomes
    ]
    assert over_machines(answers) == (verdict, open_on)


def test_an_open_machine_is_named_in_the_scope(tmp_path):
    clear = times(pytorch_us=500)
    judgement = judged(tmp_path, clear, clear, noisy(), **ONE)
    assert judgement.verdict == "contradicted" and judgement.scope.endswith("; left open on Maker C, 2 cores")
    assert any("More rounds on Maker C" in turn for turn in turns(judgement, None))


def noisy():
    """PyTorch takes half the time in every other round, and twice the time in the others."""
    tables = times(pytorch_us=2000)
    samples = [
        row | {"step_time_us": "500 500 500"} if int(row["run_id"].split("-")[0][1:]) % 2 and "pytorch" in row["run_id"]
        else row
        for row in tables["samples"]
    ]  # fmt: skip
    steps = {row["run_id"] for row in samples if row["step_time_us"] == "500 500 500"}
    runs = [row | {"window_s": 1500 / 1e6} if row["id"] in steps else row for row in tables["runs"]]
    return tables | {"samples": samples, "runs": runs}


@pytest.mark.parametrize(
    ("pytorch_us", "verdict"), [(1150, "holds"), (2000, "contradicted"), (1050, "tie"), (500, "contradicted")]
)
def test_slightly_more_has_an_upper_bound(tmp_path, pytorch_us, verdict):
    judgement = judged(
        tmp_path, *twice(times(pytorch_us=pytorch_us)), **rule(workloads="resnet20", expected="more", at_most="1.25")
    )
    assert judgement.verdict == verdict
    assert "above 1, beyond the tie band and at most 1.25" in rules_in_words(judgement.rules)


def test_the_rule_says_how_wide_the_tie_band_is(tmp_path):
    judgement = judged(tmp_path, times(pytorch_us=2000), **ONE)
    assert rules_in_words(judgement.rules, judgement.answers).endswith(
        "The tie band is 0.91 to 1.10 on Maker A, 2 cores"
    )


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"threads": 1}, "with another number of threads (1)"), ({"batch_size": 64}, "with another batch size (64)"),
        ({"variant": "allocator"}, "made in another way (allocator)"),
    ],
)  # fmt: skip
def test_runs_that_do_not_compare_are_listed_with_the_reason(tmp_path, change, why):
    assert any(reason == why for _name, reason in judged(tmp_path, times(pytorch_us=2000, **change), **ONE).left_out)


@pytest.mark.parametrize(
    ("low", "high", "outcome"),
    [
        (-3, -2, "less"),
        (2, 3, "more"),
        (-0.5, 0.5, "tie"),
        (-1.5, 0.5, "unclear"),
        (0.5, 1.5, "unclear"),
        (-1, 1, "tie"),
    ],
)
def test_a_difference_in_points_is_held_against_its_band(low, high, outcome):
    assert points_outcome(low, high, 1) == outcome


def test_the_day_and_the_versions_are_those_of_what_decided(tmp_path):
    typed = changed("claims", 1, checked_on="2026-01-01")
    rules = judged(tmp_path / "measured", *twice(times(pytorch_us=2000)), **ONE, **typed)
    assert rules.checked_against == "TensorFlow 2.21.0, PyTorch 2.13.0"
    assert (
        rules.checked_on == datetime.date.fromisoformat(record_of_runs()["started_at"][:10]) != rules.claim.checked_on
    )
    (tmp_path / "probed").mkdir()
    judgement = probed(tmp_path / "probed", "yes", "failed")
    assert (
        judgement.checked_against == judgement.probes[0].versions and judgement.checked_on == judgement.probes[0].ran_on
    )


def test_the_oldest_answer_dates_a_probed_claim_and_a_failure_does_not(tmp_path):
    probes = [record("probes", id="a-old", ran_on="2026-01-01"), record("probes", id="b-new", ran_on="2026-02-01"),
              record("probes", id="broken", ran_on="2025-01-01", outcome="failed")]  # fmt: skip
    rows = [record("claim_probes", claim_id="three", probe_id=probe["id"]) for probe in probes]
    data = checked_dataset(tiny.write(tmp_path / "data", probes=probes, claim_probes=rows))
    assert claims.judge(data)["three"].checked_on == datetime.date(2026, 1, 1)


def test_a_sourced_claim_keeps_what_is_typed(tmp_path):
    judgement = claims.judge(checked_dataset(tiny.write(tmp_path / "data")))["one"]
    assert (judgement.checked_on, judgement.checked_against) == (
        judgement.claim.checked_on,
        judgement.claim.checked_against,
    )
    assert judgement.rows == [("claims.csv", 2)]


def test_the_row_that_decides_is_named_with_its_line(tmp_path):
    judgements = claims.judge(checked_dataset(tiny.write(tmp_path / "data")))
    assert judgements["two"].rows == [("claims.csv", 3), ("claim_rules.csv", 2)]
    assert judgements["three"].rows == [("claims.csv", 4), ("claim_probes.csv", 2)]


# --- what would change it --------------------------------------------------------------------------------------------
def test_a_rule_says_which_ratio_stands_in_the_way(tmp_path):
    said = turns(judged(tmp_path, times(pytorch_us=500), **ONE), None)
    assert "the claim would hold if the whole interval lay above 1.10 for ResNet-20 (now 0.50" in said[0]
    holding = turns(judged(tmp_path / "holding", times(pytorch_us=2000), **ONE), None)
    assert "reached below 1.10; the nearest is ResNet-20, 2.00" in holding[0]


def test_a_probe_says_which_outcome_turns_it(tmp_path):
    said = turns(probed(tmp_path, "yes"), None)
    assert said[0] == (
        "If the answer to “Is eager execution the default in TensorFlow?” were no or absent instead of yes: outdated."
    )


def test_sources_are_named_on_which_it_rests(tmp_path):
    data = checked_dataset(tiny.write(tmp_path / "data"))
    said = turns(claims.judge(data)["one"], data)
    assert said[0].startswith("It rests on one source") and "LiteRT: README (Google AI Edge)" in said[0]
    assert said[-1].startswith("Somebody looks again after ")


# --- the ledger's page of a claim ------------------------------------------------------------------------------------
def test_the_reason_of_a_probed_claim_says_why_an_outcome_counts(tmp_path):
    judgement = probed(tmp_path, "yes", why="Because of the default.")
    assert judgement.reason.endswith("Because of the default.")


def test_an_outcome_that_decides_nothing_is_left_out(tmp_path):
    judgement = probed(tmp_path, "yes", "no", if_absent="")
    assert judgement.verdict == "outdated"
    row = record("claim_probes", claim_id="three", if_no="")
    data = checked_dataset(
        tiny.write(tmp_path / "nothing", probes=[record("probes", outcome="no")], claim_probes=[row])
    )
    alone = claims.judge(data)["three"]
    assert alone.verdict == "untested" and alone.left_out[0][1] == "no: decides nothing here"
