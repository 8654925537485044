"""Which machines decide a claim: those that meet the protocol, two independent ones, and none of them alone."""

from __future__ import annotations

import pytest

from sitedata.judge import claims
from sitedata.judge.rules import in_words
from sitedata.judge.what_would_change import turns
from sitedata.judge.witnesses import kind_of_machine
from sitedata.schema.tables import TYPED_VERDICTS, VERDICTS
from tests.draw.test_speed import pair
from tests.judge.test_claims import ONE, judged, machine, rule, times, twice

HOLDS, CONTRADICTS = times(pytorch_us=2000), times(pytorch_us=500)


def on(tables, *facts, **more):
    return tables | {"environment": machine(*facts, **more)}


def test_one_machine_decides_nothing_and_says_what_it_would(tmp_path):
    judgement = judged(tmp_path, HOLDS, **ONE)
    assert judgement.verdict == "unclear"
    assert judgement.reason.startswith(
        "Asked of 1 machine, where two independent ones are needed; by that alone it would hold. On Maker A"
    )
    assert any(sentence.startswith("A second machine, of another processor") for sentence in turns(judgement, None))


def test_two_that_agree_decide(tmp_path):
    judgement = judged(tmp_path, *twice(HOLDS), **ONE)
    assert judgement.verdict == "holds"
    assert (
        judgement.decision.in_words
        == "Decided by 2 machines (Maker A, 2 cores and Maker B, 2 cores); the same without any one of them."
    )


SAME = {
    "the same processor": ({"cpu_flags": "avx2 fma"}, {"cpu_flags": "fma avx2 sse4_1"}, "unclear"),
    "another generation of it": ({"cpu_flags": "avx2"}, {"cpu_flags": "avx2 avx512f"}, "holds"),
    "another kind of host": ({"hypervisor": "yes"}, {"hypervisor": "none seen"}, "holds"),
    "more cores of the same": ({"cores": "2"}, {"cores": "64"}, "unclear"),
    "more memory": ({"memory_gib": "8"}, {"memory_gib": "64"}, "unclear"),
    "another graphics card": ({"gpu_model": "one"}, {"gpu_model": "two"}, "holds"),
}


@pytest.mark.parametrize(("one", "other", "verdict"), SAME.values(), ids=SAME)
def test_machines_are_independent_if_processor_or_host_differ(tmp_path, one, other, verdict):
    judgement = judged(tmp_path, on(HOLDS, "EPYC", **one), on(HOLDS, "EPYC", **other), **ONE)
    assert judgement.verdict == verdict


def test_machines_of_one_kind_have_one_voice(tmp_path):
    """Two that are alike say the reverse of a third: each side is one witness, so neither decides."""
    judgement = judged(tmp_path, on(HOLDS, "A"), on(HOLDS, "A", cores="4"), on(CONTRADICTS, "B"), **ONE)
    assert judgement.verdict == "unclear" and judgement.decision.together == "partly"
    assert len(judgement.decision.witnesses) == 2


def test_the_claim_says_which_machine_makes_the_difference(tmp_path):
    judgement = judged(tmp_path, HOLDS, HOLDS, CONTRADICTS, **ONE)
    assert judgement.verdict == "unclear"
    assert judgement.decision.in_words == (
        "Unclear: 3 machines together say that it holds in part, but without Maker C, 2 cores it would hold. "
        "Clear of 3 answers: 2 for it and 1 against it."
    )
    assert claims.cause_of(judgement) == ("samples of machine-2, machine-0, machine-1; without machine-2 holds")
    assert any("A further machine" in sentence for sentence in turns(judgement, None))


def test_what_three_say_stands_without_any_of_them(tmp_path):
    judgement = judged(tmp_path, HOLDS, HOLDS, HOLDS, **ONE)
    assert judgement.verdict == "holds" and [verdict for _, verdict in judgement.decision.without] == ["holds"] * 3


def test_a_machine_below_the_protocol_is_shown_and_does_not_count(tmp_path):
    short = times(pytorch_us=500, rounds=9)
    judgement = judged(tmp_path, HOLDS, HOLDS, short, **ONE)
    assert judgement.verdict == "holds"
    (apart,) = (answer for answer in judgement.answers if answer.environment.id == "machine-2")
    assert apart.verdict == "contradicted" and apart.not_counted.startswith("below our protocol: 9 rounds in 1 sweep")
    assert "Maker C" not in claims.cause_of(judgement) and "machine-2" not in claims.cause_of(judgement)
    assert judgement.left_out[0] == ("Maker C, 2 cores", apart.not_counted)
    assert judgement.reason.endswith(
        "Shown and not counted: Maker C, 2 cores (contributed; 9 rounds, below our protocol)."
    )
    assert judged(tmp_path / "two", HOLDS, short, **ONE).verdict == "unclear"


def test_a_model_with_fewer_rounds_than_the_protocol_does_not_count_on_a_whole_machine(tmp_path):
    mixed = {name: [*HOLDS[name], *pair("lstm", pytorch_us=500, rounds=9)[name]] for name in HOLDS}
    for name, key in (("runs", "id"), ("samples", "run_id")):
        mixed[name] = [row | {key: f"{number}-{row[key]}"} for number, row in enumerate(HOLDS[name])]
        mixed[name] += [row | {key: f"l{number}-{row[key]}"} for number, row in enumerate(pair("lstm", rounds=9)[name])]
    ids = [row["id"] for row in mixed["runs"]]
    mixed["samples"] = [row | {"run_id": id} for row, id in zip(mixed["samples"], ids, strict=True)]
    judgement = judged(tmp_path, *twice(mixed), **rule(workloads="resnet20 lstm", expected="more"))
    few = [answer for answer in judgement.answers if answer.name == "LSTM"]
    assert [answer.not_counted for answer in few] == ["9 rounds in its longest sweep, where 10 are needed"] * 2


# --- releases --------------------------------------------------------------------------------------------------------
def test_the_newest_pair_that_two_machines_have_is_asked_and_older_ones_stay_readable(tmp_path):
    old, new = {"tensorflow": "2.20.0", "pytorch": "2.12.0"}, {"tensorflow": "2.21.0", "pytorch": "2.13.0+cpu"}
    judgement = judged(
        tmp_path, on(CONTRADICTS, "A", **old), on(CONTRADICTS, "B", **old), on(HOLDS, "A", **new),
        on(HOLDS, "B", **new | {"pytorch": "2.13.0+cu130"}), **ONE,
    )  # fmt: skip
    assert judgement.verdict == "holds" and len(judgement.answers) == 4
    left = [answer.not_counted for answer in judgement.answers if answer.not_counted]
    assert left == ["measured with TensorFlow 2.20.0, PyTorch 2.12.0, not with the pair of releases asked"] * 2
    assert "2.20" not in judgement.checked_against


def test_a_newer_pair_of_one_machine_waits_for_a_second(tmp_path):
    judgement = judged(tmp_path, HOLDS, HOLDS, on(CONTRADICTS, "C", tensorflow="2.22.0"), **ONE)
    assert judgement.verdict == "holds" and any(
        "TensorFlow 2.22.0" in answer.not_counted for answer in judgement.answers
    )


# --- memory ----------------------------------------------------------------------------------------------------------
def memory(resident, anonymous):
    """PyTorch over TensorFlow in two measures."""
    tables = times(pytorch_us=1000)
    held = {"pytorch": (resident, anonymous), "tensorflow": (1, 1)}
    runs = [
        row | {"peak_rss_mib": 500 * held[row["framework"]][0], "anonymous_mib": 200 * held[row["framework"]][1]}
        for row in tables["runs"]
    ]
    return tables | {"runs": runs}


@pytest.mark.parametrize(
    ("resident", "anonymous", "verdict"),
    [(1.2, 1.2, "holds"), (0.6, 1.2, "partly"), (1.2, 0.6, "partly"), (0.6, 0.6, "contradicted")],
)
def test_both_measures_of_memory_decide(tmp_path, resident, anonymous, verdict):
    rows = [
        rule(workloads="resnet20", metric=metric, expected="more", at_most="1.25")["claim_rules"][0]
        for metric in ("peak_rss_mib", "anonymous_mib")
    ]
    judgement = judged(tmp_path, *twice(memory(resident, anonymous)), claim_rules=rows)
    assert judgement.verdict == verdict
    assert in_words(judgement.answers).count("resident memory at its peak") == 2
    assert [file for file, _ in judgement.rows] == ["claims.csv", "claim_rules.csv", "claim_rules.csv"]


# --- the word --------------------------------------------------------------------------------------------------------
def test_nobody_types_unclear():
    assert set(VERDICTS) - set(TYPED_VERDICTS) == {"unclear"}


def test_the_kind_of_a_machine_ignores_the_order_of_its_instructions():
    class Fake:
        def __init__(self, **facts):
            self.fact = lambda _, name: facts.get(name.replace("-", "_"))

    assert kind_of_machine(Fake(cpu_flags="avx2 avx")) == kind_of_machine(Fake(cpu_flags="avx avx2 sse4_2 fma"))
