"""A formula as torch code, for a script that runs without lrviz."""

import ast
from collections.abc import Collection, Mapping, Sequence
from functools import reduce

from lrviz.objectives.syntax import parse

__all__ = ["torch_code"]


def torch_code(text: str, variables: Sequence[str] | None = None) -> str:
    """A formula as one line of torch for scalar tensors, from its checked tree.

    ``sqrt`` and ``cbrt`` are no functions of torch: whoever writes the line out defines them.

    >>> torch_code("x^2 + max(x, 0)")
    'x ** 2 + torch.maximum(x, torch.tensor(0.0))'
    """
    source = parse(text, variables)
    return ast.unparse(_Torch(source.names).visit(source.tree))


class _Torch(ast.NodeTransformer):
    """Formula functions to torch's, which take tensors only; exponents as short as typed."""

    def __init__(self, names: Collection[str]) -> None:
        self._names = names

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return node if node.id in self._names else _torch(node.id)

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        left, right = self.visit(node.left), self.visit(node.right)
        if isinstance(node.op, ast.Pow) and self._varies(node.left):
            if (size := _number(node.right)) is not None and abs(size) == 0.5:
                root = _root(left)
                return root if size > 0 else ast.BinOp(ast.Constant(1), ast.Div(), root)
            right = _short(right)
        return ast.BinOp(left, node.op, right)

    def visit_Call(self, node: ast.Call) -> ast.expr:
        assert isinstance(node.func, ast.Name)
        inner = [self._tensor(argument) for argument in node.args]
        name = node.func.id
        if name == "softplus":
            return _call("logaddexp", *inner, _call("tensor", ast.Constant(0.0)))
        if name == "sinc":
            return _call("sinc", ast.BinOp(inner[0], ast.Div(), _torch("pi")))
        if name == "cbrt" or (name == "sqrt" and self._varies(node)):
            return ast.Call(ast.Name(name), inner, [])
        if name in _PAIRWISE:
            return reduce(lambda a, b: _call(_PAIRWISE[name], a, b), inner)
        return _call(name, *inner)

    def _tensor(self, node: ast.expr) -> ast.expr:
        varies = self._varies(node)
        return self.visit(node) if varies else _call("tensor", self.visit(node))

    def _varies(self, node: ast.expr) -> bool:
        return any(isinstance(n, ast.Name) and n.id in self._names for n in ast.walk(node))


_PAIRWISE: Mapping[str, str] = {"max": "maximum", "min": "minimum"}


def _short(exponent: ast.expr) -> ast.expr:
    match exponent:
        case ast.Constant(value=float(value)) if value.is_integer():
            return ast.Constant(int(value))
    return exponent


def _number(node: ast.expr) -> float | None:
    """What a number, or a fraction of two, is worth; None for anything else."""
    match node:
        case ast.Constant(value=float(value)):
            return value
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            inner = _number(operand)
            return None if inner is None else -inner
        case ast.BinOp(left=left, op=ast.Div(), right=right):
            above, below = _number(left), _number(right)
            return above / below if above is not None and below else None
    return None


def _root(inner: ast.expr) -> ast.expr:
    return ast.Call(ast.Name("sqrt"), [inner], [])


def _torch(name: str) -> ast.expr:
    return ast.Attribute(ast.Name("torch"), name)


def _call(name: str, *arguments: ast.expr) -> ast.expr:
    return ast.Call(_torch(name), list(arguments), [])
