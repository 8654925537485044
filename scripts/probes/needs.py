"""Does the newest release of {0} require {1}, by its own metadata?"""

import email
import re
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from probes.answer import answer, yes_no

package, wanted = sys.argv[1:3]
with tempfile.TemporaryDirectory() as folder:
    pip = [sys.executable, "-m", "pip", "download", "--disable-pip-version-check", "--no-deps", "--only-binary", ":all:", "--dest", folder, package]
    done = subprocess.run(pip, capture_output=True, text=True, timeout=240)
    wheels = list(Path(folder).glob("*.whl"))
    if not wheels:
        answer("absent", f"the package index has no wheel of {package} for this Python")
        raise SystemExit
    with zipfile.ZipFile(wheels[0]) as file:
        about = email.message_from_string(file.read(next(name for name in file.namelist() if name.endswith(".dist-info/METADATA"))).decode())
required = [each for each in about.get_all("Requires-Dist", []) if "extra ==" not in each]
print(about["Name"], about["Version"], *required, sep="\n")
names = {re.match(r"[A-Za-z0-9._-]+", each)[0].lower() for each in required}
listed = ", ".join(sorted(names)[:6]) + (f" and {len(names) - 6} more" if len(names) > 6 else "") or "no other package"
yes_no(wanted in names, f"{package} {about['Version']} requires {wanted if wanted in names else f'{listed}, not {wanted}'}")
