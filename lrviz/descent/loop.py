"""The step-by-step loop, for a batch of runs at once: the only place where w moves."""

from collections.abc import Callable, Sequence
from contextlib import nullcontext

import numpy as np
import torch
from torch import Tensor

from lrviz.descent.rules.arrays import Array, arrays_of
from lrviz.descent.rules.base import State

Gradient = Callable[[int, Array], Array]  # (step from 0, w) -> (R, dim)
Rate = Callable[[int, Array], Tensor]  # (step from 0, w) -> (R, 1)
Progress = Callable[[int, int], object]  # (steps done, steps in all); False cancels

Move = tuple[Array, Array, Tensor, State]  # new w, gradient and rate used, new state
Step = Callable[[int, Array, State], Move]  # (step from 0, w, state) -> what it did
Losses = Callable[[Tensor], Tensor]  # w (k, R, dim) -> (k, R)
Over = Callable[["Tape", int, int], Tensor]  # (tape, rows from, to) -> which runs may end (R,)

# So many steps, at most, lie between two looks at progress and at runs that are all over.
CHUNK = 64
CHUNK_NUMBERS = 2**18  # Of each array at most so many numbers are not yet written down.


class Tape:
    """What the loop saw of R runs: room for k steps, written as far as ``steps``.

    Attributes:
        w: ``(k+1, R, dim)``.
        loss: at each w ``(k+1, R)``.
        grad: the gradient each step used ``(k+1, R, dim)``; there is no step in the last row.
        lr: the learning rate of each step ``(k, R, 1)``.
        state: what the rule remembers, each ``(k+1, R, width)``.
        steps: the number of steps taken.
        cancelled: whether the caller asked to stop.
    """

    def __init__(self, w: Tensor, state: State, steps: int, losses: Losses) -> None:
        self.w = room(steps + 1, *w.shape)
        self.loss = room(steps + 1, len(w))
        self.grad = room(steps + 1, *w.shape)
        self.lr = room(steps, len(w), 1)
        self.state = {name: room(steps + 1, *entry.shape) for name, entry in state.items()}
        self.w[0] = w
        self._losses = losses
        self.loss[:1] = losses(self.w[:1])
        for name, value in state.items():
            self.state[name][0] = value
        self.steps = 0
        self.cancelled = False

    def add(self, moves: Sequence[Move]) -> None:
        """Write down some more steps, and the losses they led to."""
        w, grad, lr, states = zip(*moves, strict=True)
        before, after = self.steps, self.steps + len(w)
        _write(w, self.w[before + 1 : after + 1])
        _write(grad, self.grad[before:after])
        if lr[0] is lr[-1]:  # a rate that stays
            self.lr[before:after] = lr[0]
        else:
            torch.stack(lr, out=self.lr[before:after])
        for name, kept in self.state.items():
            _write([state[name] for state in states], kept[before + 1 : after + 1])
        self.loss[before + 1 : after + 1] = self._losses(self.w[before + 1 : after + 1])
        self.steps = after


def _write(values: Sequence[Array], rows: Tensor) -> None:
    """Arrays or tensors of one shape into as many rows."""
    if isinstance(values[0], np.ndarray):
        np.concatenate(values, out=rows.numpy().reshape(-1, rows.shape[-1]))
    else:
        torch.stack([value.to(rows.dtype) for value in values], out=rows)


def room(*shape: int) -> Tensor:
    """An empty float64 tensor, allocated by numpy, which asks for large pages.

    A record of many megabytes is otherwise slower to get from the system than to fill.
    """
    return torch.from_numpy(np.empty(shape))


@torch.no_grad()
def run(
    step: Step,
    w: Tensor,
    state: State,
    *,
    steps: int,
    losses: Losses,
    progress: Progress | None = None,
    over: Over | None = None,
    plain: bool = False,
    by_numpy: bool = False,
) -> Tape:
    """Take ``steps`` steps from w ``(R, dim)`` and keep everything; a step told of is judged.
    ``plain`` steps are arithmetic alone, in which nothing is ever differentiated, and steps
    ``by_numpy`` take and give numpy's arrays.

    Runs never meet: each row of the batch goes its own way, also into infinity, where it
    stays without disturbing the others. The loop ends early where no run is left: a run is
    lost when its w is not finite, and done when ``over`` says so.
    """
    tape, size = Tape(w, state, steps, losses), _chunk(w)
    left = torch.ones(len(w), dtype=torch.bool)
    at, state = (arrays_of(w), arrays_of(state)) if by_numpy else (w, state)
    while tape.steps < steps and not tape.cancelled and left.any():
        first, moves = tape.steps, list[Move]()
        with torch.inference_mode() if plain else nullcontext():
            for i in range(first, min(first + size, steps)):
                moves.append(step(i, at, state))
                at, _, _, state = moves[-1]
        tape.add(moves)
        left &= torch.isfinite(tape.w[tape.steps]).all(-1)
        if over is not None:
            left &= ~over(tape, first, tape.steps)
        if progress is not None and progress(tape.steps, steps) is False:
            tape.cancelled = tape.steps < steps
    return tape


def _chunk(w: Tensor) -> int:
    return max(1, min(CHUNK, CHUNK_NUMBERS // w.numel()))
