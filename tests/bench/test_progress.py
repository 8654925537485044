"""What a person sees of a sweep, in a terminal and without one."""

from __future__ import annotations

import io

import pytest

from bench import progress
from bench.progress import ERASE, Progress
from sitedata.schema.protocol.duration import in_words


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("seconds", "words"), [(0, "0 s"), (89.4, "89 s"), (120, "2 min"), (89 * 60, "89 min"), (125 * 60, "2 h 05 min")]
)
def test_times_in_words(seconds, words):
    assert in_words(seconds) == words


def test_a_terminal_shows_one_bar_with_the_time_left(tmp_path, monkeypatch):
    monkeypatch.setattr(progress, "_columns", lambda: 200)
    terminal = Terminal()
    shown = Progress(tmp_path / "bench.log", terminal)
    shown.step(0, 4, None, "round 1: mlp")
    shown.step(2, 4, 150.0, "round 2: mlp")
    bars = terminal.getvalue().split(ERASE)
    assert bars[-1] == "████████████░░░░░░░░░░░░  50%, 2 min left  round 2: mlp"
    assert "\n" not in terminal.getvalue()


def test_a_line_stays_above_the_bar_which_is_drawn_again(tmp_path):
    terminal = Terminal()
    shown = Progress(tmp_path / "bench.log", terminal)
    shown.step(1, 4, 60.0, "round 1: mlp")
    bar = shown.bar
    shown.line("    failed: out of memory")
    assert terminal.getvalue().endswith(f"{ERASE}    failed: out of memory\n{bar}")
    shown.end()
    assert terminal.getvalue().endswith(ERASE)


def test_a_bar_is_never_wider_than_its_terminal(tmp_path, monkeypatch):
    monkeypatch.setattr(progress, "_columns", lambda: 40)
    terminal = Terminal()
    Progress(tmp_path / "bench.log", terminal).step(1, 4, 60.0, "round 1: " + "x" * 100)
    assert len(terminal.getvalue().removeprefix(ERASE)) == 40


def test_without_a_terminal_every_step_is_a_line_and_all_is_logged(tmp_path):
    plain = io.StringIO()
    shown = Progress(tmp_path / "work" / "bench.log", plain)
    shown.step(1, 4, 60.0, "round 1: mlp")
    shown.line("    failed: out of memory")
    assert plain.getvalue().splitlines() == ["[2/4, 60 s left] round 1: mlp", "    failed: out of memory"]
    assert [line.split("Z ", 1)[1] for line in shown.log.read_text().splitlines()] == plain.getvalue().splitlines()
