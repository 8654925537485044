"""Where a probe's environment is: PyTorch's is not the benchmark's, but one with the newest release."""

from __future__ import annotations

from pathlib import Path

from bench.environments import ROOT, python_of
from sitedata.schema.protocol.probes import INSTALLED_IN


def installed_in(environment: str) -> str:
    return INSTALLED_IN.get(environment, environment)


def python_for(environment: str) -> Path:
    return python_of(ROOT, installed_in(environment))
