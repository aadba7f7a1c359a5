"""A state reached by any way looks exactly as the same state opened fresh.

A few actions on a few pages by default; ``make verify PARTS=walks`` walks far on all of them, and
so does ``LRVIZ_WALK=200 LRVIZ_SEED=7``. On the way every update line is read and must be true.
"""

import os
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import WHOLE
from tests.browser.stage import Stage
from tests.browser.walk import Walk, assert_same, know_their_way, rest

ACTIONS = int(os.environ.get("LRVIZ_WALK", "0"))
SEED = int(os.environ.get("LRVIZ_SEED", "2"))
EVERY = 8
# Where the walks begin, and of the short ones how many actions they have.
SHORT = {"/": 3, "/regression?data=textbook": 2}
LONG = (*SHORT, "/compare?steps=40", "/gradient", "/network?nsteps=60&nwidth=6")
LINES = 50  # update lines that a long walk over the stage reads at least


def divergence_and_back(stage: Stage) -> None:
    """Of a run that has left the map nothing stays."""
    for key in ("4", "2"):
        stage.page.keyboard.press(key)
        stage.frames()
    rest(stage.page)


@pytest.mark.parametrize("path", LONG if ACTIONS or WHOLE else SHORT)
def test_wherever_a_walk_leads_the_page_is_what_its_address_says(
    page: Page, other: Page, path: str
) -> None:
    walk = Walk.begin(page, other, path, SEED)
    if path == "/":
        divergence_and_back(walk.stage)
    walk.go(ACTIONS or SHORT.get(path, 4), EVERY)
    if ACTIONS >= 2 * LINES and walk.stage.root.count():
        assert walk.read >= LINES


def keys(*pressed: str) -> Callable[[Stage], None]:
    def press(stage: Stage) -> None:
        for key in pressed:
            stage.page.keyboard.press(key)
            stage.frames()

    return press


def typed(stage: Stage) -> None:
    stage.type_rate("0.47")


def options(stage: Stage) -> None:
    for name in ("ghosts", "parts", "log"):
        stage[name].check()
    stage["trail"].select_option("5")
    stage["speed"].select_option("20")


def apart(stage: Stage) -> None:
    """The curves have less room meanwhile, and other rates are drawn in it."""
    stage["parts"].check()
    rest(stage.page)
    keys("4", "2")(stage)


def taken_back(stage: Stage) -> None:
    stage["log"].check()
    stage.until_query("log=1")
    rest(stage.page)
    stage.page.evaluate("document.activeElement?.blur()")
    stage.page.keyboard.press("Control+z")


def view_taken_back(stage: Stage) -> None:
    for name in ("3d", "2d"):
        stage[name].click()
        stage.until_query(f"view={name}")
        rest(stage.page)
    stage.page.evaluate("document.activeElement?.blur()")
    stage.page.keyboard.press("Control+z")


WAYS = {
    "a view taken back": ("/", view_taken_back, "view=3d"),
    "an option taken back": ("/", taken_back, "log=0"),
    "too large, then good": ("/", keys("4", "2"), "lr=0\\.3"),
    "off the map, then back": ("/?step=15", keys("4", "ArrowLeft", "2"), "lr=0\\.3"),
    "a typed rate": ("/", typed, "lr=0\\.47&"),
    "every option": ("/", options, "ghosts=1&apart=1&trail=5&speed=20"),
    "a step taken apart beside low curves": ("/regression?data=textbook", apart, "apart=1"),
    "a blown-up classifier": (
        "/regression?data=two_groups&model=logistic",
        keys("4", "1"),
        "eta=0\\.0",
    ),
}


@pytest.mark.whole
@pytest.mark.parametrize("way", WAYS)
def test_nothing_of_a_run_before_stays(page: Page, other: Page, way: str) -> None:
    path, go, query = WAYS[way]
    know_their_way(page, other)
    stage = Stage.on(page, path)
    rest(page)
    go(stage)
    stage.until_query(query)
    rest(page)
    other.goto(page.url)
    rest(other)
    for each in (page, other):
        each.mouse.move(2, 2)
    assert_same(page, other)
