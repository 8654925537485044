"""The whole step from ``data/`` and ``docs/`` to ``build/docs``, the folder that MkDocs publishes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from sitedata.api.site_files import Api
from sitedata.check.archive import check_frozen
from sitedata.draw import raster, svg
from sitedata.judge.edition import Edition
from sitedata.load import inputs
from sitedata.load.dataset import load_dataset
from sitedata.pages import llms
from sitedata.pages.guide import flag_lines
from sitedata.pages.record import Record, pages_of_figures
from sitedata.pages.shares import SITE_NAME
from sitedata.pages.twin_pages import place_of
from sitedata.publish import assets, data_package, feeds, third_party
from sitedata.publish.drafts import assembled
from sitedata.publish.drawings import Drawings, drawn_figures, there, wanted
from sitedata.publish.linking import Linking
from sitedata.publish.places import Places, build_day, build_time
from sitedata.schema.figure import Figure
from sitedata.schema.tables import TABLES
from sitedata.text import addresses
from sitedata.text.files import Content, Folder, Produced
from sitedata.text.problem import BadInput

HERE = "scripts/sitedata/publish/render.py"


@dataclass
class Report:
    """What a run did, for one line on the screen; and what each of its pages uses."""

    rows: int = 0
    pages: int = 0
    figures: int = 0
    drawn: int = 0
    written: int = 0
    undrawn: bool = False
    flagged: list[str] = field(default_factory=list)
    record: Record = field(default_factory=dict)


def render(places: Places, site_url: str = "", previews: bool = True) -> Report:
    """Check the data, draw what changed, write what changed. ``previews``: draw pictures for link previews too.

    Raises:
        BadInput: what is wrong in ``data/`` or ``docs/``; nothing has been written then.
    """
    site_url = addresses.home(site_url)
    edition = read(places)
    data, figures = edition.data, edition.files[0]
    report = Report(rows=sum(len(data.rows(name)) for name in TABLES), figures=len(figures))
    artist = raster.Artist(Folder(places.cache / "images", places.root))
    pictures = wanted(artist, figures, site_url)
    _draw(artist, report)
    drawings = there(pictures)
    pages, quotes = assembled(places, edition, drawings.svg, site_url)
    written = pages.render_all()
    linking = Linking(quotes, drawings.svg, pages_of_figures(written.record), pages.twins)
    made = linking.add_pages(written)
    rendered = made.pages
    report.pages, report.record = len(rendered), made.record
    report.flagged = flag_lines(edition.to_read_again)
    previewed = linking.want_cards(artist, rendered) if previews and not report.undrawn else {}
    _draw(artist, report)
    site = Produced()
    for path in rendered:
        site.claim(f"docs/{path.as_posix()}", f"{place_of(path)}index.html")
    _add_assets(site, places, rendered.values())
    site.add(HERE, _downloads(places, figures, drawings))
    linking.add_files(site, places.data / "frozen")
    site.add(HERE, {path: place.read_bytes() for path, place in previewed.items() if place.exists()})
    site.add(HERE, {
        "feeds/verdicts.xml": pages.claims.feed(site_url, SITE_NAME),
        "feeds/measurements.xml": feeds.measurements(data, site_url, SITE_NAME),
        "llms.txt": llms.llms_txt(pages.twins.abouts, SITE_NAME, site_url),
    })  # fmt: skip
    markdown = {path.as_posix(): content for path, content in rendered.items()}
    api = Api(edition, site_url, SITE_NAME)
    site.add("scripts/sitedata/api/site_files.py", api.files({*site, *markdown}, {file: f"figures/{file}/" for file in figures}))
    linking.add_moved(site)
    for path in pages.twins.pages:
        site.claim("scripts/sitedata/pages/twin_pages.py", path)
    report.written = _write(places, {**markdown, **site.checked()}, pages.twins.pages)
    Folder(places.build, places.root).write(places.things.name, json.dumps([asdict(thing) for thing in linking.things(places.data)]))
    return report


def read(places: Places) -> Edition:
    """What this build says.

    Raises:
        BadInput: what is wrong in ``data/``.
    """
    data = load_dataset(places.data)
    if problems := check_frozen(data, places.data / "frozen"):
        raise BadInput(problems)
    return Edition(data, drawn_figures(data, places), build_day())


def _write(places: Places, made: Mapping[str, Content], twins: Mapping[str, str]) -> int:
    """Write what differs and remove what is no more.

    Returns:
        how many files were written.
    """
    count = 0
    for folder, files in ((places.out, made), (places.twins, twins)):
        count += Folder(folder, places.root).write_all(files)
    for folder, files in ((places.out, made), (places.twins, twins)):
        Folder(folder, places.root).keep_only(files)
    return count


def lost(places: Places, site: Path) -> list[str]:
    """Addresses that a built site lacks: pages, files and Markdown copies."""
    found = [path.relative_to(places.out) for path in places.out.rglob("*") if path.is_file()]
    wanted = [f"{place_of(path)}index.html" if path.suffix == ".md" else path.as_posix() for path in found]
    wanted += [path.relative_to(places.twins).as_posix() for path in places.twins.rglob("*") if path.is_file()]
    return sorted(address for address in wanted if not (site / address).is_file())


def _add_assets(site: Produced, places: Places, pages: Iterable[str]) -> None:
    loaded: dict[str, Content] = dict(assets.files(places.root, pages))
    loaded["assets/LICENSES.txt"] = third_party.licences(assets.plotly_bundle(places.root))
    _claim_theirs(site, places, loaded)
    site.add(HERE, loaded)


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


def _downloads(places: Places, figures: Mapping[str, Figure], drawings: Drawings) -> dict[str, Content]:
    files: dict[str, Content] = {f"data/{name}.csv": inputs.read(places.data / f"{name}.csv") for name in TABLES}
    files |= {f"data/{path}": inputs.read(places.data / path) for path in data_package.benchmark_files(places.data)}
    files["data/datapackage.json"] = data_package.as_json(data_package.data_package(places.data, build_time()))
    for id, figure in figures.items():
        files[f"figures/{id}.csv"] = data_package.figure_csv(figure)
        for width, name in (("wide", f"{id}.json"), ("narrow", f"{id}.narrow.json")):
            files[f"figures/{name}"] = data_package.as_json(getattr(figure, width))
        if id in drawings.svg:
            files[f"figures/{id}.svg"] = svg.standalone(drawings.svg[id]["wide"], svg.style_sheet_of(f"figures/{id}.svg"))
            files[f"figures/{id}.png"] = drawings.png[id].read_bytes()
    return files
