"""What somebody could do to the files of a pull request, one small function each.

In: a tree and a source of randomness. Out: the tree, changed.
"""

from __future__ import annotations

import csv
import gzip
import io
import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

Mutation = Callable[[Path, random.Random], None]

FOLDERS = (
    "data",
    "data/benchmarks",
    "data/benchmarks/synthetic",
    "data/probes",
    "archive",
    "archive/objects",
    "archive/objects/0f",
    "docs",
)
NAMES = (
    "index", "con.csv", "nul", "a b.csv", "claims (1).csv", "claim.csv", "Claims.csv", "claims.csv.new", "..data",
    ".hidden", "x" * 200, "ä.csv", "a%2e.md", "plotly.min.js", "site.css", "index.html", "404.html", "hooks.py",
    "__init__.py", "a\u202eb.csv", "a\nb.csv", "-rf", "samples.csv", "README.md", "page.md", "a/b/c/d/e/f/g/h/i.csv",
    ".DS_Store", "a.SVG", "~$claims.csv", "search", "sitemap.xml", "robots.txt", "CNAME", "a'b\".md", "a{{x}}.md",
)  # fmt: skip
MARK = "zq7qz"
CONTENTS = (
    b"", b"\n", b"\0\0", b"\xff\xfe<\0", b"\xef\xbb\xbfid\n", b"id,text\r\na,b\r\n",
    f"<script>alert('{MARK}')</script>\n".encode(), f"```\n<img src=x onerror=alert('{MARK}')>\n```\n".encode(),
    f"~~~\n</code></pre><svg onload=alert('{MARK}')>\n".encode(), b"\x02wzxhzdk:0\x03\x02amp\x03 \x1b]0;x\x07\n",
    b"<<<<<<< HEAD\na\n=======\nb\n>>>>>>> x\n", b"{" * 100_000, b"[" * 100_000, b'"' * 300_000, b"," * 300_000,
    b"\n" * 300_000, b"\r" * 300_000, b"a,b\n" * 60_000, b"x" * 11_000_000, b"9" * 5_000,
    "\u202e\u2066\u200b\n".encode(), b"---\ntitle: x\ndescription: y\nhead: <script>\n---\n# x\n",
    b"---\ntitle: &a [*a]\n---\n", b"{{ 'x' * 10 ** 10 }}", b"{% for a in b %}" * 5_000, b"=1+1,@SUM(A1)\n",
    b"PK\x03\x04", b"\x89PNG\r\n\x1a\n", b"<svg xmlns='http://www.w3.org/2000/svg'><script>x</script></svg>",
    b"<!DOCTYPE a [<!ENTITY b 'c'>]><svg/>", b"import os\n", b"> " * 20_000, b"- " * 20_000, b"    " * 20_000,
    b"[^" * 50_000, b"](" * 50_000, b"*_" * 50_000,
)  # fmt: skip
CELLS = (
    "", " ", "index", "con", "..", "../../x", "data/../../../scripts/calendar.py", "./", "./#a", "assets/plotly.min.js",
    "index.html", "claims/one/", "404.html", "figures/x.png", "api/v1/index.json", "search/search_index.json",
    "https://[::1", "https://a.org:99999/", "javascript:alert(1)", "pkg:pypi/../../x", "https://a.org/\u202ex", "1e999",
    "inf", "-inf", "nan", "1_000", "١", "9" * 400, "9" * 5_000, "1." + "9" * 4_301, "yesterday", "2030-01-01",
    "1970-01-01", "0000-00-00", "2026-02-30", "2026-11-22T21:34:10Z", "9999-12-31T23:59:59Z", "x" * 101_000,
    "a " * 3_000, "a" * 300, "-1", "0", "1e-400", "=1+1", "+1", "@a(", f"<img src=x onerror=alert('{MARK}')>",
    f"\"><script>alert('{MARK}')</script>", f"`{MARK}` [x](javascript:{MARK})", "{{ 7 * 7 }}", "\x1b[31m", "a\nb",
    "\u2028", "\ud7ff", "\ufffe", "\U000e0001", "one two", "one one", "tf2-eager", "one", "s", "holds", "probed",
    "measured", "yes", "no", "pytorch",
)  # fmt: skip


def any_file(tree: Path, chance: random.Random) -> Path | None:
    paths = sorted(
        path
        for folder in ("data", "docs", "archive")
        for path in (tree / folder).rglob("*")
        if path.is_file() and not path.is_symlink()
    )
    return chance.choice(paths) if paths else None


def any_place(tree: Path, chance: random.Random) -> Path:
    path = tree / chance.choice(FOLDERS) / chance.choice(NAMES)
    if not any(parent.is_file() or parent.is_symlink() for parent in path.parents):
        path.parent.mkdir(parents=True, exist_ok=True)
        return path
    return tree / "data" / "x"


def remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def a_new_file(tree: Path, chance: random.Random) -> None:
    path = any_place(tree, chance)
    remove(path)
    path.write_bytes(chance.choice(CONTENTS))


def another_content(tree: Path, chance: random.Random) -> None:
    if path := any_file(tree, chance):
        raw = chance.choice(CONTENTS)
        path.write_bytes(gzip.compress(raw, 1) if path.suffix == ".gz" and chance.random() < 0.7 else raw)


def added_content(tree: Path, chance: random.Random) -> None:
    if path := any_file(tree, chance):
        raw = chance.choice(CONTENTS)
        path.write_bytes(path.read_bytes() + (gzip.compress(raw, 1) if path.suffix == ".gz" else raw))


def a_cut(tree: Path, chance: random.Random) -> None:
    if path := any_file(tree, chance):
        raw = path.read_bytes()
        path.write_bytes(raw[: chance.randrange(len(raw) + 1)])


def a_flipped_byte(tree: Path, chance: random.Random) -> None:
    if (path := any_file(tree, chance)) and (raw := bytearray(path.read_bytes())):
        raw[chance.randrange(len(raw))] = chance.randrange(256)
        path.write_bytes(raw)


def a_link(tree: Path, chance: random.Random) -> None:
    path = any_file(tree, chance) if chance.random() < 0.5 else any_place(tree, chance)
    if path:
        remove(path)
        path.symlink_to(
            chance.choice(
                [
                    "/dev/zero",
                    "/etc/passwd",
                    "/",
                    "..",
                    ".",
                    path.name,
                    "../claims.csv",
                    "/proc/self/mem",
                    "/no/such/file",
                ]
            )
        )


def a_folder_that_is_a_link(tree: Path, chance: random.Random) -> None:
    path = tree / chance.choice(FOLDERS)
    if path.is_dir() and not path.is_symlink():
        beside = path.with_name(path.name + "-moved")
        remove(beside)
        path.rename(beside)
        path.symlink_to(beside.name, target_is_directory=True)


def a_pipe(tree: Path, chance: random.Random) -> None:
    path = any_file(tree, chance)
    if path and hasattr(os, "mkfifo"):
        remove(path)
        os.mkfifo(path)


def a_folder_in_the_place_of_a_file(tree: Path, chance: random.Random) -> None:
    if path := any_file(tree, chance):
        remove(path)
        path.mkdir()


def a_file_in_the_place_of_a_folder(tree: Path, chance: random.Random) -> None:
    path = tree / chance.choice(FOLDERS)
    if path.parent.is_dir():
        remove(path)
        path.write_bytes(chance.choice(CONTENTS))


def a_file_is_gone(tree: Path, chance: random.Random) -> None:
    if path := any_file(tree, chance):
        remove(path)


def another_name(tree: Path, chance: random.Random) -> None:
    if path := any_file(tree, chance):
        place = any_place(tree, chance)
        if not place.is_dir() or place.is_symlink():
            remove(place)
            path.rename(place)


def two_files_change_places(tree: Path, chance: random.Random) -> None:
    one, other = any_file(tree, chance), any_file(tree, chance)
    if one and other:
        a, b = one.read_bytes(), other.read_bytes()
        one.write_bytes(b)
        other.write_bytes(a)


def a_folder_twice(tree: Path, chance: random.Random) -> None:
    source = tree / "data" / "benchmarks" / "synthetic"
    target = (
        tree
        / "data"
        / "benchmarks"
        / chance.choice(["index", "con", "Copy", "synthetic-2", "a b", "x" * 120, "..x", "synthetic.bak"])
    )
    if source.is_dir() and not source.is_symlink() and not target.exists():
        shutil.copytree(source, target, symlinks=True)


def many_files(tree: Path, chance: random.Random) -> None:
    folder = tree / chance.choice(FOLDERS)
    for number in range(chance.choice([150, 2_000])) if folder.is_dir() else ():
        (folder / f"x{number}").write_bytes(b"")


def a_deep_folder(tree: Path, chance: random.Random) -> None:
    folder = tree / chance.choice(FOLDERS)
    if folder.is_dir():
        deep = folder / "/".join("d" * chance.choice([5, 40]))
        deep.mkdir(parents=True, exist_ok=True)
        (deep / "x.csv").write_bytes(b"x")


def a_bomb(tree: Path, chance: random.Random) -> None:
    folder = tree / "data" / "benchmarks" / "synthetic"
    unit = chance.choice([b"one,1\n", b"\0", b"\n", b'"', b"1 ", b",", b"run_id,step_time_us\none," + b"1 " * 400_000])
    raw = gzip.compress(unit * (60_000_000 // len(unit) if len(unit) < 10 else 1), 1)
    if folder.is_dir() and not folder.is_symlink():
        remove(folder / "samples.csv.gz")
        (folder / "samples.csv.gz").write_bytes(raw if chance.random() < 0.7 else gzip.compress(raw, 1))


def all_tables(tree: Path) -> list[Path]:
    """The tables of the data, and the indexes of the archive."""
    tables = [*(tree / "data").rglob("*.csv"), *(tree / "archive").glob("*.csv")]
    return sorted(path for path in tables if path.is_file() and not path.is_symlink())


def other_cells(tree: Path, chance: random.Random) -> None:
    """Change some cells of a table: what the check accepts goes on into pages."""
    tables = all_tables(tree)
    path = chance.choice(tables) if tables else None
    try:
        records = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline=""))) if path else []
    except (UnicodeDecodeError, csv.Error):
        return
    records = [record for record in records if record]
    for _ in range(chance.choice([1, 1, 1, 3])) if len(records) > 1 else ():
        row = chance.randrange(1, len(records))
        records[row][chance.randrange(len(records[row]))] = chance.choice(CELLS)
    written(path, records)


def other_rows(tree: Path, chance: random.Random) -> None:
    """Rows removed, doubled, in another order, or all but one removed."""
    tables = all_tables(tree)
    path = chance.choice(tables) if tables else None
    try:
        head, *rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline=""))) if path else [[]]
    except (UnicodeDecodeError, csv.Error, ValueError):
        return
    kind = chance.choice(["none", "one", "twice", "shuffled", "long row", "wide header", "many"])
    changes = {
        "none": lambda: [], "one": lambda: rows[:1], "twice": lambda: rows * 2,
        "shuffled": lambda: chance.sample(rows, len(rows)), "long row": lambda: [*rows, ["x"] * 100_000],
        "wide header": lambda: rows, "many": lambda: rows * (49_000 // max(len(rows), 1)),
    }  # fmt: skip
    written(path, [head * 20_000 if kind == "wide header" else head, *changes[kind]()])


def written(path: Path | None, records: list[list[str]]) -> None:
    if path:
        out = io.StringIO(newline="")
        csv.writer(out, lineterminator="\n").writerows(records)
        path.write_bytes(out.getvalue().encode("utf-8", "surrogatepass"))


MUTATIONS: tuple[Mutation, ...] = (
    a_new_file, another_content, added_content, a_cut, a_flipped_byte, a_link, a_folder_that_is_a_link, a_pipe,
    a_folder_in_the_place_of_a_file, a_file_in_the_place_of_a_folder, a_file_is_gone, another_name,
    two_files_change_places, a_folder_twice, many_files, a_deep_folder, a_bomb, other_cells, other_cells, other_cells,
    other_cells, other_rows, other_rows,
)  # fmt: skip
"""What is listed more than once is tried more often."""
