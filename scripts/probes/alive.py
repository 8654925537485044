"""Does the newest release of {0} install and import beside the {2} of our environment?"""

import platform
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from probes.answer import answer, yes_no
from probes.beside import beside
from probes.package_index import Unreachable, here, needs_newer_glibc, newest, refuse_unreached

TIME_LIMIT_S = 190  # for each of two tries
NOTHING = re.compile(r"No matching distribution found for (\S+)")
CONFLICT = re.compile(r"The conflict is caused by:\n((?: +.+\n)+)")
HELD = re.compile(r"The user requested \(constraint\) (\S+)")
BROKEN_BUILD = re.compile(r"(?:Failed building wheel for|Could not build wheels for|metadata-generation-failed)[^\n]*")
WHOSE_BUILD = re.compile(r"╰─> ([\w.-]+)$|Failed building wheel for ([\w.-]+)", re.MULTILINE)
PLACEHOLDER = re.compile(r"placeholder package which downloads a real wheel")  # as NVIDIA's packages say of themselves
REFUSED = re.compile(r"[^\n]*(?:only versions \S+ are supported|annot install on Python version)[^\n]*")
BUILT = re.compile(r"^Successfully built (.+)$", re.MULTILINE)
NO_LIBRARY = re.compile(r"(lib[\w.+-]+\.so[.\d]*): cannot open shared object file")
OF_A_DRIVER = re.compile(r"libcuda\.so|libnvidia-")  # NVIDIA's driver brings them, no package does
OF_CUDA = re.compile(r"lib(?:cu|nv|torch_cuda|c10_cuda)")
IMPORTED = re.compile(r'File "\S*/site-packages/(\w+)/')  # a package whose code ran when the import stopped
package, module, framework = sys.argv[1:4]


def install(folder: Path, wanted: str, keep: list[str]) -> tuple[str, str]:
    """An outcome other than yes, and why; otherwise what had to be built.

    First from wheels only, because what builds depends on the machine; then with sources, so that a requirement
    published only as source does not decide.
    """
    for choice in (("--only-binary", ":all:"), ("--prefer-binary",)):
        pip = [
            folder / "bin" / "python",
            "-m",
            "pip",
            "install",
            "--disable-pip-version-check",
            "--no-color",
            *keep,
            *choice,
            wanted,
        ]
        try:
            done = subprocess.run(pip, capture_output=True, text=True, timeout=TIME_LIMIT_S)
        except subprocess.TimeoutExpired:
            return "could-not-run", f"pip had not installed it after {TIME_LIMIT_S} s"
        said = done.stdout + done.stderr
        print(" ".join(choice), done.stdout[-1000:], done.stderr[-2000:])
        if not done.returncode:
            built = BUILT.search(said)
            return "", f", with {', '.join(built[1].split())} built from source" if built else ""
        refuse_unreached(done.stderr)
    return reason(said, Path(keep[1]).read_text(encoding="utf-8").split())


def reason(said: str, kept: list[str]) -> tuple[str, str]:
    """What pip said at the end, as outcome and reason.

    A failing build is an outcome of its own: another machine may have what this one lacks. A conflict with a constraint
    that this machine sets for pip, beside what we ask it to keep, says nothing about the package.
    """
    if match := REFUSED.search(said):
        return "no", f"a requirement refuses this Python: {match[0].strip()}"
    if match := CONFLICT.search(said):
        if others := sorted(set(HELD.findall(match[1])) - set(kept)):
            return "could-not-run", f"this machine holds its pip to other versions ({', '.join(others)})"
        return "no", "its requirements conflict: " + "; ".join(line.strip() for line in match[1].splitlines()[:3])
    if match := NOTHING.search(said):
        if needs_newer_glibc(match[1]):
            return (
                "could-not-run",
                f"it needs {match[1]}, whose wheels want a C library newer than this machine's glibc "
                f"{platform.libc_ver()[1]}",
            )
        return (
            "no",
            f"it needs {match[1]}, of which the package index has neither a wheel nor a source for Python {here()}",
        )
    if match := BROKEN_BUILD.search(said):
        whose = WHOSE_BUILD.search(said)
        name = (whose[1] or whose[2]) if whose else "a requirement"
        if PLACEHOLDER.search(said):
            return (
                "could-not-run",
                f"of {name} the package index has a placeholder alone, which fetches the wheel from an index of its "
                "keepers, and could not here",
            )
        return (
            "could-not-run",
            f"{name} has no wheel for Python {here()}, and its build failed on this machine ({match[0]})",
        )
    errors = [line for line in said.splitlines() if line.startswith("ERROR: ")]
    return "could-not-run", f"pip stopped: {(errors or ['ERROR: without a reason'])[-1].removeprefix('ERROR: ')[:200]}"


def ask() -> tuple[str, str]:
    """Outcome and finding."""
    release = newest(package)
    if release is None:
        return "absent", f"the package index has no release of {package}"
    if release.is_for_later_python:
        return (
            "could-not-run",
            f"{package} {release.version} is for Pythons later than {here()}, the one of our environment",
        )
    if release.python:
        return (
            "no",
            f"the package index has {package} {release.version} for Python {release.python} and older alone, and "
            f"nothing for Python {here()}",
        )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        version, keep = beside(folder, framework)
        outcome, why = install(folder, f"{package}=={release.version}", keep)
        if outcome:
            return outcome, f"{package} {release.version} does not install beside {framework} {version}: {why}"
        imported = subprocess.run(
            [folder / "bin" / "python", "-c", f"import {module}"], capture_output=True, text=True, timeout=120
        )
    print(imported.stderr[-3000:])
    if not imported.returncode:
        return "yes", f"{package} {release.version} installs and imports{why}"
    if library := NO_LIBRARY.search(imported.stderr):
        if OF_A_DRIVER.match(library[1]):
            lacks = "which comes with the driver of an NVIDIA GPU, and this machine has none"
        elif OF_CUDA.match(library[1]):
            lacks = f"a library of CUDA that the {framework} here does not bring"
        else:
            lacks = "a system library that this machine lacks"
        # the framework's loader is the last to speak: what called it is the package that lacks something
        callers = [name for name in IMPORTED.findall(imported.stderr) if name != framework]
        by = f"loads {callers[-1]}, which needs" if callers and callers[-1] != module else "needs"
        return "could-not-run", f"{package} {release.version} installs; its import {by} {library[1]}, {lacks}"
    # a symbol that the framework no longer has says more than the error that follows from it
    lines = imported.stderr.strip().splitlines() or [""]
    last = next((line for line in lines if "undefined symbol" in line), lines[-1])
    return "no", f"{package} {release.version} installs and does not import: {last[:200]}"


try:
    outcome, finding = ask()
except Unreachable as error:
    outcome, finding = "could-not-run", str(error)
if outcome in ("yes", "no"):
    yes_no(outcome == "yes", finding)
else:
    answer(outcome, finding)
