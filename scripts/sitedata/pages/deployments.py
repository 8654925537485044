"""The page *Deployment*: what a request costs on each way out. In: a measurement. Out: HTML and words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from markupsafe import Markup

from sitedata.judge import deployments as judge
from sitedata.judge.deployments import Point
from sitedata.load.deployments import Deployment
from sitedata.pages.fragments import Fragments
from sitedata.schema.deployments import DEPLOYMENT_TABLES, DeployedModel, file_name
from sitedata.schema.names import NAMES
from sitedata.schema.protocol.conversions import MODELS
from sitedata.schema.protocol.deployment import (
    BROWSERS,
    CALIBRATED_WITH,
    CLIENTS,
    LARGEST_DIFFERENCE_PPM,
    ROUNDS,
    SERVED_MODELS,
    WAYS,
)
from sitedata.text.values import listed

TITLE = "Deployment"
REGIONS = {"process": "Time of a request of each model", "browser": "Time of a request in a browser"}


class DeploymentPieces:
    """``base`` leads to the site's root."""

    def __init__(self, fragments: Fragments, base: str):
        self.fragments, self.base = fragments, base

    @property
    def deployment(self) -> Deployment | None:
        return judge.shown(self.fragments.data.deployments)

    @property
    def every_point(self) -> Mapping[tuple[str, str], Point]:
        return judge.points(self.deployment) if self.deployment else {}

    @property
    def points(self) -> Mapping[tuple[str, str], Point]:
        """Outside browsers."""
        return judge.answered(self.every_point)

    def title(self) -> str:
        """Without numbers, or for both frameworks how many times as fast their best other way is."""
        found = {framework: judge.best_beside(self.points, framework) for framework in judge.OWN}
        if not all(found.values()):
            return TITLE
        told = listed([f"{found[id][1]:.2g} times as fast as {name}" for id, name in NAMES.items() if id in found])
        return f"On one CPU, a runtime alone answers {told}, over {len(judge.common_models(self.points))} models"

    def gains(self, way: str) -> str:
        """``1.4 (BERT) to 3.1 (MLP)``: how many times as fast as the framework itself, where intervals are apart."""
        of, own = self.points, judge.OWN.get(WAYS[way].framework, "")
        both = [model for model in MODELS if (own, model) in of and (way, model) in of]
        factors = {
            model: of[own, model].ms / of[way, model].ms
            for model in both
            if judge.apart(of[own, model], of[way, model])
        }
        if not factors:
            return ""
        low, high = min(factors, key=factors.__getitem__), max(factors, key=factors.__getitem__)
        ends = f"{factors[low]:.2g} ({MODELS[low].short}) to {factors[high]:.2g} ({MODELS[high].short})"
        return f"{factors[low]:.2g} ({MODELS[low].short})" if low == high else ends

    def undecided(self, way: str) -> str:
        """``BERT and GPT-2``: models whose intervals on this way and in the framework itself overlap."""
        of, own = self.points, judge.OWN.get(WAYS[way].framework, "")
        both = [model for model in MODELS if (own, model) in of and (way, model) in of]
        return listed([MODELS[model].short for model in both if not judge.apart(of[own, model], of[way, model])])

    def common(self) -> str:
        """``MLP, ResNet-20 and LSTM``: the models that all ways answer."""
        return listed([MODELS[model].short for model in judge.common_models(self.points)])

    def for_gpus(self) -> float:
        """MiB of other packages that PyTorch's build brings for GPUs; 0 where it is a build for CPUs."""
        rows = self.deployment.rows("ways") if self.deployment else ()
        return max((row.for_gpus_mib or 0.0 for row in rows), default=0.0)

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

    def slower_in_browsers(self, runtime: str) -> str:
        """``1.6 to 6.0``: how many times as long a page in Chromium takes as the same runtime outside; else nothing."""
        ends = judge.slower_in_browsers(self.every_point, runtime)
        return judge.span_of(ends) if ends else ""

    def download(self, way: str) -> str:
        """``2.8 MiB``: what a page fetches of the runtime, compressed."""
        row = self.deployment.ways.get(way) if self.deployment else None
        return f"{row.download_mib:.2g} MiB" if row and row.download_mib else ""

    def common_in_browsers(self) -> str:
        of = judge.answered(self.every_point, "browser")
        return listed([MODELS[model].short for model in judge.common_models(of)])

    def table(self, group: str = "process") -> Markup:
        """A row a way, a column a model: milliseconds, and what was changed or failed."""
        deployment, of = self.deployment, judge.answered(self.every_point, group)
        rows = [way for way in WAYS if deployment and way in deployment.ways and WAYS[way].group == group]
        fastest = {
            model: min(own, key=lambda point: point.ms)
            for model in MODELS
            if (own := [point for point in of.values() if point.model == model])
        }
        best = {
            key for key, point in of.items() if point.processes > 1 and not judge.apart(point, fastest[point.model])
        }
        return self._render(
            "deployment_table.html", deployment=deployment, region=REGIONS[group], points=of, rows=rows, best=best,
            found=_together(row for row in deployment.rows("models") if row.finding and row.way in rows)
            if deployment else {},
        )  # fmt: skip

    def in_integers(self) -> Markup:
        """A row a way and model: request, file and accuracy, with 8-bit integers and in single precision."""
        return self._render("deployment_integers.html", rows=self._rounded(), failed=self._failed("int8"))

    def servers(self) -> Markup:
        """A row a server: one request, and requests a second of several clients, by model; start and memory."""
        rows = self._served()
        servers: dict[str, dict[str, judge.Served]] = {}
        for row in rows:
            servers.setdefault(row.point.way, {})[row.point.model] = row
        by_model = [[row for row in rows if row.point.model == model] for model in SERVED_MODELS]
        best = {max(own, key=lambda one: one.per_s) for own in by_model if own}
        return self._render(
            "deployment_servers.html", deployment=self.deployment, servers=servers, best=best,
            failed=self._failed("server"),
            clients=CLIENTS, models_served=SERVED_MODELS, of_memory=judge.OF_MEMORY,
            alone={row.point.model: row.alone for row in rows},
            warming=[*dict.fromkeys(WAYS[row.point.way].title for row in rows if row.warming)],
        )  # fmt: skip

    def cost_of_servers(self, model: str = "resnet20") -> str:
        """``0.4 to 5.1``: milliseconds that servers add to a request of this model; nothing if not measured."""
        added = [one.point.ms - one.alone.ms for one in self._served() if one.point.model == model]
        return f"{judge.two(min(added))} to {judge.two(max(added))}" if added else ""

    def gain_of_integers(self, runtime: str) -> str:
        """``0.9 to 2.4``: how many times as fast 8-bit integers are in it, where that is clear; or nothing."""
        clear = [one for one in self._rounded() if WAYS[one.way].title == runtime and one.decided]
        return judge.span_of([one.times_as_fast for one in clear])

    def undecided_integers(self) -> str:
        """``6 of 12``: ways and models for which the intervals of the two times overlap; nothing where none do."""
        every = self._rounded()
        count = sum(not one.decided for one in every)
        return f"{count} of {len(every)}" if count else ""

    def smaller_by_integers(self) -> str:
        return judge.span_of([one.times_as_small for one in self._rounded()])

    def lost_by_integers(self) -> str:
        """``1.33``: of accuracy at most, in percentage points."""
        lost = [one.lost for one in self._rounded()]
        return f"{max(*lost, 0.0):.2f}" if lost else ""

    def _failed(self, group: str) -> list[DeployedModel]:
        rows = self.deployment.rows("models") if self.deployment else []
        return [row for row in rows if row.outcome == "fails" and WAYS[row.way].group == group]

    def _served(self) -> list[judge.Served]:
        return judge.served(self.deployment) if self.deployment else []

    def _rounded(self) -> list[judge.Rounded]:
        return judge.rounded(self.deployment) if self.deployment else []

    def facts(self) -> Markup:
        deployment = self.deployment
        runs = deployment.rows("runs") if deployment else []
        days = sorted(run.started_at for run in runs) or [""]
        return self._render(
            "deployment_facts.html", deployment=deployment, runs=runs, ok=sum(run.status == "ok" for run in runs),
            began=days[0], ended=days[-1], for_gpus=self.for_gpus(),
            files=[file_name(name) for name in DEPLOYMENT_TABLES],
        )  # fmt: skip

    def _render(self, template: str, **names: object) -> Markup:
        return self.fragments.render(
            template,
            base=self.base,
            ways=WAYS,
            browsers=BROWSERS,
            names=NAMES,
            models=MODELS,
            two=judge.two,
            listed=listed,
            **names,
        )

    def names(self) -> dict[str, Callable]:
        """What a page may ask for."""
        return {
            "deploy_of": lambda: MODELS[judge.OF_MEMORY].short,
            "deploy_title": self.title,
            "deploy_gains": self.gains,
            "deploy_memory": self.memory,
            "deploy_undecided": self.undecided,
            "deploy_common": self.common,
            "deploy_for_gpus": self.for_gpus,
            "deploy_origin": self.origin,
            "deploy_table": self.table,
            "deploy_in_browsers": lambda: self.table("browser"),
            "deploy_in_integers": self.in_integers,
            "deploy_servers": self.servers,
            "deploy_cost_of_servers": self.cost_of_servers,
            "deploy_clients": lambda: CLIENTS,
            "deploy_gain_of_integers": self.gain_of_integers,
            "deploy_undecided_integers": self.undecided_integers,
            "deploy_smaller_by_integers": self.smaller_by_integers,
            "deploy_lost_by_integers": self.lost_by_integers,
            "deploy_slower_in_browsers": self.slower_in_browsers,
            "deploy_download": self.download,
            "deploy_common_in_browsers": self.common_in_browsers,
            "deploy_facts": self.facts,
            "deploy_rounds": lambda: ROUNDS,
            "deploy_calibrated_with": lambda: CALIBRATED_WITH,
            "deploy_limit": lambda: LARGEST_DIFFERENCE_PPM,
        }


def _together(rows: Iterable[DeployedModel]) -> dict[tuple[str, str, str, str], list[str]]:
    """Framework, runtime, outcome and finding → the models of which it is true, in one browser or another."""
    found: dict[tuple[str, str, str, str], list[str]] = {}
    for row in rows:
        way, finding = WAYS[row.way], (row.finding or "").removeprefix("Error: ")
        models = found.setdefault((NAMES[way.framework], way.title, row.outcome, finding), [])
        models += [MODELS[row.model].short] if MODELS[row.model].short not in models else []
    return found
