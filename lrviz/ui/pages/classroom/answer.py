"""What the lecturer's desk is sent: its words, the course, and what can be asked of the view."""

from dataclasses import asdict
from typing import Any

from lrviz.classroom.asking import ASKS
from lrviz.classroom.showing import paints
from lrviz.film.payload import pack
from lrviz.lessons.course import chapters
from lrviz.lessons.states import PAGES
from lrviz.text import catalog, say
from lrviz.text.numbers import number
from lrviz.ui import session
from lrviz.ui.pages.classroom.in_view import in_view
from lrviz.ui.pages.classroom.live_wall import now_live
from lrviz.ui.pages.regression.settings import SETTINGS as REGRESSION

__all__ = ["payload"]

OF_RUN = ("descent", "gradient")  # These pages show the run of the record.


def _mapped() -> bool:
    """Whether the run of the record has a map to tap."""
    return session.runnable()[1].dim == 2


def payload(language: str) -> bytes:
    """The desk; nothing in it is secret, since the room's key never leaves the browser."""
    header: dict[str, Any] = {
        "kind": "classroom",
        "language": language,
        "present": session.config().present,
        "texts": _texts(language),
        "course": chapters(language),
        "asks": _asks(language),
        "about": _about(language),
        "live": _live(),
        "paints": {name: dict(paints(name)) for name in ("light", "dark")},
    }
    return pack(header, {})


def _live() -> dict[str, Any] | None:
    """What stands live beside the desk, as the desk has asked for it."""
    now = now_live()
    return None if now is None else {**asdict(now.poll), "revealed": now.revealed}


def _texts(language: str) -> dict[str, str]:
    start = "desk."
    names = [key.removeprefix(start) for key in catalog(language) if key.startswith(start)]
    return {name: say(f"desk.{name}", language) for name in names}


def _about(language: str) -> list[dict[str, str]]:
    """The pages whose state can be asked about, the one that was last in view first, each with
    why a question that the others have is not among its own."""
    seen = session.page_seen()
    pages = sorted(PAGES, key=lambda page: page != seen)
    config = session.config()
    known = say(f"objective.{config.objective}.title", language)
    run = {"name": config.formula.strip() or known, "lr": number(config.lr)}
    titles = {page: say(f"desk.about_{page}", language, **run) for page in pages}
    missing = {page: say(f"desk.not_{page}", language) for page in ("compare", "network")}
    if not _mapped():
        missing |= dict.fromkeys(OF_RUN, say("desk.not_mapped", language))
    return [
        {"page": page, "title": title, "missing": missing.get(page, "")}
        for page, title in titles.items()
    ]


def _asks(language: str) -> list[dict[str, str]]:
    """The questions about what is in view, as the other pages of this visit have left it."""
    config, queries = session.config(), in_view()
    queries["compare"] = f"{queries['descent']}&{queries['compare']}"
    queries["gradient"] = config.replace(language="en", present=False, step=0).to_query()
    steps = {"descent": config.step, "regression": REGRESSION.now()["step"]}
    return [
        _ask(ask, page, queries[page], language, steps.get(page, 0))
        for ask, known in ASKS.items()
        for page in known.pages
        if ask != "next" or page not in OF_RUN or _mapped()
    ]


def _ask(ask: str, page: str, query: str, language: str, step: int) -> dict[str, str]:
    net = "_network" if page == "network" else ""
    question = say(f"class.ask.{ask}.question{net}", language, next=step + 1)
    return {"ask": ask, "page": page, "query": query, "text": question}
