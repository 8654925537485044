"""The command ``make bench ARGS="--through-time --accuracy"``: the accuracy experiment in releases since 2018.

It writes ``data/release_accuracy.csv`` after each release, and goes on where it stopped.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

from bench.accuracy import BATCH_SIZE, start_weights
from bench.results import content_of
from bench.years import inside
from bench.years.environments import CannotInstall, environment
from bench.years.releases import Release, rows_of
from sitedata.schema.clock import today
from sitedata.schema.protocol.accuracy import EPOCHS, early_epoch
from sitedata.schema.protocol.years import (
    ACCURACY_ARMS,
    ACCURACY_DATASET,
    ACCURACY_OPTIMIZERS,
    ACCURACY_SEEDS,
    numbers,
)
from sitedata.schema.tables import TABLES
from system import write_together

TABLE = "release_accuracy"


def write_arrays(path: Path) -> None:
    """The images, and for each seed first weights and the order of the examples in each epoch, by today's NumPy."""
    import numpy as np

    from bench import datasets

    datasets.write(path)
    with np.load(path) as kept:
        arrays = {name: kept[name] for name in kept.files if name.startswith(ACCURACY_DATASET)}
    count = len(arrays[f"{ACCURACY_DATASET} y_train"])
    for seed in range(1, ACCURACY_SEEDS + 1):
        arrays |= {
            f"weights {seed} {place}": array for place, array in enumerate(start_weights(ACCURACY_DATASET, seed))
        }
        shuffle = np.random.default_rng([seed, 1])
        arrays[f"order {seed}"] = np.array([shuffle.permutation(count) for _ in range(EPOCHS[ACCURACY_DATASET])])
    with path.open("wb") as file:
        np.savez(file, **arrays)


def measured(release: Release, python: Path, arrays: Path) -> list[dict[str, object]]:
    """The rows of one release.

    Raises:
        RuntimeError: it gave none; with its last words.
    """
    asked = [
        [arm, optimizer, seed]
        for arm in ACCURACY_ARMS for optimizer in ACCURACY_OPTIMIZERS for seed in range(1, ACCURACY_SEEDS + 1)
    ]  # fmt: skip
    settings = {"framework": release.framework, "arrays": str(arrays), "batch": BATCH_SIZE, "asked": asked}
    answer = inside.ask(python, "then.digits", settings, {"OMP_NUM_THREADS": "1"})
    if len(answer.rows) < len(asked):
        raise RuntimeError(answer.words)
    early = early_epoch(EPOCHS[ACCURACY_DATASET])
    return [
        {
            "framework": release.framework, "version": release.version, "arm": row["arm"],
            "optimizer": row["optimizer"], "seed": row["seed"], "python": release.python,
            "early_accuracy": row["accuracy"][early - 1], "last_accuracy": row["accuracy"][-1],
            "ran_on": today().isoformat(),
        }
        for row in answer.rows
    ]  # fmt: skip


def ask(
    wanted: Iterable[Release], here: dict[str, Path], data: Path, work: Path, show: Callable[[str], None] = print
) -> bool:
    """Each release that the table lacks. Did all of them answer?"""
    known, whole = {(row["framework"], row["version"]) for row in rows_of(data / f"{TABLE}.csv")}, True
    with tempfile.TemporaryDirectory() as folder:
        arrays = Path(folder) / "arrays.npz"
        write_arrays(arrays)
        for release in wanted:
            if (release.framework, release.version) in known:
                continue
            try:
                if not release.python:
                    raise CannotInstall("no Python here for which it has a wheel")
                place = work / f"accuracy-{release.framework}"
                place.parent.mkdir(parents=True, exist_ok=True)
                with environment(release, here[release.python], place) as python:
                    rows = measured(release, python, arrays)
            except (CannotInstall, RuntimeError) as error:
                show(f"{release.name}: {error}")
                whole = False
                continue
            write(data, rows)
            show(f"{release.name}: {len(rows)} trainings")
    return whole


def _place(row: dict[str, object]) -> tuple:
    """Where it stands in the table, whose releases are ordered by number."""
    return row["framework"], numbers(str(row["version"])), row["arm"], row["optimizer"], int(str(row["seed"]))


def write(data: Path, new: list[dict[str, object]]) -> None:
    path = data / f"{TABLE}.csv"
    rows = sorted([*rows_of(path), *new], key=_place)
    written = ({name: str(value) for name, value in row.items()} for row in rows)
    write_together({path: content_of(path, TABLES[TABLE], written)})
