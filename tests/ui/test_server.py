"""What goes over the wire beside the page, and how the process is made ready."""

import asyncio
import gzip
import logging
import math
import subprocess
import sys
import threading
import tomllib
from pathlib import Path
from typing import Any

import brotli
import pytest
import streamlit as st
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.responses import HTMLResponse
from starlette.routing import Route
from streamlit import config

from lrviz import compute
from lrviz.ui import addresses, assets, sent_files, server
from lrviz.ui.addresses import CARTESIAN, FOLDER, cartesian, edition, plotly_url, script_url
from lrviz.ui.streamlit_internals.plotly_members import PLOTLY
from lrviz.ui.streamlit_internals.preloads import STREAMLIT
from tests import fresh
from tests.ui.asking import Answer, ask

ROOT = Path(__file__).parents[2]
COMPILED_ASIDE = b"//# allFunctionsCalledOnLoad\n"
# The whole plotly.js, and that of flat pictures where set-up could fetch it.
BUNDLES = [path for path in (PLOTLY, cartesian()) if path]
SMALLER = {CARTESIAN: (2.9, 3.3), PLOTLY.name: (3, 3.8)}  # by gzip and by Brotli


def get(path: str, method: str = "GET", **headers: str) -> Answer:
    """The answer of our routes and middleware to one request; beyond them all is 404."""
    app = Starlette(routes=server.routes(), middleware=server.middleware())
    return ask(app, path, method, **headers)


def a_streamlit_script() -> str:
    """The path of the largest script of Streamlit's own page."""
    scripts = (item for item in sent_files.streamlit_files() if item[0].endswith(".js"))
    return max(scripts, key=lambda item: item[1].stat().st_size)[0]


def sent(bundle: Path) -> tuple[str, bytes]:
    """Where a bundle of plotly.js is, and what is sent of it."""
    version = plotly_url().partition("?")[2]
    return f"/{FOLDER}/{bundle.name}?{version}", COMPILED_ASIDE + bundle.read_bytes()


@pytest.mark.parametrize("bundle", BUNDLES, ids=lambda path: path.stem)
def test_plotly_is_what_its_authors_made_compressed_to_a_third(bundle: Path) -> None:
    url, source = sent(bundle)
    unpacked = {"gzip": gzip.decompress, "br": brotli.decompress}
    for (asked, unpack), share in zip(unpacked.items(), SMALLER[bundle.name], strict=True):
        answer = get(url, accept_encoding=f"deflate, {asked};q=0.9")
        assert answer.headers["content-encoding"] == asked
        assert len(answer.body) < len(source) / share
        assert unpack(answer.body) == source


@pytest.mark.parametrize("bundle", BUNDLES, ids=lambda path: path.stem)
def test_plotly_is_sent_plain_to_a_client_that_cannot_unpack(bundle: Path) -> None:
    url, source = sent(bundle)
    answer = get(url)
    assert "content-encoding" not in answer.headers
    assert answer.body == source


def test_plotly_is_kept_for_ever_under_its_version_and_only_there() -> None:
    assert "immutable" in get(f"/{plotly_url()}").headers["cache-control"]
    old = get("/lrviz-static/plotly.min.js?v=1.0.0")
    assert old.headers["cache-control"] == "no-cache"


def test_an_unchanged_file_is_not_sent_again() -> None:
    first = get(f"/{plotly_url()}", accept_encoding="gzip")
    again = get(f"/{plotly_url()}", if_none_match=first.headers["etag"])
    assert (again.status, again.body) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A stage with one module, and a secret beside its folder."""
    folder = tmp_path / "static"
    folder.mkdir()
    (folder / "main.js").write_text("export const one = 1;\n" * 100)
    (folder / "notes.txt").write_text("not for browsers")
    (tmp_path / "secret.js").write_text("export const key = 42;")
    monkeypatch.setattr(server, "SCRIPTS", {"stage": folder})
    return folder


def test_a_module_of_the_stage_is_served_as_a_script_and_asked_for_again(stage: Path) -> None:
    answer = get("/lrviz-static/stage/main.js", accept_encoding="gzip")
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cache-control"] == "no-cache"
    assert gzip.decompress(answer.body) == (stage / "main.js").read_bytes()


def test_a_module_that_changed_is_served_anew(stage: Path) -> None:
    before = get("/lrviz-static/stage/main.js").headers["etag"]
    (stage / "main.js").write_text("export const two = 2;\n")
    after = get("/lrviz-static/stage/main.js", if_none_match=before)
    assert (after.status, after.body) == (200, b"export const two = 2;\n")


def test_a_module_is_kept_for_ever_under_its_edition_and_only_there() -> None:
    answer = get(f"/{script_url('stage/early.js')}")
    assert (answer.status, "immutable" in answer.headers["cache-control"]) == (200, True)
    old = get("/lrviz-static/@0123456789ab/stage/early.js")
    assert (old.status, old.body) == (200, answer.body)  # of a page from before a deploy
    assert old.headers["cache-control"] == "no-cache"


def test_the_edition_goes_with_the_content_and_the_name_of_every_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "lib").mkdir()
    monkeypatch.setattr(addresses, "WEB", tmp_path)
    found = [edition.__wrapped__()]
    for name, content in [("lib/a.js", "1"), ("lib/a.js", "2"), ("b.js", "2"), ("b.js", "3")]:
        (tmp_path / name).write_text(content)
        found.append(edition.__wrapped__())
    (tmp_path / "b.js").rename(tmp_path / "c.js")
    found.append(edition.__wrapped__())
    assert len(set(found)) == len(found)
    (tmp_path / "c.js").rename(tmp_path / "b.js")
    assert edition.__wrapped__() == found[-2]


def test_who_works_on_the_modules_is_sent_them_as_they_are_now() -> None:
    before = st.get_option("server.fileWatcherType")
    config.set_option("server.fileWatcherType", "auto")
    try:
        assert script_url("stage/early.js") == "lrviz-static/stage/early.js"
    finally:
        config.set_option("server.fileWatcherType", before)


@pytest.mark.parametrize(
    "name", ["", "absent.js", "notes.txt", "../secret.js", "a/../../secret.js"]
)
def test_nothing_but_the_modules_of_the_stage_is_served(stage: Path, name: str) -> None:
    assert (stage.parent / "secret.js").exists()
    for folder in ("", f"{edition()}/", "@0123456789ab/"):
        answer = get(f"/lrviz-static/{folder}stage/{name}")
        assert (answer.status, answer.body) == (404, b"")


def test_streamlit_s_own_scripts_go_out_compressed_and_immutable() -> None:
    name = a_streamlit_script()
    raw = (STREAMLIT / name).read_bytes()
    answer = get(f"/static/{name}", accept_encoding="gzip")
    assert gzip.decompress(answer.body) == raw
    assert len(answer.body) < len(raw) / 2
    assert "immutable" in answer.headers["cache-control"]


def test_the_loop_packs_nothing_and_nothing_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    unpack, by = brotli.decompress, []

    def seen(body: bytes) -> bytes:
        by.append(threading.current_thread())
        return bytes(unpack(body))

    async def asked(path: str) -> list[bytes]:
        files, asked = server.StreamlitAssets(Starlette()), Headers({"accept-encoding": "gzip"})
        return [bytes((await files._answer(path, asked)).body) for _ in range(2)]

    scripts = (item for item in sent_files.streamlit_files() if item[0].endswith(".js"))
    name = next(name for name, path in scripts if path.stat().st_size > 10**5)
    assets._pack.cache_clear()
    monkeypatch.setattr(assets.brotli, "decompress", seen)
    first, again = asyncio.run(asked(f"/static/{name}"))
    assert gzip.decompress(first) == (STREAMLIT / name).read_bytes()
    assert again == first
    assert len(by) == 1
    assert by[0] is not threading.main_thread()


def test_what_does_not_shrink_is_sent_as_it_is() -> None:
    name = next(name for name, _ in sent_files.streamlit_files() if name.endswith(".woff2"))
    answer = get(f"/static/{name}", accept_encoding="gzip")
    assert "content-encoding" not in answer.headers
    assert answer.headers["content-type"] == "font/woff2"
    assert answer.body == (STREAMLIT / name).read_bytes()


@pytest.mark.parametrize("path", ["/static/../index.html", "/static/", "/static/js/absent.js", "/"])
def test_all_else_goes_on_to_streamlit(path: str) -> None:
    assert get(path).status == 404


def test_a_script_is_not_answered_to_a_post() -> None:
    assert get(f"/static/{a_streamlit_script()}", method="POST").status == 404


@pytest.mark.parametrize("path", ["/", f"/{plotly_url()}", "/static/absent.js"])
def test_every_answer_carries_the_safe_headers(path: str) -> None:
    headers = get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert len(headers["content-security-policy"]) < 60  # only a page, of which there is one


def test_a_page_has_a_policy_for_its_scripts() -> None:
    routes = [Route("/page", lambda _request: HTMLResponse("<p>"))]
    app = Starlette(routes=routes, middleware=server.middleware())
    headers = ask(app, "/page", "GET").headers
    assert "sha256-" in headers["content-security-policy"]
    assert headers["x-frame-options"] == "DENY"
    assert headers["permissions-policy"]


def test_everything_moves_with_the_base_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(st, "get_option", lambda _: "class/one/")
    assert get(f"/class/one/{plotly_url()}", method="HEAD").status == 200
    assert get(f"/class/one/static/{a_streamlit_script()}").status == 200
    assert get(f"/{plotly_url()}").status == 404


PREPARE = """
import gc, os, threading
from multiprocessing import forkserver
import app
begun = forkserver._forkserver._forkserver_pid
from lrviz import compute
from lrviz.ui import assets, server
from lrviz.ui.addresses import plotly_url
from lrviz.ui.assets import asset
server.prepare()
import sys, torch
assert {"sympy", "lrviz.ui.pages.descent"} <= set(sys.modules)
seen = []
visitor = threading.Thread(target=lambda: seen.append(torch.get_num_threads()))
visitor.start(); visitor.join()
assert seen == [1], seen
assert gc.get_freeze_count() > 50_000, gc.get_freeze_count()
assert gc.isenabled()
assert "pandas" not in sys.modules
assert assets._pack.cache_info().currsize > 300
assert begun == compute.submit(os.getppid).result()
from tests.compute import jobs
asked = "torch", "torch._dynamo", "streamlit", "lrviz.film.network.landscape"
assert compute.submit(jobs.loaded, asked).result() == [asked[0], asked[3]]
"""


@pytest.mark.whole
def test_a_prepared_process_has_everything_loaded_and_one_thread_per_visitor() -> None:
    answer = subprocess.run(
        [sys.executable, "-c", PREPARE], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert answer.returncode == 0, answer.stderr


@pytest.mark.parametrize("heard", [False, True])
def test_visits_are_told_of_where_somebody_listens(
    heard: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    uvicorn = logging.getLogger("uvicorn.error")
    monkeypatch.setattr(uvicorn, "level", logging.NOTSET)  # it is as it was, after the test
    monkeypatch.setattr(uvicorn, "hasHandlers", lambda: heard)
    uvicorn.setLevel(logging.INFO)
    server._hush()
    assert uvicorn.isEnabledFor(logging.INFO) is heard
    assert uvicorn.isEnabledFor(logging.WARNING)


MANY_FILES = """
import resource
soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (256, hard))
from lrviz.ui.open_files import allow_many_open_files
allow_many_open_files()
now, same = resource.getrlimit(resource.RLIMIT_NOFILE)
assert same == hard
assert now > 256, now
allow_many_open_files()
assert resource.getrlimit(resource.RLIMIT_NOFILE) == (now, same)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_the_limit_of_open_files_is_raised_toward_the_hard_one() -> None:
    fresh.output(MANY_FILES)


def settings() -> dict[str, Any]:
    """.streamlit/config.toml, flat."""
    return dict(flatten(tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))))


def flatten(table: dict[str, Any], prefix: str = "") -> list[tuple[str, Any]]:
    pairs: list[tuple[str, Any]] = []
    for key, value in table.items():
        name = f"{prefix}{key}"
        pairs += flatten(value, f"{name}.") if isinstance(value, dict) else [(name, value)]
    return pairs


def test_streamlit_knows_every_setting() -> None:
    assert set(settings()) <= set(config.get_config_options())


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("server.fileWatcherType", "none"),
        ("runner.postScriptGC", False),
        ("client.showErrorDetails", "none"),
        ("browser.gatherUsageStats", False),
        ("server.headless", True),
    ],
)
def test_the_settings_that_many_visitors_need_are_there(name: str, value: object) -> None:
    assert settings()[name] == value


def test_messages_and_uploads_are_small() -> None:
    assert settings()["server.maxUploadSize"] <= 20
    assert settings()["server.maxMessageSize"] <= 40


def luminance(colour: str) -> float:
    """The relative luminance of #rrggbb as WCAG defines it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    ("name", "least"), [("textColor", 12.0), ("linkColor", 4.5), ("primaryColor", 4.0)]
)
def test_ink_reads_on_paper(theme: str, name: str, least: float) -> None:
    ground = luminance(settings()[f"theme.{theme}.backgroundColor"])
    ink = luminance(settings()[f"theme.{theme}.{name}"])
    assert (max(ink, ground) + 0.05) / (min(ink, ground) + 0.05) >= least


@pytest.mark.parametrize("name", ["theme.font", "theme.headingFont", "theme.codeFont"])
def test_no_font_is_fetched_from_a_foreign_host(name: str) -> None:
    assert ":" not in settings()[name]
    assert not [key for key in settings() if "fontFaces" in key]


def test_the_figures_of_the_line_are_plain_lines() -> None:
    compute.submit(math.sqrt, 2.0).result()
    answer = get("/lrviz-metrics")
    assert answer.headers["content-type"].startswith("text/plain")
    figures = dict(line.split() for line in answer.body.decode().splitlines())
    assert int(figures["lrviz_waiting"]) == 0
    assert int(figures["lrviz_answered_total"]) >= 1
    assert float(figures["lrviz_took_seconds_p95"]) >= 0


def test_the_picture_of_a_link_is_served_and_of_what_cannot_run_none() -> None:
    answer = get("/lrviz-static/preview/descent.png?objective=bowl&lr=0.1")
    assert answer.body.startswith(b"\x89PNG")
    assert int.from_bytes(answer.body[16:20]) == 1200
    assert get("/lrviz-static/preview/compare.png?lr=0.1&steps=5").body.startswith(b"\x89PNG")
    assert get("/lrviz-static/preview/lessons.png?lr=0.1").status == 404
    assert get("/lrviz-static/preview/descent.png?lr=-1").status == 404
    assert get(f"/lrviz-static/preview/descent.png?formula={'x' * 5000}").status == 404
