"""Small fully connected networks: the loss as a function of all their weights at once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import torch
from torch import Tensor

from lrviz.objectives.base import DataObjective
from lrviz.objectives.design_matrix import checked_data, feature_names, is_everything
from lrviz.objectives.initialise import INITIALISATIONS, initial
from lrviz.objectives.layers import (
    ACTIVATIONS,
    LOSSES,
    Activation,
    Layer,
    backward,
    count,
    forward,
    layers,
    level_ties,
    names_of,
)
from lrviz.text import say

__all__ = ["MAX_DEPTH", "MAX_WIDTH", "Network", "network"]

# A network has at most so many hidden layers, each of at most so many units.
MAX_DEPTH, MAX_WIDTH = 12, 64
_AT_ONCE = 2**18  # So many values of one layer are held at a time: 2 MB, which a cache still holds.
_PROBES = (("xavier", 0), ("he", 0))

_LATEX: Mapping[str, str] = {
    "mse": r"\frac{1}{n}\sum_{i=1}^{n}\left(f_\theta(x_i) - y_i\right)^2",
    "log_loss": r"\frac{1}{n}\sum_{i=1}^{n}\left[\log\left(1 + e^{f_\theta(x_i)}\right)"
    r" - y_i f_\theta(x_i)\right]",
}


@dataclass(frozen=True, kw_only=True, eq=False)
class Network(DataObjective):
    """The mean loss over n rows of f_θ(x) = W_L·a(… a(W₁x + b₁) …) + b_L, as a function of θ.

    θ is one vector in the order of ``torch.nn.Module.parameters()``; ``module`` gives the
    torch.nn network that holds it. The gradient is backpropagation written out.

    Attributes:
        sizes: numbers per layer, from the input to the output.
        activation: the hidden units' curve, see ACTIVATIONS.
        misfit: "mse" (torch's MSELoss) or "log_loss" (torch's BCEWithLogitsLoss).
        init: how ``start`` was drawn, see INITIALISATIONS.
        sigma: the σ of init "normal".
        seed: what ``start`` was drawn by.
        features: what the columns of X are called.
        X: features ``(n, d)``; not to be written to.
        y: target ``(n,)``; not to be written to.
    """

    sizes: tuple[int, ...]
    activation: str
    misfit: str
    init: str
    sigma: float
    seed: int
    features: tuple[str, ...]
    X: Tensor
    y: Tensor

    @property
    def multiplies_runs(self) -> bool:
        """No: each θ is matrices of its own."""
        return False

    @property
    def unit(self) -> Activation:
        """The record of the activation."""
        return ACTIVATIONS[self.activation]

    @property
    def depth(self) -> int:
        """The number of hidden layers."""
        return len(self.sizes) - 2

    def layers(self, w: Tensor) -> list[Layer]:
        """Each layer's matrix and bias, as views of θ ``(..., dim)``."""
        return layers(w, self.sizes)

    def filters(self, w: Tensor) -> list[Tensor]:
        """The weights that lead into each unit, ``(..., units, numbers)``: views of θ."""
        return [layer.weight for layer in self.layers(w)]

    def values(self, w: Tensor, X: Tensor | None = None) -> list[Tensor]:
        """What every layer puts out for the rows of X (its own data if None).

        One tensor ``(..., n, width)`` per layer, the input first, the output last.
        """
        return forward(self.layers(w), self.X if X is None else X, self.unit)

    def predict(self, w: Tensor, X: Tensor | None = None) -> Tensor:
        """f_θ(x): ``(..., dim)`` to ``(..., n)``; for "log_loss" it is the logit."""
        rows = self.X if X is None else X
        return self._pieces(lambda part: self.values(part, rows)[-1].squeeze(-1), w, len(rows))

    def loss(self, w: Tensor) -> Tensor:
        """ℓ(θ): ``(..., dim)`` to ``(...)``, a few thousand points at a time."""
        return self._pieces(lambda part: self._loss(part, self.X, self.y), w, self.rows)

    def gradient(self, w: Tensor) -> Tensor:
        """∂ℓ/∂θ by backpropagation: ``(..., dim)`` to ``(..., dim)``."""
        return self._pieces(lambda part: self._gradient(part, self.X, self.y), w, self.rows)

    def batch_loss(self, w: Tensor, index: Tensor) -> Tensor:
        """The mean loss over the rows ``index`` alone: ``(..., dim)`` to ``(...)``."""
        if is_everything(index, self.rows):
            return self.loss(w)
        return self._loss(w, self.X[index], self.y[index])

    def batch_gradient(self, w: Tensor, index: Tensor) -> Tensor:
        """The gradient of ``batch_loss``: ``(..., dim)`` to ``(..., dim)``."""
        if is_everything(index, self.rows):
            return self.gradient(w)
        return self._gradient(w, self.X[index], self.y[index])

    def on(self, X: Any, y: Any) -> "Network":
        """The same network on other data: its loss there is what was never trained on."""
        features, target = checked_data(X, y)
        if features.shape[1] != self.sizes[0]:
            raise ValueError(f"`X` must have {self.sizes[0]} columns; got {features.shape[1]}")
        rows, truth = torch.from_numpy(features), torch.from_numpy(target)
        return replace(self, X=rows, y=truth, rows=len(truth))

    def module(self, w: Tensor | None = None) -> torch.nn.Sequential:
        """The torch.nn network, its weights those of θ ``(dim,)``; the start's if None."""
        point = torch.tensor(self.start, dtype=torch.float64) if w is None else w
        parts: list[torch.nn.Module] = []
        for weight, bias in self.layers(point.detach()):
            linear = torch.nn.Linear(weight.shape[1], weight.shape[0], dtype=torch.float64)
            linear.weight.data, linear.bias.data = weight.clone(), bias.clone()
            parts += [linear, self.unit.module()]
        return torch.nn.Sequential(*parts[:-1])

    @cached_property
    def _starts_tied(self) -> bool:
        return not any(self.start) and max(self.sizes[1:-1]) > 1

    def _loss(self, w: Tensor, X: Tensor, y: Tensor) -> Tensor:
        outputs = forward(self.layers(w), X, self.unit)[-1].squeeze(-1)
        return LOSSES[self.misfit].value(outputs, y)

    def _gradient(self, w: Tensor, X: Tensor, y: Tensor) -> Tensor:
        parts = self.layers(w)
        values = forward(parts, X, self.unit)
        delta = LOSSES[self.misfit].slope(values[-1].squeeze(-1), y).unsqueeze(-1)
        slope = backward(parts, values, delta, self.unit)
        return level_ties(slope, parts, self.sizes) if self._starts_tied else slope

    def _pieces(self, function: Callable[[Tensor], Tensor], w: Tensor, rows: int) -> Tensor:
        """``function`` on θ ``(..., dim)``, so many points at a time that memory stays bounded."""
        size = max(1, _AT_ONCE // (rows * max(self.sizes)))
        points = w.reshape(-1, w.shape[-1])
        if len(points) <= size:
            return function(w)
        values = torch.cat([function(part) for part in points.split(size)])  # type: ignore[no-untyped-call]
        return values.reshape(*w.shape[:-1], *values.shape[1:])


def network(
    X: Any,
    y: Any,
    *,
    hidden: Sequence[int] = (8,),
    activation: str = "tanh",
    loss: str = "mse",
    init: str = "xavier",
    sigma: float = 0.01,
    seed: int = 0,
    names: Sequence[str] | None = None,
) -> Network:
    """ℓ(θ) of f_θ(x) = W_L·a(… a(W₁x + b₁) …) + b_L: a small network as an objective.

    Args:
        X: features ``(n, d)``, or ``(n,)`` for one; an array, a list or a tensor.
        y: target ``(n,)``; for "log_loss" the labels 0 and 1.
        hidden: the width of each hidden layer: 1 to 12 layers, each 1 to 64 wide.
        activation: a name in ACTIVATIONS: "sigmoid", "tanh", "relu", "hard_sigmoid".
        loss: "mse", the mean of squares as torch.nn.MSELoss, or "log_loss", torch's
            BCEWithLogitsLoss, where f is the logit of P(y = 1).
        init: a name in INITIALISATIONS: "xavier", "he", "normal", "torch", "zeros".
        sigma: the standard deviation of "normal".
        seed: what the first weights are drawn by.
        names: what the columns are called; x_1, x_2, … if None.

    Returns:
        An objective that starts at its initialisation, with minibatches, whose minimum is
        not known and is searched from a few well-scaled starts (``probes``).

    Raises:
        ValueError: naming the argument, what is allowed and what was given.

    Source: Rumelhart, Hinton and Williams, Nature 323 (1986) 533-536.

    >>> net = network([-1.0, 0.0, 1.0], [1.0, 0.0, 1.0], hidden=(2,), activation="relu")
    >>> net.dim, net.parameter_names[:3]
    (7, ('W1[1,1]', 'W1[2,1]', 'b1[1]'))
    """
    features, target = checked_data(X, y)
    _check(hidden, activation, loss, init, sigma, target)
    sizes = (features.shape[1], *(int(width) for width in hidden), 1)
    start = initial(sizes, init, sigma=sigma, seed=seed)
    half = 1.5 * max(1.0, float(start.abs().max()))
    return Network(
        name="network",
        title=say("network.title"),
        latex=_LATEX[loss],
        parameter_names=tuple(names_of(sizes)),
        domain=((-half, half),) * count(sizes),
        start=tuple(start.tolist()),
        probes=tuple(tuple(initial(sizes, how, seed=by).tolist()) for how, by in _PROBES),
        reference="Rumelhart, Hinton and Williams, Learning representations by "
        "back-propagating errors, Nature 323 (1986) 533-536.",
        rows=len(target),
        sizes=sizes,
        activation=activation,
        misfit=loss,
        init=init,
        sigma=float(sigma),
        seed=int(seed),
        features=feature_names(names, features.shape[1]),
        X=torch.from_numpy(features),
        y=torch.from_numpy(target),
    )


def _check(
    hidden: Sequence[int], activation: str, loss: str, init: str, sigma: float, y: Any
) -> None:
    for name, given, known in (
        ("activation", activation, ACTIVATIONS),
        ("loss", loss, LOSSES),
        ("init", init, INITIALISATIONS),
    ):
        if given not in known:
            raise ValueError(f"`{name}` must be one of {', '.join(known)}; got {given!r}")
    if not 1 <= len(hidden) <= MAX_DEPTH:
        raise ValueError(f"`hidden` must be 1 to {MAX_DEPTH} widths; got {len(hidden)}")
    for width in hidden:
        if isinstance(width, bool) or width != int(width) or not 1 <= width <= MAX_WIDTH:
            raise ValueError(f"`hidden` must be whole numbers, 1 to {MAX_WIDTH}; got {width!r}")
    if not 0 <= sigma < float("inf"):
        raise ValueError(f"`sigma` must be finite and at least 0; got {sigma!r}")
    strange = y[(y != 0) & (y != 1)]
    if loss == "log_loss" and len(strange):
        raise ValueError(f"`y` must be made of the labels 0 and 1; got {strange[0]:g}")
