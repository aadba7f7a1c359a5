"""So many scripts at a time: the others wait, first come, first served.

Threads that all want the interpreter share it in slices of milliseconds: of three hundred scripts
none is done before all are, and the loop that sends what they say comes round once in a second.
"""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock, local

__all__ = ["TURNS", "Turns"]

# So many scripts run at a time: one that computes, and two whose system calls leave the
# interpreter free.
MOST = 3


class Turns:
    """Turns of threads; a thread has one or none.

    Args:
        most: how many have one at a time.
    """

    def __init__(self, most: int) -> None:
        self._free, self._lock, self._mine = most, Lock(), local()
        self._hurried: deque[Lock] = deque()
        self._others: deque[Lock] = deque()

    @property
    def waiting(self) -> int:
        """How many wait for a turn."""
        return len(self._hurried) + len(self._others)

    @contextmanager
    def taken(self, *, hurried: bool = False) -> Iterator[None]:
        """Wait for a turn, and have it; ``hurried``: before all who are not."""
        self._take(hurried)
        try:
            yield
        finally:
            self._give()

    @contextmanager
    def let_go(self) -> Iterator[None]:
        """Without the turn that this thread may have, as long as it waits for something else."""
        if not getattr(self._mine, "held", False):
            yield
            return
        self._give()
        try:
            yield
        finally:
            self._take(hurried=True)  # its visitor has waited already

    def _take(self, hurried: bool) -> None:
        with self._lock:
            at_once = self._free > 0
            if at_once:
                self._free -= 1
            else:
                called = Lock()
                called.acquire()
                (self._hurried if hurried else self._others).append(called)
        if not at_once:
            called.acquire()
        self._mine.held = True

    def _give(self) -> None:
        self._mine.held = False
        with self._lock:
            line = self._hurried or self._others
            if line:
                line.popleft().release()
            else:
                self._free += 1


TURNS = Turns(MOST)
