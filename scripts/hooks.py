"""What MkDocs calls while it builds the pages of ``build/docs``."""

from pathlib import Path

from jinja2 import FileSystemBytecodeCache

from sitedata.load import archive as frozen
from sitedata.publish import states

SCRIPTS = Path(__file__).resolve().parent
BUILD = SCRIPTS.parent / "build"


def on_post_build(config):
    """Put the frozen files beside the live ones."""
    site, archive = Path(config.site_dir), SCRIPTS.parent / "archive"
    states.lay(site, states.things_in(BUILD / "things.json"), frozen.read(archive), archive)


def on_env(env, config, files):
    cache = SCRIPTS.parent / "build" / "cache" / "templates"
    cache.mkdir(parents=True, exist_ok=True)
    # the theme's templates are compiled once, not for each edit
    env.bytecode_cache = FileSystemBytecodeCache(str(cache))
    return env
