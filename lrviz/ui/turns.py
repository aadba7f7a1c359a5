"""So many scripts at a time: the others wait, first come, first served.

Threads that all want the interpreter share it in slices of milliseconds: of three hundred scripts
none is done before all are, and the loop that sends what they say comes round once in a second.
"""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock, local
from time import monotonic

__all__ = ["TURNS", "Turns"]

# So many scripts run at a time. Of several, the loop waits a slice of each for the interpreter, and
# each thing it sends gives it up: two take five times as long from it as one.
MOST = 1
STUCK = 2.0  # After so many seconds without a turn begun or ended, one who waits has one more.


class Turns:
    """Turns of threads; a thread has one or none.

    Args:
        most: how many have one at a time.
        stuck: seconds without a turn begun or ended, after which one who waits has one more.
    """

    def __init__(self, most: int, stuck: float = STUCK) -> None:
        self._free, self._lock, self._mine = most, Lock(), local()
        self._stuck, self._moved = stuck, monotonic()
        self._hurried: deque[Lock] = deque()
        self._others: deque[Lock] = deque()

    @property
    def waiting(self) -> int:
        """How many wait for a turn."""
        return len(self._hurried) + len(self._others)

    @property
    def full(self) -> bool:
        """Whether the next who comes has to wait."""
        return self._free <= 0

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
        while not at_once and not called.acquire(timeout=self._stuck):
            at_once = self._overtakes(called)
        self._mine.held, self._moved = True, monotonic()

    def _overtakes(self, called: Lock) -> bool:
        """Whether one who waits has a turn beside those that do not end."""
        with self._lock:
            line = self._hurried if called in self._hurried else self._others
            if monotonic() - self._moved < self._stuck or called not in line:
                return False
            line.remove(called)
            self._free -= 1
            return True

    def _give(self) -> None:
        self._mine.held, self._moved = False, monotonic()
        with self._lock:
            line = self._hurried or self._others
            if line and self._free >= 0:
                line.popleft().release()
            else:
                self._free += 1


TURNS = Turns(MOST)
