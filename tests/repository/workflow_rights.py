"""Which rights the calls of a workflow need.

In: a workflow, as YAML reads it. Out: what each job lacks, has too much of, or must not run.

What is not in the tables below is a finding as well, so that a new call has to be written down here with its right.
Source: https://docs.github.com/en/rest/authentication/permissions-required-for-github-apps
"""

from __future__ import annotations

import re
import shlex

from sitedata.review import forge

NONE = {}
ACTIONS = {
    "actions/attest": {"id-token": "write", "attestations": "write"},
    "actions/cache": NONE,
    "actions/checkout": {"contents": "read"},
    "actions/configure-pages": {"pages": "read"},
    "actions/deploy-pages": {"pages": "write", "id-token": "write"},
    "actions/download-artifact": NONE,  # of its own run
    "actions/setup-node": NONE,
    "actions/setup-python": NONE,
    "actions/upload-artifact": NONE,
    "actions/upload-pages-artifact": NONE,
}
INPUTS = {
    ("actions/download-artifact", "run-id"): {"actions": "read"},
    ("actions/download-artifact", "github-token"): NONE,
}
# inputs that make an action need other rights
ASKING = {
    "run-id",
    "github-token",
    "token",
    "enablement",
    "repository",
    "ssh-key",
}
GH = {
    ("auth", "setup-git"): NONE,
    ("pr", "create"): {"contents": "read", "pull-requests": "write"},
    ("pr", "edit"): {"contents": "read", "pull-requests": "write"},
    ("pr", "list"): {"pull-requests": "read"},
    ("run", "download"): {"actions": "read"},
}
API = {
    ("GET", "repos/*/actions/artifacts/*/zip"): {"actions": "read"},
    ("GET", "repos/*/actions/runs/*/artifacts"): {"actions": "read"},
    ("GET", "repos/*/actions/workflows/*/runs"): {"actions": "read"},
    ("GET", "repos/*/issues/*/comments"): {"pull-requests": "read"},
    ("GET", "repos/*/pulls"): {"pull-requests": "read"},
    ("GET", "repos/*/pulls/*/files"): {"pull-requests": "read"},
    ("PATCH", "repos/*/issues/comments/*"): {"pull-requests": "write"},
    ("POST", "repos/*/issues/*/comments"): {"pull-requests": "write"},
}
WITH_VALUE = {"--method", "-X", "--field", "-F", "--raw-field", "-f", "--jq", "-q", "--input", "--header", "-H"}
WITHOUT_VALUE = {"--paginate", "--silent", "--slurp"}
GIT = {
    "add": NONE,
    "commit": NONE,
    "config": NONE,
    "diff": NONE,
    "switch": NONE,
    "fetch": {"contents": "read"},
    "push": {"contents": "write"},
}
GIT_SETTINGS = {"user.name", "user.email"}  # other variables could name a program to run
MODULES = dict.fromkeys(
    ("sitedata.review.comment", "sitedata.review.preview"), forge.CALLS
)  # code of main that runs with rights, and all that it calls
# of a step with the token; others could name a program to run
ENVIRONMENT = {
    "GH_TOKEN",
    "FAMILY",
    "PREVIEW_URL",
    "PYTHONPATH",
    "REPOSITORY",
    "RUN",
}
PLAIN = {"[", "cp", "echo", "exit"}  # what a step with the token may run besides
KEYWORDS = {"if", "then", "else", "elif", "fi", "!"}
COMMENT = re.compile(r"(?:^|(?<=\s))#[^\n]*", re.MULTILINE)
ORDER = ("none", "read", "write")


class Unknown(Exception):
    """A call that no table knows, or a script that cannot be read here."""


def findings(workflow: dict) -> list[str]:
    findings = ["all jobs: settings of the whole workflow"] if {"env", "defaults"} & {*workflow} else []
    for name, job in workflow["jobs"].items():
        granted = job.get("permissions", workflow.get("permissions"))
        if not isinstance(granted, dict):
            findings.append(f"{name}: permissions are not listed")
            continue
        try:
            wanted = needed(job, writes="write" in granted.values())
        except Unknown as unknown:
            findings.append(f"{name}: {unknown}")
            continue
        for right in sorted({*wanted, *granted}):
            has, wants = granted.get(right, "none"), wanted.get(right, "none")
            if has != wants:
                findings.append(f"{name}: {right} is {has}, its calls need {wants}")
    return findings


def needed(job: dict, writes: bool) -> dict[str, str]:
    """Raises:
    Unknown: a call, or in a job that ``writes`` or a step that has the token a command, which is not in the tables.
    """
    if "uses" in job or "container" in job or "services" in job or "defaults" in job:
        raise Unknown("a job of another kind")
    wanted: dict[str, str] = {}
    for step in job["steps"]:
        environment = {**job.get("env", {}), **step.get("env", {})}
        guarded = writes or re.search(r"github\.token|secrets\.", str(environment)) is not None
        if guarded and (others := {*environment} - ENVIRONMENT):
            raise Unknown(f"a variable that is not in the table where there are rights, {', '.join(sorted(others))}")
        for rights in _of_action(step) if "uses" in step else _of_script(step, guarded):
            for right, level in rights.items():
                wanted[right] = max(level, wanted.get(right, "none"), key=ORDER.index)
    return wanted


def _of_action(step: dict):
    action, _, _ = step["uses"].partition("@")
    if action not in ACTIONS:
        raise Unknown(f"an action that is not in the table, {action}")
    yield ACTIONS[action]
    for name in ASKING & {*step.get("with", {})}:
        if (action, name) not in INPUTS:
            raise Unknown(f"an input that is not in the table, {name} of {action}")
        yield INPUTS[action, name]


def _of_script(step: dict, guarded: bool):
    if guarded and {"shell", "working-directory"} & {*step}:
        raise Unknown("another shell or folder in a step that has rights")
    if not guarded and not re.search(r"\b(gh|git)\b", step["run"]):
        return
    for words in commands(step["run"]):
        if words[0] == "gh":
            yield _of_gh(words[1:])
        elif words[0] == "git":
            yield _of_git(words[1:])
        elif guarded and words[:3] == ["python3", "-S", "-m"]:
            yield from _of_module(words[3:])
        elif guarded and words[0] not in PLAIN:
            raise Unknown(f"a command that is not in the table where there are rights, {words[0]}")


def commands(script: str) -> list[list[str]]:
    """Each simple command as its words, including those in ``$(…)``.

    It knows less than a shell, and raises where that is too little.
    """
    if any("'" in comment or '"' in comment for comment in COMMENT.findall(script)):
        raise Unknown("a script that cannot be read, a quote after #")
    script = COMMENT.sub("", script).replace("\\\n", " ")
    lexer = shlex.shlex(script, posix=True, punctuation_chars="();<>|&\n")
    lexer.whitespace, lexer.commenters, lexer.whitespace_split = " \t", "", True
    try:
        tokens = list(lexer)
    except ValueError as error:
        raise Unknown(f"a script that cannot be read, {error}") from error
    commands: list[list[str]] = [[]]
    redirected = False
    for token in tokens:
        if set(token) <= set("();<>|&\n") and token:
            if "<<" in token or (("<" in token or ">" in token) and "(" in token):
                raise Unknown(f"a script that cannot be read, {token}")
            redirected = ">" in token or "<" in token
            commands += [] if redirected else [[]]
        elif "$(" in token or "`" in token:
            raise Unknown("a command inside quotes")
        elif redirected:
            redirected = False
        elif not commands[-1] and re.match(r"\w*[A-Z]\w*=", token):
            raise Unknown(f"a variable that other programs read, {token}")
        elif commands[-1] or (token not in KEYWORDS and not re.match(r"[a-z_]+=", token)):
            commands[-1].append(token)
    return [words for words in commands if words]


def _of_gh(words: list[str]) -> dict[str, str]:
    if words[:1] != ["api"]:
        if (call := tuple(words[:2])) not in GH:
            raise Unknown(f"a call that is not in the table, gh {' '.join(call)}")
        return GH[call]
    method, path, fields, rest = "", "", False, iter(words[1:])
    for word in rest:
        option, _, value = word.partition("=")
        if word.startswith("-") and option in WITH_VALUE:
            value = value or next(rest, "")
            method = value if option in ("--method", "-X") else method
            fields = fields or option in ("--field", "-F", "--raw-field", "-f", "--input")
        elif word.startswith("-") and word not in WITHOUT_VALUE:
            raise Unknown(f"an option that is not in the table, {word} of gh api")
        elif not word.startswith("-"):
            path = path or word
    return _of_api(method or ("POST" if fields else "GET"), path)


def _of_api(method: str, path: str) -> dict[str, str]:
    general = re.sub(r"\$\{?\w+\}?|\{\w+\}", "*", path.partition("?")[0]).removeprefix("/")
    if (method, general) not in API:
        raise Unknown(f"a call that is not in the table, {method} {general}")
    return API[method, general]


def _of_git(words: list[str]) -> dict[str, str]:
    while words[:1] == ["-c"]:
        if words[1].partition("=")[0] not in GIT_SETTINGS:
            raise Unknown(f"a setting that is not in the table, {words[1]} of git")
        words = words[2:]
    if not words or words[0] not in GIT or (words[0] == "config" and words[1] not in GIT_SETTINGS):
        raise Unknown(f"a call that is not in the table, git {' '.join(words[:2])}")
    return GIT[words[0]]


def _of_module(words: list[str]):
    """Code of main, with all the calls that it can make."""
    if len(words) != 1 or words[0] not in MODULES:
        raise Unknown(f"code where there are rights, {' '.join(words)}")
    for method, path in MODULES[words[0]].values():
        yield _of_api(method, path)
