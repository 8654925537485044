"""Both feeds are valid Atom, with and without a known address, and say what was measured."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree

import pytest

from sitedata.check.dataset import checked_dataset
from sitedata.judge.edition import Edition
from sitedata.pages.claims import ClaimPages
from sitedata.pages.fragments import Fragments
from sitedata.publish import feeds
from tests import tiny, tiny_benchmark
from tests.atom import ATOM, problems
from tests.tiny import record

SITE = "https://site.example/wiki/"
SWEEPS = ("20261101t0000", "20261115t1200")


def dataset(folder, sweeps=SWEEPS, cpu="AMD EPYC", **tables):
    """The tiny tables and an environment in which each sweep has seven rounds."""
    parts = [tiny_benchmark.plausible(rounds=7, sweep=sweep) for sweep in sweeps]
    for part, sweep in zip(parts, sweeps, strict=True):
        day = f"{sweep[:4]}-{sweep[4:6]}-{sweep[6:8]}"
        part["runs"] = [
            run | {"started_at": f"{day}T{sweep[9:11]}:{number % 60:02}:00Z"} for number, run in enumerate(part["runs"])
        ]
    if parts:
        whole = parts[0] | {name: [row for part in parts for row in part[name]] for name in ("runs", "samples")}
        whole["environment"] = [
            row | ({"value": cpu} if row["fact"] == "cpu-model" else {}) for row in whole["environment"]
        ]
        tiny_benchmark.write(folder / "benchmarks", **whole)
    return checked_dataset(tiny.write(folder, **tables))


def verdicts(data, site_url):
    return ClaimPages(Fragments(Edition(data))).feed(site_url, "Title")


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return dataset(tmp_path_factory.mktemp("feeds"))


@pytest.mark.parametrize("site_url", [SITE, ""], ids=["address known", "address unknown"])
def test_both_feeds_are_atom(data, site_url):
    for text in (feeds.measurements(data, site_url, "Title"), verdicts(data, site_url)):
        assert not problems(text, site_url)
        assert ("<link" in text) == bool(site_url)


def test_every_sweep_of_every_environment_is_an_entry_the_newest_first(data):
    root = ElementTree.fromstring(feeds.measurements(data, SITE, "Title"))
    ids = [entry.findtext(f"{ATOM}id") for entry in root.findall(f"{ATOM}entry")]
    assert [id.split("measurements/")[1] for id in ids] == [f"synthetic/{sweep}" for sweep in reversed(SWEEPS)]
    assert (
        root.findtext(f"{ATOM}updated")
        == root.find(f"{ATOM}entry").findtext(f"{ATOM}updated")
        == "2026-11-15T12:59:00Z"
    )


def test_an_entry_says_when_where_with_what_how_many_and_the_ratios(data):
    entry = ElementTree.fromstring(feeds.measurements(data, SITE, "Title")).find(f"{ATOM}entry")
    told = entry.findtext(f"{ATOM}content")
    good = sum(run.status == "ok" and run.sweep == SWEEPS[1] for run in data.environments["synthetic"].rows("runs"))
    assert (
        entry.findtext(f"{ATOM}title")
        == f"Sweep of 15 November 2026, 12:00 UTC: {data.environments['synthetic'].title}"
    )
    assert (
        "15 November 2026, with TensorFlow 0.0.0, PyTorch 0.0.0" in told
        and f"{good:,} good runs of " in told
        and "in 7 rounds" in told
    )
    assert "Step time in training" in told and "MLP 0.8" in told and "Step time in inference" in told
    assert entry.find(f"{ATOM}link").get("href") == f"{SITE}4b-performance/"


def test_a_sweep_is_told_by_its_own_runs(tmp_path):
    """The second sweep's ratios do not mix with the first one's."""
    data = dataset(tmp_path)
    environment = data.environments["synthetic"]
    first, second = (feeds._ratios(environment, sweep, "training") for sweep in SWEEPS)
    assert first and second and first != second


def test_a_feed_without_an_entry_is_still_one(tmp_path):
    data = dataset(tmp_path, sweeps=(), verdict_log=[])
    for text in (feeds.measurements(data, SITE, "Title"), verdicts(data, SITE)):
        assert not problems(text, SITE) and "<entry>" not in text


def test_text_of_a_table_stays_text(tmp_path):
    hostile = "</title><script>&amp; \"'"
    data = dataset(tmp_path, cpu=hostile, verdict_log=[record("verdict_log", claim_id="one", cause=hostile)])
    for text in (feeds.measurements(data, SITE, "Title"), verdicts(data, SITE)):
        assert not problems(text, SITE)
        root = ElementTree.fromstring(text)
        assert hostile in "".join(root.itertext()) and not list(root.iter(f"{ATOM}script"))


BROKEN = {
    "no id": ("<id>tag:tensorflow-vs-pytorch,2026:measurements</id>", ""), "day without a time": ("T12:59:00Z", ""),
    "link without the site": (f'href="{SITE}', 'href="'), "another root": ("feed", "rss"),
    "the same id twice": (SWEEPS[0], SWEEPS[1]),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new"), BROKEN.values(), ids=BROKEN)
def test_a_broken_feed_is_found(data, old, new):
    assert problems(str(feeds.measurements(data, SITE, "Title")).replace(old, new), SITE)
