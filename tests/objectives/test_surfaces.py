"""Every named surface, against finite differences, autograd and its own published minima."""

import re
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from threading import Barrier

import pytest
import torch
from torch import Tensor

import lrviz.objectives.surface_table as table
from lrviz.objectives import OBJECTIVES, Objective, formula, objective
from lrviz.objectives.base import autograd, autograd_hessian
from lrviz.objectives.surfaces import Surfaces, _built
from lrviz.text import LANGUAGES, catalog

NAMES = tuple(OBJECTIVES)
WITH_MINIMA = tuple(surface.name for surface in table.SURFACES if surface.minima)
DESIGNED = (
    "bowl ravine parabola wave saddle monkey_saddle rosenbrock beale himmelblau booth matyas "
    "rastrigin ackley styblinski_tang goldstein_price two_wells plateau"
).split()

# Values printed in the literature, none of them at a minimum.
PUBLISHED = {
    "bowl": ((-5, -2), 33.0),
    "ravine": ((-5, -2), 10.5),
    "rosenbrock": ((-1.2, 1), 24.2),
    "beale": ((1, 1), 14.203125),
    "himmelblau": ((0, 0), 170.0),
    "booth": ((0, 0), 74.0),
    "matyas": ((1, 1), 0.04),
    "rastrigin": ((0.5, 0.5), 40.5),
    "styblinski_tang": ((0, 0), 0.0),
    "goldstein_price": ((0, 0), 600.0),
    "saddle": ((3, 2), 5.0),
    "monkey_saddle": ((1, 2), -11.0),
}


def test_a_surface_asked_for_by_many_at_once_is_built_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    built, everybody = list[str](), Barrier(8)

    def counted(text: str, variables: object) -> Objective:
        built.append(text)
        return formula(text, variables)  # type: ignore[arg-type]

    def ask(_: int) -> Objective:
        everybody.wait()
        return surfaces["wave"]

    monkeypatch.setattr("lrviz.objectives.surfaces.formula", counted)
    monkeypatch.setattr("lrviz.objectives.surfaces._built", cache(_built.__wrapped__))
    surfaces = Surfaces(table.SURFACES)
    with ThreadPoolExecutor(8) as pool:
        found = [*pool.map(ask, range(8))]
    assert len(built) == 1
    assert all(each is found[0] for each in found)


def sample(surface: Objective, count: int = 64, share: float = 1.0) -> Tensor:
    """Points drawn evenly from the middle ``share`` of the domain."""
    low, high = torch.tensor(surface.domain, dtype=torch.float64).T
    generator = torch.Generator().manual_seed(20)
    place = torch.rand(count, surface.dim, dtype=torch.float64, generator=generator)
    return (low + high) / 2 + share * (place - 0.5) * (high - low)


def differences(function: object, w: Tensor, h: float = 1e-5) -> Tensor:
    """Central differences of ``function`` along every coordinate, in a new last place."""
    columns = [
        (function(w + h * unit) - function(w - h * unit)) / (2 * h)  # type: ignore[operator]
        for unit in torch.eye(w.shape[-1], dtype=torch.float64)
    ]
    return torch.stack(columns, dim=-1)


def assert_close(found: Tensor, wanted: Tensor, relative: float) -> None:
    """Close, measured against the largest entry: differences of large values lose digits."""
    assert torch.isfinite(found).all()
    assert (found - wanted).abs().max() <= relative * (1 + wanted.abs().max())


def test_the_registry_has_every_surface_of_the_design() -> None:
    assert [name for name in NAMES if name in DESIGNED] == DESIGNED
    assert all(OBJECTIVES[name].name == name for name in NAMES)


def test_the_registry_cannot_be_written_to() -> None:
    with pytest.raises(TypeError):
        OBJECTIVES["mine"] = OBJECTIVES["bowl"]  # type: ignore[index]


def test_a_surface_is_built_once() -> None:
    assert objective("beale") is OBJECTIVES["beale"]


@pytest.mark.parametrize(
    ("name", "nearest"), [("rosenbrok", "rosenbrock"), ("Bowl", "bowl"), ("ackly", "ackley")]
)
def test_an_unknown_name_is_refused_with_the_nearest_one(name: str, nearest: str) -> None:
    with pytest.raises(ValueError, match=f"got '{name}'; did you mean '{nearest}'") as caught:
        objective(name)
    assert all(known in str(caught.value) for known in NAMES)


@pytest.mark.parametrize("name", ["zzz", "", 3, None, ["bowl"]])
def test_what_is_no_name_at_all_is_refused_with_the_list(name: object) -> None:
    with pytest.raises(ValueError, match="must be one of bowl, ravine"):
        objective(name)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", NAMES)
def test_a_surface_lies_in_its_box_and_says_where_it_comes_from(name: str) -> None:
    surface = objective(name)
    assert surface.dim == len(surface.domain) == len(surface.start)
    for point in (surface.start, *surface.minima):
        inside = zip(surface.domain, point, strict=True)
        assert all(low < value < high for (low, high), value in inside)
    assert surface.reference
    assert bool(surface.minima) == (surface.minimum_loss is not None)
    for language in LANGUAGES:
        texts = catalog(language)
        assert texts[f"objective.{name}.title"]
        assert texts[f"objective.{name}.note"]


@pytest.mark.parametrize("name", PUBLISHED)
def test_the_loss_has_the_published_value(name: str) -> None:
    point, value = PUBLISHED[name]
    found = objective(name).loss(torch.tensor(point, dtype=torch.float64))
    assert found.item() == pytest.approx(value, rel=1e-14, abs=1e-14)


@pytest.mark.parametrize("name", NAMES)
def test_the_gradient_is_that_of_central_differences(name: str) -> None:
    surface = objective(name)
    w = sample(surface, share=0.95)
    assert_close(surface.gradient(w), differences(surface.loss, w), 1e-7)


@pytest.mark.parametrize("name", NAMES)
def test_the_gradient_is_that_of_autograd(name: str) -> None:
    surface = objective(name)
    w = sample(surface)
    torch.testing.assert_close(
        surface.gradient(w), autograd(surface.loss, w), rtol=1e-11, atol=1e-11
    )


@pytest.mark.parametrize("name", NAMES)
def test_the_hessian_is_that_of_differences_and_of_autograd(name: str) -> None:
    surface = objective(name)
    w = sample(surface, share=0.95)
    hessian = surface.hessian(w)
    assert_close(hessian, differences(surface.gradient, w), 1e-7)
    assert_close(hessian, autograd_hessian(surface.loss, w), 1e-12)
    assert torch.equal(hessian, hessian.mT)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("function", ["loss", "gradient", "hessian"])
def test_a_batch_gives_the_very_bits_of_one_point_at_a_time(name: str, function: str) -> None:
    surface = objective(name)
    call = getattr(surface, function)
    w = sample(surface, 60)
    batch = call(w)
    assert torch.equal(batch, torch.stack([call(point) for point in w]))
    grid = call(w.reshape(3, 4, 5, surface.dim))
    assert torch.equal(batch, grid.reshape(batch.shape))


@pytest.mark.parametrize("name", NAMES)
def test_evaluating_leaves_the_point_alone_and_shares_nothing_with_it(name: str) -> None:
    surface = objective(name)
    w = sample(surface, 3)
    before = w.clone()
    for call in (surface.loss, surface.gradient, surface.hessian):
        first = call(w)
        kept = first.clone()
        first.zero_()
        assert torch.equal(call(w), kept)
    assert torch.equal(w, before)


@pytest.mark.parametrize("name", WITH_MINIMA)
def test_the_minima_are_stationary_with_a_curvature_that_is_not_negative(name: str) -> None:
    surface = objective(name)
    for minimum in surface.minima:
        w = torch.tensor(minimum, dtype=torch.float64)
        scale = float(torch.linalg.vector_norm(surface.gradient(sample(surface)), dim=-1).max())
        assert surface.gradient(w).abs().max() <= 1e-13 * max(scale, 1)
        assert surface.loss(w).item() == pytest.approx(surface.minimum_loss, rel=1e-14, abs=1e-13)
        hessian = surface.hessian(w)
        if name != "ackley":  # a cone has none at its tip
            assert torch.linalg.eigvalsh(hessian)[0] > 0


@pytest.mark.parametrize("name", WITH_MINIMA)
def test_nothing_in_the_domain_is_lower_than_the_minimum(name: str) -> None:
    surface = objective(name)
    count = 401 if surface.dim == 2 else 100_001
    axes = [torch.linspace(low, high, count, dtype=torch.float64) for low, high in surface.domain]
    grid = torch.stack(torch.meshgrid(*axes, indexing="ij"), dim=-1)
    assert surface.loss(grid).min() >= surface.minimum_loss - 1e-12
    for minimum in surface.minima:
        centre = torch.tensor(minimum, dtype=torch.float64)
        around = centre + 1e-3 * (sample(surface, 2000) - centre)
        assert surface.loss(around).min() >= surface.minimum_loss - 1e-12


@pytest.mark.parametrize(("lr", "valley"), [(0.1, 7.269388), (1.0, 7.269388), (1.95, -1.825685)])
def test_the_waves_deep_valley_is_found_slowly_and_left_by_a_large_rate(
    lr: float, valley: float
) -> None:
    wave = objective("wave")
    w = torch.tensor(wave.start, dtype=torch.float64)
    for _ in range(300):
        w = w - lr * wave.gradient(w)
    assert w.item() == pytest.approx(valley, abs=1e-3)


def test_himmelblau_has_its_four_minima() -> None:
    assert len(objective("himmelblau").minima) == 4


@pytest.mark.parametrize("name", ["saddle", "monkey_saddle"])
def test_a_saddle_has_no_minimum(name: str) -> None:
    assert objective(name).minimum_loss is None
    far = torch.tensor([1e3, 1e6], dtype=torch.float64)
    assert objective(name).loss(far) < -1e11


def test_two_wells_are_two_minima_of_unequal_depth() -> None:
    wells = objective("two_wells")
    x = torch.linspace(*wells.domain[0], 8001, dtype=torch.float64)
    loss = wells.loss(torch.stack((x, torch.zeros_like(x)), dim=-1))
    inner = loss[1:-1]
    lows = inner[(inner < loss[:-2]) & (inner < loss[2:])]
    assert len(lows) == 2
    assert abs(float(lows[1] - lows[0])) > 0.5


def test_the_plateau_is_nearly_flat_where_a_run_begins() -> None:
    plateau = objective("plateau")
    steepest = torch.linalg.vector_norm(plateau.gradient(sample(plateau, 5000)), dim=-1).max()
    start = torch.tensor(plateau.start, dtype=torch.float64)
    assert 0 < torch.linalg.vector_norm(plateau.gradient(start)) < 0.05 * steepest


def test_the_tip_of_ackleys_cone_has_gradient_zero_by_formula_and_by_autograd() -> None:
    ackley = objective("ackley")
    tip = torch.zeros(2, dtype=torch.float64)
    assert ackley.gradient(tip).tolist() == [0.0, 0.0]
    assert autograd(ackley.loss, tip).tolist() == [0.0, 0.0]


@pytest.mark.parametrize("name", NAMES)
def test_the_latex_is_well_formed(name: str) -> None:
    surface = objective(name)
    texts = [surface.latex, *(surface.gradient_latex or ())]  # type: ignore[attr-defined]
    for text in texts:
        assert text.count("{") == text.count("}")
        assert text.count(r"\left") == text.count(r"\right")
        assert "$" not in text
        assert not re.search(r"\*|\d\.0\b|e[+-]\d", text)
        assert set(re.findall(r"\\[a-z]+", text)) <= {
            r"\left", r"\right", r"\frac", r"\sqrt", r"\cos", r"\sin", r"\pi", r"\cdot",
        }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "latex"),
    [
        ("bowl", "x^{2} + 2 y^{2}"),
        ("rosenbrock", r"\left(1 - x\right)^{2} + 100 \left(y - x^{2}\right)^{2}"),
        ("wave", r"x \cos\left(0.15 \pi x\right)"),
        ("plateau", r"1 - e^{-\frac{x^{2} + 2 y^{2}}{4}}"),
    ],
)
def test_the_latex_reads_like_a_textbook(name: str, latex: str) -> None:
    assert objective(name).latex == latex


def test_the_constant_hessians_are_those_of_the_quadratics() -> None:
    quadratics = {name for name in NAMES if objective(name).constant_hessian is not None}
    assert quadratics == {"bowl", "ravine", "parabola", "saddle", "booth", "matyas"}
    assert objective("booth").constant_hessian.tolist() == [[10, 8], [8, 10]]  # type: ignore[union-attr]
