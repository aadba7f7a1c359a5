"""The first page is sent with the picture of what its address asks for."""

import asyncio
import gzip
import html
import re
import sys
from pathlib import Path
from threading import Event
from urllib.parse import urlencode

import brotli
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from streamlit.testing.v1 import AppTest

import lrviz
from lrviz.figures.alt import describe
from lrviz.film import jobs
from lrviz.film.answer import Asked
from lrviz.film.jobs import RunShot
from lrviz.settings.config import RunConfig
from lrviz.settings.links import leaves_rate_open
from lrviz.ui import opening, opening_films
from lrviz.ui.stage.prerender import prerendered
from lrviz.ui.streamlit_internals import base_address, preloads
from tests.ui.asking import Answer, ask
from tests.ui.payloads import Payload

SCRIPT = Path(__file__).parents[2] / "lrviz" / "ui" / "frame" / "script.py"
SHELL = '<html><body><div id="root"></div></body></html>'


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A slow machine is no reason for a page without a picture here."""
    monkeypatch.setattr(opening, "PATIENCE", 60)


def get(path: str, **headers: str) -> Answer:
    """The answer to one request, of a page that answers 304 where it may."""

    def page(request: Request) -> Response:
        if "if-none-match" in request.headers:
            return Response(status_code=304)
        return HTMLResponse(SHELL, headers={"ETag": '"shell"'})

    routes = [Route("/", page, methods=["GET", "HEAD", "POST"]), Route("/compare", page)]
    app = Starlette(routes=routes, middleware=[Middleware(opening.Opening, path="/")])
    return ask(app, path, **headers)


def titles(picture: str) -> list[str]:
    """What the pictures say of themselves, the light one and the dark."""
    return [html.unescape(each) for each in re.findall(r"<title>(.*?)</title>", picture)]


def test_the_page_comes_with_its_picture_before_its_root() -> None:
    answer = get("/")
    assert answer.body.decode() == SHELL.replace("<div id", opening.drawn("") + "<div id")
    assert answer.headers["content-length"] == str(len(answer.body))
    assert "etag" not in answer.headers
    assert b'<div id="root">' in get("/", if_none_match='"shell"').body


def test_the_page_is_sent_small_to_whom_can_unpack_it() -> None:
    for encoding, unpack in (("br", brotli.decompress), ("gzip", gzip.decompress)):
        answer = get("/", accept_encoding=f"deflate, {encoding}")
        assert answer.headers["content-encoding"] == encoding
        assert answer.headers["content-length"] == str(len(answer.body))
        assert unpack(answer.body) == get("/").body
        assert len(answer.body) < 20_000
    assert get("/", accept_encoding="gzip, br").headers["content-encoding"] == "br"


def test_other_pages_are_told_where_their_server_is(monkeypatch: pytest.MonkeyPatch) -> None:
    assert get("/compare").body.decode() == SHELL
    assert get("/compare").headers["etag"] == '"shell"'
    assert get("/compare", accept="text/html").body.decode() == SHELL  # not Streamlit's
    streamlit = '<head></head><script type="module" src="./a.js"></script>'
    monkeypatch.setattr(sys.modules[__name__], "SHELL", streamlit)
    page = get("/compare", accept="text/html,*/*", if_none_match='"shell"').body.decode()
    told = f"<head><script>{base_address.SCRIPT}</script></head>"
    assert page == streamlit.replace("<head></head>", told)


def test_the_real_page_of_streamlit_has_a_place_for_it() -> None:

    assert (preloads.STREAMLIT.parent / "index.html").read_bytes().count(opening.ROOT) == 1


def test_a_picture_that_takes_long_keeps_nobody_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = Event()
    monkeypatch.setattr(opening, "PATIENCE", 0.05)
    monkeypatch.setattr(opening, "drawn", lambda _query: shown.wait(60) and "late")
    try:
        assert get("/").body.decode() == SHELL
    finally:
        shown.set()


def test_a_picture_that_was_late_is_there_for_the_next_visitor(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ready = Event()
    monkeypatch.setattr(opening, "PATIENCE", 0.05)
    monkeypatch.setattr(opening, "drawn", lambda _query: ready.wait(60) and "late")
    front = opening.Opening(app=None, path="/")  # type: ignore[arg-type]

    async def visits() -> None:
        await front._draw("lr=1")
        assert front.kept == {}
        ready.set()
        async with asyncio.timeout(60):
            while front.waiting or not front.kept:
                await asyncio.sleep(0.01)
        assert front.kept == {"lr=1": "late"}

    asyncio.run(visits())


def test_whatever_goes_wrong_with_the_picture_the_page_comes(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(opening, "drawn", lambda _query: 1 / 0)
    assert get("/").body.decode() == SHELL
    assert "ZeroDivisionError" in caplog.text


def test_only_so_many_pictures_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "drawn", lambda query: query)
    front = opening.Opening(app=None, path="/")  # type: ignore[arg-type]

    async def visits() -> None:
        for i in range(opening.MOST_KEPT + 3):
            await front._draw(f"lr={i}")

    asyncio.run(visits())
    assert list(front.kept) == [f"lr={i}" for i in range(3, opening.MOST_KEPT + 3)]


@pytest.mark.parametrize(
    "query",
    [
        {"step": "2"},
        {"lr": "0.52", "step": "7", "start": "3,1"},
        {"objective": "himmelblau", "lr": "0.01", "steps": "40", "step": "9", "optimizer": "adam"},
        {"formula": "x^2 + 3y^2", "lr": "0.2", "step": "3", "lang": "zh"},
    ],
)
def test_the_picture_is_of_the_run_that_the_address_names(query: dict[str, str]) -> None:
    picture = prerendered(urlencode(query))
    config = RunConfig.from_query(query)
    run = lrviz.descend(**config.descend_arguments())
    light, dark = titles(picture)
    assert light == dark == describe(run, step=config.step, language=config.language)


@pytest.mark.parametrize("name", ["rosenbrock", "beale", "rastrigin"])
def test_a_link_without_a_rate_shows_the_rate_that_the_page_will_show(name: str) -> None:
    script = AppTest.from_file(str(SCRIPT), default_timeout=60)
    script.query_params["objective"] = name
    script.run()
    asked = dict(script.query_params)
    assert "lr" in asked
    assert prerendered(f"objective={name}") == prerendered(urlencode(asked))


@pytest.mark.parametrize(
    "query", ["objective=parabola", "formula=1%2F0*x%2By", "start=1e9,nan", "%ff=%00&lr=<script>"]
)
def test_nonsense_and_what_has_no_map_give_a_page_all_the_same(query: str) -> None:
    assert SHELL[-27:] in get(f"/?{query}").body.decode()


def test_nothing_of_the_address_becomes_markup() -> None:
    bad = "<img src=x onerror=alert(1)>"
    for key in ("formula", "objective", "lang", "start", "optimizer"):
        assert "onerror=alert" not in prerendered(urlencode({key: bad}))


def test_without_a_map_there_is_no_picture() -> None:
    assert prerendered("objective=parabola") == ""


STREAMLIT = """<html><head><script>inline()</script>
<script type="module" crossorigin src="./static/js/index.js"></script>
<link rel="modulepreload" crossorigin href="./static/js/react.js">
<link rel="stylesheet" href="./static/css/index.css">
</head><body><div id="root"></div></body></html>
"""


@pytest.mark.parametrize("query", ["lr=0.1", "view=3d", "objective=parabola"])
def test_streamlit_s_scripts_wait_behind_a_stage_that_plays_and_behind_nothing_else(
    monkeypatch: pytest.MonkeyPatch, query: str
) -> None:
    monkeypatch.setitem(globals(), "SHELL", STREAMLIT)
    page = get(f"/?{query}").body.decode()
    waiting = re.findall(r'<template id="lr-late">(.*?)</template>', page, re.DOTALL)
    if query != "lr=0.1":
        assert not waiting
        assert "data-early" not in page
        return
    assert page.count('src="./static/js/index.js"') == waiting[0].count("index.js") == 1
    assert page.count("react.js") == waiting[0].count("react.js") == 1
    assert page.count("BidiComponent") == waiting[0].count("BidiComponent") == 1
    assert "index.css" not in waiting[0]
    assert page.index("lr-late") < page.index("lr-first") < page.index('<div id="root">')


FILMS = Starlette(routes=[Route("/film/{part}", opening_films.opening_film)])


def film(part: str, query: str) -> Payload:
    answer = ask(FILMS, f"/film/{part}?{query}", accept_encoding="gzip")
    return Payload.of(gzip.decompress(answer.body))


@pytest.mark.parametrize("query", ["objective=bowl&lr=0.1&step=3", "objective=rosenbrock"])
def test_the_films_of_a_page_are_those_that_streamlit_would_send(query: str) -> None:
    given = dict(each.split("=") for each in query.split("&"))
    shot, fresh = RunShot(RunConfig.from_query(query)), leaves_rate_open(given)
    expected = Payload.of(jobs.whole(shot, Asked(fresh=fresh)).payload).header
    light, whole = film("light", query).header, film("whole", query).header
    for part in (light, whole):
        assert part["show"] == {**expected["show"], "fresh": False, "waits": True}
        assert part["scene"] == expected["scene"]
    assert whole["id"] == expected["id"]
    assert whole["lr"] == expected["lr"]
    assert light["scene_data"] == expected["scene_data"]
    assert "scene_data" not in whole
    assert set(light["lr"]) < set(whole["lr"])
    assert len(light["lr"]) <= jobs.FIRST_RATES + 1


def test_what_is_no_film_and_what_is_too_long_has_none() -> None:
    assert ask(FILMS, "/film/middle?lr=0.1").status == 404
    assert ask(FILMS, "/film/light?" + 5000 * "x").status == 404
    assert ask(FILMS, "/film/light?" + 50 * "x").status == 200
