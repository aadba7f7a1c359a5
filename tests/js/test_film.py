"""A film in JavaScript: decoded, indexed, taken apart and drawn as the engine made it."""

from typing import Any

import numpy as np
import pytest

import lrviz
from lrviz.ui.payload import pack
from lrviz.ui.stage.film import film_payload, shoot, slopes_payload
from tests.browser.stage import value_of
from tests.js.node import Modules, sent


def test_a_film_is_decoded_and_indexed_as_the_engine_made_it(modules: Modules) -> None:
    film = shoot(lrviz.objective("booth"), None, 24, {"steps": 15, "start": (1.0, -3.0)})
    argument = {"film": sent(film_payload(film, "en")), "slopes": sent(slopes_payload(film))}
    body = """return [...Array(film.lr.length).keys()].map((i) =>
      [...Array(film.length[i] + 1).keys()].map((k) =>
        [m.point(film, i, k), m.loss(film, i, k), m.gap(film, i, k), m.gradient(film, i, k)]));"""
    rows = modules("film", body, argument)
    for i, run_rows in enumerate(rows):
        one = lrviz.descend("booth", lr=float(film.sweep.base_lr[i]), steps=15, start=(1.0, -3.0))
        w, loss, gap, grad = (np.array([row[j] for row in run_rows]) for j in range(4))
        assert w == pytest.approx(one.w, rel=1e-6, abs=1e-6)
        assert loss == pytest.approx(one.loss, rel=1e-6, abs=1e-6)
        assert gap == pytest.approx(one.loss, rel=1e-6, abs=1e-6)
        assert grad == pytest.approx(one.grad, rel=1e-6, abs=1e-5)


@pytest.mark.parametrize(
    ("optimizer", "extra"),
    [
        ("sgd", {}),
        ("sgd", {"momentum": 0.9}),
        ("sgd", {"momentum": 0.9, "nesterov": True}),
        ("sgd", {"weight_decay": 0.1}),
        *[(name, {}) for name in lrviz.OPTIMIZERS if name != "sgd"],
    ],
)
def test_the_parts_of_a_step_sum_to_the_step(
    modules: Modules, optimizer: str, extra: dict[str, Any]
) -> None:
    settings = {"optimizer": optimizer, "steps": 12, "start": (-5.0, -2.0), **extra}
    film = shoot(lrviz.objective("bowl"), np.array([0.01, 0.1, 0.3]), 3, settings)
    argument = {"film": sent(film_payload(film, "en")), "slopes": sent(slopes_payload(film))}
    body = """return [0, 1, 2].map((i) => [...Array(film.length[i]).keys()].map((k) =>
      ({ ...m.parts(film, i, k), from: m.point(film, i, k), to: m.point(film, i, k + 1) })));"""
    for i, steps in enumerate(modules("film", body, argument)):
        for k, taken in enumerate(steps):
            move = np.array(taken["to"]) - np.array(taken["from"])
            total = np.sum([taken["slope"], taken["memory"], taken["rest"]], axis=0)
            assert total == pytest.approx(move, abs=1e-9)
            slope = -film.sweep.base_lr[i] * film.sweep.grad[i, k]
            assert taken["slope"] == pytest.approx(slope, rel=1e-6)
            if optimizer == "sgd" and not extra:
                assert np.abs([taken["memory"], taken["rest"]]).max() < 1e-5


def test_momentum_alone_leaves_nothing_to_precondition(modules: Modules) -> None:
    settings = {"steps": 12, "start": (-5.0, -2.0), "momentum": 0.8}
    film = shoot(lrviz.objective("bowl"), np.array([0.05, 0.1]), 2, settings)
    argument = {"film": sent(film_payload(film, "en")), "slopes": sent(slopes_payload(film))}
    body = "return [...Array(12).keys()].map((k) => m.parts(film, 1, k));"
    v = np.zeros(2)
    for k, taken in enumerate(modules("film", body, argument)):
        grad = film.sweep.grad[1, k]
        v = 0.8 * v + grad if k else grad
        assert taken["memory"] == pytest.approx(-0.1 * (v - grad), rel=1e-5, abs=1e-6)
        assert taken["rest"] == pytest.approx([0, 0], abs=2e-6)


def test_rates_are_found_on_a_log_scale(modules: Modules) -> None:
    rates = np.geomspace(1e-3, 10, 41).tolist()
    wanted = np.geomspace(1e-4, 100, 300).tolist()
    found = modules("film", "return x[1].map((r) => m.nearest(x[0], r));", [rates, wanted])
    nearest = [int(np.abs(np.log(np.array(rates) / each)).argmin()) for each in wanted]
    assert found == nearest
    places = modules("film", "return x[1].map((r) => m.place(x[0], r));", [rates, wanted])
    expected = np.interp(np.log(wanted), np.log(rates), np.arange(41))
    assert places == pytest.approx(expected, abs=1e-9)


def test_a_payload_of_any_header_is_decoded(modules: Modules) -> None:
    for name in ("a", "ab", "abc", "学习率", "η"):
        header = {"kind": "film", "name": name}
        payload = pack(header, {"one": np.arange(5.0), "two": np.ones((2, 3))})
        body = "return [film.name, [...film.arrays.one], film.arrays.two.length];"
        assert modules("film", body, {"film": sent(payload)}) == [name, [0, 1, 2, 3, 4], 6]


def curves(modules: Modules, *, log: bool, i: int, k: int) -> Any:
    film = shoot(lrviz.objective("bowl"), np.array([0.05, 0.1, 0.3, 0.6]), 4, {"steps": 30})
    body = """
    const range = m.lossRange(film, x.log);
    return [range, m.lossData(film, x.i, x.k, { log: x.log, ghosts: true }, range)];"""
    argument = {"film": sent(film_payload(film, "en")), "log": log, "i": i, "k": k}
    return modules("curvedata", body, argument)


@pytest.mark.parametrize("log", [False, True])
def test_a_loss_beyond_its_axis_stands_at_the_edge_with_its_true_value(
    modules: Modules, log: bool
) -> None:
    (_, top), data = curves(modules, log=log, i=3, k=25)
    top = 10**top if log else top
    engine = lrviz.descend("bowl", lr=0.6, steps=30)
    assert data["exit"]["x"] == [25]
    assert data["exit"]["y"] == pytest.approx([top])
    assert value_of(data["exit"]["text"][0]) == pytest.approx(engine.loss[25], rel=6e-4)
    assert data["point"]["y"] == pytest.approx([top])
    assert data["loss"]["y"] == pytest.approx(engine.loss, rel=1e-6)


def test_a_loss_within_its_axis_is_shown_where_it_is(modules: Modules) -> None:
    (low, high), data = curves(modules, log=False, i=1, k=10)
    engine = lrviz.descend("bowl", lr=0.1, steps=30)
    assert low < 0 < engine.loss[0] < high
    assert data["exit"]["x"] == []
    assert data["point"]["y"] == pytest.approx([engine.loss[10]], rel=1e-6)
    slow = lrviz.descend("bowl", lr=0.05, steps=30)
    assert data["ghost_half"]["y"] == pytest.approx(slow.loss, rel=1e-6)
