"""The whole step from ``data/`` and ``docs/`` to ``build/docs``, the folder that MkDocs publishes."""

from __future__ import annotations

import datetime
import hashlib
import json
import os
import shutil
import subprocess
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from importlib.metadata import version
from pathlib import Path

from sitedata.api.site_files import Api
from sitedata.check.archive import check_archive
from sitedata.draw import raster, svg, undrawn
from sitedata.judge import comparisons
from sitedata.load import archive as frozen
from sitedata.load import inputs
from sitedata.load.dataset import Dataset, load_dataset
from sitedata.pages import llms
from sitedata.pages.articles import Pages
from sitedata.pages.fragments import Fragments
from sitedata.pages.guide import flag_lines
from sitedata.pages.shares import SITE_NAME, home_of
from sitedata.pages.twin_pages import place_of
from sitedata.pages.words.facts import Values
from sitedata.publish import assets, data_package, feeds, third_party
from sitedata.publish.linking import Linking
from sitedata.schema.tables import TABLES
from sitedata.text import addresses
from sitedata.text.files import Content, Folder, Produced
from sitedata.text.problem import BadInput

HERE = "scripts/sitedata/publish/render.py"
SCRIPTS = Path(__file__).parent.parent
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
    def build(self) -> Path:
        return self.root / "build"

    @property
    def out(self) -> Path:
        return self.build / "docs"

    @property
    def twins(self) -> Path:
        """Markdown that is published as it is: MkDocs would take it for pages, so ``hooks.py`` copies it into the built site."""
        return self.build / "twins"

    @property
    def cache(self) -> Path:
        return self.build / "cache"

    @property
    def archive(self) -> Path:
        """A checkout of the branch ``archive``: former states and the list of all addresses. It may be absent."""
        return self.root / "archive"

    @property
    def things(self) -> Path:
        """What has a state of its own, for whoever lays frozen files beside the live ones."""
        return self.build / "things.json"


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
    archive = frozen.read(places.archive, build_day())
    if problems := check_archive(archive, places.archive):
        raise BadInput(problems)
    report = Report(rows=sum(len(data.rows(name)) for name in TABLES))
    every = drawn_figures(data, places)
    figures, missing = undrawn.apart(every)
    report.figures = len(figures)
    artist = raster.Artist(Folder(places.cache / "images", places.root))
    wanted = {id: _want(artist, figure, site_url) for id, figure in figures.items()}
    _draw(artist, report)
    whole = {id: paths for id, paths in wanted.items() if all(path.exists() for path in paths.values())}
    drawings = {id: {width: raster.inline_svg(paths[width]) for width in WIDTHS} for id, paths in whole.items()}
    views = {id: _view(data, every, drawings, id) for id in ("", *comparisons.other_environments(data))}
    pages = Pages(places.docs, *views.pop(""), others=views, outputs=places.data / "probes", site_url=site_url, title=SITE_NAME)
    linking = Linking(pages, figures, drawings, archive, (places.data, places.archive), site_url)
    rendered = linking.add_pages(pages.render_all())
    report.pages = len(rendered)
    report.flagged = flag_lines(pages.guide.flags)
    previewed = linking.want_cards(artist, rendered) if previews and not report.undrawn else {}
    _draw(artist, report)
    site = Produced()
    for path in rendered:
        site.claim(f"docs/{path.as_posix()}", f"{place_of(path)}index.html")
    loaded = assets.files(places.root, rendered.values())
    loaded["assets/LICENSES.txt"] = third_party.licences(assets.plotly_bundle(places.root))
    _claim_theirs(site, places, loaded)
    site.add(HERE, _downloads(places, figures, whole, drawings))
    site.add(HERE, loaded)
    linking.add_files(site)
    site.add(HERE, {path: place.read_bytes() for path, place in previewed.items() if place.exists()})
    site.add(HERE, {
        "feeds/verdicts.xml": pages.claims.feed(site_url, SITE_NAME),
        "feeds/measurements.xml": feeds.measurements(data, site_url, SITE_NAME),
        "llms.txt": llms.llms_txt(pages.twins.abouts, SITE_NAME, site_url),
    })  # fmt: skip
    markdown = {path.as_posix(): content for path, content in rendered.items()}
    api = Api(data, pages.claims.judged, site_url, SITE_NAME, build_day())
    site.add("scripts/sitedata/api/site_files.py", api.files(figures, {*site, *markdown}, markdown, missing))
    linking.add_moved(site)
    for path in pages.twins.pages:
        site.claim("scripts/sitedata/pages/twin_pages.py", path)
    made, twins = {**markdown, **site.checked()}, pages.twins.pages
    report.written = Folder(places.out, places.root).write_all(made) + Folder(places.twins, places.root).write_all(twins)
    Folder(places.build, places.root).write(places.things.name, json.dumps([asdict(thing) for thing in linking.things]))
    Folder(places.out, places.root).keep_only(made)
    Folder(places.twins, places.root).keep_only(twins)
    return report


def lost(places: Places, site: Path) -> list[str]:
    """Addresses that a built site lacks: pages, files and Markdown copies."""
    found = [path.relative_to(places.out) for path in places.out.rglob("*") if path.is_file()]
    wanted = [f"{place_of(path)}index.html" if path.suffix == ".md" else path.as_posix() for path in found]
    wanted += [path.relative_to(places.twins).as_posix() for path in places.twins.rglob("*") if path.is_file()]
    return sorted(address for address in wanted if not (site / address).is_file())


def _claim_theirs(site: Produced, places: Places, loaded: Mapping[str, Content]) -> None:
    """What MkDocs and the theme write into the site by themselves: nobody else may, or it would take the place of theirs.

    What we write in the place of a file of ``overrides/`` on purpose, style sheets joined to one, is in ``loaded``.
    """
    ours = {path.relative_to(places.root / "overrides").as_posix() for path in (places.root / "overrides" / "assets").rglob("*") if path.is_file()}
    for path in ours - loaded.keys():
        site.claim(f"overrides/{path}", path)
    templates = assets.package_folder("material") / "templates"
    for path in (templates / "assets").rglob("*"):
        if path.is_file() and (address := path.relative_to(templates).as_posix()) not in ours:
            site.claim("the theme", address)
    for address in ("404.html", "sitemap.xml", "sitemap.xml.gz", "search/search_index.json"):
        site.claim("MkDocs", address)


def _draw(artist: raster.Artist, report: Report) -> None:
    try:
        report.drawn += artist.draw()
    except raster.NoBrowser:
        report.undrawn = True


def _view(data: Dataset, every: dict[str, dict], drawings: dict[str, dict[str, str]], environment: str) -> tuple[Values, Fragments]:
    """What pages about one environment ask; its id is empty for the main one."""
    mine = {name: figure for name, figure in every.items() if "/" not in name}
    mine |= {name.removeprefix(f"{environment}/"): figure for name, figure in every.items() if environment and name.startswith(f"{environment}/")}
    shown = replace(data, shown=environment)
    figures, missing = undrawn.apart(mine)
    return Values(shown), Fragments(shown, figures, drawings, missing, os.environ.get("REPO_URL", ""), build_day())


def drawn_figures(data: Dataset, places: Places) -> dict[str, dict]:
    """Every figure as plain values by the name of its files, or why there is nothing to draw (:func:`sitedata.draw.undrawn.apart`).

    Figures are computed again only if a table that they read, the code or Plotly changed.
    """
    cached = places.cache / f"figures-{figures_key(places.data)}.json"
    if cached.exists():
        return json.loads(cached.read_text(encoding="utf-8"))
    from sitedata.draw.all import draw_all  # Plotly takes half a second to import

    drawn = {id: asdict(figure) for id, figure in draw_all(data).items()}
    for old in places.cache.glob("figures-*.json"):
        old.unlink()
    Folder(places.cache, places.root).write(cached.name, json.dumps(drawn, ensure_ascii=False))  # not sorted: a row's columns keep their order
    return json.loads(cached.read_text(encoding="utf-8"))


def figures_key(data: Path, scripts: Path = SCRIPTS) -> str:
    """What figures follow from, as one short word: all code, because a list of what they use would forget some; tables; Plotly's version."""
    key = hashlib.sha256(version("plotly").encode())
    for path in sorted(scripts.rglob("*.py")):
        key.update(path.relative_to(scripts).as_posix().encode() + path.read_bytes())
    for path in data_package.benchmark_files(data):
        key.update(path.encode() + (data / path).read_bytes())
    for name in TABLES:
        if name not in ("comparison", "comparison_criteria", "sources") and not name.startswith("guide_"):  # no figure reads these
            key.update((data / f"{name}.csv").read_bytes())
    return key.hexdigest()[:24]


def _want(artist: raster.Artist, figure: dict, site_url: str) -> dict[str, Path]:
    paths = {width: artist.want(figure[width], "svg", tuple(figure["size"][width])) for width in WIDTHS}
    foot = f"{figure['unit']} · as of {figure['as_of']} · {home_of(site_url)}"
    picture, size = raster.picture(figure["wide"], title=figure["title"], foot=foot, size=tuple(figure["size"]["wide"]))
    return paths | {"png": artist.want(picture, "png", size)}


def _downloads(
    places: Places, figures: dict[str, dict], whole: dict[str, dict[str, Path]], drawings: dict[str, dict[str, str]]
) -> dict[str, Content]:
    files: dict[str, Content] = {f"data/{name}.csv": inputs.read(places.data / f"{name}.csv") for name in TABLES}
    files |= {f"data/{path}": inputs.read(places.data / path) for path in data_package.benchmark_files(places.data)}
    files["data/datapackage.json"] = data_package.as_json(data_package.data_package(places.data, build_time()))
    for id, figure in figures.items():
        files[f"figures/{id}.csv"] = data_package.figure_csv(figure)
        for width, name in (("wide", f"{id}.json"), ("narrow", f"{id}.narrow.json")):
            files[f"figures/{name}"] = data_package.as_json(figure[width])
        if id in whole:
            files[f"figures/{id}.svg"] = svg.standalone(drawings[id]["wide"], svg.style_sheet_of(f"figures/{id}.svg"))
            files[f"figures/{id}.png"] = whole[id]["png"].read_bytes()
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
