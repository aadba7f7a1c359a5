"""Text -> a checked syntax tree: Python's own grammar, a short list of its nodes.

Everyday notation is brought to that grammar token by token: scanned, freed of LaTeX's commands
and of what stands around it (``y = …``), its names understood, its brackets and products put in.
The tree is only ever read, never run. Whatever Python's parser may raise is an answer.
"""

import ast
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from lrviz.objectives.definitions import MAX_NODES, TooLongError, counts, written_out
from lrviz.objectives.formula_error import FormulaError
from lrviz.objectives.heads import Bare, bare
from lrviz.objectives.latex import without_commands
from lrviz.objectives.names import Names
from lrviz.objectives.notation import written
from lrviz.objectives.tokens import Token, scan

MAX_DEPTH = 30  # A formula's nodes lie at most so deep within each other.
MAX_EXPONENT = 100  # A whole exponent is at most this.

# What Python's parser raises; UnicodeEncodeError is a ValueError.
_PARSER_ERRORS = (SyntaxError, ValueError, MemoryError, RecursionError)
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
        declared: variables of a head such as f(x, y) that need not occur.
    """

    tree: ast.expr
    tokens: tuple[Token, ...]
    columns: tuple[int, ...]
    notes: tuple[str, ...]
    declared: frozenset[str] = frozenset()

    @property
    def names(self) -> frozenset[str]:
        """The variables that occur in the formula or are declared by its head."""
        return self.declared | _variables(self.tokens)

    def refused(self, key: str, node: ast.expr, **values: object) -> FormulaError:
        """The error that names the token ``node`` begins with."""
        token = self._token(node.col_offset)
        return FormulaError(key, token.piece, token.position, **values)

    def _token(self, column: int) -> Token:
        return self.tokens[max(bisect_right(self.columns, column) - 1, 0)]


def parse(text: str, variables: Sequence[str] | None = None) -> Source:
    """Read ``text``; raises FormulaError for anything that is not a formula."""

    def readable(proposed: str) -> bool:
        try:
            _read(proposed, variables, lambda _: True)
        except FormulaError:
            return False
        return True

    return _read(text, variables, readable)


def _read(text: str, variables: Sequence[str] | None, readable: Callable[[str], bool]) -> Source:
    within = bare(without_commands(scan(text)), text)
    names = Names(within.tokens, variables)
    tokens = tuple(written(names.understood(), text, names, readable))
    declared = _declared(within, names, _variables(tokens)) if variables is None else frozenset()
    notes = names.notes | ({"formula.note_head"} if within.cut else set())
    columns = tuple(accumulate((len(each.text.encode()) + 1 for each in tokens), initial=0))[:-1]
    source = Source(_parsed(tokens), tokens, columns, tuple(sorted(notes)), declared)
    _check(source)
    return _written_out(source)


def _variables(tokens: Sequence[Token]) -> frozenset[str]:
    return frozenset(token.text for token in tokens if token.kind == "variable")


def _declared(within: Bare, names: Names, found: frozenset[str]) -> frozenset[str]:
    """The variables of a head; refuses one that leaves out a letter of the formula.

    J(θ) may stand above θ₀ and θ₁. A head with other letters, such as L(w) above x, says that
    x is known, which a formula cannot say.
    """
    for token in within.left:
        if (name := names.variable(token.text)) in found and name:
            raise token.refused("both_sides")
    named = [names.variable(token.text) for token in within.head or ()]
    if within.head is None or not any(named):
        return frozenset()
    stems = {name: name.rstrip("0123456789") for name in found}
    missing = sorted(name for name, stem in stems.items() if {name, stem}.isdisjoint(named))
    if missing:
        raise within.head[0].refused(
            "head", missing=", ".join(missing), names=", ".join([*filter(None, named), *missing])
        )
    vectors = {stem for name, stem in stems.items() if stem != name}
    return frozenset(name for name in named if name and name not in vectors - found)


def _written_out(source: Source) -> Source:
    """The source with its definitions in the tree, checked again where there are any."""
    try:
        tree = written_out(source.tree)
    except TooLongError as error:
        raise source.refused("too_long_written", error.call, limit=MAX_NODES) from None
    if tree is source.tree:
        return source
    whole = replace(source, tree=tree)
    _check(whole)
    if sum(1 for _ in ast.walk(tree)) > MAX_NODES:
        raise FormulaError("too_long_written", source.tokens[0].piece, 0, limit=MAX_NODES)
    return whole


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


def _parsed(tokens: Sequence[Token]) -> ast.expr:
    text = " ".join(token.text for token in tokens)
    places = list(accumulate((len(token.text) + 1 for token in tokens), initial=0))[:-1]
    try:
        return ast.parse(text, mode="eval").body
    except SyntaxError as error:
        at = max(bisect_right(places, (error.offset or 1) - 1) - 1, 0)
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
        case ast.Call(func=ast.Name(id=name), args=args, keywords=[]) if counts(name):
            _check_arity(source, node, name, len(args))
        case _:
            raise source.refused("misplaced", node)


def _check_arity(source: Source, node: ast.expr, name: str, given: int) -> None:
    allowed = counts(name)
    if given not in allowed:
        wanted = "–".join(map(str, dict.fromkeys((allowed[0], allowed[-1]))))
        raise source.refused("arity", node, name=name, given=given, wanted=wanted)


def _exponent(node: ast.expr) -> float:
    """The size of an exponent that is written out, at least 1."""
    while isinstance(node, ast.UnaryOp):
        node = node.operand
    match node:
        case ast.Constant(value=float(size)):
            return max(size, 1.0)
    return 1.0
