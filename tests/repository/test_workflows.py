"""The workflows are pinned and have only rights that they use; those with rights run nothing from a pull request."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from sitedata.judge.environments import MEASURING_WORKFLOW
from sitedata.load.environments import checksum
from sitedata.review.comment import ARTIFACT
from sitedata.review.forge import WORKFLOW
from sitedata.schema.tables import ListedEnvironment

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
MAY_WRITE = {
    "pages.yml": {"keep", "deploy"},
    "comment.yml": {"comment"},
    "fresh.yml": {"propose"},
    "preview.yml": {"preview"},
    "releases.yml": {"propose"},
    "measure.yml": {"attest"},
}


def load(path):
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def steps():
    return [
        (path.name, job, step) for path in FILES for job, about in load(path)["jobs"].items() for step in about["steps"]
    ]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_workflow_begins_without_rights_and_only_named_jobs_may_write(path):
    workflow = load(path)
    assert workflow["permissions"] == {}
    writing = {job for job, about in workflow["jobs"].items() if "write" in about["permissions"].values()}
    assert writing == MAY_WRITE.get(path.name, set())
    assert all("timeout-minutes" in about for about in workflow["jobs"].values())
    assert ("pull_request_target" in workflow[True]) == (path.name in ("comment.yml", "preview.yml")), (
        "which checks out main and runs nothing of the change"
    )
    assert not re.search(r"\$\{\{\s*secrets\.", path.read_text(encoding="utf-8")), (
        "nothing here needs a secret beyond the job's own token"
    )


def test_every_action_is_pinned_to_a_commit_and_keeps_no_credentials():
    used = [(name, step) for name, _, step in steps() if "uses" in step]
    assert used
    for name, step in used:
        assert re.fullmatch(r"[\w.-]+/[\w./-]+@[0-9a-f]{40}", step["uses"]), (name, step["uses"])
        if step["uses"].startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False, name


READ = "${{ needs.build.outputs.archive }}"


def test_a_job_that_may_write_checks_out_nothing_of_a_change():
    """test_workflow_rights.py says what it runs. The archive and the previews hold nothing that could run."""
    for name, job, step in steps():
        if job in MAY_WRITE.get(name, ()):
            assert step.get("with", {}).get("ref", READ) in (READ, "previews"), (name, step)


def test_what_is_kept_is_pushed_onto_the_commit_that_the_build_read():
    """Otherwise what another run kept meanwhile would be lost, so a push onto anything else is refused."""
    jobs = load(ROOT / ".github" / "workflows" / "pages.yml")["jobs"]
    assert jobs["build"]["outputs"]["archive"] == "${{ steps.archive.outputs.commit }}"
    (read,) = [step["with"] for step in jobs["build"]["steps"] if step.get("id") == "archive"]
    assert (read["ref"], read["path"], read["fetch-depth"]) == ("archive", "archive", 2)
    assert jobs["keep"]["steps"][0]["with"]["ref"] == READ
    assert "--force" not in jobs["keep"]["steps"][1]["run"]


def test_the_site_is_published_only_after_every_address_was_looked_for_and_new_ones_are_kept():
    jobs = load(ROOT / ".github" / "workflows" / "pages.yml")["jobs"]
    assert [step["run"] for step in jobs["build"]["steps"] if "run" in step] == ["make freeze"]
    assert not any("continue-on-error" in step for job in jobs.values() for step in job["steps"])
    assert jobs["deploy"]["needs"] == ["build", "keep"] and "!failure()" in jobs["deploy"]["if"]


def test_measuring_is_started_by_hand_and_what_signs_runs_nothing():
    """Whoever may sign could sign anything: that job takes what was measured, and calls one action."""
    workflow = load(ROOT / MEASURING_WORKFLOW)
    assert workflow[True] == {"workflow_dispatch": None}
    measure, attest = workflow["jobs"]["measure"], workflow["jobs"]["attest"]
    assert measure["permissions"] == {"contents": "read"}
    assert measure["strategy"]["matrix"]["runner"] == ["ubuntu-24.04", "ubuntu-24.04-arm"], "hosted, x86-64 and Arm"
    assert attest["permissions"] == {"id-token": "write", "attestations": "write"}
    assert attest["if"].startswith("github.ref == 'refs/heads/main' && ")
    assert [step["uses"].partition("@")[0] for step in attest["steps"]] == [
        "actions/download-artifact",
        "actions/attest",
    ]
    assert attest["steps"][1]["with"] == {"subject-path": "measured/*/*"}


def test_the_workflow_and_the_check_name_what_was_attested_alike(tmp_path):
    """The sum that the workflow prints is the one that the check computes of the committed folder."""
    [script] = [
        step["run"] for name, _, step in steps() if name == "measure.yml" and "sha256sum" in step.get("run", "")
    ]
    folder = shutil.copytree(next((ROOT / "data" / "benchmarks").iterdir()), tmp_path / "build" / "measured" / "one")
    variables = {"RUN": "https://github.com/o/r/actions/runs/1", "GITHUB_STEP_SUMMARY": str(tmp_path / "summary")}
    subprocess.run(["bash", "-e", "-c", script], cwd=tmp_path, env=os.environ | variables, check=True)
    written = (tmp_path / "summary").read_text(encoding="utf-8")
    assert written == f"one,attested,,{variables['RUN']},{checksum(folder)},\n"
    assert len(written.split(",")) == len(ListedEnvironment.model_fields)


def test_nothing_of_an_event_is_written_into_a_script():
    for name, _, step in steps():
        assert "${{" not in step.get("run", ""), (name, step)


def test_the_comment_is_written_by_code_of_main_that_reads_the_event_from_its_file():
    steps = load(ROOT / ".github" / "workflows" / "comment.yml")["jobs"]["comment"]["steps"]
    assert [step.get("run") for step in steps] == [None, "python3 -S -m sitedata.review.comment"]
    assert steps[1]["env"] == {"GH_TOKEN": "${{ github.token }}", "PYTHONPATH": "scripts"}


def test_the_summary_is_of_the_commit_that_people_see():
    steps = load(ROOT / ".github" / "workflows" / "pull-request.yml")["jobs"]["difference"]["steps"]
    assert steps[0]["with"]["ref"] == "${{ github.event.pull_request.head.sha }}"
    assert ARTIFACT in [step["with"]["name"] for step in steps if "upload-artifact" in step.get("uses", "")]
    assert (ROOT / ".github" / "workflows" / WORKFLOW).is_file()


@pytest.mark.skipif(
    not (shutil.which("zizmor", path=str(Path(sys.executable).parent)) or shutil.which("zizmor")),
    reason="zizmor is not installed: make test",
)
def test_zizmor_finds_nothing():
    command = shutil.which("zizmor", path=str(Path(sys.executable).parent)) or shutil.which("zizmor")
    done = subprocess.run(
        [command, "--offline", "--quiet", "--persona=pedantic", "--no-progress", str(ROOT / ".github")],
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stdout + done.stderr
