"""The page *Conversions*: a matrix of formats, and below it each try. In: rows. Out: HTML that needs no script."""

from __future__ import annotations

from collections.abc import Callable

from markupsafe import Markup

from sitedata.judge.conversions import Carried, carried
from sitedata.load.uses import note
from sitedata.pages.fragments import Fragments
from sitedata.schema.protocol.conversions import FORMATS, LARGEST_DIFFERENCE_PPM, MODELS, OUTCOMES
from sitedata.schema.protocol.probes import DISTRIBUTIONS
from sitedata.text.values import listed


class ConversionPieces:
    """``base`` leads to the site's root."""

    def __init__(self, fragments: Fragments, base: str):
        self.fragments, self.base = fragments, base

    @property
    def carried(self) -> list[Carried]:
        note("shown", "conversions")
        return carried(self.fragments.data)

    def table(self) -> Markup:
        pairs = self.carried
        return self._render(
            "conversion_table.html", pairs={(one.source, one.target): one for one in pairs},
            sources=[id for id in FORMATS if any(one.source == id for one in pairs)],
            targets=[id for id in FORMATS if any(one.target == id for one in pairs)],
        )  # fmt: skip

    def tries(self) -> Markup:
        data = self.fragments.data
        return self._render("conversion_tries.html", pairs=self.carried, sources=data.sources)

    def _render(self, template: str, **names: object) -> Markup:
        return self.fragments.render(
            template, base=self.base, formats=FORMATS, models=MODELS, outcomes=OUTCOMES, **names
        )

    def to(self, target: str) -> str:
        """``all 6 models from PyTorch and JAX, 5 from TensorFlow or Keras``: from the frameworks alone."""
        by_count: dict[int, list[str]] = {}
        for one in self.carried:
            if one.target == target and one.source in DISTRIBUTIONS:
                by_count.setdefault(one.arrive, []).append(FORMATS[one.source])
        most, *others = sorted(by_count, reverse=True) or [0]
        first = f"all {most} models" if most == len(MODELS) else f"{most} of {len(MODELS)} models"
        counts = {most: first} | {count: count or "none" for count in others}
        return ", ".join(f"{words} from {listed(by_count[n])}" for n, words in counts.items() if n in by_count)

    def failing(self) -> str:
        """``BERT by tf2onnx``: what one way does not carry, although another may."""
        ways = [each for one in self.carried for each in one.ways]
        return "; ".join(f"{each.failing} by {each.way.tool}" for each in ways if each.failing)

    def names(self) -> dict[str, Callable]:
        """What a page may ask for."""
        return {
            "conversion_table": self.table,
            "conversion_tries": self.tries,
            "conversions_to": self.to,
            "conversions_failing": self.failing,
            "conversion_limit": lambda: LARGEST_DIFFERENCE_PPM,
            "conversion_tried": lambda: len(self.fragments.data.rows("conversions")),
        }
