"""The smallest drawn figure, for tests of what is made of one."""

from sitedata.schema.figure import Code, Figure, LeftOut, Scale, Size, Sizes, Views

AXES = {"data": [], "layout": {}}
TINY = Figure(
    id="one", file="one", kind="listed", subject="", environment="", title="T", caption="A caption.", unit="ms",
    scope="", as_of="2026-11", alt="Two bars", source_ids=("s",), tables=("papers",),
    rows=({"name": "row", "value": 1.5},), left_out=(LeftOut("x", "too old"),), wide=AXES, narrow=AXES,
    size=Sizes(Size(740, 300), Size(340, 400)), raw=(), views=Views((), Scale("", "")), code=Code("x.py", 1),
)  # fmt: skip
