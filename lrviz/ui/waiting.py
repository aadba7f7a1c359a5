"""How a page waits for an answer: a newer wish ends the wait, and with it the question."""

from collections.abc import Callable, Hashable, Mapping
from concurrent.futures import CancelledError, wait
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from lrviz import compute
from lrviz.compute import JobError
from lrviz.settings import formulas
from lrviz.settings.config import RunConfig
from lrviz.settings.links import parsed

__all__ = ["Tell", "awaited", "config_of", "have_read"]

Tell = Callable[[float, float], object]  # (done, whole); may raise to end the wait
OFTEN = 0.1  # seconds between two looks whether there is a newer wish


def awaited(
    job: Callable[..., Any],
    *settings: Hashable,
    long: bool = False,
    tell: Tell | None = None,
    keep: bool = True,
) -> Any:
    """What ``job(*settings)`` answers, wherever it is answered, see ``lrviz.compute.submit``.

    ``tell`` hears how far it is, in this very run of the script, and of its end. A newer wish of
    the visit ends the run where it waits, and so does the visit's end; nobody then waits for the
    question.

    Raises:
        ValueError: the job's own; or one sentence, in the page's language, where no worker could
            answer.
    """
    told: list[tuple[float, float]] = []
    hear = None if tell is None else lambda done, whole: told.append((done, whole))
    answer = compute.submit(job, *settings, visitor=visitor(), long=long, progress=hear, keep=keep)
    try:
        while wait([answer], OFTEN).not_done:
            st.session_state.get("overtaken")  # where Streamlit ends a run that is overtaken
            if tell is not None and told:
                tell(*told[-1])
        found = answer.result()
        if tell is not None and told:
            tell(1.0, 1.0)
        return found
    except CancelledError:
        raise ValueError(JobError("closed").in_language(_language())) from None
    except JobError as error:
        raise ValueError(error.in_language(_language())) from None
    finally:
        answer.cancel()


def have_read(text: str) -> None:
    """See to it that a formula has been read, not by this process, which all visits share.

    Callbacks of widgets ask for it: no newer wish ends the wait, which would lose what they heard.
    """
    if not formulas.is_read(text):
        asked = compute.submit(formulas.read, text, visitor=(visitor(), text))
        try:
            formulas.remember(text, asked.result())
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
