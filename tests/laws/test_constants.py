"""What a module's constants are is said in whole sentences, and of every number it is said."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.laws.sources import PACKAGE, modules, shown, tree

_NAME = re.compile(r"_*[A-Z][A-Z0-9_]*")
_SCRIPTED = re.compile(
    r"^((?://.*\n)*)(?:export )?const (?:[A-Z][A-Z0-9_]*|\[[A-Z][^\]\n]*\]) = (.*?);(?: // (.*))?$",
    re.MULTILINE,
)
_DIGITS = re.compile(r"\[?-?\.?\d[\d._e, */-]*\]?")


class Constant(NamedTuple):
    """A constant, and the comment above it and beside it."""

    name: str
    value: ast.expr
    said: str


def constants(text: str, module: ast.Module) -> Iterator[Constant]:
    """Those of a module."""
    lines = text.splitlines()
    for node in module.body:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        each = targets[0].elts[0] if isinstance(targets[0], ast.Tuple) else targets[0]
        value = getattr(node, "value", None)
        if not isinstance(each, ast.Name) or not _NAME.fullmatch(each.id) or value is None:
            continue
        first = node.lineno - 1
        while first and lines[first - 1].startswith("#"):
            first -= 1
        last = lines[(node.end_lineno or 1) - 1].encode()[node.end_col_offset :].decode()
        said = [line.strip("# ") for line in lines[first : node.lineno - 1]]
        said += [] if re.match(r"\s*# (noqa|type|fmt)\b", last) else [last.strip("# ")]
        yield Constant(each.id, value, " ".join(filter(None, said)))


def is_number(node: ast.expr) -> bool:
    """Whether it is written as a number, as several, or as arithmetic of them."""
    match node:
        case ast.Constant(value=value):
            return isinstance(value, int | float) and not isinstance(value, bool)
        case ast.UnaryOp(operand=operand):
            return is_number(operand)
        case ast.BinOp(left=left, right=right):
            return all(isinstance(side, ast.Name) or is_number(side) for side in (left, right))
        case ast.Tuple(elts=parts) | ast.List(elts=parts) | ast.Call(args=parts):
            return bool(parts) and all(map(is_number, parts))
    return False


def is_sentence(said: str) -> bool:
    """Whether it begins as a sentence does, and ends as one.

    >>> is_sentence("An axis has so many rates."), is_sentence("of an axis"), is_sentence("")
    (True, False, False)
    """
    return bool(said) and not said[0].islower() and said[-1] in ".:"


def unsaid(text: str, module: ast.Module | None = None) -> list[str]:
    """The constants of a module that lack a sentence, or have half of one."""
    return [
        each.name
        for each in constants(text, module or ast.parse(text))
        if not is_sentence(each.said) and (each.said or is_number(each.value))
    ]


def test_every_number_among_the_constants_has_a_sentence_and_no_comment_is_half_of_one() -> None:
    found = {shown(path): unsaid(path.read_text("utf-8"), tree(path)) for path in modules()}
    assert not {name: names for name, names in found.items() if names}


def unsaid_in_script(text: str) -> list[str]:
    """The values of a script's constants, likewise."""
    found = [
        (value, beside or above.strip("/ \n")) for above, value, beside in _SCRIPTED.findall(text)
    ]
    return [
        value
        for value, said in found
        if not is_sentence(said) and (said or _DIGITS.fullmatch(value))
    ]


def test_the_same_holds_of_scripts() -> None:
    found = {shown(path): _of_script(path) for path in sorted(PACKAGE.rglob("*.js"))}
    assert not {name: values for name, values in found.items() if values}


def _of_script(path: Path) -> list[str]:
    return unsaid_in_script(path.read_text(encoding="utf-8"))


def test_half_a_sentence_and_a_bare_number_are_found() -> None:
    assert unsaid("RATES = 128  # of an axis\n") == ["RATES"]
    assert unsaid("LOW, HIGH = 1, 2 * RATES\n") == ["LOW"]
    assert unsaid("WORDS = 'a b'  # two of them\n") == ["WORDS"]
    assert unsaid("# An axis has so many\n# rates.\nRATES = 128\nWORDS = 'a b'\n") == []
    assert unsaid_in_script("const CALM = 300; // milliseconds\nconst FULL = 360;\n") == [
        "300",
        "360",
    ]
    assert unsaid_in_script("// Degrees of a turn.\nconst FULL = 360;\nconst KEY = 'a';\n") == []
