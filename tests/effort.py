"""How much a call has to do, counted instead of timed: the same on every machine, busy or idle."""

import tracemalloc
from collections.abc import Callable
from cProfile import Profile

__all__ = ["bytes_of", "calls_of"]


def calls_of(call: Callable[[], object]) -> int:
    """How many functions ``call`` calls, of Python and of C; ten million take a second or so."""
    profile = Profile()
    profile.runcall(call)
    return sum(each.callcount for each in profile.getstats())


def bytes_of(call: Callable[[], object]) -> int:
    """The most bytes that Python holds at a time for ``call``: a number of many digits shows."""
    tracemalloc.start()
    try:
        call()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
