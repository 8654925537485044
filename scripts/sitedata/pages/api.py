"""What the page about the API shows: its resources, requests to copy, the members of a record. Out: HTML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from pydantic import BaseModel

from sitedata.api import documents, models
from sitedata.api.site_files import MEANINGS, ROOT, SINGLE
from sitedata.pages.fragments import Fragments
from sitedata.text.addresses import address, home

RECORDS: dict[str, tuple[str, str, type[BaseModel]]] = {
    "claims": ("claims", "a claim", models.Claim), "comparison": ("criteria", "a criterion", models.Criterion),
    "systems": ("systems", "a system", models.System), "figures": ("figures", "a figure", models.FigureFiles),
    "fits": ("releases", "a release", models.FrameworkRelease),
    "changes": ("changes", "a change", models.News),
    "measurements": ("environments", "an environment", documents.MeasuredEnvironment),
    "ratios": ("ratios", "a ratio", documents.RatioOf),
    "years": ("times", "a time", models.ReleaseTime),
    "deployments": ("requests", "a request", models.Request),
}  # fmt: skip
"""Name of a list → its member with the records, what one is called, and its model.

Ratios are a member of an environment.
"""


@dataclass(frozen=True)
class Request:
    """``code`` can be copied into the program that ``label`` names."""

    label: str
    language: str
    code: str


def requests(name: str, id: str, site_url: str) -> list[Request]:
    """How to request a list. ``id`` names one of its records that has a file of its own, and is empty if none has.

    A site that does not know its address shows the variable or cell into which a reader puts it.
    """
    file, table = f"{ROOT}/{name}.json", f"{ROOT}/{name}.csv"
    one = f"{ROOT}/{name}/{id}.json" if id else file
    shell, python = _told(one, site_url, '"$SITE/{}"'), _told(file, site_url, 'SITE + "/{}"')
    sheet, query = _told(table, site_url, 'A1 & "/{}"'), _told(table, site_url, 'Site & "/{}"')
    member = RECORDS[name][0]
    return [
        Request("curl, one record" if id else "curl", "sh", f"curl --fail --silent {shell}"),
        Request(
            "Python",
            "python",
            f"import json, urllib.request\nanswer = urllib.request.urlopen({python})\n"
            f'{member} = json.load(answer)["{member}"]',
        ),
        Request("Google Sheets", "text", f"=IMPORTDATA({sheet})"),
        Request(
            "Excel, Power Query",
            "text",
            f'= Table.PromoteHeaders(Csv.Document(Web.Contents({query}), [Delimiter = ",", Encoding = 65001]))',
        ),
    ]


def _told(path: str, site_url: str, otherwise: str) -> str:
    return f'"{address(path, site_url)}"' if home(site_url) else otherwise.format(path)


def records_of(fragments: Fragments) -> dict[str, list[str]]:
    """Name of a list with one file per record → the ids of its records."""
    rows = {"claims": "claims", "comparison": "comparison_criteria", "systems": "systems"}
    return {name: [row.id for row in fragments.data.rows(table)] for name, table in rows.items()}


def request_box(fragments: Fragments, name: str, site_url: str) -> Markup:
    ids = records_of(fragments).get(name)
    return fragments.render("requests.html", requests=requests(name, ids[0] if ids else "", site_url))


def resource_table(fragments: Fragments, base: str) -> Markup:
    counts = {name: len(ids) for name, ids in records_of(fragments).items()}
    return fragments.render(
        "resources.html", meanings=MEANINGS, counts=counts, single=SINGLE, root=f"{ROOT}/", base=base
    )


def member_table(fragments: Fragments, name: str) -> Markup:
    _, called, model = RECORDS[name]
    schema = model.model_json_schema(mode="serialization", by_alias=True)
    parts = {f"#/$defs/{part}": about["description"] for part, about in schema.get("$defs", {}).items()}
    members = [
        (member, type_of(about), about.get("description") or _of_part(about, parts))
        for member, about in schema["properties"].items()
    ]
    return fragments.render("members.html", members=members, meaning=model.__doc__, called=called)


def _of_part(about: Mapping[str, Any], parts: Mapping[str, str]) -> str:
    """The description of the part that a member consists of."""
    inner = [about, about.get("items", {}), *about.get("anyOf", [])]
    return next((parts[schema["$ref"]] for schema in inner if schema.get("$ref") in parts), "")


def type_of(about: Mapping[str, Any]) -> str:
    """A member's type in a word or two: ``text``, ``date or null``, ``list of objects``."""
    if "anyOf" in about:
        return " or ".join(map(type_of, about["anyOf"]))
    if "$ref" in about:
        return "object"
    if about.get("type") == "array":
        inner = type_of(about["items"])
        return f"list of {inner}s" if inner in ("object", "number") else f"list of {inner}"
    words = {"string": "text", "integer": "whole number", "boolean": "true or false"}
    kind = about.get("type", "text")
    return {"date": "date", "date-time": "time"}.get(about.get("format", ""), words.get(kind, kind))
