"""What we put together is what Plotly takes: its own classes check every figure of the site.

No browser reports a misspelt name.
"""

import datetime
import json
from pathlib import Path

import pytest

from sitedata.draw.all import draw_all
from sitedata.draw.plot import Plot, subplots
from sitedata.load.dataset import load_dataset
from sitedata.schema.figure import Undrawn
from tests.conftest import ROOT


def as_plotly_has_it(figure: dict) -> dict:
    """Raises: ValueError for a word or a value that it does not know."""
    import plotly.graph_objects as go

    return json.loads(go.Figure(figure).to_json())


def test_plotly_takes_every_figure_as_it_is():
    drawn = [
        figure for figure in draw_all(load_dataset(Path(ROOT / "data"))).values() if not isinstance(figure, Undrawn)
    ]
    assert drawn
    for figure in drawn:
        assert as_plotly_has_it(figure.wide) == figure.wide
        assert as_plotly_has_it(figure.narrow) == figure.narrow


def made(plot: Plot) -> dict:
    return json.loads(plot.to_json())


def test_a_misspelt_word_is_seen():
    plot = Plot()
    plot.add_scatter(x=[1], y=[2], mod="lines")
    with pytest.raises(ValueError, match="mod"):
        as_plotly_has_it(made(plot))


def test_an_underscore_is_no_short_form():
    plot = Plot()
    plot.update_layout(font_size=12)
    assert as_plotly_has_it(made(plot)) != made(plot)


def test_settings_add_up_and_what_is_not_set_is_left_out():
    plot = Plot()
    plot.update_xaxes(title={"text": "ms"}, nticks=None)
    plot.update_xaxes(title={"font": {"size": 9}}, range=(0, 2))
    plot.add_scatter(x=[datetime.date(2026, 1, 2), None], y=range(2), text=None)
    assert made(plot)["layout"] == {"xaxis": {"title": {"text": "ms", "font": {"size": 9}}, "range": [0, 2]}}
    assert made(plot)["data"] == [{"type": "scatter", "x": ["2026-01-02", None], "y": [0, 1]}]


def test_a_subplot_has_axes_of_its_own():
    plot = subplots(rows=2, cols=2)
    plot.add_scatter(x=[1], y=[1], row=2, col=1)
    plot.update_yaxes(nticks=4, row=2, col=1)
    plot.update_xaxes(nticks=5, row=2)
    plot.update_xaxes(side="top")
    whole = made(plot)
    assert (whole["data"][0]["xaxis"], whole["data"][0]["yaxis"]) == ("x3", "y3")
    assert [name for name, axis in whole["layout"].items() if axis.get("nticks") == 4] == ["yaxis3"]
    assert [name for name, axis in whole["layout"].items() if axis.get("nticks") == 5] == ["xaxis3", "xaxis4"]
    assert sum(axis.get("side") == "top" for axis in whole["layout"].values()) == 4
    assert as_plotly_has_it(whole)["layout"]["xaxis4"]["domain"] == whole["layout"]["xaxis4"]["domain"]


def test_two_plots_share_no_layout():
    plot = subplots(rows=1, cols=2)
    plot.update_xaxes(nticks=5)
    assert "nticks" not in made(subplots(rows=1, cols=2))["layout"]["xaxis"]
