"""The command ``python -m probes``: runs every probe in its environment.

Which packages are asked is in ``data/package_probes.csv``; what else is asked, in the code. The command writes
``data/probes.csv`` and ``data/probes/<id>.txt``. *no* and *absent* are answers. *failed* means that the script broke,
*could-not-run* that its environment is missing, or something else that the answer needs.
"""

from __future__ import annotations

import argparse
import ast
import re
import sys
from collections.abc import Collection, Iterable
from pathlib import Path

from bench import processes
from probes.asking import TIME_LIMIT_S, ask
from probes.environments import installed_in, python_for
from probes.rows import bytes_of, rows_of
from probes.tidied import ROOT
from sitedata.schema.clock import today
from sitedata.schema.protocol.probes import PROBES, Probe, package_questions
from system import ended, write_together

THROUGH_TIME = "--through-time"  # another command: the releases since 2018, see probes.through_time
PACKAGES = {"tensorflow": ("tensorflow-cpu", "tensorflow", "keras"), "pytorch": ("torch",), "jax": ("jax", "flax"),
            "interchange": ("torch", "keras", "jax", "onnx", "onnxruntime")}  # fmt: skip


def all_probes(data: Path) -> dict[str, Probe]:
    """Id → probe, those of the packages that ``package_probes.csv`` lists included."""
    asked = [row for row in rows_of(data, "package_probes") if not row["not_asked_because"]]
    packages = package_questions((row["package"], row["framework"], row["module"]) for row in asked)
    return PROBES | {id: probe for one in packages for id, probe in one.probes.items()}


def question(probe: Probe) -> str:
    """The first line of the script, with its arguments filled in."""
    text = ast.get_docstring(ast.parse((Path(__file__).parent / f"{probe.script}.py").read_text(encoding="utf-8")))
    return text.splitlines()[0].format(*probe.arguments)


def run(id: str, probe: Probe) -> tuple[dict[str, str], str]:
    """The row of a probe, and what it printed."""
    row = {"id": id, "question": question(probe), "script": probe.script, "environment": probe.environment}
    row |= {"ran_on": today().isoformat()}
    python = python_for(probe.environment)
    if not python.exists():
        return row | {
            "outcome": "could-not-run",
            "finding": f"no environment {installed_in(probe.environment)}",
            "versions": "none",
            "seconds": "0",
        }, ""
    answer = ask(python, probe)
    asked = [environment for environment in (probe.environment, probe.also) if environment]
    row |= {
        "versions": ", ".join(
            dict.fromkeys(
                version
                for name in asked
                for version in versions(python_for(name), probe.packages or PACKAGES[name]).split(", ")
            )
        ),
        "seconds": f"{answer.seconds:.1f}",
    }
    return row | {"outcome": answer.outcome, "finding": answer.finding}, answer.printed


def versions(python: Path, packages: Iterable[str]) -> str:
    """Those of them that this Python has, and its own, as ``torch 2.15.0, Python 3.11.7``."""
    code = (
        "import importlib.metadata as m, platform, sys\nfound = []\nfor name in sys.argv[1:]:\n"
        "    try: found.append(f'{name} {m.version(name)}')\n"
        "    except m.PackageNotFoundError: pass\nprint(', '.join(found + [f'Python {platform.python_version()}']))"
    )
    return processes.run([str(python), "-c", code, *packages], timeout_s=TIME_LIMIT_S).stdout.strip() or "unknown"


def write(rows: list[dict[str, str]], outputs: dict[str, str], known: Collection[str]) -> None:
    """Replace the rows of these probes; the rows of other ``known`` ones stay."""
    data, new = ROOT / "data", {row["id"] for row in rows}
    kept = [row for row in rows_of(data, "probes") if row["id"] not in new and row["id"] in known]
    content = bytes_of("probes", sorted([*kept, *rows], key=lambda row: row["id"]))
    printed = {data / "probes" / f"{id}.txt": f"{said}\n".encode() for id, said in outputs.items()}
    write_together({data / "probes.csv": content} | printed)


def main(arguments: list[str] | None = None) -> int:
    words = sys.argv[1:] if arguments is None else arguments
    if THROUGH_TIME in words:
        from probes.through_time import main as through_time

        return through_time([word for word in words if word != THROUGH_TIME])
    parser = argparse.ArgumentParser(
        prog="probes", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--only", default="", metavar="PATTERN", help="only probes whose id fits this regular expression"
    )
    parser.add_argument(
        "--unanswered", action="store_true", help="only probes without a row in data/probes.csv: what is left to ask"
    )
    chosen = parser.parse_args(arguments)
    known = all_probes(ROOT / "data")
    wanted = {id: probe for id, probe in known.items() if re.search(chosen.only, id)}
    if not wanted:
        parser.error(f"argument --only: got '{chosen.only}' — expected a pattern that fits one of {', '.join(known)}")
    answered = {row["id"] for row in rows_of(ROOT / "data", "probes")} if chosen.unanswered else set()
    for id, probe in wanted.items():
        if id in answered:
            continue
        row, said = run(id, probe)
        print(f"{id}: {row['outcome']} ({row['seconds']} s): {row['finding']}", file=sys.stderr, flush=True)
        write([row], {id: said}, known)
    return 0


if __name__ == "__main__":
    sys.exit(ended(main))
