"""What an open question asks about on Gradient, Compare and Network: neither sent nor drawn."""

from collections.abc import Mapping, Sequence

import numpy as np
import pytest
from playwright.sync_api import Page

from lrviz.analysis.health import health
from lrviz.figures.theme import MARKS
from lrviz.lessons import stop, truth
from lrviz.lessons.states import merged, state
from lrviz.lessons.truth import as_number
from lrviz.text import catalog, say
from lrviz.text.numbers import number
from tests.browser.conftest import OpenPage
from tests.browser.lesson import Lesson, frames

DRAWN = """() => [...document.querySelectorAll(".st-key-lesson_live :is(.lr-probe, .lr-reel)")]
  .every((each) => each.dataset.ready === "true")
  && document.querySelector(".st-key-lesson_live :is(.lr-probe, .lr-reel)")"""
SLOPES = "() => document.querySelector('.lr-probe')?.dataset.gradient ?? ''"


def of_sign() -> tuple[list[str], list[bytes]]:
    """The sentences that the signs are said with."""
    return [catalog("en")[f"probe.{name}"] for name in ("rises", "falls")], []


def of_rates() -> tuple[list[str], list[bytes]]:
    """How the best rate ends, and the first steps on its way."""
    each = stop("times-three")
    best = state(each.page, merged(each.query, "lr=0.3"))
    found = best.diagnosis
    word = f"η = 0.3 · {MARKS[found.verdict]} {found.word('en')}"
    return [word, found.sentence("en")], [packed(best.run.w[1:4])]


def of_vanishing() -> tuple[list[str], list[bytes]]:
    """The share that comes back, as the table says it, and the errors of the hidden layers."""
    each = stop("vanish")
    here = state(each.page, each.query)
    signal = health(here.network, here.run.w[:1]).signal[0, :-1]
    return [number(as_number(truth(each)), 2)], [packed(signal)]


def packed(values: Sequence[float] | np.ndarray) -> bytes:
    return np.ascontiguousarray(values, dtype="<f4").tobytes()


SECRETS: Mapping[str, object] = {
    "sign": of_sign,
    "times-three": of_rates,
    "vanish": of_vanishing,
}


def drawn(page: Page) -> None:
    page.wait_for_function(DRAWN)


@pytest.mark.whole
@pytest.mark.parametrize("name", SECRETS)
def test_the_answer_is_neither_on_the_wire_nor_in_the_page_before_it_is_given(
    open_page: OpenPage, name: str
) -> None:
    texts, numbers = SECRETS[name]()  # type: ignore[operator]
    secrets = [*(text.encode() for text in texts), *numbers]
    page = open_page(None)
    heard = frames(page)
    lesson = Lesson.at(page, f"/lessons?stop={name}")
    lesson.is_at(name, answered=False)
    drawn(page)
    line = page.locator(".st-key-veiled")
    assert say("course.veiled") in line.inner_text()
    sent = b"".join(heard)
    assert not [secret for secret in secrets if secret in sent]
    assert not [text for text in texts if text in page.content()]
    assert page.evaluate(SLOPES) == ""
    lesson.press("reveal")
    lesson.is_at(name, answered=True)
    line.wait_for(state="detached")
    drawn(page)
    sent = b"".join(heard)
    assert not [secret for secret in secrets if secret not in sent]
    if name == "sign":
        page.wait_for_function(f"() => ({SLOPES})() === '-8,8'")
