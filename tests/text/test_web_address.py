"""Addresses of the site and of its repository, as people type them: one way of writing, or what to type instead."""

import pytest

from sitedata.pages.forge import repository_address
from sitedata.text.web_address import Unusable, folder_within, shown, site_address

TAKEN = {
    "no slash at the end": (site_address, "https://example.org/wiki", "https://example.org/wiki/"),
    "too many": (site_address, "https://example.org//", "https://example.org/"),
    "large letters": (site_address, "HTTPS://Example.ORG/Wiki/", "https://example.org/Wiki/"),
    "the port of the scheme": (site_address, "https://example.org:443/", "https://example.org/"),
    "an empty port": (site_address, "https://example.org:/", "https://example.org/"),
    "a number with a port": (site_address, "http://127.0.0.1:8000", "http://127.0.0.1:8000/"),
    "a number in brackets": (site_address, "http://[::1]:8000/x/", "http://[::1]:8000/x/"),
    "a name within a house": (site_address, "http://wiki/", "http://wiki/"),
    "an escaped space": (site_address, "https://example.org/my%20docs/", "https://example.org/my%20docs/"),
    "a repository as it is cloned": (repository_address, "https://github.com/a/b.git/", "https://github.com/a/b"),
    "another name of the forge": (repository_address, "http://www.github.com/a/b", "https://github.com/a/b"),
    "groups in groups": (repository_address, "https://gitlab.com/a/b/c", "https://gitlab.com/a/b/c"),
    "an unknown forge": (repository_address, "http://Git.example.org:81/x.git", "http://git.example.org:81/x"),
    "a folder": (folder_within, "-/edit/main/docs", "-/edit/main/docs/"),
}
SITE, REPOSITORY = "'https://example.org/wiki/'", "'https://github.com/owner/name'"
REFUSED = {
    "no scheme": (site_address, "example.org/x", "not an address of the web", "'https://example.org/x'"),
    "no host before the path": (site_address, "/wiki/", "not an address of the web", SITE),
    "nothing but a space": (site_address, " ", "spaces around", "it without them"),
    "a line end": (site_address, "https://example.org/\n", "spaces around", "'https://example.org/'"),
    "a space": (site_address, "https://example.org/a b/", "a character", SITE),
    "a quote": (site_address, 'https://example.org/"x', "a character", SITE),
    "a letter in the path": (site_address, "https://example.org/ü/", "a character", SITE),
    "a variable that nobody filled in": (site_address, "https://${owner}.github.io/", "a character", SITE),
    "a host with other letters": (
        site_address, "https://münchen.example:81/x", "other letters", "'https://xn--mnchen-3ya.example:81/x'",
    ),
    "a page": (site_address, "https://example.org/x/index.html", "the address of a page", "'https://example.org/x/'"),
    "a query": (site_address, "https://example.org/x?token=y", "a query", "'https://example.org/x'"),
    "a fragment": (site_address, "https://example.org/#x", "a fragment", "'https://example.org/'"),
    "a script": (site_address, "javascript:alert(1)", "not an address of the web", SITE),
    "a script behind slashes": (site_address, "javascript://a.org/%0aalert(1)", "not an address of the web", SITE),
    "a file": (site_address, "file:///srv/www/", "not an address of the web", SITE),
    "a port that is none": (site_address, "https://example.org:99999/", "no port", SITE),
    "a number that is none": (site_address, "http://999.1.1.1/", "no name of a host", SITE),
    "no host": (site_address, "https:///x", "no name of a host", SITE),
    "nothing but a scheme": (site_address, "https://", "no name of a host", SITE),
    "a way up": (site_address, "https://example.org/a/../b/", "a dot or two", SITE),
    "a way up, escaped": (site_address, "https://example.org/%2E%2e/", "a dot or two", SITE),
    "an empty part": (site_address, "https://example.org//a/", "empty", SITE),
    "no end": (site_address, "https://example.org/" + "x" * 500, "520 characters", "500 at most"),
    "a remote of git": (repository_address, "git@github.com:a/b.git", "not an address of the web", "'https://github.com/a/b'"),
    "a folder of a repository": (
        repository_address, "https://github.com/a/b/tree/main", "not the address of a repository", "'https://github.com/a/b'",
    ),
    "a folder of another": (
        repository_address, "https://gitlab.com/a/b/c/-/tree/x", "not the address of a repository", "'https://gitlab.com/a/b/c'",
    ),
    "a person": (repository_address, "https://github.com/a", "not the address of a repository", REPOSITORY),
    "a host": (repository_address, "https://git.example.org/", "not the address of a repository", REPOSITORY),
    "a path from the root": (folder_within, "/edit/main/", "not a path", "'edit/main/docs/'"),
    "a whole address": (folder_within, "https://example.org/edit/", "not a path", "'edit/main/docs/'"),
    "a path that leads up": (folder_within, "edit/../../x", "not a path", "'edit/main/docs/'"),
    "a path with a space": (folder_within, "edit/my docs/", "not a path", "'edit/main/docs/'"),
}  # fmt: skip


@pytest.mark.parametrize(("read", "typed", "address"), TAKEN.values(), ids=TAKEN)
def test_taken(read, typed, address):
    assert read(typed) == address == read(address)


@pytest.mark.parametrize(("read", "typed", "problem", "expected"), REFUSED.values(), ids=REFUSED)
def test_refused(read, typed, problem, expected):
    with pytest.raises(Unusable) as wrong:
        read(typed)
    assert problem in wrong.value.problem and expected in wrong.value.expected


@pytest.mark.parametrize("read", [site_address, repository_address, folder_within])
@pytest.mark.parametrize(
    "typed",
    [
        "https://me:secret@example.org/a/b",
        "https://secret@github.com/a/b",
        "https://me:secret@münchen.example/a/b",
        "https://me:sec@ret@example.org/a/b",
        "me:secret@github.com:a/b",
        "me:secret@example.org/a/b",
        "https://me:secret@example.org/a b",
        " https://me:secret@example.org/ ",
        "https://example.org/a/b?token=secret",
        "https://example.org/a/b#secret",
    ],
)
def test_no_secret_is_in_what_is_said(read, typed):
    with pytest.raises(Unusable) as wrong:
        read(typed)
    assert "sec" not in f"{wrong.value} {shown(typed)}"
