"""Whether the bands painted over an axis of rates say what a run at any rate between does.

``python -m tests.analysis.bands_agree`` samples all rules on all surfaces, and fails where a rate
is painted wrongly that is farther than a hundredth of a decade from every change of the verdict,
painted or true. The seed is its argument.
"""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from lrviz import OBJECTIVES, diagnose, sweep
from lrviz.analysis.axis import rate_axis
from lrviz.analysis.regimes import bands

NEAR = 0.01  # decades: so near to an edge either side may be right
AROUND = np.linspace(-NEAR, NEAR, 41)  # decades from a rate, where its verdict is asked again
RULES: tuple[dict[str, Any], ...] = (
    {},
    {"momentum": 0.9},
    {"momentum": 0.9, "nesterov": True},
    {"weight_decay": 0.1},
    {"optimizer": "adagrad"},
    {"optimizer": "rmsprop"},
    {"optimizer": "adadelta"},
    {"optimizer": "adam"},
    {"optimizer": "adamw"},
    {"optimizer": "nadam"},
    {"optimizer": "rprop"},
    {"schedule": "cosine"},
)


@dataclass(frozen=True)
class Miss:
    """A rate whose run does not do what its band says."""

    surface: str
    rule: Mapping[str, Any]
    lr: float
    painted: str
    verdict: str


def misses(
    surface: str, rule: Mapping[str, Any], rates: int, seed: int, steps: int = 100
) -> list[Miss]:
    """Of ``rates`` random ones over the axis of this surface and rule, those painted wrongly."""
    axis = rate_axis(OBJECTIVES[surface], steps=steps, **rule)
    cut = bands(axis, diagnose(sweep(surface, lr=axis, steps=steps, **rule)))
    logs = np.log10(axis)
    drawn = np.random.default_rng(seed).uniform(logs[0], logs[-1], rates)
    found = diagnose(sweep(surface, lr=10**drawn, steps=steps, **rule))
    edges = np.array([(logs[each.last] + logs[each.last + 1]) / 2 for each in cut[:-1]])
    off = [
        Miss(surface, rule, float(10**x), str(cut[i].verdict), str(each.verdict))
        for x, each in zip(drawn, found, strict=True)
        if not (np.abs(edges - x) <= NEAR).any()
        if cut[i := int(np.searchsorted(edges, x))].verdict not in ("mixed", each.verdict)
    ]
    return [miss for miss in off if not _changes_near(miss, steps)]


def _changes_near(miss: Miss, steps: int) -> bool:
    """Whether the verdict itself changes within a hundredth of a decade of the rate."""
    rates = miss.lr * 10**AROUND
    found = diagnose(sweep(miss.surface, lr=rates, steps=steps, **miss.rule))
    return any(each.verdict != miss.verdict for each in found)


def main(rates: int = 60, seed: int = 0) -> int:
    """Sample everything, print what is painted wrongly, and return how many that are."""
    found = [
        miss
        for rule in RULES
        for surface in OBJECTIVES
        for miss in misses(surface, rule, rates, seed)
    ]
    tried = len(RULES) * len(OBJECTIVES) * rates
    for miss in found:
        print(miss)
    print(f"{len(found)} of {tried} rates are painted wrongly")
    return len(found)


if __name__ == "__main__":
    sys.exit(int(main(seed=int(sys.argv[1]) if len(sys.argv) > 1 else 0) > 0))
