"""Shares, badges, heads, frozen states and addresses, with tiny literal values."""

import datetime
import json
import re
import xml.etree.ElementTree as ElementTree
from dataclasses import replace

import pytest

from sitedata.draw import badges, cards
from sitedata.draw.palette import ROLES
from sitedata.judge.claims import Judgement
from sitedata.load import archive as frozen
from sitedata.pages import heads
from sitedata.pages.shares import RECOMMENDED, Share, home_of, markdown, tex
from sitedata.publish import redirects as permalinks
from sitedata.schema.tables import TYPED_VERDICTS, Cell, Claim, Criterion, Redirect, Release, Source, System
from tests.tiny import record

SITE = "https://frameworks.invalid/wiki/"
SHARE = Share("figure", "downloads", "Downloads [a month] & more", "figures/downloads/", "2026-10-30", "0123456789",
              said="PyTorch 70 M", picture="figures/downloads.png", frozen="figures/downloads.0123456789.png",
              frozen_page="figures/downloads.0123456789.svg",
              embed="embed/downloads/", height=400)  # fmt: skip


def code(share: Share, id: str) -> str:
    return {text.id: text.code for text in share.texts(SITE)}[id]


def judged(verdict: str = "contradicted", **cells: str) -> Judgement:
    typed = verdict if verdict in TYPED_VERDICTS else ""
    return Judgement(Claim(**record("claims", verdict=typed, **cells)), verdict, "Because.")


# --- shares ---
def test_markdown_is_a_picture_that_leads_to_its_page_with_the_day():
    assert code(SHARE, "markdown") == (
        "[![Downloads \\[a month\\] & more](https://frameworks.invalid/wiki/figures/downloads.png)]"
        "(https://frameworks.invalid/wiki/figures/downloads/)\n\n"
        "*[Downloads \\[a month\\] & more](https://frameworks.invalid/wiki/figures/downloads/), as of 2026-10-30*"
    )


def test_the_frozen_texts_name_the_frozen_files():
    assert "downloads.0123456789.png" in code(SHARE, "markdown-frozen") and "downloads.png" not in code(
        SHARE, "markdown-frozen"
    )
    assert 'src="https://frameworks.invalid/wiki/figures/downloads.0123456789.svg"' in code(SHARE, "frame-frozen")
    assert "Frozen copy: https://frameworks.invalid/wiki/figures/downloads.0123456789.png." in code(SHARE, "citation")


def test_without_the_sites_address_there_is_nothing_to_copy():
    assert SHARE.texts("") == []


def test_a_row_without_a_picture_is_a_quotation():
    row = replace(SHARE, picture="", frozen="", embed="", said="TensorFlow: *eager*.", title="Default execution")
    assert code(row, "markdown") == (
        "> TensorFlow: \\*eager\\*.\n>\n> [Default "
        "execution](https://frameworks.invalid/wiki/figures/downloads/), as of 2026-10-30"
    )


@pytest.mark.parametrize(
    ("share", "label"),
    [(SHARE, "Markdown, keeps updating"), (replace(SHARE, picture="", embed=""), "Markdown, words with a link")],
    ids=["a picture", "a row"],
)
def test_one_text_is_recommended_and_says_where_it_fits(share, label):
    texts = share.texts(SITE)
    assert [text.label for text in texts if text.fits] == [label]
    assert [text.id for text in texts if text.fits] == [RECOMMENDED] and len({text.id for text in texts}) == len(texts)


def test_html_escapes_the_title():
    share = replace(SHARE, title='"><script>alert(1)</script>')
    assert "<script>" not in code(share, "html") + code(share, "frame")


def test_bibtex_has_balanced_braces_and_escapes_what_tex_reads():
    entry = code(replace(SHARE, title="50 % of $ & # _ {x} ~ ^ \\"), "bibtex")
    assert (
        entry.startswith("@misc{tfpt-downloads-0123456789,\n")
        and r"50 \% of \$ \& \# \_ \{x\} \textasciitilde{} \textasciicircum{} \textbackslash{}" in entry
    )
    bare = re.sub(r"\\[{}]", "", entry)
    assert bare.count("{") == bare.count("}")


@pytest.mark.parametrize("text", ["a*b*", "`code`", "[x](javascript:alert(1))", "<b>", "a|b", "_x_"])
def test_markdown_text_is_inert(text):
    assert not re.search(r"(?<!\\)[*`\[\]<>|_]", markdown(text))


def test_tex_keeps_plain_words():
    assert tex("PyTorch 2.13") == "PyTorch 2.13"


@pytest.mark.parametrize(("site", "home"), [("https://a.invalid/b/", "a.invalid/b"),
                                            ("http://127.0.0.1:8000/", "TensorFlow vs PyTorch, examined"),
                                            ("", "TensorFlow vs PyTorch, examined")])  # fmt: skip
def test_a_picture_names_a_public_address_only(site, home):
    assert home_of(site) == home


# --- badges ---
def test_a_badge_says_claim_verdict_and_month():
    picture = badges.badge(judged(claim="PyTorch trains slower on a CPU.", checked_on="2026-11-22"))
    words = " ".join(ElementTree.fromstring(picture).itertext())
    assert "PyTorch trains slower on a CPU" in words and "✕ contradicted · 2026-11" in words


def test_a_badge_of_a_system_says_status_release_and_month():
    row = System(**record("systems", name="A & B", status="archived", checked_on="2026-11-22"))
    release = Release(**record("releases", version="0.12.0"))
    picture = badges.system_badge(row, release)
    assert "archived · 0.12.0 · 2026-11" in picture and "<title>A &amp; B: archived, checked on 2026-11-22" in picture
    assert f'fill="{ROLES["against"][0]}"' in picture
    assert "archived · 2026-11" in badges.system_badge(row, None)


def test_a_badge_of_a_row_says_the_oldest_check_and_whether_it_needs_a_second_look():
    row = Criterion(**record("comparison_criteria", title="Default execution"))
    cells = [Cell(**record("comparison", checked_on=day)) for day in ("2026-11-22", "2026-10-31")]
    assert "checked · 2026-10" in badges.criterion_badge(row, cells, stale=False)
    picture = badges.criterion_badge(row, cells, stale=True)
    assert "second look · 2026-10" in picture and f'fill="{ROLES["dated"][0]}"' in picture


def test_a_badge_is_inert_and_its_text_has_the_room_that_it_says():
    picture = badges.badge(judged(claim="<script>alert(1)</script>" + " word" * 40))
    root = ElementTree.fromstring(picture)  # a broken escape would end here
    assert "<script" not in picture
    texts = [element for element in root.iter() if element.tag.endswith("text")]
    assert sum(int(text.get("textLength")) for text in texts) < int(root.get("width"))
    assert texts[0].text.endswith("…") and len(texts[0].text) <= badges.MOST_CHARACTERS


@pytest.mark.parametrize(
    "verdict", ["holds", "partly", "outdated", "contradicted", "tie", "unclear", "untested", "opinion"]
)
def test_every_verdict_has_a_mark_of_its_own(verdict):
    assert f"{badges.GLYPHS[verdict]} {verdict}" in badges.badge(judged(verdict))
    assert len(set(badges.GLYPHS.values())) == len(badges.GLYPHS)


# --- cards ---
def test_a_long_title_gets_smaller_and_then_ends_in_an_ellipsis():
    short, long = cards.fitted("Who trains faster", rows=3, largest=64), cards.fitted("word " * 200, rows=3, largest=64)
    assert short == ("Who trains faster", 64)
    assert long[1] == cards.SMALLEST and long[0].count("<br>") == 2 and long[0].endswith("…")


def test_text_on_a_card_is_text():
    made = cards.card(kicker="k", title="<b>x</b> & y", foot="f")
    assert any("&lt;b>x&lt;/b> &amp; y" in note["text"] for note in made.notes)


def test_a_sheet_places_each_card_below_the_one_before():
    one = cards.card(kicker="k", title="t", foot="f")
    figure, size = cards.sheet([one, one])
    assert size == (1200, 1260)
    tops = sorted({-note["yshift"] for note in figure["layout"]["annotations"]})
    assert tops[len(tops) // 2 :] == [top + 630 for top in tops[: len(tops) // 2]]


# --- heads ---
ARTICLE = Source(**record("sources", id="article-2025", url="https://article.invalid/x"))


def linked(head: heads.Head) -> dict:
    return json.loads(re.search(r'<script type="application/ld\+json">(.*)</script>', head.html(SITE))[1])


def test_a_decided_claim_is_a_review_of_the_article():
    kind, values = heads.claim_review(judged("contradicted"), ARTICLE)
    values_read = linked(heads.Head("t", "d", "claims/x/", "cards/claims/x.png", kind, values))
    assert (
        values_read["@type"] == "ClaimReview"
        and values_read["reviewRating"]["ratingValue"] == 1
        and values_read["reviewRating"]["alternateName"] == "contradicted"
    )
    assert (
        values_read["itemReviewed"]["appearance"]["url"] == "https://article.invalid/x"
        and values_read["url"] == SITE + "claims/x/"
    )


@pytest.mark.parametrize("verdict", ["opinion", "untested", "unclear"])
def test_what_nobody_decided_is_no_review(verdict):
    assert heads.claim_review(judged(verdict), ARTICLE) == ("page", {})


def test_no_text_can_end_the_element_or_an_attribute():
    head = heads.Head('"></script><script>alert(1)</script>', '"><img src=x>', "", "cards/home.png")
    assert head.html(SITE).count("<script") == 1 and "<img" not in head.html(SITE)
    assert "\n" not in head.html(SITE)


def test_without_the_sites_address_no_half_address_is_written():
    assert "cards/" not in heads.Head("t", "d", "x/", "cards/x.png").html("") and "og:url" not in heads.Head(
        "t", "d", "x/", "cards/x.png"
    ).html("")


# --- frozen ---
THING = frozen.Published("claim", "x", "bbbbbbbbbb")
TODAY = datetime.date(2026, 11, 25)


def kept(*states: tuple[str, str], there: bool = True) -> frozen.Archive:
    """An archive with one state per day."""
    rows = [frozen.KeptFile(address=f"badge/x.{state}.svg", sha256="0" * 64, since=day) for day, state in states]
    return frozen.Archive(rows, TODAY, there=there)


@pytest.mark.parametrize(
    ("path", "name"),
    [("figures/x.png", "figures/x.bbbbbbbbbb.png"), ("figures/e-1/x.meta.json", "figures/e-1/x.bbbbbbbbbb.meta.json")],
)
def test_a_frozen_file_stands_beside_the_live_one(path, name):
    assert frozen.frozen_name(path, "bbbbbbbbbb") == name


@pytest.mark.parametrize("kind", frozen.FILES)
def test_a_frozen_file_names_its_state(kind):
    thing = frozen.Published(kind, "e-1/x" if kind == "figure" else "x", "bbbbbbbbbb")
    assert [frozen.state_of(address) for address in thing.frozen_files] == [thing] * len(thing.files)


def test_the_archive_knows_the_day_of_a_state_and_the_history():
    archive = kept(("2026-11-20", "aaaaaaaaaa"), ("2026-11-22", "bbbbbbbbbb"))
    assert archive.since(THING) == datetime.date(2026, 11, 22)
    assert [state for _, state in archive.history(THING)] == ["bbbbbbbbbb", "aaaaaaaaaa"]


def test_a_new_state_is_kept_from_the_day_of_the_build_on():
    archive, new = kept(("2026-11-20", "aaaaaaaaaa")), replace(THING, state="cccccccccc")
    assert archive.since(new) == TODAY
    assert archive.history(new) == [(TODAY, "cccccccccc"), (datetime.date(2026, 11, 20), "aaaaaaaaaa")]


def test_without_an_archive_nobody_knows_since_when():
    archive = kept(there=False)
    assert archive.since(THING) is None and archive.history(THING) == []


def test_the_list_of_states_holds_former_and_present_ones():
    rows = kept(("2026-11-20", "aaaaaaaaaa")).states([THING])
    assert [tuple(row.values()) for row in rows] == [
        ("claim", "x", "aaaaaaaaaa", "2026-11-20"),
        ("claim", "x", "bbbbbbbbbb", "2026-11-25"),
    ]


def test_the_first_row_of_an_address_is_the_one_that_answers():
    rows = [frozen.KeptFile(address="badge/x.bbbbbbbbbb.svg", sha256=digit * 64, since="2026-11-20") for digit in "12"]
    assert frozen.Archive(rows).files["badge/x.bbbbbbbbbb.svg"].sha256 == "1" * 64


def test_the_state_follows_the_content_and_not_the_order_of_keys():
    assert (
        frozen.hash_of({"a": 1, "b": [2.5]})
        == frozen.hash_of({"b": [2.5], "a": 1})
        != frozen.hash_of({"a": 1, "b": [2.6]})
    )
    assert re.fullmatch(r"[0-9a-f]{10}", frozen.hash_of(b"rows"))


# --- addresses ---
def link(address: str, moved_to: str) -> Redirect:
    return Redirect(address=address, since="2026-11-24", moved_to=moved_to)


def published(*addresses: str, files: tuple[str, ...] = ()) -> frozen.Archive:
    rows = [frozen.KeptFile(address=address, sha256="0" * 64, since="2026-11-24") for address in files]
    return frozen.Archive(
        rows, None, [frozen.KeptAddress(address=address, since="2026-11-24") for address in addresses]
    )


@pytest.fixture
def tiny_site(tmp_path):
    page = (
        '<article><h2 id="here">x</h2><span id="noise"></span><sup id="fnref:a"></sup></article><h1 id="outside">y</h1>'
    )
    for name in ("index.html", "new/index.html"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(page)
    for name in ("figures/x.png", "figures/x.0123456789.png", "assets/a.json"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"")
    return tmp_path


def test_addresses_are_pages_their_elements_and_files(tiny_site):
    assert list(permalinks.addresses(tiny_site)) == ["figures/x.png", "./", "./#here", "new/", "new/#here"]


def test_an_address_that_is_gone_is_found_unless_it_leads_somewhere(tiny_site):
    archive = published(
        "new/#here",
        "gone/",
        "old/",
        "lost/",
        "new/#gone",
        files=("figures/x.0123456789.png", "figures/x.aaaaaaaaaa.png"),
    )
    redirects = [link("old/", "new/"), link("lost/", "nowhere/")]
    assert permalinks.broken(archive, redirects, tiny_site) == [
        "figures/x.aaaaaaaaaa.png",
        "gone/",
        "lost/",
        "new/#gone",
    ]


def test_a_note_at_an_element_that_moved_does_not_hide_that_it_leads_nowhere(tiny_site):
    assert permalinks.broken(published(), [link("new/#here", "new/#nowhere")], tiny_site) == ["new/#here"]


def test_a_redirect_may_lead_to_a_frozen_file(tiny_site):
    assert (
        permalinks.broken(
            published(files=("figures/x.0123456789.png",)),
            [link("figures/y.png", "figures/x.0123456789.png")],
            tiny_site,
        )
        == []
    )


def test_the_list_of_addresses_says_which_lead_on():
    archive = published("b/", "a/")
    assert permalinks.listed(archive, [link("b/", "a/"), link("new/", "a/")]).splitlines() == [
        "address,since,moved_to", "a/,2026-11-24,", "b/,2026-11-24,a/", "new/,2026-11-24,a/",
    ]  # fmt: skip


def test_a_page_that_moved_leads_on_from_its_depth():
    made = permalinks.moved("old/deep/", "new/#here", {})
    assert list(made) == ["old/deep/index.html"]
    assert 'content="0; url=../../new/#here"' in made["old/deep/index.html"]


def test_a_file_that_moved_is_a_copy_of_the_new_one():
    files = {"figures/b.png": b"picture", "new/index.md": "page"}
    assert permalinks.moved("figures/a.png", "figures/b.png", files) == {"figures/a.png": b"picture"}


@pytest.mark.parametrize(
    ("old", "new"), [("x/#y", "new/"), ("figures/a.png", "figures/gone.png")], ids=["element", "gone"]
)
def test_what_is_no_file_or_leads_to_none_has_nothing_at_its_old_address(old, new):
    assert permalinks.moved(old, new, {"new/index.md": "page"}) == {}


@pytest.mark.parametrize(("asked", "lost"), [("#here", False), ("#gone", True), ("", False)])
def test_a_page_that_leads_on_answers_with_the_part_that_was_asked_for(tmp_path, asked, lost):
    page = '<article><h2 id="here">Here</h2></article>'
    moved = permalinks.leading_on("speed/one-2c/", "speed/")
    for address, html in (("speed/", page), ("speed/one-2c/", moved)):
        (tmp_path / address).mkdir(exist_ok=True)
        (tmp_path / address / "index.html").write_text(html)
    address = f"speed/one-2c/{asked}"
    assert permalinks.broken(published(address), [], tmp_path) == [address] * lost


def test_an_element_that_moved_leaves_a_note_on_its_page_only():
    rows = [link("x/#y", "new/#here"), link("./#z", "new/")]
    assert 'id="y"' in permalinks.notes(rows, "x/", "../") and 'href="../new/#here"' in permalinks.notes(
        rows, "x/", "../"
    )
    assert 'id="z"' in permalinks.notes(rows, "", "") and permalinks.notes(rows, "other/", "../") == ""
