"""A question under way, and those who wait for its answer."""

from collections.abc import Callable, Hashable
from concurrent.futures import Future
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from lrviz.compute.workers import Worker

__all__ = ["Asker", "Progress", "Question"]

Progress = Callable[[float, float], object]


@dataclass(eq=False)
class Asker:
    """One who waits for the answer to a question."""

    answer: "Future[Any]"
    progress: Progress | None
    content: bool = False  # with what the job has

    def hear(self, done: float, whole: float) -> None:
        """Tell how far the job is."""
        if self.progress is not None and self.progress(done, whole) is False:
            self.content = True


@dataclass(eq=False)
class Question:
    """A job with its settings, and all who wait for it."""

    key: Hashable
    job: Callable[..., Any]
    settings: tuple[Any, ...]
    long: bool
    keep: bool
    told: bool
    ticket: tuple[float, int]  # since when its visitor waits, and its number
    came: float = field(default_factory=monotonic)
    askers: list[Asker] = field(default_factory=list)
    worker: Worker | None = None
    begun: float = 0.0
    late: bool = False
    tries: int = 0  # that took a worker with them
    starts: int = 0  # at which the worker was gone before the job began
