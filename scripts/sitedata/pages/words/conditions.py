"""What misleads a comparison, and whether a second sweep says the same, in words for prose.

The words say so if something was not measured.
"""

from __future__ import annotations

from collections import Counter
from statistics import median

from sitedata.judge import conditions
from sitedata.judge.comparisons import interval, winner
from sitedata.judge.environments import shown_environment
from sitedata.judge.ratios import tie_band
from sitedata.load.dataset import Dataset
from sitedata.load.environments import Environment
from sitedata.schema.names import NAMES
from sitedata.text.values import counted, in_a_sentence

UNMEASURED = "not measured yet"


class Conditions:
    """``data`` may have no environment."""

    data: Dataset

    @property
    def _environment(self) -> Environment | None:
        return shown_environment(self.data)

    def _pitfalls(self) -> list[conditions.Effect]:
        return conditions.pitfalls(self._environment)[0] if self._environment else []

    def bench_moves(self) -> str:
        """Which side experiments move the ratio: ``1 of 8 moves the ratio by more than the tie band of 10 %: …``."""
        effects = self._pitfalls()
        if not effects:
            return UNMEASURED
        moved = [effect for effect in effects if effect.moves]
        named = ", ".join(
            f"{in_a_sentence(one.kind)} ({one.name}, {one.before.median:.2f} to {one.under.median:.2f})"
            for one in moved
        )
        return (
            f"{len(moved) or 'none'} of {len(effects)} move{'s' * (len(moved) == 1)} the ratio by more than the tie "
            f"band of {band_in_words(self._environment)}" + (f": {named}" if named else "")
        )

    def bench_flips(self) -> str:
        """What becomes of their verdicts: ``1 is decided alike, 1 is unclear in both, 5 are …, 1 flips``."""
        effects = self._pitfalls()
        return changes_in_words(effects) if effects else UNMEASURED

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
        """How each framework alone changes: ``PyTorch 1.91 (…), TensorFlow 1.37 (…) times as long as before``."""
        one = self._pitfall(kind, name)
        if one is None or not one.sides:
            return UNMEASURED
        said = [f"{NAMES[framework]} {interval(side)}" for framework, side in one.sides.items()]
        return ", ".join(said) + " times as long as before"

    def _pitfall(self, kind: str, name: str) -> conditions.Effect | None:
        return next((effect for effect in self._pitfalls() if (effect.kind, effect.name) == (kind, name)), None)

    def bench_repeats(self) -> str:
        """Does a second sweep say the same? ``of 19 comparisons, 7 are decided alike, …, 1 flips (MLP, …)``."""
        _, effects = conditions.repeated(self._environment) if self._environment else ([], [])
        if not effects:
            return UNMEASURED
        flipped = [
            f"{effect.name}, {effect.kind.lower()}: {in_words(effect)}"
            for effect in effects
            if effect.change == "flips"
        ]
        return f"of {len(effects)} comparison{'s' * (len(effects) > 1)}, {changes_in_words(effects)}" + (
            f" ({'; '.join(flipped)})" if flipped else ""
        )

    def bench_sweep_bands(self) -> str:
        """The tie band of each of the two sweeps, from its own controls: ``12 % and 22 %``."""
        sweeps, effects = conditions.repeated(self._environment) if self._environment else ([], [])
        return " and ".join(band_in_words(self._environment, sweep) for sweep in sweeps) if effects else UNMEASURED

    def bench_sweep_shift(self) -> str:
        """How far the medians of two sweeps lie apart: ``by 4 % in the middle of 19 comparisons, by 20 % at most``."""
        _, effects = conditions.repeated(self._environment) if self._environment else ([], [])
        if not effects:
            return UNMEASURED
        factors = [effect.under.median / effect.before.median for effect in effects]
        apart = [max(factor, 1 / factor) - 1 for factor in factors]
        middle, most = (f"{share:.0%}".replace("%", " %") for share in (median(apart), max(apart)))
        return f"by {middle} in the middle of {counted(len(apart), 'comparison')}, by {most} at most"

    def bench_between(self) -> str:
        """How much time passed between two sweeps: ``the second began 5 minutes after the first ended, …``."""
        sweeps, effects = conditions.repeated(self._environment) if self._environment else ([], [])
        if not effects:
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
    """Every kind of change with its count: agreeing on *unclear* does not count as agreement."""
    count = Counter(effect.change for effect in found)
    names = {"alike": "decided alike", "unclear": "unclear in both", "one": "decided in one only"}
    parts = [
        f"{count[change]} {'is' if count[change] == 1 else 'are'} {words}"
        for change, words in names.items()
        if count[change]
    ]
    return ", ".join([*parts, f"{count['flips'] or 'none'} flip{'s' * (count['flips'] < 2)}"])
