"""Journal, tables and merging: nothing lost, nothing half-written."""

from __future__ import annotations

import os

import pytest

from bench import results
from bench.results import Journal, merge, read_table, write_runs

HEAD = {"sweep": "20261122t2130"}


def record(id: str, **changes) -> dict:
    base = {
        "id": id, "sweep": HEAD["sweep"], "round": 1, "attempt": 1, "started_at": "2026-11-22T21:30:00Z",
        "status": "ok", "reason": "", "workload": "mlp", "framework": "pytorch", "mode": "eager", "task": "training",
        "variant": "plain", "device": "cpu", "precision": "float32", "layout": "default", "threads": 0,
        "batch_size": 128, "steps": 2, "step_time_us": [1500, 1600],
    }  # fmt: skip
    return base | changes


def agreed(workload: str) -> dict[str, str]:
    same = {
        "framework": "tensorflow",
        "precision": "float64",
        "quantity": "loss",
        "difference": "0",
        "limit": "1e-10",
        "agrees": "yes",
    }
    return {"workload": workload} | same


def version(framework: str, value: str) -> dict[str, str]:
    return {"framework": framework, "fact": "version", "value": value}


def test_a_journal_goes_on_where_it_stopped(tmp_path):
    path = tmp_path / "a.jsonl"
    Journal(path, HEAD).add(record("r1"))
    again = Journal(path, {"sweep": "another"})
    assert again.head == HEAD
    assert [record["id"] for record in again.records] == ["r1"]
    again.add(record("r2"))
    assert [record["id"] for record in Journal(path, {}).records] == ["r1", "r2"]


@pytest.mark.parametrize("cut", [1, 30, 120])
def test_a_line_that_was_cut_is_dropped_and_the_rest_kept(tmp_path, cut):
    path = tmp_path / "a.jsonl"
    journal = Journal(path, HEAD)
    journal.add(record("r1"))
    journal.add(record("r2"))
    os.truncate(path, path.stat().st_size - cut)
    again = Journal(path, {})
    assert [record["id"] for record in again.records] == ["r1"]
    again.add(record("r3"))
    assert [record["id"] for record in Journal(path, {}).records] == ["r1", "r3"]


def test_a_journal_whose_head_was_cut_starts_again(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text('{"swe')
    assert Journal(path, HEAD).head == HEAD
    assert Journal(path, {}).head == HEAD


def test_runs_and_samples_come_back_as_written(tmp_path):
    write_runs(
        tmp_path, [record("r1"), record("r2", status="failed", reason="stopped", step_time_us=[])], HEAD["sweep"]
    )
    assert [(row["id"], row["status"]) for row in read_table(tmp_path, "runs")] == [("r1", "ok"), ("r2", "failed")]
    assert read_table(tmp_path, "samples") == [{"run_id": "r1", "step_time_us": "1500 1600"}]


def test_another_sweep_stays(tmp_path):
    write_runs(tmp_path, [record("old-r01", sweep="20261101t0900")], "old-r")
    write_runs(tmp_path, [record("new-r01")], "new-r")
    write_runs(tmp_path, [record("new-r01"), record("new-r02")], "new-r")
    assert [row["id"] for row in read_table(tmp_path, "runs")] == ["new-r01", "new-r02", "old-r01"]
    assert len(read_table(tmp_path, "samples")) == 3


def test_another_part_of_the_same_sweep_stays(tmp_path):
    write_runs(tmp_path, [record("x-s1-r01")], "x-s1-r")
    write_runs(tmp_path, [record("x-s2-r01")], "x-s2-r")
    assert [row["id"] for row in read_table(tmp_path, "runs")] == ["x-s1-r01", "x-s2-r01"]


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
    parts = [tmp_path / part / "env-1" for part in ("a", "b")]
    write_runs(parts[0], [record("x-s1-r01")], HEAD["sweep"])
    write_runs(parts[1], [record("x-s2-r01")], HEAD["sweep"])
    for part, workload in zip(parts, ("resnet20", "mlp"), strict=True):
        results.write_table(part, "agreement", [agreed(workload)])
    results.write_table(parts[1], "environment", [{"framework": "machine", "fact": "cores", "value": "2"}])
    into = tmp_path / "all" / "env-1"
    assert merge(parts, into) == 2
    assert merge(parts, into) == 0
    assert [row["id"] for row in read_table(into, "runs")] == ["x-s1-r01", "x-s2-r01"]
    assert read_table(into, "environment") == [{"framework": "machine", "fact": "cores", "value": "2"}]
    assert [row["workload"] for row in read_table(into, "agreement")] == ["mlp", "resnet20"]


def test_the_order_of_parts_does_not_matter(tmp_path):
    parts = [tmp_path / part / "env-1" for part in ("a", "b")]
    for part, workload in zip(parts, ("resnet20", "mlp"), strict=True):
        write_runs(part, [record(f"x-{workload}-r01", workload=workload)], "x")
        results.write_table(part, "agreement", [agreed(workload)])
        results.write_table(part, "environment", [version("tensorflow", "2.21.0")])
    for name, order in (("there", parts), ("back", parts[::-1])):
        merge(order, tmp_path / name / "env-1")
    files = [
        sorted((path.name, path.read_bytes()) for path in (tmp_path / name / "env-1").iterdir())
        for name in ("there", "back")
    ]
    assert files[0] == files[1]


def test_where_one_part_disagrees_the_merged_row_disagrees(tmp_path):
    for name, agrees in (("a", "no"), ("b", "yes")):
        results.write_table(tmp_path / name / "env-1", "agreement", [agreed("mlp") | {"agrees": agrees}])
    for order in ("ab", "ba"):
        merge([tmp_path / name / "env-1" for name in order], tmp_path / f"into-{order}" / "env-1")
        assert [row["agrees"] for row in read_table(tmp_path / f"into-{order}" / "env-1", "agreement")] == ["no"]


def test_another_version_is_not_merged(tmp_path):
    for name, value in (("a", "0.10.2"), ("b", "0.11.0")):
        results.write_table(tmp_path / name / "env-1", "environment", [version("jax", value)])
    with pytest.raises(ValueError, match=r"measured with jax 0\.11\.0, expected 0\.10\.2"):
        merge([tmp_path / name / "env-1" for name in "ab"], tmp_path / "into" / "env-1")


def test_another_environment_is_not_merged(tmp_path):
    write_runs(tmp_path / "env-2", [record("r1")], HEAD["sweep"])
    with pytest.raises(ValueError, match="env-2, expected env-1"):
        merge([tmp_path / "env-2"], tmp_path / "env-1")
