"""Every module of figures registers its own, so that none is forgotten."""

from pathlib import Path

from sitedata.draw import all


def test_every_module_that_draws_is_named_where_all_are_drawn():
    drawing = {path.stem for path in (Path(all.__file__).parent / "figures").glob("[a-z]*.py")}
    assert drawing and drawing <= set(vars(all))
