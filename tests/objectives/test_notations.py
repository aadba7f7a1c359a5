"""Everyday notation: read as what it is in plain notation, or refused with advice that holds."""

import ast
import math
import random
import re
from collections.abc import Iterable
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from lrviz.objectives import FormulaError, formula
from lrviz.objectives.syntax import Source, parse
from lrviz.text import LANGUAGES, catalog, say
from tests.draws import NEW
from tests.effort import calls_of
from tests.objectives.notations import READ, REFUSED

_SAME = (
    "sin cos tan sinh cosh tanh exp log log2 log10 log1p expm1 sqrt cbrt floor ceil sign abs pi e"
)
NUMPY: dict[str, Any] = {
    **{name: getattr(np, name) for name in _SAME.split()},
    "atan": np.arctan,
    "asin": np.arcsin,
    "asinh": np.arcsinh,
    "acosh": np.arccosh,
    "atanh": np.arctanh,
    "atan2": np.arctan2,
    "max": np.maximum,
    "min": np.minimum,
    "relu": lambda u: np.maximum(u, 0),
    "erf": np.vectorize(math.erf),
    "sigmoid": lambda u: 1 / (1 + np.exp(-u)),
    "softplus": lambda u: np.log1p(np.exp(u)),
    "sinc": lambda u: np.sinc(u / np.pi),
}
COORDINATES = np.random.default_rng(0).uniform(-0.4, 1.6, (6, 40))
IN_FULL = 1 if NEW else 8  # so many readings are built once


def computed(code: Any, names: Iterable[str]) -> NDArray[np.float64]:
    """What numpy makes of an expression at points where roots and logarithms have values, and at
    some where they have none."""
    point = dict(zip(sorted(names), COORDINATES, strict=False))
    with np.errstate(all="ignore"):
        value = eval(code, {**NUMPY, **point})  # noqa: S307
    return np.broadcast_to(value, COORDINATES.shape[1:])


def compiled(source: Source) -> Any:
    """The tree that has been read, as Python would run it."""
    return compile(ast.fix_missing_locations(ast.Expression(source.tree)), "read", "eval")


def refusal(text: str) -> FormulaError:
    with pytest.raises(FormulaError) as caught:
        formula(text)
    return caught.value


def test_it_is_what_python_computes() -> None:
    assert len(READ) >= 150
    for typed, plain in READ.items():
        read = parse(typed)
        found, wanted = computed(compiled(read), read.names), computed(plain, read.names)
        assert found == pytest.approx(wanted, rel=1e-12, abs=1e-13, nan_ok=True), typed


def test_it_is_read_into_the_very_same_tree_as_plain_notation() -> None:
    """Of which the objective is made, whatever was typed."""
    for typed, plain in READ.items():
        read, again = parse(typed), parse(plain)
        assert ast.dump(read.tree) == ast.dump(again.tree), typed
        assert read.names == again.names, typed


@pytest.mark.parametrize("typed", list(READ)[::IN_FULL])
def test_the_objective_is_that_of_plain_notation(typed: str) -> None:
    read, again = formula(typed), formula(READ[typed])
    w = torch.rand(7, read.dim, dtype=torch.float64)
    assert (read.latex, read.parameter_names) == (again.latex, again.parameter_names)
    assert (read.domain, read.start) == (again.domain, again.start)
    assert torch.equal(read.loss(w).nan_to_num(), again.loss(w).nan_to_num())
    assert "\n" not in read.title
    assert all(say(note, language) for note in read.notes for language in LANGUAGES)


def proposals(error: FormulaError) -> list[str]:
    """What the refusal tells one to write."""
    return [
        str(error.values[key])
        for key in ("first", "second", "product", "rest")
        if key in error.values
    ]


def test_what_is_refused_says_why_and_its_proposals_mean_what_was_meant() -> None:
    for typed, (key, meant) in REFUSED.items():
        error = refusal(typed)
        assert error.key == key, (typed, str(error))
        assert error.position is None or 0 <= error.position < len(typed)
        advised = proposals(error)
        assert len(advised) == len(meant), (typed, advised)
        for proposal, wanted in zip(advised, meant, strict=True):
            assert all(proposal in error.in_language(language) for language in LANGUAGES)
            read = parse(proposal)
            found = computed(compiled(read), read.names)
            assert found == pytest.approx(computed(wanted, read.names), rel=1e-12, nan_ok=True)


# Formulas that stand in a sentence of the catalog, with no placeholder in them.
ADVICE = re.compile(
    r"x\^2 \+ 2y\^2|\(x\^2 - 2\)\^2|w1\^2 \+ w2\^2|w\^t|sqrt\(x\^2 \+ y\^2\)|x\^2 \+ y\^2|\|x\|"
    r"|x\*pi/180|(?:max|min)\(x, (?:0|y)\)|(?:abs|sign|heaviside|log_2|sin)\(x\)|x_1|x\[1\]|x1"
    r"|\(x1 - 1\)\^2 \+ \(x2 - 2\)\^2|\(x - 1\)\^2 \+ \(x - 2\)\^2 \+ \(x - 4\)\^2"
)
ADVISING = [
    "empty",
    "equals",
    "both_sides",
    "bar",
    "comma",
    "transpose",
    "norm",
    "degree",
    "comparison",
    "index",
    "sum",
    "minimise",
    "no_base",
    "prime",
    "unreadable",
    "character",
]


@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_a_sentence_tells_one_to_write_is_accepted(language: str) -> None:
    for key in ADVISING:
        advice = ADVICE.findall(catalog(language)[f"formula.{key}"])
        assert advice, key
        for text in advice:
            assert parse(text).names, text


def test_the_example_of_a_function_without_argument_is_accepted() -> None:
    for name in ("sin", "max", "clip", "atan2", "pow"):
        assert formula(str(refusal(f"x + {name}").values["example"])).dim


def test_a_proposed_name_is_one() -> None:
    for typed in ("sine(x)", "cosine(x)", "logarithm(x)", "artan(x)", "sqroot(x)", "absolut(x)"):
        near = refusal(typed).values.get("near")
        assert near is None or formula(f"{near}(x)").dim


def test_a_head_may_name_a_variable_that_does_not_occur() -> None:
    read = formula("f(x, y) = x^2")
    assert read.parameter_names == ("x", "y")
    assert read.gradient(torch.tensor([3.0, 5.0], dtype=torch.float64)).tolist() == [6, 0]
    assert formula("f(y, x) = x - y").parameter_names == ("x", "y")


def test_indices_from_zero_are_names_of_their_own() -> None:
    read = formula("w + w0 + w1 + w10 + θ0 + b")
    assert read.parameter_names == ("b", "w", "w0", "w1", "w10", "θ0")
    assert read.latex == r"w + w_{0} + w_{1} + w_{10} + \theta_{0} + b"


def test_given_variables_bound_what_a_run_of_letters_may_be() -> None:
    assert formula("2xy + ab", ("x", "y", "a", "b")).dim == 4
    with pytest.raises(FormulaError):
        formula("2xz", ("x", "y"))
    assert formula("θ x", ("x", "θ")).parameter_names == ("x", "θ")
    assert formula("sigma(x + 1) - sigma", ("x", "sigma")).dim == 2


@pytest.mark.parametrize(
    ("text", "notes"),
    [
        ("y = x**2", ("note_head",)),
        ("sin x", ("note_argument",)),
        ("x[0]", ("note_index",)),
        ("params[0]", ("note_index", "note_list")),
        ("log(x)", ("note_log",)),
        ("ln(x) + |x|", ()),
        ("xy", ("note_product",)),
    ],
)
def test_how_it_was_read_is_noted(text: str, notes: tuple[str, ...]) -> None:
    assert formula(text).notes == tuple(f"formula.{note}" for note in notes)


PIECES = [
    *READ,
    *REFUSED,
    *"xyzwθπe0129()[]{}|+-*/^_.,;:=$\\ '\n√½²₁∑→",
    r"\frac",
    r"\left(",
    r"\sqrt",
    "sin",
    "np.",
    "elu(",
    "elu(elu(",
    "gelu(",
    "lambda x:",
    "f(x)=",
    "log_",
    "x_",
    "\\left|",
]


def test_pieces_of_notation_in_any_order_are_answered_at_once() -> None:
    draw = random.Random(14)
    most, said = 0, [""]
    for _ in range(400):
        pieces = [draw.choice(PIECES) for _ in range(draw.randint(1, 14))]
        text = "".join(each[: draw.randint(1, 12)] for each in pieces)

        def read(text: str = text) -> None:
            try:
                formula(text)
            except FormulaError as error:
                said.extend(error.in_language(language) for language in LANGUAGES)

        most = max(most, calls_of(read))
    assert 0 < most < 10e6
    assert len(said) > 100
    assert max(map(len, said)) < 500


HEAVY = [
    "elu(" * 20 + "x" + ")" * 20,
    "gelu(" * 12 + "x" + ")" * 12,
    "mish(" * 24 + "x" + ")" * 24,
    "sin " * 300 + "x",
    "|" * 200 + "x" + "|" * 200,
    "|x" * 120 + "|" * 120,
    "{" * 300 + "x" + "}" * 300,
    r"\frac{" * 100 + "x",
    r"\frac{x}{" * 20 + "y" + "}" * 20,
    r"\sqrt{" * 24 + "x" + "}" * 24,
    "xy" * 400,
    "sinx" * 200,
    "tancotsec" * 40,
    "x_" * 400,
    "f(x)=" * 150 + "x",
    "lambda x:" * 100 + "x",
    "np." * 300 + "sin(x)",
    "½" * 300,
    "²" * 300,
    "x" + "²" * 300,
    "θ" * 900,
    "√" * 300 + "x",
    "pow(" * 24 + "x" + ",2)" * 24,
    "hypot(" * 20 + "x" + ",elu(x))" * 20,
    "log_2 " * 100 + "x",
    "mod(" * 10 + "x" + ",mod(x,y))" * 10,
    "x[0]" * 200,
    "$" * 900,
    "\\" * 900,
    "sin^2 " * 150 + "x",
    "+".join(["gelu(x)"] * 60),
    "+".join(["mish(elu(x y))"] * 25),
    "x;" * 400,
    "min_" * 200,
    "\n" * 900 + "x",
]


@pytest.mark.parametrize("text", HEAVY, ids=range(len(HEAVY)))
def test_notation_that_piles_up_has_little_to_do(text: str) -> None:
    said = []

    def answer() -> None:
        try:
            read = formula(text)
            read.gradient(torch.tensor(read.start, dtype=torch.float64))
        except FormulaError as error:
            said.append(str(error))
        else:
            said.append(read.latex)

    assert calls_of(answer) < 10e6
    assert all(said)
