"""Text -> tokens, each with its place in the text as typed; every name is known.

All that can be refused without grammar is refused here, before Python's parser sees
anything: length, foreign characters, unknown names, unbalanced or too deep brackets.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

from lrviz.objectives.characters import fold
from lrviz.objectives.formula_error import FormulaError, code_point
from lrviz.objectives.functions import CONSTANTS, FUNCTIONS

MAX_LENGTH = 1000
MAX_TOKENS = 400
MAX_BRACKETS = 24
MAX_NUMBER = 1e100

_TOKEN = re.compile(
    r"(?P<space> +)"
    r"|(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<name>[A-Za-z_][A-Za-z0-9_]*)"
    r"|(?P<operator>\*\*|[-+*/^(),])"
)
# Letters that read as a variable; e is the constant, i and j the imaginary unit, and
# f, g and h a function.
_VARIABLE = re.compile(r"(?P<letter>[abcdklmnopqrstuvwxyz])_?(?P<number>[1-9][0-9]?)?")
_ALIASES = {"ln": "log", "tg": "tan", "sgn": "sign", "sh": "sinh", "ch": "cosh", "th": "tanh"}
_SPECIAL = {"=": "equals", "|": "bar", **dict.fromkeys("[]{}", "bracket")}


@dataclass(frozen=True)
class Token:
    """A number, a function, a constant, a variable or an operator.

    Attributes:
        kind: "number", "function", "constant", "variable" or "operator".
        text: as Python's parser shall read it.
        position: its place in the text as typed.
        piece: as typed.
    """

    kind: str
    text: str
    position: int
    piece: str


def tokenize(text: str, variables: Sequence[str] | None) -> tuple[list[Token], set[str]]:
    """The tokens of ``text`` and the notes on how it was read."""
    if len(text) > MAX_LENGTH:
        raise FormulaError("too_long", text, count=len(text), limit=MAX_LENGTH)
    notes: set[str] = set()
    tokens = [_understood(token, variables, notes) for token in _scan(text)]
    if not tokens:
        raise FormulaError("empty")
    if len(tokens) > MAX_TOKENS:
        raise FormulaError("too_many_parts", text, count=len(tokens), limit=MAX_TOKENS)
    _check_brackets(tokens)
    return tokens, notes


def _scan(text: str) -> list[Token]:
    folded = fold(text.strip(" \t\r\n"))
    offset = len(text) - len(text.lstrip(" \t\r\n"))
    tokens: list[Token] = []
    at = 0
    while at < len(folded.text):
        match = _TOKEN.match(folded.text, at)
        position = folded.origin[at] + offset
        if match is None:
            raise _foreign(text[position], position)
        piece = text[position : folded.origin[match.end() - 1] + offset + 1]
        if match.lastgroup != "space":
            tokens.append(Token(str(match.lastgroup), match[0], position, piece))
        at = match.end()
    return tokens


def _foreign(character: str, position: int) -> FormulaError:
    key = _SPECIAL.get(character, "character")
    return FormulaError(key, character, position, code=code_point(character))


def _understood(token: Token, variables: Sequence[str] | None, notes: set[str]) -> Token:
    if token.kind == "number":
        return replace(token, text=_number(token))
    if token.kind == "name":
        return _named(token, variables, notes)
    if token.text == "^":
        notes.add("formula.note_caret")
        return replace(token, text="**")
    return token


def _number(token: Token) -> str:
    if math.isinf(number := float(token.text)) or number > MAX_NUMBER:
        raise FormulaError("number_size", token.piece, token.position, limit=f"{MAX_NUMBER:g}")
    return repr(number)


def _named(token: Token, variables: Sequence[str] | None, notes: set[str]) -> Token:
    for name in dict.fromkeys((token.text, token.text.lower())):
        kind, text = _kind(name, variables)
        if kind:
            if name != token.text:
                notes.add("formula.note_lowercase")
            return replace(token, kind=kind, text=text)
    raise _unknown(token, variables)


def _kind(name: str, variables: Sequence[str] | None) -> tuple[str, str]:
    if name in FUNCTIONS:
        return "function", name
    if name in CONSTANTS:
        return "constant", name
    if variables is not None:
        return ("variable", name) if name in variables else ("", name)
    match = _VARIABLE.fullmatch(name)
    return ("variable", f"{match['letter']}{match['number'] or ''}") if match else ("", name)


def _unknown(token: Token, variables: Sequence[str] | None) -> FormulaError:
    allowed = ", ".join(FUNCTIONS)
    at = token.piece, token.position
    if near := _nearest(token.text.lower()):
        return FormulaError("near_name", *at, near=near, functions=allowed)
    letters = [_kind(letter, variables)[0] for letter in token.text.lower()]
    if len(letters) <= 3 and all(kind in {"variable", "constant"} for kind in letters):
        return FormulaError("run_together", *at, product="*".join(token.text))
    if variables is None:
        return FormulaError("unknown_name", *at, functions=allowed)
    return FormulaError("unknown_variable", *at, variables=", ".join(variables), functions=allowed)


def _nearest(name: str) -> str | None:
    """The function somebody who wrote ``name`` may have meant."""
    if name in _ALIASES:
        return _ALIASES[name]
    near = get_close_matches(name, FUNCTIONS, n=1, cutoff=0.75) if len(name) > 3 else []
    return near[0] if near else None


def _check_brackets(tokens: Sequence[Token]) -> None:
    """Refuse brackets that do not pair or nest too deeply, and commas outside of a call."""
    opened: list[tuple[Token, bool]] = []
    for before, token in zip(["", *(each.kind for each in tokens)], tokens, strict=False):
        if token.text == "(":
            opened.append((token, before == "function"))
        elif token.text == ")":
            if not opened:
                raise FormulaError("bracket_unopened", token.piece, token.position)
            opened.pop()
        elif token.text == "," and not (opened and opened[-1][1]):
            raise FormulaError("comma", token.piece, token.position)
        if len(opened) > MAX_BRACKETS:
            raise FormulaError("too_deep", token.piece, token.position, limit=MAX_BRACKETS)
    if opened:
        unclosed, _ = opened[-1]
        raise FormulaError("bracket_unclosed", unclosed.piece, unclosed.position)
