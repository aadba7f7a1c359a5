"""Who answers what a picture needs to know: this very process, or whoever a page asks."""

from collections.abc import Callable, Hashable
from typing import Any, Protocol

__all__ = ["Answering", "Progress", "at_once"]

Progress = Callable[[float, float], object]  # (done, whole); may raise to end the wait


class Answering(Protocol):
    """How an answer is had; ``long`` and ``tell`` as in ``lrviz.compute.submit``."""

    def __call__(
        self,
        job: Callable[..., Any],
        *settings: Hashable,
        long: bool = False,
        tell: Progress | None = None,
    ) -> Any:
        """What ``job(*settings)`` answers."""


def at_once(
    job: Callable[..., Any],
    *settings: Hashable,
    long: bool = False,
    tell: Progress | None = None,
) -> Any:
    """Answered here and now.

    >>> at_once(max, 2, 3)
    3
    """
    return job(*settings) if tell is None else job(*settings, progress=tell)
