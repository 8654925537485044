"""What fools a comparison, and whether a second sweep says the same, in words for prose. What was not measured says so."""

from __future__ import annotations

from collections import Counter

from sitedata.judge import conditions
from sitedata.judge.comparisons import interval, winner
from sitedata.judge.environments import shown_environment
from sitedata.judge.ratios import tie_band
from sitedata.load.dataset import Dataset
from sitedata.load.environments import Environment
from sitedata.schema.names import NAMES

UNMEASURED = "not measured yet"


class Conditions:
    """``data`` may hold no environment."""

    data: Dataset

    @property
    def _environment(self) -> Environment | None:
        return shown_environment(self.data)

    def _pitfalls(self) -> list[conditions.Effect]:
        return conditions.pitfalls(self._environment)[0] if self._environment else []

    def bench_moves(self) -> str:
        """How many side experiments move the ratio: ``7 of 8 move the ratio by more than the tie band``."""
        found = self._pitfalls()
        if not found:
            return UNMEASURED
        moved = sum(each.moves for each in found)
        return f"{moved or 'none'} of {len(found)} move{'s' * (moved == 1)} the ratio by more than the tie band of {band_in_words(self._environment)}"

    def bench_flips(self) -> str:
        """What becomes of their verdicts: ``1 flips, 5 are decided in one only, 1 is unclear in both, 1 is decided alike``."""
        found = self._pitfalls()
        return changes_in_words(found) if found else UNMEASURED

    def bench_pitfall(self, kind: str, name: str) -> str:
        """``from 0.87 (PyTorch) to 2.55 (TensorFlow), by 2.93 (2.71–3.20)``."""
        one = self._pitfall(kind, name)
        if one is None:
            return UNMEASURED
        ends = (
            f"{ratio.median:.2f} ({winner(ratio, band)})"
            for ratio, band in zip((one.before, one.under), one.bands, strict=True)
        )
        return "from {} to {}".format(*ends) + (f", by a factor of {interval(one.factor)}" if one.factor else "")

    def bench_slowdown(self, kind: str, name: str) -> str:
        """How each framework alone changes: ``PyTorch 1.91 times its time before (1.80–2.05), TensorFlow 1.37 (1.30–1.41)``."""
        one = self._pitfall(kind, name)
        if one is None or not one.sides:
            return UNMEASURED
        said = [f"{NAMES[framework]} {interval(side)}" for framework, side in one.sides.items()]
        return ", ".join(said) + " times as long as before"

    def _pitfall(self, kind: str, name: str) -> conditions.Effect | None:
        return next((each for each in self._pitfalls() if (each.kind, each.name) == (kind, name)), None)

    def bench_repeats(self) -> str:
        """Does a second sweep say the same? ``of 19 comparisons 7 are decided alike in both, 4 are unclear in both, …, 1 flips (MLP, …)``."""
        _, found = conditions.repeated(self._environment) if self._environment else ([], [])
        if not found:
            return UNMEASURED
        flipped = [f"{each.name}, {each.kind.lower()}: {in_words(each)}" for each in found if each.change == "flips"]
        return f"of {len(found)} comparison{'s' * (len(found) > 1)}, {changes_in_words(found)}" + (
            f" ({'; '.join(flipped)})" if flipped else ""
        )

    def bench_sweep_bands(self) -> str:
        """The tie band of each of the two sweeps, from its own controls: ``12 % and 22 %``."""
        sweeps, found = conditions.repeated(self._environment) if self._environment else ([], [])
        return " and ".join(band_in_words(self._environment, sweep) for sweep in sweeps) if found else UNMEASURED

    def bench_between(self) -> str:
        """How long lay between two sweeps: ``the second began 5 minutes after the first ended, …``."""
        sweeps, found = conditions.repeated(self._environment) if self._environment else ([], [])
        if not found:
            return UNMEASURED
        minutes = round(conditions.between(self._environment, sweeps).total_seconds() / 60)
        shown = (
            f"{minutes} minutes"
            if minutes < 120
            else f"{minutes / 60:.0f} hours"
            if minutes < 2880
            else f"{minutes / 1440:.0f} days"
        )
        close = ", too close to say much about another day" if minutes < 1440 else ""
        return f"the second began {shown} after the first ended{close}"


def band_in_words(environment: Environment, sweep: str | None = None) -> str:
    return f"{(tie_band(environment, sweep) - 1) * 100:.0f} %"


def in_words(each: conditions.Effect) -> str:
    was, now = (winner(ratio, band) for ratio, band in zip((each.before, each.under), each.bands, strict=True))
    return f"{was} → {now}"


def changes_in_words(found: list[conditions.Effect]) -> str:
    """Every kind of change with its count, none left out: agreement on *unclear* is no agreement."""
    count = Counter(each.change for each in found)
    names = {"alike": "decided alike", "unclear": "unclear in both", "one": "decided in one only"}
    parts = [
        f"{count[change]} {'is' if count[change] == 1 else 'are'} {words}"
        for change, words in names.items()
        if count[change]
    ]
    return ", ".join([*parts, f"{count['flips'] or 'none'} flip{'s' * (count['flips'] < 2)}"])
