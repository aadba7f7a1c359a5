"""Arithmetic of another machine: every gradient the engine takes is off by a last digit or not.

With ``LRVIZ_NUDGE=1`` (or any whole number) in the environment, each component of each gradient
is moved one ulp up, one down, or left alone. Which depends on its own bits and on the number
alone, so that the same gradient is always moved the same way: what must be equal to the last
bit, as a run in a sweep and the run made alone, stays so. Numbers that end in zeros (0, 2.5)
were not rounded and are the same on every machine: they are left alone.

What a test says of a run must hold all the same; ``tools/perturbed.py`` runs them so.
"""

import os
from typing import Any

import torch
from torch import Tensor

from lrviz.descent import launch
from lrviz.descent.gradients import Loss

NUMBER = os.environ.get("LRVIZ_NUDGE", "")
_EXACT = 0xFFF  # the last bits of a number that needed no rounding are 0
_MIXER = 0x9E3779B97F4A7C15 - 2**64  # the golden ratio, as splitmix64 spreads bits


def nudged(values: Tensor, number: int) -> Tensor:
    """``values`` with each component moved by −1, 0 or 1 ulp, as its bits and ``number`` say."""
    bits = values.detach().contiguous().view(torch.int64)
    mixed = (bits ^ (number * 0x5851F42D4C957F2D % 2**63)) * _MIXER
    move = (mixed >> 33) % 3 - 1
    rounded = (bits & _EXACT != 0) & torch.isfinite(values)
    return torch.where(rounded, bits + move, bits).view(torch.float64)


def install() -> None:
    """Every gradient of the engine from here on, if the environment asks for it."""
    if NUMBER:
        for name in ("gradient_function", "batch_gradient_function"):
            setattr(launch, name, _nudging(getattr(launch, name), int(NUMBER)))


def _nudging(made: Any, number: int) -> Any:
    def function(*asked: Any) -> Loss:
        gradient = made(*asked)
        return lambda *at: nudged(gradient(*at), number)

    return function
