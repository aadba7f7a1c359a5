"""What the lecturer's desk is sent: its words, the course, and what can be asked of the view."""

from typing import Any
from urllib.parse import quote, urlencode

from lrviz.classroom.showing import paints
from lrviz.film.payload import pack
from lrviz.lessons.course import chapters
from lrviz.settings.fields import write
from lrviz.text import catalog, say
from lrviz.text.numbers import number
from lrviz.ui import session
from lrviz.ui.page_settings import PageSettings
from lrviz.ui.pages.compare.settings import SETTINGS as COMPARE
from lrviz.ui.pages.regression.settings import SETTINGS as REGRESSION

__all__ = ["payload"]

RUN_ASKS = ("verdict", "next", "critical")  # about one run, on Descent and on Regression


def payload(language: str) -> bytes:
    """The desk; nothing in it is secret, since the room's key never leaves the browser."""
    header: dict[str, Any] = {
        "kind": "classroom",
        "language": language,
        "present": session.config().present,
        "texts": _texts(language),
        "course": chapters(language),
        "asks": _asks(language),
        "view": {"name": session.runnable()[1].title, "lr": number(session.config().lr)},
        "paints": {name: dict(paints(name)) for name in ("light", "dark")},
    }
    return pack(header, {})


def _texts(language: str) -> dict[str, str]:
    start = "desk."
    names = [key.removeprefix(start) for key in catalog(language) if key.startswith(start)]
    return {name: say(f"desk.{name}", language) for name in names}


def _asks(language: str) -> list[dict[str, str]]:
    """The questions about the run in view, as the other pages of this visit have left it."""
    config = session.config()
    run = config.replace(language="en", present=False).to_query()
    fit = _query(REGRESSION)
    return [
        *(_ask(ask, "descent", run, language, config.step) for ask in RUN_ASKS),
        _ask("wins", "compare", f"{run}&{_query(COMPARE)}", language, 0),
        *(_ask(ask, "regression", fit, language, REGRESSION.now()["step"]) for ask in RUN_ASKS),
    ]


def _ask(ask: str, page: str, query: str, language: str, step: int) -> dict[str, str]:
    question = say(f"class.ask.{ask}.question", language, next=step + 1)
    return {"ask": ask, "page": page, "query": query, "text": question}


def _query(settings: PageSettings) -> str:
    """The settings of a page as its address has them."""
    values = settings.now()
    pairs = [(each.key, write(values[each.name])) for each in settings.settings]
    return urlencode(pairs, safe=",", quote_via=quote)
