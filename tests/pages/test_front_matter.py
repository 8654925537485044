"""The head of a page, parsed once for each text that it has."""

from sitedata.pages.front_matter import front_matter

PAGE = "---\ntitle: {}\n---\nText.\n"


def test_a_changed_head_is_read_anew():
    assert [front_matter(PAGE.format(title))["title"] for title in ("One", "Two", "One")] == ["One", "Two", "One"]


def test_who_changes_the_values_changes_them_for_nobody_else():
    front_matter(PAGE.format("One"))["title"] = "Other"
    assert front_matter(PAGE.format("One")) == {"title": "One"}
