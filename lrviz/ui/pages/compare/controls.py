"""The widgets of the Compare page: what is compared, and how."""

import streamlit as st

from lrviz.analysis.comparison import ENTRANTS
from lrviz.analysis.regimes import REGIMES
from lrviz.film.answer import known_rates, run_of
from lrviz.film.race import title_of
from lrviz.settings.config import RunConfig
from lrviz.settings.fields import VIEWS
from lrviz.states.compare import GRIDS, MOST_RACERS, SHADES, TABS
from lrviz.text import say
from lrviz.ui import session
from lrviz.ui.choice import menu, segments, toggle
from lrviz.ui.pages.compare.settings import SETTINGS, own_rates, racers

__all__ = ["basins_controls", "momentum_controls", "race_controls", "rates_controls", "tabs"]


def tabs(language: str) -> str:
    """What is compared."""
    segments(
        SETTINGS,
        "tab",
        TABS,
        key="compare_tab",
        label=say("compare.what", language),
        word=lambda name: say(f"compare.tab.{name}", language),
    )
    chosen: str = SETTINGS.now()["tab"]
    return chosen


def rates_controls(config: RunConfig) -> None:
    """The rates, as one field; empty for the four regimes."""
    language, key = config.language, session.field("rates")
    rates = ", ".join(f"{rate!r}".removesuffix(".0") for rate in SETTINGS.now()["rates"])
    wrong = session.mistake("compare.rates")
    st.text_input(
        say("compare.rates", language),
        key=session.bind(key, session.typed("compare.rates", key, rates)),
        placeholder=say("compare.four_regimes", language),
        help=say("compare.rates_help", language),
        on_change=_take_rates,
        args=(key,),
        width=360,
    )
    if rates or wrong:
        st.button(
            say("compare.four_regimes", language), key="compare_regimes", on_click=_take_regimes
        )
    _sentence("compare.rates")


def race_controls(config: RunConfig) -> None:
    """Who races, at which rates, and on which view."""
    language = config.language
    st.multiselect(
        say("compare.racers", language),
        [*ENTRANTS],
        format_func=lambda name: title_of(name, language),
        key=session.bind("compare_racers", [*racers()]),
        on_change=_take_racers,
        max_selections=MOST_RACERS,
        placeholder=say("ui.widget.choose", language),
        width="stretch",
    )
    toggle(
        SETTINGS,
        "fair",
        key="compare_fair",
        label=say("compare.fair", language),
        help=say("compare.fair_help", language),
    )
    st.segmented_control(
        say("compare.view", language),
        VIEWS,
        format_func=lambda name: say(f"compare.views.{name}", language),
        key=session.bind("compare_view", config.view),
        on_change=_take_view,
        required=True,
        label_visibility="collapsed",
    )
    _sentence("compare.racers")


def own_controls(config: RunConfig) -> None:
    """A rate for each racer, where nobody searches for the best one."""
    with st.container(horizontal=True, key="compare_own"):
        for name, rate in own_rates().items():
            key = session.field("own_rate") + f"_{name}"
            st.text_input(
                f"η · {title_of(name, config.language)}",
                key=session.bind(key, session.typed("compare.own", key, f"{rate!r}")),
                on_change=_take_own,
                args=(name, key),
                width=150,
            )
    _sentence("compare.own")


def basins_controls(config: RunConfig) -> None:
    """The rate, by hand or by its regime, where it is no axis of the map; how many starts; and
    what the colours tell."""
    language = config.language
    if session.runnable()[1].dim != 1:
        _rate_of_all(config)
    menu(
        SETTINGS,
        "starts",
        GRIDS,
        key="compare_starts",
        label=say("compare.starts", language),
        word=lambda n: f"{n} × {n}",
        width=170,
    )
    segments(
        SETTINGS,
        "shade",
        SHADES,
        key="compare_shade",
        label=say("compare.shade", language),
        word=lambda name: say(f"compare.shades.{name}", language),
    )
    _sentence("lr")


def _rate_of_all(config: RunConfig) -> None:
    """The rate that all starts of a map share."""
    key = session.field("lr")
    st.text_input(
        say("compare.rate", config.language),
        key=session.bind(key, session.typed("lr", key, f"{config.lr!r}")),
        on_change=_take_lr,
        args=(key,),
        width=200,
    )
    for name in REGIMES:
        st.button(
            say(f"stage.{name}", config.language),
            key=f"compare_{name}",
            on_click=_take_regime,
            args=(name,),
        )


def momentum_controls(config: RunConfig) -> None:
    """Heavy ball or Nesterov."""
    label = say("compare.nesterov", config.language)
    toggle(SETTINGS, "nesterov", key="compare_nesterov", label=label)


def _sentence(name: str) -> None:
    if sentence := session.mistake(name):
        st.error(session.plain(sentence), icon=":material/error:")


def _take_rates(key: str) -> None:
    if not session.touched(key):
        return
    session.note_typed("compare.rates", key, st.session_state[key])
    SETTINGS.change(rates=st.session_state[key])


def _take_regimes() -> None:
    SETTINGS.change(rates="")
    session.changed_behind("rates")


def _take_racers() -> None:
    names = st.session_state["compare_racers"]
    if all(name in ENTRANTS for name in names):
        SETTINGS.change(racers=",".join(names))


def _take_own(name: str, key: str) -> None:
    session.note_typed("compare.own", key, st.session_state[key])
    known = {**own_rates(), name: st.session_state[key]}
    SETTINGS.change(own=",".join(f"{each}:{rate}" for each, rate in known.items()))


def _take_view() -> None:
    view = st.session_state["compare_view"]
    if view in VIEWS:
        session.change(view=view)


def _take_lr(key: str) -> None:
    if session.touched(key):
        session.note_typed("lr", key, st.session_state[key])
        session.change(lr=str(st.session_state[key]))


def _take_regime(name: str) -> None:
    """The rate of a regime on this surface, where it has one."""
    rates = known_rates(run_of(session.runnable()[0])).regimes
    if name in rates:
        session.change(lr=rates[name])
        session.changed_behind("lr")
