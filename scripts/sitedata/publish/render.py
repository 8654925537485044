"""The whole step from ``data/`` and ``docs/`` to ``build/docs``, the folder that MkDocs publishes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from sitedata.api.site_files import Api
from sitedata.check.archive import check_archive
from sitedata.check.dataset import checked_dataset
from sitedata.draw import raster, svg
from sitedata.judge.edition import Edition
from sitedata.load import archive as frozen
from sitedata.load import inputs
from sitedata.load.dataset import Dataset, printed_by
from sitedata.load.sources import unreadable
from sitedata.pages import llms
from sitedata.pages.guide import flag_lines
from sitedata.pages.page_files import file_of
from sitedata.pages.record import Record, pages_of_figures
from sitedata.pages.shares import SITE_NAME
from sitedata.publish import assets, data_package, feeds, third_party
from sitedata.publish.calendars import calendars
from sitedata.publish.compiled import compiled
from sitedata.publish.drafts import assembled, edited
from sitedata.publish.drawings import Drawings, drawn_figures, there, wanted
from sitedata.publish.linking import Linking
from sitedata.publish.news_feeds import news_feeds
from sitedata.publish.places import Places, build_day, build_time
from sitedata.schema.figure import Figure
from sitedata.schema.tables import TABLES
from sitedata.text import addresses
from sitedata.text.addresses import place_of
from sitedata.text.exports import as_json
from sitedata.text.files import Content, Folder, Produced
from sitedata.text.problem import BadInput

HERE = "scripts/sitedata/publish/render.py"


@dataclass(frozen=True)
class Report:
    """What a run did, for one line on the screen; and what every page uses."""

    rows: int = 0
    pages: int = 0
    figures: int = 0
    drawn: int = 0
    written: int = 0
    undrawn: raster.NoBrowser | None = None
    flagged: list[str] = field(default_factory=list)
    record: Record = field(default_factory=dict)


def render(places: Places, site_url: str = "", previews: bool = True) -> Report:
    """Check the data, draw what changed, write what changed. ``previews``: draw pictures for link previews too.

    Raises:
        BadInput: what is wrong in ``data/`` or ``docs/``; nothing has been written then.
    """
    if problems := [*unreadable(places.root)]:
        raise BadInput(problems)
    site_url, templates = addresses.home(site_url), compiled(places)
    archive = frozen.read(places.archive, build_day())
    if problems := check_archive(archive, places.archive):
        raise BadInput(problems)
    edition = read(places)
    data, figures = edition.data, edition.files[0]
    artist = raster.Artist(Folder(places.cache / "images", places.root))
    pictures = wanted(artist, figures, site_url)
    drawn, undrawn = _drawn(artist)
    drawings = there(pictures)
    pages, quotes = assembled(places, edition, archive, drawings.svg, site_url)
    written = pages.render_all()
    linking = Linking(quotes, drawings.svg, pages_of_figures(written.record), places.outputs)
    made = linking.add_pages(written)
    rendered, things = made.pages, linking.things(places.data)
    previewed = linking.want_cards(artist, rendered) if previews and not undrawn else {}
    cards, uncarded = _drawn(artist) if previewed else (0, None)
    site = Produced()
    for path in rendered:
        site.claim(f"docs/{path.as_posix()}", f"{place_of(path)}index.html")
        site.claim("scripts/sitedata/publish/markdown_copies.py", f"{place_of(path)}index.md")
    _add_assets(site, places, made.record)
    site.add(HERE, _downloads(data, places, figures, drawings))
    linking.add_files(site, things)
    site.add(HERE, {path: place.read_bytes() for path, place in previewed.items() if place.exists()})
    site.add(HERE, {
        "feeds/verdicts.xml": pages.claims.feed(site_url, SITE_NAME),
        "feeds/measurements.xml": feeds.measurements(data, site_url, SITE_NAME),
        **news_feeds(edition, site_url, SITE_NAME),
        **calendars(data, site_url, SITE_NAME),
        "llms.txt": llms.llms_txt(linking.abouts(rendered), SITE_NAME, site_url),
    })  # fmt: skip
    markdown = {path.as_posix(): content for path, content in rendered.items()}
    api = Api(edition, site_url, SITE_NAME)
    site.add(
        "scripts/sitedata/api/site_files.py",
        api.files({*site, *markdown}, {file: f"figures/{file}/" for file in figures}),
    )
    linking.add_moved(site, places.archive, rendered)
    filed = {file_of(path).as_posix(): edited(path, page, places.docs) for path, page in rendered.items()}
    out, files = Folder(places.out, places.root), {**filed, **site.checked()}
    count = out.write_all(files)
    out.keep_only(files)
    templates.write()
    Folder(places.build, places.root).write(places.things.name, json.dumps([asdict(thing) for thing in things]))
    return Report(
        rows=sum(len(data.rows(name)) for name in TABLES), pages=len(rendered), figures=len(figures),
        drawn=drawn + cards, written=count, undrawn=undrawn or uncarded,
        flagged=flag_lines(edition.to_read_again), record=made.record,
    )  # fmt: skip


def read(places: Places) -> Edition:
    """What this build says.

    Raises:
        BadInput: what is wrong in ``data/``.
    """
    data = checked_dataset(places.data)
    return Edition(data, drawn_figures(data, places), build_day())


def _add_assets(site: Produced, places: Places, record: Record) -> None:
    numbers = {number for uses in record.values() for number in uses.numbers}
    loaded: dict[str, Content] = dict(assets.files(places.root, numbers))
    loaded["assets/LICENSES.txt"] = third_party.licences(assets.plotly_bundle(places.root))
    _claim_theirs(site, places, loaded)
    site.add(HERE, loaded)


def _claim_theirs(site: Produced, places: Places, loaded: Mapping[str, Content]) -> None:
    """Claim what MkDocs and the theme themselves write into the site: nothing else may replace it.

    What we write on purpose in the place of a file of ``overrides/``, such as style sheets joined into one, is in
    ``loaded``.
    """
    ours = {
        path.relative_to(places.root / "overrides").as_posix()
        for path in (places.root / "overrides" / "assets").rglob("*")
        if path.is_file()
    }
    for path in ours - loaded.keys():
        site.claim(f"overrides/{path}", path)
    templates = assets.package_folder("material") / "templates"
    for path in (templates / "assets").rglob("*"):
        if path.is_file() and (address := path.relative_to(templates).as_posix()) not in ours:
            site.claim("the theme", address)
    for address in ("404.html", "sitemap.xml", "sitemap.xml.gz", "search/search_index.json"):
        site.claim("MkDocs", address)


def _drawn(artist: raster.Artist) -> tuple[int, raster.NoBrowser | None]:
    """How many drawings were made, and why there is no browser to make them."""
    try:
        return artist.draw(), None
    except raster.NoBrowser as why:
        return 0, why


def _downloads(data: Dataset, places: Places, figures: Mapping[str, Figure], drawings: Drawings) -> dict[str, Content]:
    tables = {name: data_package.table_file(data, places.data, name) for name in TABLES}
    files: dict[str, Content] = {f"data/{name}.csv": content for name, content in tables.items()}
    for group in data_package.MEASURED:
        for path in data_package.measured_files(places.data, group):
            files[f"data/{path}"] = inputs.read(places.data / path)
    for path in dict.fromkeys(f"release_answers/{printed_by(row)}" for row in data.rows("release_answers")):
        files[f"data/{path}"] = inputs.read(places.data / path)
    files["data/datapackage.json"] = as_json(data_package.data_package(places.data, build_time(), tables))
    for id, figure in figures.items():
        files[f"figures/{id}.csv"] = data_package.figure_csv(figure)
        for width, name in (("wide", f"{id}.json"), ("narrow", f"{id}.narrow.json")):
            files[f"figures/{name}"] = as_json(getattr(figure, width))
        if id in drawings.svg:
            files[f"figures/{id}.svg"] = svg.standalone(
                drawings.svg[id]["wide"], svg.style_sheet_of(f"figures/{id}.svg")
            )
            files[f"figures/{id}.png"] = drawings.png[id].read_bytes()
    return files
