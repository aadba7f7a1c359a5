"""The line of questions: who is next, who shares a job, what becomes of each.

First come, first served among visitors. Of one visitor's waiting questions only the newest
counts, and stands where the older one stood. Long jobs take all workers but the last.
"""

import logging
from collections import Counter, deque
from collections.abc import Callable, Hashable, Mapping, Sequence
from concurrent.futures import BrokenExecutor, Future, InvalidStateError
from contextlib import suppress
from functools import partial
from itertools import count
from threading import Condition, Thread
from time import monotonic
from typing import Any

from lrviz.compute.error import JobError
from lrviz.compute.kept import LRUCache, size_of
from lrviz.compute.question import Asker, Progress, Question
from lrviz.compute.signals import Abandoned
from lrviz.compute.workers import Worker

__all__ = ["JobQueue", "Progress"]

_LOG = logging.getLogger(__name__)
SIZE = 2**27  # Answers are kept for all up to so many bytes.
# So many questions wait at most; a further one is refused at once, in one sentence.
MOST_WAITING = 2000
LIMIT, LIMIT_LONG = 60.0, 600.0  # Seconds that a job may run, a short one and a long one.
# A question is given so many workers that turn out to be gone already: they died while they had
# nothing to do, which is no fault of the question's. Where none can be begun, it ends.
MOST_STARTS = 5
OFTEN = 0.1  # Seconds between two looks at what runs.


class JobQueue:
    """Questions and the workers that answer them.

    Args:
        workers: who answers.
        spare: how many of them begin only while long jobs hold all the others, so that a short
            question never waits for a long one.
        size: bytes of answers that are kept.
        limits: seconds that a short job may run, and a long one.
    """

    def __init__(
        self,
        workers: Sequence[Worker],
        *,
        spare: int = 0,
        size: int = SIZE,
        limits: tuple[float, float] = (LIMIT, LIMIT_LONG),
    ) -> None:
        self._workers, self._spare, self._limits = workers, spare, limits
        self._idle = list(workers)
        self._waiting: list[Question] = []
        self._running: list[Question] = []
        self._open: dict[Hashable, Question] = {}
        self._last: dict[Hashable, tuple[Question, Asker]] = {}
        self._kept = LRUCache(size)
        self._tickets = count()
        self._counts: Counter[str] = Counter()
        self._times: deque[tuple[float, float]] = deque(maxlen=256)
        self._changed = Condition()
        self._closed = False
        Thread(target=self._watch, name="compute-watch", daemon=True).start()

    def submit(
        self,
        job: Callable[..., Any],
        settings: tuple[Hashable, ...],
        *,
        visitor: Hashable = None,
        long: bool = False,
        progress: Progress | None = None,
        keep: bool = True,
        since: float | None = None,
    ) -> "Future[Any]":
        """As ``lrviz.compute.submit``."""
        key, asker = (job, settings, progress is not None), Asker(Future(), progress)
        known = self._kept.get(key)
        self._counts["asked"] += 1
        if known is not None:
            self._counts["kept"] += 1
            asker.answer.set_result(known)
            return asker.answer
        with self._changed:
            if self._closed or len(self._waiting) >= MOST_WAITING:
                self._counts["refused"] += 1
                asker.answer.set_exception(JobError("closed" if self._closed else "full"))
                return asker.answer
            question = self._open.get(key)
            if question is None:
                told = progress is not None
                ticket = monotonic() if since is None else since, next(self._tickets)
                question = Question(key, job, settings, long, keep, told, ticket)
                self._open[key] = question
                self._waiting.append(question)
            else:
                self._counts["shared"] += 1
            question.askers.append(asker)
            older = self._replaced(visitor, question, asker)
        if older is not None:
            older.answer.cancel()
        asker.answer.add_done_callback(lambda _: self._left(question, asker, visitor))
        self._begin()
        return asker.answer

    def _replaced(self, visitor: Hashable, question: Question, asker: Asker) -> Asker | None:
        """A visitor's older question, where it is another: its place in the line goes to the
        newer one."""
        if visitor is None:
            return None
        before, older = self._last.get(visitor, (None, None))
        self._last[visitor] = question, asker
        if before is None or before is question:
            return None
        if before in self._waiting:
            question.ticket = min(question.ticket, before.ticket)
        return older

    def _left(self, question: Question, asker: Asker, visitor: Hashable) -> None:
        """An asker has the answer, or wants none any more."""
        with self._changed:
            if self._last.get(visitor, (None, None))[1] is asker:
                del self._last[visitor]
            if asker not in question.askers:
                return
            question.askers.remove(asker)
            self._counts["cancelled"] += 1
            if not question.askers:
                self._forget(question)
            if not question.askers and question.worker is not None:
                question.worker.give_up()

    def _forget(self, question: Question) -> None:
        """Nobody is to share the question any more."""
        if self._open.get(question.key) is question:
            del self._open[question.key]
        if question in self._waiting:
            self._waiting.remove(question)

    def _next(self) -> Question | None:
        """The question that is to begin now."""
        held = sum(each.long for each in self._running)
        busy, most = len(self._running), len(self._workers) - self._spare
        room = busy < most or (held == busy and busy < len(self._workers))
        fits = [each for each in self._waiting if room and (busy < most or not each.long)]
        return min(fits, key=lambda each: each.ticket, default=None)

    def _begin(self) -> None:
        """Begin as many questions as there is room for."""
        while True:
            with self._changed:
                question = self._next()
                if question is None or self._closed:
                    return
                self._waiting.remove(question)
                self._running.append(question)
                worker = question.worker = self._idle.pop()
                question.begun, question.late = monotonic(), False
                self._changed.notify_all()
            try:
                work = worker.start(question.job, question.settings, question.told, question.long)
            except (BrokenExecutor, RuntimeError, OSError, EOFError) as error:
                work = Future()
                work.set_exception(error if isinstance(error, BrokenExecutor) else BrokenExecutor())
            work.add_done_callback(partial(self._ended, question))

    def _ended(self, question: Question, work: "Future[Any]") -> None:
        worker = question.worker
        assert worker is not None
        error = JobError("closed") if work.cancelled() else work.exception()
        begun = worker.has_begun()
        if isinstance(error, BrokenExecutor):
            worker.renew()
        with self._changed:
            content = bool(question.askers) and all(each.content for each in question.askers)
            question.worker = None
            self._running.remove(question)
            self._idle.append(worker)
            again = self._retried(question, error, begun)
            askers = [] if again else [*question.askers]
            if not again:
                question.askers.clear()
                self._forget(question)
            self._changed.notify_all()
        if not again:
            self._note(question, error)
            self._deliver(question, askers, work, error, content)
        self._begin()

    def _retried(self, question: Question, error: BaseException | None, begun: bool) -> bool:
        """A question whose worker died under it waits once more, where it stood; one whose worker
        was gone before it began has lost nothing."""
        died = isinstance(error, BrokenExecutor) and not question.late
        tried = question.tries if begun else question.starts // MOST_STARTS
        if not died or tried or not question.askers or self._closed:
            return False
        question.tries += begun
        question.starts += not begun
        self._counts["retried"] += begun
        self._waiting.append(question)
        return True

    def _deliver(
        self,
        question: Question,
        askers: Sequence[Asker],
        work: "Future[Any]",
        error: BaseException | None,
        content: bool,
    ) -> None:
        if isinstance(error, BrokenExecutor | Abandoned):
            error = JobError("slow" if question.late else "died")
        result = None if error else work.result()
        size = size_of(result) if question.keep and not content and not error else None
        if size is not None:
            self._kept.put(question.key, result, size)
        for asker in askers:
            with suppress(InvalidStateError):  # cancelled just now
                if error is None:
                    asker.answer.set_result(result)
                else:
                    asker.answer.set_exception(error)

    def _note(self, question: Question, error: BaseException | None) -> None:
        waited, took = question.begun - question.came, monotonic() - question.begun
        self._times.append((waited, took))
        self._counts["failed" if isinstance(error, BrokenExecutor | JobError) else "answered"] += 1
        name = f"{question.job.__module__}.{question.job.__qualname__}"
        level = logging.WARNING if isinstance(error, BrokenExecutor | JobError) else logging.INFO
        told = (name, waited, took, len(self._waiting), error)
        _LOG.log(level, "job=%s waited=%.3f took=%.3f waiting=%d error=%r", *told)

    def _watch(self) -> None:
        """Tell how far jobs are, and end those past their limit, as long as there are any."""
        while not self._closed:
            with self._changed:
                self._changed.wait_for(lambda: self._running or self._closed)
                self._changed.wait(OFTEN)
                running = [(each, each.worker, [*each.askers]) for each in self._running]
            for question, worker, askers in running:
                if worker is not None:
                    self._look(question, worker, askers)

    def _look(self, question: Question, worker: Worker, askers: Sequence[Asker]) -> None:
        heard = worker.heard()
        for asker in askers if heard else ():
            asker.hear(*heard)  # type: ignore[misc]
        with self._changed:
            if question.worker is not worker:
                return
            if askers and all(each.content for each in askers):
                worker.end_early()
            if monotonic() - question.begun > self._limits[question.long]:
                question.late = True
                worker.give_up()
                worker.kill()

    def place(self, answer: "Future[Any]") -> int:
        """As ``lrviz.compute.place``."""
        with self._changed:
            line = sorted(self._waiting, key=lambda each: each.ticket)
            for i, question in enumerate(line, 1):
                if any(asker.answer is answer for asker in question.askers):
                    return i
        return 0

    def figures(self) -> Mapping[str, float]:
        """As ``lrviz.compute.figures``."""
        with self._changed:
            now = {"workers": len(self._workers) - self._spare, "waiting": len(self._waiting)}
            now |= {"running": len(self._running), "kept_bytes": self._kept.bytes}
            times = {
                "waited_seconds": sorted(waited for waited, _ in self._times),
                "took_seconds": sorted(took for _, took in self._times),
            }
            counts = {f"{name}_total": number for name, number in self._counts.items()}
        shares = {
            f"{name}_p{share}": each[min(len(each) - 1, len(each) * share // 100)]
            for name, each in times.items()
            for share in (50, 95)
            if each
        }
        return now | counts | shares

    def close(self, patience: float) -> None:
        """As ``lrviz.compute.close``."""
        with self._changed:
            self._closed = True
            waiting = [asker for each in self._waiting for asker in each.askers]
            self._changed.notify_all()
        for asker in waiting:
            asker.answer.cancel()
        with self._changed:
            self._changed.wait_for(lambda: not self._running, timeout=patience)
            for question in self._running:
                if question.worker is not None:
                    question.worker.give_up()
        for worker in self._workers:
            worker.close()
