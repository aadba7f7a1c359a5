"""What goes over the wire beside the page, and a process made ready before its first visitor.

Streamlit sends its own scripts uncompressed (a cold visit is 12.5 MB); compressing them
for each visitor costs a quarter of a second of CPU. Here every file is compressed once,
held in memory, and named by its content, so that a browser asks for it once.
"""

import asyncio
import atexit
import gc
import logging
import os
import sys
import threading
from collections.abc import AsyncIterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from functools import cache
from importlib import import_module
from importlib.metadata import version

import streamlit as st
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lrviz import classroom, compute
from lrviz.compute import JobError
from lrviz.compute.setup import started
from lrviz.export.jobs import taken
from lrviz.export.options import Options
from lrviz.states.address import LONGEST_QUERY
from lrviz.ui import streamlit_internals
from lrviz.ui.addresses import (
    CARTESIAN,
    EARLY,
    FOLDER,
    WEB,
    cartesian,
    edition,
    plotly_url,
    script_url,
)
from lrviz.ui.arrivals import Arrivals
from lrviz.ui.assets import FOREVER, MEDIA_TYPES, REVALIDATE, Asset, asset
from lrviz.ui.link_preview import LinkPreviews
from lrviz.ui.modules import needed
from lrviz.ui.open_files import allow_many_open_files
from lrviz.ui.opening import Opening, drawn
from lrviz.ui.opening_films import opening_film
from lrviz.ui.safe_headers import file_headers, safe_headers, script_hashes
from lrviz.ui.sent_files import SCRIPTS, bare, compiled_aside, pack_first, streamlit_assets
from lrviz.ui.streamlit_internals import base_address
from lrviz.ui.streamlit_internals.plotly_members import PLOTLY
from lrviz.ui.streamlit_internals.preloads import STREAMLIT, link_header
from lrviz.ui.streamlit_internals.visits import forget_closed_visits

__all__ = ["lifespan", "middleware", "prepare", "routes"]

READY = threading.Event()  # It is set once the process is ready for its first visitor.

HEAVY_MODULES = (
    "torch",
    "sympy",
    "lrviz.figures",
    "lrviz.ui.main",
)
LOADED_BY_WORKERS = ("lrviz.ui.warm",)
METRICS = "lrviz-metrics"
SLICE = 0.0005  # Seconds that a script keeps the interpreter from the loop that sends.
LATER = 15.0  # Seconds after its start the server does what no visitor need wait for.
DRAINED = 10.0  # Seconds that questions under way have left when the server is to end.


def routes() -> list[BaseRoute]:
    """plotly.js and the modules of the components, under ``/lrviz-static/``; the class."""
    folder = f"{_base()}/{FOLDER}"
    return [
        Route(f"{_base()}/{METRICS}", _metrics),
        Route(f"{folder}/plotly.min.js", _plotly),
        Route(f"{folder}/{CARTESIAN}", _plotly),
        Route(f"{folder}/preview/{{page}}.png", _preview),
        Route(f"{folder}/film/{{part}}", opening_film),
        Route(f"{folder}/@{{edition}}/{{part}}/{{name:path}}", _script),
        Route(f"{folder}/{{part}}/{{name:path}}", _script),
        *classroom.routes(_base()),
    ]


def _base() -> str:
    path = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{path}" if path else ""


def _metrics(_request: Request) -> Response:
    """Numbers for whoever runs the server, a line each, as Prometheus reads them."""
    lines = [f"lrviz_{name} {value:g}" for name, value in compute.figures().items()]
    return Response("\n".join([*lines, ""]), media_type="text/plain; charset=utf-8")


async def _preview(request: Request) -> Response:
    """The picture of a link, as chats show it; none where there is no run to draw."""
    page, query = request.path_params["page"], request.url.query
    if len(query) > LONGEST_QUERY:
        return Response(status_code=404)
    look = Options(width=1200, height=630, scale=1, caption=True)
    try:
        asked = compute.submit(taken, page, query, "png", look, long=True)
        content = await asyncio.wrap_future(asked)
    except (ValueError, JobError):
        return Response(status_code=404)
    return Response(content, media_type="image/png", headers={"Cache-Control": "max-age=3600"})


def _plotly(request: Request) -> Response:
    current = request.query_params.get("v") == version("plotly")
    flat = cartesian() if request.url.path.endswith(CARTESIAN) else PLOTLY
    if flat is None:
        return Response(status_code=404)
    return asset(flat, compiled_aside).response(request.headers, FOREVER if current else REVALIDATE)


def _script(request: Request) -> Response:
    """A component's file: that of now, whichever edition is asked for."""
    root = SCRIPTS.get(request.path_params["part"])
    if root is None:
        return Response(status_code=404)
    root = root.resolve()
    path = (root / request.path_params["name"]).resolve()
    if not path.is_relative_to(root) or path.suffix not in MEDIA_TYPES or not path.is_file():
        return Response(status_code=404)
    named = f"@{request.path_params.get('edition')}"
    caching = FOREVER if named == edition() else REVALIDATE
    return asset(path, bare(path)).response(request.headers, caching)


def middleware() -> list[Middleware]:
    """Arrivals a few at a time; headers for every answer; Streamlit's own scripts out of memory."""
    return [
        Middleware(Arrivals),
        Middleware(SafeHeaders),
        Middleware(Opening, path=f"{_base()}/"),
        Middleware(LinkPreviews, base=_base()),
        Middleware(StreamlitAssets),
    ]


def preloads(path: str) -> str:
    """The Link header of the page at ``path``: the first page's picture is the stage's, the
    others need plotly.js alone."""
    if path != f"{_base()}/":
        return link_header(plotly_url(), "", ())
    modules = [script_url(name) for name in needed(WEB, EARLY)]
    return link_header(plotly_url(), script_url("stage/stage.css"), modules)


@cache
def _safe_headers() -> Mapping[str, str]:
    """Those of this server, whose pages have scripts in them: Streamlit's own, the one that stands
    beside the first picture, and the one that tells the other pages where their server is."""
    # It loads the engine, which `prepare` does in time.
    from lrviz.ui.stage.prerender import first_script

    own = "".join(f"<script>{each}</script>" for each in (first_script(), base_address.SCRIPT))
    pages = [(STREAMLIT.parent / "index.html").read_bytes(), own.encode()]
    return safe_headers(script_hashes(pages))


class SafeHeaders:
    """Adds safe headers to every HTTP response, those of a page and ``preloads`` to pages."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                page = headers.get("content-type", "").startswith("text/html")
                for name, value in (_safe_headers() if page else file_headers()).items():
                    headers.setdefault(name, value)
                # Neither the students' page nor the desk draws with plotly.
                if page and not scope["path"].startswith(f"{_base()}/class"):
                    headers["Link"] = preloads(scope["path"])
            await send(message)

        await self.app(scope, receive, with_headers if scope["type"] == "http" else send)


class StreamlitAssets:
    """Answers for the files of Streamlit's own page; all else goes on to Streamlit.

    Only exact names of files that were there at the start are answered, so no path can
    lead anywhere else. Their names carry a hash of their content: they never change.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.files = {f"{_base()}/static/{name}": each for name, each in streamlit_assets()}
        self.assets: dict[str, asyncio.Future[Asset]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = self.app
        read = scope["type"] == "http" and scope["method"] in {"GET", "HEAD"}
        if read and scope["path"] in self.files:
            answer = await self._answer(scope["path"], Headers(scope=scope))
        await answer(scope, receive, send)

    async def _answer(self, path: str, asked: Headers) -> Response:
        """The file at ``path``. Where it has yet to be packed a thread does it, once, for the loop
        has other visitors; so it is for who takes gzip alone, as browsers do over plain HTTP."""
        if path not in self.assets:
            packing = asyncio.to_thread(asset, *self.files[path])
            self.assets[path] = asyncio.ensure_future(packing)
        file = await asyncio.shield(self.assets[path])
        if file.is_at_hand(asked):
            return file.response(asked, FOREVER)
        return await asyncio.to_thread(file.response, asked, FOREVER)


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Makes the process ready; the server opens its port after that."""
    prepare()
    READY.set()
    classroom.end_with_the_process()
    tidying = asyncio.create_task(forget_closed_visits())
    later = asyncio.create_task(_later())
    yield
    tidying.cancel()
    later.cancel()
    await asyncio.to_thread(compute.close, DRAINED)
    if classroom.is_ending():  # by a signal: uvicorn gives it back to the system, which tidies less
        atexit._run_exitfuncs()


async def _later() -> None:
    """What the first visitors, who may be many, need not wait for: pandas, which only tables take,
    and word of what does not fit."""
    await asyncio.sleep(LATER)
    await asyncio.to_thread(import_module, "pandas")
    await asyncio.to_thread(streamlit_internals.tell)


def prepare() -> None:
    """Do once, before the first visitor, what each would otherwise wait for."""
    allow_many_open_files()
    streamlit_internals.install()
    with ThreadPoolExecutor(2) as pool:  # zlib leaves the interpreter free to import
        workers = pool.submit(started, os.environ, LOADED_BY_WORKERS)
        packed = pool.submit(pack_first)
        for name in HEAVY_MODULES:
            import_module(name)
        packed.result()
        compute.use(workers.result())
    import_module("torch").set_num_threads(1)  # more only hurt at these sizes
    sys.setswitchinterval(SLICE)
    _hush()
    _safe_headers()
    drawn("")
    gc.freeze()  # what is loaded by now stays; no collection needs to walk it again
    gc.enable()  # app.py has disabled it


def _hush() -> None:
    """uvicorn tells twice of every visit that it begins: where nobody listens, not at all."""
    told = logging.getLogger("uvicorn.error")
    if not told.hasHandlers():
        told.setLevel(logging.WARNING)
