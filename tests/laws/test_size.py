"""Files and functions stay small enough to be read at one sitting."""

import ast

from tests.laws.sources import Function, docstring, functions, modules, shown

FILE_LINES = 320  # 250 is the habit; here an alarm sounds
FUNCTION_LINES = 40


def length(function: Function) -> int:
    """The lines of a function, its decorators and its docstring left out."""
    words = docstring(function)
    explained = 0 if words is None else (words.end_lineno or 0) - words.lineno + 1
    return (function.end_lineno or 0) - function.lineno + 1 - explained


def test_a_file_is_at_most_320_lines() -> None:
    lines = {shown(path): len(path.read_text("utf-8").splitlines()) for path in modules()}
    assert not {name: count for name, count in lines.items() if count > FILE_LINES}


def test_a_function_is_at_most_40_lines() -> None:
    assert not [
        f"{shown(path)}: {function.name}"
        for path in modules()
        for function in functions(path)
        if length(function) > FUNCTION_LINES
    ]


def test_a_docstring_does_not_count_toward_the_length_of_a_function() -> None:
    (function,) = ast.parse('def f():\n    """One.\n\n    Two.\n    """\n    return 1\n').body
    assert isinstance(function, ast.FunctionDef)
    assert length(function) == 2
