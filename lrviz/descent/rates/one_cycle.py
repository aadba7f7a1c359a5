"""The one-cycle policy: up to the rate asked for, and far down again."""

import numpy as np
from torch.optim import lr_scheduler

from lrviz.descent.hyperparameters import Hyperparameter, Values
from lrviz.descent.rates.base import Curve, Floats, Schedule


def _one_cycle(steps: int, values: Values) -> Curve:
    """The base rate is the peak, torch's ``max_lr``; after ``total_steps`` the last rate stays."""
    total = values["total_steps"] or steps
    k = np.minimum(np.arange(steps, dtype=np.float64), total - 1)
    scale = np.empty(steps)
    begin = 0.0
    left = np.ones(steps, dtype=bool)
    phases = _phases(total, values)
    for number, (end, high, low) in enumerate(phases, start=1):
        here = left & ((k <= end) | (number == len(phases)))
        scale[here] = _anneal(high, low, _share(k[here], begin, end), values["anneal_strategy"])
        left &= ~here
        begin = end
    return Curve.of(scale)


def _phases(total: int, values: Values) -> tuple[tuple[float, float, float], ...]:
    """(last step, factor at the beginning, factor at the end) of each phase."""
    first = 1 / values["div_factor"]
    last = first / values["final_div_factor"]
    top = values["pct_start"] * total - 1
    if values["three_phase"]:
        return (top, first, 1.0), (2 * top, 1.0, first), (total - 1, first, last)
    return (top, first, 1.0), (total - 1, 1.0, last)


def _share(k: Floats, begin: float, end: float) -> Floats:
    """How much of a phase is over; all of it where the phase has no length."""
    return (k - begin) / (end - begin) if end != begin else np.ones_like(k)


def _anneal(begin: float, end: float, share: Floats, strategy: str) -> Floats:
    if strategy == "linear":
        return (end - begin) * share + begin
    wave: Floats = end + (begin - end) / 2 * (np.cos(np.pi * share) + 1)
    return wave


ONE_CYCLE = Schedule(
    name="one_cycle",
    latex=r"\eta / d \;\nearrow\; \eta \;\searrow\; \eta / (d\, d_{\mathrm{final}})",
    law=_one_cycle,
    hyperparameters=(
        Hyperparameter(name="total_steps", default=None, kind="int", low=1, nullable=True),
        Hyperparameter(name="pct_start", default=0.3, low=0.0, high=1.0),
        Hyperparameter(
            name="anneal_strategy", default="cos", kind="choice", choices=("cos", "linear")
        ),
        Hyperparameter(name="div_factor", default=25.0, low=0.0, low_open=True),
        Hyperparameter(name="final_div_factor", default=1e4, low=0.0, low_open=True),
        Hyperparameter(name="three_phase", default=False, kind="bool"),
    ),
    reference="Smith and Topin (2018), Super-convergence: very fast training of neural "
    "networks using large learning rates, arXiv:1708.07120",
    torch_class=lr_scheduler.OneCycleLR,
)
