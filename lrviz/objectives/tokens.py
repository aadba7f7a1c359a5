"""Text -> tokens, each with its place in the text as typed.

All that can be refused without grammar is refused before Python's parser sees anything:
here length and foreign characters, unknown names in ``names``, brackets in ``groups``.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lrviz.objectives.characters import LINE_BREAKS, Folded, fold
from lrviz.objectives.formula_error import FormulaError, code_point

MAX_LENGTH = 1000  # A formula has at most so many characters.
MAX_TOKENS = 400  # A formula has at most so many parts.

_LETTER = "A-Za-z\u0370-\u03ff"
_TOKEN = re.compile(
    r"(?P<space> +)"
    r"|(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<command>\\(?:[A-Za-z]+|.))"
    rf"|(?P<name>[{_LETTER}][{_LETTER}0-9]*(?:_[{_LETTER}0-9]+)*(?:\.[A-Za-z_][A-Za-z0-9_]*)*)"
    r"|(?P<operator>\*\*|\.[*/^]|:=|->|=>|==|[-+*/^(),=|\[\]{}_:;.@$~&'‖<>])"
)
_OPERATORS = {"^": "**", ".^": "**", ".*": "*", "./": "/"}
# Characters with a sentence of their own; all others share one.
_SPECIAL = {
    **dict.fromkeys("=≈≡", "equals"),
    **dict.fromkeys("<>≤≥≠", "comparison"),
    "'": "prime",
    "‖": "norm",
    "°": "degree",
    "%": "percent",
}


@dataclass(frozen=True)
class Token:
    """A number, a name or a sign of a formula.

    Attributes:
        kind: at first "number", "name", "command" (of LaTeX) or "operator"; a name turns into
            a "function", a "constant" or a "variable".
        text: as Python's parser shall read it.
        position: its place in the text as typed.
        piece: as typed.
        gap: what stands before it: "" nothing, " " blanks, "\\n" a line break among them.
    """

    kind: str
    text: str
    position: int
    piece: str
    gap: str = ""

    @property
    def end(self) -> int:
        """The place after it."""
        return self.position + len(self.piece)

    def refused(self, key: str, **values: object) -> FormulaError:
        """The error that names this token."""
        return FormulaError(key, self.piece, self.position, **values)


def scan(text: str) -> list[Token]:
    """The tokens of ``text``, names not yet understood."""
    if len(text) > MAX_LENGTH:
        raise FormulaError("too_long", text, count=len(text), limit=MAX_LENGTH)
    tokens = _tokens(text, fold(text))
    if len(tokens) > MAX_TOKENS:
        raise FormulaError("too_many_parts", text, count=len(tokens), limit=MAX_TOKENS)
    return tokens


def foreign(token: Token) -> FormulaError:
    """The refusal of a sign that means nothing where it stands."""
    return _foreign(token.piece[:1] or token.text, token.position, token.text)


def shown(tokens: Sequence[Token]) -> str:
    """Tokens as a person would type them."""
    return "".join("^" if each.text == "**" else each.text for each in tokens)


def _tokens(text: str, folded: Folded) -> list[Token]:
    tokens: list[Token] = []
    at, gap = 0, ""
    while at < len(folded.text):
        match = _TOKEN.match(folded.text, at)
        position = folded.origin[at]
        if match is None:
            raise _foreign(text[position], position)
        last = folded.origin[match.end() - 1]
        at = match.end()
        if match.lastgroup == "space" or (match[0] in "~&" and "\\" in text):  # LaTeX's
            gap = _wider(gap, text[position : last + 1])
            continue
        meaning = _OPERATORS.get(match[0], match[0])
        piece = text[position : last + 1]
        tokens.append(Token(str(match.lastgroup), meaning, position, piece, gap))
        gap = ""
    return tokens


def _wider(gap: str, blanks: str) -> str:
    """The gap with more blanks in it; some stand for characters that are none, such as π."""
    if gap == "\n" or any(each in LINE_BREAKS for each in blanks):
        return "\n"
    return " " if any(each.isspace() or each in "~&" for each in blanks) else gap


def _foreign(character: str, position: int, meaning: str = "") -> FormulaError:
    key = _SPECIAL.get(meaning or character, "character")
    return FormulaError(key, character, position, code=code_point(character))
