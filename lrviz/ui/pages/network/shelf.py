"""What has been computed, kept for all visitors within a bound."""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Protocol, TypeVar

__all__ = ["Shelf", "kept"]

SIZE = 2**28


class Sized(Protocol):
    """What knows how much memory it holds."""

    @property
    def bytes(self) -> int:
        """About how many bytes."""
        ...


Kept = TypeVar("Kept", bound=Sized)


class Shelf:
    """Things by their keys; those longest unused are given away first. Any thread may ask."""

    def __init__(self, size: int) -> None:
        self._things: OrderedDict[object, Sized] = OrderedDict()
        self._size, self._lock = size, Lock()

    def get(self, key: object) -> Sized | None:
        """What is kept under the key."""
        with self._lock:
            if key in self._things:
                self._things.move_to_end(key)
            return self._things.get(key)

    def put(self, key: object, thing: Sized) -> None:
        """Keep it; the newest stays, however large it is."""
        with self._lock:
            self._things[key] = thing
            while len(self._things) > 1 and self._held() > self._size:
                self._things.popitem(last=False)

    def _held(self) -> int:
        return sum(each.bytes for each in self._things.values())


_SHELF = Shelf(SIZE)


def kept(key: object, make: Callable[[], Kept]) -> Kept:
    """What ``make`` gives, made once as long as it is kept."""
    found = _SHELF.get(key)
    if found is None:
        found = make()
        _SHELF.put(key, found)
    return found  # type: ignore[return-value]
