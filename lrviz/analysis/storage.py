"""What training a network costs beside asking it: memory and time, measured on torch.nn."""

import time
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import Any

import torch
from torch import Tensor
from torch.autograd.graph import saved_tensors_hooks
from torch.utils._python_dispatch import TorchDispatchMode

from lrviz.objectives.layers import LOSSES
from lrviz.objectives.network import Network

__all__ = ["KILOBYTE", "Cost", "cost"]

# Memory is told in kilobytes of so many bytes.
KILOBYTE = 1024
REPEATS = 9  # A pass is timed so many times, and the median counts.


@dataclass(frozen=True, kw_only=True)
class Cost:
    """What one pass over B rows takes; bytes of float64 numbers, seconds as the median of some.

    Attributes:
        depth: hidden layers.
        rows: B.
        stored: bytes the forward pass keeps for the backward pass, weights and data not
            counted, from ``torch.autograd.graph.saved_tensors_hooks``.
        peak: bytes of values alive at once at most while training, up to the gradients.
        peak_predict: the same while predicting, where nothing is kept.
        train: seconds for forward, loss and backward.
        predict: seconds for forward alone, under ``torch.no_grad``.
    """

    depth: int
    rows: int
    stored: int
    peak: int
    peak_predict: int
    train: float
    predict: float


def cost(network: Network, *, repeats: int = REPEATS) -> Cost:
    """Measure one forward and backward pass over all the network's rows, and one forward pass."""
    module, misfit = network.module(), _misfit(network)

    def train() -> None:
        module.zero_grad()
        misfit(module(network.X).squeeze(-1), network.y).backward()

    @torch.no_grad()
    def predict() -> None:
        module(network.X)

    train()  # the gradients exist from here on and do not count
    return Cost(
        depth=network.depth,
        rows=network.rows,
        stored=_stored(network, module, misfit),
        peak=_peak(train),
        peak_predict=_peak(predict),
        train=_seconds(train, repeats),
        predict=_seconds(predict, repeats),
    )


def _misfit(network: Network) -> torch.nn.Module:
    return LOSSES[network.misfit].module()


def _stored(network: Network, module: torch.nn.Module, misfit: torch.nn.Module) -> int:
    own = {each.untyped_storage().data_ptr() for each in module.parameters()}
    own |= {each.untyped_storage().data_ptr() for each in (network.X, network.y)}
    kept: dict[int, int] = {}

    def pack(tensor: Tensor) -> Tensor:
        memory = tensor.untyped_storage()
        if memory.data_ptr() not in own:
            kept[memory.data_ptr()] = memory.nbytes()
        return tensor

    with saved_tensors_hooks(pack, lambda tensor: tensor):
        loss = misfit(module(network.X).squeeze(-1), network.y)
    del loss
    return sum(kept.values())


def _seconds(work: Callable[[], None], repeats: int) -> float:
    times = []
    for _ in range(repeats):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return median(times)


def _peak(work: Callable[[], None]) -> int:
    watch = _Watch()
    with watch:
        work()
    return watch.peak


class _Watch(TorchDispatchMode):  # type: ignore[no-untyped-call]
    """Counts the bytes of every tensor that an operation makes, until it is let go."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.alive = 0
        self.peak = 0
        self._known: set[int] = set()

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        given = [each for each in args if isinstance(each, Tensor)]
        before = {each.untyped_storage().data_ptr() for each in given}
        out = func(*args, **(kwargs or {}))
        for each in out if isinstance(out, tuple | list) else (out,):
            if isinstance(each, Tensor):
                self._note(each, before)
        return out

    def _note(self, tensor: Tensor, given: set[int]) -> None:
        memory = tensor.untyped_storage()
        place = memory.data_ptr()
        if place in given or place in self._known:  # a view
            return
        self._known.add(place)
        self.alive += memory.nbytes()
        self.peak = max(self.peak, self.alive)
        weakref.finalize(memory, self._let_go, place, memory.nbytes())

    def _let_go(self, place: int, size: int) -> None:
        self._known.discard(place)
        self.alive -= size
