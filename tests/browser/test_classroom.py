"""One lecturer and a class, each in a browser of their own, through a round of two votes."""

import re
from collections.abc import Sequence

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from lrviz.text import say
from tests.browser.conftest import OpenPage, new_page

ANSWERS = ("oscillates", "diverges", "crawls", "oscillates")


class Room:
    """A lecturer's page with a room open on it."""

    def __init__(self, page: Page, language: str) -> None:
        self.page, self.desk, self.language = page, page.get_by_test_id("classroom"), language
        page.goto(f"/classroom?lang={language}")
        page.get_by_test_id("classroom-open").click()
        self.code = page.get_by_test_id("classroom-code").inner_text()

    def ask(self, name: str) -> None:
        if not self.page.locator(f"[data-ask={name}]").is_visible():
            self.page.keyboard.press("l")
        self.page.locator(f"[data-ask={name}]").click()
        self.until("open")

    def press(self, key: str, step: str) -> None:
        self.page.keyboard.press(key)
        self.until(step)

    def until(self, step: str) -> None:
        expect(self.desk).to_have_attribute("data-step", step)

    def counts(self, here: int, answered: int) -> None:
        expect(self.page.get_by_test_id("classroom-here")).to_have_text(str(here))
        expect(self.page.get_by_test_id("classroom-answered")).to_have_text(str(answered))

    def bars(self) -> dict[str, str]:
        rows = self.page.locator(".lr-histogram g[data-name]")
        return {
            str(row.get_attribute("data-name")): str(row.get_attribute("data-counts"))
            for row in rows.all()
        }


def vote(pages: Sequence[Page], answers: Sequence[str]) -> None:
    for page, answer in zip(pages, answers, strict=True):
        button = page.locator(f"button[value={answer}]")
        button.click()
        expect(button).to_have_attribute("aria-pressed", "true")


def whole_round(open_page: OpenPage, students: int, language: str) -> None:
    room = Room(open_page(None), language)
    pages = [
        open_page(f"/class/{room.code}?lang={('en', 'zh')[i % 2]}", phone=True)
        for i in range(students)
    ]
    room.counts(students, 0)
    room.page.locator("[data-act=list]").first.click()
    room.ask("just-below")
    first = [ANSWERS[i % len(ANSWERS)] for i in range(students)]
    vote(pages, first)
    room.counts(students, students)
    assert room.bars() == {}
    room.press(" ", "closed")
    wanted = {word: first.count(word) for word in ("crawls", "converges", "oscillates", "diverges")}
    assert room.bars() == {word: str(count) for word, count in wanted.items()}
    room.press("v", "open")
    for i, page in enumerate(pages):
        expect(page.get_by_text(say("class.second", ("en", "zh")[i % 2]))).to_be_visible()
    vote(pages, ["oscillates"] * students)
    room.counts(students, students)
    room.press(" ", "closed")
    assert room.bars()["oscillates"] == f"{wanted['oscillates']},{students}"
    expect(room.page.get_by_test_id("classroom-told")).to_have_count(0)
    room.press(" ", "revealed")
    loss = "0.305"  # at the end of the run
    expect(room.page.get_by_test_id("classroom-told")).to_contain_text(loss)
    for page in pages:
        expect(page.locator(".told")).to_contain_text(loss)
    ended_from_a_menu_that_stays_open(room)


def ended_from_a_menu_that_stays_open(room: Room) -> None:
    """A room that moves on draws the desk anew, under the hand of whoever opened the menu."""
    room.desk.locator("summary").click()
    for _ in range(2):  # the code large on the wall, and away again
        room.page.keyboard.press("q")
        expect(room.page.get_by_test_id("classroom-end")).to_be_visible()
    room.page.get_by_test_id("classroom-end").click()
    expect(room.page.get_by_test_id("classroom-open")).to_be_visible()
    room.page.get_by_test_id("classroom-open").click()
    expect(room.page.get_by_test_id("classroom-code")).to_be_visible()
    expect(room.page.get_by_test_id("classroom-end")).to_be_hidden()


def test_a_round_of_two_votes(open_page: OpenPage) -> None:
    whole_round(open_page, 2, "en")


@pytest.mark.whole
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_round_of_two_votes_with_eight_students(open_page: OpenPage, language: str) -> None:
    whole_round(open_page, 8, language)


@pytest.mark.whole
@pytest.mark.whole
def test_a_tap_and_the_keys_put_the_cross_where_the_map_says(open_page: OpenPage) -> None:
    room = Room(open_page(None), "en")
    finger, keys = (open_page(f"/class/{room.code}?lang=en", phone=True) for _ in range(2))
    room.page.locator("[data-act=list]").first.click()
    room.ask("one-step")
    # the map is −6 to 6 across and −4 to 4 upward
    tap(finger.locator(".map .still > svg").first, (-4 + 6) / 12, (4 + 1.2) / 8)
    expect(finger.locator("#said")).to_have_text(say("class.thanks"))
    tapped = [float(finger.locator(f"input[name={name}]").input_value()) for name in "xy"]
    assert tapped == pytest.approx([-4, -1.2], abs=0.1)
    keys.locator(".map").focus()
    for _ in range(3):
        keys.keyboard.press("ArrowUp")
    keys.keyboard.press("Enter")
    expect(keys.locator("#said")).to_have_text(say("class.thanks"))
    assert float(keys.locator("input[name=y]").input_value()) == pytest.approx(3 * 0.02 * 8)
    room.counts(2, 2)
    room.press(" ", "closed")
    on_the_live_map(room, tapped)


def on_the_live_map(room: Room, tapped: Sequence[float]) -> None:
    """The cloud lies on the stage where its window has the taps, veiled, then with the run."""
    page, stage = room.page, room.page.get_by_test_id("stage")
    dots = page.get_by_test_id("classroom-cloud").locator("circle")
    expect(dots).to_have_count(2)
    expect(stage).to_have_attribute("data-verdict", "")
    assert "path" in str(stage.get_attribute("data-veils"))
    room.press(" ", "revealed")
    expect(stage).to_have_attribute("data-verdict", "converges")
    expect(stage).to_have_attribute("data-step", "30")  # it has been played
    told = page.get_by_test_id("classroom-told")
    expect(told).to_contain_text("50%")
    expect(page.get_by_test_id("classroom-cloud").locator(".lr-truth")).to_have_count(1)
    expect(page.locator(".lr-class-map .lr-truth")).to_have_count(1)  # in the picture that is saved
    start, one, other = (middle(each) for each in (page.get_by_test_id("stage-start"), *dots.all()))
    # from the start (−5, −2) to the tap by hand, and to the one by keys at (0, 0.48)
    for j, (near, far) in enumerate(((tapped[0] + 5, 5.0), (tapped[1] + 2, 2.48))):
        assert (one[j] - start[j]) / (other[j] - start[j]) == pytest.approx(near / far, abs=0.04)
    page.get_by_test_id("stage-zoom-in").click()  # from −4 to 4 across: the tap at −4.1 is off it
    expect(dots).to_have_count(1)
    page.keyboard.press("v")  # too late for another vote
    page.keyboard.press(" ")
    page.locator("[data-ask=edge]").click()
    room.until("open")
    expect(stage).to_have_count(0)  # the next question has the whole wall


def middle(each: Locator) -> tuple[float, float]:
    box = each.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def tap(map_: Locator, across: float, down: float) -> None:
    box = map_.bounding_box()
    assert box is not None
    map_.page.touchscreen.tap(box["x"] + across * box["width"], box["y"] + down * box["height"])


@pytest.mark.whole
def test_a_second_screen_follows_and_a_lost_line_comes_back(
    open_page: OpenPage, browser: Browser, server_url: str
) -> None:
    room = Room(open_page(None), "en")
    student = new_page(browser, server_url, phone=True)  # whose browser complains of a lost line
    student.goto(f"/class/{room.code}?lang=en")
    kept = room.page.evaluate("JSON.parse(localStorage.getItem('lrviz-classrooms'))[0]")
    named = f"{kept['code']}.{kept['key']}.{kept['opened']}"
    second = open_page(f"/class/{room.code}/follow?lang=en#room={named}")
    expect(second.get_by_test_id("classroom")).to_have_attribute("data-code", room.code)
    assert "#" not in second.url
    student.context.set_offline(True)
    second.locator("[data-act=list]").first.click()
    second.locator("[data-ask=edge]").click()
    room.until("open")
    student.context.set_offline(False)
    student.locator("input[name=answer]").fill("0.333")
    student.locator(".send").click()
    room.counts(1, 1)
    expect(second.get_by_test_id("classroom-answered")).to_have_text("1")
    student.context.close()


@pytest.mark.whole
@pytest.mark.parametrize("color_scheme", ["light", "dark"])
def test_a_students_page_reads_at_every_width(open_page: OpenPage) -> None:
    room = Room(open_page(None), "zh")
    room.page.locator("[data-act=list]").first.click()
    for name in ("one-step", "edge", "fair-race", "just-below"):
        room.ask(name)
        page = open_page(f"/class/{room.code}?lang=zh", phone=True)
        expect(page.locator("legend")).to_be_visible()
        wide = page.locator("html").evaluate("each => each.scrollWidth")
        assert wide <= 390
        small = page.locator("button, input:not([type=hidden]), select")
        heights = [box["height"] for each in small.all() if (box := each.bounding_box())]
        assert min(heights) >= 40
        assert not re.search(r"\{\w+\}", page.locator("main").inner_text())
