"""Does the newest release of {0} install and import on a current Python beside the current {2}?"""

import re
import subprocess
import sys
import sysconfig
import tempfile
import venv
from importlib import metadata
from pathlib import Path

from probes.answer import answer, yes_no

TIME_LIMIT_S = 270
package, module, framework = sys.argv[1:4]
with tempfile.TemporaryDirectory() as folder:
    venv.create(folder, with_pip=True)
    python = Path(folder) / "bin" / "python"
    site = Path(sysconfig.get_path("purelib", vars={"base": folder, "platbase": folder}))
    (site / "framework.pth").write_text(sysconfig.get_path("purelib") + "\n")  # the framework's environment, seen from this one
    pinned = {each.metadata["Name"]: each.version for each in metadata.distributions() if each.metadata["Name"].startswith(framework)}
    (Path(folder) / "keep.txt").write_text("".join(f"{name}=={version}\n" for name, version in pinned.items()))
    pip = [python, "-m", "pip", "install", "--disable-pip-version-check", "--constraint", Path(folder) / "keep.txt", package]
    beside = f"{framework} {next(iter(pinned.values()))}"
    try:
        install = subprocess.run(pip, capture_output=True, text=True, timeout=TIME_LIMIT_S)
        print(install.stdout[-1500:], install.stderr[-1500:])
        if install.returncode:
            errors = [line for line in install.stderr.splitlines() if line.lower().startswith("error") and "Ignored the following" not in line]
            reached = re.findall(r"^\s*Collecting (\S+)", install.stdout, re.MULTILINE)[-1:]
            why = re.sub(r"^(?i:error): ", "", errors[-1])[:160] if errors else "pip failed"
            yes_no(False, f"it does not install beside {beside}; at {reached[0] if reached else package} pip says: {why}")
            raise SystemExit
    except subprocess.TimeoutExpired:
        yes_no(False, f"it does not install beside {beside}: pip found no set of versions within {TIME_LIMIT_S} s")
        raise SystemExit from None
    version = subprocess.run(
        [python, "-c", f"import importlib.metadata as m; print(m.version('{package}'))"], capture_output=True, text=True
    ).stdout.strip()
    imported = subprocess.run([python, "-c", f"import {module}"], capture_output=True, text=True, timeout=120)
    print(imported.stderr[-3000:])
    cuda = re.search(r"lib(?:cu|nv|torch_cuda|c10_cuda)\w*\.so[.\d]*", imported.stderr)
    if imported.returncode and cuda:
        answer("could-not-run", f"{package} {version} needs {cuda[0]}, which only {framework}'s CUDA build brings; this one is for CPUs")
        raise SystemExit
    last = (imported.stderr.strip().splitlines() or [""])[-1]
    yes_no(not imported.returncode, f"{package} {version} installs and {'imports' if not imported.returncode else f'does not import: {last[:200]}'}")
