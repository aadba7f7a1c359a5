"""The graph's numbers are autograd's: on every named surface and on formulas nobody wrote."""

import warnings

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given
from numpy.typing import NDArray

import lrviz
from lrviz.analysis.backprop.flow import Flow, backpropagate, shown_nodes
from lrviz.analysis.backprop.graph import graph_of
from lrviz.analysis.backprop.operations import OPERATIONS
from lrviz.objectives.base import autograd
from lrviz.objectives.formula import Formula, formula
from lrviz.objectives.functions import FUNCTIONS
from tests.draws import draws
from tests.objectives.test_formula_properties import POINTS, Tree, drawn, objective_of, tame

Floats = NDArray[np.float64]


@pytest.fixture(autouse=True)
def _quiet() -> object:
    with np.errstate(all="ignore"), warnings.catch_warnings():
        yield


def surface(name: str) -> Formula:
    found = lrviz.objective(name)
    assert isinstance(found, Formula)
    return found


def scattered(objective: lrviz.Objective, count: int = 200) -> Floats:
    """Points of the domain, the start among them."""
    low, high = np.array(objective.domain).T
    points = np.random.default_rng(7).uniform(low, high, (count, objective.dim))
    return np.vstack([points, [objective.start]])


def by_autograd(objective: Formula, points: Floats) -> Floats:
    return autograd(objective.loss, torch.tensor(points)).numpy()


@pytest.mark.parametrize("name", lrviz.OBJECTIVES)
def test_on_every_surface_the_graph_gives_autograds_gradient_and_the_loss(name: str) -> None:
    objective = surface(name)
    points = scattered(objective)
    flow = backpropagate(graph_of(objective), points)
    wanted = by_autograd(objective, points)
    size = np.abs(wanted).max(axis=0)
    assert np.all(np.abs(flow.gradient - wanted) <= 1e-13 * size)
    loss = objective.loss(torch.tensor(points)).numpy()
    assert flow.values[flow.graph.output] == pytest.approx(loss, rel=1e-12, abs=1e-12)


def inside(flow: Flow, ok: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Where every number of both passes is moderate, so that rounding stays small."""
    everything = [flow.values, flow.gradients, *flow.slopes.values()]
    stacked = np.vstack([np.broadcast_to(each, (*each.shape[:-1], len(ok))) for each in everything])
    return ok & np.all(np.isfinite(stacked) & (np.abs(stacked) < 1e6), axis=0)


@given(tree=drawn())
@draws(300, suppress_health_check=[HealthCheck.filter_too_much])
def test_on_a_typed_formula_the_graph_gives_autograds_gradient(tree: Tree) -> None:
    objective = objective_of(tree)
    assert isinstance(objective, Formula)
    flow = backpropagate(graph_of(objective), POINTS)
    ok = inside(flow, tame(tree))
    found, wanted = flow.gradient[ok], by_autograd(objective, POINTS[ok])
    known = np.isfinite(wanted)
    assert found[known] == pytest.approx(wanted[known], rel=1e-6, abs=1e-6)
    assert flow.values[flow.graph.output][ok] == pytest.approx(tree.value[ok], rel=1e-9, abs=1e-6)


@pytest.mark.parametrize(
    ("text", "point", "gradient"),
    [
        ("abs(x)", 0.0, 0.0),
        ("relu(x)", 0.0, 0.0),
        ("sign(x) + x", 2.0, 1.0),
        ("sqrt(x^2)", 0.0, 0.0),
        ("(x^2)^0.5", 0.0, 0.0),
        ("max(x, 2x)", 0.0, 1.5),
        ("max(x, 3x, 2x)", 0.0, 2.0),  # ½ and ½ of the first two, then ½ of that and ½ of 2
        ("min(x, 3)", 3.0, 0.5),
    ],
)
def test_at_a_kink_the_slopes_are_those_of_the_formula(
    text: str, point: float, gradient: float
) -> None:
    objective = formula(text)
    flow = backpropagate(graph_of(objective), [point])
    assert flow.gradient.tolist() == [gradient]
    assert by_autograd(objective, np.array([point])).tolist() == [gradient]


@pytest.mark.parametrize(
    "text",
    ["x^y", "2^x + y", "e^(x y)", "x / y - 3 / x", "-x^2 + (-y)", "x x x", "1 - (2 - (3 - x)) y",
     "x^-2 y^1.5", "max(x, 1, y) min(x, y)", "0 x + y", "softplus(sigmoid(tan(x))) + relu(-y)"],
)  # fmt: skip
def test_every_form_of_a_formula_is_read_into_the_graph(text: str) -> None:
    objective = formula(text, ("x", "y"))
    points = np.random.default_rng(1).uniform(0.3, 1.4, (50, 2))
    flow = backpropagate(graph_of(objective), points)
    assert flow.gradient == pytest.approx(by_autograd(objective, points), rel=1e-12, abs=1e-13)


def test_every_function_of_formulas_has_its_node() -> None:
    assert set(FUNCTIONS) <= set(OPERATIONS)


def test_equal_parts_are_one_node_and_their_gradients_add_up() -> None:
    graph = graph_of(formula("(x + y)^2 + sin(x + y)"))
    assert [node.kind for node in graph.nodes] == [
        "variable", "variable", "sum", "power", "sin", "sum",
    ]  # fmt: skip
    flow = backpropagate(graph, (0.5, 0.25))
    assert flow.gradients[2] == pytest.approx(2 * 0.75 + np.cos(0.75))


def test_a_parameter_that_does_not_occur_gets_no_gradient() -> None:
    flow = backpropagate(graph_of(formula("x^2", ("x", "y"))), (3.0, 1.0))
    assert flow.gradient.tolist() == [6.0, 0.0]
    constant = backpropagate(graph_of(formula("0 x + 2", ("x",))), (1.0,))
    assert constant.gradient.tolist() == [0.0]


def test_where_the_formula_has_no_value_nothing_is_raised() -> None:
    flow = backpropagate(graph_of(formula("log(x) + sqrt(x)")), (-1.0,))
    assert np.isnan(flow.gradient[0])


@pytest.mark.parametrize("name", ["beale", "ackley", "goldstein_price"])
@pytest.mark.parametrize("most", [5, 9, 14])
def test_folding_nodes_away_changes_no_gradient(name: str, most: int) -> None:
    objective = surface(name)
    flow = backpropagate(graph_of(objective), objective.start)
    kept = shown_nodes(flow.graph, most)
    assert len(kept) == most
    assert {0, 1, flow.graph.output} <= set(kept)
    edges = flow.between(kept)
    assert all(a in kept and b in kept for a, b in edges)
    gradients = dict.fromkeys(kept, 0.0) | {flow.graph.output: 1.0}
    for node in sorted(kept, reverse=True):
        for (child, parent), slope in edges.items():
            if parent == node:
                gradients[child] += gradients[parent] * float(slope)
    for node in kept:
        assert gradients[node] == pytest.approx(float(flow.gradients[node]), rel=1e-12)


def test_a_graph_that_fits_is_shown_whole() -> None:
    graph = graph_of(surface("rosenbrock"))
    assert shown_nodes(graph, 30) == tuple(range(len(graph.nodes)))
