"""Calls as they are written by hand: sin²(x), sin 2x, log_2(x), exp -x.

Without brackets an argument is the numbers in front and the letters that follow; whatever
may belong to it or not is refused with both readings.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from lrviz.objectives.bars import RefusalWriter
from lrviz.objectives.definitions import counts
from lrviz.objectives.formula_error import FormulaError
from lrviz.objectives.functions import LOGARITHMS
from lrviz.objectives.groups import MAX_BRACKETS, Group, Item, token_of
from lrviz.objectives.tokens import Token

__all__ = ["Calls"]

_ROOTS = frozenset({"sqrt", "cbrt", "fourth_root"})
_SIGNS_OF_ROOTS = frozenset({"√", "∛", "∜"})
_INVERSES = {
    **{name: f"a{name}" for name in ("sin", "cos", "tan", "sinh", "cosh", "tanh")},
    "exp": "log",
    "log": "exp",
    "sqrt": "square",
    "cbrt": "cube",
    "square": "sqrt",
    "log2": "exp2",
    "log10": "exp10",
    "sigmoid": "logit",
}


class Reader(RefusalWriter, Protocol):
    """What words a refusal, and keeps how a formula was read."""

    notes: set[str]


class Calls:
    """Puts the brackets in that a call needs."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def written(self, items: Sequence[Item]) -> list[Item]:
        """Items in which a group follows every function."""
        out: list[Item] = []
        i = 0
        while i < len(items):
            item = items[i]
            if _is(item, "function"):
                call, i = self._call(items, i, 1)
                out += call
            else:
                out.append(item)
                i += 1
        return out

    def _call(self, items: Sequence[Item], start: int, depth: int) -> tuple[list[Item], int]:
        """The call that begins at ``start``, and the place after it."""
        name = items[start]
        assert isinstance(name, Token)
        if depth > MAX_BRACKETS:
            raise name.refused("too_deep", limit=MAX_BRACKETS)
        base, power, i = self._between(items, start + 1)
        if i < len(items) and isinstance(items[i], Group):
            argument = [items[i]]
            i += 1
        else:
            argument, i = self._argument(items, i, (name, power), depth)
        inside = argument[0]
        if len(argument) > 1 or not isinstance(inside, Group) or inside.kind == "|":
            inside = Group(_bracket(name), argument, items[i - 1].end)
        call = self._based(name, base, inside)
        if not power:
            return call, i
        self._check_inverse(items[start:i], name, power, inside)
        raised = Group(_bracket(name), call, inside.end)
        return [raised, replace(name, kind="operator", text="**"), *power], i

    def _between(self, items: Sequence[Item], i: int) -> tuple[Item | None, list[Item], int]:
        """The base and the power between a function and its argument."""
        base: Item | None = None
        power: list[Item] = []
        while i + 1 < len(items):
            if _is(items[i], "operator", "_") and base is None:
                base, i = items[i + 1], i + 2
            elif _is(items[i], "operator", "**") and not power:
                i += 1
                while i + 1 < len(items) and _is_sign(items[i]):
                    power.append(items[i])
                    i += 1
                if isinstance(raised := items[i], Token) and raised.kind == "function":
                    raise raised.refused("function_brackets", example=_example(raised.text))
                power.append(raised)
                i += 1
            else:
                break
        return base, power, i

    def _based(self, name: Token, base: Item | None, inside: Group) -> list[Item]:
        """The call of a logarithm with its base; any other function has none."""
        if base is None:
            return [name, inside]
        if name.text != "log":
            raise name.refused("no_base")
        only = base if isinstance(base, Token) else base.items[0] if len(base.items) == 1 else base
        short = LOGARITHMS.get(only.text, "") if isinstance(only, Token) else ""
        if short:
            return [replace(name, text=short), inside]
        below = base if isinstance(base, Group) else Group(_bracket(name), [base], base.end)
        over = replace(name, kind="operator", text="/", gap="")
        return [Group(_bracket(name), [name, inside, over, name, below], inside.end)]

    def _argument(
        self, items: Sequence[Item], start: int, call: tuple[Token, list[Item]], depth: int
    ) -> tuple[list[Item], int]:
        """An argument without brackets, and the place after it."""
        name, _ = call
        first = start
        while first < len(items) and _is_sign(items[first]):
            first += 1
        if first >= len(items) or (first > start and _joins(name, items[start], items[start + 1])):
            raise name.refused("function_brackets", example=_example(name.text))
        if not _is_value(items[first]) and not _is(items[first], "function"):
            raise token_of(items[first]).refused("misplaced")
        signs = list(items[start:first])
        if _is(items[first], "function"):
            inner, end = self._call(items, first, depth + 1)
            head, certain = signs + inner, True
        else:
            end = _run_end(items, first)
            size = _certain_size(items[first:end], name)
            head, certain = signs + list(items[first : first + size]), size == end - first
            end = first + size
        if not (certain and _may_follow(items, end, name)):
            raise self._unclear(items, call, head, end)
        self._reader.notes.add("formula.note_argument")
        return head, end

    def _unclear(
        self, items: Sequence[Item], call: tuple[Token, list[Item]], head: list[Item], end: int
    ) -> FormulaError:
        """Both readings of an argument whose end is not certain."""
        name, power = call
        tail = list(items[end : _term_end(items, end)])
        raised = f"^{self._reader.show(power)}" if power else ""
        whole, part = self._reader.show([*head, *tail]), self._reader.show(head)
        joined = "" if isinstance(tail[0], Token) and tail[0].kind == "operator" else "*"
        rest = joined + self._reader.show(tail)
        called = [item for item in items[: end + len(tail)] if item.position >= name.position]
        readings = f"{name.text}({whole}){raised}", f"{name.text}({part}){raised}{rest}"
        if not all(map(self._reader.readable, readings)):
            return name.refused("function_brackets", example=_example(name.text))
        return self._reader.two_readings(called, *readings)

    def _check_inverse(
        self, typed: Sequence[Item], name: Token, power: Sequence[Item], inside: Group
    ) -> None:
        """Refuse sin^-1(x): the inverse function, or one over it."""
        items = power[0].items if len(power) == 1 and isinstance(power[0], Group) else power
        texts = [item.text for item in items if isinstance(item, Token)]
        inverse = _INVERSES.get(name.text)
        if texts == ["-", "1"] and inverse is not None:
            x = self._reader.show(inside.items)
            readings = f"{inverse}({x})", f"1/{name.text}({x})"
            if not all(map(self._reader.readable, readings)):
                raise name.refused("function_brackets", example=_example(name.text))
            raise self._reader.two_readings(typed, *readings)


def _example(name: str) -> str:
    """A call of the function as it may be typed."""
    return f"{name}({', '.join('xyz'[: counts(name)[0]])})"


def _is(item: Item, kind: str, text: str | None = None) -> bool:
    return isinstance(item, Token) and item.kind == kind and text in (None, item.text)


def _is_sign(item: Item) -> bool:
    return _is(item, "operator", "+") or _is(item, "operator", "-")


def _joins(name: Token, sign: Item, after: Item) -> bool:
    """Whether a sign after a function stands as between two terms, as in "sin+1" and "sin - 1", and
    not before an argument, as in "sin -x"; a sign of a root takes what stands beside it."""
    gaps = token_of(sign).gap, token_of(after).gap
    return name.piece not in _SIGNS_OF_ROOTS and (gaps[0] == "" or gaps[1] != "")


def _bracket(token: Token) -> Token:
    return replace(token, kind="operator", text="(", gap="")


def _is_value(item: Item) -> bool:
    return isinstance(item, Group) or item.kind in {"number", "constant", "variable"}


def _run_end(items: Sequence[Item], i: int) -> int:
    """The place after the values that stand side by side from ``i`` on."""
    first = i
    while i < len(items) and _is_value(items[i]) and (i == first or items[i].gap != "\n"):
        i += 1
    return i


def _certain_size(run: Sequence[Item], name: Token) -> int:
    """How many of the values side by side are the argument beyond doubt: 2πx, xy; one of a root."""
    if name.text in _ROOTS:
        return 1
    size = 0
    while size < len(run) and (_is(run[size], "number") or _is(run[size], "constant")):
        size += 1
    letters = size
    while size < len(run) and _is(run[size], "variable"):
        if size > letters and run[size].gap != "":
            break
        size += 1
    return size or 1


def _may_follow(items: Sequence[Item], i: int, name: Token) -> bool:
    """Whether what stands after an argument cannot be part of it."""
    if i >= len(items):
        return True
    item = items[i]
    if _is(item, "function") or item.gap == "\n" or _is_sign(item):
        return True
    if not _is(item, "operator") or item.text == "**":  # type: ignore[union-attr]
        return False
    if item.text in {"*", "/"}:  # type: ignore[union-attr]
        root = name.piece in _SIGNS_OF_ROOTS
        by_call = i + 1 < len(items) and _is(items[i + 1], "function")
        return root or (by_call and item.text == "*")  # type: ignore[union-attr]
    return True


def _term_end(items: Sequence[Item], i: int) -> int:
    """The place after the term that goes on at ``i``."""
    while i < len(items) and not (_is_sign(items[i]) and not _is(items[i - 1], "operator", "**")):
        if _is(items[i], "operator", ",") or items[i].gap == "\n":
            break
        i += 1
    return i
