"""What a chat is told of a link: the verdict, a sentence, and where the picture is."""

import re
from html import unescape

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

import lrviz
from lrviz.text import say
from lrviz.ui import link_preview, opening
from tests.ui.asking import ask

PAGE = '<html><head></head><body><div id="root"></div></body></html>'
META = re.compile(r'<meta (?:property|name)="([^"]+)" content="([^"]*)">')


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A slow machine is no reason for a link without its words here."""
    for module in (opening, link_preview):
        monkeypatch.setattr(module, "PATIENCE", 60)


def told(path: str, **headers: str) -> dict[str, str]:
    def page(_request: Request) -> HTMLResponse:
        return HTMLResponse(PAGE)

    within = [
        Middleware(opening.Opening, path="/base/"),
        Middleware(link_preview.LinkPreviews, base="/base"),
    ]
    app = Starlette(routes=[Route("/base/{name:path}", page)], middleware=within)
    found = META.findall(ask(app, f"/base{path}", **headers).body.decode())
    return {name.removeprefix("og:"): unescape(text) for name, text in found}


def word(**settings: float) -> str:
    return lrviz.diagnose(lrviz.descend("bowl", **settings)).word()  # type: ignore[arg-type]


def test_every_page_says_its_verdict_and_where_its_picture_is() -> None:
    query = "objective=bowl&lr=0.1&steps=40"
    asked = {"host": "lr.example.org", "x_forwarded_proto": "https"}
    first = told(f"/?{query}", **asked)
    assert first["title"] == f"Bowl, η = 0.1: {word(lr=0.1, steps=40)}"
    folder = "https://lr.example.org/base/lrviz-static/preview"
    assert first["image"] == f"{folder}/descent.png?{query}"
    compared = told(f"/compare?{query}&rates=0.01,0.9", **asked)
    runs = (f"η = {lr}: {word(lr=lr, steps=40)}" for lr in (0.01, 0.9))
    assert all(each in compared["description"] for each in runs)
    assert compared["image"] == f"{folder}/compare.png?{query}&rates=0.01,0.9"
    race = told(f"/compare?{query}&compare=optimizers")
    assert say("optimizer.adam.title") in race["description"]
    assert "Basins" in told(f"/compare?{query}&compare=basins")["title"]
    slope = told("/gradient?objective=bowl&start=3,1")  # ½·(x² + 10y²) and the like
    assert slope["description"].startswith("∂ℓ/∂(x, y) = (")


def test_a_regression_and_a_network_say_theirs_in_the_language_of_the_link() -> None:
    fitted = told("/regression?epochs=30&lang=zh")
    assert any(say(f"verdict.{each}.word", "zh") in fitted["title"] for each in lrviz.Verdict)
    trained = told("/network?nsteps=20")
    assert any(say(f"verdict.{each}.word", "en") in trained["title"] for each in lrviz.Verdict)
    assert trained["description"].endswith(".")


def test_a_browser_and_what_cannot_run_are_told_nothing() -> None:
    assert told("/compare?objective=bowl", sec_fetch_mode="navigate") == {}
    assert told("/compare?lr=-1") == {}
    assert told(f"/compare?formula={'x' * 5000}") == {}
    assert told("/lessons?stop=ring") == {}
    assert told("/?objective=parabola") == {}


def test_nothing_of_a_link_becomes_markup() -> None:
    bad = "%22%3E%3Cimg%20src=x%20onerror=alert(1)%3E"
    query = f"objective=bowl&lr=0.1&x={bad}"
    assert told(f"/compare?{query}")["image"].endswith(query)
    assert told(f"/compare?objective={bad}") == {}
