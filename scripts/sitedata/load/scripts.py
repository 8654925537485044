"""Where the scripts are with which evidence was made: files to be read and shown, never run by the site's code."""

from __future__ import annotations

from pathlib import Path

SCRIPTS = Path(__file__).resolve().parents[2]
PROBES = SCRIPTS / "probes"
JOBS = PROBES / "first_jobs"
"""One script a system; :mod:`sitedata.schema.protocol.first_jobs` reads them."""
WORKLOADS = SCRIPTS / "bench" / "workloads"
"""One folder per workload, with one file per framework."""


def code_of(probe_script: str) -> str:
    """The code of a probe's script."""
    return (PROBES / f"{probe_script}.py").read_text(encoding="utf-8").rstrip()
