"""Runs evaluated some at a time, so that no run's last digit depends on who runs beside it.

A product of matrices is rounded by the number of its rows: a library takes other ways for
few rows and for the rows left over, and they add in another order. Where all runs share a
matrix of data, a sweep of many runs is therefore evaluated in blocks of a size that does not
depend on how many runs there are; a part of it that begins with a block has the same blocks.
"""

from collections.abc import Callable, Iterator
from itertools import pairwise

import torch
from torch import Tensor

from lrviz.objectives.base import DataObjective, Objective

Function = Callable[[Tensor], Tensor]

# A block multiplies at least so many numbers: what a call costs beside is then little.
_NUMBERS = 2**18
_ALIGNED = 8  # So many runs, or a multiple of them, begin on a cache line.


def block_size(objective: Objective, batch_size: int | None) -> int:
    """The runs of a block, 1 where no run feels another."""
    if not isinstance(objective, DataObjective) or not objective.multiplies_runs:
        return 1
    work = max(objective.work, objective.dim * (batch_size or 0))
    return -(-_NUMBERS // (work * _ALIGNED)) * _ALIGNED


def block_bounds(runs: int, size: int) -> list[int]:
    """Where the blocks begin, and the number of runs; the last block takes what is left over."""
    return [*(size * i for i in range(max(1, runs // size))), runs]


def in_blocks(function: Function, size: int) -> Function:
    """``function`` of w ``(R, dim)``, or of every row of ``(k, R, dim)``, block by block."""

    if size == 1:
        return function

    def evaluated(w: Tensor) -> Tensor:
        bounds = block_bounds(w.shape[-2], size)
        if len(bounds) <= 2:
            return function(w)
        if w.dim() > 2:
            return torch.stack([evaluated(row) for row in w])
        return torch.cat(list(_each(function, w, bounds)))

    return evaluated


def _each(function: Function, w: Tensor, bounds: list[int]) -> Iterator[Tensor]:
    for first, last in pairwise(bounds):
        yield function(w[first:last])
