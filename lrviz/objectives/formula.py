"""Text -> an objective with its gradient, Hessian and LaTeX.

text -> checked syntax tree -> sympy -> torch. A typed formula and a built-in surface go
through this same path.
"""

import ast
import keyword
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import sympy
from torch import Tensor

from lrviz.objectives.base import Floats, Objective, autograd, autograd_hessian
from lrviz.objectives.characters import LINE_BREAKS
from lrviz.objectives.domain import as_typed, demands
from lrviz.objectives.find_domain import find_domain
from lrviz.objectives.formula_error import FormulaError
from lrviz.objectives.functions import CONSTANTS, FUNCTIONS
from lrviz.objectives.quadratic import Quadratic, quadratic
from lrviz.objectives.symbolic import Expression, derive, expression
from lrviz.objectives.syntax import MAX_DEPTH, Source, parse
from lrviz.objectives.tape import OperationTape, record
from lrviz.objectives.typeset import typeset, typeset_expression

__all__ = ["Formula", "FormulaError", "formula"]

MAX_VARIABLES = 10  # A formula has at most so many variables.
MAX_SHOWN = 200  # A derivative of more nodes is not worth showing.

_NAME = re.compile(r"[A-Za-zα-ω][A-Za-zα-ω0-9_]{0,15}")


@dataclass(frozen=True, eq=False)
class Tapes:
    """What a formula computes with.

    Attributes:
        loss: ℓ.
        gradient: its dim derivatives; None when too long, or when it would have a value where
            the formula as typed has none; then autograd takes over.
        hessian: its dim² second derivatives; None likewise, or while a constant.
        quadratic: set when the Hessian is constant.
    """

    loss: OperationTape
    gradient: OperationTape | None = None
    hessian: OperationTape | None = None
    quadratic: Quadratic | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class Formula(Objective):
    """An objective given by a formula.

    Attributes:
        text: the formula as typed.
        notes: keys of the texts that say how it was read (``say(note, language)``).
        gradient_latex: ∂ℓ/∂w, one LaTeX string per coordinate; None when too long to show.
        hessian_latex: ∂²ℓ/∂w², rows of LaTeX strings; None when too long to show.
        tree: the checked syntax tree, as ``lrviz.objectives.syntax`` has it; never changed.
    """

    text: str
    notes: tuple[str, ...] = ()
    gradient_latex: tuple[str, ...] | None = None
    hessian_latex: tuple[tuple[str, ...], ...] | None = None
    tree: ast.expr = field(repr=False)
    tapes: Tapes = field(repr=False)

    @property
    def constant_hessian(self) -> Tensor | None:
        """The Hessian ``(dim, dim)`` of a quadratic, None for anything else."""
        known = self.tapes.quadratic
        return None if known is None else known.hessian.clone()

    @property
    def has_own_gradient(self) -> bool:
        """Whether there is a derivative of its own, without autograd."""
        return self.tapes.quadratic is not None or self.tapes.gradient is not None

    def loss(self, w: Tensor) -> Tensor:
        """ℓ(w): ``(..., dim)`` to ``(...)``; NaN or infinite outside the formula's domain."""
        (value,) = self.tapes.loss(w)
        value = value.expand(w.shape[:-1])
        return value if self.tapes.loss.steps else value.clone()  # never a view of w itself

    def gradient(self, w: Tensor) -> Tensor:
        """∂ℓ/∂w: ``(..., dim)`` to ``(..., dim)``, from the symbolic derivative.

        At kinks as torch's autograd has it: abs'(0) = 0, relu'(0) = 0, sign' = 0, a tie
        of max or min is split evenly.
        """
        known = self.tapes.quadratic
        if known is not None:
            return known.gradient(w)
        if self.tapes.gradient is None:
            return autograd(self.loss, w)
        return self.tapes.gradient.stacked(w)

    def step_gradient(self, runs: int) -> Callable[[Floats], Floats]:
        """``gradient`` in a loop, to the same bits."""
        known, tape = self.tapes.quadratic, self.tapes.gradient
        made = tape.looped(runs) if known is None and tape else None
        if known is not None:
            made = known.step_gradient(runs)
        return made or super().step_gradient(runs)

    def hessian(self, w: Tensor) -> Tensor:
        """∂²ℓ/∂w²: ``(..., dim)`` to ``(..., dim, dim)``, from the symbolic derivative."""
        known = self.tapes.quadratic
        if known is not None:
            return known.hessian.expand(*w.shape, self.dim).clone()
        if self.tapes.hessian is None:
            return autograd_hessian(self.loss, w)
        return self.tapes.hessian.stacked(w).reshape(*w.shape, self.dim)


def formula(text: str, variables: Iterable[str] | None = None) -> Formula:
    """ℓ(w) from a formula such as ``x^2 + 2y^2``, as people write it.

    Numbers, + − * / ** (or ^), brackets, products written side by side, |x|, the constants pi
    and e, and what numpy, torch and textbooks have of functions of a number, with or without
    ``np.`` before them. Variables are Latin or Greek letters, with or without an index: x, w0,
    θ₁, x[0]. LaTeX is read too, and what stands before the formula, ``f(x, y) =`` or
    ``lambda x, y:``, is left out. What can be meant in two ways is refused with both. Nothing
    is evaluated as Python.

    Args:
        text: the formula.
        variables: names of w's coordinates, in order, at most 10; those that do not occur
            have gradient 0. None takes the names that occur, in natural order (x before
            y, w2 before w10).

    Raises:
        FormulaError: ``text`` is not a formula; the error says where and what is allowed.

    Example:
        >>> import torch
        >>> bowl = formula("x^2 + 2y^2")
        >>> bowl.gradient(torch.tensor([-5.0, -2.0], dtype=torch.float64)).tolist()
        [-10.0, -8.0]
    """
    if not isinstance(text, str):
        raise FormulaError("not_text", type(text).__name__)
    names = None if variables is None else _checked(variables)
    source = parse(text, names)
    try:
        return _built(text, source, names or _natural(source, text))
    except RecursionError:
        raise FormulaError("too_deep", text, 0, limit=MAX_DEPTH) from None


def _checked(variables: Iterable[str]) -> tuple[str, ...]:
    """The names given for w's coordinates, refused when they cannot be used."""
    names = tuple(variables.replace(",", " ").split() if isinstance(variables, str) else variables)
    for name in names:
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            raise FormulaError("variable_name", str(name))
        if name in FUNCTIONS or name in CONSTANTS or keyword.iskeyword(name):
            raise FormulaError("variable_taken", name)
    if repeated := next((name for name in names if names.count(name) > 1), None):
        raise FormulaError("variable_repeated", repeated)
    if not 1 <= len(names) <= MAX_VARIABLES:
        raise FormulaError("variable_count", count=len(names), limit=MAX_VARIABLES)
    return names


def _natural(source: Source, text: str) -> tuple[str, ...]:
    """The names that occur: letters in order, numbers by size."""
    if not source.names:
        raise FormulaError("no_variable", text)
    if len(source.names) > MAX_VARIABLES:
        raise FormulaError("variable_count", count=len(source.names), limit=MAX_VARIABLES)
    return tuple(sorted(source.names, key=_place))


def _place(name: str) -> tuple[str, int]:
    """Latin letters before Greek ones, x before x0 before x1."""
    stem = name.rstrip("0123456789")
    return stem, int(name[len(stem) :] or -1)


def _built(text: str, source: Source, names: tuple[str, ...]) -> Formula:
    symbols = [sympy.Symbol(name) for name in names]
    named = dict(zip(names, symbols, strict=True))
    built = expression(source, named)
    loss = built.whole
    gradient, hessian = derivatives = derive(loss, symbols)
    typed = as_typed(source, named, built)
    known = None if typed else quadratic(loss, derivatives, symbols)
    tapes = Tapes(
        loss=record([typed or loss], symbols),
        gradient=None if typed or gradient is None else record(gradient, symbols),
        hessian=None if typed or hessian is None else record(hessian, symbols),
        quadratic=known,
    )
    found = find_domain(tapes.loss, known, len(names), lambda: _limits(built, symbols))
    gradient_latex = _shown(gradient)
    return Formula(
        name="formula",
        title=" ".join(re.split(f"[{LINE_BREAKS}]+", text.strip())),
        text=text,
        latex=typeset(source.tree),
        parameter_names=names,
        notes=source.notes + (() if gradient_latex else ("formula.note_long",)),
        gradient_latex=gradient_latex,
        hessian_latex=_rows(_shown(hessian), len(names)),
        tree=source.tree,
        tapes=tapes,
        domain=found.domain,
        start=found.start,
        minima=found.minima,
        minimum_loss=found.minimum_loss,
    )


def _limits(built: Expression, symbols: Sequence[sympy.Symbol]) -> OperationTape | None:
    """What must be at least 0 where the formula has a value; None where nothing must."""
    bounded = [each.part for each in demands(sympy.Tuple(*built.delicate)) if each.bounded]
    return record(sorted(bounded, key=str), symbols) if bounded else None


def _shown(expressions: Sequence[sympy.Expr] | None) -> tuple[str, ...] | None:
    """The LaTeX of every expression, None if one of them is too long to read."""
    if expressions is None or any(_nodes(each) > MAX_SHOWN for each in expressions):
        return None
    return tuple(typeset_expression(each) for each in expressions)


def _nodes(expression: sympy.Expr) -> int:
    return sum(1 for _ in sympy.preorder_traversal(expression))


def _rows(flat: Sequence[str] | None, dim: int) -> tuple[tuple[str, ...], ...] | None:
    if flat is None:
        return None
    return tuple(tuple(flat[i : i + dim]) for i in range(0, dim * dim, dim))
