"""The whole step from ``data/`` and ``docs/`` to ``build/docs``, the folder that MkDocs publishes."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import time
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from pathlib import Path

from sitedata import contests, exports, images, palette, svg
from sitedata.dataset import Dataset, load_dataset
from sitedata.files import remove_others, write_if_changed
from sitedata.fragments import Fragments
from sitedata.guide_pages import flag_lines
from sitedata.pages import Pages
from sitedata.schema import TABLES
from sitedata.values import Values

WIDTHS = ("wide", "narrow")
SITE_NAME = "TensorFlow vs PyTorch, examined"  # what a picture names where the site has no address yet
FIGURE_CODE = (
    "figures", "plot", "pairs", "palette", "schema", "benchmark_figures", "benchmark_cost_figures", "accuracy_figures", "claim_figures", "claims",
    "forest", "contests", "benchmarks", "statistics", "benchmark_schema", "text",
)  # fmt: skip
SOURCE_MAP = re.compile(r"/\*# sourceMappingURL=.*?\*/")  # the maps are not published


@dataclass(frozen=True)
class Places:
    """Where things are, relative to the repository's root."""

    root: Path

    @property
    def data(self) -> Path:
        return self.root / "data"

    @property
    def docs(self) -> Path:
        return self.root / "docs"

    @property
    def out(self) -> Path:
        return self.root / "build" / "docs"

    @property
    def cache(self) -> Path:
        return self.root / "build" / "cache"


@dataclass
class Report:
    """What a run did, for one line on the screen."""

    rows: int = 0
    pages: int = 0
    figures: int = 0
    drawn: int = 0
    written: int = 0
    undrawn: bool = False
    flagged: list[str] = field(default_factory=list)


def render(places: Places, site_url: str = "") -> Report:
    """Check the data, draw what changed, write what changed.

    Raises:
        BadInput: what is wrong in ``data/`` or ``docs/``; nothing has been written then.
    """
    data = load_dataset(places.data)
    report = Report(rows=sum(len(data.rows(name)) for name in TABLES))
    every = drawn_figures(data, places)
    figures = {id: figure for id, figure in every.items() if figure}
    report.figures = len(figures)
    artist = images.Artist(places.cache / "images")
    wanted = {id: _want(artist, figure, site_url) for id, figure in figures.items()}
    try:
        report.drawn = artist.draw()
    except images.NoBrowser:
        report.undrawn = True
    whole = {id: paths for id, paths in wanted.items() if all(path.exists() for path in paths.values())}
    drawings = {id: {width: images.inline_svg(paths[width]) for width in WIDTHS} for id, paths in whole.items()}
    views = {id: _view(data, every, drawings, id) for id in ("", *contests.other_environments(data))}
    pages = Pages(places.docs, *views.pop(""), others=views, outputs=places.data / "probes")
    files: dict[Path, str | bytes] = {places.out / path: content for path, content in pages.render_all().items()}
    report.pages = len(files)
    report.flagged = flag_lines(pages.guide.flags)
    files |= {places.out / path.relative_to(places.docs): path.read_bytes() for path in _others(places.docs)}
    files |= _downloads(places, figures, whole, drawings)
    files |= _assets(places)
    files[places.out / "feeds" / "verdicts.xml"] = pages.claims.feed(site_url, SITE_NAME)
    report.written = sum(write_if_changed(path, content) for path, content in files.items())
    remove_others(places.out, set(files))
    return report


def _view(data: Dataset, every: dict[str, dict | None], drawings: dict[str, dict[str, str]], environment: str) -> tuple[Values, Fragments]:
    """What pages about one environment ask; its id is empty for the main one."""
    mine = {name: figure for name, figure in every.items() if "/" not in name}
    mine |= {name.removeprefix(f"{environment}/"): figure for name, figure in every.items() if environment and name.startswith(f"{environment}/")}
    shown = replace(data, shown=environment)
    figures = {id: figure for id, figure in mine.items() if figure}
    return Values(shown), Fragments(shown, figures, drawings, set(mine) - set(figures), os.environ.get("REPO_URL", ""))


def drawn_figures(data: Dataset, places: Places) -> dict[str, dict | None]:
    """Every figure as plain values by the name of its files, nothing for one without anything to draw.

    Figures are computed again only if a table that they read, their code or Plotly changed.
    """
    code = hashlib.sha256(version("plotly").encode())
    for name in FIGURE_CODE:
        code.update((Path(__file__).parent / f"{name}.py").read_bytes())
    for path in exports.benchmark_files(places.data):
        code.update(path.encode() + (places.data / path).read_bytes())
    code.update((places.root / "scripts" / "bench" / "workloads" / "__init__.py").read_bytes())
    for name in TABLES:
        if name not in ("comparison", "comparison_criteria", "sources") and not name.startswith("guide_"):  # no figure reads these
            code.update((places.data / f"{name}.csv").read_bytes())
    cached = places.cache / f"figures-{code.hexdigest()[:24]}.json"
    if cached.exists():
        return json.loads(cached.read_text(encoding="utf-8"))
    from sitedata.figures import draw_all  # Plotly takes half a second to import

    drawn = {id: figure and figure.to_json() for id, figure in draw_all(data).items()}
    for old in places.cache.glob("figures-*.json"):
        old.unlink()
    write_if_changed(cached, json.dumps(drawn, ensure_ascii=False))  # not sorted: a row's columns keep their order
    return json.loads(cached.read_text(encoding="utf-8"))


def _want(artist: images.Artist, figure: dict, site_url: str) -> dict[str, Path]:
    paths = {width: artist.want(figure[width], "svg", tuple(figure["size"][width])) for width in WIDTHS}
    home = re.sub(r"^https?://|/$", "", site_url) or SITE_NAME
    foot = f"{figure['unit']} · as of {figure['as_of']} · {home}"
    picture, size = images.picture(figure["wide"], title=figure["title"], foot=foot, size=tuple(figure["size"]["wide"]))
    return paths | {"png": artist.want(picture, "png", size)}


def _others(docs: Path) -> list[Path]:
    return sorted(path for path in docs.rglob("*") if path.is_file() and path.suffix != ".md")


def _downloads(
    places: Places, figures: dict[str, dict], whole: dict[str, dict[str, Path]], drawings: dict[str, dict[str, str]]
) -> dict[Path, str | bytes]:
    files: dict[Path, str | bytes] = {places.out / "data" / f"{name}.csv": (places.data / f"{name}.csv").read_bytes() for name in TABLES}
    files |= {places.out / "data" / path: (places.data / path).read_bytes() for path in exports.benchmark_files(places.data)}
    files[places.out / "data" / "datapackage.json"] = exports.as_json(exports.data_package(places.data, build_time()))
    for id, figure in figures.items():
        folder = places.out / "figures"
        files[folder / f"{id}.csv"] = exports.figure_csv(figure)
        for width, name in (("wide", f"{id}.json"), ("narrow", f"{id}.narrow.json")):
            files[folder / name] = exports.as_json(figure[width])
        if id in whole:
            files[folder / f"{id}.svg"] = svg.standalone(drawings[id]["wide"], palette.FONT)
            files[folder / f"{id}.png"] = whole[id]["png"].read_bytes()
    return files


def _assets(places: Places) -> dict[Path, str | bytes]:
    """The one stylesheet of all pages, and Plotly's bundle for whoever touches a figure."""
    theme = package_folder("material") / "templates" / "assets" / "stylesheets"
    sheets = [next(theme.glob(f"{name}.*.min.css")).read_text(encoding="utf-8") for name in ("main", "palette")]
    own = (places.root / "overrides" / "assets" / f"{name}.css" for name in ("site", "guide"))
    sheets += [palette.stylesheet(), *(sheet.read_text(encoding="utf-8") for sheet in own)]
    joined = "\n".join(SOURCE_MAP.sub("", sheet) for sheet in sheets)
    bundle = plotly_bundle(places.root)
    return {places.out / "assets" / "site.css": joined, places.out / "assets" / "plotly.min.js": bundle.read_bytes()}


def package_folder(name: str) -> Path:
    return Path(importlib.util.find_spec(name).origin).parent


def plotly_bundle(root: Path) -> Path:
    """The smallest bundle that draws our traces if npm installed it at Plotly's version, else the full one of the Python package."""
    package = package_folder("plotly") / "package_data"
    small = root / "node_modules" / "plotly.js-basic-dist-min"
    if (small / "package.json").is_file():
        installed = json.loads((small / "package.json").read_text(encoding="utf-8"))["version"]
        if f"v{installed}" in (package / "plotly.min.js").open(encoding="utf-8").read(2000):
            return small / "plotly-basic.min.js"
    return package / "plotly.min.js"


def build_time() -> str:
    """``SOURCE_DATE_EPOCH`` if set, else the time of the last commit, else now: equal inputs then give equal bytes."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if not epoch and shutil.which("git"):
        answer = subprocess.run(["git", "log", "-1", "--format=%ct"], capture_output=True, text=True, cwd=Path(__file__).parent)
        epoch = answer.stdout.strip()
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(int(epoch or time.time())))
