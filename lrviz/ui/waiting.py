"""How a page waits for an answer: a newer wish ends the wait, and with it the question."""

from collections.abc import Callable, Hashable, Mapping
from concurrent.futures import CancelledError, Future, wait
from dataclasses import dataclass
from time import monotonic
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from lrviz import compute
from lrviz.compute import JobError
from lrviz.compute.memo import Memo
from lrviz.film.asking import Progress
from lrviz.settings import formulas
from lrviz.settings.config import RunConfig
from lrviz.settings.links import parsed
from lrviz.text import say
from lrviz.ui.turns import TURNS

__all__ = [
    "LatestProgress",
    "awaited",
    "awaited_answer",
    "config_of",
    "have_read",
    "once_late",
    "prepared",
    "visitor",
]

# Seconds between two looks whether there is a newer wish, and between two where nothing is told.
OFTEN, SELDOM = 0.1, 0.5
_SINCE = "waits_since"
# Seconds after which a person is told how far an answer is: a bar that goes at once only flickers.
PATIENCE = 0.3
LONG_WAIT = 2.0  # Seconds until a person is told of the line, and then again.


def awaited(
    job: Callable[..., Any],
    *settings: Hashable,
    long: bool = False,
    tell: Progress | None = None,
    keep: bool = True,
) -> Any:
    """What ``job(*settings)`` answers, wherever it is answered, see ``lrviz.compute.submit``.

    ``tell`` hears how far it is, in this very run of the script. A newer wish of
    the visit ends the run where it waits, and so does the visit's end; nobody then waits for the
    question.

    Raises:
        ValueError: the job's own; or one sentence, in the page's language, where no worker could
            answer.
    """
    told = LatestProgress()
    answer = compute.submit(
        job,
        *settings,
        visitor=visitor(),
        long=long,
        progress=None if tell is None else told.hear,
        keep=keep,
        since=st.session_state.pop(_SINCE, None),
    )
    try:
        return awaited_answer(answer, told, tell)
    finally:
        answer.cancel()


def once_late(tell: Progress) -> Progress:
    """``tell`` of a wait that begins now and lasts: before PATIENCE it hears nothing."""
    began = monotonic()

    def heard(done: float, whole: float) -> None:
        if monotonic() - began >= PATIENCE:
            tell(done, whole)

    return heard


def prepared(question: Memo[..., Any], *settings: Hashable) -> Any:
    """What ``question`` remembers for these settings, or is now told by who makes answers.

    Raises:
        ValueError: as ``awaited``.
    """
    if not question.knows(*settings):
        question.remember(awaited(question, *settings, keep=False), *settings)
    return question(*settings)


@dataclass(eq=False)
class LatestProgress:
    """How far a job is, and whether it is to answer with what it has."""

    latest: tuple[float, float] | None = None
    enough: bool = False

    def hear(self, done: float, whole: float) -> bool:
        """Take it down; False where it is enough."""
        self.latest = done, whole
        return not self.enough


def awaited_answer(
    answer: "Future[Any]", told: LatestProgress, tell: Progress | None = None
) -> Any:
    """The same for a question that is under way, and goes on should this run of the script end."""
    try:
        if not answer.done():
            with TURNS.let_go():
                _wait(answer, told, tell)
        return answer.result()
    except CancelledError:
        raise ValueError(JobError("closed").in_language(_language())) from None
    except JobError as error:
        raise ValueError(error.in_language(_language())) from None


def _wait(answer: "Future[Any]", told: LatestProgress, tell: Progress | None) -> None:
    """Until the answer is there, or a newer wish."""
    line, pause = _Line(answer), OFTEN
    while wait([answer], pause).not_done:
        line.tell()
        st.session_state.get("overtaken")  # where Streamlit ends a run that is overtaken
        if tell is not None and told.latest is not None:
            tell(*told.latest)
        elif tell is None:
            pause = min(pause * 1.5, SELDOM)


class _Line:
    """The place of a question in the line, told where it waits for long. A word beside the page:
    a place within it would move what stands there."""

    def __init__(self, answer: "Future[Any]") -> None:
        self._answer, self._next = answer, monotonic() + LONG_WAIT
        self._toast: Any = st

    def tell(self) -> None:
        """Now and then, as long as others are before it."""
        if monotonic() < self._next:
            return
        self._next = monotonic() + LONG_WAIT
        if place := compute.place(self._answer):
            self._toast = self._toast.toast(say("compute.place", _language(), place=place))


def have_read(text: str) -> None:
    """See to it that a formula has been read, not by this process, which all visits share.

    Callbacks of widgets ask for it: no newer wish ends the wait, which would lose what they heard.
    """
    if not formulas.is_read(text):
        if visitor() is not None:
            st.session_state[_SINCE] = monotonic()  # what is asked of it next stands where it stood
        asked = compute.submit(formulas.read, text, visitor=(visitor(), text))
        try:
            with TURNS.let_go():
                found = asked.result()
            formulas.remember(text, found)
        except (JobError, CancelledError):  # it is read here, or refused by who needs it
            return


def config_of(query: str | Mapping[str, str]) -> RunConfig:
    """The run of a query, its formula read where answers are made."""
    have_read(str(parsed(query)[0].get("formula", "")))
    return RunConfig.from_query(query)


def _language() -> str:
    config = st.session_state.get("config")
    return config.language if isinstance(config, RunConfig) else "en"


def visitor() -> str | None:
    """Who asks; None outside a visit."""
    context = get_script_run_ctx(suppress_warning=True)
    return context.session_id if context else None
