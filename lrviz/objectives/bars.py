"""Absolute values: which of the bars open and which close."""

from collections.abc import Sequence
from typing import Protocol

from lrviz.objectives.formula_error import FormulaError
from lrviz.objectives.groups import MAX_BRACKETS, Group, Item, token_of
from lrviz.objectives.tokens import Token

__all__ = ["RefusalWriter", "barred"]


class RefusalWriter(Protocol):
    """What words a refusal."""

    def readable(self, text: str) -> bool: ...

    def show(self, items: Sequence[Item]) -> str: ...

    def two_readings(self, items: Sequence[Item], first: str, second: str) -> FormulaError: ...


def barred(items: Sequence[Item], reader: RefusalWriter) -> list[Item]:
    """Items with every pair of bars as a group.

    A bar closes where a value has ended and one is open; otherwise it opens. |x|y|z| can be
    read in two ways and is refused; so is ‖x‖, which is no absolute value.
    """
    _check_sandwich(items, reader)
    levels: list[list[Item]] = [[]]
    opened: list[Token] = []
    for item in items:
        if not _is_bar(item):
            levels[-1].append(item)
            continue
        assert isinstance(item, Token)
        if item.kind == "opening" or (item.kind != "closing" and not (opened and _ended(levels))):
            opened.append(item)
            levels.append([])
            if len(opened) > MAX_BRACKETS:
                raise item.refused("too_deep", limit=MAX_BRACKETS)
        else:
            if not opened:
                raise item.refused("bar")
            inside = levels.pop()
            _check_norm(inside)
            levels[-1].append(Group(opened.pop(), inside, item.end))
    if opened:
        raise opened[-1].refused("bar")
    return levels[0]


def _is_bar(item: Item) -> bool:
    return isinstance(item, Token) and item.text == "|"


def _ended(levels: Sequence[Sequence[Item]]) -> bool:
    """Whether a value has just ended on the innermost level."""
    return bool(levels[-1]) and _is_value(levels[-1][-1])


def _is_value(item: Item) -> bool:
    return isinstance(item, Group) or item.kind in {"number", "constant", "variable"}


def _check_norm(inside: Sequence[Item]) -> None:
    only = inside[0] if len(inside) == 1 else None
    if isinstance(only, Group) and only.kind == "|":
        raise only.opening.refused("norm")


def _check_sandwich(items: Sequence[Item], reader: RefusalWriter) -> None:
    """Refuse |x|y|z|, with values alone between its four bars."""
    bars = [i for i, item in enumerate(items) if _is_bar(item)]
    for a, b, c, d in zip(bars, bars[1:], bars[2:], bars[3:], strict=False):
        x, y, z = items[a + 1 : b], items[b + 1 : c], items[c + 1 : d]
        between = bool(x and y and z) and all(map(_is_value, y)) and _is_value(x[-1])
        product = a > 0 and _is_value(items[a - 1])
        sided = any(token_of(items[i]).kind != "operator" for i in (a, b, c, d))
        if between and not product and not sided:
            first, middle, last = map(reader.show, (x, y, z))
            nested = f"abs({first}*abs({middle}){last if last[0] in '+-' else f'*{last}'})"
            flat = f"abs({first})*{middle}*abs({last})"
            if reader.readable(flat) and reader.readable(nested):
                raise reader.two_readings(items[a : d + 1], flat, nested)
