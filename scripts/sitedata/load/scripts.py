"""Where the scripts lie that evidence was made with: files to be read and shown, which the site's code never runs."""

from __future__ import annotations

from pathlib import Path

SCRIPTS = Path(__file__).resolve().parents[2]
PROBES = SCRIPTS / "probes"
WORKLOADS = SCRIPTS / "bench" / "workloads"
"""A folder a workload, a file a framework in it."""
