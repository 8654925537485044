"""A page for each route of the guide: its parts, their releases, what to install, the program that ran, its evidence.

In: rows. Out: Markdown.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from urllib.parse import unquote

from sitedata.judge.conversions import of_probes
from sitedata.load.scripts import code_of
from sitedata.pages.claims import printed
from sitedata.pages.fragments import Fragments
from sitedata.pages.guide import CANDIDATES, GuidePages, chain
from sitedata.schema.tables import MATURITIES, OUTCOMES, Fit, Route, extras_of
from sitedata.text.values import shortened

CODE_THERE = ("code-tf1", "code-keras2")
"""Options of the guide that say what the code is today: a way for it alone begins there, not with a framework."""
SHARED = "exported"
"""The module with the models that probes export, and how they compare what comes back."""
BASE = "../../"  # from a route's page to the root
INSTALLERS = {"pkg:pypi/": "pip install {}", "pkg:npm/": "npm install {}"}
PINNED = {"pkg:pypi/": "{}=={}", "pkg:npm/": "{}@{}"}


class RoutePages:
    """``outputs`` is a folder with what each probe printed."""

    def __init__(self, fragments: Fragments, outputs: Path | None = None):
        self.fragments, self.data, self.outputs = fragments, fragments.data, outputs
        self.guide = GuidePages(fragments)

    def page(self, route: Route) -> str:
        there = [id for id in (*route.targets, *route.when) if id in CODE_THERE]
        written_in = self.guide.titles[there[0]] if there else " or ".join(CANDIDATES[id] for id in route.frameworks)
        title = (
            f"{written_in} to {route.runtime}" if route.maturity != "none" else f"No way from {written_in} is kept up"
        )
        asked = ", ".join(self.guide.titles[id] for id in (*route.targets, *route.when))
        said = f"{chain(route)}, for {asked}: {route.maturity}. {route.why or ''} Versions that fit, program, evidence."
        probes, fit = self.data.by_id("probes"), self.guide.fits.get(route.id)
        return self.fragments.page(
            "route_page.md", route=route, base=BASE, name=title, title=f"{title}: {asked}",
            description=shortened(said, 165, ",;:"),
            names=CANDIDATES, titles=self.guide.titles, meaning=MATURITIES[route.maturity], fit=fit,
            install=install_lines(fit, extras_of(route)) if fit else [], newer=self._newer(fit) if fit else [],
            ran=[(probes[id], code_of(probes[id].script), printed(self.outputs, id)) for id in route.probes],
            shared=code_of(SHARED) if any(SHARED in code_of(probes[id].script) for id in route.probes) else "",
            tried=of_probes(self.data, route.probes),
            outcomes=OUTCOMES, systems=[self.data.systems[id] for id in route.systems],
            released=self.guide.released, rows=self.data.by_id("comparison_criteria"), sources=self.data.sources,
            query=self.guide.query([*route.targets, *route.when[:1]]), others=self._others(route), chain=chain,
            ends=self.guide.route_ends[route.id],
            own=self.fragments.tools.of("routes", route),
        )  # fmt: skip

    def _others(self, route: Route) -> list[Route]:
        """The other routes to one of its targets."""
        return [row for row in self.data.rows("routes") if row is not route and set(row.targets) & set(route.targets)]

    def _newer(self, fit: Fit) -> list[tuple[str, str, str]]:
        """Packages of which something in the route keeps the newest release out: name, that release, and the newest."""
        held = []
        for package in fit.packages:
            purl, version = package.rsplit("@", 1)
            newest = self.data.newest_release(purl)
            if newest and newest.version != version:
                held.append((name_of(purl), version, newest.version))
        return held


def name_of(purl: str) -> str:
    """``pkg:npm/%40litertjs/core`` → ``@litertjs/core``."""
    return unquote(purl.split("/", 1)[1])


def install_lines(fit: Fit, extras: Iterable[str] = ()) -> list[str]:
    """What to type: ``pip install torch==2.15.0 onnxruntime==1.32.0``, or ``pip install "jax[tpu]==0.12.0.1"``."""
    lines, called = [], {extra.partition("[")[0]: extra for extra in extras}
    for kind, line in INSTALLERS.items():
        mine = [each.rsplit("@", 1) for each in fit.packages if each.startswith(kind)]
        if mine:
            names = [(name_of(purl), version) for purl, version in mine]
            pinned = [PINNED[kind].format(called.get(name, name), version) for name, version in names]
            lines.append(line.format(" ".join(f'"{one}"' if "[" in one else one for one in pinned)))
    return lines
