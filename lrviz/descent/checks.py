"""What a caller may ask for: each check names the argument, what is allowed, what was given."""

import math
import operator
import os
from collections.abc import Iterable, Mapping
from concurrent.futures import Executor
from difflib import get_close_matches
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from lrviz.objectives import objective as named
from lrviz.objectives.base import DataObjective, Objective

MAX_BYTES = 2 * 2**30  # A record takes at most 2 GiB of memory, with what working on it takes.
# Seeds are whole numbers from 0 to this, which the generators of torch and of numpy all take.
MAX_SEED = 2**63 - 1
_POINTS = 2**10  # So many starts are tried in one call.
_DRAWS = 1000  # A random start is drawn so many times, where most of the domain has no value.
_COPIES = 2  # The record is in memory so many times: itself, and what working on it takes.


def choose(name: str, given: object, allowed: Iterable[str]) -> str:
    """``given``, if it is one of the names allowed."""
    names = list(allowed)
    if isinstance(given, str) and given in names:
        return given
    near = get_close_matches(given, names, 1) if isinstance(given, str) else []
    hint = f" (did you mean {near[0]!r}?)" if near else ""
    raise ValueError(f"`{name}` must be one of {', '.join(names)}; got {given!r}{hint}")


def check_objective(objective: Any) -> Objective:
    """An Objective, or the one of that name."""
    if isinstance(objective, str):
        return named(objective)
    if not isinstance(objective, Objective):
        raise ValueError(f"`objective` must be an Objective or the name of one; got {objective!r}")
    return objective


def check_lr(lr: Any) -> Tensor:
    """One learning rate or R of them as a float64 tensor ``(R,)``."""
    rates = numbers("lr", lr)
    if rates.ndim > 1:
        raise ValueError(f"`lr` must be one number, or one for each run; got {lr!r}")
    rates = rates.reshape(-1)
    bad = rates[~(np.isfinite(rates) & (rates > 0))]
    if len(bad) or not len(rates):
        given = f"{bad[0]:g}" if len(bad) else "none"
        raise ValueError(f"`lr` must be positive and finite; got {given}")
    return torch.from_numpy(rates)


def check_axis(name: str, values: Any) -> np.ndarray[Any, Any]:
    """A number, or some in a row."""
    axis = numbers(name, values)
    if axis.ndim > 1 or not axis.size:
        raise ValueError(f"`{name}` must be numbers in a row; got {values!r}")
    return axis


def check_positive(name: str, value: Any) -> float:
    """A positive, finite number."""
    number = _number(value)
    if not 0 < number < math.inf:
        raise ValueError(f"`{name}` must be positive and finite; got {value!r}")
    return number


def check_tolerance(name: str, value: Any) -> float | None:
    """A finite number, 0 or more; None for no tolerance."""
    if value is None:
        return None
    number = _number(value)
    if not 0 <= number < math.inf:
        raise ValueError(f"`{name}` must be finite and at least 0, or None; got {value!r}")
    return number


def check_whole(name: str, value: Any, low: int, high: int | None = None) -> int:
    """A whole number from ``low`` to ``high``."""
    try:
        count = low - 1 if isinstance(value, bool) else operator.index(value)
    except TypeError:
        count = low - 1
    if count < low or (high is not None and count > high):
        allowed = f"{low} or more" if high is None else f"from {low} to {high}"
        comma = "," if high is None else ""
        raise ValueError(f"`{name}` must be a whole number{comma} {allowed}; got {value!r}")
    return count


def check_batch_size(batch_size: Any, objective: Objective) -> int | None:
    """A batch size between 1 and the number of rows; None for all the data."""
    if batch_size is None:
        return None
    if not isinstance(objective, DataObjective):
        raise ValueError(
            f"`batch_size` is for objectives made of data; {objective.name} has no rows, "
            f"got {batch_size!r}"
        )
    if not objective.divisible:
        raise ValueError(
            f"`batch_size` is for losses that are a mean or a sum over rows; that of "
            f"{objective.name} is neither, got {batch_size!r}"
        )
    return check_whole("batch_size", batch_size, 1, objective.rows)


def check_callable(name: str, value: Any) -> Any:
    """A function, or None."""
    if value is not None and not callable(value):
        raise ValueError(f"`{name}` must be a function or None; got {value!r}")
    return value


def check_executor(executor: Any) -> Executor | None:
    """One who runs the parts of a sweep, or None."""
    if executor is not None and not isinstance(executor, Executor):
        raise ValueError(
            f"`executor` must be a concurrent.futures.Executor or None; got {executor!r}"
        )
    return executor


def check_out(out: Any) -> Path | None:
    """The file of a sweep, or None."""
    if out is None:
        return None
    if not isinstance(out, str | os.PathLike) or not os.fspath(out).endswith(".npy"):
        raise ValueError(f"`out` must be the path of a file that ends in .npy; got {out!r}")
    return Path(out)


def count_runs(lengths: Mapping[str, int], *, alone: bool = False) -> int:
    """R, where every argument is given once or R times; R is 1 where a run is ``alone``."""
    runs = max(lengths.values())
    for name, length in lengths.items():
        if alone and length != 1:
            raise ValueError(f"`{name}` must be given once for one run; got {length}: see sweep")
        if length not in {1, runs}:
            raise ValueError(
                f"`{name}` must be given once, or once for each of the {runs} runs; got {length}"
            )
    return runs


def check_memory(runs: int, steps: int, width: int, limit: int = MAX_BYTES) -> None:
    """Refuse a record that would not fit: R·(k+1) rows of ``width`` float64 numbers."""
    row = 8 * _COPIES * width
    need, fit = runs * (steps + 1) * row, limit // ((steps + 1) * row)
    if need > limit:
        fitting = f"{fit} runs of so many steps" if fit else f"{limit // row - 1} steps of one run"
        raise ValueError(
            f"{runs} runs of {steps} steps would need {_gibibytes(need)} GiB of at most "
            f"{_gibibytes(limit)} GiB; {fitting} would fit"
        )


def _gibibytes(size: int) -> str:
    return f"{-(-size * 10 // 2**30) / 10:g}" if size < 2**60 else f"{size // 2**30}"


def first_point(objective: Objective, start: Any, seed: int) -> Tensor:
    """Where the runs begin: a float64 tensor ``(1, dim)``, or ``(R, dim)`` if so given."""
    if isinstance(start, str):
        choose("start", start, ["random"])
        return random_point(objective, seed).unsqueeze(0)
    point = numbers("start", objective.start if start is None else start)
    if point.ndim not in (1, 2) or point.shape[-1] != objective.dim or not len(point):
        raise ValueError(
            f"`start` must be {objective.dim} number{'s' * (objective.dim > 1)} "
            f"({', '.join(objective.parameter_names)}); got {start!r}"
        )
    if not np.isfinite(point).all():
        raise ValueError(f"`start` must be finite; got {start!r}")
    return torch.from_numpy(point.reshape(-1, objective.dim))


def random_point(objective: Objective, seed: int) -> Tensor:
    """A point of the domain, uniform, drawn by ``seed``: ``(dim,)``.

    Drawn again where the loss has no finite value; the first of all if it never has.
    """
    low, high = torch.tensor(objective.domain, dtype=torch.float64).unbind(-1)
    generator = torch.Generator().manual_seed(seed)
    drawn = (
        low + (high - low) * torch.rand(objective.dim, generator=generator, dtype=low.dtype)
        for _ in range(_DRAWS)
    )
    first = next(drawn)
    return next((w for w in chain([first], drawn) if torch.isfinite(objective.loss(w))), first)


def check_start(objective: Objective, start: Tensor) -> None:
    """Refuse starts ``(R, dim)`` if the loss is a finite number at none of them."""
    pieces = (start[first : first + _POINTS] for first in range(0, len(start), _POINTS))
    if not any(torch.isfinite(objective.loss(some)).any() for some in pieces):
        loss = objective.loss(start[:1])
        point = ", ".join(f"{x:g}" for x in start[0].tolist())
        raise ValueError(
            f"`start` must be a point where the loss is finite; at ({point}) it is {loss[0]:g}"
        )


def numbers(name: str, given: Any) -> np.ndarray[Any, Any]:
    """``given`` as a float64 array of its own."""
    try:
        array = np.array(given.detach() if isinstance(given, Tensor) else given)
        if array.dtype.kind in "iuf":
            return array.astype(np.float64)
    except (TypeError, ValueError):
        pass
    raise ValueError(f"`{name}` must be made of numbers; got {given!r}")


def _number(value: Any) -> float:
    """One number as a float; NaN for anything else."""
    try:
        array = numbers("", value)
    except ValueError:
        return math.nan
    return float(array) if array.ndim == 0 else math.nan
