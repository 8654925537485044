"""A figure for each measured claim: what its rule compares, model by model, with intervals."""

from __future__ import annotations

from functools import partial

from sitedata import claims, contests
from sitedata.benchmarks import tie_band
from sitedata.dataset import Dataset
from sitedata.forest import Group, Line, drawing, forest, row_of
from sitedata.palette import NAMES
from sitedata.plot import Drawing, Spec
from sitedata.schema import ClaimRule


def specs(data: Dataset) -> dict[str, Spec]:
    """By id, for the rules that are about ratios."""
    titles = {row.id: row.claim for row in data.rows("claims")}
    found = (
        Spec(
            f"claim-{rule.claim_id}", titles[rule.claim_id], f"{claims.rule_in_words(rule)}.", f"{claims.METRIC_NAMES[rule.metric]}: ratio",
            ("claims", "claim_rules", "runs", "samples"), partial(draw_rule, rule),
        )
        for rule in data.rows("claim_rules") if rule.metric != claims.ACCURACY and rule.claim_id in titles
    )  # fmt: skip
    return {spec.id: spec for spec in found}


def draw_rule(rule: ClaimRule, data: Dataset, narrow: bool) -> Drawing | None:
    """The environment that pages show; the others stand in the table of the claim's page."""
    environment = contests.main_environment(data)
    if environment is None:
        return None
    band = contests.band_of(environment, rule.metric)
    groups, rows, left_out = [], [], []
    for workload in rule.workloads:
        ratio = claims.ratio_of(environment, workload, rule)
        name = contests.name_of(workload)
        if ratio is None:
            left_out.append((name, contests.NO_RUNS))
            continue
        rows.append(row_of(environment, ratio, band, workload=workload))
        texts = [f"{ratio.median:.2f}×"] if narrow else [f"{ratio.median:.2f}×", contests.winner(ratio, band)]
        groups.append(Group(name, [Line(ratio, texts, f"{name}<br>{contests.interval(ratio)}", rows[-1]["samples"])]))
    if not groups:
        return None
    upper, lower = (NAMES[side.split(" ")[0]] for side in (rule.of, rule.over))
    if upper == lower:
        upper, lower = (side.split(" ")[1] for side in (rule.of, rule.over))
    columns = [("ratio", 52)] if narrow else [("ratio", 60), ("less with", 110)]
    fig, height = forest(groups, narrow, band, ends=(f"{upper} less", f"{lower} less"), columns=columns)
    alt = "; ".join(f"{row['workload']}: {row['ratio']} ({row['low']} to {row['high']})" for row in rows)
    return drawing(environment, fig, height, rows, alt, left_out, band=band == tie_band(environment))
