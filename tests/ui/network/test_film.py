"""Training as the page asks for it: kept, thinned, told of, stopped."""

import pickle
from typing import Any

import numpy as np
import pytest
import torch

import lrviz
from lrviz.film.network.training import (
    FRAMES,
    Training,
    TrainingFilm,
    film_of,
    frames,
    train,
)
from lrviz.objectives.examples import EXAMPLES
from lrviz.states.network import RECORD_BYTES, build, data_of, most_steps, own_data
from lrviz.ui.pages.network.settings import SETTINGS


def of(**changes: object) -> Training:
    return Training(values={**SETTINGS.defaults, "steps": 40, "width": 4, **changes})


def test_a_film_is_the_run_of_the_engine() -> None:
    training = of(optimizer="sgd", batch=16, seed=5, noise=10)
    film = film_of(training)
    data = data_of(training.values)
    net = lrviz.network(data.X, data.y, hidden=(4,), activation="relu", init="torch", seed=5)
    run = lrviz.descend(net, lr=0.05, steps=40, batch_size=16, seed=5)
    np.testing.assert_array_equal(film.loss, run.loss)
    np.testing.assert_array_equal(film.w, run.w[film.steps])
    held = net.on(*data.held).loss(torch.tensor(run.w))
    np.testing.assert_allclose(film.held_loss, held, rtol=1e-12)
    assert film.diagnosis.verdict == lrviz.diagnose(run).verdict
    assert not film.plain


def test_the_same_settings_give_the_same_film_whatever_is_looked_at() -> None:
    """One and the same question is answered once, see ``tests/compute``."""
    first, other = of(tab="bends"), of(tab="health", plane="random", other=7)
    assert first.deciding == other.deciding
    assert hash(first.deciding) == hash(other.deciding)
    assert first.deciding != of(seed=9).deciding


@pytest.mark.parametrize("steps", [0, 1, 7, 99, 100, 101, 150, 1000, 2000])
def test_frames_are_steps_in_order_from_the_first_to_the_last(steps: int) -> None:
    shown = frames(steps)
    assert shown[0] == 0
    assert shown[-1] == steps
    assert (np.diff(shown) > 0).all()
    assert len(shown) == min(steps + 1, FRAMES)


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_data_set_has_rows_to_train_on_and_others_to_judge_by(name: str) -> None:
    data = data_of({**SETTINGS.defaults, "data": name, "noise": 10})
    assert len(data.X) == len(data.y) == 64
    assert not {tuple(row) for row in data.X} & {tuple(row) for row in data.held[0]}
    assert (data.loss == "log_loss") == (set(data.y) <= {0.0, 1.0})
    assert film_of(of(data=name, steps=5)).made == 5


def test_a_training_that_is_ended_keeps_what_there_is() -> None:
    told = []

    def progress(done: float, whole: float) -> bool:
        told.append((done, whole))
        return done < 128

    training = of(steps=400, seed=77)
    film = train(training.deciding, progress)
    assert film.stopped
    assert film.made == 128 == told[-1][0]
    assert told[-1][1] == film.asked == 400
    assert film.diagnosis.verdict in list(lrviz.Verdict)
    whole = film_of(training)  # nothing half done is kept for others
    assert whole.made == 400
    assert not whole.stopped
    np.testing.assert_array_equal(whole.loss[:129], film.loss)


def test_a_film_arrives_as_it_was_sent() -> None:
    film = film_of(of(noise=10))
    there = pickle.loads(pickle.dumps(film))  # noqa: S301
    np.testing.assert_array_equal(there.path, film.path)
    assert there.net.sizes == film.net.sizes
    assert not there.path.flags.writeable
    assert (there.data.truth is None) == (film.data.truth is None)


def test_a_run_that_blows_up_is_shown_as_far_as_it_went() -> None:
    film = film_of(of(lr=70.0, optimizer="sgd", activation="relu", depth=3, steps=400, width=16))
    assert film.diagnosis.verdict == "diverges"
    assert film.made < 400
    assert np.isfinite(film.w).all()


def test_the_steps_of_a_large_network_are_bounded_by_what_they_take() -> None:
    large = {**SETTINGS.defaults, "width": 64, "depth": 12, "steps": 2000}
    net = build(large, data_of(large))
    assert 50 < most_steps(net) < 2000
    assert most_steps(net) * net.dim * 4 * 8 <= RECORD_BYTES
    assert most_steps(build(dict(SETTINGS.defaults), data_of(SETTINGS.defaults))) == 2000


def test_a_table_of_ones_own_is_standardised_and_one_row_in_four_is_held_out() -> None:
    x = np.linspace(3, 9, 40)
    data = own_data(x[:, None], 100 * x, ("size", "price"))
    assert (len(data.y), len(data.held[1])) == (30, 10)
    for seen in (data.X[:, 0], data.y):  # what it never sees has no part in it
        assert seen.mean() == pytest.approx(0, abs=1e-12)
        assert seen.std() == pytest.approx(1)
    back = np.polynomial.Polynomial.fit(data.X[:, 0], data.y, 1)  # price is 100 times size
    np.testing.assert_allclose(back(data.held[0][:, 0]), data.held[1], atol=1e-12)
    known = np.sort(np.concatenate([data.X[:, 0], data.held[0][:, 0]]))
    np.testing.assert_allclose(np.diff(known), np.ptp(known) / 39)  # all rows, alike
    assert data.loss == "mse"
    labels = own_data(np.column_stack([x, x**2]), (x > 5) * 1.0, ("a", "b", "c"))
    assert labels.loss == "log_loss"
    assert set(labels.y) == {0.0, 1.0}
    film = film_of(Training(values={**SETTINGS.defaults, "data": "csv", "steps": 5}, table=labels))
    assert film.net.sizes == (2, 12, 1)


@pytest.mark.parametrize("value", [0.1, 0.3, 5.0])
def test_a_target_of_one_value_is_nothing_once_standardised(value: float) -> None:
    """The mean of twelve times 0.1 is not 0.1: what is left of it is no deviation."""
    data = own_data(np.arange(12.0)[:, None], np.full(12, value), ("a", "b"))
    assert set(data.y) == {0.0}
    assert np.abs(data.held[1]).max() < 1e-15


def test_a_column_says_that_its_numbers_are_not_those_of_the_table() -> None:
    x = np.arange(12.0)
    fit = own_data(x[:, None], x**2, ("age", "price"))
    assert [fit.called(i, "en") for i in (0, -1)] == ["age, standardised", "price, standardised"]
    labels = own_data(np.column_stack([x, x % 5]), x % 2, ("age", "size", "ill"))
    assert labels.called(1, "zh") == "size（已标准化）"
    assert labels.called(2, "en") == "ill"  # as it was
    assert data_of(dict(SETTINGS.defaults)).called(0, "en") == "x"


@pytest.mark.parametrize("steps", [1, 40])
def test_a_training_gives_way_to_a_hand_that_drags(steps: int) -> None:
    """However short: twenty of them hold no worker that a film of a few milliseconds waits for."""
    asked = []

    def ask(job: Any, *settings: Any, long: bool = False, tell: Any = None) -> Any:
        asked.append((job, long))
        return job(*settings)

    film_of(of(steps=steps), ask=ask)
    assert asked == [(train, True)]


def test_a_film_knows_its_size() -> None:
    film = film_of(of())
    assert isinstance(film, TrainingFilm)
    assert film.bytes >= film.w.nbytes + film.loss.nbytes
