"""What the data view is sent: each batch's loss as a quadratic, the rows, the meaning."""

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch

import lrviz
from lrviz.film import regression as films
from lrviz.film.data_view import DisplayOptions, texts, view_payload
from lrviz.film.film import Film, shoot
from lrviz.objectives.regression import CONVENTIONS, LinearRegression
from lrviz.regression.recipe import CSV, Recipe, shared_task, updates
from lrviz.states.regression import DEFAULTS
from lrviz.text import LANGUAGES
from lrviz.ui.pages.regression.settings import SETTINGS
from tests.ui.payloads import Payload

LOOK = DisplayOptions(
    axes=(0, 1), held="optimum", squares=False, fan=False, rings=True, plane=True, language="en"
)
SOME = Recipe(features=(0, 1), batch=32, epochs=3, share=0.2, seed=5)


def table_of(values: np.ndarray) -> lrviz.objectives.Table:
    """A table of x and y without its file."""
    rows = np.arange(len(values)) + 2
    return replace(lrviz.read_table(b"x,y\n0,0\n"), values=values, rows=rows)


def sent(recipe: Recipe, look: DisplayOptions = LOOK) -> Payload:
    return Payload.of(view_payload(recipe, shared_task(recipe, look.language), look))


def value(Q: np.ndarray, w: np.ndarray, best: list[float]) -> float:
    z = np.append(w - best, 1.0)
    return float(z @ Q.reshape(len(z), len(z)) @ z)


@pytest.mark.parametrize("loss", CONVENTIONS)
@pytest.mark.parametrize("standardised", [True, False])
def test_every_batch_s_quadratic_gives_the_loss_that_the_engine_saw(
    loss: str, standardised: bool
) -> None:
    recipe = Recipe(
        data="textbook", rows=90, noise=0.5, batch=20, epochs=2, loss=loss,
        standardised=standardised,
    )  # fmt: skip
    made, got = shared_task(recipe, "en"), sent(recipe)
    run = lrviz.descend(made.objective, lr=1e-3, **recipe.arguments(made))
    assert run.batch_loss is not None
    best, Qs = got.header["best"], got.doubles["batch_Q"]
    assert len(Qs) == run.steps == 10
    for k in range(run.steps):
        assert value(Qs[k], run.w[k], best) == pytest.approx(run.batch_loss[k], rel=2e-6)
        z = np.append(run.w[k] - best, 1.0)
        assert (2 * Qs[k] @ z)[:-1] == pytest.approx(run.grad[k], rel=1e-4, abs=1e-5)


def test_the_quadratics_of_all_rows_and_of_those_kept_back_are_their_losses() -> None:
    made, got = shared_task(SOME, "en"), sent(SOME)
    w = np.array([30.0, -2.0, 90.0])
    point = torch.tensor(w)
    for name, goal in (("Q", made.objective), ("held_Q", made.held_objective)):
        assert isinstance(goal, LinearRegression)
        found = value(got.doubles[name][0], w, got.header["best"])
        assert found == pytest.approx(float(goal.loss(point)), rel=1e-5)


def test_the_rows_named_for_each_batch_are_the_engine_s() -> None:
    made, got = shared_task(SOME, "en"), sent(SOME)
    run = lrviz.descend(made.objective, lr=1e-3, **SOME.arguments(made))
    assert run.batch_index is not None
    offsets, index = got.header["offsets"], got.doubles["index"]
    for k in range(run.steps):
        assert index[offsets[k] : offsets[k + 1]].tolist() == run.batch_index[k].tolist()


def test_the_last_epoch_is_whole_so_that_its_fan_is() -> None:
    cut = Recipe(rows=200, batch=1, epochs=15)
    assert updates(cut, 200)[2] == 2000
    got = sent(Recipe(rows=90, batch=20, epochs=2))
    assert len(got.doubles["batch_Q"]) == 2 * got.header["per_epoch"]


def test_a_run_that_is_cut_off_has_the_epochs_that_it_begins() -> None:
    for batch, epochs, begun in ((7, 2000, 69), (7, 68, 68), (0, 2000, 2000), (50, 3, 3)):
        assert sent(Recipe(batch=batch, epochs=epochs)).header["epochs"] == begun


def test_full_batch_has_no_batches() -> None:
    got = sent(Recipe())
    assert "batch_Q" not in got.doubles
    assert got.header["offsets"] is None


def test_many_rows_are_drawn_in_part_and_their_batches_not_marked() -> None:
    got = sent(Recipe(data="textbook", rows=5000, batch=500, epochs=1))
    assert (got.header["drawn"], got.header["rows"]) == (1500, 5000)
    assert len(got.doubles["X"]) == 1500
    assert got.header["offsets"] is None
    assert len(got.doubles["batch_Q"]) == 10


def test_the_exact_solution_is_sent_in_original_units() -> None:
    made, got = shared_task(SOME, "en"), sent(SOME)
    table = np.column_stack([made.fit.X, np.ones(len(made.fit))])
    expected = np.linalg.lstsq(table, made.fit.y, rcond=None)[0]
    assert got.header["exact"] == pytest.approx(expected, rel=1e-9)


def test_a_log_loss_has_no_quadratic() -> None:
    got = sent(Recipe(data="two_groups", model="logistic"))
    assert not {"Q", "batch_Q"} & set(got.doubles)
    assert got.header["picture"] == "groups"


def test_two_features_are_sent_as_a_box_that_may_be_changed_for_a_picture_on_two_axes() -> None:
    got, made = sent(SOME), shared_task(SOME, "en")
    assert got.header["picture"] == "plane"
    assert set(got.header["alt"]) == {"plane", "fit"}
    assert all(name in got.header["alt"]["plane"] for name in (*made.features, made.target))
    rows = np.column_stack([made.fit.X, made.fit.y])
    for values, (low, high) in zip(rows.T, got.header["box"], strict=True):
        assert low < values.min() < values.max() < high
    assert got.header["held_mark"]
    assert got.header["spec"]["data"][0]["name"] == "perfect"
    assert got.header["look"]["plane"] is True


def test_other_pictures_have_no_box_and_one_text() -> None:
    for recipe in (Recipe(), Recipe(data="two_groups", model="logistic"), Recipe(share=0.5)):
        header = sent(recipe).header
        assert header["box"] == []
        assert list(header["alt"]) == [header["picture"]]
        assert bool(header["held_mark"]) == bool(header["held_rows"])


def test_the_condition_number_and_the_critical_rate_are_said_and_move_with_the_loss() -> None:
    said = {loss: sent(Recipe(loss=loss)).header["scaling"] for loss in CONVENTIONS}
    assert said["half_mse"] == "condition number 1 · critical rate 2/λmax = 2"
    assert said["mse"].endswith("= 1")
    assert said["sse"].endswith("= 0.005")


def test_with_minibatches_the_bound_of_the_sharpest_batch_is_said() -> None:
    recipe = Recipe(data="textbook", batch=1, epochs=2)
    made = shared_task(recipe, "en")
    longest = max(float(x @ x) + 1 for x in made.used(made.fit.X))  # the rows, with the bias's one
    said = sent(recipe).header["scaling"]
    assert f"{2 / longest:.4g} on the sharpest batch" in said
    assert "on all rows" in said


def test_the_id_is_that_of_what_is_shown() -> None:
    assert sent(SOME).header["id"] == sent(SOME).header["id"]
    for other in (replace(LOOK, axes=(0, 2)), replace(LOOK, plane=False)):
        assert sent(SOME).header["id"] != sent(SOME, other).header["id"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_header_is_plain_json_in_every_language(language: str) -> None:
    look = replace(LOOK, held="current", squares=True, fan=True, language=language)
    got = sent(SOME, look)
    json.dumps(got.header, allow_nan=False)
    assert got.header["texts"] == dict(texts(language))


def test_a_new_data_set_is_first_shown_at_a_rate_that_converges_in_several_steps() -> None:
    recipe = Recipe(data="tips")
    made = shared_task(recipe, "en")
    film = films.film(recipe, made, (0, 1))
    rate = films.calm_rate(film)
    run = lrviz.descend(made.objective, lr=rate, **recipe.arguments(made))
    diagnosis = lrviz.diagnose(run)
    assert diagnosis.verdict == "converges"
    assert diagnosis.evidence["settled"] > 4


@pytest.mark.parametrize("epochs", [40, 2000])
@pytest.mark.parametrize("standardised", [True, False])
@pytest.mark.parametrize("rows", ["1,0 2,0 5,1 6,1", "0,0 0,1 1,1 1,1"])
def test_labels_without_a_minimum_are_first_shown_at_a_rate_that_stays_on_the_map(
    rows: str, standardised: bool, epochs: int
) -> None:
    table = lrviz.read_table(f"x,y {rows}".replace(" ", "\n").encode())
    recipe = Recipe(data=CSV, model="logistic", standardised=standardised, epochs=epochs)
    made = recipe.build(table)
    rate = films.calm_rate(films.film(recipe, made, (0, 1)))
    run = lrviz.descend(made.objective, lr=rate, **recipe.arguments(made))
    low, high = np.transpose(made.objective.domain)
    assert ((low <= run.w) & (run.w <= high)).all()
    assert (np.diff(run.loss) < 0).all()
    assert lrviz.diagnose(run).verdict == "crawls"
    assert run.loss[-1] < run.loss[0] - 0.2 * (run.loss[0] - (made.objective.infimum or 0))


def test_the_start_dragged_on_the_map_moves_its_two_parameters_only() -> None:
    recipe = Recipe(features=(0, 1), start=(1.0, 2.0, 3.0))
    made = shared_task(recipe, "en")
    assert films.with_start(recipe, made, (2, 0), [7, 8]).start == (8.0, 2.0, 7.0)
    for bad in ([1], "x", [1, None], [1e300, 0], None):
        assert films.with_start(recipe, made, (2, 0), bad) is recipe


def test_a_map_of_many_parameters_holds_the_others_at_the_optimum() -> None:
    made = shared_task(SOME, "en")
    surface = made.map((1, 2))
    assert surface is not None
    assert surface.at == made.best
    assert shared_task(Recipe(), "en").map((0, 1)) is None


def test_a_film_is_lighter_where_every_rate_costs_more() -> None:
    rng = np.random.default_rng(0)
    X = rng.normal(size=(200_000, 1))
    table = table_of(np.column_stack([X, rng.integers(0, 2, 200_000)]))
    heavy = Recipe(data=CSV, model="logistic", epochs=400)
    made = heavy.build(table)
    assert films.slow(heavy, made)
    assert films.count(heavy, made) < films.count(Recipe(epochs=400), shared_task(Recipe(), "en"))
    assert not films.slow(Recipe(), shared_task(Recipe(), "en"))


def test_every_setting_of_the_page_has_a_default_that_its_reader_takes() -> None:
    assert {each.name for each in SETTINGS.settings} == set(DEFAULTS)
    for each in SETTINGS.settings:
        assert each.read(DEFAULTS[each.name]) == DEFAULTS[each.name]
    assert len({each.key for each in SETTINGS.settings}) == len(SETTINGS.settings)


def test_a_slow_film_tells_its_progress_and_finds_its_rates_on_some_rows() -> None:
    rng = np.random.default_rng(0)
    X = rng.normal(size=(5_000, 1))
    table = table_of(np.column_stack([X, X[:, 0] + rng.normal(size=5_000) > 0]))
    recipe = Recipe(data=CSV, model="logistic", epochs=50)
    made = recipe.build(table)
    assert films.slow(recipe, made)
    shown: list[float] = []
    film = films.film(recipe, made, (0, 1), lambda done, of: shown.append(done / of))
    assert shown == sorted(shown)
    assert 0 < shown[0] <= 1 / 3 < shown[-1] == 1.0
    assert len(film.sweep) >= films.FEWEST_SLOW
    assert {"converges", "crawls"} <= {each.verdict.value for each in film.diagnoses}


def test_a_row_of_an_own_table_is_known_by_its_row_in_the_file() -> None:
    table = lrviz.read_table(b"x,y\n0,0\n,5\n1,1\n0.5,\n2,3\n", gaps="keep")
    recipe = Recipe(data=CSV)
    got = Payload.of(view_payload(recipe, recipe.build(table), LOOK))
    assert got.doubles["known"].tolist() == [2, 4, 6]
    assert got.doubles["number"].tolist() == [0, 1, 2]
    assert sent(Recipe()).doubles["known"][:2].tolist() == [1, 2]


@pytest.mark.parametrize("epochs", [1, 3, 50])
def test_progress_goes_from_the_search_for_the_rates_to_the_end(epochs: int) -> None:
    recipe = Recipe(batch=10, epochs=epochs)
    shown: list[float] = []
    film = films.film(
        recipe, shared_task(recipe, "en"), (0, 1), lambda done, of: shown.append(done / of)
    )
    assert shown == sorted(shown)
    assert 0 < shown[0] <= 1 / 3 < shown[-1] == 1.0
    assert recipe.lr in film.sweep.base_lr


def test_a_film_is_shot_once(monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[Film] = []

    def shot(*args: Any, **options: Any) -> Film:
        taken.append(shoot(*args, **options))
        return taken[-1]

    monkeypatch.setattr(films, "shoot", shot)
    film = films.film(Recipe(), shared_task(Recipe(), "en"), (0, 1))
    assert taken == [film]


def test_what_is_kept_of_a_task_belongs_to_its_batches() -> None:
    recipe = Recipe(data="textbook", rows=90, noise=0.5)
    kept = shared_task(recipe, "en")
    for batch, epochs in [(20, 2), (20, 3), (30, 2), (0, 1), (20, 2)]:
        asked = replace(recipe, batch=batch, epochs=epochs)
        assert shared_task(asked, "en") is kept
        alone = asked.build(None, "en")
        fresh = Payload.of(view_payload(asked, alone, LOOK)).doubles
        for _ in range(2):
            again = sent(asked).doubles
            assert again.keys() == fresh.keys()
            assert all(np.array_equal(again[name], fresh[name]) for name in fresh)
