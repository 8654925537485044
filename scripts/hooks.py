"""What MkDocs calls while it builds the pages of ``build/docs``. Nothing here changes a page; it saves time."""

import gc
from importlib.metadata import version
from pathlib import Path

from sitedata.publish.search_entries import SearchEntries
from sitedata.text.compiled import Compiled
from sitedata.text.files import Folder
from sitedata.text.own_code import own_state

ROOT = Path(__file__).resolve().parent.parent
CACHE = Folder(ROOT / "build" / "cache", ROOT)
VERSIONS = [version("mkdocs"), version("mkdocs-material")]
KEPT = []
"""What was taken from there, to be written at the end."""


def on_startup(command, dirty):
    """Python looks for garbage less often: hardly anything of a build is garbage before its end."""
    gc.set_threshold(100_000, 50, 50)


def on_env(env, config, files):
    """Templates of the theme are compiled once, and entries of the search index made once, not in each build.

    The templates split text with a filter: the announced successor has that one, and no method for it.
    """
    env.filters["split"] = lambda text, separator: text.split(separator)
    env.bytecode_cache = Compiled(CACHE, "theme.compiled", VERSIONS)
    index = config.plugins["material/search"].search_index
    KEPT[:] = [env.bytecode_cache, SearchEntries(index, CACHE, [*VERSIONS, own_state()])]
    return env


def on_post_build(config):
    for kept in KEPT:
        kept.write()
