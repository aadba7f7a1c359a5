"""What the Regression page knows, in its address and in the session."""

import streamlit as st

from lrviz.regression.data import Columns
from lrviz.regression.recipe import Recipe
from lrviz.regression.task import Task
from lrviz.states.regression import REGRESSION, axes_of, recipe_of
from lrviz.ui.page_settings import PageSettings

__all__ = ["SETTINGS", "axes", "own_table", "recipe"]

SETTINGS = PageSettings.of(REGRESSION)


def recipe() -> Recipe:
    """The recipe that the settings of this visit make."""
    return recipe_of(SETTINGS.now())


def axes(made: Task) -> tuple[int, int]:
    """The two parameters on the map: those chosen, where the task has them."""
    return axes_of(SETTINGS.now(), made)


def own_table() -> Columns | None:
    """The table that this visit has uploaded."""
    return st.session_state.get("own_table")
