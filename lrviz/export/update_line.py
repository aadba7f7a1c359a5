"""The update of a step as lines of text whose printed numbers add up."""

import math
from collections.abc import Sequence

import numpy as np

from lrviz.descent.trajectory import Floats, Trajectory
from lrviz.text.numbers import number, subscript

__all__ = ["update_lines"]

WIDEST = 3  # The update is written out for at most so many parameters.
DIGITS = 4  # The move of each coordinate has so many significant digits.
MOST_DIGITS = 10  # However small the move is, a coordinate has at most so many significant digits.
PLAIN_DECIMALS = 6  # A number with more decimals is written with a power of ten.
LARGE = 1e6  # A number from here on is written with a power of ten.


def update_lines(run: Trajectory, step: int) -> list[str]:
    """wₖ₊₁ = wₖ + Δw with its numbers, the gradient, and the loss; after the last step the loss
    alone.

    The move is printed as the difference of the printed points, so that the sum is right as it
    stands.
    """
    losses = f"ℓ(w{subscript(step)}) = {number(float(run.loss[step]))}"
    if step >= run.steps or run.w.shape[1] > WIDEST:
        return [losses]
    rate = f"η = {number(float(run.lr[step]))}"
    slope = f"∂ℓ/∂w = {_vector(run.grad[step], _decimals(run.grad[step], run.grad[step]))}"
    sign = "− η·∂ℓ/∂w" if _plain(run) else "+ Δw"
    begin, end = run.w[step], run.w[step + 1]
    decimals = _decimals(end - begin, np.maximum(np.abs(begin), np.abs(end)))
    before, after = _rounded(begin, decimals), _rounded(end, decimals)
    move = _vector(after - before, decimals)
    added = f"− {move[1:]}" if move.startswith("−") else f"+ {move}"
    return [
        f"w{subscript(step + 1)} = w{subscript(step)} {sign}",
        f"= {_vector(before, decimals)} {added}",
        f"= {_vector(after, decimals)}",
        f"{rate},  {slope}",
        losses,
    ]


def _plain(run: Trajectory) -> bool:
    """Whether every step is −η·∂ℓ/∂w."""
    found = run.settings
    return found.optimizer == "sgd" and not any(found.hyperparameters.values())


def _decimals(values: Floats, beside: Floats) -> list[int]:
    """How many decimals show DIGITS significant digits of the largest value: as many for each, but
    for one of which they would show less than two, and for no more than MOST_DIGITS of the number
    that stands ``beside`` it.
    """
    usual = _places(float(np.abs(values).max()), DIGITS)
    pairs = zip(values.tolist(), beside.tolist(), strict=True)
    return [
        min(_places(value, DIGITS) if 0 < abs(value) < 10.0 ** (1 - usual) else usual, most)
        for value, most in ((value, _places(near, MOST_DIGITS)) for value, near in pairs)
    ]


def _places(value: float, digits: int) -> int:
    """The decimals that show so many significant digits of a value."""
    size = abs(value)
    if not 0 < size < LARGE:
        return DIGITS
    return max(0, digits - 1 - math.floor(math.log10(size)))


def _rounded(values: Floats, decimals: Sequence[int]) -> Floats:
    pairs = zip(values.tolist(), decimals, strict=True)
    return np.array([round(value, places) for value, places in pairs])


def _vector(values: Floats, decimals: Sequence[int]) -> str:
    pairs = zip(values.tolist(), decimals, strict=True)
    parts = [_fixed(value, places) for value, places in pairs]
    return parts[0] if len(parts) == 1 else f"({', '.join(parts)})"


def _fixed(value: float, decimals: int) -> str:
    if abs(value) >= LARGE:
        return number(value)
    if decimals <= PLAIN_DECIMALS:
        return f"{value + 0.0:.{decimals}f}".replace("-", "−")
    return (
        number(value, max(1, decimals + 1 + math.floor(math.log10(abs(value))))) if value else "0"
    )
