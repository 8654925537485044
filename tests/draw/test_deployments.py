"""What deployment costs as a figure, on its page and in the API: all of it follows from the measurement."""

from __future__ import annotations

import re

import pytest

from sitedata.api.deployments import requests
from sitedata.draw.all import BY_ID
from sitedata.draw.figure import draw
from sitedata.judge import deployments as judge
from sitedata.judge.edition import Edition
from sitedata.load import sweeps
from sitedata.load.dataset import load_dataset
from sitedata.pages.deployments import DeploymentPieces
from sitedata.pages.fragments import Fragments
from sitedata.schema.figure import Undrawn
from tests import tiny_deployment
from tests.tiny import write

TIMES = {
    ("tensorflow-savedmodel", "resnet20"): 3.0, ("tensorflow-savedmodel", "gpt2-small"): 80.0,
    ("tensorflow-litert", "resnet20"): 0.5, ("tensorflow-litert", "gpt2-small"): 64.0,
    ("pytorch-eager", "resnet20"): 6.0, ("pytorch-eager", "gpt2-small"): 100.0,
    ("pytorch-litert", "resnet20"): 0.4, ("pytorch-litert", "gpt2-small"): 64.0,
}  # fmt: skip


@pytest.fixture
def read(tmp_path):
    def of(rows=None):
        sweeps.forget()
        folder = write(tmp_path / "data")
        if rows:
            tiny_deployment.write(folder, rows)
        data = load_dataset(folder)
        assert data.problems == []
        return data

    return of


def pieces(data):
    return DeploymentPieces(Fragments(Edition(data)), "../")


def test_the_figure_has_a_row_for_each_way_and_says_what_is_found(read):
    figure = draw(BY_ID["deploy-costs"], read(tiny_deployment.made(TIMES)))
    assert figure.title == (
        "LiteRT answers 4.8 times as fast as eager PyTorch and 2.7 times as fast as TensorFlow's SavedModel"
    )
    assert len(figure.rows) == len(TIMES)
    assert figure.rows[0] | {"p99_ms": 0} == {
        "way": "TensorFlow, SavedModel", "model": "ResNet-20", "request_ms": 3.0, "low": 3.0, "high": 3.0,
        "coverage": 0.9844, "p99_ms": 0, "processes": 7, "requests": 21, "start_ms": 106.0, "first_request_ms": 2.0,
        "resident_mib": 54.0, "peak_mib": 70.0, "file_mib": 1.5, "difference_ppm": 0.2, "served_with": "a runtime 1.0",
    }  # fmt: skip
    assert figure.scope == "A CPU, 2 cores" and figure.as_of == "2026-11-27"
    assert "Request, ×: TensorFlow, SavedModel 3.1, TensorFlow, LiteRT 1.1" in figure.alt


def test_what_fails_is_left_out_with_its_reason(read):
    rows = tiny_deployment.made(TIMES)
    rows["models"][0] |= {"outcome": "fails", "finding": "ValueError: no"}
    data = read(rows)
    (left_out,) = draw(BY_ID["deploy-costs"], data).left_out
    assert left_out == ("TensorFlow, SavedModel: ResNet-20", "ValueError: no")
    assert (
        "<li>TensorFlow to SavedModel, ResNet-20: fails with <code>ValueError: no</code>.</li>" in pieces(data).table()
    )


def test_the_page_says_the_range_over_the_models_and_the_memory(read):
    page = pieces(read(tiny_deployment.made(TIMES)))
    assert page.title() == (
        "On one CPU, a runtime alone answers 2.7 times as fast as TensorFlow and 4.8 times as fast as PyTorch, over 2 "
        "models"
    )
    assert page.gains("pytorch-litert") == "1.6 (GPT-2) to 15 (ResNet-20)"
    assert page.origin() == "1.2" and page.common() == "ResNet-20 and GPT-2"
    assert page.memory("tensorflow-litert") == "54 MiB" and page.memory("jax-export") == ""


PAGES = {("pytorch-litert-chromium", "resnet20"): 1.2, ("pytorch-litert-firefox", "resnet20"): 1.8}


def test_pages_in_browsers_have_a_figure_and_a_table_of_their_own(read):
    rows = tiny_deployment.made(TIMES | PAGES)
    rows["ways"][-2] |= {"installed_mib": None, "download_mib": 2.8}
    data = read(rows)
    figure = draw(BY_ID["deploy-browsers"], data)
    assert figure.title == "What a page costs: in Chromium LiteRT.js takes 3.0 times as long as outside, by model"
    assert [row["way"] for row in figure.rows] == ["PyTorch, LiteRT.js, Chromium", "PyTorch, LiteRT.js, Firefox"]
    assert "Download, MiB: PyTorch, LiteRT.js, Chromium 2.8" in figure.alt
    assert len(draw(BY_ID["deploy-costs"], data).rows) == len(TIMES)
    page = pieces(data)
    assert page.slower_in_browsers("LiteRT.js") == "3.0" and page.slower_in_browsers("ONNX Runtime Web") == ""
    assert page.download("pytorch-litert-chromium") == "2.8 MiB" and page.download("pytorch-litert-firefox") == ""
    assert page.common_in_browsers() == "ResNet-20" and page.common() == "ResNet-20 and GPT-2"
    assert "LiteRT.js, Chromium" in page.table("browser") and "LiteRT.js" not in page.table()
    told = {one.way: (one.runtime, one.browser, one.installed_mib, one.download_mib) for one in requests(data)}
    assert told["pytorch-litert-chromium"] == ("LiteRT.js", "chromium", None, 2.8)
    assert told["pytorch-litert"] == ("LiteRT", None, 100.0, None)
    assert isinstance(draw(BY_ID["deploy-browsers"], read(tiny_deployment.made(TIMES))), Undrawn)


def test_8_bit_integers_have_a_row_with_time_file_and_accuracy(read):
    rows = tiny_deployment.made(TIMES | {("pytorch-litert-int8", "resnet20"): 0.2})
    rows["models"][-1] |= {"accuracy": 0.94, "float_accuracy": 0.96, "file_mib": 0.5}
    data = read(rows)
    page = pieces(data)
    cells = re.findall(r"<td>(.*?)</td>", page.in_integers())
    assert cells == [
        "LiteRT",
        "ResNet-20",
        "0.40 → 0.20 <small>(0.20–0.20)</small>",
        "2.0",
        "1.5 → 0.50",
        "96.00 → 94.00",
    ]
    assert page.gain_of_integers("ONNX Runtime") == ""
    told = (page.gain_of_integers("LiteRT"), page.smaller_by_integers(), page.lost_by_integers())
    assert told == ("2.0", "3.0", "2.00")
    assert len(draw(BY_ID["deploy-costs"], data).rows) == len(TIMES)
    nothing = pieces(read(tiny_deployment.made(TIMES)))
    assert nothing.in_integers().strip() == nothing.gain_of_integers("LiteRT") == nothing.lost_by_integers() == ""


def test_8_bit_integers_whose_times_overlap_are_called_unclear(read):
    rows = tiny_deployment.made(TIMES | {("pytorch-litert-int8", "resnet20"): 0.3})
    rows["models"][-1] |= {"accuracy": 0.94, "float_accuracy": 0.96, "file_mib": 0.5}
    for times in rows["calls"][-2:]:  # in two of seven processes
        times["call_time_us"] = "400 500 600"
    page = pieces(read(rows))
    assert "<td>unclear</td>" in page.in_integers() and page.undecided_integers() == "1 of 1"
    assert page.gain_of_integers("LiteRT") == ""


def test_servers_have_a_row_with_what_they_answer_to_several_clients(read):
    times = {
        ("pytorch-onnx", "resnet20"): 1.0,
        ("pytorch-onnx-ray", "resnet20"): 3.5,
        ("pytorch-onnx-asgi", "resnet20"): 2.0,
    }
    rows = tiny_deployment.made(TIMES | times)
    for run in rows["runs"]:
        if run["way"].endswith(("ray", "asgi")):
            run |= {"requests_per_s": 400.0 if run["way"].endswith("ray") else 1500.0, "client_cores": 0.3}
    data = read(rows)
    page = pieces(data)
    cells = re.findall(r"<td>(.*?)</td>", page.servers())
    assert cells[:3] == ["–", "1.0", "–"]  # without a server
    assert cells[8:16] == ["–", "2.0", "–", "–", "<b>1,500</b>", "–", "0.11", "54"] and cells[20] == "400"
    assert page.cost_of_servers() == "1.0 to 2.5"
    assert len(draw(BY_ID["deploy-costs"], data).rows) == len(TIMES) + 1
    nothing = pieces(read(tiny_deployment.made(TIMES)))
    assert nothing.servers().strip() == nothing.cost_of_servers() == ""


def test_a_factor_between_intervals_that_overlap_is_not_told(read):
    rows = tiny_deployment.made(TIMES)
    for call in rows["calls"]:
        if call["run_id"].startswith("pytorch-litert-gpt2-small") and call["run_id"].endswith(("r01-a1", "r02-a1")):
            call["call_time_us"] = "100000"
    page = pieces(read(rows))
    assert page.gains("pytorch-litert") == "15 (ResNet-20)"
    assert page.undecided("pytorch-litert") == "GPT-2" and page.undecided("tensorflow-litert") == ""


def test_the_table_has_a_cell_for_each_model_and_the_shortest_in_bold(read):
    table = pieces(read(tiny_deployment.made(TIMES))).table()
    cells = re.findall(r'<tr id="pytorch-litert">.*?</tr>', table, re.DOTALL)[0]
    assert re.findall(r"<td>(.*?)</td>", cells) == ["LiteRT", "–", "<b>0.40</b>", "–", "–", "–", "<b>64</b>"]


@pytest.mark.parametrize(
    ("ms", "words"), [(0.0192, "0.019"), (0.4, "0.40"), (2.87, "2.9"), (61.4, "61"), (115.3, "115")]
)
def test_a_time_has_two_digits(ms, words):
    assert judge.two(ms) == words


def test_without_a_measurement_there_is_a_page_without_numbers(read):
    data = read()
    page = pieces(data)
    assert isinstance(draw(BY_ID["deploy-costs"], data), Undrawn)
    assert page.title() == "Deployment"
    assert (page.gains("pytorch-litert"), page.origin(), page.memory("pytorch-litert")) == ("", "", "")
    assert page.table().strip() == page.facts().strip() == ""
    assert requests(data) == []


def test_the_api_has_what_the_figure_shows(read):
    one, *others = requests(read(tiny_deployment.made(TIMES)))
    assert len(others) == len(TIMES) - 1
    assert (one.deployment, one.way, one.framework, one.runtime) == (
        tiny_deployment.ID, "tensorflow-savedmodel", "tensorflow", "SavedModel",
    )  # fmt: skip
    assert (one.request_ms, one.processes, one.installed_mib, one.resident_mib) == (3.0, 7, 100.0, 54.0)
