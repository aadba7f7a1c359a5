"""Runs of letters -> what stands in them side by side: xy, xln, x1x2, 2pix, sinx."""

import re
from collections.abc import Sequence, Set

from lrviz.objectives.definitions import CALLABLE
from lrviz.objectives.latex import GREEK
from lrviz.objectives.tokens import Token

__all__ = ["SPELLED", "USUAL", "VARIABLE", "is_list", "taken_apart"]

# Letters that read as a variable; e is the constant, i and j the imaginary unit, and
# f, g and h a function.
_LETTERS = "abcdklmnopqrstuvwxyz" + "".join(sorted(set(GREEK.values())))
_NUMBER = r"(?:_?(?P<number>0|[1-9][0-9]?))?"
VARIABLE = re.compile(rf"(?P<letter>[{_LETTERS}]){_NUMBER}")
SPELLED = re.compile(rf"(?P<name>{'|'.join(GREEK)}|lamda){_NUMBER}")
USUAL = frozenset("xyzuvw") | frozenset(GREEK.values())
# What programs call the list of all parameters.
_LISTS = frozenset(
    "params param parameters parameter weights weight coef coefs coeffs coefficients args vars "
    "variables point pos position vec vector arr xs ws".split()
)
_LONGEST = 40  # Of more letters in a row none are taken apart.


def taken_apart(run: str, letters: Set[str], *, called: bool, coefficients: bool) -> list[str]:
    """The parts of a run, at least two of them, none where it has none that are certain.

    Args:
        run: what was typed without a blank.
        letters: those that are variables beyond doubt.
        called: whether a bracket follows.
        coefficients: whether one other letter may stand in front of such letters, as in ax.
    """
    if len(run) > _LONGEST:
        return []
    found = _parts(run, letters, called)
    first = re.match(rf"[{_LETTERS}](?:0|[1-9][0-9]?)?(?![0-9])", run)
    if not found and coefficients and first and first[0] != "d":
        rest = _parts(run[first.end() :], letters, called)
        if rest and all(each[0] in _LETTERS for each in rest):
            found = [first[0], *rest]
    return found if len(found) > 1 else []


def is_list(tokens: Sequence[Token], i: int) -> bool:
    """Whether a list of parameters with an index stands at i, the only list there is: params[0]."""
    names = {each.text for each in tokens if each.text.lower() in _LISTS}
    after = tokens[i + 1 : i + 4]
    texts = [each.text for each in after]
    bracketed = texts[:1] + texts[2:] == ["[", "]"] and texts[1].isdigit() and not after[0].gap
    return bracketed and names == {tokens[i].text}


def _parts(run: str, letters: Set[str], called: bool) -> list[str]:
    """``run`` as functions, constants, numbers after a function, and ``letters`` with an index.

    The longest function first; where the rest cannot be taken apart, the next.
    """
    if not run:
        return []
    for size in range(len(run), 0, -1):
        head, rest = run[:size], run[size:]
        if not _may_be(head, letters, at_end=not rest, called=called):
            continue
        if not rest:
            return [head]
        if head in CALLABLE and (number := re.match("[0-9]+", rest)):
            tail = _parts(rest[number.end() :], letters, called)
            return [head, number[0], *tail] if tail or number.end() == len(rest) else []
        if not rest[0].isdigit() and rest[0] != "_" and (tail := _parts(rest, letters, called)):
            return [head, *tail]
    return []


def _may_be(head: str, letters: Set[str], *, at_end: bool, called: bool) -> bool:
    if head in CALLABLE:
        return len(head) > 2 or head == "ln"
    match = SPELLED.fullmatch(head) if len(head) > 2 else None
    match = match or VARIABLE.fullmatch(head)
    stem = match[1] if match else ""
    certain = head in letters or stem in letters
    if at_end and called:
        return certain
    return certain or head == "pi" or (head == "e" and at_end) or (stem in GREEK and len(stem) > 2)
