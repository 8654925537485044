"""In which file a page lies, and where links that people typed lead from there."""

from pathlib import Path

import pytest

from sitedata.pages.page_files import file_of, linked
from sitedata.text.addresses import place_of


@pytest.mark.parametrize(("page", "file", "place"), [
    ("index.md", "index.md", ""), ("claims.md", "claims/index.md", "claims/"),
    ("part/index.md", "part/index.md", "part/"),
    ("4b-performance/x-1.md", "4b-performance/x-1/index.md", "4b-performance/x-1/"),
])  # fmt: skip
def test_a_page_lies_in_the_folder_of_its_address(page, file, place):
    assert file_of(Path(page)).as_posix() == file
    assert place_of(Path(page)) == place == place_of(file_of(Path(page)))


@pytest.mark.parametrize(("source", "seen"), [
    ("[a](claims.md)", "[a](../claims/index.md)"),
    ("[a](claims.md#x) and [b](index.md)", "[a](../claims/index.md#x) and [b](../index.md)"),
    ("[a](claims.md?verdict=holds&kind=probed)", "[a](../claims/index.md?verdict=holds&kind=probed)"),
    ("[up](../part/a.md)", "[up](../../part/a/index.md)"),
    ("[a](#x), [b](https://example.org/a.md)", "[a](#x), [b](https://example.org/a.md)"),
    ("[c](<https://example.org/a.md>)", "[c](<https://example.org/a.md>)"),
    ("`[a](claims.md)` and ``[b](c.md) ` ``", "`[a](claims.md)` and ``[b](c.md) ` ``"),
    ("```text\n[a](claims.md)\n```\n[a](claims.md)", "```text\n[a](claims.md)\n```\n[a](../claims/index.md)"),
])  # fmt: skip
def test_links_between_pages_lead_to_their_files_and_code_stays(source, seen):
    assert linked(source, "../") == seen
