"""The code of the workloads, both frameworks side by side: the files that are measured, read when the page is made."""

from __future__ import annotations

from markupsafe import Markup

from sitedata.load.scripts import WORKLOADS as FOLDER
from sitedata.pages.forge import Forge
from sitedata.schema.names import NAMES
from sitedata.schema.protocol.workloads import WORKLOADS, Workload

SHOWN = ("tensorflow", "pytorch")


def twin_code(repository: str, modern: bool = False) -> Markup:
    """Markdown: a section for each of the larger workloads, or of the others.

    ``repository`` is its web address; without one there are no links.
    """
    shown = [workload for workload in WORKLOADS.values() if workload.modern == modern]
    return Markup(
        "\n\n".join(_section(workload, repository) for workload in shown if (FOLDER / workload.folder).is_dir())
    )


def _section(workload: Workload, repository: str) -> str:
    shape = _input(workload)
    others = f" (also {', '.join(map(str, sorted(workload.batch_sizes)))})" if workload.batch_sizes else ""
    classes = f"{workload.classes:,} classes{_PLACES[len(workload.places)]}"
    about = (
        f"{workload.parameters:,} trained parameters. Input {shape}, {classes}. Batch {workload.batch_size}{others}."
    )
    columns = "\n\n".join(_column(workload, framework, repository) for framework in SHOWN)
    return f'## {workload.title} {{#{workload.id}}}\n\n{about}\n\n<div class="twins" markdown>\n{columns}\n</div>'


_PLACES = ("", " for each token", " for each pixel")


def _input(workload: Workload) -> str:
    """``224 × 224 × 3``, ``64 tokens``, ``13 numbers and 26 × 4 tokens``."""
    shape, bags = (" × ".join(map(str, sizes)) for sizes in (workload.shape, workload.bags))
    if bags:
        return f"{shape} numbers and {bags} tokens"
    return f"{shape} tokens" if workload.vocabulary else shape


def _column(workload: Workload, framework: str, repository: str) -> str:
    path = FOLDER / workload.folder / f"{framework}.py"
    shown = f"scripts/bench/workloads/{workload.folder}/{framework}.py"
    address = Forge(repository).view(shown)
    where = f"[`{shown}`]({address})" if address else f"`{shown}`"
    return (
        f"<div markdown>\n**{NAMES[framework]}** {where}\n\n"
        f"```python\n{path.read_text(encoding='utf-8').rstrip()}\n```\n</div>"
    )
