"""One build at a time: the second waits and says so, or gives up with a message; a killed one releases the lock."""

import subprocess
import sys

import pytest

from sitedata.publish.lock import Busy, alone
from tests.conftest import ROOT

HOLD = """
import sys
from pathlib import Path
sys.path.insert(0, {scripts!r})
from sitedata.publish.lock import hold
hold(Path({build!r}))
print("held", flush=True)
input()
"""


@pytest.fixture
def holder(tmp_path):
    """Another process, which holds ``build/`` until it is ended."""
    code = HOLD.format(scripts=str(ROOT / "scripts"), build=str(tmp_path / "build"))
    process = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.communicate()


def test_who_comes_second_is_told_and_gives_up_in_words(tmp_path, holder, capsys):
    with (
        pytest.raises(
            Busy, match=r"another build holds .*lock — expected it to end within 0\.1 s; nothing was changed"
        ),
        alone(tmp_path / "build", 0.1),
    ):
        pytest.fail("two hold it")
    assert capsys.readouterr().err == "another build is at work in this folder: waiting for it\n"


def test_a_process_that_is_killed_lets_go(tmp_path, holder, capsys):
    holder.kill()
    holder.wait()
    with alone(tmp_path / "build", 0.1):
        pass
    assert capsys.readouterr().err == ""


def test_one_process_may_hold_it_twice(tmp_path):
    with alone(tmp_path / "build"), alone(tmp_path / "build", 0.1):
        pass
