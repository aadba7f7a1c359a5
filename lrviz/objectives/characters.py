"""Typographic and full-width characters -> the plain ones they stand for.

A formula copied from a paper or typed with a Chinese keyboard (x², ２×ｗ₁, π·x, ½x) means
what it shows. Every folded character remembers where it stood, so that a complaint
points into the text as it was typed.
"""

import html
import re
import unicodedata
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

LINE_BREAKS = "\n\r\v\f\x85\u2028\u2029"

# Nothing is seen of these. What turns the direction of writing around (U+202D, U+202E) is not
# among them: with it the text is not what it shows.
_UNSEEN = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\u2061\ufeff\ufe0e\ufe0f\u202a\u202b\u202c"
_UNSEEN += "\u2066\u2067\u2068\u2069"

_MEANINGS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(_UNSEEN, ""),
        **dict.fromkeys("\t" + LINE_BREAKS, " "),
        **dict.fromkeys("×·⋅∙∗•⋆✕✖⨯\u2062", "*"),
        **dict.fromkeys("÷∕⁄", "/"),
        **dict.fromkeys("−–—―‒‐‑", "-"),
        **dict.fromkeys("\u2064", "+"),
        **dict.fromkeys("ˆ", "^"),
        **dict.fromkeys("。", "."),
        **dict.fromkeys("、\u2063", ","),
        **dict.fromkeys("π", " pi "),
        **dict.fromkeys("ℯ", "e"),
        **dict.fromkeys("√", " sqrt "),
        **dict.fromkeys("∛", " cbrt "),
        **dict.fromkeys("∜", " fourth_root "),
        **dict.fromkeys("∑Σ∏Π", " sum "),
        **dict.fromkeys("【〔", "("),
        **dict.fromkeys("】〕", ")"),
        **dict.fromkeys("⌊", " floor("),
        **dict.fromkeys("⌈", " ceil("),
        **dict.fromkeys("⌋⌉", ")"),
        **dict.fromkeys("∣❘", "|"),
        **dict.fromkeys("∥", "‖"),
        **dict.fromkeys("′’ʹ", "'"),
        **dict.fromkeys("≔", ":="),
        **dict.fromkeys("→↦⟶⟼", "->"),
        **dict.fromkeys("⇒", "=>"),
        **dict.fromkeys("µ", "μ"),
        **dict.fromkeys("ϑ", "θ"),
        **dict.fromkeys("ϕ", "φ"),
        **dict.fromkeys("ϵ", "ε"),
        **dict.fromkeys("ϱ", "ρ"),
        **dict.fromkeys("ς", "σ"),
        **dict.fromkeys("ϖ", " pi "),
        **dict.fromkeys("ϰ", "κ"),
        **dict.fromkeys("Ω", "ω"),
    }
)
_SMALL = "αβγδεζηθικλμνξοπρστυφχψω"
_GREEK = frozenset(_SMALL + _SMALL.upper())
_TYPEFACES = ("<wide>", "<font>", "<narrow>", "<small>")
_RAISED = frozenset("0123456789+-()abcdefghijklmnopqrstuvwxyzT")
_LOWERED = frozenset("0123456789abcdefghijklmnopqrstuvwxyz")
FRACTIONS = "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅐⅛⅜⅝⅞⅑⅒"
_MIXED = re.compile(rf"(?<![\w.])([0-9]+)[{FRACTIONS}]")
# Marks around a formula that was copied from a program or a text.
_QUOTES = dict(zip("\"'`“‘«「『", "\"'`”’»」』", strict=True))
# Comments, LaTeX's surroundings of a formula, Markdown's escapes, HTML's tags and entities.
_FOREIGN = re.compile(
    r"(?P<comment>#[^\n]*)"
    r"|(?P<around>\\(?:begin|end)\{(?:equation|displaymath|math|align|aligned|gather|split)\*?\}"
    r"|\\(?:tag|label)\*?\{[^{}]*\})"
    r"|(?P<escape>\\(?=[*_]))"
    r"|(?P<tag></?su[bp]>)"
    r"|(?P<entity>&(?:#\d+|[A-Za-z]+\d?);)"
)
_TAGS = {"<sup>": "^(", "</sup>": ")", "<sub>": "_{", "</sub>": "}"}
_OPENED, _CLOSED = {"<super>": "**(", "<sub>": "_"}, {"<super>": ")"}


class Folded(NamedTuple):
    """Plain text, and for each of its characters the place it came from."""

    text: str
    origin: tuple[int, ...]


def fold(text: str) -> Folded:
    """``text`` with every readable typographic character replaced by its plain meaning.

    Superscripts become a power, x² is ``x**(2)``, and subscripts an index, x₁ is ``x_1``;
    ½ is ``(1/2)`` and 1½ is ``(1+1/2)``. Small Greek letters stay. What has no meaning here
    stays as it is, for the reader of the result to refuse.
    """
    pairs = [(c, at) for piece, at in _pieces(text) for c in piece]
    return Folded("".join(c for c, _ in pairs), tuple(at for _, at in pairs))


def _rewritten(text: str) -> Iterator[tuple[str, int]]:
    """The characters with their places, without what other programs write around a formula."""
    bare = text.strip()
    quoted = len(bare) > 1 and _QUOTES.get(bare[0]) == bare[-1]
    if quoted and not {bare[0], bare[-1]} & {*bare[1:-1]}:
        start = text.index(bare[0])
        yield from ((c, at + start + 1) for c, at in _rewritten(bare[1:-1]))
        return
    at = 0
    for found in _FOREIGN.finditer(text):
        yield from zip(text[at : found.start()], range(at, found.start()), strict=True)
        yield from ((c, found.start()) for c in _meaning(found))
        at = found.end()
    yield from zip(text[at:], range(at, len(text)), strict=True)


def _meaning(found: re.Match[str]) -> str:
    """What stands for a comment, a wrapping or a sign of another program."""
    if found.lastgroup == "entity":
        return html.unescape(found[0])
    return _TAGS.get(found[0], "" if found.lastgroup == "escape" else " ")


def _pieces(text: str) -> Iterator[tuple[str, int]]:
    mixed = {match.start(): match.end() - 1 for match in _MIXED.finditer(text)}
    set_as = ""
    for character, at in _rewritten(text):
        kind, plain = _plain(character)
        if kind != set_as and plain:
            yield _CLOSED.get(set_as, ""), at - 1
            yield _OPENED.get(kind, ""), at
            set_as = kind
        if at in mixed:
            yield "(", at
        yield (f"+{plain[1:]}" if at in mixed.values() else plain), at
    yield _CLOSED.get(set_as, ""), len(text) - 1


def _plain(character: str) -> tuple[str, str]:
    """How a character is set ("<super>", "<sub>" or "") and the plain text it stands for."""
    if character in _MEANINGS:
        return "", _MEANINGS[character]
    if character.isascii() or character in _GREEK:
        return "", character
    if unicodedata.category(character) == "Zs":
        return "", " "
    kind, _, code = unicodedata.decomposition(character).partition(" ")
    if kind == "<fraction>":
        whole = "".join(chr(int(each, 16)) for each in code.split())
        return ("", f"({whole.replace('⁄', '/')})") if character in FRACTIONS else ("", character)
    return _decomposed(character, kind, code)


def _decomposed(character: str, kind: str, code: str) -> tuple[str, str]:
    if not kind.startswith("<") or " " in code:
        return "", character
    _, base = _plain(chr(int(code, 16)))
    if kind in _TYPEFACES and (base.strip().isascii() or base in _GREEK):
        return "", base
    if kind == "<super>" and base in _RAISED:
        return kind, base
    if kind == "<sub>" and base in _LOWERED:
        return kind, base
    return "", character
