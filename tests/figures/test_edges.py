"""Where a map ends, and what room its names find."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lrviz.figures.edges import bounded, cut, edge_arrow, inside, on_map
from lrviz.figures.labels import Spot, place
from lrviz.text.numbers import vector

BOX = ((-6.0, 6.0), (-4.0, 4.0))
NUMBER = st.floats(allow_nan=False, allow_infinity=False)
INNER = st.tuples(st.floats(-6, 6), st.floats(-4, 4))


@given(NUMBER, NUMBER)
def test_every_point_off_the_map_and_only_those_has_an_arrow(x: float, y: float) -> None:
    arrow = edge_arrow((x, y), BOX)
    assert (arrow is None) == (abs(x) <= 6 and abs(y) <= 4)
    if arrow:
        assert inside(arrow.at, BOX)
        assert abs(arrow.at[0]) == 6 or abs(arrow.at[1]) == 4
        assert arrow.text == vector((x, y))


@pytest.mark.parametrize(
    ("point", "at", "side", "textposition"),
    [
        ((31.0, 2.0), (6.0, 2.0), (1, 0), "middle left"),
        ((-31.0, 2.0), (-6.0, 2.0), (-1, 0), "middle right"),
        ((1.0, 1e300), (1.0, 4.0), (0, 1), "bottom center"),
        ((1.0, -4.5), (1.0, -4.0), (0, -1), "top center"),
        ((7.0, -5.0), (6.0, -4.0), (1, -1), "top left"),
    ],
)
def test_an_arrow_stands_at_the_nearest_edge_and_its_text_stays_on_the_map(
    point: tuple[float, float], at: tuple[float, float], side: tuple[int, int], textposition: str
) -> None:
    arrow = edge_arrow(point, BOX)
    assert arrow is not None
    assert (arrow.at, arrow.side, arrow.textposition) == (at, side, textposition)


@example(start=(0.0, 0.0), x=12.0, y=6.0)  # beyond both edges
@given(INNER, NUMBER, NUMBER)
def test_a_line_is_cut_on_the_edge_and_on_its_own_way(
    start: tuple[float, float], x: float, y: float
) -> None:
    end = cut(start, (x, y), BOX)
    assert (end is None) == inside((x, y), BOX)
    if end:
        assert inside(end, BOX)
        assert np.isclose(abs(end[0]), 6) or np.isclose(abs(end[1]), 4)
    if end and abs(x) < 1e6 and abs(y) < 1e6:
        along = np.array([x, y]) - start
        off = np.array(end) - start
        assert abs(along[0] * off[1] - along[1] * off[0]) <= 1e-9 * np.hypot(*along)


def test_points_within_reach_are_drawn_as_they_are_and_far_ones_along_their_line() -> None:
    points = np.array([[0.0, 0.0], [50.0, 10.0], [1e80, 1e80], [1e90, -1e90], [1.0, 1.0]])
    drawn = bounded(points, BOX)
    assert np.array_equal(drawn[[0, 1, 4]], points[[0, 1, 4]])
    assert np.abs(drawn[2]).max() < 1e5
    slope = (drawn[2] - points[1])[1] / (drawn[2] - points[1])[0]
    assert slope == pytest.approx(1.0)
    assert np.isfinite(drawn[3]).all()  # the point after it is near


def test_between_two_far_points_no_line_is_drawn() -> None:
    points = np.array([[0.0, 0.0], [1e80, 0.0], [-1e90, 0.0], [1e99, 0.0]])
    assert np.isnan(bounded(points, BOX)[2:]).all()


def test_of_a_line_all_that_is_on_the_map_is_drawn_and_nothing_else() -> None:
    shares = (np.arange(20_000) + 0.5)[:, None] / 20_000
    random = np.random.default_rng(7)
    for k in [2, 3, 12] * 20:
        points = random.normal(0, 6, (k, 2))
        pieces = on_map(points, BOX)
        assert all(inside(point, BOX) for piece in pieces for point in piece)
        corners = {tuple(point) for piece in pieces for point in piece.tolist()}
        assert {tuple(point) for point in points.tolist() if inside(point, BOX)} <= corners
        move = np.diff(points, axis=0)
        on_way = points[:-1, None] + shares * move[:, None]
        seen = (np.abs(on_way) <= [6, 4]).all(2).mean(1)
        drawn = sum(np.hypot(*np.diff(piece, axis=0).T).sum() for piece in pieces)
        assert drawn == pytest.approx((seen * np.hypot(*move.T)).sum(), rel=1e-3, abs=5e-3)


def test_a_line_that_blows_up_or_is_broken_is_drawn_as_far_as_it_goes() -> None:
    points = [[0, 0], [1e300, 1e300], [-1e308, 3], [np.nan, 0], [1, 1], [1, 1], [1, np.inf], [5, 2]]
    first, second = on_map(np.array(points), BOX)
    assert first == pytest.approx(np.array([[0.0, 0.0], [4.0, 4.0]]))
    assert second.tolist() == [[1, 1], [1, 1]]
    assert on_map(np.array([[-7.0, 0.0], [-7.0, 3.0], [0.0, 15.0]]), BOX) == []
    (along,) = on_map(np.array([[-9.0, 4.0], [9.0, 4.0]]), BOX)  # the edge itself
    assert along.tolist() == [[-6, 4], [6, 4]]
    assert on_map(np.zeros((0, 2)), BOX) == on_map(np.zeros((1, 2)), BOX) == []


def test_names_do_not_overlap_and_crowded_points_go_without() -> None:
    crowd = [Spot(0.01 * i, 0.0, 2, str(i)) for i in range(6)]
    far = Spot(-4.0, 2.0, 2, "far")
    labels = place([*crowd, far], path=np.array([[0.0, 0.0], [-4.0, 2.0]]), box=BOX)
    assert [label.spot.text for label in labels] == ["0", "far"]


def test_a_name_takes_the_side_away_from_the_path_and_from_the_edge() -> None:
    rising = np.array([[-6.0, -4.0], [6.0, 4.0]])
    (label,) = place([Spot(0.0, 0.0, 2, "w")], path=rising, box=BOX)
    assert label.position in {"top left", "bottom right"}
    (corner,) = place([Spot(6.0, 4.0, 2, "w")], path=rising[:1], box=BOX)
    assert corner.position == "bottom left"
