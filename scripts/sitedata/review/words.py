"""The text of the comment under a pull request.

In: its head, the forge's list of files, and the summary that its own code computed or the reason why there is none.
Out: Markdown, every name inert. Only the standard library.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sitedata.review.report import FILES, LONGEST_COMMENT, body, by_folder, counted, cut
from sitedata.text.inert import code

MARK = "<!-- difference -->"  # by which a comment is found again
MOST_OF_FORGE = 3000  # files; the forge lists no more
SHOWN = 60  # files of a list that are shown; the others are counted by folder
FEW_NAMES = 20  # files named where two lists disagree
LONGEST_LIST = 20_000  # characters of the forge's list
OUR_FOLDERS = ("data/", "docs/")

Files = Sequence[dict[str, Any]]


def comment(head: str, into: str, files: Files | None, summary: dict[str, Any] | None, why: str, run: str) -> str:
    """``files`` are the forge's, None where it gave none; ``run`` is the address of the run that computed."""
    about = (
        f"This speaks of commit {code(head)}, the last one of this pull request when it was written, and of its "
        f"way into {code(into)}. "
        "Of a later commit it says nothing."
    )
    parts = [f"{MARK}\n## What this changes", about, listed(files)]
    if summary is None:
        parts += [
            "### Nothing is computed",
            warning(f"There is no summary of commit {code(head)}: {why}."),
            f"See [the run]({run})." if run else "",
        ]
        return "\n\n".join(filter(None, parts)) + "\n"
    parts += [
        "### Computed by the pull request's own code",
        f"Everything below was computed by the code of the pull request itself, at commit {code(summary['head'])}. "
        "No one vouches for it but that code; only the list of files above is the forge's own.",
        disagreement(files, summary), link(run),
    ]  # fmt: skip
    text = "\n\n".join(filter(None, parts)) + "\n\n"
    return text + cut(body(summary, SHOWN), LONGEST_COMMENT - len(text), "Cut here: the artifact has the rest.")


def warning(text: str) -> str:
    return f"> [!WARNING]\n> {text}"


def link(run: str) -> str:
    return (
        f"The site with this change, and pictures of figures that move, are artifacts of [this run]({run})."
        if run
        else ""
    )


def names(entry: dict[str, Any]) -> list[str]:
    """The paths that an entry of the forge's list touches; the source of a copy is unchanged."""
    before = entry.get("previous_filename") if entry.get("status") == "renamed" else None
    return [name for name in (entry.get("filename"), before) if isinstance(name, str)]


def listed(files: Files | None) -> str:
    if files is None:
        return warning(
            "The forge did not give its list of changed files. Look at *Files changed* before you believe anything "
            "below."
        )
    outside = [file for file in files if any(not name.startswith(OUR_FOLDERS) for name in names(file))]
    parts = [f"### {counted(len(files), 'file', 'files')} changed, by the forge's own list"]
    if outside:
        count = counted(len(outside), "file", "files")
        parts.append(warning(
            f"{count} outside `data/` and `docs/` changed, so another code computed what stands below. "
            "It may say anything: read these files first.\n> " + "\n> ".join(entries(outside))
        ))  # fmt: skip
    if len(files) >= MOST_OF_FORGE:
        parts.append(warning(f"The forge lists no more than {MOST_OF_FORGE:,} files; there may be others."))
    if ours := [file for file in files if file not in outside]:
        parts.append("\n".join(entries(ours)))
    return cut("\n\n".join(parts), LONGEST_LIST, "Cut here: *Files changed* has the rest.")


def entries(files: Files) -> list[str]:
    lines = [f"- {code(file.get('status'))} {' ← '.join(map(code, names(file)))}" for file in files[:SHOWN]]
    if more := [{"path": name} for file in files[SHOWN:] for name in names(file)[:1]]:
        lines.append(f"- and {len(more):,} more: {by_folder(more)}")
    return lines


def disagreement(files: Files | None, summary: dict[str, Any]) -> str:
    """Empty where both lists name the same files."""
    if files is None:
        return ""
    if any(len(summary[name]) < summary["counts"][name] for name in FILES) or len(files) >= MOST_OF_FORGE:
        return warning("There are too many files to compare the forge's list with the computed one.")
    forge = {name for file in files for name in names(file)}
    own = {file[field] for name in FILES for file in summary[name] for field in ("path", "was") if file[field]}
    lines = [
        f"- {said}: {some(paths)}"
        for said, paths in (("only the forge", forge - own), ("only that code", own - forge))
        if paths
    ]
    return warning("The computed list of files is not the forge's:\n> " + "\n> ".join(lines)) if lines else ""


def some(paths: Iterable[str]) -> str:
    ordered = sorted(map(str, paths))
    more = f" and {len(ordered) - FEW_NAMES:,} more" if len(ordered) > FEW_NAMES else ""
    return ", ".join(map(code, ordered[:FEW_NAMES])) + more
