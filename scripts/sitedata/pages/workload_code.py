"""The code of the workloads, both frameworks side by side: the files that are measured, read when the page is made."""

from __future__ import annotations

from markupsafe import Markup

from sitedata.load.scripts import WORKLOADS as FOLDER
from sitedata.pages.forge import Forge
from sitedata.schema.names import NAMES
from sitedata.schema.protocol.workloads import WORKLOADS, Workload

SHOWN = ("tensorflow", "pytorch")


def twin_code(repository: str) -> Markup:
    """Markdown: a section for each workload. ``repository`` is its web address; without one there are no links."""
    return Markup(
        "\n\n".join(
            _section(workload, repository) for workload in WORKLOADS.values() if (FOLDER / workload.folder).is_dir()
        )
    )


def _section(workload: Workload, repository: str) -> str:
    shape = " × ".join(map(str, workload.shape)) + (" tokens" if workload.vocabulary else "")
    others = f" (also {', '.join(map(str, sorted(workload.batch_sizes)))})" if workload.batch_sizes else ""
    about = (
        f"{workload.parameters:,} trained parameters. Input {shape}, {workload.classes} classes. "
        f"Batch {workload.batch_size}{others}."
    )
    columns = "\n\n".join(_column(workload, framework, repository) for framework in SHOWN)
    return f'## {workload.title} {{#{workload.id}}}\n\n{about}\n\n<div class="twins" markdown>\n{columns}\n</div>'


def _column(workload: Workload, framework: str, repository: str) -> str:
    path = FOLDER / workload.folder / f"{framework}.py"
    shown = f"scripts/bench/workloads/{workload.folder}/{framework}.py"
    address = Forge(repository).view(shown)
    where = f"[`{shown}`]({address})" if address else f"`{shown}`"
    return (
        f"<div markdown>\n**{NAMES[framework]}** {where}\n\n"
        f"```python\n{path.read_text(encoding='utf-8').rstrip()}\n```\n</div>"
    )
