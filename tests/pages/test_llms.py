"""``llms.txt``: the form that readers of such files expect, and no address if none is known."""

import re

from sitedata.pages.llms import About, llms_txt

SITE = "https://site.example/wiki/"
ABOUTS = {
    "": About("Home", "All of it."), "10-end/": About("10 End", "E."), "4b-speed/": About("4.B Speed", "S."),
    "4-part/": About("4 Part", "P."), "data/": About("Data", "D."), "claims/one/": About("One", "O."),
}  # fmt: skip


def test_llms_txt_has_the_form_that_readers_expect():
    text = llms_txt(ABOUTS, "Title", SITE)
    lines = [line for line in text.split("\n") if line]
    assert lines[:2] == ["# Title", "> All of it."]
    assert [line for line in lines if line.startswith("## ")] == [
        "## The article, examined",
        "## Behind it",
        "## Data",
        "## Optional",
    ]
    after = lines[lines.index("## The article, examined") :]
    assert all(re.fullmatch(rf"## .+|- \[.+\]\({SITE}\S+\): .+", line) for line in after)
    assert [line.split("]")[0] for line in after[1:5]] == ["- [Home", "- [4 Part", "- [4.B Speed", "- [10 End"]
    assert f"- [One]({SITE}claims/one/index.md): O." in after


def test_llms_txt_invents_no_address():
    assert "http" not in llms_txt(ABOUTS, "Title", "") and "](data/index.md)" in llms_txt(ABOUTS, "Title", "")
