"""The films that a page plays before Streamlit has come, and which pages have been given theirs.

They are files beside the page, asked for by its query. Streamlit's part of the visit then says that
the browser has its film; one that has it not asks again.
"""

import asyncio
import hashlib
from collections import OrderedDict
from urllib.parse import parse_qsl

import streamlit as st
from starlette.requests import Request
from starlette.responses import Response

from lrviz import compute
from lrviz.compute import JobError
from lrviz.film.jobs import OpeningFilms, opening_films
from lrviz.settings.config import RunConfig
from lrviz.settings.links import leaves_rate_open
from lrviz.states.address import LONGEST_QUERY
from lrviz.ui import session
from lrviz.ui.assets import REVALIDATE, Asset
from lrviz.ui.waiting import awaited, config_of

__all__ = [
    "PARTS",
    "begun_on_first_page",
    "films_of_visit",
    "given_before",
    "open_page",
    "opening_film",
    "plays_early",
]

PARTS = ("light", "whole")  # They are in the order in which a page asks for them.
MOST_GIVEN = 4096  # Of so many addresses it is known that their film has been given.
_BEGUN_ON, _FIRST_PAGE = "begun_on", "descent"
_given: OrderedDict[str, None] = OrderedDict()  # queries whose whole films have been asked for


def given_before(query: str) -> bool:
    """Whether a page of this query has been given its whole film, and not long ago."""
    return query in _given


def open_page(name: str) -> None:
    """This run of the script draws the page ``name``."""
    st.session_state.setdefault(_BEGUN_ON, name)


def begun_on_first_page() -> bool:
    """Whether the browser has loaded the first page itself, not come to it from another."""
    return bool(st.session_state.get(_BEGUN_ON) == _FIRST_PAGE and session.openings() == 0)


def plays_early(config: RunConfig) -> bool:
    """Whether the page of a record plays before Streamlit has come: on the flat map alone."""
    return config.view == "2d"


async def opening_film(request: Request) -> Response:
    """One of PARTS for the page of the request's query; 404 where there is none."""
    part, query = request.path_params["part"], request.url.query
    if part not in PARTS or len(query) > LONGEST_QUERY:
        return Response(status_code=404)
    try:
        config = await asyncio.to_thread(config_of, query)
        asked = compute.submit(opening_films, config, _open(query))
        films: OpeningFilms = await asyncio.wrap_future(asked)
    except (ValueError, JobError):  # the page itself says why
        return Response(status_code=404)
    if part == PARTS[-1]:
        _remember(query)
    body = films.light if part == PARTS[0] else films.whole
    etag = f'W/"{hashlib.sha256(body).hexdigest()[:20]}"'
    kind = "application/octet-stream"
    film = Asset(body=body, encoding="gzip", media_type=kind, etag=etag)
    return film.response(request.headers, REVALIDATE)


def films_of_visit(config: RunConfig, *, fresh: bool) -> OpeningFilms:
    """The same films for the visit that goes on with them.

    Raises:
        ValueError: the engine's own sentence, where the settings cannot be run.
    """
    films: OpeningFilms = awaited(opening_films, config, fresh)
    return films


def _open(query: str) -> bool:
    return leaves_rate_open(dict(parse_qsl(query, keep_blank_values=True)))


def _remember(query: str) -> None:
    _given[query] = None
    _given.move_to_end(query)
    while len(_given) > MOST_GIVEN:
        _given.popitem(last=False)
