"""What the system says of a process's main memory. Standard library only: environments that serve have no psutil."""

from __future__ import annotations

import re
from pathlib import Path


def memory_mib(field: str, process: int | str = "self") -> float | None:
    """A line of ``/proc/<process>/status`` in MiB; None where the system has none."""
    status = Path(f"/proc/{process}/status")
    found = re.search(rf"^{field}:\s+(\d+) kB", status.read_text(), re.MULTILINE) if status.exists() else None
    return round(int(found[1]) / 1024, 1) if found else None
