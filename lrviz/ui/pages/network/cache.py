"""What has been computed, kept for all visitors within a bound."""

from collections.abc import Callable
from typing import Protocol, TypeVar

from lrviz.compute.kept import LRUCache

__all__ = ["cached"]

SIZE = 2**28  # bytes that all visitors' results may take together


class Sized(Protocol):
    """What knows how much memory it holds."""

    @property
    def bytes(self) -> int:
        """About how many bytes."""
        ...


Kept = TypeVar("Kept", bound=Sized)
_CACHE = LRUCache(SIZE)


def cached(key: object, make: Callable[[], Kept]) -> Kept:
    """What ``make`` gives, made once as long as it is kept."""
    found = _CACHE.get(key)
    if found is None:
        found = make()
        _CACHE.put(key, found, found.bytes)
    return found  # type: ignore[no-any-return]
