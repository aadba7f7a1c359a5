"""What a large upload needed for a moment goes back to the system."""

from threading import Timer
from weakref import finalize

from lrviz.compute.memory import give_back

__all__ = ["give_back", "give_back_after"]

SOON = 2.0  # Seconds from when a thing is gone until its memory is given back.


def give_back_after(thing: object) -> None:
    """``give_back`` soon after ``thing`` is gone, and with it what was made of it."""
    finalize(thing, _soon).atexit = False


def _soon() -> None:
    timer = Timer(SOON, give_back)
    timer.daemon = True
    timer.start()
