"""A figure as one file to take away: its rows, the runs behind them, what it is, and how to read it.

In: a drawn figure, what programs read about it, the environments. Out: a zip, the same bytes for the same inputs.
"""

from __future__ import annotations

import csv
import io
import textwrap
import zipfile
from collections.abc import Mapping
from typing import Any

from sitedata.judge.comparisons import runs_behind
from sitedata.load.environments import Environment
from sitedata.publish.data_package import figure_csv
from sitedata.schema.environments import Run
from sitedata.schema.figure import Figure
from sitedata.schema.figure_columns import Column, described
from sitedata.schema.tables import columns_of, extra_of
from sitedata.text.exports import as_json, harmless
from sitedata.text.values import counted

NO_DAY = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip can say: the day of a build would change its bytes
FAST = 1  # of 9: a tenth larger than with 6, in a fifth of its time
WIDTH = 80  # columns of README.txt
RUN_COLUMNS = ("environment", *columns_of(Run), "step_time_us")
EVERY_STEP = Column("Every timed step in its order, divided by blanks; empty where no steps were timed.", "µs")


class FigureZips:
    """Runs are behind several figures, and are written as text once."""

    def __init__(self, environments: Mapping[str, Environment]):
        self.environments = environments
        self._lines: dict[tuple[str, str], str] = {}

    def packed(self, figure: Figure, about: Mapping[str, Any], citation: str) -> bytes:
        """``about`` is what the site says of the figure to programs."""
        name = f"{figure.file.rpartition('/')[2]}.csv"
        runs = [run for row in figure.rows if row.get("samples") for run in self._behind(str(row["samples"]))]
        shown = dict.fromkeys([*(environment for environment, _ in runs), *self._own(figure)])
        files = {name: figure_csv(figure)}
        if runs:
            files["runs.csv"] = self._runs_csv(runs)
        columns = columns_in(figure, files)
        files["metadata.json"] = as_json({
            **about, "kind": figure.kind, "citation": citation,
            "raw": [{"what": label, "path": path} for label, path in figure.raw],
            "columns": {file: {name: column._asdict() for name, column in of.items()} for file, of in columns.items()},
            "environments": {each.id: {"title": each.title, "tier": each.tier, **each.facts()} for each in shown},
        })  # fmt: skip
        files["README.txt"] = read_me(figure, about, citation, columns)
        return _zip(files)

    def _own(self, figure: Figure) -> list[Environment]:
        return [self.environments[figure.environment]] if figure.environment in self.environments else []

    def _behind(self, path: str) -> list[tuple[Environment, Run]]:
        return runs_behind(self.environments, path)

    def _runs_csv(self, runs: list[tuple[Environment, Run]]) -> str:
        once = {(environment.id, run.id): self._line(environment, run) for environment, run in runs}
        return ",".join(RUN_COLUMNS) + "\n" + "".join(once.values())

    def _line(self, environment: Environment, run: Run) -> str:
        key = (environment.id, run.id)
        if key not in self._lines:
            cells = [harmless(value) for value in run.model_dump(mode="json").values()]
            steps = " ".join(map(str, environment.step_times_us(run)))
            out = io.StringIO()
            csv.writer(out, lineterminator="\n").writerow([environment.id, *cells, steps])
            self._lines[key] = out.getvalue()
        return self._lines[key]


def columns_in(figure: Figure, files: Mapping[str, str]) -> dict[str, dict[str, Column]]:
    """File → the name of each of its columns → what it holds."""
    of = {file: {name: described(name, figure.tables) for name in figure.columns} for file in files}
    if "runs.csv" in of:
        run = {name: Column(field.description or "", extra_of(Run, name, "unit") or "")
               for name, field in Run.model_fields.items()}  # fmt: skip
        environment = Column("Machine and versions that measured; metadata.json says which.")
        of["runs.csv"] = {"environment": environment, **run, "step_time_us": EVERY_STEP}
    return of


def read_me(
    figure: Figure, about: Mapping[str, Any], citation: str, columns: Mapping[str, Mapping[str, Column]]
) -> str:
    rows = next(iter(columns))
    holds = {rows: f"the {counted(len(figure.rows), 'row')} that the figure draws",
             "runs.csv": "the runs behind them, one a row, with every timed step",
             "metadata.json": "title, unit, sources, environments, meaning of the columns, licence"}  # fmt: skip
    parts = [
        titled(about["title"], "="),
        f"Unit: {figure.unit}\n" + (f"Scope: {figure.scope}\n" if figure.scope else "") + f"As of: {figure.as_of}",
        figure.caption,
        figure.alt,
        titled("Files"),
        "\n".join(f"{file}: {what}" for file, what in holds.items() if file in (*columns, "metadata.json")),
        titled("In Python, with pandas"), "\n".join(in_pandas(list(columns))),
        titled("In R"), "\n".join(in_r(list(columns))),
        *(part for file, of in columns.items() for part in (titled(f"Columns of {file}"), _listed(of))),
        titled("Sources"),
        "\n".join(f"{row['publisher']}: {row['title']}, {row['url']}" for row in about["sources"])
        or "Our own measurement.",
        titled("Licence and citation"), f"{about['licence']}. {citation}",
    ]  # fmt: skip
    return "\n\n".join(map(_wrapped, filter(None, parts))) + "\n"


def titled(text: str, line: str = "-") -> str:
    return f"{text}\n{line * min(len(text), WIDTH)}"


def _listed(columns: Mapping[str, Column]) -> str:
    return "\n".join(f"{name}{f' [{unit}]' if unit else ''}: {meaning}" for name, (meaning, unit) in columns.items())


def _wrapped(part: str) -> str:
    """Lines of code stay, because they are to be run; others are broken, and go on under an indent."""
    lines = part.split("\n")
    if lines[0].startswith(("import ", "rows <-")):
        return part
    return "\n".join(
        textwrap.fill(line, WIDTH, subsequent_indent="  " * (len(lines) > 1), break_long_words=False,
                      break_on_hyphens=False)
        for line in lines
    )  # fmt: skip


def in_pandas(files: list[str]) -> list[str]:
    lines = ["import pandas", f'rows = pandas.read_csv("{files[0]}")']
    if "runs.csv" in files:
        lines += [
            'runs = pandas.read_csv("runs.csv", dtype={"step_time_us": str})',
            'steps = runs.assign(step_time_us=runs["step_time_us"].fillna("").str.split()).explode("step_time_us")',
            'steps["step_time_us"] = pandas.to_numeric(steps["step_time_us"])  # one row for each timed step',
        ]
    return lines


def in_r(files: list[str]) -> list[str]:
    lines = [f'rows <- read.csv("{files[0]}", check.names = FALSE)']
    if "runs.csv" in files:
        lines += [
            'runs <- read.csv("runs.csv", colClasses = c(step_time_us = "character"))',
            'times <- strsplit(runs$step_time_us, " ")',
            "row <- rep(seq_along(times), lengths(times))  # of each timed step",
            'steps <- cbind(runs[row, c("environment", "id")], step_time_us = as.integer(unlist(times)))',
        ]
    return lines


def _zip(files: Mapping[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=FAST) as packed:
        for name, text in sorted(files.items()):
            entry = zipfile.ZipInfo(name, NO_DAY)
            entry.create_system, entry.external_attr = 3, 0o644 << 16  # the same on every system
            entry.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(entry, text.encode("utf-8"), compresslevel=FAST)
    return out.getvalue()
