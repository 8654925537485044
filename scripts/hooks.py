"""What MkDocs asks of us while it builds the pages of ``build/docs``."""

from pathlib import Path

from jinja2 import FileSystemBytecodeCache
from mkdocs.exceptions import BuildError

from sitedata.pages.lint.markup import acting
from sitedata.text.files import Folder

SCRIPTS = Path(__file__).resolve().parent
BUILD = SCRIPTS.parent / "build"


def on_files(files, config):
    """The theme's search needs these files for other languages than English alone, and each has a licence of its own."""
    for file in [each for each in files if each.src_uri.startswith("assets/javascripts/lunr/")]:
        files.remove(file)
    return files


def on_page_content(html, page, config, files):
    """Code that scrolls must be reachable with the keyboard; the theme's script sees to it only some time after the page is there."""
    written = page.meta.get("made_from", page.file.src_uri)  # the page of docs/, where there is one
    if (SCRIPTS.parent / "docs" / written).is_file() and (found := acting(html)):
        raise BuildError(f"\ndocs/{written}:1: something in it acts, got {', '.join(found)} — expected Markdown and links")
    html = html.replace("<pre><span></span><code>", '<pre><span></span><code tabindex="0">')
    stale = page.meta.get("stale", [])
    for id, verdict in page.meta.get("verdicts", {}).items():  # a cited claim shows its verdict in the text, and whether it wants a second look
        mark, said = (" stale", f"{verdict}, needs a second look") if id in stale else ("", verdict)
        html = html.replace(
            f'<a class="footnote-ref" href="#fn:{id}">',
            f'<a class="footnote-ref verdict verdict-{verdict}{mark}" href="#fn:{id}"><span class="visually-hidden">claim, {said}: note </span>',
        )
    return html


def on_page_context(context, page, config, nav):
    """A page that was made from another one is edited there."""
    if page.edit_url and "edit_url" in page.meta:  # made from a row
        page.edit_url = page.meta["edit_url"]
    elif page.edit_url and "made_from" in page.meta:
        page.edit_url = page.edit_url.replace(page.file.src_uri, page.meta["made_from"])
    return context


def on_post_build(config):
    """The Markdown twins of the pages, which MkDocs would render if it saw them."""
    site = Path(config.site_dir)
    Folder(site, site).write_copy(BUILD / "twins")


def on_env(env, config, files):
    cache = SCRIPTS.parent / "build" / "cache" / "templates"
    cache.mkdir(parents=True, exist_ok=True)
    env.bytecode_cache = FileSystemBytecodeCache(str(cache))  # the theme's templates are compiled once, not for each edit
    return env
