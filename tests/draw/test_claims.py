"""What a measured claim compares, drawn: one block per machine, judged by its own band."""

from __future__ import annotations

import math

from sitedata.check.dataset import checked_dataset
from sitedata.draw.all import specs
from sitedata.draw.figure import draw
from tests.judge.test_claims import ONE, judged, times
from tests.tiny_benchmark import run


def drawn(folder, *environments):
    judged(folder, *environments, **ONE)
    data = checked_dataset(folder / "data")
    return draw(specs(data)["claim-two"], data)


def legend(figure) -> list[str]:
    return [note["text"] for note in figure.wide["layout"]["annotations"] if note["text"][1:4] == " · "]


def marks(figure) -> list[tuple[float, float]]:
    """Ratio and height of every mark, the highest first."""
    placed = [
        mark
        for trace in figure.wide["data"]
        if trace["mode"] == "markers"
        for mark in zip(trace["x"], trace["y"], strict=True)
    ]
    return sorted(placed, key=lambda mark: -mark[1])


def test_one_row_a_model_has_one_mark_a_machine_and_the_one_that_pages_show_is_first(tmp_path):
    figure = drawn(tmp_path, times(pytorch_us=500, rounds=7), times(pytorch_us=2000, rounds=9))
    assert [(row["machine"].split(",")[0], row["ratio"], row["outcome"]) for row in figure.rows] == [
        ("Maker B", 2, "more"),
        ("Maker A", 0.5, "less"),
    ]
    assert [line.split(", below")[0] for line in legend(figure)] == [
        "A · Maker B, 2 cores (contributed; 9 rounds", "B · Maker A, 2 cores (contributed; 7 rounds",
    ]  # fmt: skip
    assert [ratio for ratio, _ in marks(figure)] == [2, 0.5]
    assert figure.wide["layout"]["yaxis"]["ticktext"] == ["ResNet-20"]  # both marks stand in one row
    beside = [note["text"] for note in figure.wide["layout"]["annotations"] if note["text"] in ("A", "B")]
    assert beside == ["A", "B"]
    assert figure.title.startswith("The machine changes the answer for 1 of 1 models. ")
    assert figure.caption.count("good runs") == 2
    assert {path.split("/")[2] for _, path in figure.raw} == {"machine-0", "machine-1"}


def test_each_machine_has_its_own_tie_band(tmp_path):
    noisy, twins = times(pytorch_us=1300, rounds=9), []
    for number in range(1, 10):
        same = {"workload": "resnet20", "batch_size": 32, "task": "training", "layout": "default", "threads": 0}
        twins.append(
            run(
                f"twin-{number}",
                times="1950 1950",
                round=number,
                framework="pytorch",
                mode="eager",
                variant="twin",
                **same,
            )
        )
    noisy = noisy | {
        "runs": [*noisy["runs"], *(row for row, _ in twins)],
        "samples": [*noisy["samples"], *(steps for _, steps in twins)],
    }
    figure = drawn(tmp_path, times(pytorch_us=1300, rounds=7), noisy)
    # the same ratio: the noisy machine cannot tell it from 1
    assert [row["outcome"] for row in figure.rows] == [
        "tie",
        "more",
    ]
    bands = [shape["x1"] for shape in figure.wide["layout"]["shapes"] if shape["type"] == "rect"]
    assert math.isclose(bands[0], 1.5) and math.isclose(bands[1], 1.1)


def test_a_single_machine_needs_no_letter(tmp_path):
    figure = drawn(tmp_path, times(pytorch_us=2000))
    assert not legend(figure) and [name for name, _ in figure.raw] == [
        "runs.csv",
        "samples.csv.gz",
        "environment.csv",
    ]
