"""Text -> a checked syntax tree: Python's own grammar, a short list of its nodes.

The tree is only ever read, never run. Whatever Python's parser may raise is an answer.
"""

import ast
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from lrviz.objectives.formula_error import FormulaError
from lrviz.objectives.functions import FUNCTIONS
from lrviz.objectives.tokens import Token, tokenize

MAX_DEPTH = 30
MAX_EXPONENT = 100

_PARSER_ERRORS = (SyntaxError, ValueError, MemoryError, RecursionError)  # with UnicodeEncodeError
_SUMS = (ast.Add, ast.Sub)
_PRODUCTS = (ast.Mult, ast.Div)


@dataclass(frozen=True)
class Source:
    """A formula as it was read.

    Attributes:
        tree: made of BinOp (+ − * / **), UnaryOp (+ −), Constant (float), Name and Call only.
        tokens: what was read, with its places in the text as typed.
        columns: where each token begins in the text Python's parser saw.
        notes: keys of the texts that say how it was read.
    """

    tree: ast.expr
    tokens: tuple[Token, ...]
    columns: tuple[int, ...]
    notes: tuple[str, ...]

    @property
    def names(self) -> frozenset[str]:
        """The variables that occur in the formula."""
        return frozenset(token.text for token in self.tokens if token.kind == "variable")

    def refused(self, key: str, node: ast.expr, **values: object) -> FormulaError:
        """The error that names the token ``node`` begins with."""
        token = self._token(node.col_offset)
        return FormulaError(key, token.piece, token.position, **values)

    def _token(self, column: int) -> Token:
        return self.tokens[max(bisect_right(self.columns, column) - 1, 0)]


def parse(text: str, variables: Sequence[str] | None = None) -> Source:
    """Read ``text``; raises FormulaError for anything that is not a formula."""
    tokens, notes = tokenize(text, variables)
    tokens = list(_multiplied(tokens, notes))
    columns = tuple(accumulate((len(token.text) + 1 for token in tokens), initial=0))[:-1]
    tree = _parsed(tokens, columns)
    source = Source(tree, tuple(tokens), columns, tuple(sorted(notes)))
    _check(source)
    return source


def chain(node: ast.expr) -> list[tuple[ast.operator, ast.expr]]:
    """a − b + c as [(+, a), (−, b), (+, c)]; likewise for * and /; [] for other nodes."""
    kinds = next((k for k in (_SUMS, _PRODUCTS) if _joins(node, k)), None)
    links: list[tuple[ast.operator, ast.expr]] = []
    while kinds and isinstance(node, ast.BinOp) and isinstance(node.op, kinds):
        links.append((node.op, node.right))
        node = node.left
    return [(kinds[0](), node), *reversed(links)] if kinds else []


def _joins(node: ast.expr, kinds: tuple[type[ast.operator], ...]) -> bool:
    return isinstance(node, ast.BinOp) and isinstance(node.op, kinds)


def parts(node: ast.expr) -> list[ast.expr]:
    """What a node is made of, chains of + − and of * / taken as one."""
    if links := chain(node):
        return [part for _, part in links]
    if isinstance(node, ast.BinOp):
        return [node.left, node.right]
    if isinstance(node, ast.UnaryOp):
        return [node.operand]
    return node.args if isinstance(node, ast.Call) else []


def _multiplied(tokens: Sequence[Token], notes: set[str]) -> Iterator[Token]:
    """The tokens with ``*`` put in where a product is meant: 2x, 3(x + 1), x y."""
    for token, following in zip(tokens, [*tokens[1:], None], strict=True):
        yield token
        if token.kind == "function" and (following is None or following.text != "("):
            raise FormulaError("function_brackets", token.piece, token.position, name=token.text)
        if following is not None and _ends(token) and _begins(following):
            if following.kind == "number":
                raise FormulaError("missing_operator", following.piece, following.position)
            notes.add("formula.note_product")
            yield Token("operator", "*", following.position, following.piece)


def _ends(token: Token) -> bool:
    return token.kind in {"number", "constant", "variable"} or token.text == ")"


def _begins(token: Token) -> bool:
    return token.kind != "operator" or token.text == "("


def _parsed(tokens: Sequence[Token], columns: Sequence[int]) -> ast.expr:
    text = " ".join(token.text for token in tokens)
    try:
        return ast.parse(text, mode="eval").body
    except SyntaxError as error:
        at = max(bisect_right(columns, (error.offset or 1) - 1) - 1, 0)
        raise _misplaced(tokens[at], tokens[-1]) from None
    except _PARSER_ERRORS:
        raise FormulaError("unreadable", text) from None


def _misplaced(token: Token, last: Token) -> FormulaError:
    """The formula breaks at ``token``, or for want of something after its last one."""
    if last.kind == "operator" and last.text != ")":
        return FormulaError("unfinished", last.piece, last.position)
    return FormulaError("misplaced", token.piece, token.position)


def _check(source: Source) -> None:
    """Refuse unknown nodes, wrong numbers of arguments, depth and large exponents."""
    waiting = [(source.tree, 1, 1.0)]
    while waiting:
        node, depth, power = waiting.pop()
        _check_node(source, node)
        if depth > MAX_DEPTH:
            raise source.refused("too_deep", node, limit=MAX_DEPTH)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
            power *= _exponent(node.right)
            if power > MAX_EXPONENT:
                raise source.refused("exponent", node.right, limit=MAX_EXPONENT)
        waiting += [(part, depth + 1, power) for part in parts(node)]


def _check_node(source: Source, node: ast.expr) -> None:
    match node:
        case ast.Constant(value=float()) | ast.Name():
            return
        case ast.UnaryOp(op=ast.UAdd() | ast.USub()):
            return
        case ast.BinOp(op=ast.Add() | ast.Sub() | ast.Mult() | ast.Div() | ast.Pow()):
            return
        case ast.Call(func=ast.Name(id=name), args=args, keywords=[]) if name in FUNCTIONS:
            _check_arity(source, node, name, len(args))
        case _:
            raise source.refused("misplaced", node)


def _check_arity(source: Source, node: ast.expr, name: str, given: int) -> None:
    least, most = FUNCTIONS[name].arguments
    if not least <= given <= most:
        wanted = str(least) if least == most else f"{least}–{most}"
        raise source.refused("arity", node, name=name, given=given, wanted=wanted)


def _exponent(node: ast.expr) -> float:
    """The size of an exponent that is written out, at least 1."""
    while isinstance(node, ast.UnaryOp):
        node = node.operand
    match node:
        case ast.Constant(value=float(size)):
            return max(size, 1.0)
    return 1.0
