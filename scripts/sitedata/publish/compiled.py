"""Where compiled templates are kept: our own, and the pages that people wrote, in ``build/cache``."""

from __future__ import annotations

import functools

from sitedata.pages import fragments, template
from sitedata.publish.places import Places
from sitedata.text.compiled import Compiled
from sitedata.text.files import Folder
from sitedata.text.own_code import own_state

CACHE = "templates.compiled"


@functools.cache
def _of(places: Places) -> Compiled:
    return Compiled(Folder(places.cache, places.root), CACHE, [own_state()])


def compiled(places: Places) -> Compiled:
    """Take templates from there, from now on; whoever fills all of them in then writes what was used."""
    kept = _of(places)
    for environment in (fragments.templates(), template.environment()):
        environment.bytecode_cache = kept
    return kept
