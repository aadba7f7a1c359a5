"""Records on their way to another process: tensors go as numpy arrays.

torch sends a tensor to a process as a handle to shared memory, which costs a file descriptor
each, moves the sender's own memory, and ends at the edge of a machine. An array is bytes.
"""

from copy import deepcopy
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

__all__ = ["Portable", "PortableError", "Sealed", "portable", "restored"]


class _Sent(NamedTuple):
    """A tensor on its way."""

    values: NDArray[Any]


class _SentPart:
    """A parameter or a buffer of a module on its way; layers that share it share this."""

    def __init__(self, tensor: Tensor) -> None:
        self.values = tensor.detach().cpu().numpy()
        self.trained = tensor.requires_grad if isinstance(tensor, torch.nn.Parameter) else None

    def tensor(self) -> Tensor:
        """What it was."""
        tensor = torch.from_numpy(np.array(self.values, order="K"))
        return tensor if self.trained is None else torch.nn.Parameter(tensor, self.trained)


class _SentModule(NamedTuple):
    """A module on its way: a copy that has ``parts`` where it had tensors."""

    module: torch.nn.Module
    parts: tuple[_SentPart, ...]


def portable(value: Any) -> Any:
    """``value`` with every tensor in it, also in tuples, lists and mappings, on its way."""
    if type(value) is Tensor:
        return _Sent(value.detach().cpu().numpy())
    if isinstance(value, torch.nn.Module):
        tensors = [*value.parameters(), *value.buffers()]
        parts = tuple(map(_SentPart, tensors))
        return _SentModule(deepcopy(value, dict(zip(map(id, tensors), parts, strict=True))), parts)
    if type(value) in (tuple, list):
        return type(value)(map(portable, value))
    return {k: portable(v) for k, v in value.items()} if type(value) is dict else value


def restored(value: Any) -> Any:
    """``portable`` undone: tensors of their own memory, laid out as it was."""
    if isinstance(value, _Sent):
        return torch.from_numpy(np.array(value.values, order="K"))
    if isinstance(value, _SentModule):
        return deepcopy(value.module, {id(part): part.tensor() for part in value.parts})
    if type(value) in (tuple, list):
        return type(value)(map(restored, value))
    return {k: restored(v) for k, v in value.items()} if type(value) is dict else value


class Portable:
    """A record that travels by its attributes; what it has cached is worked out anew there."""

    def __getstate__(self) -> dict[str, Any]:
        kind = type(self)
        return {
            name: portable(value)
            for name, value in vars(self).items()
            if not isinstance(getattr(kind, name, None), cached_property)
        }

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(restored(state))


class Sealed(Portable):
    """A record whose arrays arrive read-only, as they left."""

    def __setstate__(self, state: dict[str, Any]) -> None:
        super().__setstate__(state)
        for value in vars(self).values():
            _seal(value)


def _seal(value: Any) -> None:
    if isinstance(value, np.ndarray):
        value.flags.writeable = False
    elif isinstance(value, dict | tuple):
        for each in value.values() if isinstance(value, dict) else value:
            _seal(each)


class PortableError(ValueError):
    """An error that travels as it is, whatever it was made from."""

    def __reduce__(self) -> tuple[Any, ...]:
        return _error, (type(self), self.args, vars(self))


def _error(kind: type[PortableError], words: tuple[Any, ...], state: dict[str, Any]) -> Any:
    error = kind.__new__(kind, *words)  # its own __init__ asks for what it was made from
    vars(error).update(state)
    return error
