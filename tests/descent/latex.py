"""The LaTeX of an update rule, read as mathematics and carried out on one number."""

import math
import re
from collections.abc import Callable, Mapping
from typing import Any

TOKEN = re.compile(r"\\[a-zA-Z]+|\\\\|[a-zA-Z]|\d+(?:\.\d+)?|\S")
SPACES = re.compile(r"\\[,;!]|\\left|\\right")
MOVING = re.compile(r"_(t|\{t)")
PARTS_OF_NAMES = {("\\beta", "1"), ("\\beta", "2"), ("\\eta", "+"), ("\\eta", "-"),
                  ("\\rho", "\\infty")}  # fmt: skip


class Rule:
    """w₍ₜ₊₁₎ from wₜ by a rule's LaTeX.

    ``numbers`` are the hyperparameters by their LaTeX, ``gradient`` gives g of w, ``said`` are
    the words that hold (such as "Nesterov"). What is not defined in the formula or below is 0.
    """

    def __init__(
        self,
        latex: str,
        numbers: Mapping[str, float],
        gradient: Callable[[float], float],
        *said: str,
    ) -> None:
        lines = [line.split("=", 1) for line in SPACES.sub(" ", latex).split(r"\quad")]
        self.lines = [(lhs, rhs.strip().rstrip(",")) for lhs, rhs in lines]
        self.numbers, self.gradient, self.said = numbers, gradient, said
        self.known: dict[tuple[str, int], float] = {}

    def run(self, w: float, steps: int) -> list[float]:
        """The path from w on; time begins at 0 where the formula says g₀, else at 1."""
        first = 0 if any("g_0" in rhs for _, rhs in self.lines) else 1
        self.known["w", first] = w
        for self.t in range(first, first + steps):
            for fixed in (True, False):  # v₁ = g₀ comes before the rule for vₜ₊₁
                for lhs, rhs in self.lines:
                    name, index = self.read(lhs, Rule.target)
                    if fixed == (not MOVING.search(lhs)) and (name, index) not in self.known:
                        self.known[name, index] = self.read(rhs, Rule.sum)
        return [self.known["w", k] for k in range(first, first + steps + 1)]

    def read(self, text: str, kind: "Callable[[Rule], Any]") -> Any:
        """``text`` by one of the methods below; all of it must be used up."""
        waiting = getattr(self, "tokens", [])
        self.tokens = TOKEN.findall(text)
        found = kind(self)
        assert not self.tokens, self.tokens
        self.tokens = waiting
        return found

    def peek(self) -> str:
        return self.tokens[0] if self.tokens else ""

    def take(self, *wanted: str) -> str:
        token = self.tokens.pop(0)
        assert not wanted or token in wanted, (token, wanted, self.tokens)
        return token

    def target(self) -> tuple[str, int]:
        name = self.take()
        if name == "\\hat":
            name += self.take()
        return name, self.index()

    def sum(self) -> float:
        total = self.product()
        while self.peek() in {"+", "-"}:
            total += self.product() if self.take() == "+" else -self.product()
        return total

    def product(self) -> float:
        if self.peek() == "-":
            self.take()
            return -self.product()
        value = self.power()
        while self.peek() and self.peek() not in {"+", "-", ")", "}", ",", "|", "&", "<", ">",
                                                  "\\le", "\\\\", "\\end"}:  # fmt: skip
            if self.peek() == "/":
                self.take()
                value /= self.power()
            else:
                if self.peek() == "\\cdot":
                    self.take()
                value *= self.power()
        return value

    def power(self) -> float:
        base = self.atom()
        if self.peek() != "^":
            return base
        self.take()
        exponent = self.braced() if self.peek() == "{" else self.atom()
        return float(base**exponent)

    def braced(self) -> float:
        self.take("{")
        value = self.sum()
        self.take("}")
        return value

    def atom(self) -> float:
        token = self.take()
        if re.fullmatch(r"\d.*", token):
            return float(token)
        if token in {"(", "|"}:
            value = self.sum()
            self.take(")", "|")
            return abs(value) if token == "|" else value
        special = {"\\frac": self.fraction, "\\tfrac": self.fraction, "\\sqrt": self.root,
                   "\\max": self.largest, "\\operatorname": self.sign, "\\prod": self.running,
                   "\\begin": self.cases}  # fmt: skip
        return special[token]() if token in special else self.variable(token)

    def fraction(self) -> float:
        if self.peek() == "{":
            above = self.braced()
            return above / self.braced()
        above, below = self.take()  # \tfrac12
        return float(above) / float(below)

    def root(self) -> float:
        value = self.braced()
        return math.sqrt(value) if value >= 0 else math.nan

    def largest(self) -> float:
        self.take("(")
        first = self.sum()
        self.take(",")
        second = self.sum()
        self.take(")")
        return max(first, second)

    def sign(self) -> float:
        assert [self.take() for _ in "{sign}("] == [*"{sign}("]
        value = self.sum()
        self.take(")")
        return float((value > 0) - (value < 0))

    def running(self) -> float:
        assert [self.take() for _ in range(4)] == ["_", "{", "i", "\\le"]
        last = self.sum()
        self.take("}")
        name = self.take()
        assert [self.take(), self.take()] == ["_", "i"]
        return math.prod(self.value(name, k) for k in range(1, int(last) + 1))

    def cases(self) -> float:
        assert [self.take() for _ in "{cases}"] == [*"{cases}"]
        chosen: list[float] = []
        while True:
            value = self.sum()
            self.take("&")
            if self.holds():
                chosen.append(value)
            if self.take("\\\\", "\\end") == "\\end":
                break
        assert [self.take() for _ in "{cases}"] == [*"{cases}"]
        return chosen[0]

    def holds(self) -> bool:
        if self.peek() == "\\text":
            self.take()
            word = ""
            self.take("{")
            while self.peek() != "}":
                word += self.take()
            self.take("}")
            return word == "otherwise" or word in self.said
        left, relation, right = self.sum(), self.take(), self.sum()
        return {"<": left < right, ">": left > right, "\\le": left <= right}[relation]

    def variable(self, token: str) -> float:
        if token == "t":
            return float(self.t)
        if token == "\\hat":
            token += self.take()
        if self.peek() != "_":
            return self.numbers[token]
        if (token, self.tokens[1]) in PARTS_OF_NAMES:
            return self.numbers[token + self.take() + self.take()]
        return self.value(token, self.index())

    def index(self) -> int:
        self.take("_")
        return int(self.braced() if self.peek() == "{" else self.atom())

    def value(self, name: str, index: int) -> float:
        """A sequence's member; g and μ for any index, the means of Adam where left unsaid."""
        if name == "g":
            return self.gradient(self.known["w", index]) if ("w", index) in self.known else 0.0
        if (name, index) not in self.known and index > 0:
            text = next((rhs for lhs, rhs in self.lines if lhs.strip() == f"{name}_t"), None)
            text = text or {"m": r"\beta_1 m_{t-1} + (1-\beta_1) g_t",
                            "v": r"\beta_2 v_{t-1} + (1-\beta_2) g_t^2"}[name]  # fmt: skip
            now, self.t = self.t, index
            self.known[name, index] = self.read(text, Rule.sum)
            self.t = now
        return self.known.get((name, index), 0.0)
