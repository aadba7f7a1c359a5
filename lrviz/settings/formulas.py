"""Formulas that have been read, kept: one page asks for the same one many times over."""

from collections import OrderedDict
from threading import Lock

from lrviz.objectives import FormulaError, Objective, formula

__all__ = ["Read", "is_read", "known", "read", "remember"]

Read = Objective | FormulaError
# A process remembers so many formulas: more than a class types, each to be read anew otherwise.
KEPT = 256
_formulas: OrderedDict[str, Read] = OrderedDict()
_lock = Lock()


def read(text: str) -> Read:
    """The objective of a formula, or why it cannot be read."""
    found = known(text)
    if found is None:
        found = _made(text)
        remember(text, found)
    return found


def known(text: str) -> Read | None:
    """What a formula has been read as; None where it has not been read."""
    with _lock:
        if text in _formulas:
            _formulas.move_to_end(text)
        return _formulas.get(text)


def is_read(text: str) -> bool:
    """Whether nothing needs to be read: a blank is no formula."""
    return not text.strip() or known(text) is not None


def remember(text: str, found: Read) -> None:
    """Keep what a formula has been read as, here or by another process."""
    with _lock:
        _formulas[text] = found
        while len(_formulas) > KEPT:
            _formulas.popitem(last=False)


def _made(text: str) -> Read:
    try:
        return formula(text)
    except FormulaError as error:
        return error.with_traceback(None)
