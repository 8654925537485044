"""Verdicts: typed where sources decide, computed where our own samples do, and refused where the two are mixed up."""

from __future__ import annotations

import datetime
import re

import pytest

from probes.__main__ import all_probes, question
from sitedata.check.dataset import checked_dataset
from sitedata.judge import claims
from sitedata.schema.protocol.matrix import ROUNDS
from sitedata.schema.tables import VERDICTS
from sitedata.text.files import append_rows
from sitedata.text.problem import BadInput
from tests import tiny, tiny_benchmark
from tests.conftest import ROOT
from tests.draw.test_speed import pair
from tests.tiny import changed, record


def rule(**cells):
    return {"claim_rules": [record("claim_rules", claim_id="two", **{"at_most": ""} | cells)]}


def judged(folder, *environments, **tables):
    """The judgement of the measured claim; ``environments`` are the tables of environments, on a machine each."""
    data = folder / "data"
    tiny.write(data, **tables)
    for number, replaced in enumerate(environments):
        facts = replaced.get("environment", []) or machine(f"Maker {'ABCDEF'[number]}")
        tiny_benchmark.write(data / "benchmarks", id=f"machine-{number}", **replaced | {"environment": facts})
    return claims.judge(checked_dataset(data))["two"]


def machine(model="Maker A", tensorflow="2.21.0", pytorch="2.13.0", **facts):
    """The facts of a machine and of what was installed; a name's underscores stand for hyphens."""
    facts = {"cpu-model": model, "cores": "2"} | {name.replace("_", "-"): value for name, value in facts.items()}
    versions = {"tensorflow": tensorflow, "pytorch": pytorch}
    return [
        *(tiny_benchmark.record("environment", framework="machine", fact=name, value=facts[name]) for name in facts),
        *(
            tiny_benchmark.record("environment", framework=name, fact="version", value=version)
            for name, version in versions.items()
        ),
    ]


def times(*, pytorch_us, tensorflow_us=1000, rounds=ROUNDS, **changes):
    return pair("resnet20", pytorch_us=pytorch_us, tensorflow_us=tensorflow_us, rounds=rounds, **changes)


def twice(tables):
    """The same on two independent machines."""
    return tables, tables


ONE = rule(workloads="resnet20", expected="more")


@pytest.mark.parametrize(
    ("pytorch_us", "expected", "verdict"),
    [
        (2000, "more", "holds"),
        (2000, "less", "contradicted"),
        (2000, "tie", "contradicted"),
        (2000, "differs", "holds"),
        (500, "more", "contradicted"),
        (500, "less", "holds"),
        (1050, "more", "tie"),
        (1050, "tie", "holds"),
        (1050, "differs", "contradicted"),
    ],
)
def test_a_rule_decides(tmp_path, pytorch_us, expected, verdict):
    judgement = judged(tmp_path, *twice(times(pytorch_us=pytorch_us)), **rule(workloads="resnet20", expected=expected))
    assert judgement.verdict == verdict
    assert f"ResNet-20 {pytorch_us / 1000:.2f}" in judgement.reason and not judgement.left_out


def test_new_samples_change_the_verdict(tmp_path):
    assert judged(tmp_path / "before", *twice(times(pytorch_us=2000)), **ONE).verdict == "holds"
    assert judged(tmp_path / "after", *twice(times(pytorch_us=500)), **ONE).verdict == "contradicted"


def test_different_answers_are_partly_and_named(tmp_path):
    tables = times(pytorch_us=2000)
    other = pair("lstm", pytorch_us=500, rounds=ROUNDS)
    both = tables | {
        name: tables[name]
        + [row | {key: f"lstm-{row[key]}" for key in ("id", "run_id") if key in row} for row in other[name]]
        for name in ("runs", "samples")
    }
    both["agreement"] = tables["agreement"] + other["agreement"]
    judgement = judged(tmp_path, *twice(both), **rule(workloads="resnet20 lstm gru", expected="more"))
    assert judgement.verdict == "partly"
    assert "holds for ResNet-20" in judgement.reason and "contradicted by LSTM" in judgement.reason
    assert [name.split(" on ")[0] for name, _why in judgement.left_out] == ["GRU", "GRU"]


def test_two_machines_that_disagree_leave_it_unclear_and_each_is_named(tmp_path):
    judgement = judged(tmp_path, times(pytorch_us=2000), times(pytorch_us=500), **ONE)
    assert judgement.verdict == "unclear" and judgement.reason.count("On ") == 2
    assert judgement.reason.startswith(
        "Unclear: 2 machines together say that it holds in part, but without Maker B, 2 cores it would hold; "
        "without Maker A, 2 cores it would be contradicted. Clear of 2 answers: 1 for it and 1 against it. "
    )


def test_a_headline_leads_with_the_verdict_and_names_machines_that_contradict_each_other(tmp_path):
    """So that no false sentence stands anywhere by itself."""
    whole = tiny.TINY["claims"][1]["claim"].removesuffix(".")
    apart = judged(tmp_path / "apart", times(pytorch_us=2000), times(pytorch_us=500), **ONE)
    assert apart.headline == f"Depends on the machine: {whole}"
    wrong = judged(tmp_path / "wrong", *twice(times(pytorch_us=500)), **ONE)
    assert wrong.headline == f"Not so: {whole}"
    alone = judged(tmp_path / "alone", times(pytorch_us=500), **ONE)
    assert alone.verdict == "unclear" and alone.lead == "Open"
    assert claims.LEADS.keys() == VERDICTS.keys()


def gpu(pytorch_us, model):
    """Runs on a GPU, in a folder of their own."""
    tables = times(pytorch_us=pytorch_us)
    runs = [row | {"device": "cuda"} for row in tables["runs"]]
    return tables | {"runs": runs, "environment": machine("Maker A", gpu_model=model)}


WAITING = {
    "claims": [
        tiny.TINY["claims"][0],
        tiny.TINY["claims"][1] | {"kind": "sourced", "verdict": "partly", "reason": "They read it.",
                                  "checked_against": "studies of 2020"},
        *tiny.TINY["claims"][2:],
    ],
    "claim_evidence": [
        *tiny.TINY["claim_evidence"],
        record("claim_evidence", claim_id="two", source_id="s", says="against"),
    ],
    **rule(workloads="resnet20", expected="more", device="cuda"),
}  # fmt: skip


def test_a_sourced_claim_about_gpus_waits_for_two_of_them(tmp_path):
    """Until then the sources decide, and the page says what will be asked; a CPU does not count."""
    for name, machines in (("none", ()), ("cpu", twice(times(pytorch_us=500))), ("one", (gpu(500, "G1"),))):
        judgement = judged(tmp_path / name, *machines, **WAITING)
        assert (judgement.verdict, judgement.reason) == ("partly", "They read it."), name
        assert [rule.device for rule in judgement.waiting] == ["cuda"] and not judgement.answers
    decided = judged(tmp_path / "two", gpu(500, "G1"), gpu(500, "G2"), **WAITING)
    assert decided.verdict == "contradicted" and not decided.waiting and len(decided.decision.witnesses) == 2


def test_too_few_rounds_and_no_rows_decide_nothing(tmp_path):
    few = judged(tmp_path / "few", *twice(times(pytorch_us=2000, rounds=3)), **ONE)
    assert few.verdict == "unclear" and "Maker A, 2 cores (contributed; 3 rounds, below our protocol)" in few.reason
    assert [answer.verdict for answer in few.answers] == ["", ""]
    none = judged(tmp_path / "none", **ONE)
    assert (none.verdict, none.reason) == ("untested", "No environment has comparable runs of both sides.")
    assert none.left_out == [("ResNet-20", "no environment is published here")]


@pytest.mark.parametrize(
    "change", [{"threads": 1}, {"batch_size": 64}, {"task": "inference"}, {"variant": "allocator"}]
)
def test_only_comparable_rows_count(tmp_path, change):
    assert judged(tmp_path, *twice(times(pytorch_us=2000, **change)), **ONE).verdict == "untested"


def test_accuracy_is_judged_against_what_a_seed_moves(tmp_path):
    sets = rule(workloads="digits", metric="test_accuracy", expected="differs")
    judgement = judged(
        tmp_path, *twice(times(pytorch_us=1000) | {"accuracy": tiny_benchmark.described()["accuracy"]}), **sets
    )
    assert judgement.verdict == "contradicted" and [answer.name for answer in judgement.answers] == ["digits"] * 2
    answer, _ = judgement.answers
    assert answer.count == 10 and answer.low <= answer.middle <= answer.high  # two optimizers with five seeds each


def probed(folder, *outcomes, **cells):
    probes = [record("probes", id=f"p-{number}", outcome=outcome) for number, outcome in enumerate(outcomes)]
    rows = [
        record("claim_probes", claim_id="three", probe_id=probe["id"], if_yes="holds", if_no="outdated", **cells)
        for probe in probes
    ]
    return claims.judge(checked_dataset(tiny.write(folder / "data", probes=probes, claim_probes=rows)))["three"]


@pytest.mark.parametrize(
    ("outcomes", "verdict", "left_out"),
    [
        (["yes"], "holds", 0),
        (["no"], "outdated", 0),
        (["yes", "no"], "outdated", 0),
        (["yes", "absent"], "partly", 0),
        (["yes", "failed"], "holds", 1),
        (["failed"], "untested", 1),
        (["could-not-run"], "untested", 1),
        (["absent"], "contradicted", 0),
    ],
)
def test_an_outcome_decides_and_a_failure_does_not(tmp_path, outcomes, verdict, left_out):
    judgement = probed(tmp_path, *outcomes, if_absent="contradicted")
    assert (judgement.verdict, len(judgement.left_out), len(judgement.probes)) == (verdict, left_out, len(outcomes))
    assert probed(tmp_path / "again", "absent", if_absent="").verdict == "untested"


BROKEN = {
    "a verdict is typed or computed: verdict": (
        changed("claims", 1, verdict="holds"),
        "claims.csv:3: verdict: typed, though the claim is measured, got 'holds'",
    ),
    "a verdict is typed or computed: reason": (
        changed("claims", 1, reason="Because."),
        "claims.csv:3: reason: typed, though the claim is measured",
    ),
    "a verdict is typed or computed: no verdict": (
        changed("claims", 0, verdict=""),
        "claims.csv:2: verdict: nothing says it",
    ),
    "a verdict is typed or computed: no reason": (
        changed("claims", 0, reason=""),
        "claims.csv:2: reason: nothing says it",
    ),
    "an opinion is one: verdict": (
        changed("claims", 0, verdict="opinion"),
        "claims.csv:2: verdict: does not fit the kind sourced, got 'opinion'",
    ),
    "an opinion is one: kind": (
        changed("claims", 0, kind="opinion"),
        "claims.csv:2: verdict: does not fit the kind opinion, got 'holds'",
    ),
    "a claim is no source": (
        {"sources": [*tiny.TINY["sources"], record("sources", id="one")]},
        "claims.csv:2: id: the id of a source, got 'one'",
    ),
    "a review comes later": (
        changed("claims", 0, review_after="2020-01-01"),
        "claims.csv:2: review_after: before the check",
    ),
    "a probed claim has an outcome": (
        changed("claims", 0, kind="probed", verdict="", reason=""),
        "claims.csv:2: kind: no probe, got 'one'",
    ),
    "a probed claim has an outcome: too many": (
        changed("claim_probes", 0, claim_id="one"),
        "claims.csv:2: kind: a probe for a claim that is sourced, got 'one'",
    ),
    "an outcome means something": (
        changed("claim_probes", 0, if_yes="", if_no="", if_absent=""),
        "claim_probes.csv:2: if_yes: no outcome decides anything",
    ),
    "unknown probe": (
        changed("claim_probes", 0, probe_id="nothing"),
        "claim_probes.csv:2: probe_id: unknown id, got 'nothing'",
    ),
    "a mapping without a why": (changed("claim_probes", 0, why=""), "claim_probes.csv:2: why: empty cell"),
    "a verdict is typed or computed: versions": (
        changed("claims", 1, checked_against="TensorFlow 2"),
        "claims.csv:3: checked_against: typed, though the versions of its runs count, got 'TensorFlow 2'",
    ),
    "a bound is beyond one": (
        changed("claim_rules", 0, at_most="0.9"),
        "claim_rules.csv:2: at_most: does not fit a rule that expects more, got '0.9'",
    ),
    "a source says one thing": (
        {
            "claim_evidence": [
                tiny.TINY["claim_evidence"][0],
                tiny.TINY["claim_evidence"][0] | {"says": "against", "quote": "other words"},
            ]
        },
        "claim_evidence.csv:3: says: contradicts line 2, which has supports for the same place, got 'against'",
    ),
    "a file in a repository is pinned": (
        changed("sources", 0, url="https://github.com/google-ai-edge/LiteRT/blob/main/README.md"),
        "sources.csv:2: url: the file moves with 'main'",
    ),
    "a file in a repository is pinned: raw": (
        changed("sources", 0, url="https://raw.githubusercontent.com/google-ai-edge/LiteRT/main/README.md"),
        "sources.csv:2: url: the file moves with 'main'",
    ),
    "a change is numbered": (
        changed("verdict_log", 0, number="2"),
        "verdict_log.csv:2: number: a change of that day is missing before it, got '2'",
    ),
    "a change changes something": (
        {"verdict_log": [tiny.TINY["verdict_log"][0], tiny.TINY["verdict_log"][0] | {"number": "2"}]},
        "verdict_log.csv:3: verdict: no change: line 2 gives it already, got 'holds'",
    ),
    "a probe is a script": (
        changed("probes", 0, script="tf_eager_defaults"),
        (
            "no such script, got 'tf_eager_defaults' — expected the name of a file in scripts/probes, without .py (did "
            "you mean 'since_2018/tf_eager_default'?)"
        ),
    ),
    "a measured claim has a rule: none": ({"claim_rules": []}, "claims.csv:3: kind: no rule, got 'two'"),
    "a measured claim has a rule: too many": (
        changed("claim_rules", 0, claim_id="one"),
        "claims.csv:2: kind: a rule for a claim that is sourced, got 'one'",
    ),
    "a rule names what is measured": (
        changed("claim_rules", 0, workloads="resnet21"),
        "claim_rules.csv:2: workloads: unknown id, got 'resnet21' — expected ids of workloads of the benchmark, "
        "or of data sets where accuracy is compared (did you mean 'resnet20'?)",
    ),
    "a rule compares two sides": (
        changed("claim_rules", 0, over="pytorch eager"),
        "claim_rules.csv:2: over: the same side twice",
    ),
    "a sourced claim has evidence: none": ({"claim_evidence": []}, "claims.csv:2: id: no evidence, got 'one'"),
    "a sourced claim has evidence: for": (
        changed("claim_evidence", 0, says="against"),
        "claims.csv:2: verdict: no evidence that supports it, got 'holds'",
    ),
    "a sourced claim has evidence: against": (
        changed("claims", 0, verdict="contradicted"),
        "claims.csv:2: verdict: no evidence against it, got 'contradicted'",
    ),
    "a sourced claim has evidence: primary": (
        changed("claims", 0, verdict="contradicted")
        | changed("sources", 0, primary="no")
        | changed("claim_evidence", 0, says="against"),
        "claims.csv:2: verdict: one secondary source against the article, got 'contradicted'",
    ),
    "a sourced claim has evidence: what supports it is not against it": (
        changed("claims", 0, verdict="outdated")
        | {
            "sources": [record("sources", id="s", primary="no"), record("sources", id="t", primary="no")],
            "claim_evidence": [
                record("claim_evidence", claim_id="one", source_id="s", says="against"),
                record("claim_evidence", claim_id="one", source_id="t", says="supports"),
            ],
        },
        "claims.csv:2: verdict: one secondary source against the article, got 'outdated'",
    ),
    "a sourced claim has evidence: the limit of partly": (
        changed("claims", 0, verdict="partly"),
        "claims.csv:2: verdict: no evidence that names its limit, got 'partly'",
    ),
    "unknown section": (
        changed("claims", 0, section="#11"),
        "claims.csv:2: section: not a section of the article, got '#11'",
    ),
    "no workload": (changed("claim_rules", 0, workloads=""), "claim_rules.csv:2: workloads: empty cell"),
    "unknown source": (
        changed("claim_evidence", 0, source_id="nobody"),
        "claim_evidence.csv:2: source_id: unknown id, got 'nobody'",
    ),
    "long quote": (
        changed("claim_evidence", 0, quote=" ".join(["word"] * 16)),
        "claim_evidence.csv:2: quote: a quote of 16 words",
    ),
    "the same claim twice": ({"claims": [*tiny.TINY["claims"], tiny.TINY["claims"][0]]}, "claims.csv:5: id: "),
}


@pytest.mark.parametrize(("tables", "message"), BROKEN.values(), ids=BROKEN)
def test_what_does_not_fit_is_refused_with_its_line(tmp_path, tables, message):
    with pytest.raises(BadInput) as refused:
        checked_dataset(tiny.write(tmp_path / "data", **tables))
    assert message in str(refused.value)


# --- the ledger as it is ---------------------------------------------------------------------------------------------
DATA = ROOT / "data"


@pytest.fixture(scope="module")
def ledger():
    return checked_dataset(DATA)


def test_the_ledger_is_as_large_as_the_article(ledger):
    judged = claims.judge(ledger).values()
    assert len(judged) >= 109
    assert sum(judgement.claim.kind in ("measured", "probed") for judgement in judged) >= 35
    assert not [judgement.claim.id for judgement in judged if not judgement.reason]
    rested = [
        judgement for judgement in judged if judgement.claim.kind != "opinion" and judgement.verdict != "untested"
    ]
    assert not [
        judgement.claim.id for judgement in rested if not (judgement.evidence or judgement.answers or judgement.probes)
    ]
    silent = [judgement for judgement in judged if judgement.claim.kind == "opinion" and not judgement.evidence]
    # an opinion without evidence must say why it has none
    assert not [judgement.claim.id for judgement in silent if "cite n" not in judgement.reason]


def test_every_probe_kept_what_it_printed_and_every_script_is_used(ledger):
    rows = ledger.rows("probes")
    assert {f"{row.id}.txt" for row in rows} == {path.name for path in (DATA / "probes").iterdir()}
    known = all_probes(DATA)
    assert {row.id for row in rows} == set(known) and all(question(known[row.id]) == row.question for row in rows)
    helpers = {"__init__", "__main__", "answer", "asking", "beside", "debugger", "environments", "exported"}
    helpers |= {"package_index", "rows", "through_time", "tidied", "workers"}
    folder = ROOT / "scripts" / "probes"
    scripts = {path.stem for path in folder.glob("*.py")} - helpers
    scripts |= {f"since_2018/{path.stem}" for path in (folder / "since_2018").glob("[!_]*.py")}
    assert {row.script for row in rows} == scripts


def test_what_probes_printed_names_no_folder_of_a_machine(ledger):
    for path in (DATA / "probes").iterdir():
        assert not re.search(r"/(home|root|tmp|usr|opt)/", path.read_text(encoding="utf-8")), path


def test_the_log_of_verdicts_is_complete(ledger):
    # else: make verdicts
    assert claims.changes(claims.judge(ledger), ledger.rows("verdict_log"), datetime.date.today()) == []


def test_a_changed_verdict_is_logged_once(tmp_path):
    data = checked_dataset(tiny.write(tmp_path / "data"))
    judged = claims.judge(data)
    changes = claims.changes(judged, data.rows("verdict_log"), datetime.date(2026, 1, 2))
    assert [(row["claim_id"], row["verdict"]) for row in changes] == [("two", "untested"), ("three", "holds")]
    append_rows(tmp_path / "data" / "verdict_log.csv", changes)
    again = checked_dataset(tmp_path / "data")
    assert claims.changes(claims.judge(again), again.rows("verdict_log"), datetime.date(2026, 1, 3)) == []
