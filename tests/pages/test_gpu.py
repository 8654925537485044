"""The page about a GPU: its words and its table, on the committed results and where nothing was measured."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sitedata.draw.figures.speed import bench_training
from sitedata.judge.edition import Edition
from sitedata.judge.environments import environments_of, main_environment, page_of
from sitedata.load.dataset import load_dataset
from sitedata.pages.environments import gpu_memory_table
from sitedata.pages.fragments import Fragments
from sitedata.pages.words.facts import Values
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def data():
    return load_dataset(ROOT / "data")


@pytest.fixture(scope="module")
def gpu(data):
    return main_environment(data, "cuda")


def test_the_words_are_about_the_gpu_whatever_the_page_shows(data, gpu):
    main, own = Values(data), Values(replace(data, shown=gpu.id))
    assert main.on_gpu() and main.gpu is own.gpu is gpu and own.gpu_is_main()
    assert main.bench_gpu_finding() == own.bench_gpu_finding()
    assert "NVIDIA H200" in own.bench_gpu_finding() and "for ResNet-20 and" in own.bench_gpu_finding()


def test_each_number_is_that_of_the_runs(data, gpu):
    values = Values(data)
    ratio = values.bench_gpu_ratio("resnet20")
    pairs = {}
    for run in gpu.runs(workload="resnet20"):
        pairs.setdefault(run.round, {})[run.framework] = gpu.value(run, "step_time_ms")
    ratios = sorted(pair["pytorch"] / pair["tensorflow"] for pair in pairs.values() if len(pair) == 2)
    assert ratio.startswith(f"ResNet-20: {ratios[len(ratios) // 2]:.2f} ({ratios[0]:.2f}–{ratios[-1]:.2f}, ")
    taken = sorted(run.device_used_mib for run in gpu.runs(workload="resnet20", framework="tensorflow"))
    assert values.bench_gpu_memory("tensorflow", "device_used_mib") == f"{taken[len(taken) // 2]:,.0f} MiB"
    assert values.bench_gpu_ratio("gru") == "Not measured yet."


def test_the_table_has_what_was_taken_and_what_was_needed(data, gpu):
    shown = gpu_memory_table(Fragments(Edition(data).showing(gpu.id)))
    assert shown.count("<tr><td>") == 4 and "141,459 MiB" in shown
    assert gpu_memory_table(Fragments(Edition(data))).strip() == "", "a page about a CPU has none"


def test_its_figure_says_gpu_and_that_of_a_cpu_says_cpu(data, gpu):
    titles = [bench_training.draw(one, False).title for one in (data, replace(data, shown=gpu.id))]
    assert [("a CPU" in title, "a GPU" in title) for title in titles] == [(True, False), (False, True)]


def test_each_environment_has_one_page_of_its_device(data, gpu):
    pages = {environment.id: page_of(data, environment) for environment in data.environments.values()}
    assert pages[gpu.id] == "4b-gpu/" and pages[main_environment(data).id] == "4b-performance/"
    assert all(page.startswith("4b-performance/") for id, page in pages.items() if id != gpu.id)
    assert environments_of(data, "cuda") == [gpu] and gpu not in environments_of(data, "cpu")
    assert environments_of(data, "cpu")[0] is main_environment(data)


def test_where_no_gpu_was_measured_the_words_say_so(data, gpu):
    without = Values(replace(data, measured={id: one for id, one in data.measured.items() if id != gpu.id}))
    assert not without.on_gpu() and without.bench_gpu_finding() == "On no GPU: not measured yet."
    assert without.bench_gpu_ratio("lstm") == "Not measured yet."
    assert without.bench_gpu_memory("pytorch", "device_used_mib") == "not measured yet"
