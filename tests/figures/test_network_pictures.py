"""The pictures of networks: what they hold, that plotly knows it all, that nothing is cut off."""

from collections.abc import Callable

import numpy as np
import pytest

from lrviz.analysis.landscape import Grid, levels
from lrviz.figures import DARK, LIGHT, Theme
from lrviz.figures.encode import Spec, figure, untyped
from lrviz.figures.landscape import curves_spec, plane_spec
from lrviz.figures.layers import bars_spec, table_spec
from lrviz.figures.network import fit_spec, map_spec, sum_spec, units_spec

X = np.linspace(-1, 1, 21)
A = np.linspace(-2, 2, 15)
LANDSCAPE = Grid(x=A, y=A, z=A[None, :] ** 2 + 3 * A[:, None] ** 2)
SIZES = np.array([[1e-3, 1e-9, 0.0], [1.0, 1e-12, np.nan]])

PICTURES: dict[str, Callable[[Theme], Spec]] = {
    "fit": lambda theme: fit_spec(
        theme, "en", data=(X, X), target=(X, X**2), x_range=(-1, 1), y_range=(-2, 2)
    ),
    "units": lambda theme: units_spec(theme, count=24, x_range=(-1, 1), y_range=(-2, 2)),
    "sum": lambda theme: sum_spec(theme, "zh", target=(X, X), y_range=(-2, 2)),
    "map": lambda theme: map_spec(
        theme,
        grid=(A, A),
        data=(np.column_stack([X, X]), (X > 0) * 1.0),
        box=((-2, 2), (-2, 2)),
        names=("a", "b"),
    ),
    "plane": lambda theme: plane_spec(
        theme, landscape=LANDSCAPE, box=((-2, 2), (-2, 2)), names=("a", "b"), note="c"
    ),
    "curves": lambda theme: curves_spec(
        theme,
        curves=[("one", X, np.exp(9 * X)), ("two", X, X)],
        x_title="x",
        y_title="y",
        log=True,
        level=3.0,
        marks=True,
    ),
    "bars": lambda theme: bars_spec(
        theme, sizes=SIZES, names=["1", "2", "out"], y_title="y", x_title="x"
    ),
    "table": lambda theme: table_spec(
        theme, values=np.array([[1.0, 0.0], [1e-20, 1e6]]), rows=["a", "b"], columns=["c", "d"]
    ),
}


def named(spec: Spec, name: str) -> Spec:
    return next(trace for trace in spec["data"] if trace["name"] == name)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
@pytest.mark.parametrize("name", PICTURES)
def test_plotly_knows_every_word_of_it(name: str, theme: Theme) -> None:
    spec = PICTURES[name](theme)
    assert len(figure(spec).data) == len(spec["data"])
    names = [trace["name"] for trace in spec["data"]]
    assert len({*names}) == len(names)


@pytest.mark.parametrize("name", PICTURES)
def test_light_and_dark_have_the_same_traces(name: str) -> None:
    light, dark = (PICTURES[name](theme)["data"] for theme in (LIGHT, DARK))
    assert [trace["name"] for trace in light] == [trace["name"] for trace in dark]


def test_no_two_units_look_the_same() -> None:
    looks = [
        (trace["line"]["color"], trace["line"].get("dash"))
        for trace in PICTURES["units"](LIGHT)["data"]
    ]
    assert len({*looks}) == len(looks) == 25


def test_a_range_holds_every_value_and_the_level() -> None:
    spec = PICTURES["curves"](LIGHT)
    low, high = spec["layout"]["yaxis"]["range"]
    values = np.concatenate([np.exp(9 * X), X[X > 0], [3.0]])
    assert 10**low < values.min()
    assert 10**high > values.max()
    assert np.isnan(untyped(named(spec, "two")["y"])[X <= 0]).all()


def test_a_flat_curve_and_one_without_numbers_have_a_range() -> None:
    for y in (np.zeros(21), np.full(21, 7.0), np.full(21, np.nan)):
        for log in (False, True):
            spec = curves_spec(LIGHT, curves=[("a", X, y)], x_title="", y_title="", log=log)
            low, high = spec["layout"]["yaxis"]["range"]
            assert low < high


def test_the_rings_of_a_plane_are_levels_of_its_loss() -> None:
    rings = named(PICTURES["plane"](LIGHT), "rings")
    np.testing.assert_array_equal(rings["meta"], levels(LANDSCAPE.z, count=12))
    np.testing.assert_array_equal(untyped(rings["customdata"]), LANDSCAPE.z)
    ranked = untyped(rings["z"])
    inside = LANDSCAPE.z < rings["meta"][3]
    assert (ranked[inside] < 3).all()
    assert (ranked[~inside] >= 3 - 1e-6).all()


def test_bars_hold_every_size_that_is_one() -> None:
    low, high = PICTURES["bars"](LIGHT)["layout"]["yaxis"]["range"]
    assert 10**low < 1e-12
    assert 10**high > 1


def test_a_table_says_its_numbers_and_what_is_level_is_paper() -> None:
    heat = named(PICTURES["table"](LIGHT), "table")
    assert heat["text"] == [["1", "0"], ["10⁻²⁰", "10⁶"]]
    (share, colour) = heat["colorscale"][1]
    assert heat["zmin"] + share * (heat["zmax"] - heat["zmin"]) == pytest.approx(0)
    assert colour == LIGHT.paper


def test_both_classes_of_a_map_differ_by_more_than_colour() -> None:
    spec = PICTURES["map"](LIGHT)
    zero, one = (named(spec, f"class{label}") for label in (0, 1))
    assert zero["marker"]["symbol"] != one["marker"]["symbol"]
    assert len(untyped(one["x"])) == int((X > 0).sum())
