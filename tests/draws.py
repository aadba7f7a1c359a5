"""How many examples a property is tried on: few and always the same, or many never drawn before."""

import os
from collections.abc import Collection
from itertools import product
from typing import Any

from hypothesis import settings

NEW = os.environ.get("LRVIZ_EXAMPLES", "same") == "new"
SHARE = 5  # one in so many belongs to every run, the rest to ``make fuzz``
FEW = 100 // SHARE  # of the hundred that hypothesis would draw


def draws(many: int, **given: Any) -> settings:
    """``many`` examples in ``make fuzz``, a fifth of them otherwise."""
    return settings(max_examples=many if NEW else many // SHARE, **given)


def some(entries: Collection[Any], *, one_in: int) -> list[Any]:
    """Every entry in ``make verify``, one in so many otherwise."""
    return [each for place, each in enumerate(sorted(entries)) if NEW or place % one_in == 0]


def grid(*axes: Collection[Any], one_in: int) -> list[tuple[Any, ...]]:
    """Every combination in ``make verify``; otherwise the diagonals of the grid, one combination
    in so many, among which every entry of every axis is met.
    """
    found = product(*map(enumerate, axes))
    return [
        tuple(entry for _, entry in each)
        for each in found
        if NEW or sum(place for place, _ in each) % one_in == 0
    ]
