r"""Everyday notation -> the tokens Python's grammar reads: sin²x, |x|, x[0], \frac{1}{2}x, xy.

Only brackets, products and calls are put in; which token is what has been settled before. What
can be meant in two ways is refused with both.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from lrviz.objectives.bars import barred
from lrviz.objectives.calls import Calls
from lrviz.objectives.characters import FRACTIONS
from lrviz.objectives.formula_error import FormulaError
from lrviz.objectives.groups import Group, Item, check_signs, grouped, token_of
from lrviz.objectives.latex import GREEK
from lrviz.objectives.names import Names
from lrviz.objectives.tokens import Token, shown

__all__ = ["written"]

_GREEK = frozenset(GREEK.values())


def written(
    tokens: Sequence[Token], text: str, names: Names, readable: Callable[[str], bool]
) -> list[Token]:
    """The tokens with every bracket, product and call that is meant written out.

    Args:
        tokens: what each of them is has been understood.
        text: as typed.
        names: what a name may be; takes the notes on how the formula was read.
        readable: whether a text is a formula; no other is proposed.
    """
    items = grouped(tokens)
    out = _Writer(text, names, readable).line(items)
    check_signs(out)
    return [_number(token) for token in out]


def _number(token: Token) -> Token:
    return replace(token, text=repr(float(token.text))) if token.kind == "number" else token


class _Writer:
    """One level of brackets at a time."""

    def __init__(self, text: str, names: Names, readable: Callable[[str], bool]) -> None:
        self._text, self._names = text, names
        self.readable = readable
        self.notes = names.notes

    def line(self, items: Sequence[Item], called: bool = False) -> list[Token]:
        """The tokens of what stands between two brackets, those of a call if ``called``."""
        items = self._commands(items)
        items = self._indexed(items)
        items = barred(items, self)
        comma = next((t for t in items if isinstance(t, Token) and t.text == ","), None)
        if comma is not None and not called:
            raise comma.refused("comma")
        items = Calls(self).written(items)
        self._check_powers(items)
        return self._flat(items)

    def show(self, items: Sequence[Item]) -> str:
        """Items as advice would have them typed."""
        return shown(self.line(items, called=True))

    def two_readings(
        self, items: Sequence[Item], first: str, second: str, *, to: int | None = None
    ) -> FormulaError:
        """The refusal of what stands from the first item to the last, or to a place."""
        token = token_of(items[0])
        last = items[-1]
        piece = self._text[token.position : max(last.end, token.end) if to is None else to]
        return FormulaError(
            "ambiguous", piece, token.position, first=_tidy(first), second=_tidy(second)
        )

    def _commands(self, items: Sequence[Item]) -> list[Item]:
        r"""``\frac{a}{b}`` as ((a)/(b)), ``\sqrt[n]{x}`` as a root."""
        out: list[Item] = []
        rest = list(items)
        while rest:
            item = rest.pop(0)
            if not (isinstance(item, Token) and item.kind == "command"):
                out.append(item)
            elif item.text == "sqrt":
                out += _root(item, rest)
            else:
                before = out[-1] if out else None
                out.append(made := _fraction(item, rest))
                self._check_mixed(before, made)
        return out

    def _check_mixed(self, before: Item | None, made: Group) -> None:
        """Refuse 2½ written as 2\\frac{1}{2}, which is also a product."""
        above, _, below = made.items
        parts = [each.number if isinstance(each, Group) else "" for each in (above, below)]
        if isinstance(before, Token) and before.kind == "number" and all(parts):
            half = "/".join(parts)
            readings = f"({before.text}+{half})", f"{before.text}*({half})"
            raise self.two_readings([before, made], *readings)

    def _indexed(self, items: Sequence[Item]) -> list[Item]:
        """x[0] and x_{0} as the parameter x0; x(0) refused."""
        out: list[Item] = []
        i = 0
        while i < len(items):
            item = items[i]
            if isinstance(item, Token) and item.kind == "variable":
                item, i = self._index(item, items, i)
            out.append(item)
            i += 1
        return out

    def _index(self, item: Token, items: Sequence[Item], i: int) -> tuple[Token, int]:
        """The variable with the index that follows it, and the place of its last item."""
        following = items[i + 1] if i + 1 < len(items) else None
        if isinstance(following, Token) and following.text == "_":
            if i + 2 >= len(items):
                raise following.refused("unfinished")
            return self._numbered(item, items[i + 2]), i + 2
        if not isinstance(following, Group):
            return item, i
        if following.kind == "[" and following.gap == "" and _is_index(following):
            second = items[i + 2] if i + 2 < len(items) else None
            if isinstance(second, Group) and second.kind == "[" and second.gap == "":
                raise second.opening.refused("index")
            return self._numbered(item, following), i + 1
        if following.kind == "(":
            self._check_call(item, following)
        return item, i

    def _check_call(self, item: Token, following: Group) -> None:
        """Refuse w(1), an index or a product, and φ(x), a function or a product."""
        number = following.number
        if number and not item.text[-1].isdigit():
            named = self._names.variable(f"{item.text}{number}")
            first = named or f"{item.text}*{number}"
            raise self.two_readings([item, following], first, f"{item.text}*{number}")
        if item.text in _GREEK and following.gap == "" and len(following.items) == 1:
            inside = token_of(following.items[0])
            if inside.kind == "variable":
                product = f"{item.text}*{inside.text}"
                raise item.refused("no_function", product=product)

    def _numbered(self, item: Token, index: Item) -> Token:
        number = index.number if isinstance(index, Group) else index.text
        if not number.isdigit():
            raise token_of(index).refused("index")
        name = self._names.variable(f"{item.text}{int(number)}")
        if not name or item.text[-1].isdigit():
            raise token_of(index).refused("index")
        if isinstance(index, Group) and index.kind == "[":
            self.notes.add("formula.note_index")
        return replace(item, text=name, piece=self._text[item.position : index.end])

    def _check_powers(self, items: Sequence[Item]) -> None:
        """Refuse e^2x and e^xy, where the exponent may end in two places, and x^{(1)}."""
        for k, item in enumerate(items):
            if not (isinstance(item, Token) and item.text == "**" and k > 0):
                continue
            self._check_raised(items[k - 1], items[k + 1 : k + 2])
            at = k + 1
            while at < len(items) and _is_sign(items[at]):
                at += 1
            if at + 1 < len(items) and _runs_on(items[k - 1], items[at], items[at + 1]):
                base, end = self.show([items[k - 1]]), at + 1
                while end < len(items) and _is_name(items[end]) and items[end].gap == "":
                    end += 1
                short, long = self.show(items[k + 1 : at + 1]), self.show(items[k + 1 : end])
                rest = self.show(items[at + 1 : end])
                readings = f"{base}^({long})", f"{base}^({short})*{rest}"
                raise self.two_readings(items[k - 1 : end], *readings)

    def _check_raised(self, base: Item, exponent: Sequence[Item]) -> None:
        """Refuse x^{(1)}: an index set high, or a power."""
        outer = exponent[0] if exponent else None
        inner = outer.items[0] if isinstance(outer, Group) and len(outer.items) == 1 else None
        number = inner.number if isinstance(inner, Group) and inner.kind == "(" else ""
        named = self._names.variable(f"{token_of(base).text}{number}") if number else ""
        if named and isinstance(base, Token) and base.kind == "variable":
            raise self.two_readings([base, *exponent], named, f"{base.text}^{number}")

    def _flat(self, items: Sequence[Item]) -> list[Token]:
        out: list[Token] = []
        before: Item | None = None
        for item in items:
            if before is not None and _ends(before) and _begins(item):
                out.append(self._times(item))
            called = isinstance(before, Token) and before.kind == "function"
            out += [item] if isinstance(item, Token) else self._bracketed(item, called)
            before = item
        return out

    def _times(self, item: Item) -> Token:
        """The * that is meant before ``item``."""
        token = token_of(item)
        if token.kind == "number" or token.piece in FRACTIONS:
            raise token.refused("missing_operator")
        if item.gap == "\n":
            raise token.refused("two_lines")
        self.notes.add("formula.note_product")
        return Token("operator", "*", token.position, token.piece)

    def _bracketed(self, group: Group, called: bool) -> list[Token]:
        opening = replace(group.opening, kind="operator", text="(")
        end = max(group.end - 1, opening.position)
        closing = Token("operator", ")", end, self._text[end : end + 1])
        inside = self.line(group.items, called)
        if group.kind == "|":
            return [replace(opening, kind="function", text="abs"), opening, *inside, closing]
        return [opening, *inside, closing]


def _root(command: Token, rest: list[Item]) -> list[Item]:
    """The tokens of a root, whose argument, and before it its degree, are taken from ``rest``."""
    degree: Group | None = None
    if rest and isinstance(rest[0], Group) and rest[0].kind == "[":
        degree = rest.pop(0)  # type: ignore[assignment]
    inside = _argument(command, rest)
    if degree is None or degree.number in {"2", "3"}:
        name = "cbrt" if degree is not None and degree.number == "3" else "sqrt"
        return [replace(command, kind="function", text=name), inside]
    one, over, power = (
        replace(command, kind=kind, text=text, gap="")
        for kind, text in (("number", "1"), ("operator", "/"), ("operator", "**"))
    )
    exponent = _around(command, [one, over, _around(command, degree.items, degree.end)], degree.end)
    return [_around(command, [inside, power, exponent], inside.end)]


def _fraction(command: Token, rest: list[Item]) -> Group:
    above, below = _argument(command, rest), _argument(command, rest)
    over = replace(command, kind="operator", text="/", gap="")
    return _around(command, [above, over, below], below.end)


def _argument(command: Token, rest: list[Item]) -> Group:
    """What TeX takes as an argument: a group, or one letter or digit."""
    if not rest:
        raise command.refused("unfinished")
    item = rest.pop(0)
    if isinstance(item, Group):
        return replace(item, opening=replace(item.opening, text="("))
    if item.kind not in {"number", "variable", "constant"}:
        raise item.refused("misplaced")
    if item.kind == "variable" and item.piece[1:].isdigit():  # \frac x2 is x over 2
        left = replace(item, kind="number", text=item.piece[1:], piece=item.piece[1:])
        rest.insert(0, replace(left, position=item.position + 1, gap=""))
        item = replace(item, text=item.text.rstrip("0123456789"), piece=item.piece[0])
    elif item.kind == "number" and len(item.text) > 1:
        left = replace(
            item, text=item.text[1:], piece=item.piece[1:], position=item.position + 1, gap=""
        )
        rest.insert(0, left)
        item = replace(item, text=item.text[0], piece=item.piece[0])
    return _around(item, [item], item.end)


def _around(token: Token, items: Sequence[Item], end: int) -> Group:
    """Brackets that were not typed, where ``token`` stands."""
    return Group(replace(token, kind="operator", text="("), list(items), end)


def _is_index(group: Group) -> bool:
    """Whether square brackets after a variable hold an index; if not, they are brackets."""
    only = group.items[0] if len(group.items) == 1 else None
    signed = [item.text for item in group.items[:1] if isinstance(item, Token)]
    apart = any(isinstance(item, Token) and item.text in {",", ":"} for item in group.items)
    return isinstance(only, Token) or apart or (len(group.items) == 2 and signed == ["-"])


def _runs_on(base: Item, exponent: Item, following: Item) -> bool:
    """Whether a letter follows an exponent without a gap, so that it may belong to it."""
    if not (isinstance(exponent, Token) and _is_name(following) and following.gap == ""):
        return False
    if exponent.kind in {"variable", "constant"}:
        return True
    fixed = isinstance(base, Token) and (base.text == "e" or base.kind == "number")
    ten = isinstance(base, Token) and base.text == "10"
    return exponent.kind == "number" and fixed and not ten


def _is_name(item: Item) -> bool:
    return isinstance(item, Token) and item.kind in {"variable", "constant"}


def _is_sign(item: Item) -> bool:
    return isinstance(item, Token) and item.text in {"+", "-"}


def _ends(item: Item) -> bool:
    return isinstance(item, Group) or item.kind in {"number", "constant", "variable"}


def _begins(item: Item) -> bool:
    return isinstance(item, Group) or item.kind in {"number", "constant", "variable", "function"}


def _tidy(text: str) -> str:
    """x^(2) as x^2."""
    return re.sub(r"\^\(([\w.]+)\)", r"^\1", text)
