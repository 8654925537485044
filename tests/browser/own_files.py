"""The files of an invented reader, and what the tool that compares them with ours says."""

from __future__ import annotations

import re

from sitedata.schema.protocol.workloads import WORKLOADS

BATCH = WORKLOADS["mlp"].batch_size
HEAD = "id,status,sweep,round,framework,mode,variant,workload,task,device,precision,layout,threads,batch_size,steps"
CONTESTANTS = {"pytorch": ("eager", 1400), "tensorflow": ("tf.function", 1000)}
GOOD = [
    [
        f"r{number}-{name}",
        "ok",
        "s",
        str(number),
        name,
        mode,
        "plain",
        "mlp",
        "training",
        "cpu",
        "float32",
        "default",
        "0",
        str(BATCH),
        "2",
    ]
    for number in range(1, 7)
    for name, (mode, _us) in CONTESTANTS.items()
]
TIMES = [[row[0], f"{us} {us + 10}"] for row in GOOD for us in [CONTESTANTS[row[4]][1]]]
DONE = "/^(Not read|[0-9,]+ good)/.test(document.querySelector('.compare-said').textContent)"
QUOTING = 'broken quoting — expected quotes in pairs, a quote inside a cell doubled ("")'
TOO_LARGE = "is too large — expected at most 20,000,000 bytes, unpacked"


def text(head: str, rows: list[list[str]]) -> str:
    return "\n".join([head, *map(",".join, rows)]) + "\n"


RUNS, SAMPLES = text(HEAD, GOOD), text("run_id,step_time_us", TIMES)


def runs(**cells: str) -> str:
    """The good file of runs, with some cells of its second row (line 3) replaced."""
    second = dict(zip(HEAD.split(","), GOOD[1], strict=True)) | cells
    return text(HEAD, [GOOD[0], list(second.values()), *GOOD[2:]])


def samples(times: str) -> str:
    """The good file of samples, with other times in line 3."""
    return text("run_id,step_time_us", [TIMES[0], [TIMES[1][0], times], *TIMES[2:]])


def said_of(page, files: dict[str, str | bytes]) -> str:
    """What the tool says once it has read the files."""
    page.locator(".compare-said").evaluate("said => { said.textContent = '' }")
    buffers = {name: content.encode() if isinstance(content, str) else content for name, content in files.items()}
    page.locator(".compare input").set_input_files(
        [{"name": name, "mimeType": "text/csv", "buffer": content} for name, content in buffers.items()],
    )
    page.wait_for_function(DONE)
    said = page.locator(".compare-said").text_content()
    shown = page.locator(".compare-result").text_content()
    assert not re.search(r"NaN|Infinity|undefined|Error|\[object", re.sub(r"got '.*?'", "", said) + shown)
    assert bool(shown) != said.startswith("Not read")
    assert not page.complaints
    return said


def refusal(page, files: dict[str, str | bytes]) -> str:
    """The problem that the tool reports in files chosen after good ones, whose result disappears."""
    assert said_of(page, {"runs.csv": RUNS, "samples.csv": SAMPLES}).startswith("12 good runs of 12, device cpu.")
    return said_of(page, files).removeprefix("Not read: ").removesuffix(".")
