"""Schedules known before the run begins, each a function of the step k = 0, 1, …"""

import numpy as np
from torch.optim import lr_scheduler

from lrviz.descent.hyperparameters import Hyperparameter, Values
from lrviz.descent.rates.base import Curve, Floats, Schedule


def _steps(steps: int) -> Floats:
    return np.arange(steps, dtype=np.float64)


def _length(name: str) -> Hyperparameter:
    """A number of steps; None is the length of the run."""
    return Hyperparameter(name=name, default=None, kind="int", low=1, nullable=True)


def _gamma(default: float) -> Hyperparameter:
    """A factor; above 1 the rate grows, which makes a range test of one run."""
    return Hyperparameter(name="gamma", default=default, low=0.0, low_open=True)


_ETA_MIN = Hyperparameter(name="eta_min", default=0.0, low=0.0)


def _constant(steps: int, values: Values) -> Curve:
    return Curve.of(np.ones(steps))


CONSTANT = Schedule(
    name="constant",
    latex=r"\eta_k = \eta",
    law=_constant,
    reference="Cauchy (1847), Méthode générale pour la résolution des systèmes d'équations "
    "simultanées",
)


def _step(steps: int, values: Values) -> Curve:
    return Curve.of(values["gamma"] ** (_steps(steps) // values["step_size"]))


STEP = Schedule(
    name="step",
    latex=r"\eta_k = \eta\, \gamma^{\lfloor k / s \rfloor}",
    law=_step,
    hyperparameters=(
        Hyperparameter(name="step_size", default=30, kind="int", low=1),
        _gamma(0.1),
    ),
    reference="He et al. (2016), Deep residual learning for image recognition, arXiv:1512.03385",
    torch_class=lr_scheduler.StepLR,
)


def _exponential(steps: int, values: Values) -> Curve:
    return Curve.of(values["gamma"] ** _steps(steps))


EXPONENTIAL = Schedule(
    name="exponential",
    latex=r"\eta_k = \eta\, \gamma^k",
    law=_exponential,
    hyperparameters=(_gamma(0.95),),
    reference="Li and Arora (2020), An exponential learning rate schedule for deep learning, "
    "arXiv:1910.07454",
    torch_class=lr_scheduler.ExponentialLR,
)


def _inverse_time(steps: int, values: Values) -> Curve:
    return Curve.of(1 / (1 + values["decay"] * _steps(steps)))


INVERSE_TIME = Schedule(
    name="inverse_time",
    latex=r"\eta_k = \frac{\eta}{1 + \lambda k}",
    law=_inverse_time,
    hyperparameters=(Hyperparameter(name="decay", default=0.1, low=0.0),),
    reference="Robbins and Monro (1951), A stochastic approximation method",
)


def _polynomial(steps: int, values: Values) -> Curve:
    total = values["total_iters"] or steps
    left = 1 - np.minimum(_steps(steps), total) / total
    return Curve.of(left ** values["power"])


POLYNOMIAL = Schedule(
    name="polynomial",
    latex=r"\eta_k = \eta \left(1 - \frac{\min(k, T)}{T}\right)^p",
    law=_polynomial,
    hyperparameters=(
        _length("total_iters"),
        Hyperparameter(name="power", default=1.0, low=0.0),
    ),
    reference="Chen et al. (2018), DeepLab, arXiv:1606.00915",
    torch_class=lr_scheduler.PolynomialLR,
)


def _half_cosine(k: Floats, length: int) -> Floats:
    wave: Floats = (1 + np.cos(np.pi * k / length)) / 2
    return wave


def _cosine(steps: int, values: Values) -> Curve:
    return Curve.of(_half_cosine(_steps(steps), values["T_max"] or steps), values["eta_min"])


COSINE = Schedule(
    name="cosine",
    latex=r"\eta_k = \eta_{\min} + (\eta - \eta_{\min})\, \tfrac12 (1 + \cos(\pi k / T))",
    law=_cosine,
    hyperparameters=(_length("T_max"), _ETA_MIN),
    reference="Loshchilov and Hutter (2017), SGDR: stochastic gradient descent with warm "
    "restarts, arXiv:1608.03983",
    torch_class=lr_scheduler.CosineAnnealingLR,
)


def _warmup_cosine(steps: int, values: Values) -> Curve:
    """A linear rise over ``warmup`` steps, then the cosine, whose T_max counts from there."""
    warmup, first = values["warmup"], values["start_factor"]
    k = _steps(steps)
    rise = first + (1 - first) * k / max(warmup, 1)
    fall = _half_cosine(k - warmup, values["T_max"] or max(steps - warmup, 1))
    rising = k < warmup
    return Curve.of(np.where(rising, rise, fall), np.where(rising, 0.0, values["eta_min"]))


WARMUP_COSINE = Schedule(
    name="warmup_cosine",
    latex=r"\eta_k = \begin{cases} \eta\,(f + (1-f)\,k/W) & k < W \\ "
    r"\eta_{\min} + (\eta - \eta_{\min})\, \tfrac12 (1 + \cos(\pi (k-W) / T)) & k \ge W "
    r"\end{cases}",
    law=_warmup_cosine,
    hyperparameters=(
        Hyperparameter(name="warmup", default=10, kind="int", low=0),
        Hyperparameter(name="start_factor", default=1 / 3, low=0.0, low_open=True, high=1.0),
        _length("T_max"),
        _ETA_MIN,
    ),
    reference="Goyal et al. (2017), Accurate, large minibatch SGD, arXiv:1706.02677; "
    "Loshchilov and Hutter (2017), SGDR, arXiv:1608.03983",
    torch_class=lr_scheduler.SequentialLR,
)
