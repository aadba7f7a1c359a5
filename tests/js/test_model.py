"""The model of the data view in the browser says what the engine's says."""

import numpy as np
import pytest
import torch

import lrviz
from lrviz.film.data_view import DisplayOptions, view_payload
from lrviz.objectives.base import DataObjective
from lrviz.objectives.regression import CONVENTIONS
from lrviz.regression.recipe import CSV, Recipe, shared_task
from tests.js.node import Modules, sent

LOOK = DisplayOptions(
    axes=(0, 1), held="optimum", squares=False, fan=False, rings=True, plane=True, language="en"
)
W = [1.5, -0.7, 2.5]
LINEAR = [
    Recipe(
        data="textbook",
        rows=60,
        noise=0.5,
        batch=20,
        epochs=1,
        loss=loss,
        standardised=standardised,
    )
    for loss in CONVENTIONS
    for standardised in (True, False)
]
LOGISTIC = Recipe(
    data="two_groups", rows=60, batch=20, epochs=1, model="logistic", standardised=False
)
BOTH = [*LINEAR, LOGISTIC]


def named(recipe: Recipe) -> str:
    return f"{recipe.model}-{recipe.loss}-{'standardised' if recipe.standardised else 'raw'}"


def asked(modules: Modules, recipe: Recipe, body: str) -> object:
    """``body`` with the recipe's ``model`` in the browser, and w."""
    film = sent(view_payload(recipe, shared_task(recipe, "en"), LOOK))
    given = {"film": film, "w": W}
    return modules("regression/model", f"const model = new m.Model(film); {body}", given)


@pytest.mark.parametrize("recipe", LINEAR, ids=named)
def test_loss_gradient_and_least_loss_on_all_rows_are_the_engines(
    modules: Modules, recipe: Recipe
) -> None:
    goal, w = shared_task(recipe, "en").objective, torch.tensor(W, dtype=torch.float64)
    loss, gradient, best = asked(
        modules, recipe, "const q = model.all; return [q.loss(x.w), q.gradient(x.w), q.minimum()]"
    )
    assert loss == pytest.approx(float(goal.loss(w)), rel=1e-4)
    assert gradient == pytest.approx(goal.gradient(w).tolist(), rel=1e-4, abs=1e-4)
    assert best == pytest.approx(goal.minima[0], rel=1e-4, abs=1e-4)


@pytest.mark.parametrize("recipe", BOTH, ids=named)
def test_a_batch_has_the_engines_loss_and_gradient(modules: Modules, recipe: Recipe) -> None:
    made = shared_task(recipe, "en")
    goal, w = made.objective, torch.tensor(W, dtype=torch.float64)
    assert isinstance(goal, DataObjective)
    found = asked(
        modules,
        recipe,
        """return model.epoch(1).map((k) => model.batch(k))
          .map((batch) => [batch.loss(x.w), batch.gradient(x.w)]);""",
    )
    order = torch.randperm(60, generator=torch.Generator().manual_seed(recipe.seed))
    for (loss, gradient), index in zip(found, order.split(20), strict=True):
        assert loss == pytest.approx(float(goal.batch_loss(w, index)), rel=1e-4)
        assert gradient == pytest.approx(goal.batch_gradient(w, index).tolist(), rel=1e-4, abs=1e-4)


@pytest.mark.parametrize("recipe", BOTH, ids=named)
def test_the_rows_parts_of_the_gradient_sum_to_it(modules: Modules, recipe: Recipe) -> None:
    body = """const { y } = model.data.doubles;
    return Array.from(y, (target, i) => model.share(x.w, model.features("X", i), target));"""
    parts = np.array(asked(modules, recipe, body))
    gradient = shared_task(recipe, "en").objective.gradient(torch.tensor(W, dtype=torch.float64))
    assert parts.sum(0) == pytest.approx(gradient.numpy(), rel=1e-4, abs=1e-4)


@pytest.mark.parametrize("recipe", BOTH, ids=named)
def test_predictions_in_original_units_are_the_engines(modules: Modules, recipe: Recipe) -> None:
    made = shared_task(recipe, "en")
    own, said = asked(
        modules,
        recipe,
        """const own = model.original(x.w);
        return [own, [0, 1].map((i) => model.predict(own, model.features("X", i)))];""",
    )
    known = made.original(W)
    score = made.fit.X[:2] @ known[:-1] + known[-1]
    assert own == pytest.approx(known.tolist(), rel=1e-5)
    right = 1 / (1 + np.exp(-score)) if recipe.model == "logistic" else score
    assert said == pytest.approx(right.tolist(), rel=1e-4)


@pytest.mark.parametrize("first", [1_700_000_001, 20_240_101, 1_000_000_001])
@pytest.mark.parametrize("apart", [1, 60])
def test_rows_far_from_zero_keep_their_digits(modules: Modules, first: int, apart: int) -> None:
    """By hand: 20, 23, 25, 26, 30 have the mean 24.8 and rise by 2.3 from row to row."""
    rows = "".join(f"{first + n * apart},{y}\n" for n, y in enumerate((20, 23, 25, 26, 30)))
    recipe = Recipe(data=CSV)
    made = recipe.build(lrviz.read_table(f"t,temp\n{rows}".encode()))
    given = {"film": sent(view_payload(recipe, made, LOOK)), "w": list(made.best or ())}
    body = """const model = new m.Model(film), own = model.original(x.w);
    return [0, 1, 2, 3, 4].map((i) => model.predict(own, model.features("X", i)));"""
    said = modules("regression/model", body, given)
    assert said == pytest.approx([20.2, 22.5, 24.8, 27.1, 29.4], abs=1e-5)


def test_a_row_far_away_has_a_loss_too(modules: Modules) -> None:
    recipe = Recipe(moved=((3, 0, 1e50),), standardised=False)
    loss = float(shared_task(recipe, "en").objective.loss(torch.tensor([1.0, 1.0]).double()))
    found = asked(modules, recipe, "return model.all.loss([1, 1])")
    assert found == pytest.approx(loss, rel=1e-9)
