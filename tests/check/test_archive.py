"""A kept file can only be what its kind is: nothing in it acts, loads or declares."""

import pytest

from sitedata.check.archive import CHECKS, check_frozen
from sitedata.draw import svg
from sitedata.load.csv_table import Table
from sitedata.load.dataset import Dataset
from sitedata.schema.tables import Frozen

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


@pytest.mark.parametrize(("suffix", "raw"), [("png", b"GIF89a"), ("json", b"{"), ("json", b"[" * 100_000), ("csv", b"\xff"), ("csv", b"a\0")])
def test_other_kinds_are_what_they_say(suffix, raw):
    assert CHECKS[suffix](raw)


def test_a_state_that_is_listed_has_its_files(tmp_path):
    row = Frozen(kind="table", id="papers", hash="0123456789", frozen_on="2026-11-24")
    data = Dataset({"frozen": Table("data/frozen.csv", [row], [])})
    (line,) = map(str, check_frozen(data, tmp_path / "data" / "frozen"))
    assert line.startswith("data/frozen.csv:0: hash: the file of this state is missing, got 'data/frozen/data/papers.0123456789.csv'")
    (tmp_path / "data" / "frozen" / "data").mkdir(parents=True)
    (tmp_path / "data" / "frozen" / "data" / "papers.0123456789.csv").write_text("a\n")
    assert check_frozen(data, tmp_path / "data" / "frozen") == []
