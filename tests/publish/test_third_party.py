"""The licences of third-party files that the site serves: all are listed, and one without a licence stops the build."""

import json
from importlib.metadata import version

import pytest

from sitedata.publish import third_party
from sitedata.publish.assets import plotly_bundle
from sitedata.text.problem import BadInput
from tests.conftest import ROOT


def test_each_part_has_a_name_a_version_a_purl_and_a_text():
    parts = third_party.parts(plotly_bundle(ROOT))
    written = third_party.licences(plotly_bundle(ROOT))
    assert {part.name for part in parts} >= {
        "mkdocs-material",
        "Public Sans",
        "Bricolage Grotesque",
        "rxjs",
        "lunr",
        "clipboard",
        "escape-html",
        "focus-visible",
        "tslib",
    }
    assert f"pkg:pypi/mkdocs-material@{version('mkdocs-material')}\n" in written and "pkg:npm/lunr@2.3" in written
    for part in parts:
        assert part.version and part.purl.startswith("pkg:") and len(part.licence) > 200
        assert f"{part.name} {part.version}\n{part.purl}\n" in written and part.licence.strip() in written


def bundle(
    folder, licence="LICENSE", text="var x;/*! Bundled license information:\n\none/index.js:\n  (*! One, MIT *)\n*/"
):
    folder.mkdir()
    (folder / "package.json").write_text(json.dumps({"name": "plotly.js-basic-dist-min", "version": "9.9.9"}))
    (folder / "plotly-basic.min.js").write_text(text)
    if licence:
        (folder / licence).write_text("MIT License")
    return folder / "plotly-basic.min.js"


def test_plotly_is_the_one_that_is_served_with_what_its_bundle_contains(tmp_path):
    small = third_party.plotly(bundle(tmp_path / "one"))
    assert (
        small.purl == "pkg:npm/plotly.js-basic-dist-min@9.9.9"
        and "/*! One, MIT */" in small.licence
        and "MIT License" in small.licence
    )
    assert third_party.plotly(plotly_bundle(tmp_path)).purl == f"pkg:pypi/plotly@{version('plotly')}"


def test_a_package_without_its_licence_is_a_finding_that_names_it(tmp_path):
    with pytest.raises(
        BadInput,
        match=r"^node_modules/plotly.js-basic-dist-min:1: no licence file: the package has none — expected its licence",
    ):
        third_party.parts(bundle(tmp_path / "one", licence=""))


def test_a_library_that_the_theme_takes_up_needs_its_licence(monkeypatch, tmp_path):
    monkeypatch.setattr(third_party, "KEPT", tmp_path)
    third_party.parts.cache_clear()
    with pytest.raises(
        BadInput,
        match=r"scripts/sitedata/publish/licences/rxjs.txt:1: no licence file: 'rxjs' is inside mkdocs-material",
    ):
        third_party.parts(plotly_bundle(ROOT))
    third_party.parts.cache_clear()


def test_a_served_file_that_no_entry_names_is_covered_by_nobody():
    parts = third_party.parts(plotly_bundle(ROOT))
    assert third_party.covering(parts, "assets/plotly.min.js").name.startswith("plotly")
    assert third_party.covering(parts, "assets/javascripts/bundle.1a2b3c4d.min.js").name == "mkdocs-material"
    assert third_party.covering(parts, "assets/javascripts/lunr/min/lunr.ar.min.js") is None
