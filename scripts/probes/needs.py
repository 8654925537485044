"""Does the newest release of {0} require {1}, by its own metadata?"""

import email
import re
import sys
import tempfile
import zipfile
from pathlib import Path

from pip._vendor.packaging.requirements import InvalidRequirement, Requirement  # every environment has pip

from probes.answer import answer, yes_no
from probes.package_index import WHEELS_ALONE, Newest, Unreachable, here, newest, pip


def applies(requirement: str, release: Newest) -> bool:
    """Is it required without any extra, on this system and with the Python that the release is for?"""
    python = {"python_version": release.python, "python_full_version": f"{release.python}.0"} if release.python else {}
    try:
        marker = Requirement(requirement).marker
    except InvalidRequirement:  # metadata of old releases
        return "extra ==" not in requirement
    return marker is None or marker.evaluate({"extra": ""} | python)


package, wanted = sys.argv[1:3]
try:
    found = newest(package)
    if found is None:
        answer("absent", f"the package index has no release of {package}")
        raise SystemExit
    with tempfile.TemporaryDirectory() as folder:
        done = pip(
            "download", "--no-deps", *(found.target or WHEELS_ALONE), "--dest", folder, f"{package}=={found.version}"
        )
        wheels = list(Path(folder).glob("*.whl"))
        if not wheels:
            print(done.stdout[-1500:], done.stderr[-1500:])
            answer("could-not-run", f"{package} {found.version} could not be downloaded as a wheel")
            raise SystemExit
        with zipfile.ZipFile(wheels[0]) as file:
            metadata = next(name for name in file.namelist() if name.endswith(".dist-info/METADATA"))
            about = email.message_from_string(file.read(metadata).decode())
except Unreachable as error:
    answer("could-not-run", str(error))
    raise SystemExit from None
required = [requirement for requirement in about.get_all("Requires-Dist", []) if applies(requirement, found)]
print(about["Name"], about["Version"], f"wheel for Python {found.python}" if found.python else "", *required, sep="\n")
names = {re.match(r"[A-Za-z0-9._-]+", requirement)[0].lower().replace("_", "-") for requirement in required}
listed = ", ".join(sorted(names)[:6]) + (f" and {len(names) - 6} more" if len(names) > 6 else "") or "no other package"
other = "" if not found.python else f", whose newest wheel is for Python {found.python},"
if found.is_for_later_python:
    other = f", which is for Pythons later than {here()},"
yes_no(
    wanted in names,
    f"{package} {about['Version']}{other} requires {wanted if wanted in names else f'{listed}, not {wanted}'}",
)
