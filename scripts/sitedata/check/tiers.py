"""What keepers say of environments in ``environments.csv`` must be true of the folders that they name.

See :mod:`sitedata.check.rules`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sitedata.check.rules import Finding, Rule
from sitedata.load.dataset import Dataset
from sitedata.load.environments import checksum
from sitedata.load.inputs import Unreadable
from sitedata.schema.tables import ATTESTED_RUN
from sitedata.text.problem import nearest, quoted


def a_listed_environment_is_there(data: Dataset) -> Iterator[Finding]:
    """a folder of data/benchmarks"""
    for row in data.rows("environments"):
        if row.id not in data.environments:
            yield Finding(
                "environments", row, "id", "no such folder", quoted(row.id), nearest(row.id, data.environments)
            )


def only_what_was_attested_has_a_run(data: Dataset) -> Iterator[Finding]:
    """the run of the workflow that measured it for what is attested, and for nothing else"""
    for row in data.rows("environments"):
        if bool(row.attested_run) != (row.tier == "attested"):
            wrong = "filled" if row.attested_run else "empty"
            yield Finding(
                "environments", row, "attested_run", f"{wrong} for {row.tier}", quoted(row.attested_run or "")
            )


def the_proof_is_a_public_run(data: Dataset) -> Iterator[Finding]:
    """the address of a run, like https://github.com/OWNER/REPOSITORY/actions/runs/NUMBER"""
    for row in data.rows("environments"):
        if row.attested_run and not re.fullmatch(ATTESTED_RUN, row.attested_run):
            yield Finding("environments", row, "attested_run", "no run of a workflow", quoted(row.attested_run))


def what_was_listed_is_unchanged(data: Dataset) -> Iterator[Finding]:
    """the SHA-256 of what sha256sum prints in its folder: nobody adds to what a keeper listed or a workflow attested"""
    for row in data.rows("environments"):
        environment = data.environments.get(row.id)
        if environment and environment.folder:
            try:
                now = checksum(environment.folder)
            except (FileNotFoundError, Unreadable):
                continue  # its own message says so
            if now != row.files_sha256:
                yield Finding("environments", row, "files_sha256", f"its files have {now}", row.files_sha256)


def a_main_environment_ran_on_its_device(data: Dataset) -> Iterator[Finding]:
    """a device on which it has good runs"""
    for row in data.rows("environments"):
        environment = data.environments.get(row.id)
        if row.main_for and environment and not environment.runs(device=row.main_for):
            yield Finding("environments", row, "main_for", f"{row.id} never ran there", quoted(row.main_for))


def one_main_environment_a_device(data: Dataset) -> Iterator[Finding]:
    """one environment for each device on which keepers measured: pages show it first"""
    chosen: dict[str, str] = {}
    for row in data.rows("environments"):
        if row.main_for and chosen.setdefault(row.main_for, row.id) != row.id:
            wrong = f"{chosen[row.main_for]} is that already"
            yield Finding("environments", row, "main_for", wrong, quoted(row.main_for))
    for row in data.rows("environments"):
        environment = data.environments.get(row.id)
        for device in ("cpu", "cuda"):
            if device not in chosen and environment and environment.runs(device=device):
                chosen[device] = row.id
                yield Finding("environments", row, "main_for", f"no main environment for {device}")


def each_letter_names_one(data: Dataset) -> Iterator[Finding]:
    """a letter that no other environment has"""
    given: dict[str, str] = {}
    for row in data.rows("environments"):
        if row.letter and given.setdefault(row.letter, row.id) != row.id:
            yield Finding("environments", row, "letter", f"{given[row.letter]} has it already", quoted(row.letter))


RULES = (
    Rule(a_listed_environment_is_there, needs=("environments",)),
    Rule(only_what_was_attested_has_a_run),
    Rule(the_proof_is_a_public_run),
    Rule(what_was_listed_is_unchanged),
    Rule(a_main_environment_ran_on_its_device),
    Rule(one_main_environment_a_device, needs=("environments",)),
    Rule(each_letter_names_one),
)
