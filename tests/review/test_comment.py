"""The comment under a pull request.

It never describes an older commit without saying so, it shows the forge's list beside the computed one, and every
name in it is inert.
"""

import io
import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from sitedata.review import comment
from sitedata.review import forge as difference_forge
from sitedata.review.forge import Forge, NoAnswer
from sitedata.review.report import LARGEST_SUMMARY
from sitedata.review.words import MARK
from tests.review.test_difference import HOSTILE, filled

ROOT = Path(__file__).resolve().parents[2]
HEAD, OLD = "a" * 40, "c" * 40
PULL = {"number": 7, "head": {"sha": HEAD, "label": "someone:patch"}, "base": {"ref": "main"}}
RUN = {
    "id": 50,
    "head_sha": HEAD,
    "status": "completed",
    "conclusion": "success",
    "html_url": "https://forge.example/runs/50",
}
ENDED = {"workflow_run": RUN | {"head_branch": "patch", "head_repository": {"owner": {"login": "someone"}}}}
PUSHED = {"pull_request": {"head": {"sha": HEAD, "label": "someone:patch"}}}
LEFT = {"id": 9, "name": "difference", "size_in_bytes": 1000}
OURS = {"id": 3, "user": {"login": "github-actions[bot]"}, "body": f"{MARK}\nof an older commit"}
SPAN = re.compile(r"(?<!`)(`+)(?!`)(.*?)(?<!`)\1(?!`)")


def summary(head=HEAD, **files):
    """A summary with nothing but files: name of the group, paths."""
    summary = filled("x", head)
    for name in summary["counts"]:
        paths = files.get(name, [])
        summary[name] = [
            {"path": path, "was": "", "change": "added", "before": "", "after": "text, 1 bytes"} for path in paths
        ]
        summary["counts"][name] = len(paths)
    return summary


def packed(content, name="difference.json", method=zipfile.ZIP_DEFLATED):
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", method) as file:
        file.writestr(name, content if isinstance(content, bytes) else json.dumps(content))
    return archive.getvalue()


class Gh:
    """Answers as the forge would; an exception is raised.

    ``lists`` by the end of the address. ``written``: method, address, text.
    """

    def __init__(self, archive=b"", **lists):
        self.archive, self.written = archive, []
        self.lists = {"pulls": [PULL], "files": [], "runs": [RUN], "artifacts": [LEFT], "comments": [OURS]} | lists

    def __call__(self, arguments, given):
        _, _, method, path, *fields = arguments
        if method != "GET":
            self.written.append((method, path, json.loads(given)["body"]))
            return b"{}"
        if path.endswith("/zip"):
            return self.archive
        name = path.rpartition("/")[2]
        if isinstance(self.lists[name], Exception):
            raise self.lists[name]
        page = int(fields[-1].removeprefix("page="))
        entries = self.lists[name][(page - 1) * 100 : page * 100]
        return json.dumps(
            {"runs": {"workflow_runs": entries}, "artifacts": {"artifacts": entries}}.get(name, entries)
        ).encode()


def told(gh, event=ENDED):
    """The only text that was written, or None."""
    forge = Forge("owner/name", gh)
    for pull in comment.pulls(forge, event):
        comment.tell(forge, pull, event)
    assert len(gh.written) <= 1
    return gh.written[0][2] if gh.written else None


def files(*paths, **more):
    return [{"filename": path, "status": "added"} | more for path in paths]


def test_the_comment_names_its_commit_and_tells_the_forges_word_from_the_computed_one():
    gh = Gh(packed(summary(data_files=["data/x.txt"])), files=files("data/x.txt"))
    text = told(gh)
    assert gh.written[0][:2] == ("PATCH", "repos/owner/name/issues/comments/3")
    assert (
        text.startswith(MARK)
        and f"This speaks of commit `{HEAD}`" in text
        and f"Commit `{HEAD}`, compared with `{'b' * 40}`." in text
    )
    ours, computed = text.split("### Computed by the pull request's own code")
    assert "### 1 file changed, by the forge's own list\n\n- `added` `data/x.txt`" in ours
    assert (
        "computed by the code of the pull request itself" in computed
        and "- `added` `data/x.txt`: `text, 1 bytes`" in computed
    )
    assert "[!WARNING]" not in text


def test_a_first_comment_is_written_when_there_was_none():
    gh = Gh(
        packed(summary()),
        comments=[
            OURS | {"user": {"login": "someone"}},
            OURS | {"user": None},
            OURS | {"body": "Thanks"},
            OURS | {"body": None},
        ],
    )
    assert told(gh) and gh.written[0][:2] == ("POST", "repos/owner/name/issues/7/comments")


def test_every_comment_of_ours_is_written_anew_also_on_a_later_page():
    gh = Gh(
        packed(summary()),
        comments=[{"id": n, "user": {"login": "x"}, "body": "x"} for n in range(150)] + [OURS, OURS | {"id": 4}],
    )
    comment.tell(Forge("owner/name", gh), comment.Pull(7, HEAD, "main"), ENDED)
    assert [path[-1] for _, path, _ in gh.written] == ["3", "4"]


NO_SUMMARY = {
    "the run failed and left nothing": (
        Gh(runs=[RUN | {"conclusion": "failure"}], artifacts=[]),
        "ended with `failure` and left no summary",
    ),
    "the run was cancelled": (
        Gh(runs=[RUN | {"conclusion": "cancelled"}], artifacts=[]),
        "ended with `cancelled` and left no summary",
    ),
    "another artifact": (Gh(artifacts=[LEFT | {"name": "site"}]), "left no summary"),
    "too large": (Gh(artifacts=[LEFT | {"size_in_bytes": 10**8}]), "left 100,000,000 bytes, at most"),
    "too large unpacked": (Gh(packed(b" " * (LARGEST_SUMMARY + 10))), "at most 4,000,000 are read"),
    "no archive": (Gh(b"PK nonsense"), "its artifact holds no summary"),
    "an archive of something else": (Gh(packed(b"{}", "../difference.json")), "its artifact holds no summary"),
    "packed otherwise": (Gh(packed(summary(), method=zipfile.ZIP_BZIP2)), "packed in an unknown way"),
    "damaged": (
        Gh(packed(summary()).replace(b"\x00\x00\x00difference.json", b"\x00\x00\x00differexce.json", 1)),
        "its artifact holds no summary",
    ),
    "not a summary": (Gh(packed(b"[]")), "not a summary"),
    "a forged head": (Gh(packed(summary(OLD))), f"its summary speaks of another commit, `{OLD}`"),
    "the forge does not give it": (Gh(artifacts=NoAnswer("HTTP 410 @x")), "could not be fetched: `HTTP 410 @x`"),
    "a run of another commit": (
        Gh(packed(summary()), runs=[RUN | {"head_sha": OLD}]),
        "no run of this commit is known",
    ),
    "no run, as with a conflict": (Gh(runs=[]), "no run of this commit is known"),
    "a run under way": (
        Gh(packed(summary()), runs=[RUN | {"status": "in_progress", "conclusion": None}]),
        "has not ended, and is `in_progress`",
    ),
    "a newer run under way": (
        Gh(packed(summary()), runs=[RUN, RUN | {"id": 51, "status": "queued"}]),
        "has not ended, and is `queued`",
    ),
}


@pytest.mark.parametrize(("gh", "why"), NO_SUMMARY.values(), ids=NO_SUMMARY)
def test_without_a_summary_the_comment_says_so_of_its_commit(gh, why):
    gh.written.clear()
    text = told(gh, PUSHED)
    assert text.startswith(MARK) and "of an older commit" not in text
    assert f"> There is no summary of commit `{HEAD}`: " in text and why in text
    assert "by the forge's own list" in text and "Computed by" not in text


def test_nothing_is_written_before_the_first_run_has_ended():
    assert told(Gh(comments=[], runs=[]), PUSHED) is None
    assert told(Gh(comments=[], runs=[RUN | {"status": "queued"}]), PUSHED) is None
    assert "There is no summary" in told(Gh(comments=[], artifacts=[]))


def test_an_event_that_comes_late_writes_how_things_stand():
    """The run of an older commit ends after the newer one's: the comment is about the newer one."""
    late = {"workflow_run": ENDED["workflow_run"] | {"id": 49, "head_sha": OLD, "conclusion": "cancelled"}}
    assert f"Commit `{HEAD}`, compared with" in told(Gh(packed(summary())), late)


def test_the_event_knows_that_its_run_ended_before_the_list_does():
    for runs in ([], [RUN | {"status": "in_progress"}]):
        assert f"Commit `{HEAD}`, compared with" in told(Gh(packed(summary()), runs=runs))


def test_only_pull_requests_with_the_branch_of_the_event_are_written():
    other = PULL | {"number": 8, "head": {"sha": OLD, "label": "other:patch"}}
    forge = Forge("owner/name", Gh(pulls=[other, PULL, PULL | {"number": 9, "base": {"ref": "next"}}]))
    assert [(pull.number, pull.into) for pull in comment.pulls(forge, ENDED)] == [(7, "main"), (9, "next")]
    gone = {"workflow_run": ENDED["workflow_run"] | {"head_repository": None, "head_sha": "d" * 40}}
    assert comment.pulls(forge, gone) == []


def test_code_that_changed_is_a_warning_before_all_that_it_computed():
    forged = Gh(
        packed(summary()),
        files=files("data/x", "scripts/sitedata/review/difference.py", "dataX/y")
        + files("docs/a", status="renamed", previous_filename="b"),
    )
    text = told(forged)
    assert (
        "> 3 files outside `data/` and `docs/` changed" in text
        and "> - `added` `scripts/sitedata/review/difference.py`" in text
    )
    assert "> - `renamed` `docs/a` ← `b`" in text
    assert text.index("[!WARNING]") < text.index("### Computed by")


@pytest.mark.parametrize(
    ("computed", "forge", "said"),
    [
        ({"data_files": ["data/x"]}, files("data/x", "data/y"), "> - only the forge: `data/y`"),
        ({"data_files": ["data/x"], "tables": ["data/z.csv"]}, files("data/x"), "> - only that code: `data/z.csv`"),
        (
            {"docs_files": ["docs/new"]},
            files("docs/new", status="renamed", previous_filename="docs/old"),
            "> - only the forge: `docs/old`",
        ),
    ],
)  # fmt: skip
def test_a_computed_list_that_is_not_the_forges_is_a_warning(computed, forge, said):
    text = told(Gh(packed(summary(**computed)), files=forge))
    assert "> The computed list of files is not the forge's:" in text and said in text


def test_a_copy_and_a_renaming_are_named_alike_on_both_sides():
    forge = files("data/a", status="copied", previous_filename="data/z") + files(
        "data/b", status="renamed", previous_filename="data/c"
    )
    assert "[!WARNING]" not in told(Gh(packed(summary(data_files=["data/a", "data/b", "data/c"])), files=forge))


def test_what_the_forge_does_not_give_or_not_wholly_is_a_warning():
    assert "> The forge did not give its list" in told(Gh(packed(summary()), files=NoAnswer("down")))
    many = told(Gh(packed(summary()), files=files(*(f"data/frozen/{n}" for n in range(3500)))))
    assert "no more than 3,000 files" in many and "too many files to compare" in many
    assert "- and 2,940 more: `data/frozen/` 2,940" in many, "a list is read to its end, which the forge sets at 3,000"


def test_no_name_is_markup_a_mention_or_a_link_and_a_comment_stays_below_what_the_forge_takes():
    def of(value):
        filled_in = filled(value)
        entries = files(value, f"data/{value}", status=value) + files(
            "docs/x", status="renamed", previous_filename=value
        )
        return told(Gh(packed(filled_in), files=entries, pulls=[PULL | {"base": {"ref": value}}]))

    outside = SPAN.sub("CODE", of(HOSTILE))
    assert "evil" not in outside and "@" not in outside and "<img" not in outside and "\u202e" not in of(HOSTILE)
    assert outside == SPAN.sub("CODE", of("x"))
    long = [f"{n}{'y`' * 400}" for n in range(300)]
    moved = files(*long, status="renamed", previous_filename="z`" * 400)
    text = told(Gh(packed(summary(code=long, data_files=long, docs_files=long, tables=long)), files=moved))
    assert 50_000 < len(text) < 65_000 and text.count("Cut here") == 2 and len(SPAN.sub("", text).split("`")) == 1, (
        "no code span is cut open"
    )


@pytest.mark.parametrize("answer", [b"", b"{}", b"[1]", b'{"workflow_runs": 1}', b"<html>"])
def test_an_answer_of_another_shape_is_no_answer(answer):
    forge = Forge("owner/name", lambda arguments, given: answer)
    with pytest.raises(NoAnswer):
        forge.listed("runs", 0, "workflow_runs")


def test_a_list_has_an_end():
    asked = []
    forge = Forge("o/n", lambda arguments, given: asked.append(arguments) or json.dumps([{}] * 100).encode())
    assert len(forge.listed("files", 1)) == difference_forge.PAGE * difference_forge.MOST_PAGES == 100 * len(asked)


def test_the_comment_needs_nothing_but_the_standard_library_and_gh(tmp_path):
    """As the workflow runs it, with a gh that answers from a file."""
    event, gh = tmp_path / "event.json", tmp_path / "gh"
    event.write_text(json.dumps(ENDED), encoding="utf-8")
    gh.write_text('#!/bin/sh\necho "$@" >> "$0.log"\necho \'[]\'\n', encoding="utf-8")
    gh.chmod(0o755)
    environment = {
        "PATH": f"{tmp_path}:/usr/bin:/bin",
        "PYTHONPATH": "scripts",
        "GITHUB_EVENT_PATH": str(event),
        "GITHUB_REPOSITORY": "o/n",
    }
    command = [sys.executable, "-S", "-m", "sitedata.review.comment"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", env=environment)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (tmp_path / "gh.log").read_text() == (
        "api --method GET repos/o/n/pulls --raw-field state=open --raw-field head=someone:patch --raw-field "
        "per_page=100 --raw-field page=1\n"
    )
    gh.write_text("#!/bin/sh\necho 'HTTP 502' >&2\nexit 1\n", encoding="utf-8")
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", env=environment)
    assert (done.returncode, done.stderr) == (1, "the forge did not answer: HTTP 502\n")
