"""The home page and *In short* rest on nothing that is open, old or disputed."""

import pytest

from sitedata.pages.lint.first_words import shaky_first_words

WHY = {"open": "open is untested", "old": "old evidence"}
SHORT = "**In short.** So it is{}."


def told(page, source):
    return [problem.line for problem in shaky_first_words(page, source, lambda id: WHY.get(id, ""))]


SHAKY = {
    "in short": ("docs/a.md", "# A\n\n" + SHORT.format("[^open]"), [3]),
    "anywhere on the home page": ("docs/index.md", "# A\n\n## B\n\nSo it is[^old].", [5]),
    "two that are both shaky": ("docs/a.md", SHORT.format("[^open][^old]"), [1]),
    "the second statement of a line": ("docs/a.md", SHORT.format("[^sound], and so[^old]"), [1]),
}


@pytest.mark.parametrize(("page", "source", "lines"), SHAKY.values(), ids=SHAKY)
def test_shaky(page, source, lines):
    assert told(page, source) == lines


SOUND = {
    "a sound row beside it": ("docs/a.md", SHORT.format("[^open][^sound]")),
    "further down on another page": ("docs/a.md", "# A\n\nSo it is[^open]."),
    "the sentence says so": ("docs/index.md", "That is untested[^open]."),
    "the sentence says that it is unclear": ("docs/index.md", "That is unclear[^open]."),
    "the verdict is given": ("docs/index.md", 'It is {{ verdict("open") }}[^open].'),
    "nothing is cited": ("docs/a.md", SHORT.format("")),
}


@pytest.mark.parametrize(("page", "source"), SOUND.values(), ids=SOUND)
def test_sound(page, source):
    assert told(page, source) == []
