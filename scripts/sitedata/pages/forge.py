"""The forge that hosts the repository: where it edits a line of a file, and where it takes a report.

No other module knows a forge. In: the repository's web address. Out: addresses, all empty for an unknown forge, so that
nobody is sent to a page that does not exist.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlencode

BRANCH = "main"
REPORT_FORM = "wrong-fact.yml"  # in .github/ISSUE_TEMPLATE; its fields are named by REPORT_FIELDS
REPORT_FIELDS = ("row", "value", "source")
LONGEST_FIELD = 200  # characters of a value in an address: enough to recognise it; a page has hundreds of them
ASKED = "What is wrong, and which source says so?"


@dataclass(frozen=True)
class Dialect:
    """Paths below a repository's address. ``fields``: does its report form take each field by name, or one body?"""

    edit: str
    view: str
    commit: str
    issue: str
    title: str
    body: str
    fields: bool = False


DIALECTS = {
    "github.com": Dialect(f"edit/{BRANCH}/", f"blob/{BRANCH}/", "commit/", "issues/new", "title", "body", fields=True),
    "gitlab.com": Dialect(
        f"-/edit/{BRANCH}/", f"-/blob/{BRANCH}/", "-/commit/", "-/issues/new", "issue[title]", "issue[description]"
    ),
    "codeberg.org": Dialect(f"_edit/{BRANCH}/", f"src/branch/{BRANCH}/", "commit/", "issues/new", "title", "body"),
}
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
