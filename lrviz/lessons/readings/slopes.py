"""Read from gradients at the start: components, difference quotients, the graph of a formula."""

import numpy as np

from lrviz.analysis.backprop.flow import backpropagate
from lrviz.analysis.backprop.graph import graph_of
from lrviz.analysis.derivatives import gradients_at
from lrviz.lessons.readings.base import registry
from lrviz.lessons.states import State
from lrviz.objectives.formula import Formula

__all__ = ["READINGS"]


def slope(x: State, i: int) -> float:
    """∂ℓ/∂wᵢ at the start."""
    return float(x.run.grad[0, i])


def gradient_size(x: State, step: int = -1) -> float:
    """‖∂ℓ/∂w‖ after ``step`` steps."""
    return float(np.linalg.norm(x.run.grad[step]))


def gradient_ratio(x: State, changes: str) -> float:
    """How many times as long the gradient of the first step is with these changes."""
    return gradient_size(x.other(changes), 0) / gradient_size(x, 0)


def quotient_error(x: State, h: float) -> float:
    """|central difference − ∂ℓ/∂w₁| with the trial step h, at the start."""
    found = gradients_at(_formula(x), x.run.w[0], h=h)
    return float(np.abs(found.central - found.symbolic)[0])


def arrives(x: State, i: int) -> float:
    """What the backward pass brings to the parameter i at the start."""
    return float(backpropagate(graph_of(_formula(x)), x.run.w[0]).gradient[i])


def stored(x: State, node: int) -> float:
    """The value that the forward pass leaves in a node of the formula's graph."""
    return float(backpropagate(graph_of(_formula(x)), x.run.w[0]).values[node])


def flows(x: State, node: int) -> float:
    """∂ℓ/∂v of a node of the formula's graph."""
    return float(backpropagate(graph_of(_formula(x)), x.run.w[0]).gradients[node])


def _formula(x: State) -> Formula:
    if not isinstance(x.objective, Formula):
        raise TypeError(type(x.objective).__name__)
    return x.objective


READINGS = registry(slope, gradient_size, gradient_ratio, quotient_error, arrives, stored, flows)
