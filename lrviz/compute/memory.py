"""What a large job needed for a moment goes back to the system."""

import ctypes
import sys
from functools import cache

__all__ = ["give_back"]


def give_back() -> None:
    """Let the C library return what is free.

    A table is read through millions of small pieces; glibc keeps the ground they stood on, up
    to half a gigabyte for 20 MB of CSV, until it is asked. Elsewhere nothing happens.
    """
    if trim := _trim():
        trim(0)


@cache
def _trim() -> "ctypes._NamedFuncPointer | None":
    if not sys.platform.startswith("linux"):
        return None
    return getattr(ctypes.CDLL(None), "malloc_trim", None)  # musl has none
