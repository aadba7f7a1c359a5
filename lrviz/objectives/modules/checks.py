"""What may be told of a module, a loss and data before they are tried."""

from collections.abc import Iterator
from copy import deepcopy
from itertools import pairwise
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn.modules.batchnorm import _NormBase
from torch.nn.modules.dropout import _DropoutNd
from torch.nn.parameter import is_lazy

from lrviz.objectives.modules.objective import Criterion

__all__ = ["MAX_PARAMETERS", "checked_criterion", "checked_net", "checked_rows", "trained"]

# A module has at most so many parameters: each of them is on the record of every step.
MAX_PARAMETERS = 100_000


def checked_net(net: Any) -> torch.nn.Module:
    """A copy of ``net`` in float64 on the CPU, which nothing else holds.

    Raises:
        ValueError: no module, or one that is not a fixed function of real parameters.
    """
    if not isinstance(net, torch.nn.Module):
        raise ValueError(f"`net` must be a torch.nn.Module; got {_given(net)}")
    if isinstance(net, torch.jit.ScriptModule):
        raise ValueError("`net` must be a module in Python; got one that torch.jit compiled")
    for name, part in net.named_modules():
        _check_part(name or type(part).__name__, part)
    _check_tensors(net)
    return _own(net)


def checked_criterion(loss: Any) -> Criterion:
    """A copy of the loss, in float64 where it is a module of torch.

    Raises:
        ValueError: nothing that can be called, or a module with parameters of its own.
    """
    if isinstance(loss, type) or not callable(loss):
        raise ValueError(
            f"`loss` must be a function of the net's output and y, such as torch.nn.MSELoss(); "
            f"got {_given(loss)}"
        )
    if not isinstance(loss, torch.nn.Module):
        return loss  # type: ignore[no-any-return]
    if any(True for _ in loss.parameters()):
        raise ValueError(f"`loss` must have no parameters of its own; got {type(loss).__name__}")
    return deepcopy(loss).to("cpu", torch.float64)


def checked_rows(X: Any, y: Any) -> tuple[Tensor, Tensor]:
    """X and y as tensors with as many rows, each of the type it was given in.

    Raises:
        ValueError: no numbers, no rows, rows that differ in number, an entry that is not finite.
    """
    data, target = _tensor("X", X), _tensor("y", y)
    if len(data) != len(target):
        raise ValueError(
            f"`y` must have a row for each of the {len(data)} rows of `X`; got {len(target)}"
        )
    return data, target


def trained(net: torch.nn.Module) -> dict[str, Tensor]:
    """The parameters that an optimizer would move, by name; one that is shared comes once."""
    return {name: each for name, each in net.named_parameters() if each.requires_grad}


def _check_part(name: str, part: torch.nn.Module) -> None:
    """Refuse what is another function on every pass, by its name in the net."""
    if isinstance(part, _DropoutNd) and part.training and part.p > 0:
        raise ValueError(
            f"`net` must be the same function at every step; its dropout {name} (p = {part.p:g}) "
            f"draws anew each time: call net.eval(), or set p to 0"
        )
    if not isinstance(part, _NormBase) or "instance" in type(part).__module__:
        return
    if part.training or not part.track_running_stats:
        way = "call net.eval()" if part.track_running_stats else "use LayerNorm or GroupNorm"
        raise ValueError(
            f"`net` must give each row its own output; its {type(part).__name__} {name} uses the "
            f"statistics of a batch: {way}"
        )


def _check_tensors(net: torch.nn.Module) -> None:
    for name, each in [*net.named_parameters(), *net.named_buffers()]:
        if is_lazy(each):
            raise ValueError(
                f"`net` must know the shapes of its parameters; {name} is lazy: call net(X) first"
            )
    parameters = trained(net)
    for name, each in parameters.items():
        if each.is_complex() or each.is_meta:
            kind = "complex" if each.is_complex() else "without values (meta)"
            raise ValueError(f"`net` must have real parameters; {name} is {kind}")
        if not torch.isfinite(each).all():
            raise ValueError(f"`net` must have finite parameters; {name} has one that is not")
    count = sum(each.numel() for each in parameters.values())
    if not 1 <= count <= MAX_PARAMETERS:
        raise ValueError(
            f"`net` must have 1 to {MAX_PARAMETERS:,} parameters with requires_grad; got {count:,}"
        )
    _check_memory_apart(parameters)


def _check_memory_apart(parameters: dict[str, Tensor]) -> None:
    """Refuse two parameters in one memory: a step of either would move both."""
    places = sorted(
        (each.data_ptr(), each.data_ptr() + each.numel() * each.element_size(), name)
        for name, each in parameters.items()
    )
    for (_, end, first), (begin, _, second) in pairwise(places):
        if begin < end:
            raise ValueError(
                f"`net` must hold each number once; {first} and {second} share memory: make them "
                f"one torch.nn.Parameter"
            )


def _own(net: torch.nn.Module) -> torch.nn.Module:
    try:
        own = deepcopy(net).to("cpu", torch.float64)
    except Exception as error:
        raise ValueError(f"`net` must be a module that can be copied; {said(error)}") from error
    for each in own.parameters():
        each.grad = None
    return own


def _tensor(name: str, given: Any) -> Tensor:
    try:
        array = given.detach().cpu() if isinstance(given, Tensor) else np.array(given)
        tensor = array.clone() if isinstance(array, Tensor) else torch.from_numpy(array)
    except (TypeError, ValueError, RuntimeError):
        tensor = torch.empty(0, dtype=torch.complex64)
    if tensor.is_complex():
        raise ValueError(f"`{name}` must be a table of numbers, all rows of one length")
    if not tensor.dim() or not tensor.numel():
        raise ValueError(f"`{name}` must have one row or more; got {tuple(tensor.shape)}")
    bad = torch.nonzero(~torch.isfinite(tensor)).tolist()
    if bad:
        place = ", ".join(map(str, bad[0]))
        raise ValueError(
            f"`{name}` must be finite; got {float(tensor[tuple(bad[0])]):g} at [{place}]"
        )
    return tensor


def said(error: Exception) -> str:
    """The first line of what went wrong, in torch's or the module's own words."""
    return next(_lines(error), type(error).__name__)


def _lines(error: Exception) -> Iterator[str]:
    for line in str(error).splitlines():
        if line.strip():
            yield f"{type(error).__name__}: {line.strip()}"


def _given(value: Any) -> str:
    return f"the class {value.__name__}" if isinstance(value, type) else repr(value)
