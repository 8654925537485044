"""``make refresh``: three tables from what indexes say, here small ones on this machine."""

import csv
import json

import pytest

from refresh import __main__ as refresh
from refresh import npm as npm_registry
from refresh.python_index import SIMPLE
from sitedata.schema.clock import today
from tests.refresh.conftest import TORCH, described
from tests.refresh.conftest import file as file_of_index

TODAY = today().isoformat()
BY = f"python-package-index,{TODAY},make refresh"
LISTED = [
    "package,version,released_on,prerelease,requires_python,pythons,yanked,source_id,checked_on,recorded_by",
    "pkg:github/kubeflow/trainer,2.3.0,2026-08-06,no,,,,s,2026-11-22,a person",
    f"pkg:pypi/My.Lib,1.0,2020-01-01,no,>=3.11,,,{BY}",
    f"pkg:pypi/torch,2.9.1,2025-11-12,no,>=3.10,3.11,,{BY}",
    f"pkg:pypi/torch,2.10.0,2026-01-20,no,>=3.11,3.11 3.12 3.13,,{BY}",
    f"pkg:pypi/torch,2.11.0rc1,2026-02-02,yes,>=3.11,3.11,,{BY}",
]
NO_DAYS = {"4.9.0": "2023-08-01T10:00:00.000Z", "4.10.0": "2023-08-20T10:00:00.000Z"}
NPM = {
    "time": {"created": "2018-01-01T00:00:00.000Z", "modified": "2026-01-01T00:00:00.000Z"}
    | NO_DAYS
    | {"5.0.0-rc.1": "2024-01-01T00:00:00.000Z"},
    "license": "Apache-2.0",
    "description": "Machine learning in JavaScript",
    "repository": {"type": "git", "url": "git+https://github.com/tensorflow/tfjs.git"},
}


def rows(folder, name):
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def everything(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_releases_are_written_anew_from_the_index(index, folder):
    assert refresh.main() == 0
    assert (folder / "releases.csv").read_text(encoding="utf-8").splitlines() == LISTED
    assert not list(folder.glob("*.new"))


def test_the_index_is_asked_by_normalised_name_for_json(index, folder):
    refresh.main()
    assert index["asked"] == [
        ("/simple/my-lib/", SIMPLE),
        ("/pypi/my-lib/json", "application/json"),
        ("/simple/torch/", SIMPLE),
        ("/pypi/torch/json", "application/json"),
    ]


def test_what_the_newest_release_says_of_itself_is_kept(index, folder):
    index["torch", "json"] = described(
        "2.10.0",
        summary="Tensors \u202eand\n networks",
        license_expression="BSD-3-Clause",
        author_email="PyTorch Team",
        project_urls={"Repository": "https://github.com/pytorch/pytorch"},
        requires_dist=["sympy>=1.13.3", "Jinja2", 'triton; sys_platform == "win32"', 'numpy; extra == "all"'],
        classifiers=["Development Status :: 7 - Inactive"],
    )
    assert refresh.main() == 0
    assert rows(folder, "packages") == [
        {
            "package": "pkg:pypi/torch", "version": "2.10.0", "summary": "Tensors and networks",
            "licence": "BSD-3-Clause", "author": "PyTorch Team", "addresses": "https://github.com/pytorch/pytorch",
            "requires": "jinja2 sympy>=1.13.3", "platforms": "linux-x86-64 windows-x86-64", "size_mb": "900.0",
            "ended": "its metadata says inactive", "source_id": "python-package-index", "checked_on": TODAY,
            "recorded_by": "make refresh",
        }
    ]  # fmt: skip


def test_a_description_of_another_release_than_the_newest_is_not_taken(index, folder):
    index["torch", "json"] = described("2.9.1", summary="An old one")
    assert refresh.main() == 0
    assert rows(folder, "packages") == []


def test_advisories_of_the_index_are_written_anew_and_those_of_people_stay(index, folder):
    told = [
        {
            "id": "PYSEC-1",
            "summary": "It runs code.",
            "fixed_in": ["2.10.1"],
            "link": "https://osv.dev/vulnerability/1",
        },
        {"id": "PYSEC-2", "summary": "No longer.", "fixed_in": [], "link": "https://osv.dev/2", "withdrawn": "2026"},
    ]
    index["torch", "json"] = described("2.10.0", vulnerabilities=told)
    assert refresh.main() == 0
    assert [(row["id"], row["package"], row["affects"], row["recorded_by"]) for row in rows(folder, "advisories")] == [
        ("GHSA-w37p-236h-pfx3", "pkg:pypi/lightning", "2.6.2 2.6.3", "a person"),
        ("PYSEC-1", "pkg:pypi/torch", "2.10.0", "make refresh"),
    ]


def test_a_release_that_a_person_added_stays_until_the_index_has_it(index, folder):
    path = folder / "releases.csv"
    with path.open("a", encoding="utf-8") as file:
        file.write("pkg:pypi/torch,2.10.1,2026-02-10,no,,,,s,2026-11-22,a person\n")
    assert refresh.main() == 0
    assert [row["recorded_by"] for row in rows(folder, "releases") if row["version"] == "2.10.1"] == ["a person"]
    index["torch"] = [*TORCH, file_of_index("torch-2.10.1-cp311-cp311-manylinux_2_28_x86_64.whl", "2026-02-11")]
    assert refresh.main() == 0
    added = [row for row in rows(folder, "releases") if row["version"] == "2.10.1"]
    assert [(row["recorded_by"], row["released_on"]) for row in added] == [("make refresh", "2026-02-10")]


def test_rows_of_a_package_that_no_row_names_any_more_go(index, folder):
    refresh.main()
    path = folder / "systems.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("pkg:pypi/My.Lib", "pkg:github/my/lib"), encoding="utf-8")
    assert refresh.main() == 0
    assert {row["package"] for row in rows(folder, "releases")} == {"pkg:github/kubeflow/trainer", "pkg:pypi/torch"}


def test_a_day_never_moves_later_since_a_mirror_gives_the_day_of_its_copy(index, folder):
    refresh.main()
    index["torch"] = [one | {"upload-time": "2026-11-01T00:00:00Z"} for one in TORCH]
    assert refresh.main() == 0
    assert (folder / "releases.csv").read_text(encoding="utf-8").splitlines() == LISTED


def test_what_no_column_accepts_is_left_out(index, folder):
    index["torch", "json"] = described("2.10.0", summary="=HYPERLINK(1)", author_email="Somebody")
    assert refresh.main() == 0
    assert [(row["summary"], row["author"]) for row in rows(folder, "packages")] == [("", "Somebody")]


def test_an_advisory_without_an_address_changes_nothing(index, folder, capsys):
    before = everything(folder)
    told = [{"id": "PYSEC-1", "summary": "It runs code.", "fixed_in": [], "link": "no address"}]
    index["torch", "json"] = described("2.10.0", vulnerabilities=told)
    assert refresh.main() == 1
    assert everything(folder) == before
    assert "pkg:pypi/torch: url: " in capsys.readouterr().err


BAD_ANSWERS = {
    "package not found": None,
    "page instead of JSON": b"<html>",
    "JSON without files": b'{"projects": []}',
}


def of_package(folder, name):
    return {path.name: [line for line in text.splitlines() if name in line] for path, text in texts(folder).items()}


def texts(folder):
    return {path: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.csv"))}


@pytest.mark.parametrize("answer", BAD_ANSWERS.values(), ids=BAD_ANSWERS)
def test_of_a_package_without_a_usable_answer_everything_stays_and_the_others_go_on(index, folder, capsys, answer):
    before = of_package(folder, "pkg:pypi/torch,")
    index["torch"] = answer
    assert refresh.main() == 0
    assert of_package(folder, "pkg:pypi/torch,") == before
    assert any("My.Lib" in line for line in of_package(folder, "My.Lib")["releases.csv"])
    assert capsys.readouterr().err.startswith("missed, and as before: torch: ")


def test_an_index_that_is_down_is_not_asked_for_every_package(index, folder, monkeypatch, capsys):
    monkeypatch.setattr(refresh, "PATIENCE", 1)
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    assert refresh.main() == 1
    assert "pkg:pypi/torch: not asked, its index is down" in capsys.readouterr().err


def test_unreachable_index_changes_nothing(index, folder, monkeypatch, capsys):
    before = everything(folder)
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    assert refresh.main() == 1
    assert everything(folder) == before
    assert "data/ is unchanged" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["systems", "frameworks", "releases", "packages", "advisories"])
def test_broken_row_changes_nothing_since_its_package_would_be_forgotten(index, folder, capsys, name):
    path = folder / f"{name}.csv"
    if name == "packages":
        path.write_text(path.read_text(encoding="utf-8") + "pkg:pypi/x,,,,,,,,,,s,2026-11-22,us\n", encoding="utf-8")
    path.write_text(path.read_text(encoding="utf-8").replace("pkg:", "pkg", 1), encoding="utf-8")
    before = everything(folder)
    assert refresh.main() == 1
    assert everything(folder) == before
    assert f"data/{name}.csv:2: package: not a package URL" in capsys.readouterr().err
    assert not index["asked"]


# --- npm -------------------------------------------------------------------------------------------------------------
def test_npm_is_asked_with_its_own_configuration_and_its_stable_releases_are_taken(npm):
    asked = npm(json.dumps(NPM))
    answer = npm_registry.ask("@tensorflow/tfjs")
    assert [(row.version, row.released_on) for row in answer.releases] == [
        ("4.9.0", "2023-08-01"),
        ("4.10.0", "2023-08-20"),
    ]
    assert asked.read_text(encoding="utf-8").startswith("view @tensorflow/tfjs time ")
    assert answer.description.addresses == "https://github.com/tensorflow/tfjs"


def test_a_registry_that_copies_another_gives_no_days(npm):
    npm(json.dumps(NPM | {"time": NO_DAYS}))
    answer = npm_registry.ask("tfjs")
    assert answer.releases == []
    assert answer.description.version == "4.10.0"


def test_a_deprecated_package_says_so(npm):
    npm(json.dumps(NPM | {"deprecated": "use\nanother"}))
    assert npm_registry.ask("tfjs").description.ended == "deprecated: use another"


@pytest.mark.parametrize(
    ("answer", "status"),
    [("", 1), ("not JSON", 0), ("[]", 0), ('{"time": "now"}', 0)],
    ids=["an error", "no JSON", "another shape", "no times"],
)
def test_an_unusable_answer_of_npm_is_told(npm, answer, status):
    npm(answer, status)
    with pytest.raises(refresh.Unreachable, match=r"^tfjs: "):
        npm_registry.ask("tfjs")


def of_npm(folder):
    path = folder / "systems.csv"
    text = path.read_text(encoding="utf-8").replace("pkg:pypi/My.Lib", "pkg:npm/%40tensorflow/tfjs")
    path.write_text(text, encoding="utf-8")


def test_without_npm_what_it_would_say_stays(index, folder, npm, monkeypatch, capsys):
    of_npm(folder)
    npm(json.dumps(NPM))
    assert refresh.main() == 0
    before = of_package(folder, "pkg:npm/")
    assert before["releases.csv"] and before["packages.csv"]
    monkeypatch.setattr(npm_registry.shutil, "which", lambda name: None)
    assert refresh.main() == 0
    assert of_package(folder, "pkg:npm/") == before
    assert "npm is not installed" in capsys.readouterr().err


def test_rows_from_npm_name_the_registry_and_the_machine(index, folder, npm):
    of_npm(folder)
    npm(json.dumps(NPM))
    assert refresh.main() == 0
    assert f"pkg:npm/%40tensorflow/tfjs,4.10.0,2023-08-20,no,,,,npm-registry,{TODAY},make refresh" in (
        folder / "releases.csv"
    ).read_text(encoding="utf-8")


def test_releases_that_people_dated_stay_where_the_registry_gives_no_days(index, folder, npm):
    of_npm(folder)
    path = folder / "releases.csv"
    by_hand = "pkg:npm/%40tensorflow/tfjs,4.10.0,2023-08-20,no,,,,s,2026-11-22,a person"
    header, *lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([header, *sorted([*lines, by_hand]), ""]), encoding="utf-8")
    npm(json.dumps(NPM | {"time": NO_DAYS}))
    assert refresh.main() == 0
    assert by_hand in path.read_text(encoding="utf-8").splitlines()
