"""Pointing at a step gives its numbers to the last digit, once the run has come to rest."""

from playwright.sync_api import Page

import lrviz
from tests.browser.stage import Stage

HOVERED = """([part, name, row]) => {
  const div = document.querySelector(`[data-testid='stage'] [data-part='${part}']`);
  const trace = (div.data ?? []).find((each) => each.name === name);
  const found = (trace?.customdata ?? []).find((each) => each?.[0] === row);
  return found && [...found];
}"""
SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def written(x: float) -> str:
    """Python's shortest text that reads back as x, typeset."""
    mantissa, _, power = repr(float(x)).partition("e")
    mantissa = mantissa.removesuffix(".0").replace("-", "−")
    return f"{mantissa}×10{str(int(power)).translate(SUPERSCRIPT)}" if power else mantissa


def test_every_digit_of_a_step_is_there_once_the_run_rests(page: Page) -> None:
    stage = Stage.on(page, "/?objective=booth&start=1,-3&lr=0.03&step=9")
    run = lrviz.descend("booth", lr=0.03, start=(1.0, -3.0))
    wanted = [9, *(written(x) for x in (*run.w[9], run.loss[9], *run.grad[9]))]
    page.wait_for_function(
        f"(wanted) => String(({HOVERED})(['path', 'path', 9])) === wanted",
        arg=",".join(map(str, wanted)),
    )
    assert page.evaluate(HOVERED, ["loss", "loss", 9])[1] == written(run.loss[9])
    page.keyboard.press("]")  # another rate, and its digits once it rests
    stage.frames()
    lr = stage.lr
    run = lrviz.descend("booth", lr=lr, start=(1.0, -3.0))
    page.wait_for_function(
        f"(wanted) => ({HOVERED})(['path', 'path', 9])?.[3] === wanted", arg=written(run.loss[9])
    )
