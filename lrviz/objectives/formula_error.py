"""The one exception a formula can raise, worded in every language."""

from lrviz.objectives.portable import PortableError
from lrviz.text import say

_ECHO = 24  # Of what was typed a refusal says so many characters again.


class FormulaError(PortableError):
    """A formula that cannot be read, and why, as one plain sentence.

    Attributes:
        key: which sentence it is: ``say("formula." + key, language, **values)``.
        values: what fills the sentence's placeholders.
        piece: the offending text, shortened, every unprintable character as its code point.
        position: where it stands in the text as typed, from 0; None for the whole of it.

    Example:
        >>> from lrviz.objectives import formula
        >>> try:
        ...     formula("x + foo")
        ... except FormulaError as error:
        ...     print(error.piece, error.position)
        foo 4
    """

    def __init__(
        self, key: str, /, piece: str = "", position: int | None = None, **values: object
    ) -> None:
        self.key = key
        self.piece = printable(piece)
        self.position = position
        self.values = {"piece": self.piece, **values}
        if position is not None:
            self.values["column"] = position + 1
        super().__init__(self.in_language("en"))

    def in_language(self, language: str) -> str:
        """The sentence in ``language``, "en" or "zh"."""
        return say(f"formula.{self.key}", language, **self.values)


def printable(text: str) -> str:
    """``text`` cut to a readable length, with unprintable characters as code points."""
    shown = text if len(text) <= _ECHO else text[: _ECHO - 1] + "…"
    return "".join(c if c.isprintable() else code_point(c) for c in shown)


def code_point(character: str) -> str:
    """The name of a character that is safe to show: ``U+1F600``."""
    return f"U+{ord(character):04X}"
