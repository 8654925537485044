"""Links, embeds, share panels and search in a real browser."""

from __future__ import annotations

import functools
import http.server
import json
import re
import threading
import urllib.request
from urllib.parse import parse_qs, urlparse

import pytest

from tests.browser.test_reading import address_of, settled

KINDS = {  # the content type from a plain file server, for each suffix that we publish
    "figures/adoption-downloads.svg": "image/svg+xml", "figures/adoption-downloads.png": "image/png",
    "figures/adoption-downloads.csv": "text/csv", "figures/adoption-downloads.json": "application/json",
    "figures/adoption-downloads.meta.json": "application/json", "badge/perf-cnn-tf.svg": "image/svg+xml",
    "data/comparison.csv": "text/csv", "data/datapackage.json": "application/json",
    "api/v1/claims.json": "application/json", "api/v1/claims/perf-cnn-tf.json": "application/json",
    "llms.txt": "text/plain", "feeds/verdicts.xml": ("application/xml", "text/xml"), "cards/home.png": "image/png",
    "embed/adoption-downloads/": "text/html",
}  # fmt: skip


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_) -> None:
        pass


@pytest.fixture
def elsewhere(tmp_path):
    """Another origin: a folder of one's own on another port. ``elsewhere(name, html)`` → address."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(tmp_path)))
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def put(name: str, html: str) -> str:
        (tmp_path / name).write_text(html, encoding="utf-8")
        return f"http://127.0.0.1:{server.server_port}/{name}"

    yield put
    server.shutdown()
    server.server_close()


@pytest.fixture
def clipboard(open_page):
    """A page that may use the clipboard, and the clipboard's content."""

    def opened(address: str, **options):
        page = open_page(address, **options)
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        return page, lambda: page.evaluate("navigator.clipboard.readText()")

    return opened


def test_what_a_reader_selects_is_copied_with_words_apart_and_without_words_that_nobody_sees(clipboard, site):
    page, copied = clipboard("compare/tensorflow-vs-pytorch/")
    page.evaluate("getSelection().selectAllChildren(document.querySelector('table.pair'))")
    page.keyboard.press("ControlOrMeta+C")
    assert copied().strip().startswith("What\tTensorFlow\tPyTorch\nStatus\t")  # no caption, which only programs read
    page.goto(f"{site.url}figures/adoption-downloads/")
    page.evaluate("getSelection().selectAllChildren(document.querySelector('.fig-wide'))")
    page.keyboard.press("ControlOrMeta+C")
    words = page.locator(".fig-wide text").all_text_contents()
    assert len(words) > 10 and [line.strip() for line in copied().split("\n") if line.strip()] == words


# --- files ---
@pytest.mark.parametrize("path", KINDS)
def test_a_plain_file_server_gives_each_suffix_its_type(site, path):
    with urllib.request.urlopen(site.url + path) as answer:
        assert answer.headers.get_content_type() in KINDS[path]


# --- embeds ---
def test_an_embed_works_in_a_frame_on_another_origin(site, open_page, elsewhere):
    frame = json.loads((site.folder / "figures" / "bench-training.oembed.json").read_text(encoding="utf-8"))["html"]
    page = open_page()
    page.goto(
        elsewhere("wiki.html", f"<!doctype html><title>A wiki</title><link rel=icon href=data:,><h1>A wiki</h1>{frame}")
    )
    inside = page.frame_locator("iframe")
    inside.locator(".fig-wide svg").wait_for()
    assert not any("plotly" in url for url in page.requested)
    room = page.locator("iframe").bounding_box()
    assert inside.locator("figcaption").bounding_box()["y"] + 20 < room["y"] + room["height"], "the frame cuts it off"
    inside.locator(".fig-explore").click()
    inside.locator(".fig-live .main-svg").first.wait_for()
    assert inside.locator("figcaption a").get_attribute("target") == "_blank"
    assert page.complaints == []


def test_an_embed_is_drawn_without_scripts_and_follows_the_system(open_page):
    page = open_page("embed/adoption-downloads/", dark=True, javascript=False)
    assert page.locator(".fig-wide svg").is_visible() and not page.locator(".fig-explore").is_visible()
    assert page.locator("body").evaluate("body => getComputedStyle(body).backgroundColor") == "rgb(21, 25, 34)"


@pytest.mark.parametrize(
    ("theme", "dark", "colour"),
    [("dark", False, "rgb(21, 25, 34)"), ("light", True, "rgb(255, 255, 255)"), ("pink", True, "rgb(21, 25, 34)")],
)
def test_an_embed_takes_its_theme_from_the_address(open_page, theme, dark, colour):
    page = open_page(f"embed/adoption-downloads/?theme={theme}", dark=dark)
    assert page.locator("body").evaluate("body => getComputedStyle(body).backgroundColor") == colour


def test_an_embed_fits_a_phone(open_page):
    page = open_page("embed/ecosystem-status/", width=320)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.locator(".fig-narrow svg").is_visible()


# --- views ---
TRACES = "document.querySelector('.fig-live').data.filter(trace => trace.visible !== false).map(trace => trace.meta)"


def live(page) -> None:
    page.locator(".fig-draw[data-state=live]").wait_for()


@pytest.mark.parametrize("folder", ["figures", "embed"])
def test_an_address_says_by_name_what_is_shown(open_page, folder):
    page = open_page(f"{folder}/adoption-downloads/?show=jax,pytorch&scale=log&view=figure")
    live(page)
    assert set(page.evaluate(TRACES)) == {"pytorch", "jax"}
    assert page.evaluate("document.querySelector('.fig-live').layout.yaxis.type") == "log"
    assert page.complaints == []


def test_an_old_address_survives_what_it_does_not_know(open_page):
    page = open_page("figures/adoption-downloads/?show=theano,pytorch&scale=cubic&view=pie&utm=x")
    live(page)
    assert set(page.evaluate(TRACES)) == {"pytorch"}
    assert (
        page.locator("input[name=scale]:checked").input_value() == "linear"
        and page.locator("input[name=view]:checked").input_value() == "figure"
    )


def test_a_view_of_the_defaults_asks_for_nothing(open_page):
    page = open_page("figures/adoption-downloads/?show=tensorflow,pytorch,keras,jax&scale=linear&view=figure")
    settled(page)
    assert not any("plotly" in url for url in page.requested)


def test_choosing_writes_all_of_the_view_into_the_address_and_the_link(clipboard, site):
    page, copied = clipboard("figures/adoption-downloads/")
    page.locator("input[value=keras]").uncheck()
    live(page)
    page.wait_for_url("**view=figure**")
    query = parse_qs(urlparse(address_of(page)).query)
    assert query == {"show": ["tensorflow,pytorch,jax"], "scale": ["linear"], "view": ["figure"]}
    assert "keras" not in page.evaluate(TRACES)
    page.get_by_role("button", name="Copy link").click()
    page.locator(".copy-said", has_text="Link copied.").wait_for()
    assert copied() == address_of(page)
    page.goto(copied())
    live(page)
    assert not page.locator("input[value=keras]").is_checked() and "keras" not in page.evaluate(TRACES)


def test_the_last_framework_stays(open_page):
    page = open_page("figures/adoption-downloads/?show=jax&scale=linear&view=figure")
    live(page)
    page.locator("input[value=jax]").click()
    # the click unchecked it, the script checked it again
    page.wait_for_function("() => document.querySelector('input[value=jax]').checked")
    assert page.evaluate(TRACES).count("jax")


def test_the_table_view_shows_the_table(open_page):
    page = open_page("figures/adoption-downloads/?view=table")
    page.locator(".fig-large.as-table").wait_for()
    assert not page.locator(".fig-draw").is_visible() and page.locator("details.fig-data table").is_visible()


def test_labels_stay_at_their_lines_on_the_other_scale(open_page):
    page = open_page("figures/adoption-downloads/?show=pytorch,jax&scale=log&view=figure")
    live(page)
    places = page.evaluate("""() => {
      const live = document.querySelector('.fig-live');
      const end = live.data.find((trace) => trace.meta === 'jax' && trace.mode === 'markers').y[0];
      const note = live.layout.annotations.find((note) => note.name === 'jax').y;
      return [Math.log10(end), note];
    }""")
    assert abs(places[0] - places[1]) < 0.15


# --- share panels ---
def test_a_panel_opens_in_place_and_copies(clipboard, site):
    page, copied = clipboard("5-adoption/")
    page.locator("#adoption-downloads .share-open").click()
    title = page.locator("#adoption-downloads .fig-title a").first.text_content()
    dialog = page.get_by_role("dialog", name=f"Share: {title}")
    dialog.wait_for()
    assert address_of(page) == site.url + "5-adoption/"
    dialog.locator("[data-copy=copy-markdown]").click()
    dialog.locator(".copy-said", has_text="Markdown, keeps updating copied.").wait_for()
    assert copied() == dialog.locator("#copy-markdown").text_content() and copied().startswith(f"[![{title}")
    assert f"]({site.url}figures/adoption-downloads.png)" in copied()
    page.keyboard.press("Escape")
    assert not dialog.is_visible()
    assert page.evaluate("document.activeElement.matches('#adoption-downloads .share-open')")


def test_below_a_figure_enter_twice_copies_the_recommended_text(clipboard):
    page, copied = clipboard("5-adoption/")
    link = page.locator("#adoption-downloads .fig-tools .share-open")
    assert link.inner_text() == "Share or embed"
    assert link.evaluate("link => link.previousElementSibling.matches('.fig-explore')"), "it comes before the files"
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.dataset.copy === 'copy-markdown'")
    page.keyboard.press("Enter")
    page.locator("dialog .copy-said", has_text="Markdown, keeps updating copied.").wait_for()
    assert copied() == page.locator("dialog #copy-markdown").text_content()


SHARED = ("figures/bench-training/", "claims/perf-cnn-tf/", "comparison/default-execution/", "ecosystem/torchserve/")


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no scripts"])
@pytest.mark.parametrize("address", SHARED)
def test_one_text_is_open_and_the_others_are_in_one_fold(open_page, address, javascript):
    page = open_page(address, javascript=javascript, width=390)
    texts, fold = page.locator("#share code[id^=copy-]"), page.locator("#share details")
    shown = [each.get_attribute("id") for each in texts.all() if each.is_visible()]
    assert shown == ["copy-markdown"] and fold.count() == 1 and texts.count() >= 4
    fold.locator("summary").click()
    page.locator("#copy-bibtex").wait_for()
    assert all(each.is_visible() for each in [*texts.all(), *page.locator("#share .share-links a").all()])


def test_the_page_on_linking_begins_with_the_line_that_a_figure_recommends(clipboard):
    page, copied = clipboard("figures/adoption-downloads/")
    expected = page.locator("#copy-markdown").text_content()
    page, copied = clipboard("linking/")
    first = page.locator("article .request, article table, article h2").first
    assert first.locator("code").text_content() == expected
    first.get_by_role("button", name="Copy: Markdown, keeps updating").click()
    first.locator(".copy-said", has_text="Markdown, keeps updating copied.").wait_for()
    assert copied() == expected


def test_every_text_of_a_panel_can_be_copied_with_the_keyboard(clipboard):
    page, copied = clipboard("claims/perf-cnn-tf/")
    page.locator("#share summary").focus()
    page.keyboard.press("Enter")
    for name in ("link", "markdown", "html", "citation", "bibtex"):
        page.locator(f"#share .copyable [data-copy=copy-{name}]").focus()
        page.keyboard.press("Enter")
        page.locator(".copy-said", has_text="copied.").wait_for()
        page.wait_for_function(
            "id => navigator.clipboard.readText().then((text) => text === document.getElementById(id).textContent)",
            arg=f"copy-{name}",
        )
    assert copied().startswith("@misc{")
    assert page.locator(".copy-said").get_attribute("role") == "status"


def test_where_copying_is_refused_the_text_is_selected(open_page):
    page = open_page("claims/perf-cnn-tf/")
    page.evaluate(
        "Object.defineProperty(navigator, 'clipboard', { value: { writeText: () => Promise.reject(new Error('no')) } })"
    )
    page.locator("#share [data-copy=copy-markdown]").first.click()
    page.locator(".copy-said", has_text="Selected: copy it").wait_for()
    assert page.evaluate("getSelection().toString()").strip().startswith("[![")
    page.get_by_role("button", name="Copy link").click()
    page.wait_for_function("getSelection().toString().trim().startsWith('http')")
    assert page.locator("#copy-link").is_visible(), "the fold opens: what is hidden cannot be selected"


def test_a_panel_that_does_not_load_leads_to_its_page(open_page, site):
    page = open_page("5-adoption/")
    page.route("**/share.js", lambda route: route.abort())
    page.locator("#adoption-downloads .share-open").click()
    page.wait_for_url("**/figures/adoption-downloads/#share")


def test_a_phone_offers_its_own_way_to_share(open_page):
    page = open_page("figures/adoption-downloads/", width=390)
    assert not page.locator(".share-native").is_visible()
    page.add_init_script("navigator.share = (what) => { window.shared = what; return Promise.resolve(); }")
    page.reload()
    page.locator(".share-native").click()
    page.wait_for_function("window.shared")
    assert page.evaluate("window.shared.url").endswith("figures/adoption-downloads/")


def test_without_scripts_a_panel_is_a_list_of_links(open_page):
    page = open_page("figures/adoption-downloads/", javascript=False)
    links = page.locator("#share .share-links a")
    page.locator("#share summary").click()
    links.first.wait_for()
    assert links.count() >= 6
    assert not page.locator("#share button").first.is_visible() and page.locator("#copy-markdown").is_visible()
    assert not page.locator(".fig-views").is_visible()


# --- moved addresses ---
def test_a_page_that_moved_leads_on_in_a_browser(open_page, elsewhere):
    from sitedata.publish.redirects import leading_on

    page = open_page()
    elsewhere("new.html", "<!doctype html><title>New</title><p id=here>It is here</p>")
    page.goto(elsewhere("old.html", leading_on("old.html", "new.html#here")))
    page.wait_for_url("**/new.html#here")


def test_the_address_of_a_machine_leads_to_the_part_that_was_asked_for(open_page, site):
    """Of the machine that is shown without its id."""
    [own] = [
        path.parent.name
        for path in (site.folder / "4b-performance").glob("*/index.html")
        if "Moved" in path.read_text()
    ]
    page = open_page(f"4b-performance/{own}/#memory")
    page.wait_for_url("**/4b-performance/#memory")


def test_a_markdown_embed_survives_a_renderer_that_knows_only_markdown(site):
    """A wiki strips frames and scripts: what is left of the text is a picture, and a link to its page."""
    import markdown

    page = (site.folder / "figures" / "bench-training" / "index.html").read_text(encoding="utf-8")
    text = (
        re.search(r'id="copy-markdown">(.*?)</code>', page, re.DOTALL)[1].replace("&#10;", "\n").replace("&amp;", "&")
    )
    html = markdown.markdown(text)
    assert re.search(
        (
            rf'<a href="{site.url}figures/bench-training/"><img alt="Who trains faster on a CPU: [^"]+" '
            rf'src="{site.url}figures/bench-training.png"'
        ),
        html,
    )
    assert re.search(r"<em><a [^>]+>Who trains faster on a CPU: [^<]+</a>, as of \d{4}-\d\d-\d\d</em>", html)
