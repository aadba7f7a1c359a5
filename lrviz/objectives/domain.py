"""Where a formula has a value: what its parts demand, and whether sympy has dropped a demand.

sympy simplifies as it builds: x·y/x becomes y, e^log(x) becomes x, 0·log(x) becomes 0. Each is
right where the typed formula has a value, and has one where the typed formula has none.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import sympy

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
        if isinstance(part, Sqrt):
            yield Demand("nonnegative", part.args[0])
        elif isinstance(part, sympy.log):
            yield Demand("positive", part.args[0])
        elif part.is_Pow and part.base.free_symbols:
            yield from _of_power(part.base, part.exp)


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
