"""Momentum: the phase diagram of the surface's curvature."""

from functools import lru_cache

import numpy as np

from lrviz.analysis.theory import curvature
from lrviz.compute.memo import memo
from lrviz.figures.phase import Phase, phase_of, phase_spec
from lrviz.figures.theme import THEMES
from lrviz.film.reel import Plot, Reel
from lrviz.objectives.base import Objective
from lrviz.settings.config import RunConfig
from lrviz.text import say
from lrviz.text.numbers import number, vector

__all__ = ["curvature_of", "pair_in_use", "phase_at", "phase_reel"]

# A direction does not bend with less than this share of the largest curvature, and has no best
# pair.
FLAT = 1e-9


def curvature_of(config: RunConfig, objective: Objective) -> tuple[tuple[float, ...] | None, str]:
    """The eigenvalues that the diagram is of, None where it has none; and a sentence on them."""
    language = config.language
    at = None
    if objective.constant_hessian is None and not objective.minima:
        at = config.start if isinstance(config.start, tuple) else objective.start
    try:
        values = curvature(objective, at).eigenvalues
    except ValueError:
        return None, say("ui.no_hessian", language)
    found = ", ".join(number(float(x)) for x in values)
    if not values[0] > FLAT * abs(values[-1]):
        return None, say("compare.no_bowl", language, eigenvalues=found)
    where = _where(objective, at, language)
    condition = number(float(values[-1] / values[0]))
    said = say("compare.curvature", language, where=where, values=found, condition=condition)
    return tuple(values.tolist()), said


def pair_in_use(config: RunConfig, *, nesterov: bool) -> tuple[float, float] | None:
    """(η, β) of these settings where the diagram is of their rule: SGD at one rate with momentum of
    this kind and nothing else. None for any other, whose runs do not do what it shows."""
    if config.optimizer != "sgd" or config.schedule != "constant" or config.batch_size:
        return None
    given = {name: value for name, value in dict(config.hyperparameters).items() if value}
    momentum = given.pop("momentum", 0.0)
    its_own = bool(given.pop("nesterov", False)) == nesterov or not momentum
    if given or not its_own or not isinstance(momentum, float):
        return None
    return config.lr, momentum


@memo(16)
def phase_at(eigenvalues: tuple[float, ...], nesterov: bool) -> Phase:
    """The diagram's figures."""
    return phase_of(np.array(eigenvalues), nesterov=nesterov)


@lru_cache(maxsize=16)
def phase_reel(
    eigenvalues: tuple[float, ...],
    nesterov: bool,
    now: tuple[float, float] | None,
    language: str,
) -> Reel:
    """The diagram as a reel of one plot."""
    phase: Phase = phase_at(eigenvalues, nesterov)
    specs = {
        name: phase_spec(phase, theme=theme, language=language, now=now)
        for name, theme in THEMES.items()
    }
    lr, momentum = phase.best
    alt = say("compare.alt.phase", language, lr=number(lr), momentum=number(momentum))
    plot = Plot(name="phase", alt=alt, spec=lambda theme: specs[theme.name], pick=True)
    return Reel(plots=[plot], columns=1, height="33rem")


def _where(objective: Objective, at: tuple[float, ...] | None, language: str) -> str:
    if objective.constant_hessian is not None:
        return say("ui.hessian_constant", language)
    if at is None:
        return say("ui.hessian_minimum", language, point=vector(objective.minima[0]))
    return say("ui.hessian_start", language, point=vector(at))
