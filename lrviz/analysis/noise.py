"""Whether a noisy loss still falls, or only its noise makes it look so."""

import numpy as np
from numpy.typing import NDArray

_ERRORS = 2.0  # A slope is progress that lies so many of its standard errors below zero.


def still_falls(gap: NDArray[np.float64], enough: float) -> bool:
    """Whether the gap ``(k+1,)`` falls over the last third of a run, or is small there.

    It falls if the slope of the line fitted to it is negative by more than two standard
    errors. Successive gaps are alike, so that n of them count as n·(1 − ρ)/(1 + ρ), where
    ρ is the correlation of successive deviations from the line.

    >>> still_falls(np.linspace(2, 1, 30), 0.1), still_falls(np.ones(30), 0.1)
    (True, False)
    """
    third = gap[-max(len(gap) // 3, 2) :]
    if third.mean() <= enough or len(third) < 2:
        return True
    time = np.linspace(-1.0, 1.0, len(third))
    slope = time @ third / (time @ time)
    rest = third - third.mean() - slope * time
    return bool(slope < -_ERRORS * _error(rest, time))


def _error(rest: NDArray[np.float64], time: NDArray[np.float64]) -> float:
    """The standard error of the slope."""
    squares = rest @ rest
    if len(rest) < 4 or squares == 0:
        return 0.0
    alike = np.clip(rest[1:] @ rest[:-1] / squares, 0, 1 - 1 / len(rest))
    variance = squares / (len(rest) - 2) / (time @ time)
    return float(np.sqrt(variance * (1 + alike) / (1 - alike)))
