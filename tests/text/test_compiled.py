"""Kept code is that of the template as it is now, or there is none."""

import hashlib
import marshal

import pytest
from jinja2 import BytecodeCache, DictLoader, Environment

from sitedata.text import compiled
from sitedata.text.compiled import Compiled
from sitedata.text.files import Folder
from sitedata.text.own_code import own_state, state_of


@pytest.fixture
def made(monkeypatch):
    """The sources that were compiled."""
    sources = []
    really = Environment.compile
    monkeypatch.setattr(
        Environment, "compile", lambda self, source, *more: sources.append(source) or really(self, source, *more)
    )
    return sources


class Other(Environment):
    pass


def text(kept: BytecodeCache, source="{{ n }} one", kind=Environment, name="t") -> str:
    """What a new process makes of a template."""
    return kind(loader=DictLoader({name: source}), bytecode_cache=kept).get_template(name).render(n=1)


def kept_in(folder, *depends_on) -> Compiled:
    return Compiled(Folder(folder, folder), "code", depends_on)


def test_what_did_not_change_is_compiled_once(tmp_path, made):
    for _ in range(3):
        kept = kept_in(tmp_path, "state")
        assert text(kept) == "1 one"
        kept.write()
    assert len(made) == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda folder, monkeypatch: text(kept_in(folder, "state"), "{{ n }} two") == "1 two",
        lambda folder, monkeypatch: text(kept_in(folder, "other")) == "1 one",
        lambda folder, monkeypatch: text(kept_in(folder, "state"), name="other") == "1 one",
        lambda folder, monkeypatch: text(kept_in(folder, "state"), kind=Other) == "1 one",
        lambda folder, monkeypatch: (
            monkeypatch.setattr(compiled, "version", lambda package: "0") or text(kept_in(folder, "state")) == "1 one"
        ),
    ],
    ids=["source", "what it depends on", "name", "environment", "version of Jinja"],
)
def test_what_changed_is_compiled_again(tmp_path, made, monkeypatch, change):
    kept = kept_in(tmp_path, "state")
    text(kept)
    kept.write()
    made.clear()
    assert change(tmp_path, monkeypatch)
    assert len(made) == 1


def damaged(raw: bytes) -> bytes:
    return raw[:-9] + bytes([raw[-9] ^ 1]) + raw[-8:]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda raw: b"",
        lambda raw: raw[:-1],
        lambda raw: raw[:20],
        damaged,
        lambda raw: b"not a cache" * 100,
        lambda raw: hashlib.sha256(b"\xff").digest() + b"\xff",
        lambda raw: hashlib.sha256(marshal.dumps([1])).digest() + marshal.dumps([1]),
    ],
    ids=["empty", "cut", "cut short", "a bit", "foreign", "no code", "no templates"],
)
def test_a_broken_or_foreign_file_is_as_good_as_none(tmp_path, made, spoil):
    kept = kept_in(tmp_path)
    text(kept)
    kept.write()
    (tmp_path / "code").write_bytes(spoil((tmp_path / "code").read_bytes()))
    made.clear()
    kept = kept_in(tmp_path)
    assert text(kept) == "1 one" and len(made) == 1
    kept.write()
    assert text(kept_in(tmp_path)) == "1 one" and len(made) == 1


def test_only_what_was_used_stays(tmp_path, made):
    kept = kept_in(tmp_path)
    text(kept)
    kept.write()
    kept = kept_in(tmp_path)
    text(kept, "{{ n }} two")
    kept.write()
    assert len(kept_in(tmp_path).known) == 1


def test_the_state_of_code_changes_with_content_name_and_place(tmp_path):
    (tmp_path / "a.py").write_text("1")
    states = {state_of(tmp_path)}
    (tmp_path / "a.py").write_text("2")
    states.add(state_of(tmp_path))
    (tmp_path / "a.py").rename(tmp_path / "b.py")
    states.add(state_of(tmp_path))
    (tmp_path / "c").mkdir()
    (tmp_path / "b.py").rename(tmp_path / "c" / "b.py")
    states.add(state_of(tmp_path))
    assert len(states) == 4


def test_code_that_is_edited_meanwhile_is_not_what_a_process_runs(monkeypatch):
    before = own_state()
    monkeypatch.setattr("sitedata.text.own_code.state_of", lambda scripts: "another")
    assert own_state() == before
