"""The forge that hosts the repository: where it edits a line of a file, and where it takes a report.

No other module knows a forge. In: the repository's web address. Out: addresses, all empty for an unknown forge, so that
nobody is sent to a page that does not exist.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from sitedata.text.web_address import Unusable, WebAddress

BRANCH = "main"
REPORT_FORM = "wrong-fact.yml"  # in .github/ISSUE_TEMPLATE; its fields are named by REPORT_FIELDS
REPORT_FIELDS = ("row", "value", "source")
LONGEST_FIELD = 200  # characters of a value in an address: enough to recognise it; a page has hundreds of them
ASKED = "What is wrong, and which source says so?"
REMOTE = re.compile(
    r"(?:(?P<scheme>https?|ssh|git)://)?(?:(?P<user>[^/]*)@)?(?P<host>[^/:@]+)"
    r"(?P<port>:[0-9]+)?(?(scheme)/|:)(?P<path>[^:@]+)",
    re.IGNORECASE,
)
"""What git takes for a repository elsewhere. Source: https://git-scm.com/docs/git-clone#_git_urls"""
EXAMPLE = "the repository's page, such as 'https://github.com/owner/name'"


@dataclass(frozen=True)
class Dialect:
    """Paths below a repository's address. ``fields``: does its report form take each field by name, or one body?

    ``hosts`` are other names at which git finds the forge. ``subgroups``: may a repository lie deeper than owner/name?
    """

    edit: str
    view: str
    commit: str
    issue: str
    title: str
    body: str
    fields: bool = False
    hosts: tuple[str, ...] = ()
    subgroups: bool = False


DIALECTS = {
    "github.com": Dialect(
        f"edit/{BRANCH}/", f"blob/{BRANCH}/", "commit/", "issues/new", "title", "body",
        fields=True, hosts=("www.github.com", "ssh.github.com"),
    ),
    "gitlab.com": Dialect(
        f"-/edit/{BRANCH}/", f"-/blob/{BRANCH}/", "-/commit/", "-/issues/new", "issue[title]", "issue[description]",
        hosts=("www.gitlab.com", "altssh.gitlab.com"), subgroups=True,
    ),
    "codeberg.org": Dialect(f"_edit/{BRANCH}/", f"src/branch/{BRANCH}/", "commit/", "issues/new", "title", "body"),
}  # fmt: skip
"""Sources for the parameters of new issues.

https://docs.github.com/en/issues/tracking-your-work-with-issues/using-issues/creating-an-issue (creating an issue from
a URL query), https://docs.gitlab.com/user/project/issues/create_issues/ (using a URL with prefilled values); Forgejo
takes title and body.
"""


@dataclass(frozen=True)
class RowTools:
    """What the small tool line of a row, a figure or a page offers. ``edits``: each link's word and its target."""

    name: str
    edits: tuple[tuple[str, str], ...] = ()
    report: str = ""
    disputes: tuple[tuple[str, str], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.edits or self.report or self.disputes)


@dataclass(frozen=True)
class Forge:
    """``repository`` is its web address, or empty."""

    repository: str = ""

    @property
    def dialect(self) -> Dialect | None:
        return next((dialect for host, dialect in DIALECTS.items() if host in self.repository.split("/")[2:3]), None)

    @property
    def pages(self) -> str:
        """Where MkDocs sends people who edit a page, relative to the repository."""
        return f"{self.dialect.edit}docs/" if self.dialect else ""

    @property
    def site(self) -> str:
        """The address that GitHub gives to the repository's site; other forges' is anybody's guess."""
        if self.repository.split("/")[2:3] != ["github.com"]:
            return ""
        owner, name = self.repository.split("/")[3:]
        home = f"https://{owner.lower()}.github.io/"
        return home if home == f"https://{name.lower()}/" else f"{home}{name}/"

    def edit(self, path: str, line: int = 0) -> str:
        """The editor, at a line of a file of the repository."""
        if not self.dialect:
            return ""
        return f"{self.repository}/{self.dialect.edit}{quote(path)}" + (f"#L{line}" if line else "")

    def view(self, path: str) -> str:
        """The file, to read."""
        return f"{self.repository}/{self.dialect.view}{quote(path)}" if self.dialect else ""

    def commit(self, sha: str) -> str:
        """A version of the repository."""
        return f"{self.repository}/{self.dialect.commit}{sha}" if self.dialect and sha else ""

    def report(self, row: str, value: str = "", source: str = "") -> str:
        """The form for a report, with what is reported filled in."""
        if not self.dialect:
            return ""
        filled = {name: cut(text) for name, text in zip(REPORT_FIELDS, (row, value, source), strict=True) if text}
        title = {self.dialect.title: f"Wrong: {cut(row)}"}
        if self.dialect.fields:
            asked = {"template": REPORT_FORM} | title | filled
        else:
            body = "\n".join(f"{name.capitalize()}: {text}" for name, text in filled.items())
            asked = title | {self.dialect.body: f"{body}\n\n{ASKED}\n"}
        return f"{self.repository}/{self.dialect.issue}?{urlencode(asked)}"


def cut(text: str) -> str:
    return text if len(text) <= LONGEST_FIELD else text[: LONGEST_FIELD - 1] + "…"


def repository_address(text: str) -> str:
    """The web address of a repository, as somebody typed it.

    Raises:
        Unusable: it is none.
    """
    address = WebAddress.read(text, f"'{meant}'" if "://" not in text and (meant := web_address_of(text)) else EXAMPLE)
    host, path = _forge_of(address.host), address.path.removesuffix(".git").rstrip("/")
    parts = path.split("/")[1:]
    if host not in DIALECTS and parts:
        return str(WebAddress(address.scheme, host, path))
    deepest = len(parts) if host in DIALECTS and DIALECTS[host].subgroups else 2
    whole = parts[: parts.index("-") if "-" in parts else deepest]
    if len(whole) < 2 or whole != parts:
        meant = f"'https://{host}/{'/'.join(whole)}'" if len(whole) > 1 else EXAMPLE
        raise Unusable("not the address of a repository", meant)
    return str(WebAddress("https", host, path))


def web_address_of(remote: str) -> str:
    """The web address of a repository that git knows by ``remote``; empty where that says nothing of the web.

    Of a host that is no known forge, only git's own user says that it is one.
    """
    match = REMOTE.fullmatch(remote)
    if not match:
        return ""
    scheme, host, path = (match["scheme"] or "").lower(), _forge_of(match["host"].lower()), match["path"]
    web = scheme in ("http", "https")
    if host not in DIALECTS and not web:
        for_git_alone = match["user"] != "git" or "." not in host or host.startswith(("ssh.", "altssh."))
        if for_git_alone or "/" not in path or path.startswith("~") or (not scheme and path.startswith("/")):
            return ""
    place = host + (match["port"] or "" if web else "")
    try:
        return repository_address(f"{scheme if web else 'https'}://{place}/{path.lstrip('/')}")
    except Unusable:
        return ""


def _forge_of(host: str) -> str:
    """A known forge by any of its names, such as those that people with several accounts give it: github.com-work."""
    return next(
        (name for name, forge in DIALECTS.items() if host in forge.hosts or host.startswith(f"{name}-")),
        host,
    )
