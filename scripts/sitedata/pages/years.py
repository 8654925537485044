"""The page *Through the years*: releases since 2018 on one machine. In: a sweep. Out: HTML that needs no script."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

from markupsafe import Markup

from sitedata.judge import release_answers
from sitedata.judge import years as judge
from sitedata.judge.comparisons import name_of
from sitedata.judge.year_lines import beside, costs
from sitedata.load.dataset import printed_by
from sitedata.load.uses import note
from sitedata.load.years import Years
from sitedata.pages.fragments import Fragments
from sitedata.schema.names import NAMES
from sitedata.schema.protocol import years as protocol
from sitedata.schema.protocol.years import MODELS
from sitedata.schema.tables import OUTCOMES
from sitedata.schema.years import MODES, VARIANTS, YEAR_TABLES, file_name
from sitedata.text.values import day


class YearPieces:
    """``base`` leads to the site's root."""

    def __init__(self, fragments: Fragments, base: str):
        self.fragments, self.base, self.data = fragments, base, fragments.data

    @property
    def years(self) -> Years | None:
        return judge.shown(self.data.years)

    def title(self) -> str:
        scores = judge.scores(self.years, "training") if self.years else []
        if not scores:
            return "TensorFlow and PyTorch through the years"
        first, last = scores[0], scores[-1]
        now = f"{last.tensorflow or 'none'} and {last.pytorch or 'none'}"
        now = now if last.tensorflow or last.pytorch else "neither is clearly faster with any"
        return (
            f"{self._where()} TensorFlow trained {first.tensorflow or 'none'} of {first.models} models faster in "
            f"{first.since.year}, PyTorch {first.pytorch or 'none'}; today {now}"
        )

    def _where(self) -> str:
        """``On one processor with AVX-512``, which decides which kernels a release picks."""
        flags = (self.years.facts.get("cpu-flags", "") if self.years else "").split()
        vectors = "AVX-512" if "avx512f" in flags else "AVX2" if "avx2" in flags else ""
        return f"On one processor with {vectors}" if vectors else "On one processor"

    def ratios(self, when: int, task: str = "training") -> str:
        """``0.71 (VGG-11) to 5.8 (GRU)``: PyTorch's step over TensorFlow's, at the first (0) or the last (-1) day."""
        if not self.years:
            return ""
        threads = judge.all_cores(self.years)
        found = {model: judge.moments(self.years, model, task, threads) for model in MODELS}
        ratios = {model: moments[when].ratio for model, moments in found.items() if moments}
        return span_of(ratios)

    def trap(self) -> str:
        """``0.24 (MLP) to 1.04 (VGG-11)``: a step of the oldest PyTorch told to take MKL's path for AVX2."""
        found = (line for line in (beside(self.years, "training") if self.years else ()) if line.variant == "mkl-avx2")
        oldest = next(found, None)
        return span_of(oldest.cells) if oldest else ""

    def trap_left(self) -> str:
        """``4.6 times TensorFlow's for LSTM``: the most that is left of the oldest PyTorch's time on that path."""
        if not self.years:
            return ""
        threads, left = judge.all_cores(self.years), {}
        for model in MODELS:
            ours = judge.points(self.years, "pytorch mkl-avx2", model, "training", threads)
            theirs = judge.points(self.years, judge.TENSORFLOW, model, "training", threads)
            if ours and theirs:
                left[model] = ours[0].ms / theirs[0].ms
        most = max(left, key=left.__getitem__, default="")
        return f"{left[most]:.2g} times TensorFlow's for {name_of(most)}" if most else ""

    def kernels(self) -> Markup:
        return self._render("years_kernels.html", lines=list(beside(self.years, "training")) if self.years else [])

    def releases(self) -> Markup:
        note("shown", "turning_releases")
        rows = self.years.releases.values() if self.years else ()
        turned = {(row.framework, row.version): row for row in self.data.rows("turning_releases")}
        taken = {(row.framework, row.version): costs(self.years, row) for row in rows}
        uses = {(row.framework, row.version): capability(row.says or "") for row in rows}
        return self._render(
            "years_releases.html", rows=rows, costs=taken, uses=uses, turned=turned, sources=self.data.sources
        )

    def answers(self) -> Markup:
        """For each probe, which releases answer what."""
        note("shown", "release_answers")
        probes = self.data.by_id("probes")
        told = release_answers.answers(self.data)
        return self._render(
            "years_answers.html",
            asked=[(probes[id], list(release_answers.runs(own))) for id, own in told.items() if id in probes],
            printed=printed_by, outcomes=OUTCOMES,
        )  # fmt: skip

    def use(self) -> str:
        """``TensorFlow 2.0.0 of 30 September 2019 ended 3 of them``: the release that ended most."""
        ended = Counter(
            (one.ended_by, one.until)
            for own in self.fragments.edition.held.values() for one in own
            if one.outcome == "holds" and one.ended_by
        )  # fmt: skip
        if not ended:
            return ""
        (release, day_), count = max(ended.items(), key=lambda one: (one[1], one[0]))
        return f"{release} of {day(day_)} ended {count} of them"

    def facts(self) -> Markup:
        years = self.years
        runs = years.rows("runs") if years else []
        days = sorted(run.started_at for run in runs) or [""]
        return self._render(
            "years_facts.html", years=years, machine=judge.machine_of(years) if years else "", runs=runs,
            ok=sum(run.status == "ok" for run in runs),
            began=days[0], ended=days[-1],
            drift=judge.drift(years) if years else None, band=judge.tie_band(years) if years else 1.0,
            files=[file_name(name) for name in YEAR_TABLES],
            sweeps=len(judge.independent(self.data.years)), least=judge.LEAST_SWEEPS,
            others=[
                (other, judge.machine_of(other), judge.first_day(other))
                for other in self.data.years.values() if other is not years
            ],
        )  # fmt: skip

    def _render(self, template: str, **names: object) -> Markup:
        return self.fragments.render(
            template, base=self.base, models={model: name_of(model) for model in MODELS}, names=NAMES, modes=MODES,
            variants=VARIANTS, **names,
        )  # fmt: skip

    def names(self) -> dict[str, Callable]:
        """What a page may ask for."""
        return {
            "years_title": self.title,
            "years_ratios": self.ratios,
            "years_trap": self.trap,
            "years_trap_left": self.trap_left,
            "years_kernels": self.kernels,
            "years_releases": self.releases,
            "years_facts": self.facts,
            "years_answers": self.answers,
            "years_use": self.use,
            "years_rounds": lambda: protocol.ROUNDS,
        }


def capability(says: str) -> str:
    """``uses AVX2``, of what PyTorch says of itself."""
    found = re.search(r"CPU capability usage: ([\w ]+)", says)
    return f"uses {found[1]}" if found else ""


def span_of(ratios: dict[str, float]) -> str:
    """``0.71 (VGG-11) to 5.8 (GRU)``."""
    if not ratios:
        return ""
    low, high = min(ratios, key=ratios.__getitem__), max(ratios, key=ratios.__getitem__)
    return f"{ratios[low]:.2g} ({name_of(low)}) to {ratios[high]:.2g} ({name_of(high)})"
