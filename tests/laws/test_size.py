"""Files and functions stay small enough to be read at one sitting."""

import ast
from pathlib import Path

import pytest

from tests.laws.sources import Function, docstring, functions, modules, shown

FILE_LINES = 250
FUNCTION_LINES = 40


def length(function: Function) -> int:
    """The lines of a function, its decorators and its docstring left out."""
    words = docstring(function)
    explained = 0 if words is None else (words.end_lineno or 0) - words.lineno + 1
    return (function.end_lineno or 0) - function.lineno + 1 - explained


@pytest.mark.parametrize("path", modules(), ids=shown)
def test_a_file_is_at_most_250_lines(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= FILE_LINES


@pytest.mark.parametrize("path", modules(), ids=shown)
def test_a_function_is_at_most_40_lines(path: Path) -> None:
    assert not [f.name for f in functions(path) if length(f) > FUNCTION_LINES]


def test_a_docstring_does_not_count_toward_the_length_of_a_function() -> None:
    (function,) = ast.parse('def f():\n    """One.\n\n    Two.\n    """\n    return 1\n').body
    assert isinstance(function, ast.FunctionDef)
    assert length(function) == 2
