"""Answers remembered by what they were asked with, which another process may have found."""

from collections.abc import Callable, Hashable
from functools import update_wrapper
from typing import Generic, ParamSpec, TypeVar

from lrviz.compute.kept import LRUCache

__all__ = ["Memo", "memo"]

P = ParamSpec("P")
R = TypeVar("R")


class Memo(Generic[P, R]):
    """A function that remembers its last answers; its arguments are hashable and in order."""

    def __init__(self, function: Callable[P, R], most: int) -> None:
        self._function, self._answers = function, LRUCache(most)
        update_wrapper(self, function)

    def __call__(self, *given: P.args, **named: P.kwargs) -> R:
        """The answer, made once as long as it is remembered."""
        known = self._answers.get((given, *named.items()))
        if known is None:
            known = (self._function(*given, **named),)
            self._answers.put((given, *named.items()), known, 1)
        answer: R = known[0]
        return answer

    def knows(self, *given: Hashable) -> bool:
        """Whether the answer is remembered."""
        return self._answers.get((given,)) is not None

    def remember(self, answer: R, *given: Hashable) -> None:
        """Take over an answer that was found elsewhere."""
        self._answers.put((given,), (answer,), 1)

    def __reduce__(self) -> str:
        return str(self._function.__qualname__)  # it travels by its name, as a function does


def memo(most: int) -> Callable[[Callable[P, R]], Memo[P, R]]:
    """A Memo of so many answers."""

    def remembering(function: Callable[P, R]) -> Memo[P, R]:
        return Memo(function, most)

    return remembering
