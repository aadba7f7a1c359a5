"""The film: what is packed is what the engine computed, and it is light."""

from typing import Any

import numpy as np
import pytest
import torch

import lrviz
from lrviz.analysis.axis import RATES
from lrviz.film import answer, jobs
from lrviz.film.exact import exact
from lrviz.film.film import (
    RATES_DRAGGED,
    film_payload,
    shoot,
    slopes_payload,
    thinned,
)
from lrviz.film.payload import pack
from lrviz.settings.config import RunConfig
from lrviz.text import say
from tests.ui.payloads import Payload

SETTINGS: dict[str, Any] = {"steps": 40, "start": (-5.0, -2.0)}
FLOAT32 = {"rtol": 6.0e-8, "atol": 1e-45}


def within_float32(packed: np.ndarray, true: np.ndarray) -> None:
    """Equal to half a unit in the last place; beyond its range infinite, NaN where NaN is."""
    with np.errstate(over="ignore"):
        expected = true.astype(np.float32)
    np.testing.assert_allclose(packed, expected, **FLOAT32)


@pytest.mark.parametrize("optimizer", lrviz.OPTIMIZERS)
def test_positions_gaps_and_slopes_read_back_as_the_engine_s(optimizer: str) -> None:
    film = shoot(lrviz.objective("bowl"), None, 32, {**SETTINGS, "optimizer": optimizer})
    payload = Payload.of(film_payload(film, "en"))
    slopes = Payload.of(slopes_payload(film))
    rates = payload.header["lr"]
    runs = lrviz.sweep("bowl", lr=rates, optimizer=optimizer, **SETTINGS)
    within_float32(payload.arrays["w"], runs.w)
    within_float32(payload.arrays["gap"], runs.loss)  # the minimum of the bowl is 0
    within_float32(slopes.arrays["grad"], runs.grad)
    assert slopes.header["id"] == payload.header["id"]
    assert payload.header["length"] == runs.length.tolist()


def test_the_bend_of_a_step_is_its_second_order_term() -> None:
    film = shoot(lrviz.objective("rosenbrock"), np.array([1e-4, 1e-3]), 2, {"steps": 20})
    for i, k in [(0, 0), (0, 7), (1, 3)]:
        shown = exact(film.sweep[i], film.sweep.base_lr[i])
        assert shown is not None
        w = torch.tensor(film.sweep.w[i, k], requires_grad=True)
        move = torch.tensor(film.sweep.w[i, k + 1] - film.sweep.w[i, k])
        hessian = torch.autograd.functional.hessian(
            lambda v: (1 - v[0]) ** 2 + 100 * (v[1] - v[0] ** 2) ** 2, w
        )
        assert shown.arrays["bend"][k] == pytest.approx(float(move @ hessian @ move) / 2, rel=1e-9)


def test_what_is_said_of_each_run_is_its_own_diagnosis() -> None:
    film = shoot(lrviz.objective("himmelblau"), None, 24, {"steps": 60})
    header = Payload.of(film_payload(film, "zh")).header
    for i in range(0, 24, 5):
        run = lrviz.descend("himmelblau", lr=header["lr"][i], steps=60)
        diagnosis = lrviz.diagnose(run)
        assert header["verdict"][i] == diagnosis.verdict
        assert header["sentence"][i] == diagnosis.sentence("zh")
        assert header["blown"][i] == (run.outcome == lrviz.Outcome.NON_FINITE)
        assert header["length"][i] == run.steps
    assert header["start"] == list(film.sweep.w[0, 0])


def test_the_bands_cover_every_rate_once_and_in_order() -> None:
    film = shoot(lrviz.objective("bowl"), None, 64, SETTINGS)
    header = Payload.of(film_payload(film, "en")).header
    covered = [i for _, first, last in header["bands"] for i in range(first, last + 1)]
    assert covered == [*range(len(header["lr"]))]
    for verdict, first, last in header["bands"]:
        assert set(header["verdict"][first : last + 1]) == {verdict}


@pytest.mark.parametrize("name", lrviz.OBJECTIVES)
def test_every_surface_has_a_film_of_plain_json_in_ascending_rates(name: str) -> None:
    film = shoot(lrviz.objective(name), None, 24, {"steps": 30})
    payload = Payload.of(film_payload(film, "en"))
    rates = payload.header["lr"]
    assert rates == sorted(set(rates))
    assert payload.arrays["w"].shape == (len(rates), 31, film.sweep.objective.dim)
    assert b"NaN" not in film_payload(film, "en")[: len(payload.header)]
    for regime, index in payload.header["presets"].items():
        promised = {"tiny": "crawls", "large": "oscillates", "too_large": "diverges"}
        if index is not None and regime in promised:
            assert payload.header["verdict"][index] == promised[regime]


@pytest.mark.parametrize("name", ["bowl", "saddle", "monkey_saddle", "rosenbrock", "ackley"])
def test_the_loss_at_the_start_survives_the_packing(name: str) -> None:
    """Also where a run falls without end, so that its lowest loss is beyond all float32."""
    film = shoot(lrviz.objective(name), None, 48, {"steps": 100})
    payload = Payload.of(film_payload(film, "en"))
    base = np.array(payload.header["base"])
    shown = base + payload.arrays["gap"][:, 0].astype(np.float64)
    assert shown == pytest.approx(film.sweep.loss[:, 0], rel=1e-6)


def test_the_marks_are_those_of_theory() -> None:
    marks = shoot(lrviz.objective("bowl"), None, 24, SETTINGS).marks
    assert marks == pytest.approx({"critical": 2 / 4, "best": 2 / (2 + 4)})
    assert shoot(lrviz.objective("bowl"), None, 24, {**SETTINGS, "optimizer": "adam"}).marks == {}


def test_a_film_of_128_rates_and_200_steps_is_at_most_350_kilobytes() -> None:
    film = shoot(lrviz.objective("bowl"), None, RATES, {"steps": 200, "start": (-5.0, -2.0)})
    raw = film_payload(film, "en")
    assert Payload.of(raw).arrays["w"].shape == (128, 201, 2)
    assert len(raw) <= 350 * 1024


def test_a_film_while_dragging_is_far_lighter() -> None:
    film = shoot(lrviz.objective("bowl"), None, RATES, {"steps": 200})
    light = thinned(film.sweep.base_lr, RATES_DRAGGED, 0.1)
    live = shoot(lrviz.objective("bowl"), light, len(light), {"steps": 200})
    assert 0.1 in light
    assert RATES_DRAGGED <= len(light) <= RATES_DRAGGED + 1
    assert len(film_payload(live, "en")) < 0.45 * len(film_payload(film, "en"))


def test_the_identity_is_that_of_the_numbers() -> None:
    def identity(**changes: Any) -> str:
        return shoot(lrviz.objective("bowl"), None, 24, {**SETTINGS, **changes}).id

    assert identity() == identity()
    assert len({identity(), identity(steps=41), identity(start=(-5.0, -2.1))}) == 3


@pytest.mark.parametrize("text", ["", "a", "ab", "abc", "学习率 η", '"quotes"\n'])
def test_a_header_of_any_length_leaves_the_arrays_aligned(text: str) -> None:
    raw = pack({"text": text}, {"one": np.arange(3.0), "two": np.full((2, 2), 7.5)})
    payload = Payload.of(raw)
    assert int.from_bytes(raw[:4], "little") % 4 == 0
    assert payload.header["text"] == text
    assert payload.arrays["one"].tolist() == [0, 1, 2]
    assert payload.arrays["two"].tolist() == [[7.5, 7.5], [7.5, 7.5]]


def test_a_number_too_small_for_a_float32_is_not_called_zero() -> None:
    film = shoot(lrviz.objective("parabola"), np.array([0.45]), 1, {"steps": 200})
    packed = Payload.of(film_payload(film, "en")).arrays["w"][0, :, 0]
    assert film.sweep.w[0, -1, 0] != 0
    assert abs(film.sweep.w[0, -1, 0]) < 1e-46
    assert packed[-1] != 0
    assert np.sign(packed[-1]) == np.sign(film.sweep.w[0, -1, 0])


def test_the_rate_in_use_is_always_among_the_film_s_rates() -> None:
    for lr in (0.1, 0.123456789, 1e-9, 1e9):
        film = answer.whole_film(answer.run_of(RunConfig(lr=lr)))
        assert lr in film.sweep.base_lr


def test_a_long_run_has_fewer_rates_and_a_film_of_the_same_weight() -> None:
    film = answer.whole_film(answer.run_of(RunConfig(steps=2000)))
    assert 24 <= len(film.sweep.base_lr) < RATES
    assert len(film_payload(film, "en")) < 1_000_000


def test_the_good_rate_is_the_one_of_its_preset() -> None:
    film = answer.whole_film(answer.run_of(RunConfig()))
    index = film.presets["good"]
    assert index is not None
    assert answer.good_rate(film) == film.sweep.base_lr[index]
    assert say("stage.good")


@pytest.mark.parametrize("formula", ["1/x", "1/(x+2)^3", "1/(x-y)", "tan(x)", "x^3", "1/x + y^2"])
def test_without_a_good_rate_a_loss_is_first_shown_falling(formula: str) -> None:
    """Not behind a pole that a step has leapt over; the same whatever rate is in use."""
    config = RunConfig(formula=formula)
    film = answer.whole_film(answer.run_of(config))
    rate = answer.good_rate(film)
    run = lrviz.descend(lrviz.formula(formula), lr=rate, steps=config.steps)
    assert (run.loss <= run.loss[0]).all()
    assert lrviz.diagnose(run).verdict not in ("diverges", "leaves")
    other = answer.whole_film(answer.run_of(config.replace(lr=1.01 * rate)))
    assert answer.good_rate(other) == rate


@pytest.mark.parametrize(
    ("formula", "start"),
    [
        ("exp(-x)", ()),
        ("exp(-x) + y^2", ()),
        ("x/(1 + x^2)", (3.0,)),
        ("log(1 + exp(-x))", ()),
        ("1/(1 + x^2)", ()),
        ("1/(1 + x^2 + y^2)", ()),
        ("x^2 - y^2", ()),
    ],
)
def test_what_has_no_minimum_is_first_shown_on_its_map(
    formula: str, start: tuple[float, ...]
) -> None:
    goal = lrviz.formula(formula)
    film = answer.whole_film(answer.run_of(RunConfig(formula=formula, start=start or "")))
    run = lrviz.descend(goal, lr=answer.good_rate(film), steps=100, start=start or None)
    low, high = np.array(goal.domain).T
    assert ((run.w >= low) & (run.w <= high)).all()
    assert (np.diff(run.loss) < 0).all()
    far = 0.05 * (high - low).max()
    assert np.abs(run.w[-1] - run.w[0]).max() > far  # and it gets somewhere


def test_each_run_says_of_its_own_minimum_whether_it_is_an_estimate() -> None:
    """A run that got below the known minimum has left the domain that it is known for."""
    start = {"steps": 100, "start": (-9.9,)}
    film = shoot(lrviz.objective("wave"), np.array([1e-4, 0.05, 0.2]), 3, start)
    header = Payload.of(film_payload(film, "en")).header
    own = [lrviz.diagnose(film.sweep[i]).evidence for i in range(3)]
    kinds = [each.get("minimum_kind") for each in own]
    known = [each["estimate"] for each in own] if None in kinds else None
    assert header["estimate"] == (known or [kind in ("found", "probed") for kind in kinds])


def test_presets_and_bands_of_the_axis_do_not_depend_on_the_rate_beside_it() -> None:
    axis = shoot(lrviz.objective("booth"), None, 48, SETTINGS)
    rates = axis.sweep.base_lr
    for also in (float(rates[0]) / 3, float(rates[20] + rates[21]) / 2, float(rates[-1]) * 2):
        film = shoot(lrviz.objective("booth"), rates, 48, SETTINGS, also=also)
        assert film.sweep.base_lr[film.extra] == also
        for name, index in film.presets.items():
            plain = axis.presets[name]
            assert (index is None) == (plain is None)
            assert index is None or film.sweep.base_lr[index] == rates[plain]
        header = Payload.of(film_payload(film, "en")).header
        assert header["axis_bands"] == Payload.of(film_payload(axis, "en")).header["bands"]


def test_the_rate_of_every_step_comes_with_a_schedule_and_only_then() -> None:
    plain = Payload.of(film_payload(shoot(lrviz.objective("bowl"), None, 24, SETTINGS), "en"))
    assert "lr" not in plain.arrays
    film = shoot(lrviz.objective("bowl"), None, 24, {**SETTINGS, "schedule": "one_cycle"})
    within_float32(Payload.of(film_payload(film, "en")).arrays["lr"], film.sweep.lr)


def test_the_run_on_show_comes_to_the_last_digit() -> None:
    film = shoot(lrviz.objective("bowl"), None, 24, {**SETTINGS, "optimizer": "adam"})
    rate = float(film.sweep.base_lr[7])
    payload = Payload.of(film_payload(film, "en", exact(film.sweep[7], rate)))
    assert payload.header["exact"] == {"lr": rate}
    for name in ("w", "loss", "grad"):
        np.testing.assert_array_equal(payload.doubles[name], getattr(film.sweep[7], name))
    np.testing.assert_array_equal(payload.doubles["rate"], film.sweep[7].lr)
    np.testing.assert_array_equal(payload.doubles["m"], film.sweep.state["exp_avg"][7, :-1])


@pytest.mark.parametrize("most", [60_000, 30])
def test_a_run_at_rest_comes_to_the_last_digit_or_it_is_said_that_it_does_not(
    most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lrviz.film.exact.MOST", most)
    shot = jobs.RunShot(RunConfig(objective="bowl", lr=0.125, steps=5))
    answers = jobs.rested(shot, "film", 7), jobs.slopes(shot, (0.0625, 0.125, 0.25))
    for header in (Payload.of(each).header for each in answers):
        found = {name: header[name] for name in ("exact", "inexact") if name in header}
        assert found == ({"exact": {"lr": 0.125}} if most > 30 else {"inexact": 0.125})
