"""Columns of two words, such as yes and no, as zeros and ones: what logistic regression needs."""

from collections.abc import Sequence

import numpy as np

from lrviz.objectives.formula_error import printable
from lrviz.objectives.tables.numbers import Floats
from lrviz.objectives.tables.words import MISSING, PAIRS

__all__ = ["labels_of", "shown"]

_FEWEST = 4  # It takes so many rows to show that two words are labels, not two names.


def labels_of(column: Sequence[str]) -> tuple[Floats, tuple[str, str]] | None:
    """The column as 0 and 1, NaN where a word is missing, and the words; None where it has not two.

    A known pair such as no and yes keeps its sense; of other words the first by letter is 0.

    >>> values, words = labels_of(["yes", "No", "no", ""])
    >>> values.tolist(), words
    ([1.0, 0.0, 0.0, nan], ('No', 'yes'))
    """
    folded = [cell.strip().casefold() for cell in column]
    there = [word for word in folded if word not in MISSING]
    words = frozenset(there)
    if len(words) != 2 or (words not in PAIRS and len(there) < _FEWEST):
        return None
    zero = PAIRS.get(words) or min(words)
    (one,) = words - {zero}
    worth = {zero: 0.0, one: 1.0}
    first = (column[folded.index(zero)].strip(), column[folded.index(one)].strip())
    return np.array([worth.get(word, np.nan) for word in folded]), first


def shown(name: str, words: tuple[str, str]) -> str:
    """``smoker (no = 0, yes = 1)``, safe to show."""
    zero, one = map(printable, words)
    return f"{printable(name)} ({zero} = 0, {one} = 1)"
