"""Commands of LaTeX -> the plain tokens they stand for; fractions and roots keep theirs.

What takes arguments in braces, ``frac`` and ``sqrt``, is left for ``notation``, which knows
where they end.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from types import MappingProxyType

from lrviz.objectives.characters import LINE_BREAKS
from lrviz.objectives.definitions import CALLABLE
from lrviz.objectives.tokens import Token

__all__ = ["GREEK", "without_commands"]

_LETTERS = (
    "α alpha|β beta|γ gamma|δ delta|ε epsilon|ζ zeta|η eta|θ theta|ι iota|κ kappa|λ lambda|μ mu|"
    "ν nu|ξ xi|ρ rho|σ sigma|τ tau|υ upsilon|φ phi|χ chi|ψ psi|ω omega"
)
GREEK: Mapping[str, str] = MappingProxyType(
    {name: letter for letter, name in (each.split() for each in _LETTERS.split("|"))}
)
_SPACES = frozenset(", ; : ! > quad qquad displaystyle textstyle limits nonumber".split()) | {" "}
_SIDES = {
    **dict.fromkeys(["left", "bigl", "Bigl", "biggl", "Biggl"], "opening"),
    **dict.fromkeys(["right", "bigr", "Bigr", "biggr", "Biggr"], "closing"),
    **dict.fromkeys(["big", "Big", "bigg", "Bigg", "middle"], ""),
}
_TYPEFACES = frozenset(
    "mathrm operatorname text textrm textit textbf mathit mathbf mathsf mathcal boldsymbol bm "
    "rm bf it vec".split()
)
_SIGNS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(["cdot", "times", "ast", "star", "bullet"], "*"),
        "div": "/",
        **dict.fromkeys(["{", "lbrace"], "{"),
        **dict.fromkeys(["}", "rbrace"], "}"),
        "lbrack": "[",
        "rbrack": "]",
        **dict.fromkeys(["vert", "mid"], "|"),
        **dict.fromkeys(["|", "Vert", "lVert", "rVert", "norm"], "‖"),
        **dict.fromkeys(["(", ")", "[", "]", "$"], "$"),
        **dict.fromkeys(["to", "mapsto", "rightarrow", "longmapsto"], "->"),
        "coloneqq": ":=",
        "prime": "'",
        **dict.fromkeys(["rfloor", "rceil"], ")"),
        **dict.fromkeys(["le", "leq", "ge", "geq", "lt", "gt", "ne", "neq"], "<"),
    }
)
_NAMES: Mapping[str, str] = MappingProxyType(
    {
        **GREEK,
        **{f"var{name}": GREEK[name] for name in ("epsilon", "theta", "phi", "rho", "sigma")},
        **{name.capitalize(): letter.upper() for name, letter in GREEK.items()},
        **dict.fromkeys(["pi", "varpi"], "pi"),
        **dict.fromkeys(["sum", "prod", "Sigma", "Pi"], "sum"),
        **dict.fromkeys(["top", "intercal", "transpose"], "T"),
        **{name: name for name in ("min", "max", "argmin", "lg", "arg")},
        "ell": "l",
    }
)


def without_commands(tokens: Sequence[Token]) -> list[Token]:
    """The tokens with every command replaced, ``frac`` and ``sqrt`` aside."""
    out: list[Token] = []
    side: str | None = None
    gap = ""
    for token in chain.from_iterable(map(_plain, tokens)):
        if token.kind == "side":
            side = token.text
        elif token.kind == "space":
            gap = "\n" if token.text == "\\" else gap or " "
        elif side is not None and token.text == ".":  # \right. closes nothing that is seen
            side = None
        else:
            kind = side if side and token.text == "|" else token.kind
            out.append(replace(token, kind=kind, gap=gap if gap == "\n" else token.gap or gap))
            side, gap = None, ""
    return list(_unwrapped(out))


def _plain(token: Token) -> Iterator[Token]:
    if token.kind != "command":
        yield token
        return
    name = token.text[1:]
    if name in _ROUNDED:
        yield replace(token, kind="name", text=_ROUNDED[name])
        yield replace(token, kind="operator", text="(", gap="")
        return
    if name.isspace():
        name = "\\" if any(each in LINE_BREAKS for each in token.piece) else " "
    meaning = _MEANINGS.get(name) or (("name", name) if name in CALLABLE else None)
    if meaning is None:
        raise token.refused("command")
    yield replace(token, kind=meaning[0], text=meaning[1])


_ROUNDED = {"lfloor": "floor", "lceil": "ceil"}
_MEANINGS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        **{name: ("space", name) for name in (*_SPACES, "\\")},
        **{name: ("side", side) for name, side in _SIDES.items()},
        **{name: ("typeface", name) for name in _TYPEFACES},
        **{name: ("operator", sign) for name, sign in _SIGNS.items()},
        **dict.fromkeys(("frac", "dfrac", "tfrac", "cfrac"), ("command", "frac")),
        "sqrt": ("command", "sqrt"),
        "lvert": ("opening", "|"),
        "rvert": ("closing", "|"),
        **{name: ("name", meaning) for name, meaning in _NAMES.items()},
    }
)


def _unwrapped(tokens: Sequence[Token]) -> Iterator[Token]:
    r"""``\mathrm{e}`` as e: the braces around a name that only sets its typeface are dropped."""
    dropped: set[int] = set()
    for i, token in enumerate(tokens):
        if i in dropped:
            continue
        if token.kind != "typeface":
            yield token
            continue
        braces = [each.text for each in tokens[i + 1 : i + 4 : 2]]
        if braces == ["{", "}"] and tokens[i + 2].kind == "name":
            dropped |= {i + 1, i + 3}
