"""The finer settings of a run: the rule's hyperparameters, the schedule, the gradient's way."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from lrviz.descent.gradients import GRADIENTS
from lrviz.descent.hyperparameters import Hyperparameter
from lrviz.descent.optimizers import OPTIMIZERS
from lrviz.descent.schedules import SCHEDULES
from lrviz.settings.config import RunConfig
from lrviz.text import say
from lrviz.ui import session


def tuning(config: RunConfig, *, rule: bool = True) -> None:
    """A popover with everything that a first visitor does not need."""
    with st.popover(say("ui.tuning", config.language), key="tuning", on_change="rerun") as popover:
        if popover.open:
            with st.container(key="tuning_body"):
                if rule:
                    _optimizer(config)
                _schedule(config)
                _gradient(config)


def _optimizer(config: RunConfig) -> None:
    rule = OPTIMIZERS[config.optimizer]
    st.markdown(f"**{say(f'optimizer.{rule.name}.title', config.language)}**")
    st.caption(session.plain(say(f"optimizer.{rule.name}.note", config.language)))
    st.latex(_stacked(rule.latex))
    given = dict(config.hyperparameters)
    _fields("hyperparameters", rule.hyperparameters, given, config.language)


def _stacked(latex: str) -> str:
    """One equation a line, so that a long rule fits a telephone."""
    lines = latex.replace(r",\quad", r" \\[4pt] ").replace(r"\quad", r" \\[4pt] ")
    return rf"\begin{{gathered}} {lines} \end{{gathered}}"


def _schedule(config: RunConfig) -> None:
    language = config.language
    st.selectbox(
        say("ui.schedule", language),
        [*SCHEDULES],
        format_func=lambda name: say(f"schedule.{name}.title", language),
        key=session.bind("schedule", config.schedule),
        on_change=_take_choice,
        args=("schedule",),
    )
    schedule = SCHEDULES[config.schedule]
    st.caption(session.plain(say(f"schedule.{schedule.name}.note", language)))
    given = dict(config.schedule_hyperparameters)
    _fields("schedule_hyperparameters", schedule.hyperparameters, given, language)


def _gradient(config: RunConfig) -> None:
    st.segmented_control(
        say("ui.gradient", config.language),
        GRADIENTS,
        format_func=lambda name: say(f"ui.gradients.{name}", config.language),
        key=session.bind("gradient", config.gradient),
        on_change=_take_choice,
        args=("gradient",),
        required=True,
    )


def _take_choice(name: str) -> None:
    value = st.session_state[name]
    known = (*SCHEDULES, *GRADIENTS)  # a menu in another language may still say its old words
    if value in known and session.differs(**{name: value}):
        session.change(**{name: value})
        session.want_usable_rate()


def _fields(
    group: str, known: Sequence[Hyperparameter], given: Mapping[str, Any], language: str
) -> None:
    """One field per hyperparameter, and the sentence that says what was wrong with the last."""
    with st.container(horizontal=True, key=f"fields_{group}"):
        for each in known:
            value = given.get(each.name, each.default)
            if each.kind == "pair":
                for half in (0, 1):
                    _number(group, each, f"{each.name}_{half}", value[half], _pair_of(each))
            elif each.kind == "bool":
                _flag(group, each, value)
            elif each.kind == "choice":
                _choice(group, each, value)
            else:
                _number(group, each, each.name, value, _one)
    if sentence := session.mistake(group):
        st.error(session.plain(sentence))
    st.caption(say("ui.torch_names", language))


def _number(
    group: str, each: Hyperparameter, key: str, value: Any, read: Callable[[str], Any]
) -> None:
    """A number as text: 1e-8 can be typed, and nothing typed is rounded away."""
    used = "" if value is None else f"{value:g}"
    field = f"{group}.{key}"
    st.text_input(
        key,
        key=session.bind(field, session.typed(group, field, used)),
        on_change=_take,
        args=(group, each.name, key, read),
        width=110,
    )


def _flag(group: str, each: Hyperparameter, value: bool) -> None:
    st.checkbox(
        each.name,
        key=session.bind(f"{group}.{each.name}", value),
        on_change=_take,
        args=(group, each.name, each.name, st.session_state.__getitem__),
    )


def _choice(group: str, each: Hyperparameter, value: str) -> None:
    st.selectbox(
        each.name,
        each.choices,
        key=session.bind(f"{group}.{each.name}", value),
        on_change=_take,
        args=(group, each.name, each.name, st.session_state.__getitem__),
        width=130,
    )


def _take(group: str, name: str, key: str, read: Callable[[str], Any]) -> None:
    given = dict(getattr(session.config(), group))
    field = f"{group}.{key}"
    session.note_typed(group, field, str(st.session_state[field]))
    session.change(**{group: {**given, name: read(field)}})
    if not session.mistake(group):
        session.want_usable_rate()


def _one(key: str) -> str | None:
    """What was typed; the settings read it, or refuse it in words."""
    return str(st.session_state[key]).strip() or None


def _pair_of(each: Hyperparameter) -> Callable[[str], Any]:
    def read(key: str) -> Any:
        group = key.rpartition(".")[0]
        return tuple(_one(f"{group}.{each.name}_{half}") for half in (0, 1))

    return read
