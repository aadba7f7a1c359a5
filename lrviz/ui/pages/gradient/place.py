"""Where the Gradient page looks, as this visit has it."""

import numpy as np
import streamlit as st
import torch

from lrviz.film.gradient.place import Place, place_at, point_of
from lrviz.states.gradient import STEEPEST
from lrviz.text import say
from lrviz.text.numbers import number, vector
from lrviz.ui import session
from lrviz.ui.pages.gradient.settings import SETTINGS

__all__ = ["place"]

# The session keeps under it the turn of the run whose surface the angle was chosen on.
_ANGLE_OF = "gradient_angle_of"


def place() -> Place:
    """The page's place; a point or a formula that cannot be used leaves the last good one."""
    config, objective = session.runnable()
    w = point_of(config, objective)
    loss = float(objective.loss(torch.from_numpy(w)))
    if np.isfinite(loss):
        session.note_mistake("start", None)
        session.worked(config)
    else:
        said = say("gradient.bad_point", config.language, point=vector(w), loss=number(loss))
        session.note_mistake("start", said)
        config = session.last_good() or config.replace(start="")
        objective = config.build_objective()
    _forget_angle()
    return place_at(config, objective, SETTINGS.now(), session.config().language)


def _forget_angle() -> None:
    """Another surface is first looked at along its own steepest way."""
    if st.session_state.setdefault(_ANGLE_OF, session.turn()) != session.turn():
        SETTINGS.change(angle=STEEPEST)
    st.session_state[_ANGLE_OF] = session.turn()
