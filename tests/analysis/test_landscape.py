"""Grids, levels, slices and boxes."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from torch import Tensor

from lrviz.analysis.landscape import grid, levels, limits, slice_1d
from lrviz.descent.engine import descend
from lrviz.objectives import OBJECTIVES, Objective, formula, objective
from tests.draws import draws

PLANE = [name for name, each in OBJECTIVES.items() if each.dim == 2]
X, Y = np.meshgrid(np.linspace(-4, 4, 81), np.linspace(-4, 4, 81))


class Counted(Objective):
    """x² + 3y that counts how often it is asked."""

    calls: list[tuple[int, ...]] = []  # noqa: RUF012

    def loss(self, w: Tensor) -> Tensor:
        self.calls.append(tuple(w.shape))
        return w[..., 0] ** 2 + 3 * w[..., 1]


def counted() -> Counted:
    box = ((-1.0, 1.0), (0.0, 2.0), (5.0, 7.0))
    return Counted(
        name="c",
        title="c",
        latex="c",
        parameter_names=("a", "b", "c"),
        domain=box,
        start=(0.0, 1.0, 6.0),
    )


@pytest.mark.parametrize("name", PLANE)
def test_a_grid_holds_the_loss_at_each_of_its_points(name: str) -> None:
    land = grid(OBJECTIVES[name], shape=(7, 5))
    for j, y in enumerate(land.y):
        for i, x in enumerate(land.x):
            expected = float(OBJECTIVES[name].loss(torch.tensor([x, y], dtype=torch.float64)))
            assert land.z[j, i] == pytest.approx(expected, rel=1e-13, abs=1e-13)


def test_a_grid_asks_for_all_losses_at_once() -> None:
    Counted.calls.clear()
    land = grid(counted(), shape=(4, 3))
    assert Counted.calls == [(3, 4, 3)]
    assert land.z.shape == (3, 4)


def test_two_of_many_parameters_may_be_the_axes_and_the_rest_are_held() -> None:
    land = grid(counted(), shape=(3, 2), axes=(1, 2), at=(2.0, 9.0, 9.0))
    assert (land.x[0], land.x[-1], land.y[0], land.y[-1]) == (0.0, 2.0, 5.0, 7.0)
    assert land.z.tolist() == [[4.0, 7.0, 10.0]] * 2


def test_a_grid_covers_its_box_and_cannot_be_written_to() -> None:
    land = grid(objective("bowl"), box=((0.0, 8.0), (-1.0, 1.0)))
    assert (land.x[0], land.x[-1], land.y[0], land.y[-1]) == (0.0, 8.0, -1.0, 1.0)
    assert not any(a.flags.writeable for a in (land.x, land.y, land.z))


def test_a_grid_of_one_parameter_is_refused() -> None:
    with pytest.raises(ValueError, match="two parameters or more; got 1"):
        grid(objective("parabola"))


def test_a_slice_is_the_loss_along_one_coordinate() -> None:
    line = slice_1d(objective("bowl"), w=(3.0, 2.0), axis=1, box=(-1.0, 1.0), points=5)
    assert line.loss.tolist() == [9 + 2 * t * t for t in (-1, -0.5, 0, 0.5, 1)]
    assert not line.loss.flags.writeable


def test_the_box_is_the_domain_and_grows_only_to_hold_the_start() -> None:
    bowl = objective("bowl")
    assert limits(bowl) == bowl.domain
    assert limits(bowl, descend(bowl, lr=5.0, steps=50)) == bowl.domain
    (left, right), upright = limits(bowl, descend(bowl, lr=0.1, steps=2, start=(20, 0)))
    assert left == -6
    assert 20 < right < 22
    assert upright == (-4, 4)


def test_the_rings_of_a_bowl_are_evenly_spaced() -> None:
    bowl = objective("bowl")
    radii = np.sqrt(levels(grid(bowl).z, minimum_loss=0.0))
    gaps = np.diff(radii)
    assert gaps.max() < 1.5 * gaps.min()


def test_the_rings_of_rosenbrock_show_the_floor_of_its_valley_and_its_walls() -> None:
    rosenbrock = objective("rosenbrock")
    rings = levels(grid(rosenbrock).z, minimum_loss=0.0)
    assert rings[0] < 1.5  # (1-x)² on the floor is at most 9.3 on this map
    assert rings[-1] > 2000
    inside = grid(rosenbrock).z < rings[0]
    assert inside.any()
    assert inside.mean() < 0.02


def test_a_ravine_has_rings_on_its_floor() -> None:
    assert levels(grid(objective("ravine")).z, minimum_loss=0.0)[0] < 0.1


@pytest.mark.parametrize("name", ["saddle", "monkey_saddle"])
def test_a_saddle_has_its_own_value_and_rings_on_both_sides(name: str) -> None:
    rings = levels(grid(OBJECTIVES[name]).z)
    assert 0.0 in rings
    assert np.sum(rings < 0) == np.sum(rings > 0) >= 4


def test_a_saddle_away_from_zero_is_found() -> None:
    assert 7.0 in levels(X**2 - Y**2 + 7)


@pytest.mark.parametrize("name", PLANE)
def test_rings_lie_between_the_lowest_and_highest_loss(name: str) -> None:
    z = grid(OBJECTIVES[name]).z
    rings = levels(z, minimum_loss=OBJECTIVES[name].minimum_loss)
    assert 8 <= len(rings) <= 14
    assert z.min() < rings[0] < rings[-1] < z.max()
    assert np.all(np.diff(rings) > 0)


@pytest.mark.parametrize("name", PLANE)
def test_rings_are_round_numbers(name: str) -> None:
    for ring in levels(grid(OBJECTIVES[name]).z, minimum_loss=OBJECTIVES[name].minimum_loss):
        assert float(f"{ring:.3g}") == pytest.approx(ring, rel=1e-12)


@pytest.mark.parametrize(
    "z",
    [
        np.exp(X**2 + Y**2),
        np.log(np.hypot(X, Y) + 1e-300),
        np.where(X > 0, X, np.nan),
        np.where(X > 0, X, -np.inf),
        X + 2 * Y,
        (X - Y) ** 2,
        np.abs(X),
        np.maximum(X, 0),
        -1e300 * X**2,
        np.sign(X) * 8e307 + 1e307 * X,
        1e9 + X**2,
        -50 + X**2 + Y**2,
    ],
    ids=str.split("exp log nan -inf plane ravine abs relu huge overflowing offset negative"),
)
def test_any_loss_has_increasing_finite_rings_within_its_range(z: np.ndarray) -> None:
    rings = levels(z)
    finite = z[np.isfinite(z)]
    assert len(rings) >= 6
    assert np.isfinite(rings).all()
    assert np.all(np.diff(rings) > 0)
    assert finite.min() <= rings[0]
    assert rings[-1] <= finite.max()


@pytest.mark.parametrize("z", [np.zeros((9, 9)), np.full((9, 9), 3.7), np.full((9, 9), np.nan)])
def test_a_flat_or_empty_map_has_no_rings(z: np.ndarray) -> None:
    assert levels(z).size == 0


def test_a_map_flat_but_for_the_smallest_number_has_no_rings() -> None:
    assert levels(np.tile([0.0, 5e-324], (5, 3))).size == 0


def test_rings_of_one_side_of_a_distant_minimum_start_at_what_is_seen() -> None:
    rings = levels(X**2 + Y**2 + 1000, minimum_loss=0.0)
    assert rings[0] >= 1000
    assert rings[0] < 1001


@draws(60)
@given(arrays(np.float64, (9, 9), elements=st.floats(width=64)))
def test_no_grid_of_numbers_breaks_the_rings(z: np.ndarray) -> None:
    rings = levels(z)
    assert np.isfinite(rings).all()
    assert np.all(np.diff(rings) > 0)
    assert rings.tolist() == levels(z).tolist()


def test_a_typed_formula_with_holes_is_drawn() -> None:
    half = formula("log(x) + y^2")
    land = grid(half, box=((-2.0, 2.0), (-1.0, 1.0)))
    assert np.isnan(land.z[:, 0]).all()
    assert levels(land.z).size > 5
