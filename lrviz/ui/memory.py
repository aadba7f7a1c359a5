"""What a large upload needed for a moment goes back to the system."""

import ctypes
import sys
from functools import cache
from threading import Timer
from weakref import finalize

__all__ = ["give_back", "give_back_after"]

SOON = 2.0  # Seconds from when a thing is gone until its memory is given back.


def give_back() -> None:
    """Let the C library return what is free.

    A table is read through millions of small pieces; glibc keeps the ground they stood on, up
    to half a gigabyte for 20 MB of CSV, until it is asked. Elsewhere nothing happens.
    """
    if trim := _trim():
        trim(0)


def give_back_after(thing: object) -> None:
    """``give_back`` soon after ``thing`` is gone, and with it what was made of it."""
    finalize(thing, _soon).atexit = False


def _soon() -> None:
    timer = Timer(SOON, give_back)
    timer.daemon = True
    timer.start()


@cache
def _trim() -> "ctypes._NamedFuncPointer | None":
    if not sys.platform.startswith("linux"):
        return None
    return getattr(ctypes.CDLL(None), "malloc_trim", None)  # musl has none
