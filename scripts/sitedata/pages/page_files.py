"""Which file a page is in for the site generator, and the links that people typed as seen from there.

The page at the address ``a/b/`` is in ``a/b/index.md``, so that its file and its address are in the same folder: a link
in raw HTML then leads to the same place whether a generator resolves it from the file or leaves it to the browser.
"""

from __future__ import annotations

import re
from pathlib import Path

CODE_OR_LINK = re.compile(
    r"^(?P<fence>```|~~~).*?^(?P=fence)"  # a block of code
    r"|(?P<mark>`+)[^\n]*?(?P=mark)"  # code in a line
    r"|\]\((?P<page>[\w./-]+)\.md(?=[)#?])",
    re.MULTILINE | re.DOTALL,
)


def file_of(page: Path) -> Path:
    """``4b-performance.md`` → ``4b-performance/index.md``."""
    return page if page.name == "index.md" else page.with_suffix("") / "index.md"


def linked(source: str, to_folder: str) -> str:
    """The page's Markdown with its links to other pages of docs/ leading to their files.

    ``to_folder`` leads from its file to the folder of docs/ that it was written in.
    """

    def led(link: re.Match[str]) -> str:
        return f"]({to_folder}{file_of(Path(link['page'] + '.md')).as_posix()}" if link["page"] else link[0]

    return CODE_OR_LINK.sub(led, source)


def page_of(file: Path, docs: Path) -> Path:
    """Which page is in a file; ``docs`` has those that people wrote, and one of them may itself be an ``index.md``."""
    return file if file == Path("index.md") or (docs / file).is_file() else file.parent.with_suffix(".md")
