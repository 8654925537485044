"""Journal, tables and merging: nothing lost, nothing half-written."""

from __future__ import annotations

import os

import pytest

from bench import results
from bench.results import Journal, merge, read_table, write_runs

HEAD = {"sweep": "20261122t2130"}


def record(id: str, **changes) -> dict:
    base = {
        "id": id, "sweep": HEAD["sweep"], "round": 1, "attempt": 1, "started_at": "2026-11-22T21:30:00Z", "status": "ok", "reason": "",
        "workload": "mlp", "framework": "pytorch", "mode": "eager", "task": "training", "variant": "plain", "device": "cpu",
        "precision": "float32", "layout": "default", "threads": 0, "batch_size": 128, "steps": 2, "step_time_us": [1500, 1600],
    }  # fmt: skip
    return base | changes


def test_a_journal_goes_on_where_it_stopped(tmp_path):
    path = tmp_path / "a.jsonl"
    Journal(path, HEAD).add(record("r1"))
    again = Journal(path, {"sweep": "another"})
    assert again.head == HEAD
    assert [each["id"] for each in again.records] == ["r1"]
    again.add(record("r2"))
    assert [each["id"] for each in Journal(path, {}).records] == ["r1", "r2"]


@pytest.mark.parametrize("cut", [1, 30, 120])
def test_a_line_that_was_cut_is_dropped_and_the_rest_kept(tmp_path, cut):
    path = tmp_path / "a.jsonl"
    journal = Journal(path, HEAD)
    journal.add(record("r1"))
    journal.add(record("r2"))
    os.truncate(path, path.stat().st_size - cut)
    again = Journal(path, {})
    assert [each["id"] for each in again.records] == ["r1"]
    again.add(record("r3"))
    assert [each["id"] for each in Journal(path, {}).records] == ["r1", "r3"]


def test_a_journal_whose_head_was_cut_starts_again(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text('{"swe')
    assert Journal(path, HEAD).head == HEAD
    assert Journal(path, {}).head == HEAD


def test_runs_and_samples_come_back_as_written(tmp_path):
    write_runs(tmp_path, [record("r1"), record("r2", status="failed", reason="stopped", step_time_us=[])], HEAD["sweep"])
    assert [(row["id"], row["status"]) for row in read_table(tmp_path, "runs")] == [("r1", "ok"), ("r2", "failed")]
    assert read_table(tmp_path, "samples") == [{"run_id": "r1", "step_time_us": "1500 1600"}]


def test_another_sweep_stays(tmp_path):
    write_runs(tmp_path, [record("old", sweep="20261101t0900")], "20261101t0900")
    write_runs(tmp_path, [record("new")], HEAD["sweep"])
    write_runs(tmp_path, [record("new"), record("newer")], HEAD["sweep"])
    assert [row["id"] for row in read_table(tmp_path, "runs")] == ["new", "newer", "old"]
    assert len(read_table(tmp_path, "samples")) == 3


def test_equal_samples_give_equal_bytes(tmp_path):
    for name in ("a", "b"):
        write_runs(tmp_path / name, [record("r1")], HEAD["sweep"])
    assert (tmp_path / "a/samples.csv.gz").read_bytes() == (tmp_path / "b/samples.csv.gz").read_bytes()


def test_an_interrupted_write_leaves_the_last_good_table(tmp_path, monkeypatch):
    write_runs(tmp_path, [record("r1")], HEAD["sweep"])

    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(results.os, "replace", stop)
    with pytest.raises(KeyboardInterrupt):
        write_runs(tmp_path, [record("r1"), record("r2")], HEAD["sweep"])
    assert [row["id"] for row in read_table(tmp_path, "runs")] == ["r1"]


def test_shards_merge_and_merging_twice_changes_nothing(tmp_path):
    parts = [tmp_path / each / "env-1" for each in ("a", "b")]
    write_runs(parts[0], [record("x-s1-r01")], HEAD["sweep"])
    write_runs(parts[1], [record("x-s2-r01")], HEAD["sweep"])
    results.write_table(parts[1], "agreement", [])
    results.write_table(parts[1], "environment", [{"framework": "machine", "fact": "cores", "value": "2"}])
    into = tmp_path / "all" / "env-1"
    assert merge(parts, into) == 2
    assert merge(parts, into) == 0
    assert [row["id"] for row in read_table(into, "runs")] == ["x-s1-r01", "x-s2-r01"]
    assert read_table(into, "environment") == [{"framework": "machine", "fact": "cores", "value": "2"}]


def test_another_environment_is_not_merged(tmp_path):
    write_runs(tmp_path / "env-2", [record("r1")], HEAD["sweep"])
    with pytest.raises(ValueError, match="env-2, expected env-1"):
        merge([tmp_path / "env-2"], tmp_path / "env-1")
