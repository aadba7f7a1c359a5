"""All that a run of a page's script sends to the browser: every text and every array."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from google.protobuf.message import Message
from numpy.typing import ArrayLike, NDArray
from streamlit.testing.v1 import AppTest

from lrviz.figures.encode import untyped
from tests.ui.payloads import Payload

CLOSE = 1e-5  # of a value: arrays travel as float32


@dataclass(frozen=True)
class Sent:
    """What was sent, flat: texts as they are, arrays named where they have a name."""

    texts: Sequence[str]
    arrays: Sequence[tuple[str, NDArray[np.float64]]]

    @classmethod
    def by(cls, app: AppTest) -> "Sent":
        """What this run of a script has sent."""
        texts: list[str] = []
        arrays: list[tuple[str, NDArray[np.float64]]] = []
        for element in app.main:
            for value in _leaves(getattr(element, "proto", None)):
                if isinstance(value, bytes):
                    _open(value, texts, arrays)
                else:
                    texts.append(value)
        return cls(texts, arrays)

    def says(self, words: str) -> bool:
        """Whether a text has these words; a number counts only as a whole number."""
        wanted = re.compile(rf"(?<![\w.,−]){re.escape(words)}(?![\w]|[.,]\d)")
        begins_with_word = bool(re.match(r"[A-Za-z0-9.∞]", words))
        return any(wanted.search(t) if begins_with_word else words in t for t in self.texts)

    def holds(self, values: ArrayLike) -> bool:
        """Whether one array has all of these values, in whatever order."""
        wanted = np.ravel(np.asarray(values, dtype=np.float64))
        return any(_within(wanted, array) for _, array in self.arrays)

    def named(self, name: str) -> NDArray[np.float64]:
        """The array of this name."""
        return next(array for own, array in self.arrays if own == name)


def _within(wanted: NDArray[np.float64], array: NDArray[np.float64]) -> bool:
    flat = np.sort(array[np.isfinite(array)], axis=None)
    if not flat.size:
        return False
    at = np.searchsorted(flat, wanted)
    near = np.stack([flat[np.clip(at - 1, 0, None)], flat[np.clip(at, None, flat.size - 1)]])
    return bool((np.abs(near - wanted) <= CLOSE * np.abs(wanted)).any(0).all())


def _leaves(message: Any) -> Iterator[str | bytes]:
    """Every text and every run of bytes in a message."""
    if isinstance(message, str | bytes):
        yield message
    elif isinstance(message, Message):
        for _, value in message.ListFields():
            yield from _leaves(value)
    elif not isinstance(message, int | float | bool | None) and hasattr(message, "__iter__"):
        for each in message.values() if hasattr(message, "values") else message:
            yield from _leaves(each)


def _open(raw: bytes, texts: list[str], arrays: list[tuple[str, NDArray[np.float64]]]) -> None:
    """A component's payload, taken apart."""
    found = Payload.of(raw)
    arrays += [(name, each.astype(np.float64)) for name, each in found.arrays.items()]
    arrays += [(name, each) for name, each in found.doubles.items()]
    _sift(found.header, "", texts, arrays)


def _sift(
    part: Any, name: str, texts: list[str], arrays: list[tuple[str, NDArray[np.float64]]]
) -> None:
    """The texts and arrays of a JSON header; an array has the name of the trace that holds it."""
    if isinstance(part, str):
        texts.append(part)
    elif isinstance(part, dict) and "bdata" in part:
        arrays.append((name, untyped(part).astype(np.float64)))
    elif isinstance(part, dict):
        own = str(part.get("name", name))
        for key, value in part.items():
            _sift(value, f"{own}.{key}", texts, arrays)
    elif isinstance(part, list) and part and all(isinstance(x, int | float) for x in part):
        arrays.append((name, np.array(part, dtype=np.float64)))
    elif isinstance(part, list):
        for value in part:
            _sift(value, name, texts, arrays)
