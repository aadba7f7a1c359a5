"""sympy expressions -> a tape of torch operations, each distinct subexpression once.

Nothing is compiled from text: a tape is a tuple of (operation, where to, from where) and
is played on a list of registers. Numbers are tensors of no dimension (a Python number
costs torch more), integer powers are products, and a register is used again as soon as
its value is no longer needed, so a large grid keeps few intermediates.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from typing import NamedTuple

import numpy as np
import sympy
import torch
from torch import Tensor

from lrviz.objectives import functions as f
from lrviz.objectives import primitives, steady
from lrviz.objectives.arithmetic import Looped, Player, looped, player
from lrviz.objectives.evaluation import number_of
from lrviz.objectives.portable import Portable

_PRODUCT_POWERS = 256  # A whole power up to this is made of products.


class Instruction(NamedTuple):
    """``registers[out] = operation(registers[a], registers[b])``; b is None for one operand."""

    operation: primitives.Operation
    out: int
    a: int
    b: int | None


@dataclass(frozen=True, eq=False)
class OperationTape(Portable):
    """Functions ℝᵈ → ℝ, computed together.

    Attributes:
        registers: numbers where the tape needs them, None elsewhere; w enters in front.
        steps: what to do, in order.
        outputs: the registers that hold the results.
    """

    registers: tuple[Tensor | None, ...]
    steps: tuple[Instruction, ...]
    outputs: tuple[int, ...]

    @cached_property
    def _player(self) -> Player | None:
        return player(self.registers, self.steps, self.outputs)

    def __call__(self, w: Tensor) -> tuple[Tensor, ...]:
        """The results at w ``(..., dim)``, each of shape ``(...)`` or a single number."""
        if self._player is not None and (played := self._player(w)) is not None:
            return tuple([torch.as_tensor(each, dtype=torch.float64) for each in played])
        r: list[Tensor] = list(self.registers)  # type: ignore[arg-type]
        coordinates = w.unbind(-1)
        r[: len(coordinates)] = coordinates
        for operation, out, a, b in self.steps:
            r[out] = operation(r[a]) if b is None else operation(r[a], r[b])
        return tuple([r[i] for i in self.outputs])

    def stacked(self, w: Tensor) -> Tensor:
        """The results at w ``(..., dim)`` side by side: ``(..., n)``."""
        shape = w.shape[:-1]
        if self._player is None or (played := self._player(w)) is None:
            values = self(w)
            aligned = [each if each.shape == shape else each.expand(shape) for each in values]
            return torch.stack(aligned, -1)
        found = np.empty((*shape, len(played)))  # a stack of torch would cost ten operations
        for i, each in enumerate(played):
            found[..., i] = each
        return torch.from_numpy(found)

    def looped(self, runs: int) -> Looped | None:
        """``stacked`` for a loop of so many runs: of arrays ``(runs, dim)``, in one thread, where
        numpy is silent; None where little of it is arithmetic."""
        return looped(self.registers, self.steps, self.outputs, runs)


class _Scaled(NamedTuple):
    """A number times a value; a value of None is 1."""

    factor: float
    value: int | None


def record(expressions: Sequence[sympy.Expr], symbols: Sequence[sympy.Symbol]) -> OperationTape:
    """The tape that computes ``expressions`` of ``symbols``, which are w's coordinates."""
    recorder = _Recorder(symbols)
    outputs = [recorder.value(expression) for expression in expressions]
    return _packed(recorder, outputs, len(symbols))


class _Recorder:
    """Writes each distinct subexpression down once, in registers numbered as they come."""

    def __init__(self, symbols: Sequence[sympy.Symbol]) -> None:
        self.count = len(symbols)
        self.numbers: dict[float, int] = {}
        self.steps: list[Instruction] = []
        self._known: dict[object, _Scaled] = {s: _Scaled(1.0, i) for i, s in enumerate(symbols)}
        self._done: dict[tuple[primitives.Operation, int, int | None], int] = {}

    def value(self, expression: sympy.Expr) -> int:
        """The register that holds ``expression``."""
        return self._settle(self._scaled(expression))

    def _number(self, number: float) -> int:
        if number not in self.numbers:
            self.numbers[number] = self.count
            self.count += 1
        return self.numbers[number]

    def _do(self, operation: primitives.Operation, a: int, b: int | None = None) -> int:
        key = (operation, a, b)
        if key not in self._done:
            self.steps.append(Instruction(operation, self.count, a, b))
            self._done[key] = self.count
            self.count += 1
        return self._done[key]

    def _settle(self, scaled: _Scaled) -> int:
        factor, value = scaled
        if value is None:
            return self._number(factor)
        if factor == 1.0:
            return value
        if factor == -1.0:
            return self._do(torch.neg, value)
        return self._do(torch.mul, value, self._number(factor))

    def _scaled(self, expression: sympy.Expr) -> _Scaled:
        if expression not in self._known:
            self._known[expression] = self._compute(expression)
        return self._known[expression]

    def _compute(self, expression: sympy.Expr) -> _Scaled:
        if not expression.free_symbols:
            return _Scaled(number_of(expression), None)
        if expression.is_Add:
            return self._sum([self._scaled(term) for term in expression.args])
        if expression.is_Mul:
            return self._product(expression.args)
        if expression.is_Pow:
            return self._power(expression.base, expression.exp)
        return _Scaled(1.0, self._function(expression))

    def _sum(self, terms: list[_Scaled]) -> _Scaled:
        constant = sum(factor for factor, value in terms if value is None)
        terms = [term for term in terms if term.value is not None]
        common = _common(terms, constant)
        terms = [_Scaled(factor / common, value) for factor, value in terms]
        if constant:
            terms.append(
                _Scaled(math.copysign(1.0, constant), self._number(abs(constant) / common))
            )
        terms.sort(key=lambda term: term.factor < 0)  # a sum starts with what is added
        if terms[0].factor < 0:
            common, terms = -common, [_Scaled(-factor, value) for factor, value in terms]
        return _Scaled(common, reduce(self._join, terms[1:], self._settle(terms[0])))

    def _join(self, total: int, term: _Scaled) -> int:
        operation = torch.sub if term.factor < 0 else torch.add
        return self._do(operation, total, self._settle(_Scaled(abs(term.factor), term.value)))

    def _product(self, factors: Sequence[sympy.Expr]) -> _Scaled:
        one = _Scaled(1.0, None)
        above = reduce(self._times, (self._scaled(x) for x in factors if not _is_below(x)), one)
        under = (self._scaled(_raised(x.base, -x.exp)) for x in factors if _is_below(x))
        below = reduce(self._times, under, one)
        if below.value is None:
            return above
        factor = above.factor / below.factor
        if above.value is None:
            return _Scaled(1.0, self._do(torch.div, self._number(factor), below.value))
        return _Scaled(factor, self._do(torch.div, above.value, below.value))

    def _times(self, a: _Scaled, b: _Scaled) -> _Scaled:
        factor = a.factor * b.factor
        if a.value is None or b.value is None:
            return _Scaled(factor, a.value if b.value is None else b.value)
        if _is_moderate(factor):
            return _Scaled(factor, self._do(torch.mul, a.value, b.value))
        return _Scaled(1.0, self._do(torch.mul, self._settle(a), self._settle(b)))

    def _power(self, base: sympy.Expr, exponent: sympy.Expr) -> _Scaled:
        if exponent.is_Integer and abs(int(exponent)) <= _PRODUCT_POWERS:
            return self._integer_power(base, int(exponent))
        if exponent == sympy.Rational(1, 2):
            return _Scaled(1.0, self._do(primitives.root, self.value(base)))
        operands = self.value(base), self.value(exponent)
        return _Scaled(1.0, self._do(steady.power, *operands))

    def _integer_power(self, base: sympy.Expr, n: int) -> _Scaled:
        if n < 0:
            return _Scaled(1.0, self._do(torch.reciprocal, self.value(_raised(base, -n))))
        if n < 2:
            return self._scaled(base) if n else _Scaled(1.0, None)
        half = _raised(base, n // 2)
        pair = (half, half) if n % 2 == 0 else (_raised(base, n - 1), base)
        return self._times(*(self._scaled(x) for x in pair))

    def _function(self, expression: sympy.Expr) -> int:
        kind = expression.func
        a = self.value(expression.args[0])
        if kind in primitives.UNARY:
            return self._do(primitives.UNARY[kind], a)
        if kind in primitives.BINARY:
            return self._do(primitives.BINARY[kind], a, self.value(expression.args[1]))
        if kind is f.HalfInverseSqrt:
            return self._do(primitives.half_inverse_root, self.value(f.Sqrt(*expression.args)))
        operation, number = primitives.WITH_NUMBER[kind]
        return self._do(operation, a, self._number(number))


def _raised(base: sympy.Expr, n: sympy.Expr | int) -> sympy.Expr:
    """baseⁿ with the base as it is: sympy would simplify within it."""
    return base if n == 1 else sympy.Pow(base, n, evaluate=False)


def _is_below(factor: sympy.Expr) -> bool:
    """Whether a factor of a product belongs under its fraction bar."""
    below = factor.is_Pow and factor.exp.is_Number and factor.exp.is_negative
    return bool(below and factor.free_symbols)


def _is_moderate(factor: float) -> bool:
    """Whether a factor may be carried along: it can neither overflow nor vanish."""
    return 1e-100 < abs(factor) < 1e100


def _common(terms: list[_Scaled], constant: float) -> float:
    """The size all terms share, so that it is multiplied once; 1 if they share none."""
    sizes = {abs(term.factor) for term in terms}
    size = sizes.pop()
    if sizes or not _is_moderate(size):
        return 1.0
    return size if constant / size * size == constant else 1.0


def _packed(recorder: _Recorder, outputs: list[int], dim: int) -> OperationTape:
    """The recorded steps with registers reused after a value's last use."""
    numbers = {at: number for number, at in recorder.numbers.items()}
    place = {at: at for at in range(dim)} | {at: dim + i for i, at in enumerate(numbers)}
    kept = numbers.keys() | set(outputs)
    last = {at: i for i, step in enumerate(recorder.steps) for at in _operands(step)}
    free: list[int] = []
    size = len(place)
    steps: list[Instruction] = []
    for i, step in enumerate(recorder.steps):
        a, b = place[step.a], None if step.b is None else place[step.b]
        spent = {at for at in _operands(step) if last[at] == i} - kept
        free += sorted(place[at] for at in spent)
        place[step.out] = free.pop() if free else size
        size = max(size, place[step.out] + 1)
        steps.append(Instruction(step.operation, place[step.out], a, b))
    registers: list[Tensor | None] = [None] * size
    for at, number in numbers.items():
        registers[place[at]] = torch.tensor(number, dtype=torch.float64)
    return OperationTape(tuple(registers), tuple(steps), tuple(place[at] for at in outputs))


def _operands(step: Instruction) -> tuple[int, ...]:
    return (step.a,) if step.b is None else (step.a, step.b)
