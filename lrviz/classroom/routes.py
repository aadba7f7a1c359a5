"""The addresses of a class: a student's page and votes; the lecturer's are in ``desk``."""

import os
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from lrviz.classroom.classroom import Classroom, RefusedError, Seat, refusal
from lrviz.classroom.codes import clean
from lrviz.classroom.desk import desk
from lrviz.classroom.memory import MemoryStore
from lrviz.classroom.rooms import HOURS
from lrviz.classroom.store import Store, StoreError
from lrviz.classroom.student import View, follow_page, policy, sheet, student_page, thanks
from lrviz.classroom.wire import form_of, gone, html, json_answer, language_of
from lrviz.text import say
from lrviz.text.notices import ConfigError

__all__ = ["COOKIE", "REDIS", "routes", "store_of"]

COOKIE = "lrviz-class"
REDIS = "LRVIZ_REDIS_URL"  # The variable that names the server of rooms, as redis://host:port/0.

Answer = Callable[[Classroom, str, Request], Awaitable[Response]]


def routes(base: str = "", store: Store | None = None) -> list[BaseRoute]:
    """All addresses below ``base``, such as "" or "/lrviz".

    Args:
        base: the path of the app.
        store: where rooms are kept; by default as the variable REDIS says.
    """
    classroom = Classroom(store or store_of(os.environ.get(REDIS, "")))
    return [
        *(
            Route(path, _guarded(answer), methods=[method])
            for method, path, answer in desk(classroom, base)
        ),
        Route(f"{base}/class", _guarded(partial(_door, base)), methods=["GET"]),
        _route(classroom, base, "", _page, ["GET"]),
        _route(classroom, base, "/now", _now, ["GET"]),
        _route(classroom, base, "/follow", _follow, ["GET"]),
        _route(classroom, base, "/vote", _vote, ["POST"]),
    ]


def store_of(url: str) -> Store:
    """Redis at ``url``; this process's memory for ""."""
    if not url:
        return MemoryStore()
    from lrviz.classroom.redis_store import RedisStore  # an extra, for those who name a server

    return RedisStore(url)


def _route(classroom: Classroom, base: str, part: str, answer: Answer, methods: list[str]) -> Route:
    return Route(
        f"{base}/class/{{code}}{part}", _guarded(partial(answer, classroom, base)), methods=methods
    )


def _guarded(
    answer: Callable[[Request], Awaitable[Response]],
) -> Callable[[Request], Awaitable[Response]]:
    """What is refused is one sentence, on the page or as JSON."""

    async def guarded(request: Request) -> Response:
        try:
            return await answer(request)
        except (RefusedError, ConfigError) as error:
            status, sentence = refusal(error, language_of(request))
        except StoreError:
            status, sentence = 503, say("class.refused.store", language_of(request))
        return _said(request, status, sentence)

    return guarded


def _said(request: Request, status: int, sentence: str) -> Response:
    if _wants_json(request):
        return json_answer({"said": sentence}, request, status)
    address = request.url.path.partition("/class")[0] + "/class"
    view = View(room=None, address=address, language=language_of(request), refused=sentence)
    return _html(view, request, status)


def _html(view: View, request: Request, status: int = 200) -> Response:
    headers = {"Content-Security-Policy": policy()}
    if status == 429:
        headers |= {"Retry-After": "5", "Refresh": "5"}
    return html(student_page(view), request, status, headers)


async def _door(base: str, request: Request) -> Response:
    """Where a code is typed."""
    code = clean(request.query_params.get("code", ""))
    if code:
        return RedirectResponse(f"{base}/class/{code}?lang={language_of(request)}", 303)
    typed = request.query_params.get("code", "").strip()
    refused = say("class.refused.code", language_of(request)) if typed else ""
    view = View(room=None, address=f"{base}/class", language=language_of(request), refused=refused)
    return _html(view, request, 422 if refused else 200)


def _wants_json(request: Request) -> bool:
    return "application/json" in request.headers.get("accept", "")


async def _page(classroom: Classroom, base: str, request: Request) -> Response:
    seat = await classroom.enter(
        request.path_params["code"],
        request.cookies.get(COOKIE, ""),
        request.query_params.get("t", ""),
    )
    answer = _html(await _view(classroom, base, request, seat), request)
    if seat.new:
        answer.set_cookie(
            COOKIE, seat.token, max_age=3600 * HOURS, path=f"{base}/class/{seat.room.code}",
            httponly=True, samesite="lax", secure=request.url.scheme == "https",
        )  # fmt: skip
    return answer


async def _view(classroom: Classroom, base: str, request: Request, seat: Seat) -> View:
    if seat.room.now:
        await classroom.prepared(seat.room.now)
    return View(
        room=seat.room,
        address=f"{base}/class/{seat.room.code}",
        language=language_of(request),
        mine=await classroom.own_answer(seat),
    )


async def _now(classroom: Classroom, base: str, request: Request) -> Response:
    """The sheet as soon as it is another than the one seen."""
    code, token = request.path_params["code"], request.cookies.get(COOKIE, "")
    seen = request.query_params.get("seen", "")[:9]
    try:
        seat = await classroom.student(code, token)
        seat = await classroom.news(
            seat, int(seen) if seen.isdecimal() else -1, partial(gone, request)
        )
    except RefusedError as error:
        if error.status != 404:
            raise
        _, sentence = refusal(error, language_of(request))
        return json_answer({"version": -1, "said": sentence}, request)  # a class ends: no mistake
    view = await _view(classroom, base, request, seat)
    return json_answer({"version": seat.room.version, "html": sheet(view)}, request)


async def _follow(_classroom: Classroom, _base: str, request: Request) -> Response:
    """Where a second screen begins: what its address names is put where the desk looks."""
    page, policy = follow_page()
    return html(page, request, headers={"Content-Security-Policy": policy})


async def _vote(classroom: Classroom, base: str, request: Request) -> Response:
    code, token = request.path_params["code"], request.cookies.get(COOKIE, "")
    seat = await classroom.student(code, token)
    form = await form_of(request)
    if form is None:
        raise RefusedError(413, "class.refused.body")
    try:
        mine = await classroom.vote(seat, form.get("vote", ""), form)
    except (ConfigError, RefusedError) as error:
        if _wants_json(request):
            raise
        view = await _view(classroom, base, request, seat)
        status, sentence = refusal(error, view.language)
        return _html(replace(view, refused=sentence, typed=form), request, status)
    if _wants_json(request):
        return json_answer({"said": thanks(language_of(request)), "mine": mine}, request)
    return RedirectResponse(f"{base}/class/{seat.room.code}?lang={language_of(request)}", 303)
