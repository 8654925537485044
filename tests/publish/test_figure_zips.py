"""A figure as one file to take away: what is in it, the same bytes each time, and lines that read it."""

import csv
import io
import json
import re
import time
import zipfile
from dataclasses import replace

import pytest

from sitedata.judge.comparisons import samples_path
from sitedata.load.environments import load_environments
from sitedata.publish.figure_zips import FigureZips, in_pandas
from sitedata.schema.figure_columns import described
from tests import tiny_benchmark
from tests.tiny_figure import TINY

ABOUT = {"title": "Who is faster?", "licence": "CC BY-SA 4.0", "sources": [
    {"publisher": "Somebody", "title": "A study", "url": "https://example.org/study"}]}  # fmt: skip


@pytest.fixture
def environments(tmp_path):
    tiny_benchmark.write(tmp_path, **tiny_benchmark.MINIMAL)
    return load_environments(tmp_path)[0]


def measured(environments):
    """The smallest figure, of two rows that rest on one run each and both on a third."""
    environment = environments[tiny_benchmark.ID]
    paths = [samples_path(environment, {"framework": name}) for name in ("pytorch", "tensorflow")]
    sides = {"pytorch": "eager", "tensorflow": "tf.function"}
    both = samples_path(environment, *({"framework": framework, "mode": mode} for framework, mode in sides.items()))
    rows = tuple({"model": "A", "ratio": 1.5, "samples": path} for path in (*paths, both))
    return replace(TINY, kind="measured", environment=environment.id, rows=rows)


def unpacked(zip_file: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(zip_file)) as packed:
        return {name: packed.read(name).decode() for name in packed.namelist()}


def test_it_holds_rows_runs_metadata_and_words_and_the_same_bytes_each_time(environments):
    figure = measured(environments)
    first, second = (FigureZips(environments).packed(figure, ABOUT, "Cite it so.") for _ in range(2))
    assert first == second
    files = unpacked(first)
    assert sorted(files) == ["README.txt", "metadata.json", "one.csv", "runs.csv"]
    runs = list(csv.DictReader(io.StringIO(files["runs.csv"])))
    assert [(run["id"], run["step_time_us"]) for run in runs] == [("one", "1000 1100 1200"), ("two", "1000 1100 1200")]
    metadata = json.loads(files["metadata.json"])
    assert metadata["citation"] == "Cite it so." and metadata["kind"] == "measured"
    assert metadata["environments"][tiny_benchmark.ID]["machine"]["cores"] == "2"
    for file in ("one.csv", "runs.csv"):
        assert sorted(metadata["columns"][file]) == sorted(files[file].partition("\n")[0].split(","))
        assert f"Columns of {file}\n" in files["README.txt"]
    assert "step_time_us [µs]: " in files["README.txt"] and "A study, https://example.org/study" in files["README.txt"]


def test_a_figure_that_nothing_was_measured_for_has_its_rows_alone():
    files = unpacked(FigureZips({}).packed(replace(TINY, rows=({"year": 2025},)), ABOUT, ""))
    assert sorted(files) == ["README.txt", "metadata.json", "one.csv"]
    assert "runs.csv" not in files["README.txt"]


def test_the_lines_for_pandas_read_every_step(environments, tmp_path, monkeypatch):
    """Without pandas, the file that they name is read by the standard library, and holds what they take."""
    files = unpacked(FigureZips(environments).packed(measured(environments), ABOUT, ""))
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    lines = in_pandas(["one.csv", "runs.csv"])
    assert all(line in files["README.txt"] for line in lines)
    try:
        import pandas  # noqa: F401
    except ModuleNotFoundError:
        named = re.findall(r'read_csv\("([^"]+)"', "\n".join(lines))
        rows, runs = (list(csv.DictReader(io.StringIO((tmp_path / name).read_text("utf-8")))) for name in named)
        assert len(rows) == 3 and sum(len(run["step_time_us"].split()) for run in runs) == 6
        return
    read: dict = {}
    exec("\n".join(lines), read)
    assert len(read["rows"]) == 3 and list(read["steps"]["step_time_us"]) == [1000, 1100, 1200] * 2


def test_a_column_that_nobody_explains_is_refused():
    with pytest.raises(KeyError, match="no meaning is known of the column 'mystery'"):
        described("mystery", ("runs",))


def test_the_zips_of_a_hundred_figures_take_less_than_a_second(tmp_path):
    tiny_benchmark.write(tmp_path, **tiny_benchmark.plausible(rounds=3, steps=200))
    environments = load_environments(tmp_path)[0]
    path = samples_path(environments[tiny_benchmark.ID], {"workload": "mlp"})
    figure = replace(TINY, rows=({"samples": path},))
    zips, began = FigureZips(environments), time.process_time()
    sizes = [len(zips.packed(figure, ABOUT, "")) for _ in range(100)]
    assert time.process_time() - began < 1 and min(sizes) > 5_000
