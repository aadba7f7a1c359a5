"""Hyperparameters: their defaults, their limits, and what a caller may give for them."""

import math
import numbers
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np
import torch
from torch import Tensor

Kind = Literal["float", "int", "bool", "choice", "pair"]
Values = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Hyperparameter:
    """One hyperparameter of an update rule or of a schedule.

    Attributes:
        name: as torch names it.
        default: as torch has it.
        kind: "float", "int", "bool", "choice" (a word), or "pair" (two floats).
        low: the smallest number allowed, of either number of a pair.
        high: the largest number allowed.
        low_open: whether ``low`` itself is refused.
        high_open: whether ``high`` itself is refused.
        second: the limits of a pair's second number, where they differ from the first's.
        choices: the words a "choice" may be.
        nullable: whether None is allowed.
    """

    name: str
    default: Any
    kind: Kind = "float"
    low: float = -math.inf
    high: float = math.inf
    low_open: bool = False
    high_open: bool = False
    second: "Hyperparameter | None" = None
    choices: tuple[str, ...] = ()
    nullable: bool = False

    @property
    def allowed(self) -> str:
        """What may be given, in words: "at least 0 and below 1"."""
        if self.kind == "bool":
            return "True or False"
        if self.kind == "choice":
            return f"one of {', '.join(self.choices)}"
        if self.kind == "pair" and self.second is not None:
            return f"two numbers, {self._range} and {self.second._range}"
        noun = {"int": "a whole number", "pair": "two numbers"}.get(self.kind, "")
        return f"{noun} {self._range}".strip() if self._range else noun or "a finite number"

    def check(self, value: object) -> Any:
        """``value`` as a float, int, bool, word, 1-D float64 array, or a pair of those.

        Raises:
            ValueError: a value of the wrong kind, not finite, or outside the limits.
        """
        if value is None and self.nullable:
            return None
        if self.kind == "pair":
            return self._pair(value)
        if self.kind == "bool" and isinstance(value, bool | np.bool_):
            return bool(value)
        if self.kind == "choice" and isinstance(value, str) and value in self.choices:
            return value
        if self.kind in ("float", "int"):
            return self._number(value)
        raise self._refusal(value)

    @cached_property
    def by_itself(self) -> Any:
        """The default, as ``check`` has it."""
        return self.check(self.default)

    @property
    def _range(self) -> str:
        low = f"{'greater than' if self.low_open else 'at least'} {self.low:g}"
        high = f"{'below' if self.high_open else 'at most'} {self.high:g}"
        given = [low] * (self.low > -math.inf) + [high] * (self.high < math.inf)
        return " and ".join(given)

    def _refusal(self, value: object, kind: str = "") -> ValueError:
        shown = f"{value:g}" if isinstance(value, float) else repr(value)
        return ValueError(f"`{self.name}` must be {kind}{self.allowed}; got {shown}")

    def _pair(self, value: object) -> tuple[Any, Any]:
        if not isinstance(value, Sequence | np.ndarray | Tensor):
            raise self._refusal(value)
        try:
            first, second = value
        except (TypeError, ValueError):  # a 0-d array, or not two of them
            raise self._refusal(value) from None
        return self._number(first), (self.second or self)._number(second, self)

    def _number(self, value: object, owner: "Hyperparameter | None" = None) -> Any:
        array = as_numbers(value)
        if array is None:
            known = owner or self
            kind = "a number, " if known.kind == "float" and known._range else ""
            raise known._refusal(value, kind)
        whole = array == np.floor(array) if self.kind == "int" else np.True_
        good = self._inside(array) & np.isfinite(array) & whole
        if not good.all():
            raise (owner or self)._refusal(float(array[~good].flat[0]))
        if array.ndim:
            return array
        return int(array) if self.kind == "int" else float(array)

    def _inside(self, array: np.ndarray[Any, Any]) -> Any:
        above = array > self.low if self.low_open else array >= self.low
        below = array < self.high if self.high_open else array <= self.high
        return above & below


def as_numbers(value: object) -> np.ndarray[Any, Any] | None:
    """A number or a flat run of numbers as a float64 array, None for anything else."""
    if isinstance(value, Tensor):
        value = value.detach().cpu().numpy()
    if not isinstance(value, numbers.Real | np.ndarray | Sequence) or isinstance(value, str | bool):
        return None
    try:
        array = np.asarray(value)
    except ValueError:  # rows of unequal length
        return None
    if array.dtype.kind not in "iuf" or array.ndim > 1 or array.size == 0:
        return None
    return array.astype(np.float64)


def resolve_values(
    owner: str, known: Sequence[Hyperparameter], given: Mapping[str, object]
) -> dict[str, Any]:
    """``given`` checked, with the defaults of the rest filled in.

    Raises:
        ValueError: a name that ``owner`` does not have, or a value it does not allow.
    """
    names = [each.name for each in known]
    for name in given:
        if name not in names:
            allowed = f"it has {', '.join(names)}" if names else "it has none"
            raise ValueError(f"`{name}` is not a hyperparameter of {owner}; {allowed}")
    return {
        each.name: each.check(given[each.name]) if each.name in given else each.by_itself
        for each in known
    }


def per_run(name: str, value: Any, runs: int) -> Any:
    """A checked value for a batch: an array over the runs becomes a tensor ``(runs, 1)``.

    An array whose entries are all equal becomes the number, which is faster to work with.
    """
    if isinstance(value, tuple):
        return tuple(per_run(name, each, runs) for each in value)
    if not isinstance(value, np.ndarray):
        return value
    if len(value) != runs:
        raise ValueError(
            f"`{name}` must be one number, or one for each of the {runs} runs; "
            f"got {len(value)} numbers"
        )
    if (value == value[0]).all():
        return float(value[0])
    return torch.from_numpy(value.copy()).unsqueeze(-1)
