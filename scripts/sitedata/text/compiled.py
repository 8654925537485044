"""Templates that an earlier run compiled, in one file. A changed template is compiled anew.

In: the file, and what compiled code depends on besides its source. Out: code, for Jinja to ask for. A file that is
broken, or that another version wrote, is as good as none.
"""

from __future__ import annotations

import hashlib
import marshal
import sys
from collections.abc import Iterable
from importlib.metadata import version

from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket

from sitedata.text import kept
from sitedata.text.files import Folder


class Compiled(BytecodeCache):
    """The name of a template's code is the hash of all that it is made from, so it cannot be that of another state."""

    def __init__(self, folder: Folder, name: str, depends_on: Iterable[str] = ()):
        """``depends_on``: whatever may change the code of a template beside its source, Python and Jinja."""
        self.folder, self.name = folder, name
        self.common = repr([sys.version, version("jinja2"), version("markupsafe"), *depends_on])
        self.known, self.used = self._read(), dict[str, bytes]()

    def get_bucket(self, environment: Environment, name: str, filename: str | None, source: str) -> Bucket:
        kind = f"{type(environment).__module__}.{type(environment).__qualname__}"
        key = hashlib.sha256(repr([self.common, kind, name, filename, source]).encode()).hexdigest()
        bucket = Bucket(environment, key, "")
        if known := self.known.get(key):
            bucket.code, self.used[key] = marshal.loads(known), known
        return bucket

    def set_bucket(self, bucket: Bucket) -> None:
        self.used[bucket.key] = self.known[bucket.key] = marshal.dumps(bucket.code)

    def write(self) -> None:
        """Keep what was used since the start, and nothing else, for the next run."""
        kept.write(self.folder, self.name, marshal.dumps(dict(sorted(self.used.items()))))

    def _read(self) -> dict[str, bytes]:
        try:
            known = marshal.loads(kept.read(self.folder, self.name) or b"")
        except (ValueError, EOFError, TypeError):  # there is none, or that of a Python with another format
            return {}
        return known if isinstance(known, dict) else {}
