"""What is no formula gets one sentence, quickly, in both languages, and nothing is run."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrviz.objectives import FormulaError, formula
from lrviz.text import LANGUAGES
from tests.effort import calls_of

DEEP = 500

HOSTILE = [
    # reaching for Python
    "().__class__", "x.real", "x.__class__.__mro__", "(1).__class__", "__import__('os')",
    "__builtins__", "exec('x')", "eval(x)", "open('x')", "getattr(x, y)", "globals()",
    "import os", "lambda: x", "lambda x: y:", "(lambda x: x)(y)", "[x for x in y]",
    "{x for x in y}", "{x: y}", "(x for x in y)", "(x := 3)", "x := 3", "x = 3",
    "f'{x}'", "f\"{x}\"", "'x' 'y'", "b'x'", "'''x'''", "r'x'", "`x", "x[0:1]", "x[0][1]",
    "[x, y]", "(x, y)", "x, y", "x if y else z", "not x", "x and y", "x or y", "x is y",
    "x in y", "x == y", "x < y", "x >= y", "x != y", "~x", "x & y", "x | y", "x << 2",
    "x >> 2", "x % y", "x // y", "x @ y", "await x", "yield x", "assert x", "del x",
    "x; y", "# y", "x \\\n y", "x\ny", "x\r\ny", "x\x0by", "x\u2028y", "x\x00",
    "\x00", "...", "None * x", "True + x", "False", "1j", "2j * x", "1_000 * x",
    "x.__add__(1)", "sin.__call__(x)", "abs", "sin", "max", "sin()", "sin(x, y)", "max(x)",
    "max()", "abs(*x)", "max(*x, y)", "max(x, **y)", "sin(x=2)", "sin(sin)", "(sin)(x)",
    "sympify(x)", "Symbol(x)", "N(x)(y)z = 1", "foo", "foo(x)", "_", "_x", "__",
    # names with points other than np.sin and its like
    "np.os", "np.os.system(x)", "np.load('x')", "np.__class__", "np.sin.__call__(x)", "np.x",
    "np.", "numpy.f2py(x)", "math.__dict__", "torch.load(x)", "torch.nn.Linear(x)", "os.system(x)",
    "sys.x", "x.numpy()", "x.data", "x.T", "sin.x", "pi.x", "np.np.sin(x)", "a.b.c", "x.a.b[0]",
    "np.sin.x", "math.inf x", "np.nan + x", "np.random.rand(x)", "np.float64(x)", "e.real + x",
    "x.pow(2).sum()", "tf.constant(1) x", "lambda x: x.__class__", "f(x) = __import__('os')",
    "y = open(x)", "lambda x: (lambda y: y)", "return __builtins__", "def f(x): return x",
    r"\input{x}", r"\write18{ls}", r"\def\x{x}\x", r"\href{x}{y}", r"\begin{matrix}x\end{matrix}",
    r"\unknown x", "x \\", r"\frac{x}", r"\frac", r"\sqrt", r"\left(x", r"\left.x\right|",
    r"\frac{}{}", r"\sqrt[]{x}", r"\sqrt[x", r"\operatorname{os}(x)", r"\hat{y}",
    # sizes
    "9**9**9", "9**9**9**9**9", "x + 9**9**9", "x**1000000", "x**-1000000", "x**(60*60)",
    "(x**50)**50", "1e999", "1e999 * x", "9" * 400 + "x", "x + " + "9" * 900,
    "10**99*10**99*10**99*10**99 x",
    "x" * 10_000, "x+" * 5_000 + "x", "(" * DEEP + "x" + ")" * DEEP, "(" * DEEP, ")" * DEEP,
    "(" * 400 + "x" + ")" * 400, "-" * 5_000 + "x", "-" * 900 + "x", "sin(" * 100 + "x" + ")" * 100,
    "x**" * 300 + "x", "elu(" * 20 + "x" + ")" * 20, "|" * 300 + "x" + "|" * 300, "x²" * 401,
    "sin " * 300 + "x", "x^{" * 300 + "2" + "}" * 300, r"\frac{x}{" * 60 + "x" + "}" * 60,
    "+".join(["x"] * 3_000), "(x+1)" * 190,
    # half a formula
    "", " ", "\t\n ", "\u3000", "(", ")", "()", "x +", "* x", "x * / y", "x ** ** y", "(x", "x)",
    ")x(", "x 2", "2 3", "1.2.3 x", ".", "1..2", "x^", "^x", "x^^2", ",", "max(x,,y)", "²", "x + ²",
    # no value
    "x / 0", "1/(x - x)", "log(-1) x", "log(0) + x", "sqrt(-2) x", "(-8)^x", "0/0 x", "0^-1 x",
    "sqrt(-1 - x^2)", "log(-x^2)",
    # nothing to descend
    "3", "pi", "e", "sin(2)", "x1 x2 x3 x4 x5 x6 x7 x8 x9 x10 x11",
    # foreign characters
    "x + \U0001f600", "\U0001f600", "\u202ex", "x\u202d", "\u200f", "\ud800",
    "x + \udfff", "х + 1", "∞ x", "x ≤ y", "x′", "ⅷ", "ẋ", "x̂", "∂x", "∫x", "xᵢ", "wᵀw", "x？",
    "ｆ（ｘ）", "中文", "x＝2", "٣x", "é", "x́", "$x", "x$y$", "<b>x</b>", "x!", "x'", "|x", "x|",
    "||", "|x|y|z|", "{x", "(x]", "{}", "[]", "#", "?",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text)[:40])
def test_it_is_refused_at_once_with_one_sentence_in_each_language(text: str) -> None:
    refusals: list[FormulaError] = []

    def read() -> None:
        with pytest.raises(FormulaError) as caught:
            formula(text)
        refusals.append(caught.value)

    assert calls_of(read) < 4e6
    (error,) = refusals
    sentences = {error.in_language(language) for language in LANGUAGES}
    assert len(sentences) == len(LANGUAGES)
    assert str(error) in sentences
    for sentence in sentences:
        assert "\n" not in sentence
        assert "{" not in sentence.replace("“{”", "")
        assert len(sentence) < 400
        sentence.encode()
    assert error.position is None or 0 <= error.position < len(text)


@pytest.mark.parametrize("text", [None, 3, b"x^2", ["x"], object()])
def test_what_is_not_text_is_refused(text: object) -> None:
    with pytest.raises(FormulaError, match="A formula is text"):
        formula(text)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "piece", "position", "key"),
    [
        ("x + foo", "foo", 4, "unknown_name"),
        ("  x + foo", "foo", 6, "unknown_name"),
        ("ｘ ＋ ｆｏｏ", "ｆｏｏ", 4, "unknown_name"),
        ("π π x＃", "＃", 5, "character"),
        ("x² + ²", "²", 5, "misplaced"),
        ("x + * y", "*", 4, "misplaced"),
        ("x − y ×", "×", 6, "unfinished"),
        ("3 + sine(x)", "sine", 4, "near_name"),
        ("2abc", "abc", 1, "run_together"),
        ("2z + 1 = x + y", "=", 7, "equals"),
        ("z = x + z", "z", 0, "both_sides"),
        ("0,5x", ",", 1, "comma"),
        ("x + (y", "(", 4, "bracket_unclosed"),
        ("x + y)", ")", 5, "bracket_unopened"),
        ("x + (y]", "]", 6, "bracket_mismatch"),
        ("x + |y", "|", 4, "bar"),
        ("x + sin", "sin", 4, "function_brackets"),
        ("½x + sin y z", "sin y z", 5, "ambiguous"),
        ("x + y(2) z", "y(2)", 4, "ambiguous"),
        (r"x + \sin^{-1} y", r"\sin^{-1} y", 4, "ambiguous"),
        ("x + |x|y|z|", "|x|y|z|", 4, "ambiguous"),
        ("x + e^2y", "e^2y", 4, "ambiguous"),
        ("x +\ny\nz", "z", 6, "two_lines"),
        ("θ + φ(x)", "φ", 4, "no_function"),
        ("x + np.os", "np.os", 4, "dotted"),
        ("x + y 3", "3", 6, "missing_operator"),
        ("y + max(x)", "max", 4, "arity"),
        ("y + x^500", "500", 6, "exponent"),
        ("y + x^(5*100)", "5", 7, "exponent"),
        ("y + 1e400", "1e400", 4, "number_size"),
        ("y + 9^9^9", "9", 4, "value_size"),
        ("y + log(-2)", "log", 4, "no_value"),
        ("y + x/0", "0", 6, "no_value"),
        ("x + \U0001f600", "\U0001f600", 4, "character"),
        ("x + \ud800", "U+D800", 4, "character"),
        ("x + \u202e", "U+202E", 4, "character"),
    ],
)
def test_a_refusal_names_the_piece_and_its_place(
    text: str, piece: str, position: int, key: str
) -> None:
    with pytest.raises(FormulaError) as caught:
        formula(text)
    error = caught.value
    assert (error.piece, error.position, error.key) == (piece, position, key)
    for language in LANGUAGES:
        assert str(position + 1) in error.in_language(language)


def test_a_long_piece_is_shortened_in_the_sentence() -> None:
    with pytest.raises(FormulaError) as caught:
        formula("x + " + "q" * 200)
    assert len(caught.value.piece) <= 24
    assert len(str(caught.value)) < 400


@pytest.mark.parametrize(
    ("variables", "key"),
    [
        ([], "variable_count"),
        ([f"x{i}" for i in range(11)], "variable_count"),
        (["x", "x"], "variable_repeated"),
        (["x", "sin"], "variable_taken"),
        (["e"], "variable_taken"),
        (["lambda"], "variable_taken"),
        (["__class__"], "variable_name"),
        (["x y"], "variable_name"),
        (["é"], "variable_name"),
        ([3], "variable_name"),
        (["x" * 40], "variable_name"),
    ],
)
def test_names_that_cannot_be_variables_are_refused(variables: list[str], key: str) -> None:
    with pytest.raises(FormulaError) as caught:
        formula("x", variables)
    assert caught.value.key == key


def test_a_name_outside_the_given_variables_is_refused() -> None:
    with pytest.raises(FormulaError, match="The variables are a, b"):
        formula("a + x", ["a", "b"])


def answers(text: str) -> None:
    """Whatever is typed gives an objective or a sentence, never another exception."""
    try:
        formula(text)
    except FormulaError as error:
        sentences = [error.in_language(language) for language in LANGUAGES]
    else:
        return
    assert all(sentences)


@given(st.text(max_size=60))
def test_any_text_is_a_formula_or_a_formula_error(text: str) -> None:
    answers(text)


@given(st.text(alphabet=string.printable + "²³−×·÷π＋ｗ１₁，（）√\ud800", max_size=40))
def test_any_text_near_a_formula_is_a_formula_or_a_formula_error(text: str) -> None:
    answers(text)


PIECES = ["x", "y", "w1", "2", "0", ".5", "pi", "e", "(", ")", "+", "-", "*", "/", "^", "**", ",",
          "sin(", "max(", "log(", "sqrt(", "abs(", "²", " "]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
def test_any_sequence_of_pieces_is_a_formula_or_a_formula_error(text: str) -> None:
    answers(text)


@pytest.mark.parametrize("text", ["x sin+1", "sin - 1 + x", "x sin + x", "exp-x"])
def test_a_sign_between_terms_is_no_argument_of_the_function_before_it(text: str) -> None:
    with pytest.raises(FormulaError) as refusal:
        formula(text)
    assert refusal.value.key == "function_brackets"
