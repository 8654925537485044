"""What a link needs, in the built files: heads and previews on every page, file types, frozen copies, addresses."""

from __future__ import annotations

import gzip
import json
import os
import re
import struct
import subprocess

import pytest
from PIL import Image

from sitedata.load import archive as frozen
from sitedata.load.csv_table import load
from sitedata.publish import redirects
from sitedata.publish.states import things_in
from sitedata.schema.tables import TABLES
from tests import tiny, tiny_site
from tests.conftest import ROOT, figures_of, is_frozen, keep_drawings, leads_on, run_build

META = re.compile(r'<meta (?:property|name)="((?:og|twitter):[^"]+)" content="([^"]*)">')
LINKED = re.compile(r'<script type="application/ld\+json">(.*?)</script>')
EMBED_BYTES = 25_000  # gzipped, before interaction
ADDRESS = "http://127.0.0.1:9/wiki/"  # pictures name public addresses only, so those already drawn will do


def text(site, page: str) -> str:
    return (site.folder / page / "index.html").read_text(encoding="utf-8")


def test_every_page_has_a_preview_with_a_picture_of_the_right_size(site):
    pictures = set()
    for page in site.pages:
        meta = dict(META.findall(text(site, page)))
        assert {"og:title", "og:description", "og:type", "og:url", "og:image", "twitter:card"} <= set(meta), page
        assert meta["og:url"] == site.url + page and meta["twitter:card"] == "summary_large_image"
        picture = site.folder / meta["og:image"].removeprefix(site.url)
        assert struct.unpack(">II", picture.read_bytes()[16:24]) == (1200, 630), page
        pictures.add(picture.read_bytes())
    assert len(pictures) > len(site.pages) * 0.9  # each has its own


def test_every_page_says_in_json_ld_what_it_is(site):
    kinds: dict[str, int] = {}
    for page in site.pages:
        (script,) = LINKED.findall(text(site, page))
        values = json.loads(script)
        assert (
            values["@context"] == "https://schema.org" and values["url"] == site.url + page and values["description"]
        ), page
        kinds[values["@type"]] = kinds.get(values["@type"], 0) + 1
        if values["@type"] == "ClaimReview":
            assert (
                values["claimReviewed"]
                and 1 <= values["reviewRating"]["ratingValue"] <= 5
                and values["itemReviewed"]["appearance"]["url"]
            )
        if values["@type"] == "Dataset":
            for download in values["distribution"]:
                assert (site.folder / download["contentUrl"].removeprefix(site.url)).is_file()
    assert kinds["ClaimReview"] > 60 and kinds["Article"] >= 13 and kinds["Dataset"] > 30, kinds


def test_every_figure_criterion_and_system_has_a_page_and_its_files(site):
    figures = figures_of(site.folder)
    assert len(figures) > 30
    for file in figures:
        page = text(site, f"figures/{file}")
        for title in ("How it was made", "Sources", "Used on", "Share and cite"):
            assert f">{title}<" in page.replace('<a class="headerlink"', "<"), (file, title)
        for suffix in ("svg", "png", "csv", "zip", "json", "meta.json", "oembed.json"):
            assert (site.folder / "figures" / f"{file}.{suffix}").is_file()
        meta = json.loads((site.folder / "figures" / f"{file}.meta.json").read_text(encoding="utf-8"))
        assert {"title", "caption", "unit", "sources", "as_of", "licence", "state", "left_out", "last_changed"} <= set(
            meta
        )
        assert all((site.folder / address.removeprefix(site.url)).exists() for address in meta["files"].values())
    for table, folder in (("comparison_criteria", "comparison"), ("systems", "ecosystem")):
        for row in load(ROOT / "data" / f"{table}.csv", TABLES[table]).rows:
            assert 'id="share"' in text(site, f"{folder}/{row.id}"), row.id


def test_every_claim_has_a_badge_that_says_its_verdict(site):
    for path in sorted((site.folder / "claims").glob("*/index.html")):
        verdict = re.search(r'class="verdict verdict-(\w+)"', path.read_text(encoding="utf-8"))[1]
        assert verdict in (site.folder / "badge" / f"{path.parent.name}.svg").read_text(encoding="utf-8")


def test_an_embed_is_small_with_the_files_that_it_asks_for(site):
    files = [f"assets/{name}" for name in ("favicon.svg", "embed.css", "embed.js", "site.js")]
    beside = sum(len(gzip.compress((site.folder / file).read_bytes(), 6)) for file in files)
    embeds = [path for path in sorted((site.folder / "embed").rglob("index.html")) if not leads_on(path)]
    assert len(embeds) > 30
    for path in embeds:
        page = path.read_text(encoding="utf-8")
        assert len(gzip.compress(page.encode(), 6)) + beside <= EMBED_BYTES, path
        up = "../" * len(path.relative_to(site.folder).parts[:-1])
        asked = re.findall(r'\b(?:src|href)="([^"#]+\.(?:js|css|png|svg)[^"]*)"', page)
        assert asked == [up + file for file in files]
        assert page.count("<svg viewBox=") == 2 and "<title>" in page and 'rel="canonical"' in page


def test_oembed_is_discovered_and_names_the_embed(site):
    page = text(site, "figures/bench-training")
    address = re.search(r'<link rel="alternate" type="application/json\+oembed" href="([^"]+)"', page)[1]
    answer = json.loads((site.folder / address.removeprefix(site.url)).read_text(encoding="utf-8"))
    assert (
        answer["version"] == "1.0"
        and answer["type"] == "rich"
        and f'src="{site.url}embed/bench-training/"' in answer["html"]
    )
    assert answer["height"] > 100 and answer["width"] > 100


@pytest.mark.parametrize("folder", ["cards", "figures"])
def test_no_words_of_a_picture_run_out_of_it(site, folder):
    """The right edge of each is one colour."""
    pictures = [path for path in (site.folder / folder).rglob("*.png") if not is_frozen(path)]
    assert len(pictures) > 60
    for path in pictures:
        with Image.open(path) as image:
            edge = image.convert("RGB").crop((image.width - 10, 0, image.width, image.height))
            assert len(edge.getcolors()) == 1, path


@pytest.fixture(scope="module")
def archive(site):
    """What was published; skips if it is not available."""
    kept = frozen.read(site.tree / "archive")
    if not kept.there:
        pytest.skip("no archive/ here, so nobody could look whether published addresses answer: make archive brings it")
    return kept


def test_no_published_address_is_lost(site, archive):
    assert redirects.broken(archive, load(ROOT / "data" / "redirects.csv", TABLES["redirects"]).rows, site.folder) == []


def test_every_frozen_file_is_on_the_site_as_it_was_kept(site, archive):
    for address, row in archive.files.items():
        kept = (site.tree / "archive" / row.object).read_bytes()
        if b"<style" not in kept:  # test_policy.py says what stays of these
            assert (site.folder / address).read_bytes() == kept, address


def test_the_names_of_a_pair_in_the_other_order_lead_to_its_page(site):
    page = (site.folder / "compare" / "pytorch-vs-tensorflow" / "index.html").read_text(encoding="utf-8")
    assert 'content="0; url=../../compare/tensorflow-vs-pytorch/"' in page


def test_a_machine_keeps_its_addresses_while_it_is_shown_without_its_id(site):
    """Whatever another machine has under its id, for pages that every machine has."""
    rows = load(ROOT / "data" / "environments.csv", TABLES["environments"]).rows
    main = next(row.id for row in rows if row.main_for == "cpu")
    other = next(row.id for row in rows if not row.main_for and (site.folder / "4b-performance" / row.id).is_dir())
    asked = [
        f"4b-performance/{main}/", f"4b-performance/{main}/#memory", f"4b-conditions/{main}/",
        f"embed/{main}/bench-training/", f"figures/{main}/bench-training/",
        *(f"figures/{main}/bench-training.{kind}" for kind in ("csv", "svg", "zip")),
    ]  # fmt: skip
    everywhere = [address.replace(main, other) for address in asked]
    kept = frozen.Archive(
        [], addresses=[frozen.KeptAddress(address=one, since="2026-11-27") for one in asked + everywhere]
    )
    assert redirects.broken(kept, [], site.folder) == []
    own, shown = (site.folder / "figures" / path for path in (f"{main}/bench-training.csv", "bench-training.csv"))
    assert own.read_bytes() == shown.read_bytes()


def test_every_redirect_leads_somewhere(site):
    rows = load(ROOT / "data" / "redirects.csv", TABLES["redirects"]).rows
    assert rows and redirects.broken(frozen.Archive([]), rows, site.folder) == []


def test_every_present_state_has_its_frozen_files(site):
    for thing in things_in(site.tree / "build" / "things.json"):
        assert all((site.folder / address).is_file() for address in thing.frozen_files), thing


def test_lists_of_states_and_addresses_can_still_be_downloaded(site):
    assert (
        (site.folder / "data" / "frozen.csv").read_text(encoding="utf-8").startswith("kind,id,hash,frozen_on\nclaim,")
    )
    assert (site.folder / "data" / "permalinks.csv").read_text(encoding="utf-8").startswith("address,since,moved_to\n")


@pytest.fixture(scope="module")
def frozen_tree(tmp_path_factory):
    """The smallest site, in which everything was kept; then a reading was changed and the site published again."""
    tree = tiny_site.write(tmp_path_factory.mktemp("frozen") / "tree")
    folder = tiny.archive(tree / "archive", [])  # as before anything was kept
    for command in (
        ("init", "--quiet", "--initial-branch", "archive"),
        ("add", "--all"),
        ("commit", "--quiet", "-m", "x"),
    ):
        subprocess.run(["git", *command], cwd=folder, check=True, env=os.environ | SOMEBODY)
    kept = run_build(tree, "freeze", SITE_URL=ADDRESS, **SOMEBODY)
    assert kept.returncode == 0, kept.stdout + kept.stderr
    copies = {address: (folder / row.object).read_bytes() for address, row in frozen.read(folder).files.items()}
    live = (tree / "site" / "figures" / "adoption-downloads.csv").read_text(encoding="utf-8")
    moved = f"figures/adoption-downloads.{state_in(copies)}.png"
    downloads = int(tiny.TINY["adoption"][0]["pypi_downloads_month"])
    changed = tiny.changed("adoption", 0, pypi_downloads_month=str(downloads * 2)) | {
        "redirects": [
            tiny.record("redirects", address=address, moved_to=to, since="2026-11-24")
            for address, to in (
                ("about/#once", "about/#corrections"),
                ("figures/once.png", moved),
                ("once/was/here/", "figures/adoption-downloads/"),
            )
        ]
    }
    tiny.write(tree / "data", **changed)
    built = run_build(tree, "freeze", SITE_URL=ADDRESS, **SOMEBODY)
    assert built.returncode == 0, built.stdout + built.stderr
    keep_drawings(tree)
    return tree, copies, live, kept.stdout


SOMEBODY = {
    f"GIT_{role}_{name}": "somebody@example.org" for role in ("AUTHOR", "COMMITTER") for name in ("NAME", "EMAIL")
}


def state_in(copies: dict[str, bytes]) -> str:
    """The only kept state of a figure whose data changes."""
    (state,) = {address.split(".")[1] for address in copies if address.startswith("figures/adoption-downloads.")}
    return state


def test_a_frozen_picture_is_the_same_after_the_data_has_changed_and_the_live_one_is_not(frozen_tree):
    tree, copies, live, _ = frozen_tree
    for path, content in copies.items():
        assert (tree / "site" / path).read_bytes() == content, path
    assert (tree / "site" / "figures" / "adoption-downloads.png").read_bytes() != copies[
        f"figures/adoption-downloads.{state_in(copies)}.png"
    ]
    assert (tree / "site" / "figures" / "adoption-downloads.csv").read_text(encoding="utf-8") != live


def test_a_page_lists_the_states_that_are_kept_and_the_new_one_which_has_its_frozen_files(frozen_tree):
    tree, copies, _, said = frozen_tree
    changed = (tree / "site" / "figures" / "adoption-downloads" / "index.html").read_text(encoding="utf-8")
    meta = json.loads((tree / "site" / "figures" / "adoption-downloads.meta.json").read_text(encoding="utf-8"))
    assert [state["state"] for state in meta["kept"]] == [meta["state"], state_in(copies)] and meta[
        "state"
    ] != state_in(copies)
    for state in meta["kept"]:
        address = state["png"].removeprefix(ADDRESS)
        assert address in changed and (tree / "site" / address).is_file()
    assert "kept for good" in changed and "last changed" in changed and "markdown-frozen" in changed
    assert re.search(r"every published address answers; kept from now on: files [1-9][\d,]*, addresses [1-9]", said)


def test_the_new_state_is_kept_beside_the_old_one_and_the_list_says_what_moved(frozen_tree):
    tree, copies, *_ = frozen_tree
    kept = frozen.read(tree / "archive").files
    assert kept.keys() > copies.keys() and all(
        (tree / "archive" / kept[path].object).read_bytes() == copies[path] for path in copies
    )
    listed = (tree / "site" / "data" / "permalinks.csv").read_text(encoding="utf-8")
    assert "\nonce/was/here/,2026-11-24,figures/adoption-downloads/\n" in listed and "\nabout/," in listed


def test_what_moved_leads_on(frozen_tree):
    tree, copies, *_ = frozen_tree
    assert 'content="0; url=../../../figures/adoption-downloads/"' in (
        tree / "site" / "once" / "was" / "here" / "index.html"
    ).read_text(encoding="utf-8")
    assert '<p class="moved" id="once">' in (tree / "site" / "about" / "index.html").read_text(encoding="utf-8")
    assert (tree / "site" / "figures" / "once.png").read_bytes() == copies[
        f"figures/adoption-downloads.{state_in(copies)}.png"
    ]


def test_without_a_known_repository_there_are_no_edit_links(frozen_tree):
    page = (frozen_tree[0] / "site" / "index.html").read_text(encoding="utf-8")
    assert (
        "edit/main" not in page
        and 'class="md-source"' not in page
        and 'rel="edit"' not in page
        and "issues/new" not in page
    )
