"""The same work as a person would write it with numpy: one batch, gradients worked out by hand."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from benchmarks.work import Work

Floats = NDArray[np.float64]
Both = tuple[Floats, Floats]  # the loss (R,) and its gradient (R, 2)


def _bowl(w: Floats) -> Both:
    x, y = w.T
    return x**2 + 2 * y**2, np.stack([2 * x, 4 * y], -1)


def _beale(w: Floats) -> Both:
    x, y = w.T
    a, b, c = 1.5 - x + x * y, 2.25 - x + x * y**2, 2.625 - x + x * y**3
    along_x = 2 * (a * (y - 1) + b * (y**2 - 1) + c * (y**3 - 1))
    return a**2 + b**2 + c**2, np.stack([along_x, 2 * x * (a + 2 * b * y + 3 * c * y**2)], -1)


LOSSES: Mapping[str, Callable[[Floats], Both]] = MappingProxyType({"bowl": _bowl, "beale": _beale})


def batch(work: Work) -> Floats:
    """All learning rates as one array, path and losses kept: the last losses ``(R,)``."""
    both, rates = LOSSES[work.surface], np.array(work.rates)[:, None]
    w = np.tile(work.start, (work.runs, 1))
    mean, square, path, losses = np.zeros_like(w), np.zeros_like(w), [w], []
    for step in range(1, work.steps + 1):
        loss, slope = both(w)
        if work.optimizer == "adam":
            mean, square = 0.9 * mean + 0.1 * slope, 0.999 * square + 0.001 * slope**2
            size = np.sqrt(square / (1 - 0.999**step)) + 1e-8
            w = w - rates * (mean / (1 - 0.9**step)) / size
        else:
            w = w - rates * slope
        path.append(w)
        losses.append(loss)
    np.stack(path), np.stack(losses)
    return both(w)[0]
