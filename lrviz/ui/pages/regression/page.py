"""The Regression page: the line on the data and the ball on the rings are the same thing."""

import streamlit as st

from lrviz.regression.recipe import CSV
from lrviz.ui import session
from lrviz.ui.pages.regression.answer import surface
from lrviz.ui.pages.regression.controls import settings_row
from lrviz.ui.pages.regression.data import current_task, data_view, remarks, runs
from lrviz.ui.pages.regression.explain import explain
from lrviz.ui.pages.regression.settings import SETTINGS, recipe
from lrviz.ui.pages.regression.upload import upload
from lrviz.ui.veils import questioned


def page() -> None:
    """Draw the page."""
    config = session.config()
    made = current_task(config.language)
    if made is not None:
        with st.container(key="regression_pair"):
            left, right = st.columns([1, 1.9], gap="small")
            with left:
                data_view()
            with right:
                surface()
    if not config.present and not questioned():
        settings_row(made, config.language)
        if recipe().data == CSV:
            upload(config.language)
        if made is not None and runs():
            remarks(made, config.language)
            explain(recipe(), made, config.language)
    SETTINGS.publish()
