"""What MkDocs calls while it builds the pages of ``build/docs``."""

from pathlib import Path

from jinja2 import FileSystemBytecodeCache

CACHE = Path(__file__).resolve().parent.parent / "build" / "cache" / "templates"


def on_env(env, config, files):
    """The theme's templates are compiled once, not for each build."""
    CACHE.mkdir(parents=True, exist_ok=True)
    env.bytecode_cache = FileSystemBytecodeCache(str(CACHE))
    return env
