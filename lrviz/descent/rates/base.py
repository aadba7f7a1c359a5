"""What a learning-rate schedule is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from lrviz.descent.hyperparameters import Hyperparameter, Values, resolve_values

Floats = NDArray[np.float64]
Rate = Callable[[int, Tensor], Tensor]
Loss = Callable[[Tensor], Tensor]


@dataclass(frozen=True, kw_only=True)
class Curve:
    """η_k = η·scale_k + offset_k, known before the run begins.

    Attributes:
        scale: ``(steps,)``.
        offset: ``(steps,)``; zero unless the schedule has an absolute floor.
    """

    scale: Floats
    offset: Floats

    @classmethod
    def of(cls, scale: Floats, floor: float | Floats | None = None) -> "Curve":
        """From η down to ``floor``: η_k = floor + (η - floor)·scale_k."""
        offset = np.zeros_like(scale) if floor is None else floor * (1 - scale)
        return cls(scale=scale, offset=offset)


@dataclass(frozen=True, kw_only=True)
class Feedback:
    """A schedule that watches the loss, as a pair of pure functions over R runs.

    Attributes:
        init: (lr ``(R, 1)``, values) to the state; its entry "lr" is the rate in force.
        update: (state, loss ``(R,)``, values) to the state for the next step.
    """

    init: Callable[[Tensor, Values], Mapping[str, Tensor]]
    update: Callable[[Mapping[str, Tensor], Tensor, Values], Mapping[str, Tensor]]


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """The learning rate as a function of the step k = 0, 1, …, or of the losses so far.

    Attributes:
        name: identifier in the registry.
        latex: η_k as LaTeX, without dollar signs.
        hyperparameters: as torch names them. A length that is None is the run's own.
        reference: where it comes from.
        torch_class: the class of torch.optim.lr_scheduler that gives the same rates, or None.
        law: (steps, values) to a Curve, or the Feedback that decides from the loss.
        values: the hyperparameters in force, defaults filled in; see ``bind``.
    """

    name: str
    latex: str
    law: Callable[[int, Values], Curve] | Feedback
    hyperparameters: tuple[Hyperparameter, ...] = ()
    reference: str = ""
    torch_class: type[Any] | None = None
    values: Values = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        checked = resolve_values(self.name, self.hyperparameters, self.values)
        for name, value in checked.items():
            if isinstance(value, np.ndarray):
                raise ValueError(f"`{name}` must be one number; got {len(value)} numbers")
        object.__setattr__(self, "values", MappingProxyType(checked))

    def __getstate__(self) -> dict[str, Any]:
        return {**vars(self), "values": dict(self.values)}  # a view of a mapping does not travel

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update({**state, "values": MappingProxyType(state["values"])})

    def bind(self, **values: object) -> "Schedule":
        """A copy with these hyperparameters.

        Raises:
            ValueError: a name the schedule does not have, or a value it does not allow.
        """
        return replace(self, values={**self.values, **values})

    @property
    def feedback(self) -> bool:
        """Whether the rates depend on the losses of the run."""
        return isinstance(self.law, Feedback)

    def factors(self, steps: int) -> Floats:
        """What the base rate is multiplied by at each step ``(steps,)``, read-only.

        An absolute floor, ``eta_min``, comes on top: see ``rates``.

        Raises:
            ValueError: for a schedule with feedback.
        """
        scale = self._curve(steps).scale
        scale.flags.writeable = False
        return scale

    def rates(self, lr: Tensor, steps: int) -> Tensor:
        """η_k of every step and run: lr ``(R, 1)`` to ``(steps, R, 1)``.

        Raises:
            ValueError: for a schedule with feedback.
        """
        curve = self._curve(steps)
        scale, offset = torch.from_numpy(curve.scale), torch.from_numpy(curve.offset)
        return lr * scale.view(-1, 1, 1) + offset.view(-1, 1, 1)

    def rate(self, lr: Tensor, steps: int, loss: Loss) -> Rate:
        """What the loop asks before each step: (step from 0, w ``(R, dim)``) to ``(R, 1)``.

        Asked once for each step, in order. With feedback, step k uses the losses of
        w_0 … w_{k-1}: the loop ``loss.backward(); optimizer.step(); scheduler.step(loss)``.
        """
        if isinstance(self.law, Feedback):
            return _watching(self.law, lr, loss, self.values)
        if self.constant(steps):
            return lambda i, w: lr  # the very same tensor, which need not be written down anew
        rows = self.rates(lr, steps).unbind(0)
        return lambda i, w: rows[i]

    def constant(self, steps: int) -> bool:
        """Whether the rate is the base rate at every step."""
        if self.feedback:
            return False
        curve = self._curve(steps)
        return bool((curve.scale == 1).all() and not curve.offset.any())

    def _curve(self, steps: int) -> Curve:
        if isinstance(self.law, Feedback):
            raise ValueError(f"the rates of {self.name} depend on the losses of the run")
        with np.errstate(over="ignore"):  # a rate may grow past all bounds, like a run
            return self.law(steps, self.values)


def _watching(law: Feedback, lr: Tensor, loss: Loss, values: Values) -> Rate:
    state = law.init(lr, values)

    def rate(i: int, w: Tensor) -> Tensor:
        nonlocal state
        now = state["lr"]
        state = law.update(state, loss(w), values)
        return now

    return rate
