"""The Compare page: rates, optimizers, starts and momenta side by side."""

from collections.abc import Callable, Mapping
from functools import partial
from time import monotonic
from typing import Any

import streamlit as st

from lrviz.analysis.basins import Basins
from lrviz.figures.theme import LIGHT, THEMES, Theme
from lrviz.film import basins, phase, race, strip
from lrviz.film.answer import known_rates, run_of
from lrviz.film.comparison import canonical, race_run
from lrviz.film.reel import Reel
from lrviz.film.table import STYLE
from lrviz.settings.config import RunConfig
from lrviz.text import say
from lrviz.ui import session
from lrviz.ui.controls import bad_start, mistakes, settings_row
from lrviz.ui.pages.compare.controls import (
    basins_controls,
    momentum_controls,
    own_controls,
    race_controls,
    rates_controls,
    tabs,
)
from lrviz.ui.pages.compare.picks import picked
from lrviz.ui.pages.compare.runs import race_rates
from lrviz.ui.pages.compare.settings import SETTINGS
from lrviz.ui.reel.component import reel, reel_request
from lrviz.ui.veils import present_veils, questioned, veiled_line
from lrviz.ui.waiting import awaited, prepared

__all__ = ["page"]

KEY = "compare"
PATIENCE = 0.3  # seconds before a progress bar shows: a shorter wait needs none
_CANCELLED, _SHOWN = "basins_cancelled", "basins_shown"


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
            BODIES[tab](config)
            session.worked(config)
        except ValueError as error:
            problem = say("ui.cannot_run", config.language, reason=error)
    session.note_mistake("start", problem)
    if problem is not None:
        BODIES[tab](session.last_good() or config.replace(start=""))


def _rates(config: RunConfig) -> None:
    run, rates, language = canonical(config), SETTINGS.now()["rates"], config.language
    prepared(strip.rates_of, run, rates)
    lanes = prepared(strip.strip_of, run, rates)
    show = strip.rates_reel(run, rates, language, present_veils())
    _reel(show, f"{KEY}_rates")
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
    _reel(show, f"{KEY}_race")
    if present_veils():
        return
    st.html(race.race_table(trials, _theme(), language, fair=SETTINGS.now()["fair"]))
    note = "fair_note" if SETTINGS.now()["fair"] else "own_note"
    st.caption(say(f"compare.{note}", language, count=len(trials[0].lr), steps=config.steps))
    _reel(race.sweeps_reel(run, rates, language), f"{KEY}_sweeps")


def _basins(config: RunConfig) -> None:
    language = config.language
    if config.build_objective().dim > 2:
        st.info(say("compare.no_map", language), icon=":material/info:")
        return
    run, count = _basin_run(config), int(SETTINGS.now()["starts"])
    known = basins.basins_of.knows(run, count)
    found = basins.basins_of(run, count) if known else _made(run, count, language)
    if found is None:
        found = st.session_state.get(_SHOWN)
        st.info(say("compare.cancelled", language), icon=":material/cancel:")
        st.button(say("compare.compute", language), key="basins_again", on_click=_again)
    if found is None:
        return
    st.session_state[_SHOWN] = found
    left, right = st.columns([3, 2], gap="medium")
    with left:
        _reel(
            basins.basins_reel(found, SETTINGS.now()["shade"] == "steps", language), f"{KEY}_basins"
        )
    with right:
        st.html(basins.basins_table(found, _theme(), language))
        st.caption(say("compare.basins_note", language))
        if len(found.shares) == 1:
            st.caption(say("compare.basins_one", language))


def _basin_run(config: RunConfig) -> RunConfig:
    return canonical(config).replace(start="", seed=0)


def _made(run: RunConfig, count: int, language: str) -> Basins | None:
    """The map, made now, with a bar and a way out where it takes its time."""
    if st.session_state.get(_CANCELLED) == (run, count):
        return None
    st.session_state.pop(_CANCELLED, None)
    place, began = st.empty(), monotonic()
    bar: list[Any] = []

    def tell(done: float, whole: float) -> None:
        if monotonic() - began < PATIENCE:
            return
        if not bar:
            with place.container(horizontal=True, vertical_alignment="center"):
                bar.append(st.progress(0.0))
                cancel = say("compare.cancel", language)
                st.button(cancel, key="basins_cancel", on_click=_cancel, args=(run, count))
        text = say("compare.progress", language, count=count * count)
        bar[0].progress(min(done / whole, 1.0), text=text)

    found: Basins = awaited(basins.basins_of, run, count, long=True, tell=tell, keep=False)
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
    now = None
    if config.optimizer == "sgd":
        momentum = dict(config.hyperparameters).get("momentum", 0.0)
        now = (config.lr, momentum) if isinstance(momentum, float) else None
    nesterov = SETTINGS.now()["nesterov"]
    prepared(phase.phase_at, eigenvalues, nesterov)
    show = phase.phase_reel(eigenvalues, nesterov, now, config.language)
    _reel(show, f"{KEY}_phase")
    st.caption(say("compare.momentum_note", config.language))


def _theme() -> Theme:
    return THEMES.get(st.context.theme.type or "", LIGHT)


@st.fragment
def _reel(show: Reel, key: str) -> None:
    """A reel, and what is asked of it: only this part answers while the clock runs."""
    config = session.config()
    frame, speed = config.step, SETTINGS.now()["pace"]
    language, hear = config.language, partial(_hear, key)
    reel(show, key=key, language=language, frame=frame, speed=speed, on_ask=hear)
    if session.leaving():
        st.rerun()
    if reel_request(key).get("kind") == "frame":
        SETTINGS.publish()


def _hear(key: str) -> None:
    """Take what the browser says: where the clock rests, or what was clicked."""
    request = reel_request(key)
    if request.get("kind") == "frame":
        steps = session.config().steps
        session.change(step=max(0, min(int(request.get("frame", 0)), steps)))
        SETTINGS.change(pace=request.get("speed", SETTINGS.now()["pace"]))
    if request.get("kind") == "pick" and (wanted := picked(key.removeprefix(f"{KEY}_"), request)):
        session.change(**wanted)
        session.changed_behind("start", "lr")
        session.go_to("descent")


CONTROLS: Mapping[str, Callable[[RunConfig], None]] = {
    "rates": rates_controls,
    "optimizers": race_controls,
    "basins": basins_controls,
    "momentum": momentum_controls,
}
BODIES: Mapping[str, Callable[[RunConfig], None]] = {
    "rates": _rates,
    "optimizers": _optimizers,
    "basins": _basins,
    "momentum": _momentum,
}
