"""A stop of the course as a test reads and answers it, by mouse, by touch or with keys alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from playwright.sync_api import Locator, Page, expect

from lrviz.lessons import Stop, truth
from lrviz.lessons.questions import (
    ChoiceQuestion,
    NumberQuestion,
    OrderQuestion,
    RingQuestion,
    TapQuestion,
)
from lrviz.lessons.states import state

Way = Literal["mouse", "touch", "keys"]
SECONDS = 300_000  # milliseconds to wait for an answer; it decides no test
# Where the start and a minimum stand on the screen, as Python has drawn them: two places of the
# map that are known without the panel's own arithmetic.
LANDMARKS = """(map) => ["circle", "path.minimum"].map((mark) => {
  const { x, y, width, height } = map.querySelector(mark).getBoundingClientRect();
  return [x + width / 2, y + height / 2];
})"""

# Whether what has the focus lies on top, and not below the panel's foot.
UNCOVERED = """(each) => {
  const { x, y, width, height } = each.getBoundingClientRect();
  return each.contains(document.elementFromPoint(x + width / 2, y + height / 2));
}"""


def answers(stop: Stop) -> dict[str, Any]:
    """A right and a wrong answer, as data."""
    right, question = truth(stop), stop.question
    if isinstance(question, RingQuestion):
        x, y = state(stop.page, stop.query).run.w[0].tolist()
        return {"right": (-x, -y), "wrong": (0.0, 0.0)}  # the bowl is the same on either side
    if isinstance(question, TapQuestion):
        assert isinstance(right, tuple)
        box = state(stop.page, stop.query).objective.domain
        return {"right": right, "wrong": tuple(low + 0.1 * (high - low) for low, high in box)}
    if isinstance(question, NumberQuestion):
        assert isinstance(right, float | int)
        return {"right": right, "wrong": right * question.near**2.5}
    if isinstance(question, OrderQuestion):
        assert isinstance(right, tuple)
        return {"right": right, "wrong": right[::-1]}
    words = (
        [one.name for one in question.options]
        if isinstance(question, ChoiceQuestion)
        else [*question.words]
    )
    return {"right": right, "wrong": next(word for word in words if word != right)}


def frames(page: Page) -> list[bytes]:
    """What comes over the page's websockets from now on."""
    heard: list[bytes] = []

    def took(message: str | bytes) -> None:
        heard.append(message if isinstance(message, bytes) else message.encode())

    page.on("websocket", lambda socket: socket.on("framereceived", took))
    return heard


@dataclass
class Lesson:
    """The panel on a page, and a way to use it."""

    page: Page
    way: Way = "mouse"

    @classmethod
    def at(cls, page: Page, path: str, way: Way = "mouse") -> "Lesson":
        lesson = cls(page, way)
        page.goto(path)
        expect(lesson.root.locator("h2")).to_be_visible()
        return lesson

    @property
    def root(self) -> Locator:
        return self.page.get_by_test_id("lesson")

    def __getitem__(self, name: str) -> Locator:
        """``lesson["next"]`` is the element within the panel with the testid ``lesson-next``."""
        return self.root.get_by_test_id(f"lesson-{name}")

    def is_at(self, stop: str, *, answered: bool) -> None:
        """Wait until the panel is there, and the server has said so."""
        expect(self.root).to_have_attribute("data-stop", stop)
        expect(self.root).to_have_attribute("data-answered", str(answered).lower())
        expect(self.root).not_to_have_attribute("data-asking", "true")

    def press(self, name: str) -> None:
        self.use(self[name])

    def use(self, control: Locator) -> None:
        """Press a control in this lesson's way."""
        if self.way == "keys":
            control.focus()
            assert control.evaluate(UNCOVERED), control
            self.page.keyboard.press("Enter")
        elif self.way == "touch":
            control.tap()
        else:
            control.click()

    def answer(self, stop: Stop, given: Any) -> None:
        """Give an answer with the question's own controls."""
        question = stop.question
        if isinstance(question, TapQuestion | RingQuestion):
            self._tap(stop, given)
        elif isinstance(question, NumberQuestion):
            self._type(f"{given:.6g}")
        elif isinstance(question, OrderQuestion):
            self._sort(given)
        else:
            self.use(self.root.locator(f"[data-testid='lesson-choice'][data-name='{given}']"))

    def _type(self, text: str) -> None:
        self["number"].fill(text)
        if self.way == "keys":
            self["number"].press("Enter")
        else:
            self.press("answer")

    def _sort(self, names: Sequence[str]) -> None:
        for at, name in enumerate(names):
            item = self["order"].locator(f"[data-name='{name}']")
            place = item.evaluate("(each) => [...each.parentElement.children].indexOf(each)")
            for _ in range(place - at):
                self.use(item.get_by_test_id("lesson-up"))
        self.press("answer")

    def _tap(self, stop: Stop, at: Sequence[float]) -> None:
        if self.way == "keys":
            self._walk(stop, at)
            return
        self["map"].scroll_into_view_if_needed()
        found = state(stop.page, stop.query)
        start, minimum = (
            [float(x) for x in place] for place in (found.run.w[0], found.objective.minima[0])
        )
        seen, other = self["map"].evaluate(LANDMARKS)
        x, y = (
            seen[j] + (at[j] - start[j]) * (other[j] - seen[j]) / (minimum[j] - start[j])
            for j in (0, 1)
        )
        if self.way == "touch":
            self.page.touchscreen.tap(x, y)
        else:
            self.page.mouse.click(x, y)

    def _walk(self, stop: Stop, at: Sequence[float]) -> None:
        """With the arrow keys, an eightieth of the map at a time."""
        found = state(stop.page, stop.query)
        self["map"].focus()
        for j, (less, more) in enumerate((("ArrowLeft", "ArrowRight"), ("ArrowDown", "ArrowUp"))):
            low, high = found.objective.domain[j]
            steps = round(80 * (at[j] - float(found.run.w[0, j])) / (high - low))
            for _ in range(abs(steps)):
                self.page.keyboard.press(more if steps > 0 else less)
        self.page.keyboard.press("Enter")

    @property
    def word(self) -> str:
        """How the answer did: right, near, far or waived."""
        return self.root.locator(".lr-revealed").get_attribute("data-word") or ""
