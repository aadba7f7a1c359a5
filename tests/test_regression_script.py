"""Both codes of the page are really run, and end where the engine ends."""

import ast
import sys
from pathlib import Path

import numpy as np
import pytest

import lrviz
from lrviz.export.options import FORMS
from lrviz.export.regression_script import DATA_FILE, data_file, needs_file, script
from lrviz.regression.recipe import CSV, Recipe
from tests import fresh

RECIPES = {
    "houses, full batch": Recipe(epochs=30),
    "houses, both features, a share kept back": Recipe(
        features=(0, 1), share=0.25, seed=4, batch=16, epochs=3, lr=0.05
    ),
    "the notes' run": Recipe(data="textbook", batch=10, epochs=3, lr=0.03, standardised=False),
    "mean without the half": Recipe(data="textbook", batch=10, epochs=1, lr=0.03, loss="mse"),
    "plain sum": Recipe(data="textbook", rows=50, batch=7, epochs=2, lr=1e-3, loss="sse"),
    "another line, another draw, a start": Recipe(
        data="textbook", rows=80, true_w=(1.0, 5.0), true_b=-2.0, noise=0.5, data_seed=9, batch=80,
        epochs=12, start=(3.0, 1.0, 0.5),
    ),
    "one feature of two": Recipe(data="textbook", rows=60, features=(1,), batch=60, epochs=5),
    "cut off in the middle of an epoch": Recipe(rows=150, batch=1, epochs=14, lr=0.001),
    "tips": Recipe(data="tips", batch=32, epochs=2),
    "a moved point": Recipe(moved=((0, -1, 900.0),), epochs=5),
    "two groups": Recipe(data="two_groups", model="logistic", batch=20, epochs=3, lr=0.5),
}  # fmt: skip


def ending(text: str, folder: Path) -> list[float]:
    """What a script prints last, run in a fresh interpreter."""
    name, _, values = fresh.output(text, cwd=folder).splitlines()[-1].partition(" = ")
    assert name == "w"
    found: list[float] = ast.literal_eval(values)
    return found


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", RECIPES)
def test_both_codes_end_where_the_engine_ends(name: str, form: str, tmp_path: Path) -> None:
    recipe = RECIPES[name]
    made = recipe.build()
    if needs_file(recipe):
        (tmp_path / DATA_FILE).write_bytes(data_file(made))
    run = lrviz.descend(made.objective, lr=recipe.lr, **recipe.arguments(made))
    found = ending(script(recipe, made, form), tmp_path)
    assert found == pytest.approx(run.w[-1].tolist(), rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "recipe",
    [
        Recipe(lr=1e200, epochs=20),
        Recipe(lr=3.0, epochs=900),
        Recipe(data="textbook", rows=50, batch=1, lr=1e100, epochs=2),
    ],
)
def test_a_run_that_is_lost_ends_at_its_last_finite_point(
    recipe: Recipe, form: str, tmp_path: Path
) -> None:
    made = recipe.build()
    run = lrviz.descend(made.objective, lr=recipe.lr, **recipe.arguments(made))
    assert run.outcome == "non_finite"
    last = ending(script(recipe, made, form), tmp_path)
    # a sum over the rows leaves the range of the computer a few steps before the engine's mean
    assert any(last == pytest.approx(w, rel=1e-9, abs=1e-9) for w in run.w[-6:].tolist())


def test_the_short_form_uses_the_parts_that_the_notes_name() -> None:
    recipe = RECIPES["the notes' run"]
    text = script(recipe, recipe.build(), "torch")
    for part in ("nn.Linear(2, 1)", "nn.MSELoss()", "torch.optim.SGD", "DataLoader", "/ 2"):
        assert part in text
    assert "/ 2" not in script(RECIPES["mean without the half"], recipe.build(), "torch")


def test_the_names_of_a_persons_columns_never_become_code() -> None:
    table = lrviz.read_table(b'"x = 1; import os",y\n1,2\n3,5\n4,4\n')
    recipe = Recipe(data=CSV)
    for form in FORMS:
        text = script(recipe, recipe.build(table), form)
        assert "import os" not in text
        ast.parse(text)


HOLED = """a,b,c,y
1,,9,2.5
2,7,,4
,7,8,6
4,1,,8.5
5,2,3,
6,2,3,13
"""


@pytest.mark.parametrize("form", FORMS)
def test_the_codes_fit_the_rows_that_are_complete_in_the_columns_used(
    form: str, tmp_path: Path
) -> None:
    table = lrviz.read_table(HOLED.encode(), gaps="keep")
    recipe = Recipe(data=CSV, features=(0,), lr=0.04, epochs=2000, standardised=False, loss="mse")
    made = recipe.build(table)
    (tmp_path / DATA_FILE).write_bytes(data_file(made))
    by_hand = np.array([[1, 2.5], [2, 4], [4, 8.5], [6, 13]])
    assert np.array_equal(np.loadtxt(tmp_path / DATA_FILE, delimiter=","), by_hand)
    found = ending(script(recipe, made, form), tmp_path)
    assert found == pytest.approx(np.polyfit(*by_hand.T, 1).tolist(), rel=1e-6)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("value", ["3", "0.1"])
def test_the_codes_leave_a_constant_column_out_of_the_standardised_ones(
    value: str, form: str, tmp_path: Path
) -> None:
    """By hand: b goes a tenth of the way to the mean of y, 5, at every step; x, of deviation 1,
    likewise to its slope, 3, and the constant column stays at 0."""
    rows = "\n".join(
        f"{value},{x},{y}" for x, y in ((1, 2), (1, 2), (1, 2), (3, 8), (3, 8), (3, 8))
    )
    recipe = Recipe(data=CSV, features=(0, 1), epochs=5)
    made = recipe.build(lrviz.read_table(f"a,x,y\n{rows}".encode()))
    (tmp_path / DATA_FILE).write_bytes(data_file(made))
    found = ending(script(recipe, made, form), tmp_path)
    done = 1 - 0.9**5
    assert found == pytest.approx([0, 3 * done, 5 * done], rel=1e-12, abs=1e-12)


def test_an_unknown_form_is_named() -> None:
    with pytest.raises(ValueError, match="`form` must be one of scratch, torch; got 'jax'"):
        script(Recipe(), Recipe().build(), "jax")


@pytest.mark.parametrize("form", FORMS)
def test_the_codes_need_nothing_but_numpy_and_torch(form: str) -> None:
    recipe = Recipe()
    tree = ast.parse(script(recipe, recipe.build(), form))
    imported = {
        alias.name for n in ast.walk(tree) if isinstance(n, ast.Import) for alias in n.names
    }
    imported |= {str(n.module) for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
    packages = {name.split(".")[0] for name in imported} - sys.stdlib_module_names
    assert packages == {"numpy", "torch"}
