"""What a formula is read as, and what the objective made of it knows."""

import dataclasses
import math
from functools import partial

import pytest
import torch

from lrviz.export.torch_code import torch_code
from lrviz.objectives import Objective, formula
from lrviz.objectives.base import autograd, autograd_hessian
from lrviz.text import LANGUAGES, say
from tests.effort import bytes_of, calls_of


def point(*values: float) -> torch.Tensor:
    """w as the engine hands it over."""
    return torch.tensor(values, dtype=torch.float64)


AT = (3.0, -2.0)
READINGS = {
    "x^2 + 2y^2": 17,
    "x**2 + 2*y**2": 17,
    "x² + 2y²": 17,
    "ｘ＾２＋２ｙ＾２": 17,
    "ｘ²＋２×ｙ²": 17,
    "𝑥² + 2·𝑦²": 17,
    "X^2 + 2Y^2": 17,
    "  x ^ 2+2 y ^ 2\n": 17,
    "x\u00a0+\u3000y": 1,
    "x − y": 5,
    "x – y": 5,
    "x ÷ y": -1.5,
    "x ∕ y": -1.5,
    "x⁻¹ y": -2 / 3,
    "x²³ + y": 3**23 - 2,
    "（x＋1）（y＋1）": -4,
    "3(x+1)(y+3)": 12,
    "(x+1)y": -8,
    "x y": -6,
    "2x y": -12,
    "x(y+1)": -3,
    "1/2x + y": -0.5,
    "2x^2 y": -36,
    "-x^2 + y": -11,
    "(-x)^2 + y": 7,
    "x^-2 + y": 1 / 9 - 2,
    "2^x + y": 6,
    "2^x^2 + y": 510,
    "x - y - 1": 4,
    "x / y / 2": -0.75,
    "x - -y": 1,
    "+x + +y": 1,
    "2e1x + y": 58,
    "2e x + y": 6 * math.e - 2,
    ".5x + 1.y": -0.5,
    "πx + y": 3 * math.pi - 2,
    "e^x + y": math.exp(3) - 2,
    "√(x) y": -2 * math.sqrt(3),
    "Sin(x) + PI y": math.sin(3) - 2 * math.pi,
    "max(x, y, 7)": 7,
    "min(x、y)": -2,
    "abs(y) + relu(y) + sign(y) + x": 4,
    "sigmoid(y) + softplus(y) + 0x": 1 / (1 + math.exp(2)) + math.log1p(math.exp(-2)),
    "sinh(y) + cosh(y) + tanh(y) + 0x": math.exp(-2) + math.tanh(-2),
    "tan(x) + log(x) + cos(y)": math.tan(3) + math.log(3) + math.cos(2),
    "x^0.5 + x^1.5 + x^(1/3) + 0y": 3**0.5 + 3**1.5 + 3 ** (1 / 3),
    "x^pi + y": 3**math.pi - 2,
    "x^y": 1 / 9,
}


@pytest.mark.parametrize(("text", "value"), READINGS.items())
def test_it_means_what_it_shows(text: str, value: float) -> None:
    objective = formula(text)
    assert objective.parameter_names == ("x", "y") if "y" in text.lower() else ("x",)
    w = point(*AT[: objective.dim])
    assert objective.loss(w).item() == pytest.approx(value, rel=1e-14, abs=1e-15)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("z + y + x", ("x", "y", "z")),
        ("w10 + w2 + w1", ("w1", "w2", "w10")),
        ("ｗ₁ + w₂ + w_3", ("w1", "w2", "w3")),
        ("v + u + a", ("a", "u", "v")),
        ("x1 x2 x3 x4 x5 x6 x7 x8 x9 x10", tuple(f"x{i}" for i in range(1, 11))),
    ],
)
def test_the_variables_are_those_that_occur_in_natural_order(
    text: str, names: tuple[str, ...]
) -> None:
    assert formula(text).parameter_names == names


def test_given_variables_keep_their_order_and_need_not_occur() -> None:
    objective = formula("y^2", ("y", "x"))
    w = point(3, 5).expand(4, 2)
    assert objective.parameter_names == ("y", "x")
    assert objective.loss(w).tolist() == [9] * 4
    assert objective.gradient(w).tolist() == [[6, 0]] * 4
    assert objective.hessian(w).tolist() == [[[2, 0], [0, 0]]] * 4


def test_given_variables_may_have_any_plain_name() -> None:
    objective = formula("(weight - Bias)^2 + t1 torch", "weight, Bias, t1, torch")
    assert objective.loss(point(3, 1, 2, 5)).item() == 14


def test_a_constant_over_given_variables_is_flat() -> None:
    objective = formula("3", ["x", "y"])
    w = torch.zeros(2, 5, 2, dtype=torch.float64)
    assert torch.equal(objective.loss(w), torch.full((2, 5), 3.0, dtype=torch.float64))
    assert torch.equal(objective.gradient(w), w)
    assert objective.minima == ()
    assert objective.minimum_loss is None


@pytest.mark.parametrize(
    ("text", "notes"),
    [
        ("x**2 + 2*y**2", ()),
        ("x² + y²", ()),
        ("x^2", ("note_caret",)),
        ("2x", ("note_product",)),
        ("Sin(x)", ("note_lowercase",)),
        ("2X^2", ("note_caret", "note_lowercase", "note_product")),
    ],
)
def test_a_liberty_taken_in_reading_is_noted(text: str, notes: tuple[str, ...]) -> None:
    objective = formula(text)
    assert objective.notes == tuple(f"formula.{note}" for note in notes)
    assert all(say(note, language) for note in objective.notes for language in LANGUAGES)


@pytest.mark.parametrize(
    ("text", "latex", "gradient"),
    [
        ("x^2.0", "x^{2}", ("2 x",)),
        ("0.1x^2 + 2y^2", "0.1 x^{2} + 2 y^{2}", ("0.2 x", "4 y")),
        ("x^4/4", r"\frac{x^{4}}{4}", ("x^{3}",)),
        ("x^2/3", r"\frac{x^{2}}{3}", (r"\frac{2}{3} x",)),
        ("w1*w2", "w_{1} w_{2}", ("w_{2}", "w_{1}")),
        ("sqrt(x)", r"\sqrt{x}", (r"\frac{1}{2 \sqrt{x}}",)),
        ("1e-6*x", "10^{-6} x", ("10^{-6}",)),
        ("2.5e-7*x", r"2.5 \cdot 10^{-7} x", (r"2.5 \cdot 10^{-7}",)),
        ("3*4*x", r"3 \cdot 4 x", ("12",)),
        ("-(x+1)*y", r"-\left(x + 1\right) y", ("- y", "- x - 1")),
        ("x-(y-1)", r"x - \left(y - 1\right)", ("1", "-1")),
        ("(x^2)^3", r"\left(x^{2}\right)^{3}", ("6 x^{5}",)),
        ("sigmoid(x)", r"\sigma\left(x\right)", None),
        ("abs(x-1)", r"\left|x - 1\right|", (r"\operatorname{sign}\left(x - 1\right)",)),
        ("max(x,0)", r"\max\left(x, 0\right)", None),
        ("log(x)", r"\ln\left(x\right)", (r"\frac{1}{x}",)),
        ("e^(2x)", "e^{2 x}", ("2 e^{2 x}",)),
    ],
)
def test_the_latex_keeps_the_formula_as_typed(
    text: str, latex: str, gradient: tuple[str, ...] | None
) -> None:
    objective = formula(text)
    assert objective.latex == latex
    assert gradient is None or objective.gradient_latex == gradient


@pytest.mark.parametrize(
    "text",
    ["(x-1)^2 + 3(y+2)^2", "x^2 + x y + y^2 - 4x", "(x^2+1)^2 - x^4 + y^2", "x^2/7 + (x-y)^2 + 5"],
)
def test_a_quadratic_is_recognised_and_its_minimum_solved(text: str) -> None:
    objective = formula(text)
    (minimum,) = objective.minima
    w = point(*minimum)
    assert autograd(objective.loss, w).abs().max() < 1e-13
    assert objective.minimum_loss == objective.loss(w).item()
    torch.testing.assert_close(objective.constant_hessian, autograd_hessian(objective.loss, w))
    batch = torch.randn(7, 2, dtype=torch.float64)
    torch.testing.assert_close(objective.gradient(batch), autograd(objective.loss, batch))


def test_the_box_widens_to_hold_a_far_minimum() -> None:
    objective = formula("(x - 40)^2 + (y + 2)^2")
    assert objective.domain == ((-5, 45), (-7, 5))
    assert objective.minima == ((40.0, -2.0),)


@pytest.mark.parametrize(
    "text",
    ["abs(x)", "relu(x) + x^2", "max(x^2, 2x^2)", "x^3", "(x+y)^2", "x^2 - y^2", "x", "sin(x)"],
)
def test_no_minimum_is_claimed_where_none_was_solved(text: str) -> None:
    objective = formula(text)
    assert objective.minima == ()
    assert objective.minimum_loss is None


@pytest.mark.parametrize("text", ["abs(x)", "relu(x)", "x^3", "max(x, 2x)", "sign(x) + x^2"])
def test_a_kink_or_a_cubic_has_no_constant_hessian(text: str) -> None:
    assert formula(text).constant_hessian is None


def test_the_constant_hessian_handed_out_cannot_change_the_objective() -> None:
    objective = formula("x^2 + 3y^2")
    objective.constant_hessian.zero_()  # type: ignore[union-attr]
    objective.hessian(point(1, 1)).zero_()
    assert objective.gradient(point(1, 1)).tolist() == [2, 6]
    assert objective.hessian(point(1, 1)).tolist() == [[2, 0], [0, 6]]


@pytest.mark.parametrize(
    "text", ["log(x) + y", "sqrt(x) + sqrt(y)", "1/x", "log(x - 20)", "sqrt(-x y)", "x^2", "x^x"]
)
def test_a_run_begins_where_the_loss_is_finite_and_inside_the_box(text: str) -> None:
    objective = formula(text)
    assert torch.isfinite(objective.loss(point(*objective.start)))
    for (low, high), value in zip(objective.domain, objective.start, strict=True):
        assert low < value < high


KINKS = {
    "abs(x)": 0.0,
    "relu(x)": 0.0,
    "sign(x)": 0.0,
    "max(x, 0)": 0.5,
    "min(x, 0)": 0.5,
    "max(x, 3x)": 2.0,
    "sqrt(x^2)": 0.0,
    "abs(x)^3": 0.0,
    "max(x, x^2, -x)": 0.0 + 0.25 - 0.5,
}


@pytest.mark.parametrize(("text", "slope"), KINKS.items())
def test_at_a_kink_the_gradient_follows_autograd(text: str, slope: float) -> None:
    objective = formula(text)
    assert objective.gradient(point(0)).tolist() == [slope]
    assert autograd(objective.loss, point(0)).tolist() == [slope]


@pytest.mark.parametrize("text", ["max(x - 3, x - 3)", "min(x/3 + 0.1, x/3 + 0.1)"])
def test_a_tie_is_a_tie_however_the_difference_of_its_sides_is_rounded(text: str) -> None:
    objective = formula(text)
    w = torch.linspace(-2, 2, 1001, dtype=torch.float64).unsqueeze(-1)
    torch.testing.assert_close(objective.gradient(w), autograd(objective.loss, w))


@pytest.mark.parametrize("at", [-800.0, -40.0, 40.0, 800.0])
def test_sigmoid_and_softplus_neither_overflow_nor_lose_their_tails(at: float) -> None:
    tail = math.exp(-abs(at))
    sigmoid, softplus = formula("sigmoid(x)"), formula("softplus(x)")
    assert sigmoid.loss(point(at)).item() == pytest.approx(1.0 if at > 0 else tail, rel=1e-12)
    assert softplus.loss(point(at)).item() == pytest.approx(at if at > 0 else tail, rel=1e-12)
    assert sigmoid.gradient(point(at)).item() == pytest.approx(tail, rel=1e-12)
    assert softplus.gradient(point(at)).item() == pytest.approx(1.0 if at > 0 else tail, rel=1e-12)


def test_outside_its_domain_a_loss_is_not_a_number_and_never_raises() -> None:
    objective = formula("log(x) + sqrt(x) + 1/x")
    w = point(-1, 0, 1).unsqueeze(-1)
    assert objective.loss(w).isnan().tolist() == [True, True, False]
    assert objective.gradient(w).shape == (3, 1)


LONG = "(" + " * ".join(f"(tan(x y + {i}) + max(x, {i}))" for i in range(1, 12)) + ")"


def test_where_the_derivative_grows_too_long_autograd_takes_over() -> None:
    products = " * ".join(f"(x{i} + sin(x{j}))" for i in range(1, 7) for j in range(1, 5))
    objective = formula(products)
    w = torch.rand(5, objective.dim, dtype=torch.float64)
    assert objective.gradient_latex is None
    assert objective.hessian_latex is None
    assert "formula.note_long" in objective.notes
    torch.testing.assert_close(objective.gradient(w), autograd(objective.loss, w))
    torch.testing.assert_close(objective.hessian(w), autograd_hessian(objective.loss, w))


NAMES = [f"x{i}" for i in range(1, 11)]
HEAVY = [
    LONG,
    "*".join(f"(x+{i})" for i in range(45)),
    "*".join(f"tan({name})" for name in NAMES),
    "+".join(f"tan({a}*{b})" for a in NAMES[:6] for b in NAMES[:6]),
    "+".join(f"sin({a}*{b})*exp({a})" for a in NAMES[:6] for b in NAMES[:4]),
    "+".join(f"{a}*{b}" for a in NAMES for b in NAMES[:9]),
    "tan(" * 22 + "x" + ")" * 22,
    "(" * 20 + "x" + ")^(x+y)" * 20,
    "max(" * 14 + "x" + ",sin(y)*x)" * 14,
    "x" + "^x" * 28,
    "(x+y+z+w+u+v)^100",
    "((x+y)^10)^10",
    "2^x * 2^(999999999 - x) * 0 + x",
    "(x - x + 9)^(y*10^9) + x",
    "-" * 28 + "x",
    "+".join(["x"] * 200),
]


def answered(text: str) -> None:
    """Read, and asked for a gradient."""
    try:
        objective = formula(text)
        objective.gradient(point(*objective.start))
    except ValueError as error:
        assert "finite" in str(error) or "at most" in str(error)  # noqa: PT017


@pytest.mark.parametrize("text", HEAVY, ids=range(len(HEAVY)))
def test_the_heaviest_formulas_have_little_to_do(text: str) -> None:
    assert 1000 < calls_of(partial(answered, text)) < 10e6


HUGE = [each for each in HEAVY if "^" in each and "9" in each] + ["2^99999999 x", "9^9^9^9 x"]


@pytest.mark.parametrize("text", HUGE)
def test_no_number_of_a_formula_is_written_out(text: str) -> None:
    assert bytes_of(partial(answered, text)) < 16e6


def test_an_objective_is_a_frozen_record() -> None:
    objective = formula("x^2")
    assert isinstance(objective, Objective)
    assert (objective.text, objective.title, objective.name) == ("x^2", "x^2", "formula")
    with pytest.raises(dataclasses.FrozenInstanceError):
        objective.start = (0.0,)  # type: ignore[misc]


@pytest.mark.parametrize("shape", [(), (1,), (0,), (7,), (2, 3), (2, 3, 4)])
@pytest.mark.parametrize("text", ["x + y", "x", "x^2 y", "x^2 + y^2", "x^2 + x y", "abs(x)"])
def test_every_batch_shape_is_served(text: str, shape: tuple[int, ...]) -> None:
    objective = formula(text, ("x", "y"))
    w = torch.rand(*shape, 2, dtype=torch.float64)
    assert objective.loss(w).shape == shape
    assert objective.gradient(w).shape == (*shape, 2)
    assert objective.hessian(w).shape == (*shape, 2, 2)


# (formula, a point) where the formula as typed has no value though a simpler one would.
NO_VALUE = [
    ("x*y*x*y/x", (0, 2)), ("x/x", (0,)), ("x^2/x", (0,)), ("exp(log(x))", (-1,)),
    ("0*log(x)", (0,)), ("0*log(x) + y", (-1, 2)), ("x^(1/3)*x^(2/3)", (-1,)),
    ("(x^(1/3))^3", (-1,)), ("log(x) - log(x) + x^2", (-1,)), ("x/y - x/y + x^2", (1, 0)),
    ("x^x/x^x", (-0.3,)), ("exp(2*log(x))", (-1,)), ("(x*y/x)^4", (0, 1)),
    ("1/(x*y/x)^2", (0, 1)), ("relu(x)/relu(x)", (-1,)), ("x/(x+y)*(x+y)", (1, -1)),
    ("0*sqrt(x)", (-1,)), ("(2x)^2/x", (0,)), ("x^y*x^-y", (-1, 0.5)), ("max(x/x, y)", (0, 1)),
]  # fmt: skip
VALUE = ["x^0", "sqrt(x)^2", "log(exp(x))", "(x^2)^0.5", "abs(x)^2/x", "x^2 + y^2", "x*log(x)"]


@pytest.mark.parametrize(("text", "point"), NO_VALUE)
def test_simplifying_does_not_widen_the_domain(text: str, point: tuple[float, ...]) -> None:
    read, inside = formula(text), tuple(0.25 + 0.5 * i for i in range(len(point)))
    code = torch_code(text)
    for where in (point, inside):
        w = torch.tensor(where, dtype=torch.float64, requires_grad=True)
        names = dict(zip(read.parameter_names, w, strict=True)) | {"sqrt": torch.sqrt}
        typed = eval(code, {"torch": torch} | names)  # noqa: S307
        (slope,) = torch.autograd.grad(typed, w)
        loss, gradient = read.loss(w.detach()), read.gradient(w.detach())
        assert math.isnan(loss) == math.isnan(typed.detach()) == (where is point)
        torch.testing.assert_close(loss, typed.detach(), equal_nan=True)
        if where is inside or not slope.isfinite().all():
            torch.testing.assert_close(gradient, slope, equal_nan=True)


@pytest.mark.parametrize("text", VALUE)
def test_a_formula_that_loses_nothing_keeps_its_symbolic_gradient(text: str) -> None:
    assert formula(text).tapes.gradient is not None
