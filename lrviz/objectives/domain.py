"""Where a formula has a value: what its parts demand, and whether sympy has dropped a demand.

sympy simplifies as it builds: x·y/x becomes y, e^log(x) becomes x, 0·log(x) becomes 0. Each is
right where the typed formula has a value, and has one where the typed formula has none.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

import sympy

from lrviz.objectives import special
from lrviz.objectives.functions import Sqrt
from lrviz.objectives.symbolic import Expression, expression
from lrviz.objectives.syntax import Source

__all__ = ["Demand", "as_typed", "demands"]


class Demand(NamedTuple):
    """What must hold of a part for the whole to have a finite value.

    Attributes:
        kind: "nonzero", "nonnegative", "positive", or "power" for a varying exponent.
        part: of what it must hold.
    """

    kind: str
    part: sympy.Expr

    @property
    def bounded(self) -> bool:
        """Whether the part must be at least 0."""
        return self.kind in {"nonnegative", "positive"}


def demands(whole: sympy.Expr) -> frozenset[Demand]:
    """All that the parts of an expression demand."""
    return frozenset(_demands(whole))


def _demands(whole: sympy.Expr) -> Iterator[Demand]:
    for part in sympy.preorder_traversal(whole):
        if not part.free_symbols:
            continue
        if part.func in _OF_CALLS:
            kind, least = _OF_CALLS[part.func]
            yield from (Demand(kind, each) for each in least(part.args[0]))
        elif part.is_Pow and part.base.free_symbols:
            yield from _of_power(part.base, part.exp)


# What must be positive, or at least 0, for a function of u to have a value.
_OF_CALLS: Mapping[type[sympy.Function], tuple[str, Callable[[sympy.Expr], tuple[Any, ...]]]] = {
    Sqrt: ("nonnegative", lambda u: (u,)),
    sympy.log: ("positive", lambda u: (u,)),
    special.Log2: ("positive", lambda u: (u,)),
    special.Log10: ("positive", lambda u: (u,)),
    special.Log1p: ("positive", lambda u: (1 + u,)),
    special.Arcsin: ("nonnegative", lambda u: (1 - u, 1 + u)),
    special.Arccos: ("nonnegative", lambda u: (1 - u, 1 + u)),
    special.Arcosh: ("nonnegative", lambda u: (u - 1,)),
    special.Artanh: ("positive", lambda u: (1 - u, 1 + u)),
}


def _of_power(base: sympy.Expr, exponent: sympy.Expr) -> Iterator[Demand]:
    if exponent.free_symbols:
        yield Demand("power", base**exponent)
        return
    if exponent.is_negative:
        yield Demand("nonzero", base)
    if not exponent.is_integer:
        yield Demand("nonnegative", base)


def as_typed(
    source: Source, symbols: Mapping[str, sympy.Symbol], built: Expression
) -> sympy.Expr | None:
    """The formula with nothing simplified, where the whole demands less than its parts do.

    None where the whole has a value only where the formula as typed has one.
    """
    if demands(sympy.Tuple(*built.delicate)) <= demands(built.whole):
        return None
    with sympy.evaluate(False):
        return expression(source, symbols).whole
