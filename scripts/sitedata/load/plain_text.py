"""Bytes as the text that somebody meant, or what stands in the way: another encoding, an unfinished merge.

In: the bytes of any text file that the build takes. Out: its text, and how it was saved if not as it should be. What
cannot be read for certain is refused, because a guess would change what people wrote.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from sitedata.text.problem import Problem, quoted

BY_FIX = "make fix does it"
UTF8 = "a file saved as UTF-8"
MARKS = {
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
"""How a file of another Unicode encoding starts; the mark of UTF-32 starts like that of UTF-16."""
OTHER_FILES = {
    b"PK\x03\x04": "a workbook or another ZIP file",
    b"\xd0\xcf\x11\xe0": "a workbook of old Excel",
    b"\x1f\x8b": "a gzip file",
    b"%PDF-": "a PDF file",
    b"version https://git-lfs.github.com/spec/": "what Git LFS leaves in the place of a file",
}
"""How files start that somebody took for a text, since their name ends like one."""
CONFLICT = re.compile(r"^(?:<{7,}(?: .*)?|>{7,}(?: .*)?|\|{7,} [^|\n]+)$", re.MULTILINE)
LEFT_OVER = re.compile(r"^={7}$", re.MULTILINE)
UNDERLINE = re.compile(r"(?<=\S\n)={7}$", re.MULTILINE)
"""Seven equals signs below a line of text make it a heading of Markdown."""
MOST_LINES_NAMED = 5


@dataclass(frozen=True)
class Form:
    """How a file was saved, where it should be otherwise; what it says is certain, so that a machine can mend it."""

    line: int
    problem: str
    got: str
    expected: str
    done: str


class Unreadable(Exception):
    """A file that cannot be accepted: ``(problem, got, expected)``, and the line of the problem."""

    def __init__(self, problem: str, got: str, expected: str, line: int = 1, tip: str = "", fix: str = ""):
        super().__init__(problem)
        self.problem, self.got, self.expected, self.line, self.tip, self.fix = problem, got, expected, line, tip, fix

    def at(self, file: str) -> Problem:
        return Problem(file, self.line, "", self.problem, self.got, self.expected, self.tip, self.fix)


def decoded(raw: bytes, underlines: bool = True) -> str:
    """Bytes as text. ``underlines`` says whether seven equals signs below a line may be a heading.

    Raises:
        Unreadable: it is not UTF-8 with line feeds, holds a NUL byte, or what a merge left.
    """
    text, forms = read(raw, underlines)
    for form in forms:
        raise Unreadable(form.problem, form.got, form.expected, form.line, fix=BY_FIX)
    return text


def read(raw: bytes, underlines: bool = True) -> tuple[str, list[Form]]:
    """The text with line feeds, and what is wrong with the form in which it was saved.

    Raises:
        Unreadable: nobody knows what it says.
    """
    if found := next((said for start, said in OTHER_FILES.items() if raw.startswith(start)), ""):
        raise Unreadable("no text under the name of one", found, UTF8)
    text, forms = _unmarked(raw)
    if "\r" in text:
        line = text[: text.index("\r")].count("\n") + 1
        forms.append(
            Form(
                line, "Windows or Mac line ending", "a carriage return", "lines that end in LF alone",
                "Windows or Mac line endings became LF",
            )
        )  # fmt: skip
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if wrong := conflict(text, underlines):
        raise wrong
    return text, forms


def _unmarked(raw: bytes) -> tuple[str, list[Form]]:
    """The text without a mark at its start, which says how it is encoded."""
    if raw.startswith(codecs.BOM_UTF8):
        mark = Form(
            1, "starts with a byte order mark", "the bytes EF BB BF", "UTF-8 without it", "byte order mark removed"
        )
        return _utf8(raw.removeprefix(codecs.BOM_UTF8)), [mark]
    for mark, encoding in MARKS.items():
        if raw.startswith(mark):
            name, bytes_ = encoding.upper(), mark.hex(" ").upper()
            try:
                text = raw.decode(encoding)
            except UnicodeDecodeError:
                raise Unreadable(f"not whole {name}", f"the bytes {bytes_}", UTF8) from None
            if "\0" in text:
                break
            return text, [Form(1, f"saved as {name}", f"the bytes {bytes_}", UTF8, f"{name} became UTF-8")]
    return _utf8(raw), []


def _utf8(raw: bytes) -> str:
    if b"\0" in raw:
        line = raw[: raw.index(b"\0")].count(b"\n") + 1
        every_second = raw.count(b"\0") * 3 > len(raw)
        raise Unreadable("binary data", "a NUL byte", "UTF-8 text", line, "is it UTF-16?" if every_second else "")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise Unreadable("not UTF-8", f"the byte 0x{raw[error.start]:02X}", UTF8, line, _western(raw, line)) from None


def _western(raw: bytes, line: int) -> str:
    """What the line says if a program on Windows wrote it, as a hint: other languages have other letters there."""
    try:
        words = re.findall(r"\w+", raw.splitlines()[line - 1].decode("cp1252"))
    except UnicodeDecodeError:
        return ""
    word = next((word for word in words if not word.isascii() and re.search("[A-Za-z]", word)), "")
    if not word:
        return ""
    return f"is it Windows-1252, which would say {quoted(word)}? open it as that, and save it as UTF-8"


def conflict(text: str, underlines: bool = True) -> Unreadable | None:
    """The marks of a merge that nobody finished, at the first of them. Only those at the start of a line count."""
    marks = [*CONFLICT.finditer(text)] if "<<<<<<<" in text or ">>>>>>>" in text or "|||||||" in text else []
    if not marks and "=======" in text:
        wanted = {match.start() for match in UNDERLINE.finditer(text)} if underlines else ()
        marks = [match for match in LEFT_OVER.finditer(text) if match.start() not in wanted]
    if not marks:
        return None
    lines = [text.count("\n", 0, mark.start()) + 1 for mark in marks]
    also = ", ".join(map(str, lines[1 : MOST_LINES_NAMED + 1])) + ", …" * (len(lines) > MOST_LINES_NAMED + 1)
    expected = "one of the versions, without the lines that a merge put around them"
    expected += f"; also in line {also}" if also else ""
    tip = "indent marks that are quoted" if underlines else ""
    return Unreadable("merge conflict", quoted(marks[0][0]), expected, lines[0], tip)
