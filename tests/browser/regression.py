"""The Regression page as a test reads it: the data view beside the stage."""

from typing import Any

import numpy as np
from playwright.sync_api import Page, expect

import lrviz
from lrviz.regression.recipe import Recipe, shared_task
from tests.browser.stage import FRAMES, QUIET, SERVER_SECONDS, Stage

SLOW = 300_000

# The model's line as the overlay draws it, in data coordinates: [[x, y], [x, y]].
LINE = """(name) => {
  const root = document.querySelector("[data-testid='data-plot']");
  const { xaxis, yaxis } = root.querySelector("[data-part='base']")._fullLayout;
  const d = root.querySelector(`[data-part='d-${name}']`).getAttribute("d");
  const found = [...d.matchAll(/[ML]?(-?[\\d.]+) (-?[\\d.]+)/g)];
  return found.map(([, x, y]) => [xaxis.p2d(x - xaxis._offset), yaxis.p2d(y - yaxis._offset)]);
}"""

# Where data coordinates of the data view are on the page.
PIXEL = """([x, y]) => {
  const div = document.querySelector("[data-testid='data-plot'] [data-part='base']");
  const { xaxis, yaxis } = div._fullLayout;
  const area = div.getBoundingClientRect();
  const [left, top] = [area.left + xaxis._offset, area.top + yaxis._offset];
  return [left + xaxis.d2p(x), top + yaxis.d2p(y)];
}"""


class Pair:
    """The data view and the stage of one page."""

    def __init__(self, page: Page, path: str) -> None:
        self.page = page
        self.stage = Stage(page)
        page.goto(path)
        self.ready()
        page.wait_for_function(QUIET)  # nothing that still comes pushes the pictures elsewhere

    def ready(self) -> None:
        for name in ("stage", "data"):
            found = self.page.locator(f"[data-testid='{name}'][data-ready='true']")
            expect(found).to_have_count(1, timeout=SLOW)
        self.page.wait_for_function(
            "document.querySelector(\"[data-testid='data']\").dataset.w", timeout=SLOW
        )
        self.page.evaluate(FRAMES, 2)

    def __getitem__(self, name: str) -> Any:
        return self.page.get_by_test_id(f"data-{name}")

    @property
    def w(self) -> list[float]:
        text = self.page.get_by_test_id("data").get_attribute("data-w") or ""
        return [float(x) for x in text.split()]

    def line(self, name: str = "model") -> np.ndarray:
        return np.array(self.page.evaluate(LINE, name))

    def until_w(self, expected: Any) -> None:
        self.page.wait_for_function(
            """(w) => {
              const now = document.querySelector("[data-testid='data']").dataset.w ?? "";
              const size = Math.max(1e-9, ...w.map(Math.abs));
              const each = now.split(" ").map(Number);
              const near = (x, j) => Math.abs(x - w[j]) < 1e-5 * size;
              return each.length === w.length && each.every(near);
            }""",
            arg=[float(x) for x in expected],
            timeout=SERVER_SECONDS * 1000,
        )  # fmt: skip


def run_of(recipe: Recipe, lr: float | None = None) -> lrviz.Trajectory:
    made = shared_task(recipe, "en")
    return lrviz.descend(made.objective, lr=lr or recipe.lr, **recipe.arguments(made))
