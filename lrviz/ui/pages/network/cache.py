"""What has been computed, kept for all visitors within a bound."""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Protocol, TypeVar

__all__ = ["LRUCache", "cached"]

SIZE = 2**28  # bytes that all visitors' results may take together


class Sized(Protocol):
    """What knows how much memory it holds."""

    @property
    def bytes(self) -> int:
        """About how many bytes."""
        ...


Kept = TypeVar("Kept", bound=Sized)


class LRUCache:
    """Things by their keys; the least recently used go first. Any thread may ask."""

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


_CACHE = LRUCache(SIZE)


def cached(key: object, make: Callable[[], Kept]) -> Kept:
    """What ``make`` gives, made once as long as it is kept."""
    found = _CACHE.get(key)
    if found is None:
        found = make()
        _CACHE.put(key, found)
    return found  # type: ignore[return-value]
