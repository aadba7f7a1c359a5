"""Which texts of the catalogs the sources speak of."""

import ast
import re
import string
from collections.abc import Iterator, Mapping
from typing import Any

from tests.laws.sources import modules, tree


def literals() -> set[str]:
    """Every string of the sources that could be a key."""
    return {
        node.value
        for path in modules()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "." in node.value
    }


def patterns() -> set[re.Pattern[str]]:
    """Every f-string of the sources that begins with a section, as a pattern of keys."""
    found = (
        pattern(node)
        for path in modules()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.JoinedStr)
    )
    return {re.compile(each) for each in found if re.match(r"[a-z_]+\\\.", each)}


def pattern(node: ast.JoinedStr) -> str:
    """An f-string as a regular expression: what is put in may be any part of a key."""
    return "".join(
        re.escape(str(part.value)) if isinstance(part, ast.Constant) else "[A-Za-z0-9_.-]+"
        for part in node.values
    )


def spoken() -> Iterator[tuple[str, ast.expr, ast.Call]]:
    """Every call of ``say``: where, the key, and the whole call."""
    for path in modules():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and name_of(node.func) == "say" and node.args:
                yield f"{path.name}:{node.lineno}", node.args[0], node


def name_of(function: ast.expr) -> str:
    """The last name of what is called."""
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def placeholders(text: str) -> set[str]:
    """The names in braces."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def keys_of(table: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    """The dotted keys of a catalog."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from keys_of(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}"
