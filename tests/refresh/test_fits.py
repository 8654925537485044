"""Which releases of a route's packages install together: the resolver stands in for uv and is asked as uv is."""

from __future__ import annotations

import csv

import pytest

from refresh import fits
from sitedata.schema.clock import today
from system import Hung
from tests import tiny
from tests.tiny import record

TODAY = today().isoformat()
ANSWERS = {
    ("3.14", "torch litert-torch"): "",
    ("3.13", "torch litert-torch"): "torch==2.11.0\nlitert-torch==0.9.0\nnumpy==2.4.0\n",
    ("3.12", "torch litert-torch"): "torch==2.14.1\nlitert-torch==0.10.0\nnumpy==2.4.0\n",
    ("3.11", "torch litert-torch"): "torch==2.14.1\nlitert-torch==0.10.0\n",
    ("3.14", "torch"): "torch==2.15.0\n",
    ("3.14", "jax[rocm7-local] jax-rocm7-plugin"): "jax==0.12.0\njax-rocm7-plugin==0.12.0\n",
}
"""Python and packages → what the resolver prints; nothing stands for a refusal."""


def route(id, packages, targets="runs-on-phone", extras=""):
    plain = {"when": "", "unless": "", "why": "", "systems": "litert", "statuses": "active", "probes": "", "rows": "",
             "source_ids": "", "maturity": "maintained", "frameworks": "pytorch"}  # fmt: skip
    return record("routes", id=id, targets=targets, packages=packages, extras=extras) | plain


@pytest.fixture
def asked(monkeypatch):
    """The commands with which the resolver was called, each with its input."""
    calls = []

    def run(command, limit_s, *, given, **_):
        input = given.decode()
        calls.append((command, input))
        python = command[command.index("--python-version") + 1]
        names = " ".join(line.split("<=")[0] for line in input.splitlines())
        said = ANSWERS.get((python, names), "")
        refusal = (
            "× No solution found:\n  ╰─▶ Because litert-torch needs torch<2.15, see https://example.org/x, it fails."
        )
        return type("Done", (), {"stdout": said, "stderr": "" if said else refusal, "returncode": int(not said)})

    monkeypatch.setattr(fits, "run", run)
    monkeypatch.setattr(fits, "find_uv", lambda: "uv")
    monkeypatch.setattr(fits, "variables", lambda uv: {})
    return calls


def written(folder, *routes):
    data = tiny.write(
        folder / "data",
        routes=list(routes),
        packages=[
            record("packages", package="pkg:npm/%40litertjs/core", version="2.5.3", source_id="s"),
            record("packages", package="pkg:pypi/torch", version="2.15.0", source_id="s"),
        ],
    )
    assert fits.main(folder) == 0
    with (data / "fits.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_of_several_pythons_the_one_with_the_newest_releases_counts_the_newest_of_equals(tmp_path, asked):
    (row,) = written(tmp_path, route("one", "pkg:pypi/torch pkg:pypi/litert-torch pkg:npm/%40litertjs/core"))
    assert row == {
        "route_id": "one", "outcome": "fits", "python": "3.12",
        "packages": "pkg:pypi/torch@2.14.1 pkg:pypi/litert-torch@0.10.0 pkg:npm/%40litertjs/core@2.5.3",
        "problem": "", "platform": fits.LINUX[1], "checked_on": TODAY,
    }  # fmt: skip


def test_once_everything_is_the_newest_no_older_python_is_asked(tmp_path, asked):
    written(tmp_path, route("one", "pkg:pypi/torch"))
    ((command, lines),) = asked
    assert lines == "torch<=2.15.0", "no candidate of a later release"
    assert "--only-binary=:all:" in command


def test_a_plug_in_is_asked_for_by_the_extra_that_names_its_release(tmp_path, asked):
    (row,) = written(tmp_path, route("one", "pkg:pypi/jax pkg:pypi/jax-rocm7-plugin", extras="jax[rocm7-local]"))
    assert asked[0][1] == "jax[rocm7-local]\njax-rocm7-plugin"
    assert row["packages"] == "pkg:pypi/jax@0.12.0 pkg:pypi/jax-rocm7-plugin@0.12.0"


def test_what_fits_nowhere_says_what_the_resolver_said_without_addresses(tmp_path, asked):
    (row,) = written(tmp_path, route("one", "pkg:pypi/litert-torch"))
    assert (row["outcome"], row["packages"], row["python"]) == ("does-not-fit", "", "")
    assert row["problem"] == "litert-torch needs torch<2.15, see (an address) it fails."
    assert len(asked) == len(fits.PYTHONS)


def test_a_resolver_that_never_ends_is_stopped(tmp_path, asked, monkeypatch):
    def late(command, limit_s, **_):
        raise Hung

    monkeypatch.setattr(fits, "run", late)
    (row,) = written(tmp_path, route("one", "pkg:pypi/torch"))
    assert row["problem"] == f"the resolver found no answer within {fits.TIME_LIMIT_S} s"


def test_each_target_is_asked_for_its_own_system(tmp_path, asked, monkeypatch):
    monkeypatch.setitem(fits.PLATFORMS, "runs-on-server", ("aarch64-apple-darwin", "a Mac"))
    rows = written(
        tmp_path, route("mac", "pkg:pypi/torch", "runs-on-server"), route("one", "pkg:pypi/torch"), route("two", "")
    )
    assert {row["route_id"]: row["platform"] for row in rows} == {"mac": "a Mac", "one": fits.LINUX[1]}
    assert "aarch64-apple-darwin" in asked[0][0] + asked[1][0]


def test_a_table_with_a_problem_stops_it_and_nothing_changes(tmp_path, asked, capsys):
    data = tiny.write(tmp_path / "data", routes=[route("one", "torch")])
    before = (data / "fits.csv").read_bytes()
    assert fits.main(tmp_path) == 1
    assert "data/routes.csv:2: packages: not a package URL: 'torch'" in capsys.readouterr().err
    assert (data / "fits.csv").read_bytes() == before and not asked
