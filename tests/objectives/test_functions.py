"""Every function of formulas: its value by torch's or numpy's own, its derivatives by autograd."""

import ast
import math
from collections.abc import Callable

import numpy as np
import pytest
import torch
from torch import Tensor
from torch.nn import functional

from lrviz.analysis.minimum import may_kink
from lrviz.objectives import FormulaError, formula
from lrviz.objectives.base import autograd, autograd_hessian
from lrviz.objectives.definitions import ALIASES, CALLABLE, counts
from lrviz.objectives.formula import Formula
from lrviz.objectives.functions import FUNCTIONS
from lrviz.objectives.syntax import parse

WHOLE, POSITIVE, WITHIN, ABOVE = (-2.3, 2.7), (0.1, 3.0), (-0.9, 0.9), (1.1, 4.0)

# By name: the same of torch, and where it has values.
ONE: dict[str, tuple[Callable[[Tensor], Tensor], tuple[float, float]]] = {
    "abs": (torch.abs, WHOLE),
    "sqrt": (torch.sqrt, POSITIVE),
    "exp": (torch.exp, WHOLE),
    "log": (torch.log, POSITIVE),
    "sin": (torch.sin, WHOLE),
    "cos": (torch.cos, WHOLE),
    "tan": (torch.tan, WITHIN),
    "sinh": (torch.sinh, WHOLE),
    "cosh": (torch.cosh, WHOLE),
    "tanh": (torch.tanh, WHOLE),
    "sigmoid": (torch.sigmoid, WHOLE),
    "relu": (torch.relu, WHOLE),
    "softplus": (functional.softplus, WHOLE),
    "sign": (torch.sign, WHOLE),
    "log2": (torch.log2, POSITIVE),
    "log10": (torch.log10, POSITIVE),
    "log1p": (torch.log1p, WITHIN),
    "expm1": (torch.expm1, WHOLE),
    "asin": (torch.asin, WITHIN),
    "acos": (torch.acos, WITHIN),
    "atan": (torch.atan, WHOLE),
    "asinh": (torch.asinh, WHOLE),
    "acosh": (torch.acosh, ABOVE),
    "atanh": (torch.atanh, WITHIN),
    "erf": (torch.erf, WHOLE),
    "erfc": (torch.erfc, WHOLE),
    "sinc": (lambda u: torch.sin(u) / u, WHOLE),
    "cbrt": (lambda u: torch.sign(u) * (u * u) ** (1 / 6), WHOLE),
    "fourth_root": (lambda u: torch.sqrt(torch.sqrt(u)), POSITIVE),
    "floor": (torch.floor, WHOLE),
    "ceil": (torch.ceil, WHOLE),
    "round": (torch.round, WHOLE),
    "trunc": (torch.trunc, WHOLE),
    "square": (torch.square, WHOLE),
    "cube": (lambda u: u**3, WHOLE),
    "reciprocal": (torch.reciprocal, POSITIVE),
    "rsqrt": (torch.rsqrt, POSITIVE),
    "negative": (torch.neg, WHOLE),
    "exp2": (torch.exp2, WHOLE),
    "exp10": (lambda u: torch.pow(10.0, u), WITHIN),
    "sec": (lambda u: 1 / torch.cos(u), WITHIN),
    "csc": (lambda u: 1 / torch.sin(u), POSITIVE),
    "cot": (lambda u: torch.cos(u) / torch.sin(u), POSITIVE),
    "sech": (lambda u: 1 / torch.cosh(u), WHOLE),
    "csch": (lambda u: 1 / torch.sinh(u), POSITIVE),
    "coth": (lambda u: torch.cosh(u) / torch.sinh(u), POSITIVE),
    "radians": (lambda u: u * (math.pi / 180), WHOLE),
    "degrees": (lambda u: u * (180 / math.pi), WHOLE),
    "logit": (torch.logit, (0.1, 0.9)),
    "logcosh": (lambda u: torch.log(torch.cosh(u)), WHOLE),
    "heaviside": (lambda u: torch.where(u > 0, 1.0, torch.where(u < 0, 0.0, 0.5)) + 0 * u, WHOLE),
    "normalised_sinc": (torch.sinc, WHOLE),
    "elu": (functional.elu, WHOLE),
    "selu": (functional.selu, WHOLE),
    "leaky_relu": (functional.leaky_relu, WHOLE),
    "relu6": (functional.relu6, WHOLE),
    "gelu": (functional.gelu, WHOLE),
    "silu": (functional.silu, WHOLE),
    "mish": (functional.mish, WHOLE),
    "softsign": (functional.softsign, WHOLE),
    "tanhshrink": (functional.tanhshrink, WHOLE),
    "logsigmoid": (functional.logsigmoid, WHOLE),
    "hardtanh": (functional.hardtanh, WHOLE),
    "hardsigmoid": (lambda u: torch.clamp(u / 6 + 0.5, 0, 1), WHOLE),
    "hardswish": (functional.hardswish, WHOLE),
}
TWO: dict[str, Callable[[Tensor, Tensor], Tensor]] = {
    "max(x, y)": torch.maximum,
    "min(x, y)": torch.minimum,
    "atan2(x, y)": torch.atan2,
    "pow(x, y)": torch.pow,
    "add(x, y)": torch.add,
    "subtract(x, y)": torch.sub,
    "multiply(x, y)": torch.mul,
    "divide(x, y)": torch.div,
    "squared_difference(x, y)": lambda u, v: (u - v) ** 2,
    "hypot(x, y)": torch.hypot,
    "mod(x, y)": lambda u, v: u - v * torch.floor(u / v),
    "logaddexp(x, y)": torch.logaddexp,
    "log(x, y)": lambda u, v: torch.log(u) / torch.log(v),
    "clip(x, 0.5, 2) + 0y": lambda u, v: torch.clamp(u, 0.5, 2) + 0 * v,
    "elu(x - 1, 0.7) + y": lambda u, v: functional.elu(u - 1, 0.7) + v,
    "leaky_relu(x - 1, 0.2) + y": lambda u, v: functional.leaky_relu(u - 1, 0.2) + v,
    "heaviside(x - 1, 1) + y": lambda u, v: (u >= 1) + v,
}
JUMPS = "abs relu sign floor ceil round trunc elu selu leaky_relu relu6 heaviside cbrt hardtanh"


def check(read: Formula, wanted: Callable[[Tensor], Tensor], w: Tensor) -> None:
    """Value, gradient and Hessian; autograd of the oracle knows none of our derivatives."""
    close = {"rtol": 1e-9, "atol": 1e-10, "equal_nan": True}
    torch.testing.assert_close(read.loss(w), wanted(w), **close)  # type: ignore[arg-type]
    torch.testing.assert_close(read.gradient(w), autograd(wanted, w), **close)  # type: ignore[arg-type]
    assert read.tapes.gradient is not None or read.constant_hessian is not None
    known = autograd_hessian(wanted, w)
    torch.testing.assert_close(read.hessian(w), known, **close)  # type: ignore[arg-type]


def test_every_function_of_one_argument_is_torchs_with_its_derivatives() -> None:
    named = {name for name in CALLABLE if name not in ALIASES and 1 in counts(name)}
    assert named == set(ONE)
    for name, (oracle, (low, high)) in ONE.items():
        read = formula(f"{name}(x)")
        w = torch.linspace(low, high, 37, dtype=torch.float64).unsqueeze(-1)
        check(read, lambda w, oracle=oracle: oracle(w[..., 0]), w)  # type: ignore[misc]


def test_every_function_of_two_arguments_is_torchs_with_its_derivatives() -> None:
    tried = {text.partition("(")[0] for text in TWO}
    assert tried == {name for name in CALLABLE if name not in ALIASES and set(counts(name)) - {1}}
    w = torch.tensor(np.random.default_rng(2).uniform(0.2, 2.4, (30, 2)))
    for text, oracle in TWO.items():
        read = formula(text)
        check(read, lambda w, oracle=oracle: oracle(w[..., 0], w[..., 1]), w)  # type: ignore[misc]


def test_every_other_name_of_a_function_is_that_function() -> None:
    for other, name in ALIASES.items():
        arguments = ", ".join(f"x + {i}" for i in range(counts(name)[0]))
        read, again = parse(f"{other}({arguments})"), parse(f"{name}({arguments})")
        assert ast.dump(read.tree) == ast.dump(again.tree)


def test_a_function_of_numbers_is_the_number() -> None:
    numbers = {"erf(0.3)": math.erf(0.3), "cbrt(-8)": -2.0, "floor(-2.5)": -3.0, "round(2.5)": 2.0}
    numbers |= {
        "atan2(1, -1)": math.atan2(1, -1),
        "sinc(0)": 1.0,
        "mod(-1, 3)": 2.0,
        "acos(-1)": math.pi,
    }
    for text, value in numbers.items():
        read = formula(f"{text} + 0x", ("x",))
        assert read.loss(torch.zeros(1, dtype=torch.float64)).item() == pytest.approx(
            value, rel=1e-14
        )


def test_near_zero_and_far_away_no_digits_are_lost() -> None:
    def value(text: str, at: float) -> float:
        return formula(text).loss(torch.tensor([at], dtype=torch.float64)).item()

    assert value("log1p(x)", 1e-18) == 1e-18
    assert value("expm1(x)", 1e-18) == 1e-18
    assert value("erfc(x)", 10.0) == pytest.approx(math.erfc(10), rel=1e-13)
    assert value("logcosh(x)", 800.0) == pytest.approx(800 - math.log(2), rel=1e-14)
    assert value("logaddexp(x, 0)", -800.0) == pytest.approx(0.0, abs=1e-300)
    assert value("asinh(x)", -1e12) == pytest.approx(math.asinh(-1e12), rel=1e-14)


@pytest.mark.parametrize("at", [0.0, 1e-9, -1e-5, 1e-3, 0.3, 0.999, 1.001, 9.0])
def test_sinc_and_its_derivatives_hold_at_zero_and_around(at: float) -> None:
    """By their integral: sin(u)/u is ∫ cos(ut) dt from 0 to 1, and may be derived inside."""
    t, weight = np.polynomial.legendre.leggauss(40)
    t, weight = (t + 1) / 2, weight / 2
    read, w = formula("sinc(x)"), torch.tensor([at], dtype=torch.float64)
    assert read.loss(w).item() == pytest.approx(weight @ np.cos(at * t), rel=1e-13)
    slope, bend = -weight @ (t * np.sin(at * t)), -weight @ (t * t * np.cos(at * t))
    assert read.gradient(w).item() == pytest.approx(slope, rel=1e-12, abs=1e-15)
    assert read.hessian(w).item() == pytest.approx(bend, rel=1e-12, abs=1e-15)


@pytest.mark.parametrize(
    ("text", "outside", "inside"),
    [
        ("asin(x)", 1.5, 0.5),
        ("acos(x)", -1.5, 0.5),
        ("acosh(x)", 0.5, 1.5),
        ("atanh(x)", 1.5, 0.5),
        ("log1p(x)", -1.5, -0.5),
        ("log2(x)", -1.0, 1.0),
        ("log10(x)", -1.0, 1.0),
        ("logit(x)", 2.0, 0.5),
        ("0*asin(x) + x", 1.5, 0.5),
        ("log10(x) - log10(x) + x", -1.0, 1.0),
        ("sec(x)*cos(x)", math.inf, 1.0),
    ],
)
def test_outside_its_domain_a_function_has_no_value(
    text: str, outside: float, inside: float
) -> None:
    read = formula(text)
    value = read.loss(torch.tensor([[outside], [inside]], dtype=torch.float64))
    assert value.isnan().tolist() == [True, False]
    assert torch.isfinite(read.loss(torch.tensor(read.start, dtype=torch.float64)))


@pytest.mark.parametrize("text", ["asin(3) x", "log10(-1) x", "acosh(0) + x", "logit(2) + x"])
def test_a_number_outside_the_domain_is_refused(text: str) -> None:
    with pytest.raises(FormulaError) as caught:
        formula(text)
    assert caught.value.key == "no_value"


def test_a_function_with_a_kink_or_a_jump_is_known_to_have_one() -> None:
    assert all(may_kink(formula(f"{name}(x)")) for name in JUMPS.split())
    smooth = "atan log1p expm1 erf erfc sinc asinh log2 sech logcosh gelu silu mish softplus square"
    assert not [name for name in smooth.split() if may_kink(formula(f"{name}(x) + x^2"))]


@pytest.mark.parametrize(
    ("text", "slope"),
    [
        ("elu(x)", 1.0),
        ("floor(x)", 0.0),
        ("round(x)", 0.0),
        ("heaviside(x)", 0.0),
        ("cbrt(x)", math.inf),
    ],
)
def test_the_slope_at_a_kink(text: str, slope: float) -> None:
    assert formula(text).gradient(torch.zeros(1, dtype=torch.float64)).item() == slope


def test_every_function_is_set_as_mathematics() -> None:
    for name, function in FUNCTIONS.items():
        arguments = ", ".join("xyz"[: function.arguments[0]])
        read = formula(f"{name}({arguments})^2")
        assert read.gradient_latex is not None
        for latex in (read.latex, *read.gradient_latex):
            assert latex.count("{") == latex.count("}")
            assert latex.count(r"\left") == latex.count(r"\right")
            assert "Function" not in latex
