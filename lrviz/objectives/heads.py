"""What people write around a formula: ``f(x, y) = …``, ``lambda x: …``, ``$…$``, ``…;``.

It says nothing of the loss itself and is left out, except that a head such as f(x, y) may
name variables that do not occur.
"""

from collections.abc import Sequence
from typing import NamedTuple

from lrviz.objectives.formula_error import FormulaError
from lrviz.objectives.tokens import Token

_TRAILING = frozenset(";,.")
SUMS = frozenset("sum prod product mean average reduce_sum reduce_mean nansum cumsum trace".split())
_PROGRAM = frozenset("def function fn func".split())
_LONGEST_REST = 80  # A program's result of more characters is not shown again.
_MOST = 4  # A formula has at most so many heads before it: z = f = lambda x, y: ….


class Bare(NamedTuple):
    """A formula without what was written around it.

    Attributes:
        tokens: the formula.
        head: the names a head declares, None without one.
        left: names of the value, as y in y = …
        cut: whether anything but wrapping was left out.
    """

    tokens: list[Token]
    head: tuple[Token, ...] | None
    left: tuple[Token, ...]
    cut: bool


def bare(tokens: Sequence[Token], text: str) -> Bare:
    """The formula within ``tokens``; refuses an equation and a whole program."""
    inner = _unwrapped(list(tokens))
    head: tuple[Token, ...] | None = None
    left: list[Token] = []
    before = len(inner)
    for _ in range(_MOST):
        found = _head(inner)
        if found is None:
            break
        size, parameters, name = found
        head = head if parameters is None else parameters
        left += [name] if name is not None else []
        inner = inner[size:]
    if not inner:
        raise tokens[-1].refused("unfinished") if tokens else FormulaError("empty")
    _check_program(inner, text)
    _check_equation(inner)
    return Bare(inner, head, tuple(left), len(inner) < before)


def _unwrapped(tokens: list[Token]) -> list[Token]:
    while tokens and tokens[-1].text in _TRAILING:
        tokens = tokens[:-1]
    dollars = 0
    while len(tokens) > 1 and tokens[0].text == "$" == tokens[-1].text and dollars < 2:
        tokens, dollars = tokens[1:-1], dollars + 1
    while tokens and tokens[-1].text in _TRAILING:
        tokens = tokens[:-1]
    return tokens


def _head(tokens: Sequence[Token]) -> tuple[int, tuple[Token, ...] | None, Token | None] | None:
    """How many tokens the head in front has, the parameters it declares, and its name."""
    texts = [each.text for each in tokens]
    if texts[:1] == ["="] or texts[:1] == ["return"]:
        return 1, None, None
    if texts[:1] == ["lambda"]:
        end, names = _names(tokens, 1, closing=(":",))
        return (end + 1, names, None) if names else None
    if texts[:1] == ["@"] or (texts[:1] == ["function"] and "return" not in texts):  # R's
        end, names = _bracketed(tokens, 1)
        return (end, names, None) if names else None
    return _assigned(tokens, texts) or _arrow(tokens, texts)


def _assigned(
    tokens: Sequence[Token], texts: Sequence[str]
) -> tuple[int, tuple[Token, ...] | None, Token | None] | None:
    """``y =``, ``f(x, y) =``, ``f_1(x) :=``, ``f:`` before an arrow."""
    if not tokens or tokens[0].kind != "name":
        return None
    at = _after_index(tokens, 1)
    names: tuple[Token, ...] | None = None
    if texts[at : at + 1] == ["("]:
        at, names = _bracketed(tokens, at)
        if not names:
            return None
    if texts[at : at + 1] in (["="], [":="]):
        return at + 1, names, tokens[0] if names is None else None
    arrow = texts[at : at + 1] == [":"] and _arrow(tokens[at + 1 :], texts[at + 1 :])
    if arrow or (texts[at : at + 1] == [":"] and (names or len(tokens[0].text) > 1)):
        return at + 1, names, None
    return None


def _after_index(tokens: Sequence[Token], at: int) -> int:
    """The place after an index that was not scanned as part of a name: _{1}, _1."""
    if at < len(tokens) and tokens[at].text == "_":
        size = 3 if at + 1 < len(tokens) and tokens[at + 1].text == "{" else 1
        return at + 1 + size
    return at


def _arrow(
    tokens: Sequence[Token], texts: Sequence[str]
) -> tuple[int, tuple[Token, ...] | None, Token | None] | None:
    """``x ->``, ``(x, y) =>``."""
    if texts[:1] == ["("]:
        at, names = _bracketed(tokens, 0)
    else:
        at, names = (1, (tokens[0],)) if tokens and tokens[0].kind == "name" else (0, ())
    if names and texts[at : at + 1] in (["->"], ["=>"]):
        return at + 1, names, None
    return None


def _bracketed(tokens: Sequence[Token], at: int) -> tuple[int, tuple[Token, ...]]:
    """The place after a list of names in round brackets; no names where there is none."""
    if at >= len(tokens) or tokens[at].text != "(":
        return at, ()
    end, names = _names(tokens, at + 1, closing=(")",))
    return end + 1, names


def _names(
    tokens: Sequence[Token], at: int, closing: Sequence[str]
) -> tuple[int, tuple[Token, ...]]:
    """Names set off by commas or semicolons, up to one of ``closing``."""
    names: list[Token] = []
    while at < len(tokens) and tokens[at].kind == "name":
        names.append(tokens[at])
        at = _after_index(tokens, at + 1)
        if at < len(tokens) and tokens[at].text in closing:
            return at, tuple(names)
        if at >= len(tokens) or tokens[at].text not in {",", ";"}:
            break
        at += 1
    return at, ()


def _check_program(tokens: Sequence[Token], text: str) -> None:
    first = tokens[0]
    if first.text in _PROGRAM:
        rest = text.partition("return")[2].strip(" \n\t;}")
        short = rest and rest.isprintable() and len(rest) <= _LONGEST_REST
        raise first.refused("program", rest=rest if short else "x^2 + 2y^2")


def _check_equation(tokens: Sequence[Token]) -> None:
    if not any(token.text in {"=", "==", ":=", "->", "=>"} for token in tokens):
        return
    for token in tokens:
        if token.kind == "name" and token.text.rpartition(".")[2].lower() in SUMS:
            raise token.refused("sum")  # = gives the range of an index
    for before, name, token in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if token.text == "=" and name.kind == "name" and before.text in {",", "("}:
            raise name.refused("keyword")
    for token in tokens:
        if token.text in {"=", "==", ":="}:
            raise token.refused("equals")
        if token.text in {"->", "=>"}:
            raise token.refused("character", code=f"U+{ord(token.piece[0]):04X}")
