"""A regression as one record: rows fitted and kept back, scales, the recipe."""

import numpy as np
import pytest
import torch

import lrviz
from lrviz.objectives.data import DATASETS
from lrviz.regression.data import labels, moved
from lrviz.regression.recipe import CSV, Recipe, collinear, shared_task, updates
from lrviz.regression.task import MODELS, held_out, task

HOUSES = DATASETS["houses"].load()


def solved(X: np.ndarray, y: np.ndarray) -> np.ndarray:
    return np.linalg.lstsq(np.column_stack([X, np.ones(len(y))]), y, rcond=None)[0]


@pytest.mark.parametrize("standardised", [True, False])
def test_the_solution_in_original_units_is_least_squares_either_way(standardised: bool) -> None:
    made = task(*HOUSES, standardised=standardised)
    assert made.best is not None
    assert made.original(made.best) == pytest.approx(solved(*HOUSES), rel=1e-9)


def test_a_run_back_in_original_units_predicts_the_same() -> None:
    made = task(*HOUSES, standardised=True)
    run = lrviz.descend(made.objective, lr=0.3, steps=7)
    own = made.original(run.w)
    used = made.used(made.fit.X) @ run.w[:, :-1].T + run.w[:, -1]
    assert made.fit.X @ own[:, :-1].T + own[:, -1] == pytest.approx(used, rel=1e-9)


@pytest.mark.parametrize(("rows", "share"), [(10, 0.3), (7, 0.5), (100, 0.0), (3, 0.2)])
def test_the_rows_kept_back_and_those_fitted_are_all_rows_once(rows: int, share: float) -> None:
    X = np.arange(rows, dtype=float)
    made = task(X, 2 * X, share=share, seed=3)
    assert len(made.held) == round(share * rows)
    assert sorted([*made.fit.number, *made.held.number]) == list(range(rows))
    assert made.fit.X[:, 0].tolist() == made.fit.number.tolist()
    assert made.held.y.tolist() == (2 * made.held.number).tolist()


def test_another_seed_keeps_other_rows_back_and_the_same_the_same() -> None:
    assert (held_out(50, 0.3, 1) == held_out(50, 0.3, 1)).all()
    assert (held_out(50, 0.3, 1) != held_out(50, 0.3, 2)).any()


def test_the_held_out_loss_is_on_rows_the_fit_never_saw() -> None:
    made = task(*HOUSES, standardised=True, share=0.25, seed=1)
    assert made.held_objective is not None
    assert made.best is not None
    assert made.original(made.best) == pytest.approx(solved(made.fit.X, made.fit.y), rel=1e-9)
    own = made.original(made.best)
    error = made.held.X @ own[:-1] + own[-1] - made.held.y
    loss = made.held_objective.loss(torch.tensor(made.best, dtype=torch.float64))
    assert float(loss) == pytest.approx(float(np.square(error).mean() / 2), rel=1e-9)


def test_a_share_that_leaves_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="share must leave a row to fit"):
        task([1.0], [1.0], share=0.8)


def test_the_minimum_of_a_log_loss_is_searched_and_none_is_claimed_where_there_is_none() -> None:
    X, y = DATASETS["two_groups"].load()
    made = task(X, y, model="logistic")
    assert made.best is not None
    slope = made.objective.gradient(torch.tensor(made.best, dtype=torch.float64))
    assert float(slope.abs().max()) < 1e-12
    assert task([-1.0, 1.0], [0, 1], model="logistic").best is None


def test_an_unknown_model_is_named() -> None:
    with pytest.raises(ValueError, match="`model` must be one of linear, logistic; got 'cubic'"):
        task([1.0], [1.0], model="cubic")


@pytest.mark.parametrize(
    ("batch", "epochs", "expected"),
    [(0, 4, (200, 1, 4)), (10, 3, (10, 20, 60)), (64, 2, (64, 4, 8)), (1, 50, (1, 200, 2000))],
)
def test_updates_are_counted_by_epochs(
    batch: int, epochs: int, expected: tuple[int, int, int]
) -> None:
    assert updates(Recipe(batch=batch, epochs=epochs), 200) == expected


def test_the_notes_own_run_ends_as_their_code_does() -> None:
    recipe = Recipe(data="textbook", batch=10, epochs=3, lr=0.03, standardised=False)
    made = shared_task(recipe, "en")
    run = lrviz.descend(made.objective, lr=recipe.lr, **recipe.arguments(made))
    assert run.steps == 300
    assert run.loss[-1] < 1e-4
    assert np.abs(run.w[-1] - [2, -3.4, 4.2]).max() < 5e-3


def test_one_point_moved_is_one_row_changed() -> None:
    X, y = HOUSES
    new_X, new_y = moved(X, y, [(3, -1, 7.0), (5, 1, 8.0), (10**6, 0, 1.0)])
    assert (new_y[3], new_X[5, 1]) == (7.0, 8.0)
    assert int((new_X != X).sum() + (new_y != y).sum()) == 2


def test_a_moved_point_moves_the_solution() -> None:
    before = shared_task(Recipe(), "en").best
    after = shared_task(Recipe(moved=((0, -1, 1000.0),)), "en").best
    assert before is not None
    assert after is not None
    assert abs(before[1] - after[1]) > 1


@pytest.mark.parametrize(
    ("y", "good"), [([0, 1, 1], True), ([0, 0], False), ([0, 1, 2], False), ([1, 2], False)]
)
def test_labels_are_zeros_and_ones_both(y: list[float], good: bool) -> None:
    assert labels(np.array(y, float)) is good


def test_a_logistic_model_without_labels_falls_back_to_a_line() -> None:
    assert shared_task(Recipe(model="logistic"), "en").model == "linear"


def test_an_own_table_is_split_into_features_and_target() -> None:
    table = lrviz.read_table(b"a,b,c\n1,2,3\n4,5,7\n7,9,9\n")
    recipe = Recipe(data=CSV, target=1)
    names, X, target, y = recipe.columns(table)
    assert (names, target) == (["a", "c"], "b")
    assert X.tolist() == [[1, 3], [4, 7], [7, 9]]
    assert y.tolist() == [2, 5, 9]
    with pytest.raises(ValueError, match="was not given"):
        recipe.columns(None)


def test_a_log_loss_on_many_rows_is_fitted_on_every_so_many_of_them() -> None:
    table = lrviz.read_table(b"x,y\n" + b"1,0\n2,1\n3,1\n" * 20_000)
    linear, logistic = (Recipe(data=CSV, model=each).build(table) for each in MODELS)
    assert len(linear.fit) == 60_000
    assert len(logistic.fit) == 5_000
    assert logistic.fit.X[:2, 0].tolist() == table.values[[0, 12], 0].tolist()


def test_columns_that_replace_one_another_are_named() -> None:
    table = lrviz.read_table(b"a,b,y\n1,2,3\n2,4,7\n3,6,9\n")
    assert collinear(Recipe(data=CSV, features=(0, 1)).build(table)) == ("a", "b")
