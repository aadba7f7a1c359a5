"""The Network page: a small network trained, and looked at from five sides."""

import streamlit as st

from lrviz.analysis.diagnosis import Verdict
from lrviz.analysis.health import GradientFlow, health
from lrviz.figures.theme import MARKS
from lrviz.film.network.training import Training, TrainingFilm
from lrviz.states.network import OWN, TABS, most_steps
from lrviz.text import say
from lrviz.text.numbers import number
from lrviz.ui import session
from lrviz.ui.choice import segments
from lrviz.ui.pages.network.controls import controls
from lrviz.ui.pages.network.own_table import own_table
from lrviz.ui.pages.network.settings import SETTINGS
from lrviz.ui.pages.network.views import look
from lrviz.ui.pages.network.waiting import resume_training, trained
from lrviz.ui.veils import questioned, veiled_line

STUCK = {Verdict.STALLS, Verdict.HELD, Verdict.CRAWLS, Verdict.HOVERS, Verdict.DIVERGES}


def page() -> None:
    """Draw the page."""
    language = session.config().language
    if not session.config().present and not questioned():
        controls(language)
    values = SETTINGS.now()
    table = own_table(language) if values["data"] == OWN else None
    training = Training(values=values, table=table)
    SETTINGS.publish()
    film, stopped = trained(training, language)
    if questioned():
        veiled_line(language)
    else:
        _verdict(film, language, stopped=stopped)
        _tabs(language)
    look(film, table, language)


def _verdict(film: TrainingFilm, language: str, *, stopped: bool) -> None:
    found = film.diagnosis
    word = f"{MARKS[found.verdict]} **{session.plain(found.word(language))}**"
    st.markdown(f"{word} — {session.plain(found.sentence(language))}")
    notes = [*_short(film, language, stopped=stopped), *_reasons(film, language)]
    st.caption(session.plain(" ".join([*notes, found.basis(language)])))
    if stopped:
        st.button(say("network.again", language), key="net_again", on_click=resume_training)


def _short(film: TrainingFilm, language: str, *, stopped: bool) -> list[str]:
    """Why there are fewer steps than asked for."""
    if film.made == film.asked:
        return []
    counts = {"made": film.made, "asked": film.asked}
    if film.diagnosis.evidence["blow_up"] is not None:
        return [say("network.blown", language, **counts)]
    most = most_steps(film.net)
    limit = [say("network.limited", language, most=most)] if most < film.asked else []
    told = [say("network.stopped", language)] if stopped else limit
    return [*told, say("network.held", language, **counts)]


def _reasons(film: TrainingFilm, language: str) -> list[str]:
    """Why a run gets nowhere, where the way back of the error says so."""
    if film.diagnosis.verdict not in STUCK:
        return []
    found = health(film.net, film.w[[0, -1]])
    flow = found.flow()
    passing = flow is GradientFlow.ZERO and found.flow(-1) is not flow  # it has come back since
    if flow is GradientFlow.LEVEL or passing:
        return []
    share = {} if flow is GradientFlow.ZERO else {"share": number(found.returned(), 3)}
    return [say(f"network.reason.{flow}", language, depth=film.net.depth, **share)]


def _tabs(language: str) -> None:
    segments(
        SETTINGS,
        "tab",
        TABS,
        key="net_tab",
        label=say("network.views", language),
        word=lambda name: say(f"network.tab.{name}", language),
    )
