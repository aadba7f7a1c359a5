"""The update line is true: its printed numbers, put together, are the printed end.

`LRVIZ_LINES=5000 pytest tests/js/test_equation.py` tries more states than the normal run.
"""

import os
import re
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

import lrviz
from lrviz.film.exact import exact
from lrviz.film.film import film_payload, shoot, slopes_payload
from tests.js.node import Modules, sent
from tests.js.printed import Range, half_units, lines, value
from tests.js.states import State, states

COUNT = int(os.environ.get("LRVIZ_LINES", "240"))
SEED = int(os.environ.get("LRVIZ_SEED", "1"))
WRITE = "return x.rows.map((k) => m.equation(film, x.i, k));"
ROUNDING = 2.0**-48


def within(found: Range, end: Range) -> bool:
    return found.low <= end.high and end.low <= found.high


def assert_true(markup: str, run: lrviz.Trajectory, k: int, told: str) -> None:
    """To half a unit of the end's last digit, by numbers as printed; the end is the engine's."""
    left, right = lines(markup)[-2:]
    sums, ends, halves = value(left), value(right), half_units(right)
    assert not re.search(r"[·/+−] ?−", left), f"{told}, step {k}: two signs meet in {left}"
    moved = run.w[k + 1]
    for total, end, half, true, size in zip(
        sums, ends, halves, moved, np.abs(run.w[k]) + np.abs(moved), strict=True
    ):
        told_all = f"{told}, step {k}: {left} = {right}, {true!r}"
        assert abs(total.low - end.low) <= half, told_all
        assert abs(Decimal(float(true)) - end.low) <= half, told_all
        off = abs(float(total.low) - true)
        assert off <= 1.01e-3 * abs(true) + 1e3 * ROUNDING * size + 1e-300, told_all


def found(modules: Modules, state: State, *, precisely: bool) -> list[str]:
    written: list[str] = modules("stage/equation", WRITE, state.message(precisely=precisely))
    return written


def test_the_line_of_every_rule_under_every_schedule_adds_up(modules: Modules) -> None:
    for state in states(COUNT, SEED):
        run = state.film.sweep[state.i]
        for k, markup in zip(state.rows, found(modules, state, precisely=True), strict=True):
            assert "Δ" not in markup or state.film.sweep.settings.optimizer == "rprop", markup
            assert_true(markup, run, k, state.told)


def test_seven_digits_give_a_line_that_adds_up_to_what_they_leave(modules: Modules) -> None:
    """While the rate is on the move: within half a unit of the last digit of each number."""
    for state in states(COUNT // 4, SEED + 1):
        for k, markup in zip(state.rows, found(modules, state, precisely=False), strict=True):
            left, right = lines(markup)[-2:]
            if ">" in markup or "≈" in markup:
                continue
            for total, end in zip(value(left, half=True), value(right, half=True), strict=True):
                assert within(total, end), f"{state.told}, step {k}: {left} = {right}"


def line(modules: Modules, objective: Any, lr: float, k: int, **settings: Any) -> list[str]:
    """The lines of the equation of one step, the first with its symbols."""
    film = shoot(objective, np.array([lr]), 1, settings)
    payload = film_payload(film, "en", exact(film.sweep[0], lr))
    argument = {"film": sent(payload), "slopes": sent(slopes_payload(film)), "i": 0, "rows": [k]}
    (markup,) = modules("stage/equation", WRITE, argument)
    symbols = re.sub(r"<[^>]*>", "", markup.split("<br>")[0])
    return [symbols, *lines(markup)]


BOWL = lrviz.objective("bowl")


def test_a_plain_step_is_written_as_it_always_was(modules: Modules) -> None:
    said = line(modules, BOWL, 0.1, 0, steps=3, start=(-5.0, -2.0))
    assert said == ["w1 = w0 − η·∂ℓ/∂w", "(−5, −2) − 0.1·(−10, −8)", "(−4, −1.2)"]


def test_the_rate_of_a_schedule_is_that_of_the_very_step(modules: Modules) -> None:
    schedule = lrviz.SCHEDULES["one_cycle"].bind()
    said = line(modules, BOWL, 0.1, 0, steps=100, start=(-5.0, -2.0), schedule=schedule)
    assert said == ["w1 = w0 − η0·∂ℓ/∂w", "(−5, −2) − 0.004·(−10, −8)", "(−4.96, −1.968)"]


def test_a_decay_is_a_term_of_its_own(modules: Modules) -> None:
    symbols, left, right = line(
        modules, BOWL, 0.1, 3, steps=9, start=(-5.0, -2.0), weight_decay=0.5
    )
    assert symbols == "w4 = w3 − η·(∂ℓ/∂w + λ·w3)"
    assert "+ 0.5·(" in left
    assert right == "(−1.582, −0.183)"


def test_momentum_is_written_with_what_it_remembers(modules: Modules) -> None:
    given = {"momentum": 0.9, "nesterov": True}
    symbols, left, _ = line(modules, BOWL, 0.05, 2, steps=9, **given)
    assert symbols == "w3 = w2 − η·(∂ℓ/∂w + μ·(μ·v + ∂ℓ/∂w))"
    assert left.count("0.9·") == 2


def test_a_negative_number_after_a_sign_has_brackets(modules: Modules) -> None:
    _, left, right = line(modules, lrviz.formula("x*sin(x)"), 0.05, 0, steps=3, start=(3.0,))
    assert re.fullmatch(r"3 − 0\.05·\(−2\.8\d+\)", left)
    assert right == "3.141"


def test_a_step_far_smaller_than_the_point_keeps_its_digits(modules: Modules) -> None:
    settings = {"optimizer": "adadelta", "steps": 50}
    film = shoot(lrviz.objective("plateau"), np.array([0.000228]), 1, settings)
    argument = {
        "film": sent(film_payload(film, "en", exact(film.sweep[0], 0.000228))),
        "slopes": sent(slopes_payload(film)),
    }
    move = np.diff(film.sweep.w[0], axis=0)[20]
    got = modules("stage/apart", "return m.parts(film, 0, 20);", argument)
    assert got["move"] == pytest.approx(move, rel=1e-9)
    assert np.sum([part for _, part in got["parts"]], axis=0) == pytest.approx(move, rel=1e-9)


def test_a_rounding_is_no_place_to_end(modules: Modules) -> None:
    """One step to the bottom: what float64 leaves over is not written as a result."""
    parabola = lrviz.objective("parabola")
    start = float(np.nextafter(0.3, 1))
    size = 1 / float(parabola.hessian(lrviz.descend(parabola, steps=1).w[0]).item())
    _, _, right = line(modules, parabola, size, 0, steps=1, start=(start,))
    assert right == "0"
