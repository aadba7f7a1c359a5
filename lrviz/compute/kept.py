"""What has been computed, kept for all visitors within a bound."""

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from threading import Lock
from typing import Any

__all__ = ["KeptAnswer", "LRUCache", "size_of"]

# Bytes of a number, and of whatever else is neither an array nor made of such.
NUMBER = 8


class LRUCache:
    """Things by their keys; the least recently used go first. Any thread may ask."""

    def __init__(self, size: int) -> None:
        self._things: OrderedDict[object, tuple[Any, int]] = OrderedDict()
        self._size, self._held, self._lock = size, 0, Lock()

    @property
    def bytes(self) -> int:
        """How many bytes it keeps."""
        return self._held

    def get(self, key: object) -> Any:
        """What is kept under the key; None where nothing is."""
        with self._lock:
            if key not in self._things:
                return None
            self._things.move_to_end(key)
            return self._things[key][0]

    def put(self, key: object, thing: object, size: int) -> None:
        """Keep a thing of so many bytes; the newest stays, however large it is."""
        with self._lock:
            _, before = self._things.pop(key, (None, 0))
            self._things[key] = (thing, size)
            self._held += size - before
            while len(self._things) > 1 and self._held > self._size:
                _, (_, gone) = self._things.popitem(last=False)
                self._held -= gone


class KeptAnswer:
    """A record that is kept as the answer for all who ask the same."""

    @property
    def bytes(self) -> int:
        """What its fields hold in memory, about: arrays, bytes, texts, and records of these."""
        return sum(_held(value) for value in vars(self).values())


def size_of(answer: object) -> int | None:
    """The bytes of an answer that is worth keeping, None for any other."""
    if isinstance(answer, bytes):
        return len(answer)
    return answer.bytes if isinstance(answer, KeptAnswer) else None


def _held(value: object) -> int:
    if isinstance(value, bytes | str):
        return len(value)
    if isinstance(known := getattr(value, "nbytes", None), int):
        return known
    if is_dataclass(value):
        return sum(_held(getattr(value, each.name)) for each in fields(value))
    if isinstance(value, Mapping):
        value = value.values()
    return sum(map(_held, value)) if isinstance(value, Iterable) else NUMBER
