"""How many threads torch computes with: one, where a step is a few hundred numbers."""

from collections.abc import Iterator
from contextlib import contextmanager

import torch

from lrviz.objectives.base import Objective
from lrviz.objectives.formula import Formula

__all__ = ["few_threads"]


@contextmanager
def few_threads(objective: Objective) -> Iterator[None]:
    """One thread for as long as it lasts, where the objective is a formula.

    To wake the others for so few numbers costs more than all the numbers do, and much more where
    the cores have other work. For a net or a table the number stays as it is.
    """
    before = torch.get_num_threads()
    if before == 1 or not isinstance(objective, Formula):
        yield
        return
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)
