"""A film in JavaScript: decoded, indexed, taken apart and drawn as the engine made it."""

import re
from typing import Any

import numpy as np
import pytest

import lrviz
from lrviz.figures.map import contour_spec
from lrviz.figures.minima import minimum_labels
from lrviz.figures.theme import LIGHT
from lrviz.film.exact import exact
from lrviz.film.film import film_payload, shoot, slopes_payload
from lrviz.film.payload import pack
from tests.browser.stage import value_of
from tests.js.node import Modules, sent
from tests.js.printed import half_units, value


def test_a_film_is_decoded_and_indexed_as_the_engine_made_it(modules: Modules) -> None:
    film = shoot(lrviz.objective("booth"), None, 24, {"steps": 15, "start": (1.0, -3.0)})
    argument = {"film": sent(film_payload(film, "en")), "slopes": sent(slopes_payload(film))}
    body = """return [...Array(film.lr.length).keys()].map((i) =>
      [...Array(film.length[i] + 1).keys()].map((k) =>
        [m.point(film, i, k), m.loss(film, i, k), m.gap(film, i, k), m.gradient(film, i, k)]));"""
    rows = modules("lib/film", body, argument)
    for i, run_rows in enumerate(rows):
        one = lrviz.descend("booth", lr=float(film.sweep.base_lr[i]), steps=15, start=(1.0, -3.0))
        w, loss, gap, grad = (np.array([row[j] for row in run_rows]) for j in range(4))
        assert w == pytest.approx(one.w, rel=1e-6, abs=1e-6)
        assert loss == pytest.approx(one.loss, rel=1e-6, abs=1e-6)
        assert gap == pytest.approx(one.loss, rel=1e-6, abs=1e-6)
        assert grad == pytest.approx(one.grad, rel=1e-6, abs=1e-5)


RULES = [
    ("sgd", {}),
    ("sgd", {"momentum": 0.9}),
    ("sgd", {"momentum": 0.9, "nesterov": True}),
    ("sgd", {"weight_decay": 0.1}),
    ("sgd", {"weight_decay": 0.1, "momentum": 0.5}),
    ("adam", {"weight_decay": 0.1}),
    ("rmsprop", {"momentum": 0.5}),
    *[(name, {}) for name in lrviz.OPTIMIZERS if name != "sgd"],
]
PARTS = """return [0, 1, 2].map((i) => [...Array(film.length[i]).keys()].map((k) =>
  ({ ...m.parts(film, i, k), text: m.decomposition(film, i, k, x.texts) })));"""
NAMES = ("part_slope", "part_decay", "part_memory", "part_rest", "part_rest_memory")
TEXTS = {name: name for name in (*NAMES, "predicted_slope", "predicted_bend", "actual")}


@pytest.mark.parametrize("schedule", ["constant", "one_cycle"])
@pytest.mark.parametrize(("optimizer", "extra"), RULES, ids=str)
def test_the_parts_of_a_step_are_its_terms_and_sum_to_the_step(
    modules: Modules, optimizer: str, extra: dict[str, Any], schedule: str
) -> None:
    settings = {"optimizer": optimizer, "steps": 12, "start": (-5.0, -2.0), **extra}
    settings["schedule"] = schedule
    film = shoot(lrviz.objective("bowl"), np.array([0.01, 0.1, 0.3]), 3, settings)
    payload = film_payload(film, "en", exact(film.sweep[1], 0.1))
    argument = {"film": sent(payload), "slopes": sent(slopes_payload(film)), "texts": TEXTS}
    for i, steps in enumerate(modules("stage/apart", PARTS, argument)):
        run, near = (
            film.sweep[i],
            {"rel": 1e-9 if i == 1 else 1e-5, "abs": 1e-12 if i == 1 else 1e-5},
        )
        for k, taken in enumerate(steps):
            parts = dict(taken["parts"])
            move = run.w[k + 1] - run.w[k]
            assert taken["move"] == pytest.approx(move, **near)
            assert np.sum([*parts.values()], axis=0) == pytest.approx(move, **near)
            assert parts["part_slope"] == pytest.approx(-run.lr[k] * run.grad[k], **near)
            decay = extra.get("weight_decay", 0.01 if optimizer == "adamw" else 0.0)
            assert ("part_decay" in parts) == (decay > 0)
            if decay:
                assert parts["part_decay"] == pytest.approx(-run.lr[k] * decay * run.w[k], **near)
            memory = (bool(extra.get("momentum")) and optimizer == "sgd") or "ada" in optimizer[1:4]
            assert ("part_rest" in parts or "part_rest_memory" in parts) == (optimizer != "sgd")
            assert ("part_memory" in parts) >= memory
            _rows_add_up(taken["text"])


def _rows_add_up(markup: str) -> None:
    """The table's printed parts sum to its printed step."""
    table = markup.split("</table>", maxsplit=1)[0]
    cells = re.findall(r'<span class="lr-num">(.*?)</span>', table)
    *parts, move = [value(cell) for cell in cells]
    for j, half in enumerate(half_units(cells[-1])):
        total = sum(part[j].low for part in parts)
        assert abs(total - move[j].low) <= half, table


def test_what_a_step_promised_is_of_the_loss_on_all_the_rows(modules: Modules) -> None:
    """On a quadratic, slope and curvature say it all, whatever the batch was."""
    random = np.random.default_rng(3)
    X = random.normal(size=(40, 1))
    goal = lrviz.linear_regression(X, X[:, 0] * 2 + random.normal(size=40))
    film = shoot(goal, np.array([0.05]), 1, {"steps": 20, "batch_size": 1, "seed": 4})
    payload = film_payload(film, "en", exact(film.sweep[0], 0.05))
    texts = {f"{name}_all": f"all {name}" for name in ("predicted_slope", "actual")}
    body = "return [...Array(20).keys()].map((k) => m.prediction(film, 0, k, x.texts));"
    argument = {"film": sent(payload), "texts": {**texts, "predicted_bend": "bend"}}
    for k, markup in enumerate(modules("stage/apart", body, argument)):
        _, bent, actual = re.findall(r'<span class="lr-num">(.*?)</span>', markup)
        assert "all predicted_slope" in markup
        assert bent == actual
        true = film.sweep.loss[0, k + 1] - film.sweep.loss[0, k]
        assert value_of(actual) == pytest.approx(true, rel=6e-4)


def test_a_rate_of_its_own_leaves_the_film_with_its_run(modules: Modules) -> None:
    axis = np.geomspace(0.01, 1, 12)
    settings: dict[str, Any] = {"steps": 9, "schedule": "cosine", "momentum": 0.5}
    film = shoot(lrviz.objective("booth"), axis, 12, settings, also=0.0712)
    plain = shoot(lrviz.objective("booth"), axis, 12, settings)
    assert film.extra == 5
    body = """const left = m.onAxis(film);
    const arrays = Object.entries(left.arrays).map(([name, array]) => [name, [...array]]);
    return { ...left, arrays, slopes: [...left.slopes.arrays.v] };"""
    found, wanted = (
        modules(
            "lib/film",
            body,
            {"film": sent(film_payload(each, "en")), "slopes": sent(slopes_payload(each))},
        )
        for each in (film, plain)
    )
    assert found.pop("dropped") == 5
    for own in ("id", "layout"):
        assert found.pop(own) != wanted.pop(own)
    for each in (found, wanted):  # texts are kept once each, and told by their places
        hints, places = each.pop("hints", []), each.pop("hint", [])
        each["hint"] = [hints[place] for place in places]
    assert found == wanted


def test_rates_are_found_on_a_log_scale(modules: Modules) -> None:
    rates = np.geomspace(1e-3, 10, 41).tolist()
    wanted = np.geomspace(1e-4, 100, 300).tolist()
    found = modules("lib/film", "return x[1].map((r) => m.nearest(x[0], r));", [rates, wanted])
    nearest = [int(np.abs(np.log(np.array(rates) / each)).argmin()) for each in wanted]
    assert found == nearest
    places = modules("lib/film", "return x[1].map((r) => m.place(x[0], r));", [rates, wanted])
    expected = np.interp(np.log(wanted), np.log(rates), np.arange(41))
    assert places == pytest.approx(expected, abs=1e-9)


def test_a_payload_of_any_header_is_decoded(modules: Modules) -> None:
    for name in ("a", "ab", "abc", "学习率", "η"):
        header = {"kind": "film", "name": name}
        payload = pack(header, {"one": np.arange(5.0), "two": np.ones((2, 3))})
        body = "return [film.name, [...film.arrays.one], film.arrays.two.length];"
        assert modules("lib/film", body, {"film": sent(payload)}) == [name, [0, 1, 2, 3, 4], 6]


def curves(modules: Modules, *, log: bool, i: int, k: int) -> Any:
    film = shoot(lrviz.objective("bowl"), np.array([0.05, 0.1, 0.3, 0.6]), 4, {"steps": 30})
    body = """
    const range = m.lossRange(film, x.i, x.log);
    return [range, m.lossData(film, x.i, x.k, { log: x.log, ghosts: true }, range)];"""
    argument = {"film": sent(film_payload(film, "en")), "log": log, "i": i, "k": k}
    return modules("stage/curvedata", body, argument)


@pytest.mark.parametrize("log", [False, True])
def test_a_loss_beyond_its_axis_stands_at_the_edge_with_its_true_value(
    modules: Modules, log: bool
) -> None:
    (bottom, top), data = curves(modules, log=log, i=3, k=25)
    bottom, top = (10**bottom, 10**top) if log else (bottom, top)
    engine = lrviz.descend("bowl", lr=0.6, steps=30)
    assert data["exit"]["x"] == [25]
    (arrow,) = data["exit"]["y"]  # below the dot, which would hide it
    low, high = np.log10((bottom, top)) if log else (bottom, top)
    up = ((np.log10(arrow) if log else arrow) - low) / (high - low)
    assert 0.85 < up < 0.9
    assert data["exit"]["textposition"] == ["bottom left"]
    assert curves(modules, log=log, i=3, k=3)[1]["exit"]["textposition"] == ["bottom right"]
    assert value_of(data["exit"]["text"][0]) == pytest.approx(engine.loss[25], rel=6e-4)
    assert data["point"]["y"] == pytest.approx([top])
    assert data["loss"]["y"] == pytest.approx(engine.loss, rel=1e-6)


def test_a_loss_within_its_axis_is_shown_where_it_is(modules: Modules) -> None:
    (low, high), data = curves(modules, log=False, i=1, k=10)
    engine = lrviz.descend("bowl", lr=0.1, steps=30)
    assert low < 0 < engine.loss[0] < high
    assert not any(data["exit"].values())
    assert data["point"]["y"] == pytest.approx([engine.loss[10]], rel=1e-6)
    slow = lrviz.descend("bowl", lr=0.05, steps=30)
    assert data["ghost_half"]["y"] == pytest.approx(slow.loss, rel=1e-6)


# The curve is seen (public cases U1, and the audit's): objective, start, rate, steps.
CURVES = [
    ("x*cos(0.15*pi*x)", (10.0,), 2.0, 10),
    ("-(y+47)*sin(sqrt(abs(x/2+(y+47))))-x*sin(sqrt(abs(x-(y+47))))", (400.0, 300.0), 0.5, 50),
    ("3x+y", (0.0, 0.0), 0.1, 100),
    ("x*sin(x)", (3.0,), 0.05, 100),
    ("sin(x)+0.1x", (2.0,), 0.3, 100),
    ("-x", (1.0,), 0.1, 100),
    ("x*y", (1.0, 0.5), 0.1, 100),
    ("-log(x)", (1.0,), 0.5, 100),
    ("(x-1)^2", (3.0,), 0.1, 60),
    ("(x-1)^2", (3.0,), 1.2, 60),
]


@pytest.mark.parametrize(("formula", "start", "lr", "steps"), CURVES, ids=str)
def test_the_loss_axis_shows_the_curve(
    modules: Modules, formula: str, start: tuple[float, ...], lr: float, steps: int
) -> None:
    """Of every run a curve is seen: a good part of its steps within the axis, over much of it."""
    goal = lrviz.formula(formula)
    film = shoot(goal, np.array([lr / 30, lr, 30 * lr]), 3, {"steps": steps, "start": start})
    body = "return [0, 1, 2].map((i) => m.lossRange(film, i, false));"
    ranges = modules("stage/curvedata", body, {"film": sent(film_payload(film, "en"))})
    loss = film.sweep.loss[1, : film.sweep.length[1] + 1]
    low, high = ranges[1]
    inside = loss[(loss >= low) & (loss <= high)]
    assert low < loss[0] < high
    if np.ptp(loss) and film.diagnoses[1].verdict != "diverges":
        assert len(inside) >= 0.5 * len(loss)
        assert np.ptp(inside) >= 0.08 * (high - low)


def test_the_loss_axis_moves_in_steps_while_the_start_moves(modules: Modules) -> None:
    """A start dragged a little changes the loss a little: the axis stands still, or jumps."""
    tops = []
    for x in np.linspace(2, 6, 60):
        film = shoot(lrviz.objective("bowl"), np.array([0.05]), 0, {"start": (x, 1.0), "steps": 9})
        body = "return m.lossRange(film, 0, false);"
        low, high = modules("stage/curvedata", body, {"film": sent(film_payload(film, "en"))})
        loss = film.sweep.loss[0, 0]
        assert low < 0
        assert 1.3 * loss < high < 1.35 * 10 ** (1 / 12) * loss * 1.001
        tops.append(high)
    ratios = np.array(tops[1:]) / np.array(tops[:-1])
    assert ((np.abs(ratios - 1) < 1e-9) | (np.abs(ratios - 10 ** (1 / 12)) < 1e-6)).all()
    assert len(set(np.round(tops, 6))) < 20


def test_a_loss_of_zero_is_said_to_be_zero_in_every_digit_there_is(modules: Modules) -> None:
    """log(x) at 1, counted from far below: seven digits leave a millionth over."""
    film = shoot(lrviz.formula("log(x)"), np.array([0.1, 0.2]), 2, {"start": (1.0,), "steps": 20})
    body = "return [0, 1].map((i) => m.summary(film, i, 0, { count: '{loss}' }));"
    payload = film_payload(film, "en", exact(film.sweep[0], 0.1))
    assert modules("stage/readout", body, {"film": sent(payload)}) == ["0", "0"]


def test_lines_of_more_parameters_are_named_where_they_are_apart(modules: Modules) -> None:
    goal = lrviz.formula("x^2 + 2y^2 + 3z^2")
    film = shoot(goal, np.array([0.01, 0.05]), 1, {"steps": 100, "start": (-4.0, 3.0, -4.0)})
    body = """
    const view = { box: [[0, 100], [-5, 5]], area: [700, 500], pixel: (at) => at };
    return m.pathData(film, 1, 0, { trail: 0, split: false }, view);"""
    drawn = modules("stage/pathdata", body, {"film": sent(film_payload(film, "en"))})
    w = lrviz.descend(goal, lr=0.05, steps=100, start=(-4.0, 3.0, -4.0)).w
    for j, name in enumerate(goal.parameter_names):
        text = drawn[f"parameter_{j}"]["text"]
        (row,) = (k for k, each in enumerate(text) if each)
        assert text[row] == f"<i>{name}</i>"
        assert np.abs(np.delete(w[row], j) - w[row, j]).min() > 0.9


@pytest.mark.parametrize("lr", [1e-7, 1e-4, 0.1])
def test_the_arrow_points_the_way_of_the_step_however_short_it_is(
    modules: Modules, lr: float
) -> None:
    """On a map whose axes have different scales; plotly's own angle is of rounded pixels."""
    film = shoot(lrviz.objective("bowl"), np.array([lr]), 1, {"steps": 3, "start": (-0.4, 2.0)})
    body = """
    const view = { box: [[-6, 6], [-2, 4]], area: [600, 500], pixel: (at) => at };
    return m.pathData(film, 0, 0, { trail: 0, split: false }, view).step.heads;"""
    argument = {"film": sent(film_payload(film, "en", exact(film.sweep[0], lr)))}
    tail, head = modules("stage/pathdata", body, argument)
    down = -np.array([2 * -0.4, 4 * 2.0]) * [600 / 12, 500 / 6]
    assert tail is False
    assert head == pytest.approx(np.degrees(np.arctan2(*down)), abs=1e-2)


def words_at(drawn: dict[str, list[Any]]) -> list[tuple[float, float, float, float]]:
    """Where the values at the edge stand on a map of 700 × 500 pixels, each letter six wide."""
    found = []
    for x, y, text, side in zip(
        *(drawn[key] for key in ("x", "y", "text", "textposition")), strict=True
    ):
        if text:
            up, across = side.split()
            wide = 6 * len(re.sub("<[^>]*>", "", text))
            left = (x + 6) / 12 * 700 - {"left": wide, "center": wide / 2, "right": 0}[across]
            top = (4 - y) / 8 * 500 - {"top": 14, "middle": 7, "bottom": 0}[up]
            found.append((left, top, left + wide, top + 14))
    return found


def test_values_at_the_edge_meet_neither_one_another_nor_the_formula(modules: Modules) -> None:
    goal = lrviz.objective("ravine")
    film = shoot(goal, np.array([0.1, 0.5313]), 1, {"steps": 100, "start": (-5.0, -2.0)})
    formula = [5.0, 5.0, 170.0, 35.0]
    body = """
    const pixel = ([a, b]) => [((a + 6) / 12) * 700, ((4 - b) / 8) * 500];
    const view = { box: [[-6, 6], [-4, 4]], area: [700, 500], pixel, taken: [x.formula] };
    return x.steps.map((k) => m.pathData(film, 1, k, { trail: 0, split: false }, view).edge);"""
    steps = [6, 7, 8, 13, 40, 99, 100]
    argument = {"film": sent(film_payload(film, "en")), "formula": formula, "steps": steps}
    engine = lrviz.descend(goal, lr=0.5313, steps=100, start=(-5.0, -2.0))
    for k, drawn in zip(steps, modules("stage/pathdata", body, argument), strict=True):
        boxes = [*words_at(drawn), formula]
        assert len(boxes) > 1, k
        assert all(left >= -8 and right <= 708 for left, _, right, _ in boxes), (k, boxes)
        for n, (left, top, right, bottom) in enumerate(boxes):
            for other in boxes[:n]:
                apart = left >= other[2] or other[0] >= right
                assert apart or top >= other[3] or other[1] >= bottom, (k, boxes)
        named = [text for text in drawn["text"] if text.startswith(f"<i>w</i><sub>{k}</sub>")]
        assert len(named) == (abs(engine.w[k, 1]) > 4), k


def test_the_words_beside_the_minima_are_found_in_the_map(modules: Modules) -> None:
    for name, language in (("himmelblau", "zh"), ("bowl", "en"), ("saddle", "en")):
        goal = lrviz.objective(name)
        rings = contour_spec(goal, theme=LIGHT, language=language, box=goal.domain)
        found = modules("stage/labels", "return m.written(x.rings);", {"rings": rings})
        labels = minimum_labels(goal, goal.domain, language)
        assert found == [
            {
                "at": [label.spot.x, label.spot.y],
                "letters": label.spot.length,
                "position": label.position,
            }
            for label in labels
        ]
        assert bool(found) == bool(goal.minima)
