"""``/api/v1/``: claims, comparison, systems, figures and measurements as JSON with schemas, and as flat CSV.

In: a data set. Out: files. A file never changes its meaning in v1 (see :mod:`sitedata.api.models`). Equal data gives
equal bytes.
"""

from __future__ import annotations

import datetime
import functools
import posixpath
from collections.abc import Collection, Mapping
from typing import Any

from sitedata.api import documents as api
from sitedata.api import fits, tables
from sitedata.api.changes import changes
from sitedata.api.deployments import requests
from sitedata.api.measurements import environments
from sitedata.api.models import Claim, Licence
from sitedata.api.records import Records
from sitedata.api.years import release_times
from sitedata.judge.edition import Edition
from sitedata.load.dataset import Dataset
from sitedata.schema.licence import DATA_LICENCE
from sitedata.schema.tables import TABLES
from sitedata.text.addresses import address, home
from sitedata.text.exports import as_json, rows_csv

ROOT = "api/v1"
DIALECT = "https://json-schema.org/draft/2020-12/schema"
LOOKED_AT = ("checked_on", "accessed", "ran_on", "changed_on", "as_of")  # columns that say when somebody looked
FEEDS = {"feeds/verdicts.xml": "Verdicts that changed", "feeds/measurements.xml": "New measurements"}
"""Path → what a feed reader shows before the entries are read."""
MEANINGS = {
    "claims": "Every claim of the article with verdict, reason, scope, evidence, rule, probes and history.",
    "comparison": "Every criterion of the comparison table with its cells, their sources and days.",
    "systems": "Every system around the frameworks with status, keeper, newest release and successor.",
    "figures": "Every figure with the addresses of its page, picture, rows and Plotly figure.",
    "fits": "Every stable release of the frameworks since 2018: Pythons, systems, requirements and companions.",
    "changes": "What changed since the article, the newest first: releases, events, ends, verdicts, cells, sweeps.",
    "measurements": "Our own benchmark: for each environment every ratio with its interval, and the raw files.",
    "years": "Releases since 2018 on one machine: time of a step with its interval, by model and way to run.",
    "deployments": "Ways out of a framework on one machine: time of a request, start, memory and sizes, by model.",
}
"""Name of a list → what it holds, in the order in which a reader needs them."""
SINGLE = {"claims": "claim", "comparison": "criterion", "systems": "system"}
"""Lists with one file per record → the name of a record's schema."""


class Api:
    """``site_url`` is empty if the site does not know its address."""

    def __init__(self, edition: Edition, site_url: str = "", title: str = ""):
        self.edition, self.data, self.site_url, self.title = edition, edition.data, site_url, title
        self.records = Records(edition.data, site_url, edition.stale, edition.packages, edition.held)
        self.newest = newest_day(edition.data)
        self.swept = functools.cache(functools.partial(sweep_days, edition.data))

    def files(self, published: Collection[str] = (), figure_pages: Mapping[str, str] | None = None) -> dict[str, str]:
        """Path, relative to the site's root → content.

        ``published`` are the paths of all other files of the site, ``figure_pages`` the addresses of the pages about
        figures, by the name of their files.
        """
        lists = self.lists(published, figure_pages or {})
        _, undrawn = self.edition.files
        made: dict[str, str] = {}
        for name, (member, records) in lists.items():
            latest = max((day for record in records if (day := self._day(record))), default=self.newest)
            page = {member: records}
            if name == "figures":
                page["nothing_to_draw"] = [
                    api.FigureLeftOut(id=figure.file, title=figure.title, why=figure.why) for figure in undrawn.values()
                ]
            made |= self._written(f"{ROOT}/{name}.json", name, latest, page)
            made[f"{ROOT}/{name}.csv"] = rows_csv(tables.rows(name, records), tables.COLUMNS[name])
            for record in records if name in SINGLE else ():
                made |= self._written(
                    f"{ROOT}/{name}/{record.id}.json", SINGLE[name], self._day(record), {SINGLE[name]: record}
                )
        made |= self._written(f"{ROOT}/index.json", "index", self.newest, self._index(lists))
        made |= {f"{ROOT}/schema/{name}.json": as_json(self.schema(name)) for name in api.SCHEMAS}
        return made

    def lists(self, published: Collection[str], figure_pages: Mapping[str, str]) -> dict[str, tuple[str, list]]:
        """Name of a list → the member that holds its records, and the records."""
        figures, _ = self.edition.files
        return {
            "claims": ("claims", self.records.claims(self.edition.judged)),
            "comparison": ("criteria", [self.records.criterion(row) for row in self.data.rows("comparison_criteria")]),
            "systems": ("systems", [self.records.system(row) for row in self.data.rows("systems")]),
            "figures": (
                "figures",
                [self.records.figure(figure, published, figure_pages.get(figure.file)) for figure in figures.values()],
            ),
            "fits": ("releases", fits.releases(self.edition.fits)),
            "changes": ("changes", changes(self.edition, self.site_url)),
            "measurements": ("environments", environments(self.data, self.site_url)),
            "years": ("times", release_times(self.data)),
            "deployments": ("requests", requests(self.data)),
        }

    def schema(self, name: str) -> dict[str, Any]:
        """A JSON Schema 2020-12, made from the model."""
        model = api.SCHEMAS[name]
        made = model.model_json_schema(mode="serialization", by_alias=True)
        return {"$schema": DIALECT, "$id": self._schema(name, f"{ROOT}/schema")} | made

    def _written(self, path: str, schema: str, day: datetime.date, content: Mapping[str, object]) -> dict[str, str]:
        document = api.SCHEMAS[schema](**self._about(path, schema, day), **content)
        return {path: as_json(document.model_dump(mode="json", by_alias=True))}

    def _about(self, path: str, schema: str, day: datetime.date) -> dict[str, object]:
        licence = Licence(name=DATA_LICENCE["name"], title=DATA_LICENCE["title"], address=DATA_LICENCE["path"])
        credit = f"{self.title}, {home(self.site_url)}".rstrip(", ")
        return {
            "schema_address": self._schema(schema, posixpath.dirname(path)),
            "address": address(path, self.site_url),
            "as_of": day, "licence": licence, "attribution": f"{credit} ({licence.name})",
        }  # fmt: skip

    def _index(self, lists: Mapping[str, tuple[str, list]]) -> dict[str, object]:
        resources = [
            api.Resource(
                name=name, meaning=meaning, count=len(lists[name][1]), address=self._at(f"{name}.json"),
                schema=self._at(f"schema/{name}.json"), csv=self._at(f"{name}.csv"),
                one=self._at(f"{name}/{{id}}.json") if name in SINGLE else None,
                one_schema=self._at(f"schema/{SINGLE[name]}.json") if name in SINGLE else None,
            )
            for name, meaning in MEANINGS.items()
        ]  # fmt: skip
        feeds = [api.Feed(title=title, address=address(path, self.site_url)) for path, title in FEEDS.items()]
        return {
            "api": "v1", "title": self.title, "site": home(self.site_url) or None,
            "documentation": address("api/", self.site_url), "resources": resources,
            "tables": address("data/datapackage.json", self.site_url), "feeds": feeds,
        }  # fmt: skip

    def _schema(self, name: str, folder: str) -> str:
        """How a file in ``folder`` names a schema: programs resolve that against the address of the file."""
        path = f"{ROOT}/schema/{name}.json"
        return address(path, self.site_url) if self.site_url else posixpath.relpath(path, folder)

    def _at(self, path: str) -> str:
        return address(f"{ROOT}/{path}", self.site_url)

    def _day(self, record: object) -> datetime.date | None:
        """The newest day on which anything in a record was checked or measured.

        None for a figure, which names the day in words.
        """
        if isinstance(record, Claim):
            days = [
                record.checked_on,
                *(probe.ran_on for probe in record.probes),
                *(change.changed_on for change in record.history),
            ]
            return max(
                days
                + [
                    swept
                    for answer in (record.rule.answers if record.rule else ())
                    for swept in self.swept(answer.environment)
                ]
            )
        if hasattr(record, "cells"):
            return max((cell.checked_on for cell in record.cells), default=self.newest)
        if hasattr(record, "sweeps"):
            return max((sweep.ended_at.date() for sweep in record.sweeps), default=self.newest)
        return getattr(record, "checked_on", None)


def sweep_days(data: Dataset, environment: str) -> set[datetime.date]:
    return {datetime.date.fromisoformat(run.started_at[:10]) for run in data.environments[environment].rows("runs")}


def newest_day(data: Dataset) -> datetime.date:
    """The newest day on which anybody looked at anything, or measured."""
    columns = [(table, name) for table, model in TABLES.items() for name in LOOKED_AT if name in model.model_fields]
    days = {getattr(row, name) for table, name in columns for row in data.rows(table)}
    return max(days | {day for id in data.environments for day in sweep_days(data, id)}, default=datetime.date.min)
