"""The views of the Network page: what each reel shows is what was computed."""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
import torch

from lrviz.analysis.health import health as measured
from lrviz.analysis.planes import pca_plane, shadow
from lrviz.analysis.theory import critical_lr
from lrviz.figures.encode import untyped
from lrviz.figures.theme import DARK, LIGHT
from lrviz.film.network import bends, generalisation, health, landscape, seed_barriers
from lrviz.film.network.rates import RATES, rates
from lrviz.film.network.recipe import recipe
from lrviz.film.network.training import Training, TrainingFilm, film_of
from lrviz.film.reel import Grow, Plot, Reel, Swap
from lrviz.objectives.examples import CORNERS, CURVES
from lrviz.states.network import own_data
from lrviz.text import LANGUAGES, say
from lrviz.text.numbers import number
from lrviz.ui.pages.network.settings import SETTINGS
from tests import draws


def quiet(_done: int, _whole: int) -> None:
    """Tells nobody."""


def training(**changes: object) -> Training:
    return Training(values={**SETTINGS.defaults, "steps": 60, "width": 5, **changes})


VIEWS: dict[str, Callable[[TrainingFilm, Training, str], Reel]] = {
    "bends": lambda film, asked, language: bends.bends(film, language),
    "landscape": lambda film, asked, language: landscape.landscape(film, asked, language, quiet),
    "health": lambda film, asked, language: health.health(film, asked, language, quiet),
    "general": lambda film, asked, language: generalisation.general(film, language),
    "widths": lambda film, asked, language: generalisation.widths(film, asked, language, quiet),
    "cost": generalisation.costs,
    "rates": lambda film, asked, language: rates(film, asked, language, quiet),
    "recipe": lambda film, asked, language: recipe(language),
}
KINDS = [
    {},
    {"data": "rings", "activation": "sigmoid", "depth": 3},
    {"data": "ripple", "activation": "hard_sigmoid", "init": "zeros", "depth": 2, "batch": 8},
    {"data": "xor", "lr": 10.0, "optimizer": "sgd", "width": 16, "depth": 4},
    {"steps": 1, "width": 1, "activation": "tanh"},
    {"data": "hat", "init": "normal", "depth": 8, "plane": "weights", "axis1": 3, "axis2": 3},
    {"data": "step", "plane": "random"},
]
BILINGUAL = KINDS[:3:2]  # what is computed is the same in every language


def plot(reel: Reel, name: str) -> Plot:
    return next(each for each in reel.plots if each.name == name)


def trace(one: Plot, name: str) -> dict[str, object]:
    return next(each for each in one.spec(LIGHT)["data"] if each["name"] == name)


@pytest.mark.parametrize(("kind", "view"), draws.grid(KINDS, VIEWS, one_in=8), ids=str)
def test_every_view_of_every_network_can_be_sent(view: str, kind: dict[str, object]) -> None:
    asked = training(**kind)
    film = film_of(asked)
    for language in ("en", "zh")[: 1 + (kind in BILINGUAL)]:
        reel = VIEWS[view](film, asked, language)
        assert reel.payload("key", language)
        for one in reel.plots:
            assert one.alt
            assert one.title
            assert len(one.captions) in {0, 1, reel.frames}
            assert "nan" not in " ".join(one.captions).lower()
            for theme in (LIGHT, DARK):
                assert one.spec(theme)["layout"]


def test_the_fit_and_the_units_are_those_of_torch() -> None:
    film = film_of(training())
    reel = bends.bends(film, "en")
    fit = plot(reel, "fit").moving["fit"]
    assert isinstance(fit, Swap)
    x = np.asarray(fit.x)[0]
    coarse = np.asarray(plot(reel, "units").moving["sum"].x)[0]  # type: ignore[union-attr]
    for k in (0, 7, 60):
        module = film.net.module(torch.tensor(film.w[k]))
        known = module(torch.tensor(x)[:, None]).detach().squeeze(-1).numpy()
        np.testing.assert_allclose(np.asarray(fit.y)[k], known, atol=1e-12)
        units = [np.asarray(plot(reel, "units").moving[f"unit{i}"].y)[k] for i in range(5)]  # type: ignore[union-attr]
        known = module(torch.tensor(coarse)[:, None]).detach().squeeze(-1).numpy()
        np.testing.assert_allclose(sum(units) + film.w[k, -1], known, atol=1e-12)
    target = trace(plot(reel, "fit"), "target")
    np.testing.assert_allclose(untyped(target["y"]), CURVES["pieces"].truth(x))


def test_captions_say_the_step_and_the_loss_of_their_frame() -> None:
    film = film_of(training(steps=300))
    one = plot(bends.bends(film, "en"), "loss")
    assert film.steps[50] != 50
    assert one.captions[50].startswith(f"Step {film.steps[50]} of 300: loss ")
    marks = one.moving["loss_now"]
    assert isinstance(marks, Swap)
    np.testing.assert_allclose(np.asarray(marks.y)[:, 0], film.loss[film.steps])


def test_corner_marks_lie_on_the_fit_and_are_counted() -> None:
    film = film_of(training(steps=200))
    one = plot(bends.bends(film, "en"), "fit")
    marks = one.moving["corners"]
    assert isinstance(marks, Swap)
    at, height = np.asarray(marks.x)[-1], np.asarray(marks.y)[-1]
    seen = np.isfinite(at)
    assert f"{seen.sum()} bends" in one.captions[-1]
    known = film.net.predict(torch.tensor(film.w[-1]), torch.tensor(at[seen][:, None]))
    np.testing.assert_allclose(height[seen], known)


def test_a_fit_beyond_the_picture_is_said_to_be() -> None:
    film = film_of(training(lr=10.0, optimizer="sgd", activation="tanh"))
    one = plot(bends.bends(film, "en"), "fit")
    low, high = one.spec(LIGHT)["layout"]["yaxis"]["range"]
    for caption, fit in zip(one.captions, np.asarray(one.moving["fit"].y), strict=True):  # type: ignore[union-attr]
        assert ("leaves the picture" in caption) == bool(fit.min() < low or fit.max() > high)
    assert any("leaves the picture" in caption for caption in one.captions)


def test_a_table_of_ones_own_has_no_target_and_its_names_are_text() -> None:
    x = np.linspace(0, 1, 12)
    own = own_data(x[:, None], x**2, ("<b>x</b>", "$y^2$"))
    film = film_of(replace(training(steps=2, data="csv"), table=own))
    for language in LANGUAGES:
        one = bends.fit_plot(film, language)
        spec = one.spec(LIGHT)
        assert "target" not in [each["name"] for each in spec["data"]]
        notes = [each["text"] for each in spec["layout"]["annotations"]]
        names = ("&lt;b&gt;x&lt;/b&gt;", "&#36;y^2&#36;")
        across, up = (say("network.standardised", language, name=name) for name in names)
        assert spec["layout"]["xaxis"]["title"]["text"] == across
        assert notes == [up, say("network.figure.line_key", language)]
        assert ("dashed" if language == "en" else "虚线") not in one.alt
        long = replace(film, data=own_data(x[:, None], x**2, ("x" * 80, "y")))
        title = bends.fit_plot(long, language).spec(LIGHT)["layout"]["xaxis"]["title"]["text"]
        assert title == say("network.standardised", language, name="x" * 59 + "…")
        alone = bends.fit_plot(film, language, veils=frozenset({"fit"}))
        assert alone.alt == say("network.alt.rows_alone", language)
        assert len(alone.spec(LIGHT)["layout"]["annotations"]) == 1


def test_rows_on_the_border_of_two_classes_are_on_no_side() -> None:
    """With zeros everywhere the probability is ½ for every row."""
    film = film_of(training(data="rings", init="zeros", steps=1))
    one = plot(bends.bends(film, "en"), "fit")
    np.testing.assert_array_equal(np.asarray(one.moving["probability"].z)[0], 0.5)  # type: ignore[union-attr]
    assert one.captions[0] == "Step 0 of 1: 0% of the rows lie on their own side."


def test_the_built_recipe_says_what_it_draws() -> None:
    """Of six pieces, some rise, some fall and some are level: the words are true of all."""
    rises = [high - low for (_, low), (_, high) in pairwise(CORNERS)]
    assert min(rises) < 0 < max(rises)
    assert 0 in rises
    captions = recipe("en").plots[0].captions
    for i, rise in enumerate(rises):
        told = captions[1 + 3 * i : 4 + 3 * i]
        assert not any(word in " ".join(told) for word in ("rise", "higher", "fall"))
        assert all(f"by {number(rise)}" in each for each in told[1:])
    zh = " ".join(recipe("zh").plots[0].captions)
    assert "上升" not in zh


def test_the_recipe_ends_at_the_curve_itself() -> None:
    reel = recipe("en")
    total = reel.plots[0].moving["sum"]
    assert isinstance(total, Swap)
    x, end = np.asarray(total.x)[0], np.asarray(total.y)[-1]
    np.testing.assert_allclose(end, CURVES["pieces"].truth(x), atol=1e-12)
    assert reel.frames == 1 + 3 * (len(CORNERS) - 1)


def test_the_landscape_shows_the_shadow_of_the_path() -> None:
    asked = training(activation="tanh")
    film = film_of(asked)
    reel = landscape.landscape(film, asked, "en", quiet)
    cast = shadow(film.net, pca_plane(film.w), film.w)
    path = plot(reel, "plane").moving["path"]
    assert isinstance(path, Grow)
    np.testing.assert_allclose(path.points, cast.coordinates)
    true, shown = (untyped(trace(plot(reel, "honest"), name)["y"]) for name in ("true", "plane"))
    np.testing.assert_allclose(true, film.loss[film.steps], rtol=1e-12)
    np.testing.assert_allclose(shown, cast.plane_loss)
    ends = plot(reel, "ends")
    assert all(f"Seed {seed}:" in ends.captions[0] for seed in (1, 3, 4))  # 2 is the run's own


def test_where_all_weights_are_zero_the_empty_plane_says_why() -> None:
    asked = training(init="zeros", plane="random", steps=3)
    film = film_of(asked)
    for language in LANGUAGES:
        one = plot(landscape.landscape(film, asked, language, quiet), "plane")
        assert list(one.captions) == [say("network.caption.no_plane", language)] == [one.alt]


def test_health_shows_the_sizes_and_the_limit_of_the_rate_in_use() -> None:
    asked = training(optimizer="sgd", lr=0.1, activation="tanh")
    film = film_of(asked)
    reel = health.health(film, asked, "en", quiet)
    sizes = measured(film.net, film.w)
    bars = plot(reel, "gradient").moving["size"]
    assert isinstance(bars, Swap)
    np.testing.assert_allclose(np.asarray(bars.y), sizes.gradient)
    sharp = plot(reel, "sharpness")
    (level,) = sharp.spec(LIGHT)["layout"]["shapes"]
    assert level["y0"] == level["y1"] == pytest.approx(2 / 0.1)
    assert "2/η = 20" in sharp.captions[0]
    largest = untyped(trace(sharp, "sharp")["y"]).max()
    run_limit = critical_lr(_run(film))
    assert 2 / largest == pytest.approx(run_limit, rel=0.05)


def _run(film: TrainingFilm) -> object:
    from lrviz import descend

    return descend(film.net, lr=film.lr, steps=film.made)


def test_two_over_eta_is_not_called_a_limit_where_it_is_none() -> None:
    asked = training(optimizer="adam")
    sharp = plot(health.health(film_of(asked), asked, "en", quiet), "sharpness")
    assert "which this run is not" in sharp.captions[0]


def test_zero_weights_are_said_to_leave_the_units_alike() -> None:
    asked = training(init="zeros", activation="sigmoid", data="rings", steps=200)
    captions = plot(health.health(film_of(asked), asked, "en", quiet), "gradient").captions
    assert all("equal to the last bit" in caption for caption in captions)
    other = training(init="xavier", activation="sigmoid", data="rings")
    captions = plot(health.health(film_of(other), other, "en", quiet), "gradient").captions
    assert not any("equal to the last bit" in caption for caption in captions)


def test_widths_are_trained_each_on_its_own() -> None:
    asked = training()
    film = film_of(asked)
    one = plot(generalisation.widths(film, asked, "en", quiet), "widths")
    known = film_of(training(width=8)).loss[-1]
    train, held = (untyped(trace(one, name)["y"]) for name in ("train", "held"))
    assert train[generalisation.WIDTHS.index(8)] == pytest.approx(known, rel=1e-9)
    fresh = film_of(training(width=8))
    other = fresh.net.on(*film.data.held).loss(torch.tensor(fresh.w[-1]))
    assert held[generalisation.WIDTHS.index(8)] == pytest.approx(float(other), rel=1e-9)


@pytest.mark.parametrize(("lr", "lost"), [(0.05, 0), (1.0, 0), (10.0, 7)])
def test_widths_whose_training_blew_up_have_no_loss_at_the_end(lr: float, lost: int) -> None:
    asked = training(optimizer="sgd", lr=lr, steps=30)
    found = generalisation.by_width(asked)
    assert int(np.isnan(found.held).sum()) == lost
    reel = generalisation.widths(film_of(training(steps=1)), asked, "en")
    (caption,), alt = reel.plots[0].captions, reel.plots[0].alt
    assert (f"{lost} of the widths ended beyond" in caption) == bool(lost)
    assert ("no curve" in alt) == (lost == 7)
    assert ("best" in caption) == (lost < 7)
    for theme in (LIGHT, DARK):
        assert reel.plots[0].spec(theme)


def test_ends_far_beyond_all_squares_have_a_distance() -> None:
    """The square of 10²⁰⁰ is no number."""
    asked = Training(values={**SETTINGS.defaults, "optimizer": "sgd", "lr": 50.0, "depth": 3})
    film = film_of(asked)
    assert np.abs(film.w[-1]).max() > 1e199
    found = seed_barriers.barriers(film, asked, 1)
    far = np.sqrt(np.square(film.w[-1].astype(np.longdouble)).sum())  # the others stayed near
    np.testing.assert_allclose(np.array(found.distances, dtype=np.longdouble), far, rtol=1e-9)


def test_every_rate_ends_where_it_ends_alone() -> None:
    asked = training(optimizer="sgd", batch=16)
    one = plot(rates(film_of(asked), asked, "en", quiet), "rates")
    ends = untyped(trace(one, "final")["y"])
    for i in (0, 10, 17):
        alone = film_of(training(optimizer="sgd", batch=16, lr=float(RATES[i])))
        assert ends[i] == pytest.approx(alone.loss[-1], rel=1e-9)
    assert f" {np.isnan(ends).sum()} ended beyond" in one.captions[0]
    mark = one.moving["final_now"]
    assert isinstance(mark, Swap)
    assert (mark.x, mark.y) == ([[0.05]], [[film_of(asked).loss[-1]]])
