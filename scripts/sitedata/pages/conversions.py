"""The page *Conversions*: a matrix of formats, and below it each try. In: rows. Out: HTML that needs no script."""

from __future__ import annotations

from collections.abc import Callable

from markupsafe import Markup

from sitedata.judge.conversions import Carried, carried
from sitedata.load.uses import note
from sitedata.pages.fragments import Fragments
from sitedata.schema.protocol.conversions import FORMATS, LARGEST_DIFFERENCE_PPM, MODELS, OUTCOMES


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
        """``six of the six models from PyTorch, five from JAX``: where the models are written in a framework."""
        mine = sorted((one for one in self.carried if one.target == target), key=lambda one: -one.arrive)
        return ", ".join(
            f"{one.arrive} of {len(MODELS)} models from {FORMATS[one.source]}"
            if not number
            else f"{one.arrive} from {FORMATS[one.source]}"
            for number, one in enumerate(mine)
        )

    def names(self) -> dict[str, Callable]:
        """What a page may ask for."""
        return {
            "conversion_table": self.table,
            "conversion_tries": self.tries,
            "conversions_to": self.to,
            "conversion_limit": lambda: LARGEST_DIFFERENCE_PPM,
            "conversion_tried": lambda: len(self.fragments.data.rows("conversions")),
        }
