"""A kept file can only be what its kind is: nothing in it acts, loads or declares."""

import pytest

from sitedata.check import archive as checks
from sitedata.check.archive import CHECKS, check_archive
from sitedata.draw import svg
from sitedata.load import archive
from sitedata.text.problem import BadInput
from tests import tiny

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">{}</svg>'
WRONG = {
    "a script": SVG.format("<script>alert(1)</script>"),
    "a handler": SVG.format('<path onload="alert(1)"/>'),
    "a handler on the drawing": '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "a handler in capitals": SVG.format('<path ONLOAD="alert(1)"/>'),
    "HTML inside": SVG.format('<foreignObject><body xmlns="http://www.w3.org/1999/xhtml"/></foreignObject>'),
    "an animation": SVG.format('<a><set attributeName="href" to="javascript:alert(1)"/></a>'),
    "a link that is a script": SVG.format('<a href="javascript:alert(1)"><path/></a>'),
    "the same, the old way": SVG.format('<a xlink:href="JavaScript:alert(1)"><path/></a>'),
    "a shape from elsewhere": SVG.format('<use href="https://a.org/b.svg#c"/>'),
    "a picture from elsewhere": SVG.format('<image href="https://a.org/b.png"/>'),
    "a fill from elsewhere": SVG.format('<path fill="url(https://a.org/b.svg#c)"/>'),
    "a style from elsewhere": SVG.format("<style>@import 'https://a.org/b.css';</style>"),
    "an entity": "<!DOCTYPE svg [<!ENTITY a 'b'>]>" + SVG.format("&a;"),
    "an instruction": "<?xml-stylesheet href='a.css'?>" + SVG.format(""),
    "a sheet from elsewhere": '<?xml-stylesheet href="https://a.org/assets/drawing.css"?>\n' + SVG.format(""),
    "no XML": "<svg",
    "HTML": "<html/>",
    "bytes": "\0",
    "a rule that is written with an escape": SVG.format("<style>@\\69mport 'https://a.org/b.css';</style>"),
    "an address that is written with an escape": SVG.format("<style>*{fill:u\\72l(https://a.org/)}</style>"),
    "a rule after an element in a style": SVG.format("<style>a<title/>@import 'b';</style>"),
    "a picture set": SVG.format("<g style=\"mask:image-set('https://a.org/x' 1x)\"/>"),
    "an address without a function": SVG.format('<g style="cursor: //a.org/x"/>'),
    "a mark that is no end": '<svg data-x="a>b" xmlns="http://www.w3.org/2000/svg"><style>x</style></svg>',
    "a style in a style": SVG.format("<style><style>a</style></style>"),
}
RIGHT = {
    "as it is drawn today": svg.standalone(SVG.format("<path/>"), svg.style_sheet_of("figures/a/b.svg")),
    "shapes": SVG.format('<g style="opacity: 1;"><path d="M0,0" fill="url(#a)"/><text>x</text></g>'),
    "a link": SVG.format('<a href="https://a.org/"><path/></a>'),
    "a shape of its own": SVG.format('<use href="#a"/>'),
}


@pytest.mark.parametrize("text", WRONG.values(), ids=WRONG)
def test_a_drawing_with_more_than_a_drawing_is_refused(text):
    assert CHECKS["svg"](text.encode())


@pytest.mark.parametrize("text", RIGHT.values(), ids=RIGHT)
def test_a_drawing_is_taken(text):
    assert CHECKS["svg"](text.encode()) == ""


@pytest.mark.parametrize(
    ("suffix", "raw"), [("png", b"GIF89a"), ("json", b"{"), ("json", b"[" * 100_000), ("csv", b"\xff"), ("csv", b"a\0")]
)
def test_other_kinds_are_what_they_say(suffix, raw):
    assert CHECKS[suffix](raw)


SAME = "figures/a.0123456789.csv"


@pytest.fixture
def folder(tmp_path):
    return tiny.archive(tmp_path / "archive", [(SAME, b"a\n")])


def problems(folder) -> list[str]:
    return list(map(str, check_archive(archive.read(folder), folder)))


def test_objects_are_what_the_index_says(folder):
    assert problems(folder) == []


def test_an_object_that_is_missing_is_told_at_its_row(folder):
    (kept,) = (path for path in (folder / "objects").rglob("*.csv"))
    kept.unlink()
    (line,) = problems(folder)
    assert line.startswith("archive/files.csv:2: sha256: the object of this address is missing, got 'archive/objects/")


def test_an_object_of_another_content_is_told(folder):
    (kept,) = (path for path in (folder / "objects").rglob("*.csv"))
    kept.write_bytes(b"b\n")
    (line,) = problems(folder)
    assert line.startswith("archive/objects/") and "another content than its name says" in line


def test_an_object_that_is_a_link_is_told(folder):
    (kept,) = (path for path in (folder / "objects").rglob("*.csv"))
    kept.unlink()
    kept.symlink_to("/etc/passwd")
    (line,) = problems(folder)
    assert "a link, got '/etc/passwd'" in line


def test_an_object_that_its_name_fits_is_still_held_to_its_kind(tmp_path):
    acting = SVG.format("<script>alert(1)</script>").encode()
    (line,) = problems(tiny.archive(tmp_path / "archive", [("figures/a.0123456789.svg", acting)]))
    assert "the element 'script' in a drawing" in line


def test_an_archive_without_end_is_left_at_the_limit(folder, monkeypatch):
    monkeypatch.setattr(checks, "LARGEST_ARCHIVE", 1)
    assert problems(folder) == [
        "archive/files.csv:2: the archive is too large, got more than 1 bytes — expected at most 1"
    ]


NO_FROZEN_FILES = (
    "index.html", "assets/plotly.min.js", "figures/a.csv", "figures/a.0123456789.html", "figures/a.0123456789.csv/",
    "x/a.0123456789.csv", "figures/../a.0123456789.csv", "/figures/a.0123456789.csv", "data/_headers",
)  # fmt: skip


@pytest.mark.parametrize("address", NO_FROZEN_FILES)
def test_an_address_that_is_no_frozen_file_is_refused(folder, address):
    index = folder / "files.csv"
    index.write_text(index.read_text(encoding="utf-8").replace(SAME, address), encoding="utf-8")
    with pytest.raises(BadInput, match=r"archive/files\.csv:2: address: "):
        archive.read(folder)


def test_an_index_that_is_missing_is_told(folder):
    (folder / "addresses.csv").unlink()
    with pytest.raises(BadInput, match=r"archive/addresses\.csv:1: the file is missing"):
        archive.read(folder)


def test_no_archive_is_an_empty_one_that_is_not_there(tmp_path):
    assert not archive.read(tmp_path / "archive").there and archive.read(tmp_path / "archive").files == {}
