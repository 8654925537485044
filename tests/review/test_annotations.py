"""What GitHub Actions shows: the same words, on the right line, and no command from a cell."""

import io
import re

from sitedata.review.annotations import announce, command, summary
from sitedata.text.inert import code, fenced, plain
from sitedata.text.problem import Problem

PROBLEM = Problem(
    "data/systems.csv",
    27,
    "status",
    "not an allowed value",
    "'arhived'",
    "one of active, archived (did you mean 'archived'?)",
)


def test_a_command_carries_file_line_and_the_words_of_the_terminal():
    assert command(PROBLEM) == f"::error file=data/systems.csv,line=27,title=status%3A not an allowed value::{PROBLEM}"


def test_nothing_in_a_value_ends_a_command_or_a_property():
    hostile = Problem("data/a,b.csv", 1, "", "bad\n::set-output name=x::1", "100%", "x\r::add-mask::y")
    line = command(hostile)
    assert "\n" not in line and "\r" not in line
    assert line.startswith("::error file=data/a%2Cb.csv,line=1,title=bad%0A%3A%3Aset-output name=x%3A%3A1::")
    assert "100%25" in line


def test_a_value_that_looks_like_a_command_is_printed_where_commands_are_stopped(tmp_path):
    out, place = io.StringIO(), tmp_path / "summary.md"
    hostile = Problem("data/x.csv", 2, "", "bad", "'##[add-mask]y'", "a\n```\n@everyone")
    announce([hostile], str(hostile), {"GITHUB_STEP_SUMMARY": str(place)}, out)
    lines = out.getvalue().splitlines()
    token = re.fullmatch(r"::stop-commands::([0-9a-f]{32})", lines[0])[1]
    end = lines.index(f"::{token}::")
    assert any("##[add-mask]" in line for line in lines[1:end])
    assert [line.startswith("::error ") for line in lines[end + 1 :]] == [True]
    assert place.read_text(encoding="utf-8").startswith("### The data: 1 problem\n\n````text\n")


def test_the_summary_has_all_problems_and_says_so_where_it_stops():
    many = [Problem("data/x.csv", line, "", "bad") for line in range(1, 703)]
    assert "data/x.csv:500: bad" in summary(many) and "data/x.csv:501: bad" not in summary(many)
    assert "202 more are in the log." in summary(many)


def test_check_in_actions_says_the_same_words(working_tree, tmp_path, command_line):
    path = working_tree / "data" / "systems.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",archived,", ",arhived,", 1), encoding="utf-8")
    plainly, place = command_line(working_tree, "check"), tmp_path / "summary.md"
    on_forge = command_line(working_tree, "check", GITHUB_ACTIONS="true", GITHUB_STEP_SUMMARY=str(place))
    assert (plainly.returncode, on_forge.returncode) == (1, 1)
    said = plainly.stderr.splitlines()
    assert "(did you mean 'archived'?)" in said[0]
    assert on_forge.stderr.splitlines()[1 : 1 + len(said)] == said
    assert said[0] in on_forge.stderr.splitlines()[-1].split("::", 2)[2]
    assert said[0] in place.read_text(encoding="utf-8")


def test_code_spans_and_blocks_hold_whatever_they_are_given():
    assert code("a") == "`a`"
    assert code("`a``b`") == "``` `a``b` ```"
    assert code("") == code("  ") == "*(empty)*"
    assert code("@someone #1 <b>\nx") == "`@someone #1 <b> x`"
    assert plain("a\u202eb\0") == "aU+202EbU+0000"
    assert len(code("x" * 10_000)) < 200
    assert fenced(["```", "x"]).splitlines() == ["````text", "```", "x", "````"]
