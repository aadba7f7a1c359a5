"""What each name of a formula is: a function, a constant, a parameter, or several side by side.

A run of letters is taken apart, xy as x·y and xln as x·ln, only where its letters are
parameters beyond doubt: they occur elsewhere by themselves, or are x, y, z, u, v or w.
"""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches

from lrviz.objectives.definitions import ALIASES, CALLABLE, counts
from lrviz.objectives.formula_error import FormulaError
from lrviz.objectives.functions import CONSTANTS, FUNCTIONS, LOGARITHMS
from lrviz.objectives.heads import SUMS
from lrviz.objectives.latex import GREEK
from lrviz.objectives.runs import SPELLED, USUAL, VARIABLE, is_list, taken_apart
from lrviz.objectives.tokens import Token

MAX_NUMBER = 1e100  # A formula has no larger number: its square is still a float64.

PREFIXES = frozenset(
    "np numpy jnp jax.numpy jax.nn math Math cmath tf tf.math tf.nn tensorflow torch torch.special "
    "torch.nn.functional nn.functional nn F K keras.backend keras.activations keras.ops "
    "tf.keras.backend tf.keras.activations sp sympy special scipy.special jax.scipy.special "
    "mp mpmath cp cupy onp anp autograd.numpy".split()
)
_INDEXED = re.compile(r"[A-Za-z\u0370-\u03ff]_?[A-Za-z]+")
_CASES = frozenset("if else and or not in is for".split())
_CHOICES = frozenset("where piecewise ifelse select cond switch".split())
_DERIVED = re.compile("d[A-Za-z]")
_VECTORS = frozenset("norm dot matmul inner outer vdot transpose".split())
_LOWEST = frozenset("min minimize minimise argmin arg minimum_of".split())
_COMMON = "sin, cos, tan, exp, ln, log10, sqrt, abs, max, min, atan, sinh, tanh, sigmoid, relu"
_BASE = re.compile(r"(log|ln)_([0-9]+|[A-Za-z])([A-Za-z][A-Za-z0-9]*)?")
_ARCS = frozenset("asin acos atan asinh acosh atanh".split())
_OTHERWISE = {"log2": "log", "log10": "log", "exp2": "exp"}


class Names:
    """The names a formula may use, and what its letters have turned out to be."""

    def __init__(self, tokens: Sequence[Token], given: Sequence[str] | None) -> None:
        self.given = given
        self._tokens = tokens
        alone = (self._variable(t.text) for t in tokens if t.kind == "name")
        self._alone = frozenset(given) if given is not None else {n for n in alone if n}
        self._letters = {name.rstrip("0123456789") for name in self._alone}
        caret = any(t.text == "**" and t.piece.endswith("^") for t in tokens)
        self.notes = {"formula.note_caret"} if caret else set()

    def understood(self) -> list[Token]:
        """The tokens with every name replaced by what it is."""
        return [each for i in range(len(self._tokens)) for each in self._token(i)]

    def variable(self, name: str) -> str:
        """The parameter called ``name``, "" where none can be."""
        return self._variable(name)

    def _token(self, i: int) -> Iterator[Token]:
        token = self._tokens[i]
        if token.kind == "number":
            number = float(token.text)
            if math.isinf(number) or number > MAX_NUMBER:
                raise token.refused("number_size", limit=f"{MAX_NUMBER:g}")
            yield token
        elif token.kind != "name":
            yield token
        elif "." in token.text:
            yield self._dotted(token)
        elif self.given is None and "w" not in self._letters and is_list(self._tokens, i):
            self.notes.add("formula.note_list")
            yield replace(token, kind="variable", text="w")
        else:
            self._check_place(token, i)
            yield from self._name(token, self._follows(i))

    def _follows(self, i: int) -> str:
        return self._tokens[i + 1].text if i + 1 < len(self._tokens) else ""

    def _check_place(self, token: Token, i: int) -> None:
        """Refuse what a name says by where it stands: a transpose, an index of letters, a sum."""
        if i > 1 and self._tokens[i - 1].text == "." and self._follows(i) == "(":
            raise self._method(token, token.text, "x")
        before = [each.text for each in self._tokens[max(i - 2, 0) : i]]
        if token.text == "T" and "**" in before and self._of_vector(i - before[::-1].index("**")):
            raise token.refused("transpose")
        if token.text in {"i", "j", "n", "k", "m"} and before[-1:] in (["_"], ["["]):
            raise token.refused("index")
        if token.text == "i" and before == ["_", "{"]:
            raise token.refused("index")
        lower = token.text.lower()
        if lower in SUMS or (lower.startswith("sum_") and lower not in CALLABLE):
            raise token.refused("sum")
        if lower in _CASES or (lower in _CHOICES and self._follows(i) == "("):
            raise token.refused("comparison")
        if before == ["d", "/"] and _DERIVED.fullmatch(token.text):
            raise token.refused("prime")
        if lower in _VECTORS and self._follows(i) == "(":
            raise token.refused("norm")
        if lower.partition("_")[0] in _LOWEST and (lower != "min" or self._follows(i) != "("):
            raise token.refused("minimise")

    def _of_vector(self, i: int) -> bool:
        """Whether what is raised by the power whose exponent begins at i is no number."""
        return i >= 2 and self._tokens[i - 2].kind != "number"

    def _dotted(self, token: Token) -> Token:
        """np.sin and the like; any other name with a point is refused."""
        prefix, _, name = token.text.rpartition(".")
        kind, meaning = self._known(name)
        kind, meaning = (kind, meaning) if kind else self._known(name.lower())
        if prefix in PREFIXES and name == "sinc" and prefix not in {"sp", "sympy"}:
            return replace(token, kind="function", text="normalised_sinc")
        if prefix in PREFIXES and kind in {"function", "constant"}:
            return replace(token, kind=kind, text=meaning)
        if name in SUMS:
            raise token.refused("sum")
        if name in _CHOICES:
            raise token.refused("comparison")
        if name in _VECTORS or name == "T":
            raise token.refused("transpose" if name == "T" else "norm")
        if kind == "function" and self._variable(prefix):
            raise self._method(token, name, prefix)
        raise token.refused("dotted", functions=_COMMON)

    def _method(self, token: Token, name: str, prefix: str) -> FormulaError:
        """The refusal of x.pow(2)."""
        kind, meaning = self._known(name)
        if kind != "function":
            return token.refused("sum" if name in SUMS else "dotted", functions=_COMMON)
        others = ["2", "3"][: counts(meaning)[0] - 1]
        return token.refused("method", first=f"{name}({', '.join([prefix, *others])})")

    def _name(self, token: Token, follows: str) -> Iterator[Token]:
        for name in dict.fromkeys((token.text, token.text.lower())):
            kind, meaning = self._known(name)
            if not kind:
                continue
            if name != token.text:
                self._check_capital(token, kind)
                self.notes.add("formula.note_lowercase")
            yield self._settled(token, kind, meaning, follows)
            return
        yield from self._apart(token, follows)

    def _known(self, name: str) -> tuple[str, str]:
        """The kind of a whole name and what it is called; ("", name) where it is none."""
        if self.given is not None and name in self.given:
            return "variable", name
        if name in CALLABLE:
            return "function", ALIASES.get(name, name)
        if name in CONSTANTS:
            return "constant", name
        if base := _BASE.fullmatch(name):
            short = LOGARITHMS.get(base[2]) if base[3] is None else None
            return ("function", short) if short else ("", name)
        found = self._variable(name)
        return ("variable", found) if found else ("", name)

    def _variable(self, name: str) -> str:
        if self.given is not None and name in self.given:
            return name
        if found := SPELLED.fullmatch(name):
            spelled = GREEK["lambda" if found["name"] == "lamda" else found["name"]]
            found_name = f"{spelled}{found['number'] or ''}"
        elif found := VARIABLE.fullmatch(name):
            found_name = f"{found['letter']}{found['number'] or ''}"
        else:
            return ""
        return found_name if self.given is None or found_name in self.given else ""

    def _settled(self, token: Token, kind: str, meaning: str, follows: str) -> Token:
        if kind == "variable":
            kind, meaning = self._as_variable(token, meaning, follows)
        if kind == "function" and "a" in self._letters and self.given is None:
            self._check_arc(token, "x")
        if token.text == "log" and kind == "function" and follows != "_":
            self.notes.add("formula.note_log")
        return replace(token, kind=kind, text=meaning)

    def _check_arc(self, token: Token, inside: str) -> None:
        """Refuse asin where a is a variable too, and asinx: arcsin x, or a·sin x."""
        if token.text in _ARCS:
            readings = f"{token.text}({inside})", f"a*{token.text[1:]}({inside})"
            raise token.refused("ambiguous", first=readings[0], second=readings[1])

    def _as_variable(self, token: Token, name: str, follows: str) -> tuple[str, str]:
        """A parameter, unless σ( is the logistic function, or the name has two readings."""
        spelled = token.text.rstrip("0123456789_").lower()
        if name == "σ" and follows == "(" and self.given is None:
            if any(self._variable(t.text) == "σ" for t in self._others()):
                raise token.refused("ambiguous", first="sigmoid(x)", second="σ*(x)")
            return "function", "sigmoid"
        letters = [*spelled]
        if len(letters) > 1 and spelled in GREEK and all(x in self._alone for x in letters):
            raise token.refused("ambiguous", first="*".join(letters), second=GREEK[spelled])
        return "variable", name

    def _others(self) -> Iterator[Token]:
        """The names that are not followed by a bracket."""
        for each, following in zip(self._tokens, [*self._tokens[1:], None], strict=True):
            if each.kind == "name" and (following is None or following.text != "("):
                yield each

    def _check_capital(self, token: Token, kind: str) -> None:
        """Refuse a capital letter where the small one is something else in the same formula."""
        if token.text == "E":
            raise token.refused("ambiguous", first="e", second="a")
        if kind == "variable":
            typed = {t.text for t in self._tokens if t.kind == "name"}
            stem = token.text.rstrip("0123456789_")
            if any(t.rstrip("0123456789_") == stem.lower() for t in typed):
                raise token.refused("capital", small=stem.lower())

    def _apart(self, token: Token, follows: str) -> Iterator[Token]:
        """The names a run of letters is made of; refused where that is not certain."""
        if base := _BASE.fullmatch(token.text):
            yield from self._with_base(token, base, follows)
            return
        pieces = self._split(token.text, follows)
        if not pieces and (pieces := self._split(token.text.lower(), follows)):
            self.notes.add("formula.note_lowercase")
            both = next((c for c in token.text if c.isupper() and c.lower() in token.text), "")
            if both:
                raise token.refused("capital", small=both.lower())
        if not pieces:
            raise self._unknown(token, follows)
        rest = "".join(pieces[1:])
        plain = all(VARIABLE.fullmatch(each) for each in pieces[1:])
        if pieces[0] in _OTHERWISE and plain:
            inner = pieces[0].removeprefix(_OTHERWISE[pieces[0]]) + rest
            readings = f"{pieces[0]}({rest})", f"{_OTHERWISE[pieces[0]]}({inner})"
            raise token.refused("ambiguous", first=readings[0], second=readings[1])
        if plain and self.given is None:
            self._check_arc(replace(token, text=pieces[0]), rest)
        at, gap = 0, token.gap
        for k, piece in enumerate(pieces):
            after = follows if k == len(pieces) - 1 else ""
            typed = token.piece[at : at + len(piece)] if len(token.piece) > 1 else token.piece
            part = replace(
                token, text=piece, position=token.position + at, piece=typed or piece, gap=gap
            )
            yield from self._part(part, after)
            at, gap = at + len(piece), ""

    def _part(self, part: Token, follows: str) -> Iterator[Token]:
        if part.text[0].isdigit():
            yield replace(part, kind="number")
        else:
            kind, meaning = self._known(part.text)
            yield self._settled(part, kind, meaning, follows)

    def _with_base(self, token: Token, base: re.Match[str], follows: str) -> Iterator[Token]:
        """log_3 as log, _, 3, and log_3x with x after it."""
        yield replace(token, kind="function", text="log")
        yield replace(token, kind="operator", text="_", gap="")
        kind, meaning = ("number", base[2]) if base[2].isdigit() else self._known(base[2])
        if kind not in {"number", "variable"}:
            raise self._unknown(token, "")
        yield replace(token, kind=kind, text=meaning, gap="")
        if base[3] is not None:
            yield from self._name(replace(token, text=base[3], gap=""), follows)

    def _split(self, run: str, follows: str) -> list[str]:
        """The parts of a run, every one of them certain; none where that cannot be."""
        free = self.given is None
        certain = self._letters | (USUAL if free else frozenset())
        found = taken_apart(run, certain, called=follows == "(", coefficients=free)
        return found if self._allowed(found) else []

    def _allowed(self, parts: Sequence[str]) -> bool:
        return all(each[0].isdigit() or self._known(each)[0] for each in parts)

    def _unknown(self, token: Token, follows: str) -> FormulaError:
        if token.text == "lg":
            return token.refused("ambiguous", first="log10(x)", second="log2(x)")
        if follows == "(" and (near := _nearest(token.text.lower())):
            return token.refused("near_name", near=near, functions=_COMMON)
        letters = [self._known(letter)[0] for letter in token.text.lower()]
        if 1 < len(letters) <= 3 and all(kind in {"variable", "constant"} for kind in letters):
            return token.refused("run_together", product="*".join(token.text.lower()))
        if _INDEXED.fullmatch(token.text) and "_" in token.text:
            return token.refused("index")
        if self.given is None:
            return token.refused("unknown_name", functions=_COMMON)
        named = ", ".join(self.given)
        return token.refused("unknown_variable", variables=named, functions=_COMMON)


def _nearest(name: str) -> str | None:
    """The function somebody who wrote ``name`` may have meant."""
    if name in _WORDS:
        return _WORDS[name]
    near = get_close_matches(name, _FINDABLE, n=1, cutoff=0.75) if len(name) > 3 else []
    return near[0] if near else None


_WORDS = {
    "cosine": "cos",
    "tangent": "tan",
    "exponential": "exp",
    "logarithm": "log",
    "root": "sqrt",
    "modulus": "mod",
}


_FINDABLE: Mapping[str, None] = dict.fromkeys([*FUNCTIONS, *sorted(CALLABLE - set(FUNCTIONS))])
