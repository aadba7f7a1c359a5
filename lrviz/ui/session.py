"""The one record a visit is about: read from the URL, changed by widgets, written back."""

import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl

import streamlit as st

from lrviz.objectives import FormulaError, Objective
from lrviz.settings.config import ConfigError, RunConfig
from lrviz.settings.links import leaves_rate_open, parsed
from lrviz.ui.streamlit_internals.query import sent_query
from lrviz.ui.waiting import config_of, have_read

_CONFIG, _GOOD, _MISTAKES, _FRESH = "config", "good_config", "mistakes", "fresh_rate"
_TURN, _BOUND, _CHANGES = "turn", "bound_values", "changes"
_EMBEDDED = "embedded"
_GOING, _DRAWN, _TYPED = "going", "stage_drawn", "typed"
_ADDRESS, _OPENINGS, _BESIDE = "begun_address", "openings", "beside_settings"
_WHOLE, _SEEN = "whole_run", "page_seen"
# Widgets that ``field`` names: the record may change them behind their back.
_FIELDS = ("formula", "lr", "objective", "own_rate", "rates", "start")


def config() -> RunConfig:
    """The settings of this visit; at its beginning, those of the URL."""
    if _CONFIG not in st.session_state:
        query = st.query_params.to_dict()
        st.session_state[_CONFIG] = config_of(sent_query() or query)
        if leaves_rate_open(query):
            st.session_state[_FRESH] = True
    now: RunConfig = st.session_state[_CONFIG]
    return now


def begin(address: Mapping[str, str]) -> None:
    """Begin anew at another address, in the language and the mode of the page now: the pages
    read their own settings of it too, and what the browser still says is of an earlier turn."""
    now = config()
    kept = {key: value for key, value in _pairs(now) if key in ("lang", "present", "hide")}
    return_to({**address, **kept})


def return_to(given: Mapping[str, str]) -> None:
    """Begin anew at another address, all of it."""
    st.session_state[_CONFIG] = RunConfig.from_query(given)
    st.session_state[_ADDRESS] = given
    st.session_state[_OPENINGS] = openings() + 1
    st.session_state[_TURN] = turn() + 1
    for key in (_FRESH, _GOOD, _MISTAKES, _TYPED):
        st.session_state.pop(key, None)
    changed_behind(*_FIELDS)


def openings() -> int:
    """How often this visit has begun anew."""
    return int(st.session_state.get(_OPENINGS, 0))


def address() -> Mapping[str, str]:
    """What the visit began with: the query of the page's address, or of ``begin``."""
    given: Mapping[str, str] | None = st.session_state.get(_ADDRESS)
    return st.query_params.to_dict() if given is None else given


def beside() -> Mapping[str, str]:
    """The keys of ``stand_beside``."""
    keys: Mapping[str, str] = st.session_state.get(_BESIDE, {})
    return keys


def stand_beside(keys: Mapping[str, str]) -> None:
    """Write these keys into every address from now on, before the settings of run and page."""
    st.session_state[_BESIDE] = dict(keys)


def change(**changes: Any) -> None:
    """Change settings; what cannot be is kept as a sentence beside its field, see ``mistake``."""
    have_read(str(changes.get("formula", "")))
    try:
        st.session_state[_CONFIG] = config().replace(**changes)
    except ConfigError as error:
        for name in changes:
            _mistakes()[name] = error.notice.sentence(config().language)
    else:
        for name in changes:
            _mistakes().pop(name, None)


def take(state: RunConfig) -> None:
    """Another state in the place of this visit's: nothing typed or refused before is about it."""
    st.session_state[_CONFIG] = state
    _mistakes().clear()
    st.session_state[_TURN] = turn() + 1
    changed_behind("objective", "formula", "start", "lr")


def differs(**given: Any) -> bool:
    """Whether a widget's values are news. A menu whose words change with the language reports
    itself changed when only its words did."""
    return any(getattr(config(), name) != value for name, value in given.items())


def mistake(name: str) -> str | None:
    """What was wrong with the last value given for a setting; None once it is right."""
    return _mistakes().get(name)


def note_mistake(name: str, sentence: str | None) -> None:
    """Say, or take back, what is wrong with a setting that only the run could tell."""
    if sentence is None:
        _mistakes().pop(name, None)
    else:
        _mistakes()[name] = sentence


def note_typed(name: str, key: str, text: str) -> None:
    """Remember what was typed for a setting into the widget ``key``, should it be refused."""
    st.session_state.setdefault(_TYPED, {})[name] = (key, text)


def typed(name: str, key: str, used: str) -> str:
    """What stands in a text field: what was refused, as it was typed, or the value in use."""
    widget, text = st.session_state.get(_TYPED, {}).get(name, ("", ""))
    return text if widget == key and mistake(name) else used


def runnable() -> tuple[RunConfig, Objective]:
    """The settings to run and their objective: the present ones, or the last that worked.

    A formula that cannot be read leaves the last good picture standing.
    """
    now = config()
    try:
        objective = now.build_objective()
    except FormulaError as error:
        note_mistake("formula", error.in_language(now.language))
        good = last_good() or now.replace(formula="", start="")
        return good, good.build_objective()
    note_mistake("formula", None)
    return now, objective


def worked(good: RunConfig) -> None:
    """Remember settings that gave a picture."""
    st.session_state[_GOOD] = good


def last_good() -> RunConfig | None:
    """The last settings that gave a picture, in the language and the mode of the page now."""
    good: RunConfig | None = st.session_state.get(_GOOD)
    now = config()
    return good and good.replace(language=now.language, present=now.present, hide=now.hide)


def want_fresh_rate() -> None:
    """The next run takes a good learning rate for its surface instead of the one in use."""
    st.session_state[_FRESH] = True
    turn_on()


def want_usable_rate() -> None:
    """The next run takes a good learning rate only where the one in use is none for it."""
    st.session_state.setdefault(_FRESH, False)


def turn_on() -> None:
    """What the browser shows from now on is what the record says, not what it has shown so far."""
    st.session_state[_TURN] = turn() + 1


def turn() -> int:
    """How often the surface or the rule has changed: what the browser says of an earlier turn,
    still on its way when it changed, is about another run."""
    return int(st.session_state.get(_TURN, 0))


def stage_drawn() -> bool:
    """Whether the stage has been drawn in this visit's browser; nothing waits for it elsewhere."""
    return _DRAWN in st.session_state or not st.context.headers


def note_stage_drawn() -> bool:
    """Remember it; whether that is news."""
    news = not stage_drawn()
    st.session_state[_DRAWN] = True
    return news


def fresh_rate_wanted() -> bool:
    """Whether a good learning rate is wanted; it is until ``fresh_rate_taken``."""
    return bool(st.session_state.get(_FRESH, False))


def usable_rate_wanted() -> bool:
    """Whether one is wanted where that in use is none for the rule; until ``fresh_rate_taken``."""
    return st.session_state.get(_FRESH) is False


def good_rate_wanted(usable: Callable[[], bool]) -> bool:
    """Whether a good learning rate is wanted, by whether the one in use is ``usable``."""
    return fresh_rate_wanted() or (usable_rate_wanted() and not usable())


def fresh_rate_taken() -> None:
    """The learning rate that was wanted is in use."""
    st.session_state.pop(_FRESH, None)


def want_whole_run() -> None:
    """All of the page must be drawn anew, also where only a part of it has been asked for: of
    two questions that come at once Streamlit hears both and runs one."""
    st.session_state[_WHOLE] = True


def whole_run_wanted() -> bool:
    """Whether that is so, until ``whole_run_begins``."""
    return bool(st.session_state.get(_WHOLE))


def whole_run_begins() -> None:
    """All of the page is being drawn."""
    st.session_state.pop(_WHOLE, None)


def go_to(page: str) -> None:
    """Open another page at the next run of the script."""
    st.session_state[_GOING] = page


def leaving() -> bool:
    """Whether another page is about to be opened."""
    return _GOING in st.session_state


def going_to() -> str | None:
    """The page to open; asked once."""
    page: str | None = st.session_state.pop(_GOING, None)
    return page


def see_page(name: str) -> None:
    """Remember which page is in view, for those that are about what was last in view."""
    st.session_state[_SEEN] = name


def page_seen() -> str:
    """The page that was last in view; "" for none."""
    return str(st.session_state.get(_SEEN, ""))


def embedded() -> bool:
    """Whether the page stands in somebody else's, by ``?embed=1``; Streamlit's own
    ``?embed=true`` takes its own frame away as well."""
    if _EMBEDDED not in st.session_state:
        said = parsed(sent_query())[0].get("embed")
        st.session_state[_EMBEDDED] = said in ("1", "true")
    return bool(st.session_state[_EMBEDDED])


def publish(more: Mapping[str, str] | None = None) -> None:
    """Write every setting into the URL, so that a reload or a shared link is the same run;
    ``more`` are the page's own."""
    wanted = {**beside(), **dict(_pairs(config())), **(more or {})}
    if st.query_params.to_dict() != wanted:
        st.query_params.from_dict(wanted)


def bind(key: str, value: object) -> str:
    """Give the widget ``key`` the value of the record, before it is drawn; returns the key."""
    st.session_state[key] = value
    st.session_state.setdefault(_BOUND, {})[key] = value
    return key


def touched(*keys: str) -> bool:
    """Whether a person has changed one of these widgets: a widget may report itself changed
    when only the record, or the words of its label, did; and one that the record has replaced
    since, see ``field``, may be reported once more by a browser that has not heard of it."""
    bound = st.session_state.get(_BOUND, {})
    return all(key in bound for key in keys) and any(
        st.session_state[key] != bound[key] for key in keys
    )


def field(name: str, part: int | None = None) -> str:
    """The key of a widget that the record may change behind its back. It changes with every
    such change: what the browser still says of the old widget must not undo it."""
    own = name if part is None else f"{name}_{part}"
    return f"{own}.{st.session_state.get(_CHANGES, {}).get(name, 0)}"


def changed_behind(*names: str) -> None:
    """These settings have been changed by something other than their own widgets."""
    changes = st.session_state.setdefault(_CHANGES, {})
    bound = st.session_state.get(_BOUND, {})
    for name in names:
        for key in [key for key in bound if re.fullmatch(rf"{name}(_\d+)?\.\d+(-by-.+)?", key)]:
            del bound[key]
        for part in [part for part in _mistakes() if re.fullmatch(rf"{name}_\d+", part)]:
            del _mistakes()[part]
        changes[name] = changes.get(name, 0) + 1


def plain(text: str) -> str:
    """``text`` so that Markdown leaves it as it is: what was typed is echoed, never obeyed."""
    return "".join(f"\\{c}" if c in r"\`*_{}[]()#+-.!|<>$:~&" else c for c in text)


def _mistakes() -> dict[str, str]:
    mistakes: dict[str, str] = st.session_state.setdefault(_MISTAKES, {})
    return mistakes


def _pairs(settings: RunConfig) -> list[tuple[str, str]]:
    return parse_qsl(settings.to_query(), keep_blank_values=True)
