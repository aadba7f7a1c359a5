"""What the panel of a stop is sent, and what is taken of what its browser says."""

from collections.abc import Mapping
from typing import Any

from lrviz.film.payload import pack
from lrviz.lessons import (
    STOPS,
    PageState,
    Stop,
    after,
    before,
    option,
    outcome,
    scored,
    stop,
    topic,
    truth,
    unit,
)
from lrviz.lessons.course import chapters
from lrviz.lessons.questions import (
    ChoiceQuestion,
    NumberQuestion,
    OrderQuestion,
    Question,
    VerdictQuestion,
)
from lrviz.lessons.states import merged, reason
from lrviz.text import catalog, say
from lrviz.text.notices import ConfigError
from lrviz.ui import session, veils
from lrviz.ui.pages.lessons.component import KEY, LESSON
from lrviz.ui.pages.lessons.pictures import map_to_tap, option_picture
from lrviz.ui.pages.lessons.settings import (
    WAIVED,
    answer_of,
    begin_at,
    begin_item,
    leave_list,
    note,
    noted,
    open_list,
)

__all__ = ["hear", "payload"]


def hear() -> None:
    """Take what the browser says, before anything is drawn."""
    request, now = LESSON.request(KEY), veils.now_open()
    kind, said = request.get("kind"), request.get("said")
    session.want_whole_run()
    if kind == "item":
        at = request.get("at")
        begin_item(at if isinstance(at, int) else 0, said if isinstance(said, str) else None)
        return
    try:
        asked = stop(str(request.get("stop", "")))
    except ConfigError as error:
        note(error.notice)
        return
    if kind == "open":
        leave_list()
        begin_at(asked, said if isinstance(said, str) else None)
    elif now is not None and asked is now.stop and kind == "again":
        begin_at(asked, None)
    elif now is not None and asked is now.stop and kind == "answer":
        _answer(asked, str(said))


def _answer(asked: Stop, said: str) -> None:
    """Lift the veil, unless it is no answer to the question: then the sentence says why."""
    if said != WAIVED:
        try:
            scored(asked, answer_of(asked, said))
        except ConfigError as error:
            note(error.notice)
            return
    begin_at(asked, said)


def payload(language: str) -> bytes:
    """The panel: the course, and of the open stop what may be known of it now."""
    now = veils.now_open()
    header: dict[str, Any] = {
        "kind": "lesson",
        "texts": _texts(language),
        "course": chapters(language),
        "problem": noted(language),
        "language": language,
        "present": session.config().present,
        "list": _listed(language),
    }
    if now is None:
        return pack({**header, "stop": None, "said": None}, {})
    try:
        shown = _shown(now.stop, language, answered=now.said is not None)
        if now.said is not None:
            shown |= _revealed(now.stop, now.said, language)
    except ValueError as error:  # a state that the engine or the course has left behind
        broken = say("course.broken", language, stop=now.stop.id, reason=reason(error, language))
        return pack({**header, "stop": None, "said": None, "problem": broken}, {})
    return pack({**header, "stop": shown, "said": now.said}, {})


def _listed(language: str) -> dict[str, Any] | None:
    """Where one is in a set list, and what stands before and after; None without a list."""
    now = open_list()
    if now is None:
        return None
    items, at = now.found.items, now.at
    state = isinstance(now.item, PageState)
    return {
        "name": now.found.name,
        "place": at + 1,
        "stops": [None if isinstance(each, PageState) else each.id for each in items],
        "title": say(f"page.{now.item.page}", language) if state else "",
    }


def _texts(language: str) -> Mapping[str, str]:
    start = "course.panel."
    names = [key.removeprefix(start) for key in catalog(language) if key.startswith(start)]
    return {name: say(f"course.panel.{name}", language) for name in names}


def _shown(each: Stop, language: str, *, answered: bool) -> dict[str, Any]:
    """All of a stop that is shown before the answer; nothing here is read from the run."""
    at = STOPS.index(each)
    texts = {part: before(each, part, language) for part in ("title", "text", "do", "question")}
    task = each.task
    return {
        "id": each.id,
        "topic": topic(each.topic, language),
        "place": at + 1,
        "of": len(STOPS),
        "back": STOPS[at - 1].id if at else None,
        "next": STOPS[at + 1].id if at + 1 < len(STOPS) else None,
        **texts,
        "asks": {"kind": each.question.kind, **_asked(each, each.question, language)},
        "task": {
            "key": task.key,
            "comparison": task.comparison,
            "value": str(task.value),
            "before": task.before,
            "was": _value(each, task.key, answered=answered),
        },
    }


def _asked(each: Stop, question: Question, language: str) -> dict[str, Any]:
    """What the controls of a question need."""
    if isinstance(question, VerdictQuestion):
        return {"options": [_option(each, word, language) for word in question.words]}
    if isinstance(question, ChoiceQuestion):
        return {
            "options": [
                {**_option(each, one.name, language), **option_picture(each, one, language)}
                for one in question.options
            ]
        }
    if isinstance(question, OrderQuestion):  # by their names, which say nothing of the answer
        return {"options": [_option(each, name, language) for name, _ in sorted(question.items)]}
    if isinstance(question, NumberQuestion):
        return {"low": question.low, "high": question.high, "unit": unit(question, language)}
    return map_to_tap(each, language)


def _option(each: Stop, name: str, language: str) -> dict[str, str]:
    return {"name": name, "label": option(each, name, language)}


def _value(each: Stop, key: str, *, answered: bool) -> str | None:
    """What the address says of a setting where the task begins."""
    query = merged(each.query, each.reveal) if answered else each.query
    return dict(pair.split("=", 1) for pair in query.split("&")).get(key)


def _revealed(each: Stop, said: str, language: str) -> dict[str, Any]:
    """What is shown after the answer, read from the run."""
    found: dict[str, Any] = {
        "reveal": after(each, "reveal", language),
        "try": after(each, "try", language),
        "truth": truth(each),
        "outcome": say("course.waived", language),
        "word": "waived",
        "share": 0.0,
    }
    if said != WAIVED:
        score = scored(each, answer_of(each, said))
        found |= {"outcome": outcome(each, score, language), "word": score.word}
        found["share"] = score.share
    return found
