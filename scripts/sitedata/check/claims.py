"""Rules for the ledger: what a claim of each kind must have, and what its evidence, rules, probes and log must be.

See :mod:`sitedata.check.rules`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator

from sitedata.check.references import dangling
from sitedata.check.rules import Finding, Rule, explained
from sitedata.load.dataset import Dataset
from sitedata.load.scripts import PROBES
from sitedata.schema.protocol.accuracy import EPOCHS
from sitedata.schema.protocol.workloads import WORKLOADS
from sitedata.schema.tables import EVIDENCE_SAYS, Row
from sitedata.text.problem import nearest, quoted

DECIDED_ELSEWHERE = ("measured", "probed")
FILE_ON_GITHUB = re.compile(
    r"https://(?:github\.com/[^/]+/[^/]+/(?:blob|raw|tree)|raw\.githubusercontent\.com/[^/]+/[^/]+)/([^/#?]+)"
)
UNPINNED = "Not pinned: "  # start of a source's note that says why its commit is unknown
PINNED = re.compile(r"[0-9a-f]{40}|v?\d+(?:\.\d+)+[\w.-]*")


def a_verdict_is_typed_or_computed(data: Dataset) -> Iterator[Finding]:
    """a verdict and a reason for a sourced claim or an opinion; \
neither, and no versions, where a rule or a probe decides"""
    for row in data.rows("claims"):
        for column in ("verdict", "reason"):
            if row.kind in DECIDED_ELSEWHERE and getattr(row, column):
                yield Finding(
                    "claims", row, column, f"typed, though the claim is {row.kind}", quoted(getattr(row, column))
                )
            if row.kind not in DECIDED_ELSEWHERE and not getattr(row, column):
                yield Finding("claims", row, column, "nothing says it", "")
        if row.kind in DECIDED_ELSEWHERE and row.checked_against:
            what = "runs" if row.kind == "measured" else "probes"
            yield Finding(
                "claims",
                row,
                "checked_against",
                f"typed, though the versions of its {what} count",
                quoted(row.checked_against),
            )


def a_claim_is_no_source(data: Dataset) -> Iterator[Finding]:
    """an id that no source has: pages cite both in the same way"""
    for row in data.rows("claims"):
        if row.id in data.sources:
            yield Finding("claims", row, "id", "the id of a source", quoted(row.id))


def an_opinion_is_one(data: Dataset) -> Iterator[Finding]:
    """the verdict opinion for the kind opinion, and for no other"""
    for row in data.rows("claims"):
        if row.verdict and (row.kind == "opinion") != (row.verdict == "opinion"):
            yield Finding("claims", row, "verdict", f"does not fit the kind {row.kind}", quoted(row.verdict))


def a_measured_claim_has_a_rule(data: Dataset) -> Iterator[Finding]:
    """a row in data/claim_rules.csv for each measured claim, and for no other but a sourced one about GPUs"""
    waiting = {row.claim_id for row in data.rows("claim_rules") if row.device == "cuda"}
    waiting &= {row.id for row in data.rows("claims") if row.kind == "sourced"}
    yield from _decided(data, "measured", "claim_rules", "rule", waiting)


def a_probed_claim_has_an_outcome(data: Dataset) -> Iterator[Finding]:
    """a row in data/claim_probes.csv for each probed claim, and for no other"""
    yield from _decided(data, "probed", "claim_probes", "probe")


def _decided(data: Dataset, kind: str, table: str, what: str, excepted: Collection[str] = ()) -> Iterator[Finding]:
    """Claims of this kind that ``table`` does not decide, and claims of other kinds that it does."""
    named = {row.claim_id for row in data.rows(table)} - set(excepted)
    wrong = [row for row in data.rows("claims") if (row.kind == kind) != (row.id in named)]
    misnamed = explained([row.id for row in wrong if row.kind == kind], dangling(data, table, "claim_id"))
    for row in wrong:
        if row.id not in misnamed:
            yield Finding(
                "claims",
                row,
                "kind",
                f"no {what}" if row.kind == kind else f"a {what} for a claim that is {row.kind}",
                quoted(row.id),
            )


def an_outcome_means_something(data: Dataset) -> Iterator[Finding]:
    """a verdict for at least one outcome"""
    for row in data.rows("claim_probes"):
        if not (row.if_yes or row.if_no or row.if_absent):
            yield Finding("claim_probes", row, "if_yes", "no outcome decides anything", quoted(row.probe_id))


def a_probe_is_a_script(data: Dataset) -> Iterator[Finding]:
    """the name of a file in scripts/probes, without .py"""
    known = {
        path.relative_to(PROBES).with_suffix("").as_posix()
        for path in (*PROBES.glob("*.py"), *PROBES.glob("since_2018/*.py"))
    }
    for row in data.rows("probes"):
        if row.script not in known:
            yield Finding("probes", row, "script", "no such script", quoted(row.script), nearest(row.script, known))


def a_rule_names_what_is_measured(data: Dataset) -> Iterator[Finding]:
    """ids of workloads of the benchmark, or of data sets where accuracy is compared"""
    for row in data.rows("claim_rules"):
        known = EPOCHS if row.metric == "test_accuracy" else WORKLOADS
        for workload in row.workloads:
            if workload not in known:
                yield Finding("claim_rules", row, "workloads", "unknown id", quoted(workload), nearest(workload, known))


def a_rule_compares_two_sides(data: Dataset) -> Iterator[Finding]:
    """two different sides"""
    for row in data.rows("claim_rules"):
        if row.of == row.over:
            yield Finding("claim_rules", row, "over", "the same side twice", quoted(row.over))


def a_bound_is_beyond_one(data: Dataset) -> Iterator[Finding]:
    """a number above 1, for a rule that expects more"""
    for row in data.rows("claim_rules"):
        if row.at_most is not None and (row.expected != "more" or row.at_most <= 1 or row.metric == "test_accuracy"):
            yield Finding(
                "claim_rules", row, "at_most", f"does not fit a rule that expects {row.expected}", quoted(row.at_most)
            )


def a_source_says_one_thing(data: Dataset) -> Iterator[Finding]:
    """one row for each place in a source, that supports the claim, is against it or gives context"""
    seen: dict[tuple[str, str, str], Row] = {}
    for row in data.rows("claim_evidence"):
        place = (row.claim_id, row.source_id, row.locator)
        if place in seen and seen[place].says != row.says:
            problem = f"contradicts line {seen[place].line}, which has {seen[place].says} for the same place"
            yield Finding("claim_evidence", row, "says", problem, quoted(row.says))
        seen.setdefault(place, row)


def _as_they_happened(data: Dataset) -> list[Row]:
    return sorted(data.rows("verdict_log"), key=lambda row: (row.changed_on, row.number))


def a_change_changes_something(data: Dataset) -> Iterator[Finding]:
    """another verdict than that before it, numbered from 1 on each day"""
    before: dict[str, Row] = {}
    for row in _as_they_happened(data):
        last = before.get(row.claim_id)
        if row.number != (last.number + 1 if last and last.changed_on == row.changed_on else 1):
            yield Finding("verdict_log", row, "number", "a change of that day is missing before it", quoted(row.number))
        if last and last.verdict == row.verdict:
            yield Finding(
                "verdict_log", row, "verdict", f"no change: line {last.line} gives it already", quoted(row.verdict)
            )
        before[row.claim_id] = row


def a_file_in_a_repository_is_pinned(data: Dataset) -> Iterator[Finding]:
    """a commit of 40 digits in the address of a file on GitHub, or a tag of a release"""
    for row in data.rows("sources"):
        match = FILE_ON_GITHUB.match(row.url)
        if match and not PINNED.fullmatch(match[1]) and not (row.note or "").startswith(UNPINNED):
            yield Finding("sources", row, "url", f"the file moves with '{match[1]}'", quoted(row.url))


def a_sourced_claim_has_evidence(data: Dataset) -> Iterator[Finding]:
    """evidence in data/claim_evidence.csv: for holds a row that supports it; \
for partly one against it, or context that names the limit; \
for outdated and contradicted two sources against it, or one whose publisher speaks of its own"""
    known: defaultdict[str, list[Row]] = defaultdict(list)
    for piece in data.rows("claim_evidence"):
        known[piece.claim_id].append(piece)
    sourced = [row for row in data.rows("claims") if row.kind == "sourced" and row.verdict != "untested"]
    misnamed = explained([row.id for row in sourced], dangling(data, "claim_evidence", "claim_id"))
    for row in sourced:
        if row.id in misnamed or any(piece.source_id not in data.sources for piece in known[row.id]):
            continue  # its evidence names an unknown id, which is already reported
        evidence = known[row.id]
        if not evidence:
            yield Finding("claims", row, "id", "no evidence", quoted(row.id))
        elif problem := _unfounded(row.verdict, {says: _sources(data, evidence, says) for says in EVIDENCE_SAYS}):
            yield Finding("claims", row, "verdict", problem, quoted(row.verdict))


def _sources(data: Dataset, evidence: list[Row], says: str) -> list[Row]:
    return [data.sources[id] for id in dict.fromkeys(piece.source_id for piece in evidence if piece.says == says)]


def _unfounded(verdict: str, sources: dict[str, list[Row]]) -> str:
    """What evidence a verdict lacks; empty if it has enough. ``sources`` are grouped by what they say, each once."""
    if verdict == "holds" and not sources["supports"]:
        return "no evidence that supports it"
    if verdict in ("partly", "outdated", "contradicted"):
        against = sources["against"] + (
            [source for source in sources["context"] if source not in sources["against"]] if verdict == "partly" else []
        )
        if not against:
            return "no evidence that names its limit" if verdict == "partly" else "no evidence against it"
        if len(against) < 2 and not against[0].primary:
            return "one secondary source against the article"
    return ""


def a_review_comes_later(data: Dataset) -> Iterator[Finding]:
    """a day after checked_on"""
    for row in data.rows("claims"):
        if row.review_after <= row.checked_on:
            yield Finding("claims", row, "review_after", "before the check", quoted(row.review_after))


def claims_about_one_fact_agree(data: Dataset) -> Iterator[Finding]:
    """one verdict for one fact in one scope; another scope is another fact"""
    newest = {row.claim_id: row.verdict for row in _as_they_happened(data)}
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in data.rows("claims"):
        if row.fact:
            groups[row.fact].append(row)
    for fact, claims in groups.items():
        verdicts = [row.verdict or newest.get(row.id, "") for row in claims]
        for row, verdict in zip(claims, verdicts, strict=True):
            if verdict and verdicts[0] and verdict != verdicts[0]:
                what = f"{verdict}, where {claims[0].id} is {verdicts[0]}"
                yield Finding("claims", row, "fact", what, quoted(fact))
        if len(claims) == 1:
            yield Finding("claims", claims[0], "fact", "no other claim is about it", quoted(fact))


RAN_WITH = {"TensorFlow": ("tensorflow-cpu", "tensorflow"), "PyTorch": ("torch",)}
"""Framework, as a scope names it → its packages, as probes name them."""


def a_scope_names_what_its_probes_ran_with(data: Dataset) -> Iterator[Finding]:
    """the series that data/probes.csv names, where the scope names one of that framework"""
    probes, of_claim = data.by_id("probes"), defaultdict(list)
    for row in data.rows("claim_probes"):
        if row.probe_id in probes:
            of_claim[row.claim_id].append(probes[row.probe_id].versions)
    for claim in data.rows("claims"):
        for name, packages in RAN_WITH.items():
            named = re.findall(rf"\b{name} (\d+\.\d+)\b(?! and (?:newer|later))", claim.scope, re.ASCII)
            ran = {
                series
                for versions in of_claim.get(claim.id, ())
                for package in packages
                for series in re.findall(rf"\b{package} (\d+\.\d+)", versions, re.ASCII)
            }
            if claim.kind == "probed" and named and ran and not ran & set(named):
                what = f"its probes ran with {name} {', '.join(sorted(ran))}"
                yield Finding("claims", claim, "scope", what, quoted(claim.scope))


RULES = (
    Rule(a_verdict_is_typed_or_computed),
    Rule(a_claim_is_no_source),
    Rule(an_opinion_is_one),
    Rule(a_measured_claim_has_a_rule, needs=("claim_rules",)),
    Rule(a_probed_claim_has_an_outcome, needs=("claim_probes",)),
    Rule(an_outcome_means_something),
    Rule(a_probe_is_a_script),
    Rule(a_rule_names_what_is_measured),
    Rule(a_rule_compares_two_sides),
    Rule(a_bound_is_beyond_one),
    Rule(a_source_says_one_thing),
    Rule(a_change_changes_something, needs=("verdict_log",)),
    Rule(a_file_in_a_repository_is_pinned),
    Rule(a_sourced_claim_has_evidence, needs=("claim_evidence", "sources")),
    Rule(a_review_comes_later),
    Rule(claims_about_one_fact_agree, needs=("verdict_log",)),
    Rule(a_scope_names_what_its_probes_ran_with, needs=("probes", "claim_probes")),
)
