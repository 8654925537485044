"""Each job has the rights that its calls need, and no more.

Where there are rights, nothing of the repository runs but the code for the comment.
"""

import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from sitedata.review import forge
from tests.repository.workflow_rights import commands, findings

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
TOKEN = "env: {GH_TOKEN: '${{ github.token }}'}"


def of(permissions, *steps, job=""):
    """The findings of a small workflow with one job."""
    listed = "".join(f"      - {step}\n" for step in steps)
    return findings(yaml.safe_load(f"jobs:\n  one:\n    permissions: {permissions}\n{job}    steps:\n{listed}"))


def quoted(script):
    return yaml.dump(script, default_style='"', width=100_000).strip()


def run(script):
    return f"{{run: {quoted(script)}, {TOKEN}}}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_job_has_the_rights_that_its_calls_need_and_no_more(path):
    assert findings(yaml.safe_load(path.read_text(encoding="utf-8"))) == []


def test_machines_push_to_branches_of_their_own_and_never_to_main():
    scripts = [
        step.get("run", "")
        for path in FILES
        for job in yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"].values()
        for step in job["steps"]
    ]
    pushed = [
        words[2:]
        for script in scripts
        if "push" in script
        for words in commands(script)
        if words[:2] == ["git", "push"]
    ]
    assert sorted(pushed) == [
        ["--force", "origin", "HEAD:refs/heads/previews"],
        ["--force", "origin", "fresh"],
        ["--force", "origin", "releases-$FAMILY"],
        ["origin", "FETCH_HEAD:refs/heads/archive"],
    ]


NEEDED = {
    "actions: read": 'gh run download "$RUN" --repo "$REPOSITORY" --name fresh # takes',
    "contents: write": "git push --force origin fresh",
    "contents: read": "git fetch origin main",
    "pull-requests: read": (
        'open=$(gh pr list --repo "$REPOSITORY" --json number --jq length)\nif [ "$open" -eq 0 ]; then echo none; fi'
    ),
    "pull-requests: write, contents: read": 'if ! git diff --quiet; then gh pr create --title "a; b" --body "c; d"; fi',
    "pull-requests: write": 'gh api "repos/$REPOSITORY/issues/$NUMBER/comments" -f body=x',
    "pull-requests: write ": 'gh api \\\n  -X PATCH "repos/${REPOSITORY}/issues/comments/$ID" --input - > answer.json',
    "pull-requests: read ": 'echo x && gh api --method=GET "repos/$REPOSITORY/pulls?state=open" -f head=x | echo',
    "actions: read, contents: read, pull-requests: write": "python3 -S -m sitedata.review.comment",
}


@pytest.mark.parametrize(("rights", "script"), NEEDED.items(), ids=NEEDED)
def test_a_call_needs_its_right_and_nothing_else(rights, script):
    steps = (*["{uses: actions/checkout@x}"] * script.startswith("python3"), run(script))
    assert of(f"{{{rights}}}", *steps) == []
    assert of("{}", *steps) == [
        f"one: {name} is none, its calls need {level}"
        for name, level in sorted(yaml.safe_load(f"{{{rights}}}").items())
    ]  # fmt: skip
    assert of(f"{{{rights}, packages: write}}", *steps) == ["one: packages is write, its calls need none"]


@pytest.mark.parametrize(
    ("permissions", "step", "found"),
    [
        ("{}", "{uses: actions/checkout@x}", "contents is none, its calls need read"),
        ("{contents: write}", "{uses: actions/checkout@x}", "contents is write, its calls need read"),
        ("{pages: read, id-token: write}", "{uses: actions/deploy-pages@x}", "pages is read, its calls need write"),
        ("{pages: write}", "{uses: actions/deploy-pages@x}", "id-token is none, its calls need write"),
        ("{}", "{uses: actions/configure-pages@x}", "pages is none, its calls need read"),
        ("{actions: read}", "{uses: actions/download-artifact@x}", "actions is read, its calls need none"),
        ("{}", "{uses: actions/download-artifact@x, with: {run-id: 1}}", "actions is none, its calls need read"),
        ("{actions: write}", "{uses: actions/cache@x}", "actions is write, its calls need none"),
        ("{}", "{uses: actions/upload-artifact@x}", None),
        ("{attestations: write}", "{uses: actions/attest@x}", "id-token is none, its calls need write"),
        ("{attestations: write, id-token: write}", "{uses: actions/attest@x}", None),
    ],
)
def test_an_action_needs_its_right_and_nothing_else(permissions, step, found):
    assert of(permissions, step) == ([f"one: {found}"] if found else [])


UNKNOWN = {
    "a call of gh": run("gh release create v1"),
    "a way of the forge": run('gh api "repos/$REPOSITORY/releases"'),
    "another method": run('gh api --method DELETE "repos/$REPOSITORY/issues/comments/$ID"'),
    "a query of another kind": run("gh api graphql -f query=x"),
    "an option": run('gh api --hostname x "repos/$REPOSITORY/pulls"'),
    "a call of git": run("git submodule update"),
    "a setting of git": run("git -c core.hooksPath=.hooks commit"),
    "a lasting setting of git": run("git config core.hooksPath .hooks"),
    "an action": "{uses: actions/github-script@x}",
    "an action of the repository": "{uses: ./.github/actions/own}",
    "an input": "{uses: actions/checkout@x, with: {repository: x/y}}",
    "a command inside quotes": run('echo "$(gh api user)"'),
    "a shell inside": run("bash -c 'gh api user'"),
    "another program": run("curl -H @x https://forge.example"),
    "a script in a script": run("cp x y <<END\ngh api user\nEND"),
    "a program by its variable": run("PATH=scripts gh pr list"),
    "a variable of the step": "{run: git push, env: {GIT_SSH_COMMAND: scripts/x, GH_TOKEN: '${{ github.token }}'}}",
    "a comment in quotes": run("echo 'a # '; gh release create\necho '"),
    "open quotes": run("gh pr list 'x"),
    "a shell of the step": "{run: git push, shell: python, env: {GH_TOKEN: '${{ github.token }}'}}",
    "a folder of the step": "{run: git push, working-directory: x, env: {GH_TOKEN: '${{ github.token }}'}}",
}


@pytest.mark.parametrize("step", UNKNOWN.values(), ids=UNKNOWN)
def test_a_call_that_no_table_knows_is_a_finding(step):
    (finding,) = of("{contents: read}", step)
    assert (
        "is not in the table" in finding
        or "cannot be read" in finding
        or "inside quotes" in finding
        or "variable" in finding
        or "another shell" in finding
    )


OUR_CODE = ["make site", "python scripts/build.py check", "python3 -S -m sitedata.load.archive",
            "python3 -m sitedata.review.comment", "python3 -S -m sitedata.review.comment x", "./x",
            "cp a b && npm ci", "source x",
            "if make check; then exit 0; fi",
            "open=$(make check)"]  # fmt: skip


@pytest.mark.parametrize("script", OUR_CODE)
@pytest.mark.parametrize("step", [lambda script: f"{{run: {quoted(script)}}}", run], ids=["may write", "has the token"])
def test_code_of_the_repository_runs_only_where_there_are_no_rights(script, step):
    permissions = "{contents: read}" if step is run else "{contents: write}"
    (finding,) = of(permissions, step(script))
    assert "where there are rights" in finding


def test_without_rights_and_token_code_runs_freely():
    script = quoted("make site && cat <<END\nx\nEND")
    assert of("{}", f"{{run: {script}}}") == []
    assert of("{}", "{run: git push}") == ["one: contents is none, its calls need write"]


@pytest.mark.parametrize(
    "job",
    [
        "    uses: ./.github/workflows/x.yml\n",
        "    container: x\n",
        "    defaults: {run: {shell: sh}}\n",
        "    services: {}\n",
    ],
)
def test_a_job_of_another_kind_is_a_finding(job):
    assert of("{}", job=job) == ["one: a job of another kind"]


def test_settings_and_rights_of_a_whole_workflow_are_findings():
    assert findings({"env": {"PATH": "x"}, "jobs": {}}) and findings({"defaults": {}, "jobs": {}})
    assert findings({"jobs": {"one": {"steps": []}}}) == findings(
        {"permissions": "write-all", "jobs": {"one": {"steps": []}}}
    )
    assert findings({"jobs": {"one": {"steps": []}}}) == ["one: permissions are not listed"]


def test_only_the_table_of_calls_reaches_the_forge():
    """Of the code that runs with rights, one module starts a program, and all its calls come from ``CALLS``."""
    told = (
        "import sys, sitedata.review.comment; "
        "print(*(m.__file__ for n, m in sys.modules.items() if n.startswith('sitedata.')))"
    )
    done = subprocess.run(
        [sys.executable, "-S", "-c", told], cwd=ROOT / "scripts", capture_output=True, encoding="utf-8", check=True
    )
    texts = {
        Path(path).relative_to(ROOT / "scripts/sitedata").as_posix(): Path(path).read_text(encoding="utf-8")
        for path in done.stdout.split()
    }
    assert "review/words.py" in texts and not any(path.startswith("load/") for path in texts)
    reach = (
        "subprocess",
        "run_raw",
        "system.run",
        "import run",
        "import system",
        "urllib",
        "socket",
        "http.client",
        "os.system",
        "os.exec",
        "os.spawn",
        "popen",
        "eval(",
        "exec(",
        "__import__",
    )
    assert {name for name, text in texts.items() if any(word in text for word in reach)} == {"review/forge.py"}
    assert texts["review/forge.py"].count("run_raw(") == 1
    with pytest.raises(KeyError):
        forge.Forge("o/n", lambda arguments, given: b"[]").call("delete")
