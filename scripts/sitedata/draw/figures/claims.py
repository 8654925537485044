"""Claims as figures: all verdicts in one picture, and for each measured claim what its rule compares."""

from __future__ import annotations

import textwrap
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import product

from sitedata.draw.figure import NARROW, WIDE, Drawing, Spec, figure
from sitedata.draw.forest import CLOSE_PITCH, PITCH, TIES, Group, Line, drawing, forest, heads, row_of
from sitedata.draw.labels import label, name_rows, room_for, upright
from sitedata.draw.palette import GLYPHS, STAND_IN, VERDICT_ROLES
from sitedata.draw.plot import Plot
from sitedata.draw.undrawn import NO_ENVIRONMENT, drawable
from sitedata.judge import claims, comparisons
from sitedata.judge.environments import device_of, letters_of, main_environment, marked_title, versions
from sitedata.judge.ratios import Ratio, band_in_words, tie_band
from sitedata.judge.rules import ACCURACY, METRIC_NAMES, Answer, answers_of, ask, rules_in_words, rules_of_claims
from sitedata.load.dataset import Dataset
from sitedata.load.environments import Environment
from sitedata.schema.names import NAMES
from sitedata.schema.tables import ARTICLE, SECTION_TITLES, ClaimRule
from sitedata.text.values import listed, signed

LEGEND_NARROW, LEGEND_WIDE = 50, 110  # letters of a line of the legend
POINTS = "test accuracy of TensorFlow minus that of PyTorch, percentage points"


@figure(
    "claims-by-section", kind="listed", title="Every claim of the article, by section", unit="one mark a claim",
    tables=("claims", "claim_rules", "claim_probes", "probes"),
    caption="A mark leads to the claim with its evidence. Verdicts of sourced claims are typed by people; those that "
    "our measurements or scripts decide are computed at each build.",
)  # fmt: skip
def claims_by_section(data: Dataset, narrow: bool) -> Drawing:
    judged = list(claims.judge(data).values())
    drawable(judged, "no claim")
    fig, notes, ticks, rows = Plot(), [], [], []
    order = list(GLYPHS)
    sections = list(dict.fromkeys(judgement.claim.section for judgement in judged))
    for y, section in enumerate(sections):
        mine = sorted(
            (judgement for judgement in judged if judgement.claim.section == section),
            key=lambda judgement: order.index(judgement.verdict),
        )
        ticks.append((-y, section if narrow else f"{section} {SECTION_TITLES[section]}"))
        fig.add_scatter(
            x=list(range(len(mine))), y=[-y] * len(mine), mode="text", showlegend=False,
            text=[GLYPHS[judgement.verdict] for judgement in mine],
            textfont=dict(
                size=15, color=[STAND_IN[VERDICT_ROLES.get(judgement.verdict, "muted")] for judgement in mine]
            ),
            hovertext=[f"{judgement.verdict}: {judgement.claim.claim}" for judgement in mine],
            hovertemplate="%{hovertext}<extra></extra>",
            customdata=[f"claims/{judgement.claim.id}/" for judgement in mine],
        )  # fmt: skip
        rows += [
            {
                "section": section,
                "claim": judgement.claim.claim,
                "id": judgement.claim.id,
                "kind": judgement.claim.kind,
                "verdict": judgement.verdict,
            }
            for judgement in mine
        ]
    count = Counter(judgement.verdict for judgement in judged)
    x, left, texts = 0.0, room_for([name for _, name in ticks], narrow), []
    for verdict in (name for name in order if count[name]):
        text = f"{GLYPHS[verdict]} {count[verdict]} {verdict}"
        texts.append((verdict, text, *divmod(int(x), 324 if narrow else 720)))
        x += 108 if narrow else 7.4 * len(text) + 18
    below = texts[-1][2]  # lines of the legend below the first
    for verdict, text, line, at in texts:
        notes.append(label(0, 1, text, role=VERDICT_ROLES.get(verdict, "muted"), size=12, xref="paper", yref="paper",
                           yanchor="bottom", yshift=10 + 18 * (below - line), xshift=at - left + 4))  # fmt: skip
    widest = max(sum(judgement.claim.section == section for judgement in judged) for section in sections)
    name_rows(fig, ticks, -len(sections) + 0.4, 0.6)
    fig.update_xaxes(range=[-0.7, max(widest, 12)], showgrid=False, showticklabels=False)
    fig.update_layout(
        annotations=notes,
        margin=dict(l=left, r=8, t=36 + 18 * below, b=6),
    )
    alt = "; ".join(f"{count[verdict]} {verdict}" for verdict in order if count[verdict])
    checked = max(judgement.checked_on for judgement in judged).isoformat()
    return Drawing(
        fig,
        22 * len(sections) + 46 + 18 * below,
        rows,
        sorted({ARTICLE} & data.sources.keys()),
        alt,
        as_of=checked,
        title=in_figures(count),
    )


def in_figures(count: Counter[str]) -> str:
    """Verdict → claims, as a title."""
    named = {"holds": "hold", "partly": "hold in part", "outdated": "are outdated", "contradicted": "are contradicted"}
    said = [f"{count[verdict]} {words}" for verdict, words in named.items() if count[verdict]]
    if not said or count.total() < 2:
        return ""
    return f"Of {count.total()} claims of the article {', '.join(said)}"


def of_rules(data: Dataset) -> tuple[Spec, ...]:
    """One for each claim that rules decide, in file order; for none whose rules still wait for a machine."""
    titles = {row.id: row.claim for row in data.rows("claims")}
    measured = {device_of(environment) for environment in data.environments.values()}
    return tuple(
        _of_rules(mine, titles[id])
        for id, mine in rules_of_claims(data).items()
        if id in titles and (mine[0].device == "cpu" or mine[0].device in measured)
    )


def _of_rules(rules: list[ClaimRule], claim: str) -> Spec:
    accuracy, asked = rules[0].metric == ACCURACY, rules_in_words(rules)
    return Spec(
        f"claim-{rules[0].claim_id}", f"Measured: {claim.removesuffix('.')}",
        f"What the claim needs: {asked[:1].lower()}{asked[1:]}.",
        POINTS if accuracy else f"{' and '.join(METRIC_NAMES[rule.metric] for rule in rules)}: ratio", "claim",
        ("claims", "claim_rules", *(("accuracy",) if accuracy else ("runs", "samples"))),
        partial(draw_accuracy, rules[0]) if accuracy else partial(draw_rules, rules), subject=rules[0].claim_id,
    )  # fmt: skip


def draw_accuracy(rule: ClaimRule, data: Dataset, narrow: bool) -> Drawing:
    """The matched gap of each data set with its interval, over the band that another seed alone moves.

    The environment is the one that pages show.
    """
    environment = drawable(main_environment(data), NO_ENVIRONMENT)
    answers = [answer for answer in ask(data, rule)[0] if answer.environment is environment]
    drawable(answers, "fewer than two trainings of each side in this environment")
    fig, notes, rows = Plot(), [], []
    for number, answer in enumerate(answers):
        fig.add_shape(
            type="rect",
            x0=-answer.band,
            x1=answer.band,
            y0=-number - 0.4,
            y1=-number + 0.4,
            fillcolor=STAND_IN["band"],
            line=dict(width=0),
            layer="below",
        )
        fig.add_scatter(
            x=[answer.low, answer.high],
            y=[-number, -number],
            mode="lines",
            showlegend=False,
            hoverinfo="skip",
            line=dict(color=STAND_IN["ink"], width=2),
        )
        fig.add_scatter(
            x=[answer.middle], y=[-number], mode="markers", showlegend=False, text=[f"{answer.name}: {answer.shown}"],
            hovertemplate="%{text}<extra></extra>", marker=dict(symbol="square", size=9, color=STAND_IN["ink"]),
        )  # fmt: skip
        notes.append(
            label(1, -number, f"{signed(answer.middle, 2)}", size=11 if narrow else 12, xref="paper", xshift=6)
        )
        rows.append(_row(answer))
    widest = max(max(answer.band, abs(answer.low), abs(answer.high)) for answer in answers) * 1.15
    names = [answer.name for answer in answers]
    upright(fig, 0, -len(answers) + 0.4, 0.6)
    fig.update_yaxes(
        tickvals=[-number for number in range(len(names))],
        ticktext=names,
        showgrid=False,
        range=[-len(names) + 0.4, 0.6],
    )
    fig.update_xaxes(range=[-widest, widest], side="top", nticks=5)
    left, right = room_for(names, narrow), 52
    ends = ("PyTorch higher", "TF higher" if narrow else "TensorFlow higher")
    notes += heads(ends, ("pytorch", "tensorflow"), (NARROW if narrow else WIDE) - left - right, right - 4)
    fig.update_layout(annotations=notes, margin=dict(l=left, r=right, t=50, b=8))
    alt = "; ".join(f"{answer.name}: {answer.shown}" for answer in answers)
    drawn = drawing(environment, fig, 34 * len(answers) + 74, rows, alt, band=False)
    raw = [("accuracy.csv", f"data/benchmarks/{environment.id}/accuracy.csv")]
    note = f"{drawn.note} Grey: what another seed alone moves at most."
    return replace(drawn, note=note, raw=raw, title=_title([rule], data))


def _title(rules: list[ClaimRule], data: Dataset) -> str:
    """The claim under its verdict, and before it whether the machine decides.

    No false sentence stands over a figure by itself.
    """
    claim = data.by_id("claims")[rules[0].claim_id]
    if claim.kind == "sourced":  # its rules wait for a second machine
        return f"Measured, not counted yet. {claims.Judgement(claim, claim.verdict or 'untested', '', []).headline}"
    judged = claims.measured(data, claim, [], rules)
    said = disagreement([answer for rule in rules for answer in ask(data, rule)[0]])
    return f"{said if said and judged.lead != claims.BY_MACHINE else 'Measured'}. {judged.headline}"


def disagreement(answers: Sequence[Answer]) -> str:
    """For how many models machines say the opposite, and whether they do so with the same releases; empty for none."""
    clear: defaultdict[tuple[str, str], dict[Environment, str]] = defaultdict(dict)
    for answer in answers:
        if answer.ratio and (outcome := answer.ratio.outcome(answer.band)) in ("less", "more"):
            clear[answer.metric, answer.name][answer.environment] = outcome
    split = {name for (_, name), of in clear.items() if len(set(of.values())) > 1}
    same = {
        name for (_, name), of in clear.items()
        if any(len({of[each] for each in of if versions(each) == these}) > 1 for these in map(versions, of))
    }  # fmt: skip
    models = len({answer.name for answer in answers})
    if same:
        return f"The machine changes the answer for {len(same)} of {models} models"
    return f"Machine and release change the answer for {len(split)} of {models} models" if split else ""


def _row(answer: Answer) -> dict[str, object]:
    return {
        "dataset": answer.name, "median_points": round(answer.middle, 4), "low": round(answer.low, 4),
        "high": round(answer.high, 4),
        "another_seed_points": round(answer.band, 4), "coverage": round(answer.coverage, 4), "pairs": answer.count,
        "says": answer.verdict or "unclear",
    }  # fmt: skip


def draw_rules(rules: list[ClaimRule], data: Dataset, narrow: bool) -> Drawing:
    """One row a model, in it one mark a machine, first that of the machine that pages show; a block for each measure.

    A single machine has no letter.
    """
    main = main_environment(data, rules[0].device)
    machines = sorted(data.environments.values(), key=lambda environment: (environment is not main, environment.title))
    asked, rows, left_out = {}, [], []
    for environment, rule in product(machines, rules):
        band = comparisons.band_of(environment, rule.metric)
        found = {answer.name: answer.ratio for answer in answers_of(environment, rule) if answer.ratio}
        measure = {"measure": METRIC_NAMES[rule.metric]} if len(rules) > 1 else {}
        for workload in rule.workloads:
            name = comparisons.name_of(workload)
            if not (ratio := found.get(name)):
                left_out.append((f"{name} on {environment.title}", comparisons.NO_RUNS))
                continue
            rows.append(row_of(environment, ratio, band, machine=environment.title, **measure, workload=workload))
            asked[environment, rule.metric, name] = (ratio, band, rows[-1]["samples"])
    drawable(rows, comparisons.NO_RUNS)
    shown = list(dict.fromkeys(environment for environment, *_ in asked))
    fig, height = _by_model(rules, shown, asked, narrow)
    drawings = [
        drawing(
            environment, fig, height, [], "",
            band=comparisons.band_of(environment, rules[0].metric) == tie_band(environment),
        )
        for environment in shown
    ]  # fmt: skip
    alt = "; ".join(_said(row) for row in rows if row["machine"] == rows[0]["machine"])
    return Drawing(
        fig, height, rows, (),
        alt if len(shown) == 1 else f"On {rows[0]['machine']}: {alt}. {len(shown) - 1} more in the table",
        left_out,
        "; ".join(drawn.scope for drawn in drawings), max(drawn.as_of for drawn in drawings),
        note=_bands(shown, letters_of(shown)) if len(shown) > 1 and drawings[0].note else drawings[0].note,
        provenance=tuple(part for drawn in drawings for part in drawn.provenance),
        raw=drawings[0].raw if len(drawings) == 1 else [
            (f"{drawn.scope}: {name}", path) for drawn in drawings for name, path in drawn.raw[:2]
        ],
        environment=drawings[0].environment, title=_title(rules, data),
    )  # fmt: skip


def _bands(environments: Sequence[Environment], letters: Mapping[str, str]) -> str:
    """``Grey: the band in which we call it a tie, up to 10 % on A and F, 12 % on B.``"""
    named: dict[str, list[str]] = {}
    for environment in environments:
        named.setdefault(band_in_words(environment), []).append(letters[environment.id])
    said = ", ".join(f"{band} on {listed(sorted(own))}" for band, own in named.items())
    return TIES.format(said)


Asked = dict[tuple[Environment, str, str], tuple[Ratio, float, str]]
"""Machine, measure and model → the ratio, its tie band, the address of its runs."""


def _by_model(rules: list[ClaimRule], machines: list[Environment], asked: Asked, narrow: bool) -> tuple[Plot, int]:
    """The drawing, with a letter beside each mark where there are several machines, and its height."""
    letters = letters_of(machines) if len(machines) > 1 else {}
    groups = []
    for rule in rules:
        mine = []
        for name in map(comparisons.name_of, rule.workloads):
            lines = []
            for environment in machines:
                if (environment, rule.metric, name) in asked:
                    ratio, band, samples = asked[environment, rule.metric, name]
                    texts = [f"{ratio.median:.2f}×", *([] if narrow else [comparisons.winner(ratio, band)])]
                    texts = [letters[environment.id], *texts] if letters else texts
                    hover = f"{name}<br>{environment.title}<br>{comparisons.interval(ratio)}"
                    lines.append(Line(ratio, texts, hover, samples, band=band))
            mine += [Group(name, lines)] * bool(lines)
        heading = METRIC_NAMES[rule.metric].capitalize() if len(rules) > 1 else ""
        groups += [replace(mine[0], heading=heading), *mine[1:]] if mine else []
    columns = [("ratio", 52)] if narrow else [("ratio", 60), ("less with", 96)]
    return forest(
        groups, narrow, 1.0, ends=_ends(rules[0], narrow), columns=[("", 18), *columns] if letters else columns,
        legend=_legend(machines, letters, narrow) if letters else (), pitch=CLOSE_PITCH if letters else PITCH,
    )  # fmt: skip


def _ends(rule: ClaimRule, narrow: bool) -> tuple[str, str]:
    upper, lower = (NAMES[side.split(" ")[0]] for side in (rule.of, rule.over))
    if upper == lower:
        upper, lower = (side.split(" ")[1] for side in (rule.of, rule.over))
    return f"{upper} less", f"{lower.replace('TensorFlow', 'TF') if narrow else lower} less"


def _legend(machines: list[Environment], letters: dict[str, str], narrow: bool) -> list[str]:
    """Which letter is which machine, and where one falls short of our protocol."""
    words = []
    for environment in machines:
        named = marked_title(environment).removeprefix(f"{letters[environment.id]} · ")
        lines = textwrap.wrap(f"{letters[environment.id]} · {named}", LEGEND_NARROW if narrow else LEGEND_WIDE)
        words += [line if not number else f" {line}" for number, line in enumerate(lines)]
    return words


def _said(row: dict[str, object]) -> str:
    """A row's ratio in words; a single round has no interval."""
    name = ", ".join(filter(None, (row["workload"], row.get("measure"))))
    return (
        f"{name}: {row['ratio']} ({row['low']} to {row['high']})"
        if row["rounds"] > 1
        else f"{name}: {row['ratio']} (one round)"
    )


FIGURES = (claims_by_section,)  # of_rules has those that follow from the data
