"""Bad input on purpose: a kind of mistake and a table in, the table's bytes with that mistake out.

Every mutation is made by a generator that is seeded with its kind and its table, so that it is the same in each run.
"""

from __future__ import annotations

import csv
import io
import random
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from sitedata.load import csv_table as loading
from sitedata.schema.tables import TABLES, kind_of
from tests.conftest import ROOT

Records = list[list[str]]
Mutation = Callable[[str, Records, random.Random, str], bytes | None]


def written(records: Records) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(records)
    return out.getvalue().encode()


def columns(table: str, wanted: Callable) -> list[int]:
    return [n for n, name in enumerate(TABLES[table].model_fields) if wanted(name, kind_of(TABLES[table], name))]


def is_text(name: str, kind) -> bool:
    return kind.frictionless == "string" and "plain text" in kind.expected


def is_typed(name: str, kind) -> bool:
    return not is_text(name, kind)


def is_address(name: str, kind) -> bool:
    return "https://" in kind.expected


def put(table: str, records: Records, chance: random.Random, value: str, wanted: Callable) -> bytes | None:
    """``value`` in a cell of a column of that kind: added to a text, in place of anything else.

    A cell without text is left.
    """
    places = columns(table, wanted)
    places = [(n, column) for column in places for n, record in enumerate(records) if n and record[column]]
    if not places:
        return None
    column = chance.choice(sorted({column for _, column in places}))
    row = chance.choice([n for n, at in places if at == column])
    records[row][column] = f"{records[row][column]} {value}" if wanted is is_text else value
    return written(records)


# --- what a cell may hold by mistake, or by intent -------------------------------------------------------------------
def another_type(table, records, chance, token):
    junk = [
        "1,440",
        "NaN",
        "1e5",
        "-1",
        "∞",
        "yes please",
        "22.11.2026",
        "2026-02-30",
        "2199-01-01",
        "{}",
        "null",
        "UPPER CASE",
        "٣",
        "a,b;c",
        token,
    ]
    return put(table, records, chance, chance.choice(junk), is_typed)


def html_in_a_text(table, records, chance, token):
    return put(table, records, chance, f"<b>{token}</b> <img src=x onerror=alert('{token}')>", is_text)


def a_script_in_a_text(table, records, chance, token):
    return put(table, records, chance, f"</p></script><script>alert('{token}')</script>", is_text)


def a_way_out_of_an_attribute(table, records, chance, token):
    return put(table, records, chance, f"\"><svg onload=alert('{token}')> '><i {token}>", is_text)


def markdown_and_templates_in_a_text(table, records, chance, token):
    payload = (
        f"{{{{ 7 * 7 }}}} {{% raw %}} [{token}](javascript:alert(1)) ![x](https://evil.example/{token}) "
        f"`{token}` [^article-2025] --- {{.{token}}}"
    )
    return put(table, records, chance, payload, is_text)


def a_formula(table, records, chance, token):
    return put(table, records, chance, f'=HYPERLINK("https://evil.example/{token}")', is_text)


def a_front_matter_in_a_text(table, records, chance, token):
    return put(table, records, chance, f"---\ntitle: {token}\n---\n# {token}", is_text)


def a_script_as_a_link(table, records, chance, token):
    schemes = [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html;base64,PHNjcmlwdD4=",
        "vbscript:x",
        "//evil.example",
        "file:///etc/passwd",
    ]
    return put(table, records, chance, chance.choice(schemes), is_address)


def a_link_that_leaves_its_attribute(table, records, chance, token):
    return put(table, records, chance, f"https://evil.example/\"onmouseover=\"alert('{token}')", is_address)


def marks_of_direction(table, records, chance, token):
    return put(table, records, chance, chance.choice("\u202e\u2066\u200f\u061c\u200b\ufeff") + token, is_text)


def control_characters(table, records, chance, token):
    return put(table, records, chance, chance.choice(["\x1b[31m", "\x07", "\x85", "\u2028"]) + token, is_text)


def half_a_character(table, records, chance, token):
    return put(table, records, chance, "\ud83d".encode("utf-8", "surrogatepass").decode("latin-1") + "\ue000", is_text)


def a_huge_cell(table, records, chance, token):
    return put(table, records, chance, token + "x" * loading.LARGEST_CELL, is_text)


def an_emptied_cell(table, records, chance, token):
    return put(table, records, chance, "", is_typed)


# --- what becomes of a file ------------------------------------------------------------------------------------------
def a_column_is_missing(table, records, chance, token):
    gone = chance.randrange(len(records[0]))
    return written([record[:gone] + record[gone + 1 :] for record in records])


def two_columns_are_swapped(table, records, chance, token):
    """Mutate the cells, not the header: what a slip in a spreadsheet leaves."""
    a, b = chance.sample(range(len(records[0])), 2)
    for record in records[1:]:
        record[a], record[b] = record[b], record[a]
    return written(records) if len(records) > 1 else None


def a_column_has_another_name(table, records, chance, token):
    records[0][chance.randrange(len(records[0]))] = chance.choice([token, "", "ID", "id ", "<script>"])
    return written(records)


def a_row_is_there_twice(table, records, chance, token):
    return written([*records, chance.choice(records[1:])]) if len(records) > 1 else None


def a_row_has_too_many_cells(table, records, chance, token):
    chance.choice(records[1:] or records).append(token)
    return written(records)


def the_rows_are_gone(table, records, chance, token):
    return written(records[:1]) if len(records) > 1 else None


def the_file_is_empty(table, records, chance, token):
    return b""


def half_of_the_file(table, records, chance, token):
    raw = written(records)
    return raw[: len(raw) // 2 + 1] if len(records) > 1 else None


def a_nul_byte(table, records, chance, token):
    raw = written(records)
    at = chance.randrange(len(raw))
    return raw[:at] + b"\0" + raw[at:]


def another_encoding(table, records, chance, token):
    text = written(records).decode().replace("\n", "é\n", 1)
    return text.encode(chance.choice(["latin-1", "utf-16", "utf-32", "cp1252"]), errors="replace")


def a_cut_character(table, records, chance, token):
    raw = written(records)
    at = chance.randrange(len(raw))
    return raw[:at] + "é".encode()[:1] + raw[at:]


def a_byte_order_mark(table, records, chance, token):
    return b"\xef\xbb\xbf" + written(records)


def other_line_ends(table, records, chance, token):
    return written(records).replace(b"\n", chance.choice([b"\r\n", b"\r"]))


def a_stray_quote(table, records, chance, token):
    lines = written(records).split(b"\n")
    at = chance.randrange(len(lines) - 1)
    lines[at] = chance.choice([b'"', b'"x"y,']) + lines[at]
    return b"\n".join(lines)


def needless_quotes(table, records, chance, token):
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows(records)
    return out.getvalue().encode()


def another_delimiter(table, records, chance, token):
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n", delimiter=chance.choice(";\t|")).writerows(records)
    return out.getvalue().encode()


def random_bytes(table, records, chance, token):
    return chance.randbytes(chance.randrange(1, 4000))


def not_a_table(table, records, chance, token):
    return chance.choice(
        [
            b"<!doctype html><title>404</title>",
            b'{"rows": []}',
            b"PK\x03\x04" + b"\x01" * 50,
            b"version https://git-lfs.example/spec/v1\n",
        ]
    )


# --- all of them ---------------------------------------------------------------------------------------
KINDS: dict[str, Mutation] = {
    mutate.__name__.replace("_", " "): mutate
    for mutate in (
        another_type,
        html_in_a_text,
        a_script_in_a_text,
        a_way_out_of_an_attribute,
        markdown_and_templates_in_a_text,
        a_formula,
        a_front_matter_in_a_text,
        a_script_as_a_link,
        a_link_that_leaves_its_attribute,
        marks_of_direction,
        control_characters,
        half_a_character,
        a_huge_cell,
        an_emptied_cell,
        a_column_is_missing,
        two_columns_are_swapped,
        a_column_has_another_name,
        a_row_is_there_twice,
        a_row_has_too_many_cells,
        the_rows_are_gone,
        the_file_is_empty,
        half_of_the_file,
        a_nul_byte,
        another_encoding,
        a_cut_character,
        a_byte_order_mark,
        other_line_ends,
        a_stray_quote,
        needless_quotes,
        another_delimiter,
        random_bytes,
        not_a_table,
    )
}


IN_EVERY_COLUMN = ("html in a text", "a way out of an attribute", "markdown and templates in a text")
TOKEN = re.compile(r"zq\d{5}qz")
"""What each mutation writes where it can, so that its text can be recognised: two digits for the table, three for
the mutation.
"""


@dataclass(frozen=True)
class Mutated:
    """One mutation: ``raw`` is the table's bytes after it, ``token`` is in what it wrote."""

    raw: bytes
    token: str


def records_of(name: str) -> Records:
    return list(csv.reader(io.StringIO((ROOT / "data" / f"{name}.csv").read_text(encoding="utf-8"), newline="")))


def mutations_of(table: str, kinds: Collection[str]) -> Iterator[tuple[str, Mutated]]:
    """Name (``a nul byte: papers``) and bytes of each mutation of a table that changes it.

    Kinds that need every text column come once per column.
    """
    good = (ROOT / "data" / f"{table}.csv").read_bytes()
    real, texts = records_of(table), columns(table, is_text)
    wanted = [(kind, None) for kind in KINDS] + [(kind, column) for kind in IN_EVERY_COLUMN for column in texts]
    for number, (kind, column) in enumerate(wanted):
        token = f"zq{[*TABLES].index(table):02}{number:03}qz"
        if kind not in kinds:
            continue
        records = [[*record] for record in real]
        if column is None:
            name, raw = f"{kind}: {table}", KINDS[kind](table, records, random.Random(f"{kind} {table}"), token)
        else:
            name = f"{kind}: {table}.{[*TABLES[table].model_fields][column]}"
            alone = [[*record] for record in only(real, column, set(texts))]
            raw = KINDS[kind](table, alone, random.Random(f"{kind} {table} {column}"), token)
            raw = raw and back(raw, real, column)
        if raw is not None and raw != good:
            yield name, Mutated(raw, token)


def only(records: Records, column: int, texts: set[int]) -> Records:
    """The records with nothing in any text but that column, so that a mutation of a text falls there."""
    return [
        records[0],
        *(["" if n in texts - {column} else cell for n, cell in enumerate(record)] for record in records[1:]),
    ]


def back(raw: bytes, records: Records, column: int) -> bytes:
    """The real records, with that column from ``raw``."""
    changed = list(csv.reader(io.StringIO(raw.decode(), newline="")))
    return written(
        [
            [new[n] if n == column else cell for n, cell in enumerate(old)]
            for old, new in zip(records, changed, strict=True)
        ]
    )
