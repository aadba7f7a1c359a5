"""The sources of lrviz, read as syntax trees."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "lrviz"

Function = ast.FunctionDef | ast.AsyncFunctionDef


def modules() -> tuple[Path, ...]:
    """Every Python file of lrviz, and app.py."""
    return (*sorted(PACKAGE.rglob("*.py")), ROOT / "app.py")


def shown(path: Path) -> str:
    """The path as a person of this project calls it."""
    return path.relative_to(ROOT).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    """The syntax tree of a file."""
    return ast.parse(path.read_text(encoding="utf-8"))


def imported(path: Path) -> set[str]:
    """The full names of the modules that the file names in its imports."""
    names: set[str] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{shown(path)}: relative imports hide the layer"
            names |= {str(node.module), *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def docstring(node: ast.AST) -> ast.Constant | None:
    """The docstring of a module, class or function as it stands in the tree."""
    body = getattr(node, "body", None)
    if not isinstance(body, list) or not body or not isinstance(body[0], ast.Expr):
        return None
    value = body[0].value
    return value if isinstance(value, ast.Constant) and isinstance(value.value, str) else None


def functions(path: Path) -> Iterator[Function]:
    """Every function and method of the file."""
    for node in ast.walk(tree(path)):
        if isinstance(node, Function):
            yield node
