"""The command line of ``python -m bench``. In: words. Out: what to measure, or a message that names the bad word."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from bench.environments import FRAMEWORKS, ROOT
from sitedata.schema.protocol import matrix

RESULTS = ROOT / "data" / "benchmarks"
LIMITS = ", ".join(f"{name}: {minutes or 'no limit'}" for name, minutes in matrix.MINUTES.items())


def parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="bench",
        description="Measures TensorFlow and PyTorch on this machine; results go to data/benchmarks/.",
        epilog="--through-time measures releases since 2018 instead, --deploy what answers requests: --deploy --help",
    )
    size = parser.add_mutually_exclusive_group()
    size.add_argument(
        "--quick",
        dest="matrix",
        action="store_const",
        const="quick",
        help="three workloads, two rounds: under five minutes",
    )
    size.add_argument(
        "--short",
        dest="matrix",
        action="store_const",
        const="short",
        help="training of four models, one of each kind, in ten rounds: on a GPU, two calls of a quarter of an hour",
    )
    size.add_argument(
        "--causes",
        dest="matrix",
        action="store_const",
        const="causes",
        help="what the differences are made of, and both divisions: the second half of a whole measurement",
    )
    size.add_argument(
        "--modern",
        dest="matrix",
        action="store_const",
        const="modern",
        help="larger models: ResNet-50, ViT-S/16, GPT-2 that writes too, DLRM, U-Net; bfloat16 where the processor can",
    )
    size.add_argument(
        "--full", dest="matrix", action="store_const", const="full", help="everything in every mode: hours"
    )
    parser.set_defaults(matrix="default")
    parser.add_argument(
        "--rounds",
        type=int,
        help=f"how often each contestant runs (default {matrix.ROUNDS}; quick: {matrix.QUICK_ROUNDS})",
    )
    parser.add_argument(
        "--minutes", type=int, help=f"begin nothing that ends later; the same command goes on with the rest ({LIMITS})"
    )
    parser.add_argument(
        "--frameworks", default="tensorflow,pytorch", help="with commas between; jax may be added (default %(default)s)"
    )
    parser.add_argument("--device", choices=("cpu", "cuda"), default="cpu")
    parser.add_argument(
        "--shard", default="1/1", metavar="N/M", help="measure part N of M; merge the parts with --merge"
    )
    parser.add_argument(
        "--sweep",
        default="",
        metavar="NAME",
        help="the minute (UTC) at which the sweep began; all its parts need the same",
    )
    parser.add_argument("--fresh", action="store_true", help="begin a new sweep even if one was interrupted")
    parser.add_argument(
        "--only", default="", metavar="PATTERN", help="only contestants whose name fits this regular expression"
    )
    parser.add_argument("--out", type=Path, default=RESULTS, metavar="DIR", help="where environments are kept")
    parser.add_argument("--skip-accuracy", action="store_true", help="only timing and memory")
    parser.add_argument(
        "--note",
        default="",
        metavar="TEXT",
        help="what a reader must know of this machine; names no person, no machine",
    )
    parser.add_argument("--list", action="store_true", help="print the contestants and stop")
    parser.add_argument(
        "--merge",
        type=Path,
        nargs="+",
        metavar="DIR",
        help="add environments that shards wrote to the same one in --out",
    )
    chosen = parser.parse_args(arguments)
    chosen.frameworks = chosen.frameworks.split(",")
    for name in chosen.frameworks:
        if name not in FRAMEWORKS:
            parser.error(f"argument --frameworks: got '{name}' — expected {', '.join(FRAMEWORKS)} with commas between")
    _check_shard(parser, chosen)
    try:
        re.compile(chosen.only)
    except re.error as error:
        parser.error(f"argument --only: got '{chosen.only}', {error} — expected a regular expression")
    for name in ("rounds", "minutes"):
        if getattr(chosen, name) is not None and getattr(chosen, name) < 1:
            parser.error(f"argument --{name}: got {getattr(chosen, name)} — expected 1 or more")
    # whoever counts rounds wants all of them
    chosen.minutes = chosen.minutes or (None if chosen.rounds else matrix.MINUTES[chosen.matrix])
    chosen.rounds = chosen.rounds or (matrix.QUICK_ROUNDS if chosen.matrix == "quick" else matrix.ROUNDS)
    return chosen


def _check_shard(parser: argparse.ArgumentParser, chosen: argparse.Namespace) -> None:
    number, _, count = chosen.shard.partition("/")
    if not (number.isdecimal() and count.isdecimal() and 1 <= int(number) <= int(count)):
        parser.error(f"argument --shard: got '{chosen.shard}' — expected a part and a number of parts, like 2/4")
    chosen.shard = int(number), int(count)
    most = len(matrix.MODERN_GROUPS if chosen.matrix == "modern" else matrix.GROUPS)
    if chosen.shard[1] > most:
        parser.error(
            f"argument --shard: got '{number}/{count}' — expected at most {most} parts: more would "
            "have nothing to measure"
        )
    if chosen.sweep and not re.fullmatch(r"\d{8}t\d{4}", chosen.sweep):
        parser.error(f"argument --sweep: got '{chosen.sweep}' — expected a minute like 20261122t2130")
    if chosen.shard[1] > 1 and not (chosen.sweep or chosen.list or chosen.merge):
        parser.error(
            "argument --sweep: missing — expected the same name for all parts, the minute at which the first "
            "began, like 20261122t2130"
        )
