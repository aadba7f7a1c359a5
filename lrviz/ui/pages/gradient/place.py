"""Where the Gradient page looks: the objective, the point w, and which weights are shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st
import torch
from numpy.typing import NDArray

from lrviz.descent.checks import random_point
from lrviz.objectives import Objective
from lrviz.objectives.formula import Formula
from lrviz.settings.config import RunConfig
from lrviz.states.gradient import STEEPEST
from lrviz.text import say
from lrviz.text.numbers import number, vector
from lrviz.ui import session
from lrviz.ui.pages.gradient.settings import SETTINGS

__all__ = ["Place", "place"]

Floats = NDArray[np.float64]

_ANGLE_OF = "gradient_angle_of"  # the turn of the run whose surface the angle was chosen on


@dataclass(frozen=True, kw_only=True, eq=False)
class Place:
    """What every part of the page is about.

    Attributes:
        config: the settings in force.
        objective: of these settings.
        w: the point ``(dim,)``.
        axes: the parameters a map shows; one for an objective of one.
        along: the parameter that difference quotients are taken along.
        angle: the direction looked at in degrees, STEEPEST for the steepest way down.
    """

    config: RunConfig
    objective: Formula
    w: Floats
    axes: tuple[int, ...]
    along: int
    angle: int

    @property
    def language(self) -> str:
        """The reader's, whatever the last good settings were in."""
        return session.config().language


def place() -> Place:
    """The page's place; a point or a formula that cannot be used leaves the last good one."""
    config, objective = session.runnable()
    w = _point(config, objective)
    loss = float(objective.loss(torch.from_numpy(w)))
    if np.isfinite(loss):
        session.note_mistake("start", None)
        session.worked(config)
    else:
        said = say("gradient.bad_point", config.language, point=vector(w), loss=number(loss))
        session.note_mistake("start", said)
        config = session.last_good() or config.replace(start="")
        objective = config.build_objective()
        w = _point(config, objective)
    if not isinstance(objective, Formula):
        raise TypeError(type(objective).__name__)  # this page's settings name formulas alone
    _forget_angle()
    shown = SETTINGS.now()
    return Place(
        config=config,
        objective=objective,
        w=w,
        axes=_axes(objective.dim, shown),
        along=min(shown["along"], objective.dim - 1),
        angle=shown["angle"],
    )


def _forget_angle() -> None:
    """Another surface is first looked at along its own steepest way."""
    if st.session_state.setdefault(_ANGLE_OF, session.turn()) != session.turn():
        SETTINGS.change(angle=STEEPEST)
    st.session_state[_ANGLE_OF] = session.turn()


def _axes(dim: int, shown: Mapping[str, Any]) -> tuple[int, ...]:
    """Two different parameters, as asked for where they exist."""
    if dim == 1:
        return (0,)
    across = min(shown["across"], dim - 1)
    upward = min(shown["upward"], dim - 1)
    return across, upward if upward != across else (across + 1) % dim


def _point(config: RunConfig, objective: Objective) -> Floats:
    if config.start == "random":
        return np.array(random_point(objective, config.seed).tolist())
    return np.array(config.start if isinstance(config.start, tuple) else objective.start)
