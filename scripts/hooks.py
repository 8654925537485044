"""What MkDocs calls while it builds the pages of ``build/docs``. Nothing here changes a page; it saves time."""

import gc
from importlib.metadata import version
from pathlib import Path

from sitedata.text.compiled import Compiled
from sitedata.text.files import Folder

ROOT = Path(__file__).resolve().parent.parent
THEME = Compiled(
    Folder(ROOT / "build" / "cache", ROOT), "theme.compiled", [version("mkdocs"), version("mkdocs-material")]
)


def on_startup(command, dirty):
    """Python looks for garbage less often: hardly anything of a build is garbage before its end."""
    gc.set_threshold(100_000, 50, 50)


def on_env(env, config, files):
    """The theme's templates are compiled once, not for each build."""
    env.bytecode_cache = THEME
    return env


def on_post_build(config):
    THEME.write()
