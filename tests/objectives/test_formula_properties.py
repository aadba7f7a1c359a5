"""Random formulas, evaluated by an independent reference: numpy on the same tree."""

import warnings
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, reject
from hypothesis import strategies as st
from numpy.typing import NDArray

from lrviz.objectives import FormulaError, Objective, formula
from lrviz.objectives.base import autograd
from tests.draws import draws

Floats = NDArray[np.float64]
POINTS = np.random.default_rng(3).uniform(-2, 2, (16, 2))


@dataclass(frozen=True)
class Tree:
    """A formula as text, its reference values, and the size of what went into them."""

    text: str
    value: Floats
    size: Floats


def leaf(text: str, value: Floats | float) -> Tree:
    """A number or a variable."""
    array = np.broadcast_to(np.asarray(value, float), POINTS.shape[:1])
    return Tree(text, array, np.abs(array))


LEAVES = st.one_of(
    st.just(leaf("x", POINTS[:, 0])),
    st.just(leaf("y", POINTS[:, 1])),
    st.just(leaf("pi", np.pi)),
    st.just(leaf("e", np.e)),
    st.integers(0, 12).map(lambda n: leaf(str(n), n)),
    st.floats(0.01, 20).map(lambda a: leaf(repr(a), a)),
)

UNARY: dict[str, Callable[[Floats], Floats]] = {
    "-": np.negative, "abs": np.abs, "exp": np.exp, "sin": np.sin, "cos": np.cos,
    "tanh": np.tanh, "sqrt": np.sqrt, "log": np.log, "sinh": np.sinh, "cosh": np.cosh,
    "sign": np.sign, "relu": lambda u: np.maximum(u, 0),
    "sigmoid": lambda u: np.exp(-np.logaddexp(0, -u)), "softplus": lambda u: np.logaddexp(0, u),
}  # fmt: skip

BINARY: dict[str, Callable[[Floats, Floats], Floats]] = {
    "+": np.add, "-": np.subtract, "*": np.multiply, "/": np.divide,
    "max": np.maximum, "min": np.minimum,
}  # fmt: skip


def unary(name: str, a: Tree) -> Tree:
    """A function of one argument."""
    value = UNARY[name](a.value)
    return Tree(f"{name}({a.text})", value, np.maximum(a.size, np.abs(value)))


def binary(name: str, a: Tree, b: Tree) -> Tree:
    """Two operands joined, in brackets."""
    value = BINARY[name](a.value, b.value)
    text = f"{name}({a.text}, {b.text})" if len(name) > 1 else f"(({a.text}) {name} ({b.text}))"
    return Tree(text, value, np.maximum(np.maximum(a.size, b.size), np.abs(value)))


def power(a: Tree, n: int) -> Tree:
    """A whole power."""
    value = a.value**n
    return Tree(f"({a.text})^{n}", value, np.maximum(a.size, np.abs(value)))


def grown(trees: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    """One node more."""
    return st.one_of(
        st.builds(unary, st.sampled_from(sorted(UNARY)), trees),
        st.builds(binary, st.sampled_from(sorted(BINARY)), trees, trees),
        st.builds(power, trees, st.integers(0, 5)),
    )


def drawn() -> st.SearchStrategy[Tree]:
    """Trees of a few nodes whose numbers stay where rounding can be told from error."""
    return st.recursive(LEAVES, grown, max_leaves=8)


@pytest.fixture(autouse=True)
def _quiet() -> object:
    with np.errstate(all="ignore"), warnings.catch_warnings():
        yield


def tame(tree: Tree) -> NDArray[np.bool_]:
    """The points at which no part of the tree is huge, tiny or undefined."""
    return np.isfinite(tree.value) & (tree.size < 1e4)


def objective_of(tree: Tree) -> Objective:
    """The tree as a formula; trees beyond the bounds of formulas are passed over."""
    try:
        return formula(tree.text, ("x", "y"))
    except FormulaError as error:
        beyond = error.key in {"no_value", "nowhere", "value_size", "too_deep", "exponent"}
    assert beyond
    return reject()


@given(tree=drawn())
@draws(200, suppress_health_check=[HealthCheck.filter_too_much])
def test_a_formula_has_the_value_numpy_gives_the_same_tree(tree: Tree) -> None:
    ok = tame(tree)
    found = objective_of(tree).loss(torch.tensor(POINTS)).numpy()
    error = np.abs(found[ok] - tree.value[ok])
    assert np.all(error <= 1e-7 * (1 + tree.size[ok]))


@given(tree=drawn())
@draws(200, suppress_health_check=[HealthCheck.filter_too_much])
def test_the_symbolic_gradient_is_that_of_autograd(tree: Tree) -> None:
    ok = tame(tree)
    objective = objective_of(tree)
    w = torch.tensor(POINTS[ok])
    found, wanted = objective.gradient(w), autograd(objective.loss, w)
    known = torch.isfinite(wanted) & (wanted.abs() < 1e6)
    torch.testing.assert_close(found[known], wanted[known], rtol=1e-6, atol=1e-6)
