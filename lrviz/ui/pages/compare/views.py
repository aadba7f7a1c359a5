"""The four comparisons of the page, each with its pictures, its table and what is said of it."""

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from lrviz.analysis.basins import Basins
from lrviz.figures.theme import LIGHT, THEMES, Theme
from lrviz.film import basins, phase, race, strip
from lrviz.film.comparison import canonical, race_run
from lrviz.settings.config import RunConfig
from lrviz.text import say
from lrviz.ui import session
from lrviz.ui.pages.compare.answer import answering, show_basins, shown_basins
from lrviz.ui.pages.compare.controls import own_controls
from lrviz.ui.pages.compare.settings import SETTINGS, race_rates
from lrviz.ui.veils import present_veils, questioned
from lrviz.ui.waiting import awaited, once_late, prepared

__all__ = ["VIEWS"]

_CANCELLED = "basins_cancelled"  # The session keeps under it the map that was cancelled.


def _rates(config: RunConfig) -> None:
    run, rates, language = canonical(config), SETTINGS.now()["rates"], config.language
    prepared(strip.rates_of, run, rates)
    lanes = prepared(strip.strip_of, run, rates)
    show = strip.rates_reel(run, rates, language, present_veils())
    answering(show, "rates")
    if present_veils():
        return
    st.html(strip.rates_table(lanes, _theme(), language))
    st.caption(say("compare.rates_note", language))


def _optimizers(config: RunConfig) -> None:
    language, run, rates = config.language, race_run(config), race_rates()
    if not SETTINGS.now()["fair"] and not questioned():
        own_controls(config)
    trials = prepared(race.trials_of, run, rates)
    show = race.race_reel(run, rates, language, config.view == "3d", present_veils())
    answering(show, "race")
    if present_veils():
        return
    st.html(race.race_table(trials, _theme(), language, fair=SETTINGS.now()["fair"]))
    st.markdown(session.plain(race.race_reason(trials, config.steps, language)))
    st.caption(race.race_note(trials, config.steps, language, fair=SETTINGS.now()["fair"]))
    answering(race.sweeps_reel(run, rates, language), "sweeps")


def _basins(config: RunConfig) -> None:
    language = config.language
    if config.build_objective().dim > 2:
        st.info(say("compare.no_map", language), icon=":material/info:")
        return
    run, count = basins.basin_run(config), int(SETTINGS.now()["starts"])
    known = basins.basins_of.knows(run, count)
    found = basins.basins_of(run, count) if known else _made(run, count, language)
    if found is None:
        found = shown_basins(run)  # a click on any other would open a run that ends elsewhere
        told = "compare.cancelled" if found is None else "compare.cancelled_shown"
        st.info(say(told, language), icon=":material/cancel:")
        st.button(say("compare.compute", language), key="basins_again", on_click=_again)
    if found is None:
        return
    show_basins(run, found)
    steps = SETTINGS.now()["shade"] == "steps"
    left, right = st.columns([3, 2], gap="medium")
    with left:
        answering(basins.basins_reel(found, steps, language), "basins")
    with right:
        st.html(basins.basins_table(found, _theme(), language))
        st.caption(basins.basins_note(found, steps, language))
        if basins.ends_alike(found):
            st.caption(say("compare.basins_one", language))


def _made(run: RunConfig, count: int, language: str) -> Basins | None:
    """The map, made now, with a bar and a way out where it takes its time."""
    if st.session_state.get(_CANCELLED) == (run, count):
        return None
    st.session_state.pop(_CANCELLED, None)
    place = st.empty()
    bar: list[Any] = []

    def tell(done: float, whole: float) -> None:
        if not bar:
            with place.container(horizontal=True, vertical_alignment="center"):
                bar.append(st.progress(0.0))
                cancel = say("compare.cancel", language)
                st.button(cancel, key="basins_cancel", on_click=_cancel, args=(run, count))
        text = say("compare.progress", language, count=count * count)
        bar[0].progress(min(done / whole, 1.0), text=text)

    late = once_late(tell)
    found: Basins = awaited(basins.basins_of, run, count, long=True, tell=late, keep=False)
    basins.basins_of.remember(found, run, count)
    place.empty()
    return found


def _cancel(run: RunConfig, count: int) -> None:
    st.session_state[_CANCELLED] = (run, count)


def _again() -> None:
    st.session_state.pop(_CANCELLED, None)


def _momentum(config: RunConfig) -> None:
    eigenvalues, said = phase.curvature_of(config, config.build_objective())
    st.caption(session.plain(said))
    if eigenvalues is None:
        return
    nesterov = SETTINGS.now()["nesterov"]
    now = phase.pair_in_use(config, nesterov=nesterov)
    prepared(phase.phase_at, eigenvalues, nesterov)
    show = phase.phase_reel(eigenvalues, nesterov, now, config.language)
    answering(show, "phase")
    st.caption(say("compare.momentum_note", config.language))


def _theme() -> Theme:
    return THEMES.get(st.context.theme.type or "", LIGHT)


VIEWS: Mapping[str, Callable[[RunConfig], None]] = {
    "rates": _rates,
    "optimizers": _optimizers,
    "basins": _basins,
    "momentum": _momentum,
}
