"""Typographic and full-width characters -> the ASCII they stand for.

A formula copied from a paper or typed with a Chinese keyboard (x², ２×ｗ₁, π·x) means
what it shows. Every folded character remembers where it stood, so that a complaint
points into the text as it was typed.
"""

import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

_MEANINGS = {
    **dict.fromkeys("×·⋅∙∗•", "*"),
    **dict.fromkeys("÷∕⁄", "/"),
    **dict.fromkeys("−–—‐‑﹣", "-"),
    **dict.fromkeys("ˆ", "^"),
    **dict.fromkeys("。", "."),
    **dict.fromkeys("、", ","),
    **dict.fromkeys("π", "pi"),
    **dict.fromkeys("ℯ", "e"),
    **dict.fromkeys("√", "sqrt"),
    **dict.fromkeys("【〔", "("),
    **dict.fromkeys("】〕", ")"),
    "\t": " ",
}
_TYPEFACES = ("<wide>", "<font>", "<narrow>")
_WORDS = frozenset({"pi", "sqrt"})


class Folded(NamedTuple):
    """ASCII text, and for each of its characters the place it came from."""

    text: str
    origin: tuple[int, ...]


def fold(text: str) -> Folded:
    """``text`` with every readable typographic character replaced by its ASCII meaning.

    Superscripts become a power: ``x²`` is ``x**(2)``. What has no meaning here stays as
    it is, for the reader of the result to refuse.
    """
    pairs = [(c, at) for piece, at in _pieces(text) for c in piece]
    return Folded("".join(c for c, _ in pairs), tuple(at for _, at in pairs))


def _pieces(text: str) -> Iterator[tuple[str, int]]:
    raised = False
    for at, character in enumerate(text):
        kind, plain = _plain(character)
        if (kind == "<super>") != raised:
            raised = not raised
            yield ("**(" if raised else ")"), at if raised else at - 1
        yield plain, at
    if raised:
        yield ")", len(text) - 1


def _plain(character: str) -> tuple[str, str]:
    """How a character is set ("<super>", "<sub>" or "") and the ASCII it stands for."""
    if character.isascii() and character != "\t":
        return "", character
    if character in _MEANINGS:
        meaning = _MEANINGS[character]
        return "", f" {meaning} " if meaning in _WORDS else meaning
    if unicodedata.category(character) == "Zs":
        return "", " "
    kind, _, code = unicodedata.decomposition(character).partition(" ")
    return _decomposed(character, kind, code)


def _decomposed(character: str, kind: str, code: str) -> tuple[str, str]:
    if not kind.startswith("<") or " " in code:
        return "", character
    _, base = _plain(chr(int(code, 16)))
    if kind in _TYPEFACES and base.strip().isascii():
        return "", base
    if kind == "<super>" and base in "0123456789+-()":
        return kind, base
    if kind == "<sub>" and base in "0123456789":
        return kind, base
    return "", character
