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


def headings(figure) -> list[str]:
    return [note["text"] for note in figure.wide["layout"]["annotations"] if note["text"].startswith("<b>")]


def test_each_machine_has_a_block_and_the_one_that_pages_show_is_first(tmp_path):
    figure = drawn(tmp_path, times(pytorch_us=500), times(pytorch_us=2000, rounds=9))
    assert [(row["machine"][-3:], row["ratio"], row["outcome"]) for row in figure.rows] == [
        ("(1)", 2, "more"),
        ("(0)", 0.5, "less"),
    ]
    assert [heading.split(" below")[0].removeprefix("<b>") for heading in headings(figure)] == [
        "AMD EPYC, 2 cores (1) (contributed; 9 rounds,", "AMD EPYC, 2 cores (0) (contributed; 7 rounds,",
    ]  # fmt: skip
    assert figure.caption.count("good runs") == 2
    assert {path.split("/")[2] for _, path in figure.raw} == {"machine-0", "machine-1"}


def test_each_block_has_its_own_tie_band(tmp_path):
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


def test_a_single_machine_needs_no_heading(tmp_path):
    figure = drawn(tmp_path, times(pytorch_us=2000))
    assert not headings(figure) and [name for name, _ in figure.raw] == [
        "runs.csv",
        "samples.csv.gz",
        "environment.csv",
    ]
