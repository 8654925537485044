"""A page that answers, in the real Chromium; a runtime of a few lines stands in for those that npm brings."""

from __future__ import annotations

import array
import json
import random

import pytest

from bench.deploy import browse
from sitedata.draw.browser import find_browser
from sitedata.schema.protocol.deployment import BROWSERS, WAYS

TWICE = """
export const env = { wasm: {} };
export class Tensor { constructor(type, data, shape) { Object.assign(this, { type, data, shape }); } }
export const InferenceSession = {
  async create(model, options) {
    const bytes = new Uint8Array(await (await fetch(model)).arrayBuffer());
    if (options.externalData?.length !== 1 || env.wasm.numThreads < 1) throw new Error("not what was asked for");
    if (bytes[0] === 0) throw new Error("no such operator");
    const run = async ({ x }) => ({ y: { data: Float32Array.from(x.data, (value) => bytes[0] * Number(value)) } });
    return { inputNames: ["x"], outputNames: ["y"], run };
  },
};
"""


@pytest.fixture
def ask(tmp_path, monkeypatch):
    """``ask(factor, x, before)``: what a page answers whose model multiplies by ``factor``."""
    monkeypatch.setattr(browse, "RUNTIMES", tmp_path / "browser")
    monkeypatch.setattr(browse, "program", lambda browser: find_browser())
    monkeypatch.setattr(browse, "WARM_UP_S", 0.0)
    monkeypatch.setattr(browse, "WINDOW_S", 0.02)
    runtime = tmp_path / "browser" / "node_modules" / "onnxruntime-web" / "dist" / "ort.wasm.bundle.min.mjs"
    runtime.parent.mkdir(parents=True)
    runtime.write_text(f"{TWICE}// {random.Random(0).randbytes(2**16).hex()}", encoding="utf-8")
    place = tmp_path / "mlp"
    place.mkdir()
    (place / "model.onnx.data").touch()

    def of(factor, x, before, type="float32", code="f"):
        (place / "model.onnx").write_bytes(bytes([factor]))
        data = [array.array(kind, values).tobytes() for kind, values in ((code, x), ("f", before))]
        return browse.asked("pytorch-onnx-chromium", place, browse.Request(data[0], (1, len(x)), type, data[1]))

    return of


def test_a_page_answers_with_its_times_and_what_the_browser_takes(ask):
    answer = ask(2, [1, -2, 3], [2, -4, 6])
    assert answer["difference"] == 0
    assert len(answer["call_time_us"]) >= 10 and min(answer["call_time_us"]) >= 0
    assert answer["ready_ms"] > 0 and answer["first_ms"] > 0
    assert 10 < answer["resident_mib"] <= answer["peak_mib"]
    assert 0.06 < answer["download_mib"] < 0.1 and answer["foreign_cores"] >= 0


def test_a_page_counts_tokens_in_64_bits(ask):
    assert ask(3, [1, 2], [3, 6], type="int64", code="q")["difference"] == 0


def test_another_answer_is_told_by_how_much(ask):
    assert ask(2, [1, -2, 3], [2, -4, 5])["difference"] == pytest.approx(0.2)
    assert ask(2, [1, -2, 3], [2, -4])["difference"] is None


def test_what_a_runtime_refuses_is_told_in_its_words(ask):
    assert ask(0, [1], [1]) == {"failed": "Error: no such operator"}


def test_a_browser_that_ends_is_told(ask, monkeypatch):
    monkeypatch.setattr(browse, "program", lambda browser: "/bin/false")
    assert ask(2, [1], [2]) == {"failed": "the browser ended with status 1"}


def test_nothing_outside_its_folders_is_given_away(tmp_path):
    (tmp_path / "secret").touch()
    (tmp_path / "model").mkdir()
    site = browse.Site("pytorch-onnx-chromium", tmp_path / "model", browse.Request(b"", (1,), "float32", b""))
    assert site.content("/model/../secret") is None
    assert site.content("/node_modules/../../../mkdocs.yml") is None
    assert site.content("/").name == "index.html"


def test_each_runtime_of_a_browser_has_its_script_and_its_release():
    known = {row["package"] for row in browse.packages_of_the_lock()}
    for id, way in WAYS.items():
        if way.in_browser:
            assert way.served_in in BROWSERS and way.served_in in browse.PROGRAMS
            assert (browse.PAGE / f"{id.split('-')[1]}.js").exists()
            assert set(way.packages) <= known
    lock = json.loads((browse.PAGE / "package-lock.json").read_text(encoding="utf-8"))
    assert not [path for path, row in lock["packages"].items() if "resolved" in row]


def test_without_npm_it_says_what_is_missing(tmp_path, monkeypatch):
    monkeypatch.setattr(browse, "RUNTIMES", tmp_path / "browser")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(browse.CannotStart, match="npm is missing"):
        browse.install()
