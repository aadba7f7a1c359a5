"""The update of a step as lines of text whose printed numbers add up."""

import numpy as np

from lrviz.descent.trajectory import Trajectory
from lrviz.text.numbers import number, subscript

__all__ = ["update_lines"]

WIDEST = 3  # The update is written out for at most so many parameters.
DIGITS = 4  # The move has so many significant digits.
MOST_DECIMALS = 10  # However small the move is, its line has at most so many decimals.
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
    slope = f"∂ℓ/∂w = {_vector(run.grad[step], _decimals(run.grad[step]))}"
    sign = "− η·∂ℓ/∂w" if _plain(run) else "+ Δw"
    begin, end = run.w[step], run.w[step + 1]
    decimals = _decimals(end - begin)
    before, after = np.round(begin, decimals), np.round(end, decimals)
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


def _decimals(values: np.ndarray) -> int:
    """How many decimals show DIGITS significant digits of the largest value."""
    largest = float(np.abs(values).max())
    if not 0 < largest < LARGE:
        return DIGITS
    return int(np.clip(DIGITS - 1 - np.floor(np.log10(largest)), 0, MOST_DECIMALS))


def _vector(values: np.ndarray, decimals: int) -> str:
    parts = [_fixed(float(value), decimals) for value in values]
    return parts[0] if len(parts) == 1 else f"({', '.join(parts)})"


def _fixed(value: float, decimals: int) -> str:
    if abs(value) >= LARGE:
        return number(value)
    return f"{value + 0.0:.{decimals}f}".replace("-", "−")
