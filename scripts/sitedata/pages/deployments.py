"""The page *Deployment*: what a request costs on each way out. In: a measurement. Out: HTML and words."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from markupsafe import Markup

from sitedata.judge import deployments as judge
from sitedata.judge.comparisons import name_of
from sitedata.judge.deployments import Point
from sitedata.load.deployments import Deployment
from sitedata.load.uses import note
from sitedata.pages.fragments import Fragments
from sitedata.schema.deployments import DEPLOYMENT_TABLES, file_name
from sitedata.schema.names import NAMES
from sitedata.schema.protocol.conversions import MODELS, OUTCOMES
from sitedata.schema.protocol.deployment import LARGEST_DIFFERENCE_PPM, ROUNDS, WAYS
from sitedata.text.values import three

TITLE = "Deployment"


class DeploymentPieces:
    """``base`` leads to the site's root."""

    def __init__(self, fragments: Fragments, base: str):
        self.fragments, self.base = fragments, base

    @property
    def deployment(self) -> Deployment | None:
        return judge.shown(self.fragments.data.deployments)

    @property
    def points(self) -> Mapping[tuple[str, str], Point]:
        return judge.points(self.deployment) if self.deployment else {}

    def title(self) -> str:
        """What is found; it must be true for the models that both ways answer."""
        words = judge.finding(self.points)
        return f"One request at a time: {words}" if words else TITLE

    def gains(self, way: str) -> str:
        """``1.1 (GPT-2) to 3.1 (MLP)``: how many times as fast as the framework itself, from the least to the most."""
        of, own = self.points, judge.OWN.get(WAYS[way].framework, "")
        factors = {
            model: of[own, model].ms / of[way, model].ms
            for model in MODELS
            if (own, model) in of and (way, model) in of
        }
        if not factors:
            return ""
        low, high = min(factors, key=factors.__getitem__), max(factors, key=factors.__getitem__)
        return f"{factors[low]:.2g} ({MODELS[low].short}) to {factors[high]:.2g} ({MODELS[high].short})"

    def origin(self) -> str:
        """``1.08``: the largest factor between two frameworks' requests in one runtime, over its models."""
        of = self.points
        pairs = [
            (of[first, model].ms, of[second, model].ms)
            for first, second in (("tensorflow-onnx", "pytorch-onnx"), ("tensorflow-litert", "pytorch-litert"))
            for model in MODELS if (first, model) in of and (second, model) in of
        ]  # fmt: skip
        return f"{max(max(pair) / min(pair) for pair in pairs):.2g}" if pairs else ""

    def memory(self, way: str) -> str:
        """``60 MiB``: what a process holds that answers with ResNet-20."""
        told = judge.cost(self.deployment, way) if self.deployment else None
        return f"{told.resident_mib:,.0f} MiB" if told and told.resident_mib else ""

    def table(self) -> Markup:
        """A row a way, a column a model: milliseconds, with what starting and holding it costs."""
        note("shown", "deployments")
        deployment, of = self.deployment, self.points
        rows = [way for way in WAYS if deployment and way in deployment.ways]
        best = {model: min(points, default=None) for model in MODELS if (points := [
            point.ms for (_, own), point in of.items() if own == model])}  # fmt: skip
        return self._render(
            "deployment_table.html", deployment=deployment, points=of, rows=rows, best=best,
            costs={way: judge.cost(deployment, way) for way in rows},
            shipped={way: judge.shipped_mib(deployment, way) for way in rows}, of_memory=name_of(judge.OF_MEMORY),
        )  # fmt: skip

    def facts(self) -> Markup:
        deployment = self.deployment
        runs = deployment.rows("runs") if deployment else []
        days = sorted(run.started_at for run in runs) or [""]
        for_gpus = max((row.for_gpus_mib or 0.0 for row in deployment.rows("ways")), default=0.0) if deployment else 0.0
        return self._render(
            "deployment_facts.html", deployment=deployment, runs=runs, ok=sum(run.status == "ok" for run in runs),
            began=days[0], ended=days[-1], for_gpus=for_gpus, files=[file_name(name) for name in DEPLOYMENT_TABLES],
        )  # fmt: skip

    def _render(self, template: str, **names: object) -> Markup:
        return self.fragments.render(
            template, base=self.base, ways=WAYS, names=NAMES, models=MODELS, outcomes=OUTCOMES, three=three, **names
        )

    def names(self) -> dict[str, Callable]:
        """What a page may ask for."""
        return {
            "deploy_title": self.title,
            "deploy_gains": self.gains,
            "deploy_memory": self.memory,
            "deploy_origin": self.origin,
            "deploy_table": self.table,
            "deploy_facts": self.facts,
            "deploy_rounds": lambda: ROUNDS,
            "deploy_limit": lambda: LARGEST_DIFFERENCE_PPM,
        }
