"""The lessons in a browser: answered rightly, wrongly and not at all; nothing told too early."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from lrviz.lessons import STOPS, Stop, after, before, stop
from lrviz.lessons.states import state
from tests.browser.conftest import WHOLE, OpenPage, Tab
from tests.browser.lesson import Lesson, Way, answers, frames
from tests.browser.walk import rest

# A verdict, a place, an order; the whole matrix has every stop.
KINDS = ("just-below", "one-step", "half-mean-sum")


GIVEN = (("wrong", {"far"}), ("right", {"right"}), ("", {"waived"}))


def answered(lesson: Lesson, each: Stop, given: Sequence[tuple[str, set[str]]] = GIVEN) -> None:
    """Wrongly, once more and rightly, and once more without an answer."""
    lesson.is_at(each.id, answered=False)
    for kind, words in given:
        if kind:
            lesson.answer(each, answers(each)[kind])
        else:
            lesson.press("reveal")
        lesson.is_at(each.id, answered=True)
        assert lesson.word in words or (kind == "wrong" and each.question.kind == "order"), each.id
        assert after(each, "reveal", "en") in lesson.root.inner_text(), each.id
        if kind != given[-1][0]:
            lesson.press("again")
            lesson.is_at(each.id, answered=False)


def test_a_stop_is_answered_wrongly_rightly_and_not_at_all(tab: Tab) -> None:
    page = tab.blank()
    ways: tuple[Way, ...] = ("mouse", "keys")
    lesson = Lesson.at(page, f"/lessons?stop={KINDS[0]}")
    for n, name in enumerate(KINDS if WHOLE else KINDS[:2]):
        lesson.way = "mouse"
        if n:
            lesson.press("overview")
            lesson.root.locator(f"[data-testid='lesson-stop'][data-stop='{name}']").click()
        lesson.way = ways[n % 2]
        answered(lesson, stop(name), GIVEN[1:2] if n else GIVEN)


def test_on_a_phone_the_panel_lies_below_the_picture_and_takes_a_finger(hand: Tab) -> None:
    lesson = Lesson.at(hand.blank(), "/lessons?stop=one-step", "touch")
    page = lesson.page
    page.wait_for_selector("[data-testid='stage'][data-ready='true']")
    picture, panel = (
        found.bounding_box() for found in (page.get_by_test_id("stage-contour"), lesson.root)
    )
    assert picture is not None
    assert panel is not None
    assert picture["y"] + picture["height"] <= panel["y"] + 1
    assert panel["y"] + panel["height"] <= 845
    lesson.answer(stop("one-step"), answers(stop("one-step"))["right"])
    lesson.is_at("one-step", answered=True)
    assert lesson.word == "right"


@pytest.mark.whole
def test_lessons_open_the_first_stop_and_page_on_and_back(page: Page) -> None:
    lesson = Lesson.at(page, "/lessons")
    lesson.is_at(STOPS[0].id, answered=False)
    assert lesson["back"].is_disabled()
    lesson.press("next")
    lesson.is_at(STOPS[1].id, answered=False)
    page.wait_for_function("(id) => location.search.includes(`stop=${id}&`)", arg=STOPS[1].id)
    page.go_back()
    lesson.is_at(STOPS[0].id, answered=False)


def test_a_reload_opens_the_stop_as_it_stood_and_what_is_done_is_noticed(page: Page) -> None:
    lesson = Lesson.at(page, "/lessons?stop=crawl")
    lesson.answer(stop("crawl"), 150)
    lesson.is_at("crawl", answered=True)
    page.wait_for_function("location.search.includes('said=150')")
    page.reload()
    lesson.is_at("crawl", answered=True)
    expect(lesson["task"]).to_have_attribute("data-done", "false")
    page.wait_for_selector("[data-testid='stage'][data-ready='true']")
    page.get_by_test_id("stage-lr-number").fill("0.1")
    page.get_by_test_id("stage-lr-number").press("Enter")
    expect(lesson["task"]).to_have_attribute("data-done", "true")
    expect(lesson["task"].get_by_role("status")).to_have_text("done")
    lesson.press("overview")
    assert lesson["progress"].inner_text().startswith("1 of 39")


@pytest.mark.whole
def test_an_unknown_stop_opens_the_overview_and_says_so(page: Page) -> None:
    lesson = Lesson.at(page, "/lessons?stop=nowhere")
    expect(lesson.root.get_by_role("alert")).to_contain_text("nowhere")
    assert lesson["stop"].count() == len(STOPS)
    lesson["stop"].nth(3).click()
    lesson.is_at(STOPS[3].id, answered=False)


@pytest.mark.whole
def test_what_is_no_number_is_said_where_it_was_typed_and_stays_there(page: Page) -> None:
    lesson = Lesson.at(page, "/lessons?stop=crawl", "keys")
    lesson["number"].fill("many")
    lesson["number"].press("Enter")
    expect(lesson.root.get_by_role("alert")).to_contain_text("many")
    lesson.is_at("crawl", answered=False)
    assert lesson["number"].input_value() == "many"


@pytest.mark.whole
def test_in_lecture_mode_the_course_is_paged_through(page: Page) -> None:
    lesson = Lesson.at(page, "/lessons?stop=ring&present=1")
    lesson.is_at("ring", answered=False)
    page.keyboard.press("PageDown")
    lesson.is_at("one-step", answered=False)
    page.keyboard.press("PageUp")
    lesson.is_at("ring", answered=False)


def pieces(each: Stop) -> Iterator[bytes]:
    """Two later points of the stop's run in a row, as either width of number writes them."""
    for kind in ("<f4", "<f8"):
        for pair in pairwise(state(each.page, each.query).run.w[1:40]):
            yield np.ascontiguousarray(pair, dtype=kind).tobytes()


def test_nothing_that_is_veiled_is_on_the_wire_or_in_the_page_before_the_answer(
    open_page: OpenPage,
) -> None:
    each = stop("just-below")
    page = open_page(None)
    heard = frames(page)
    lesson = Lesson.at(page, f"/lessons?stop={each.id}")
    stage = page.get_by_test_id("stage")
    page.wait_for_selector("[data-testid='stage'][data-ready='true']")
    told = state(each.page, each.query).diagnosis.sentence("en")
    secrets = [*pieces(each), told.encode(), after(each, "reveal", "en").encode()]
    sent = b"".join(heard)
    assert before(each, "question", "en").encode() in sent
    assert not [secret for secret in secrets if secret in sent]
    assert told not in page.content()
    assert stage.get_attribute("data-verdict") == ""
    for name in ("tiny", "good", "large", "too-large"):
        assert page.get_by_test_id(f"stage-{name}").is_disabled()
    lesson.press("reveal")
    expect(stage).to_have_attribute("data-verdict", "oscillates")
    sent = b"".join(heard)
    assert told.encode() in sent
    assert any(piece in sent for piece in pieces(each))


@pytest.mark.whole
@pytest.mark.parametrize("way", ["mouse", "keys", "touch"])
def test_every_stop_is_answered_wrongly_rightly_and_not_at_all(either: Tab, way: Way) -> None:
    if way == "touch" and not either.phone:
        pytest.skip("the wide tab has no touch")
    lesson = Lesson.at(either.blank(), "/lessons", way)
    for n, each in enumerate(STOPS):
        if n:
            lesson.press("next")
        answered(lesson, each)
    assert lesson["next"].is_disabled()


@pytest.mark.whole
def test_a_verdict_and_the_page_itself_lead_to_their_stops(page: Page) -> None:
    page.goto("/?lr=0.49&steps=40&step=40")
    page.wait_for_selector("[data-testid='stage'][data-ready='true']")
    why = page.get_by_test_id("stage-why")
    assert "stop=just-below" in str(why.get_attribute("href"))
    for mode in "10":  # the address is written last, and the link says what it says
        rest(page)
        page.locator(".st-key-lecture button").first.click()
        expect(why).to_have_attribute("href", re.compile(rf"&present={mode}$"))
    near = page.locator(".st-key-in_course a")
    expect(near).to_have_count(3)
    near.first.click()
    lesson = Lesson(page)
    expect(lesson.root.locator("h2")).to_be_visible()
    assert lesson.root.get_attribute("data-stop") in {each.id for each in STOPS}
    expect(why).to_be_hidden()
