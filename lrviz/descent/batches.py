"""Which rows of the data each step of a minibatch run sees."""

import torch
from torch import Tensor


def shuffled_batches(
    rows: int, batch_size: int, steps: int, seed: int, *, drop_last: bool = False
) -> list[Tensor]:
    """Index tensors ``(B,)`` for ``steps`` steps; an epoch visits each row exactly once.

    Every epoch is a fresh shuffle by ``seed``; ⌈N/B⌉ updates make one epoch. The last
    batch of an epoch is short where B does not divide N, or dropped with ``drop_last``.
    A batch of N is the whole data in its own order, so that it equals a full-batch run.

    >>> [len(batch) for batch in shuffled_batches(5, 2, 4, seed=0)]
    [2, 2, 1, 2]
    """
    if batch_size == rows:
        return [torch.arange(rows)] * steps
    generator = torch.Generator().manual_seed(seed)
    batches: list[Tensor] = []
    while len(batches) < steps:
        epoch = torch.split(torch.randperm(rows, generator=generator), batch_size)
        batches += epoch[:-1] if drop_last and len(epoch[-1]) < batch_size else epoch
    return batches[:steps]
