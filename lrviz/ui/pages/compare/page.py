"""The Compare page: rates, optimizers, starts and momenta side by side."""

from collections.abc import Callable, Mapping

import streamlit as st

from lrviz.film.answer import known_rates, run_of
from lrviz.film.table import STYLE
from lrviz.settings.config import RunConfig
from lrviz.text import say
from lrviz.ui import session
from lrviz.ui.controls import bad_start, mistakes, settings_row
from lrviz.ui.pages.compare.controls import (
    basins_controls,
    momentum_controls,
    race_controls,
    rates_controls,
    tabs,
)
from lrviz.ui.pages.compare.settings import SETTINGS
from lrviz.ui.pages.compare.views import VIEWS
from lrviz.ui.veils import present_veils, questioned, veiled_line
from lrviz.ui.waiting import prepared

__all__ = ["page"]


def page() -> None:
    """Draw the page."""
    language = session.config().language
    _take_fresh_rate()
    st.html(STYLE)
    if questioned():
        mistakes()
        veiled_line(language)
    else:
        with st.container(key="compare_top", horizontal=True, vertical_alignment="bottom"):
            CONTROLS[tabs(language)](session.config())
    above = st.container(key="compare_settings")  # what is wrong is known once it is drawn
    _draw(SETTINGS.now()["tab"])
    if not session.config().present and not questioned():
        with above:
            settings_row(session.config(), rule=SETTINGS.now()["tab"] != "optimizers")
    SETTINGS.publish()


def _take_fresh_rate() -> None:
    """A new surface is first shown at a good rate, here as on the stage; so is a new rule for
    which the rate in use is none."""
    config, objective = session.runnable()
    if bad_start(config, objective) is not None:
        return
    run = run_of(config)
    if session.good_rate_wanted(lambda: bool(prepared(known_rates, run).usable)):
        session.change(lr=prepared(known_rates, run).good, step=0)
    session.fresh_rate_taken()


def _draw(tab: str) -> None:
    """The comparison; settings that cannot be run keep the last good one and say why."""
    if present_veils() and tab in ("basins", "momentum"):  # all in them tells how runs end
        return
    config, objective = session.runnable()
    problem = bad_start(config, objective)
    if problem is None:
        try:
            VIEWS[tab](config)
            session.worked(config)
        except ValueError as error:
            problem = say("ui.cannot_run", config.language, reason=error)
    session.note_mistake("start", problem)
    if problem is not None:
        VIEWS[tab](session.last_good() or config.replace(start=""))


CONTROLS: Mapping[str, Callable[[RunConfig], None]] = {
    "rates": rates_controls,
    "optimizers": race_controls,
    "basins": basins_controls,
    "momentum": momentum_controls,
}
