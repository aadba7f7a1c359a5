"""Planes through weight space, against numpy."""

import numpy as np
import pytest
import torch

from lrviz import Network, descend, formula, network
from lrviz.analysis.planes import (
    Plane,
    box_for,
    line_between,
    pca_plane,
    plane_grid,
    random_plane,
    shadow,
    weight_plane,
)

X = np.linspace(-1, 1, 20)
NET = network(X, np.sin(4 * X), hidden=(5, 4), init="torch", seed=2)
RUN = descend(NET, lr=0.1, steps=60, momentum=0.5)


def planes(net: Network = NET) -> list[Plane]:
    return [
        weight_plane(net, RUN.w[-1], (3, 17)),
        random_plane(net, RUN.w[-1], seed=4),
        pca_plane(RUN.w),
    ]


@pytest.mark.parametrize("plane", planes(), ids=lambda plane: plane.kind)
def test_the_projected_path_and_the_part_off_the_plane_give_back_the_path(plane: Plane) -> None:
    seen = shadow(NET, plane, RUN.w)
    rest = RUN.w - plane.points(seen.coordinates)
    np.testing.assert_allclose(rest @ plane.directions.T, 0, atol=1e-10)  # the nearest point
    np.testing.assert_allclose(np.linalg.norm(rest, axis=1), seen.off, rtol=1e-10, atol=1e-12)
    on = np.linalg.norm(plane.points(seen.coordinates) - plane.points((0, 0)), axis=1)
    if plane.kind != "weights":
        away = ((RUN.w - plane.origin) ** 2).sum(1)
        np.testing.assert_allclose(on**2 + seen.off**2, away, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("plane", planes(), ids=lambda plane: plane.kind)
def test_plane_loss_and_true_loss_are_the_losses_there(plane: Plane) -> None:
    seen = shadow(NET, plane, RUN.w)
    np.testing.assert_allclose(seen.true_loss, RUN.loss, rtol=1e-12)
    for k in (0, 7, 60):
        (a, b), (d1, d2) = seen.coordinates[k], plane.directions
        there = float(NET.loss(torch.tensor(plane.origin + a * d1 + b * d2)))
        assert seen.plane_loss[k] == pytest.approx(there, rel=1e-12)
    if plane.kind == "pca":
        assert seen.off[-1] == pytest.approx(0, abs=1e-12)
        assert seen.plane_loss[-1] == pytest.approx(RUN.loss[-1], rel=1e-9)


def test_the_principal_plane_is_that_of_an_independent_eigendecomposition() -> None:
    plane = pca_plane(RUN.w)
    values, vectors = np.linalg.eigh(np.cov(RUN.w.T))  # ascending
    for direction, vector in zip(plane.directions, vectors.T[::-1], strict=False):
        assert abs(direction @ vector) == pytest.approx(1, abs=1e-7)
    assert plane.shares == pytest.approx(values[::-1][:2] / values.sum(), rel=1e-9)
    off = shadow(NET, plane, RUN.w).share_off
    assert off == pytest.approx(1 - sum(plane.shares), abs=1e-9)


@pytest.mark.parametrize("plane", planes(), ids=lambda plane: plane.kind)
def test_the_share_off_the_plane_is_of_all_steps_also_where_few_are_shown(plane: Plane) -> None:
    few = shadow(NET, plane, RUN.w[[0, 1, 2, 4, 9, 60]], RUN.w)
    assert few.share_off == shadow(NET, plane, RUN.w).share_off
    assert len(few.off) == 6
    along, _ = np.linalg.qr(plane.directions.T)
    variance = np.cov(RUN.w.T)
    known = 1 - np.trace(along.T @ variance @ along) / np.trace(variance)
    assert few.share_off == pytest.approx(known, rel=1e-9)


def test_the_components_of_a_large_path_are_found_as_well() -> None:
    random = np.random.default_rng(0)
    path = np.cumsum(random.standard_normal((410, 420)), axis=0)
    plane, (_, size, ways) = pca_plane(path), np.linalg.svd(path - path.mean(0))
    assert plane.shares == pytest.approx(size[:2] ** 2 / (size**2).sum(), rel=1e-7)
    assert np.abs(np.sum(plane.directions * ways[:2], axis=1)) == pytest.approx(1, abs=1e-7)


def test_no_other_plane_through_the_end_shows_more_of_the_path() -> None:
    best = shadow(NET, pca_plane(RUN.w), RUN.w).share_off
    for seed in range(5):
        assert shadow(NET, random_plane(NET, RUN.w[-1], seed=seed), RUN.w).share_off > best


def test_a_random_direction_is_normalised_filter_by_filter() -> None:
    plane, at = random_plane(NET, RUN.w[-1], seed=9), RUN.w[-1]
    raw = np.random.default_rng(9).standard_normal((2, NET.dim))
    first = 0
    for inputs, outputs in ((1, 5), (5, 4), (4, 1)):
        for unit in range(outputs):
            rows = slice(first + unit * inputs, first + (unit + 1) * inputs)
            for direction, drawn in zip(plane.directions, raw, strict=True):
                scale = np.linalg.norm(at[rows]) / np.linalg.norm(drawn[rows])
                np.testing.assert_allclose(direction[rows], scale * drawn[rows], rtol=1e-12)
        biases = slice(first + inputs * outputs, first + inputs * outputs + outputs)
        assert not plane.directions[:, biases].any()
        first = biases.stop
    assert first == NET.dim


def test_the_random_plane_does_not_depend_on_the_scale_that_relu_hides() -> None:
    net = network(X, np.sin(4 * X), hidden=(6,), activation="relu", init="he")
    w = np.array(net.start)
    scaled = w.copy()
    scaled[:12] *= 10.0  # the first layer and its biases
    scaled[12:18] /= 10.0  # undone by the second
    box, shape = ((-1.0, 1.0), (-1.0, 1.0)), (5, 5)
    one = plane_grid(net, random_plane(net, w, seed=1), box, shape)
    other = plane_grid(net, random_plane(net, scaled, seed=1), box, shape)
    np.testing.assert_allclose(one.z, other.z, rtol=1e-9)


def test_the_plane_of_two_weights_has_them_as_coordinates() -> None:
    plane = weight_plane(NET, RUN.w[-1], (3, 17))
    np.testing.assert_allclose(shadow(NET, plane, RUN.w).coordinates, RUN.w[:, [3, 17]])
    assert plane.names == (NET.parameter_names[3], NET.parameter_names[17])
    landscape = plane_grid(NET, plane, ((-1.0, 0.0), (2.0, 3.0)), (3, 4))
    w = RUN.w[-1].copy()
    w[[3, 17]] = -0.5, 2 + 2 / 3
    assert landscape.z[2, 1] == pytest.approx(float(NET.loss(torch.tensor(w))), rel=1e-12)


@pytest.mark.parametrize("axes", [(2, 2), (0, 10_000), (-1, 3)])
def test_axes_that_span_no_plane_are_refused(axes: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="two different parameters"):
        weight_plane(NET, RUN.w[-1], axes)


def test_a_path_that_does_not_move_has_a_plane_and_a_box() -> None:
    still = np.repeat(RUN.w[:1], 4, axis=0)
    plane = pca_plane(still)
    assert plane.shares == (0.0, 0.0)
    (low, high), _ = box_for(shadow(NET, plane, still).coordinates)
    assert low < 0 < high


def test_what_rounding_leaves_off_a_plane_is_nothing() -> None:
    """A path of one step lies on a line, and one that stays in a plane lies in that plane."""
    one = descend(NET, lr=0.1, steps=1)
    plane = pca_plane(one.w)
    assert plane.shares == (pytest.approx(1), 0)
    seen = shadow(NET, plane, one.w)
    assert seen.share_off == 0
    assert not seen.off.any()
    drawn = np.random.default_rng(0).standard_normal((2, NET.dim))
    flat = one.w[0] + np.random.default_rng(1).standard_normal((9, 2)) @ drawn
    assert shadow(NET, pca_plane(flat), flat).share_off == 0
    little = flat + 1e-6 * np.random.default_rng(2).standard_normal(flat.shape)
    assert 1e-13 < shadow(NET, pca_plane(little), little).share_off < 1e-10


def test_random_directions_as_long_as_no_weights_span_no_plane() -> None:
    assert all(plane.spans for plane in planes())
    assert not random_plane(NET, np.zeros(NET.dim)).spans


def test_the_line_between_two_ends_and_its_barrier() -> None:
    bumpy = network(X, np.sin(4 * X), hidden=(3,), init="torch")
    first, second = np.array(bumpy.start), np.array(bumpy.start)
    # the same function with two units exchanged: an end of equal loss, elsewhere
    for block in (second[0:3], second[3:6], second[6:9]):
        block[:] = block[[1, 0, 2]]
    line = line_between(bumpy, first, second, n=51)
    assert line.loss[0] == pytest.approx(line.loss[-1], rel=1e-12)
    middle = float(bumpy.loss(torch.tensor((first + second) / 2)))
    assert line.loss[25] == pytest.approx(middle, rel=1e-12)
    assert line.barrier == pytest.approx(line.loss.max() - line.loss[0], rel=1e-9)
    assert line_between(bumpy, first, first).barrier == pytest.approx(0, abs=1e-15)


def test_a_barrier_is_above_the_straight_line_between_losses_that_differ() -> None:
    wave = formula("4 sin(pi x) + 3x")
    line = line_between(wave, [0.0], [1.0])
    assert line.loss[[0, -1]] == pytest.approx([0, 3])
    assert (line.barrier, line.peak) == (pytest.approx(4), pytest.approx(0.5))
    way_up = line_between(formula("(x + 1)^2"), [0.0], [5.0])
    assert (way_up.barrier, way_up.loss[-1]) == (pytest.approx(0, abs=1e-12), 36)
