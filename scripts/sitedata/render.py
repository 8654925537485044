"""The whole step from ``data/`` and ``docs/`` to ``build/docs``, the folder that MkDocs publishes."""

from __future__ import annotations

import datetime
import hashlib
import json
import os
import shutil
import subprocess
import time
from dataclasses import asdict, dataclass, field, replace
from importlib.metadata import version
from pathlib import Path

from sitedata import addresses, assets, contests, exports, feeds, images, llms, permalinks, svg
from sitedata.api import Api
from sitedata.dataset import Dataset, load_dataset
from sitedata.files import remove_others, write_if_changed
from sitedata.fragments import Fragments
from sitedata.guide_pages import flag_lines
from sitedata.linking import Linking
from sitedata.pages import Pages
from sitedata.schema import TABLES
from sitedata.shares import SITE_NAME, home_of
from sitedata.values import Values

WIDTHS = ("wide", "narrow")


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
    def twins(self) -> Path:
        """Markdown that is published as it is: MkDocs would take it for pages, so ``hooks.py`` copies it into the built site."""
        return self.root / "build" / "twins"

    @property
    def cache(self) -> Path:
        return self.root / "build" / "cache"

    @property
    def things(self) -> Path:
        """What has a state of its own, for ``make freeze``."""
        return self.root / "build" / "things.json"


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


def render(places: Places, site_url: str = "", previews: bool = True) -> Report:
    """Check the data, draw what changed, write what changed. ``previews``: draw pictures for link previews too.

    Raises:
        BadInput: what is wrong in ``data/`` or ``docs/``; nothing has been written then.
    """
    site_url = addresses.home(site_url)
    data = load_dataset(places.data)
    report = Report(rows=sum(len(data.rows(name)) for name in TABLES))
    every = drawn_figures(data, places)
    figures = {id: figure for id, figure in every.items() if figure}
    report.figures = len(figures)
    artist = images.Artist(places.cache / "images")
    wanted = {id: _want(artist, figure, site_url) for id, figure in figures.items()}
    _draw(artist, report)
    whole = {id: paths for id, paths in wanted.items() if all(path.exists() for path in paths.values())}
    drawings = {id: {width: images.inline_svg(paths[width]) for width in WIDTHS} for id, paths in whole.items()}
    views = {id: _view(data, every, drawings, id) for id in ("", *contests.other_environments(data))}
    pages = Pages(places.docs, *views.pop(""), others=views, outputs=places.data / "probes", site_url=site_url, title=SITE_NAME)
    linking = Linking(pages, figures, drawings, places.data, site_url)
    rendered = linking.add_pages(pages.render_all())
    report.pages = len(rendered)
    report.flagged = flag_lines(pages.guide.flags)
    previewed = linking.want_cards(artist, rendered) if previews and not report.undrawn else {}
    _draw(artist, report)
    files: dict[Path, str | bytes] = {places.out / path: content for path, content in rendered.items()}
    files |= {places.out / path.relative_to(places.docs): path.read_bytes() for path in _others(places.docs)}
    files |= _downloads(places, figures, whole, drawings)
    files |= {places.out / path: content for path, content in assets.files(places.root, rendered.values()).items()}
    files |= {places.out / path: content for path, content in linking.files().items()}
    files |= {places.out / path: place.read_bytes() for path, place in previewed.items() if place.exists()}
    files[places.out / "feeds" / "verdicts.xml"] = pages.claims.feed(site_url, SITE_NAME)
    files[places.out / "feeds" / "measurements.xml"] = feeds.measurements(data, site_url, SITE_NAME)
    files[places.out / "llms.txt"] = llms.llms_txt(pages.twins.abouts, SITE_NAME, site_url)
    markdown = {path.as_posix(): content for path, content in rendered.items()}
    published = {path.relative_to(places.out).as_posix() for path in files}
    api = Api(data, pages.claims.judged, site_url, SITE_NAME, build_day())
    files |= {places.out / path: content for path, content in api.files(figures, published, markdown).items()}
    by_address = {path.relative_to(places.out).as_posix(): content for path, content in files.items()}
    files |= {places.out / path: content for path, content in permalinks.moved_files(data.rows("permalinks"), by_address).items()}
    files |= {places.twins / path: content for path, content in pages.twins.pages.items()}
    report.written = sum(write_if_changed(path, content) for path, content in files.items())
    write_if_changed(places.things, json.dumps([asdict(thing) for thing in linking.things]))
    remove_others(places.out, set(files))
    remove_others(places.twins, set(files))
    return report


def _draw(artist: images.Artist, report: Report) -> None:
    try:
        report.drawn += artist.draw()
    except images.NoBrowser:
        report.undrawn = True


def _view(data: Dataset, every: dict[str, dict | None], drawings: dict[str, dict[str, str]], environment: str) -> tuple[Values, Fragments]:
    """What pages about one environment ask; its id is empty for the main one."""
    mine = {name: figure for name, figure in every.items() if "/" not in name}
    mine |= {name.removeprefix(f"{environment}/"): figure for name, figure in every.items() if environment and name.startswith(f"{environment}/")}
    shown = replace(data, shown=environment)
    figures = {id: figure for id, figure in mine.items() if figure}
    return Values(shown), Fragments(shown, figures, drawings, set(mine) - set(figures), os.environ.get("REPO_URL", ""), build_day())


def drawn_figures(data: Dataset, places: Places) -> dict[str, dict | None]:
    """Every figure as plain values by the name of its files, nothing for one without anything to draw.

    Figures are computed again only if a table that they read, the code or Plotly changed.
    """
    code = hashlib.sha256(version("plotly").encode())
    for path in sorted(Path(__file__).parent.glob("*.py")):  # all of it: a list of what figures use would forget some
        code.update(path.read_bytes())
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
    foot = f"{figure['unit']} · as of {figure['as_of']} · {home_of(site_url)}"
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
            files[folder / f"{id}.svg"] = svg.standalone(drawings[id]["wide"], svg.style_sheet_of(f"figures/{id}.svg"))
            files[folder / f"{id}.png"] = whole[id]["png"].read_bytes()
    return files


def build_day() -> datetime.date:
    """The day of :func:`build_time`: what is past its review is decided by it, not by the clock."""
    return datetime.date.fromisoformat(build_time()[:10])


def build_time() -> str:
    """``SOURCE_DATE_EPOCH`` if set, else the time of the last commit, else now: equal inputs then give equal bytes."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if not epoch and shutil.which("git"):
        answer = subprocess.run(["git", "log", "-1", "--format=%ct"], capture_output=True, text=True, cwd=Path(__file__).parent)
        epoch = answer.stdout.strip()
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(int(epoch or time.time())))
