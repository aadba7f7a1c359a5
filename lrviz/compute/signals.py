"""What a running job and the process that asked for it tell each other."""

from collections.abc import MutableSequence

__all__ = ["Abandoned", "Signals"]

# Places of the numbers that a worker shares with who asks: how far it is, the wish, whether the
# job has begun, its process.
_DONE, _WHOLE, _WISH, _BEGUN, _PROCESS = range(5)
_GO_ON, _END_EARLY, _GIVE_UP = range(3)  # What who asks may wish, in rising order.


class Abandoned(BaseException):
    """Nobody waits for the job any more."""


class Signals:
    """Five numbers that both sides see; a list in one process, shared memory between two."""

    SIZE = 5

    def __init__(self, numbers: MutableSequence[float]) -> None:
        self._numbers = numbers

    def clear(self) -> None:
        """Before a job begins."""
        self._numbers[:_PROCESS] = [0.0, 0.0, _GO_ON, 0.0]

    def tell(self, done: float, whole: float) -> bool:
        """So much of a job is done; whether it is to go on. Abandoned where nobody waits."""
        self._numbers[_DONE], self._numbers[_WHOLE] = done, whole
        if self._numbers[_WISH] == _GIVE_UP:
            raise Abandoned
        return self._numbers[_WISH] == _GO_ON

    def heard(self) -> tuple[float, float] | None:
        """What the job last told; None as long as it has told nothing."""
        whole = self._numbers[_WHOLE]
        return (self._numbers[_DONE], whole) if whole else None

    def end_early(self) -> None:
        """The job is to answer with what it has."""
        self._numbers[_WISH] = max(_END_EARLY, self._numbers[_WISH])

    def give_up(self) -> None:
        """The job is to end."""
        self._numbers[_WISH] = _GIVE_UP

    def begin(self) -> None:
        """The job begins."""
        self._numbers[_BEGUN] = 1.0

    @property
    def begun(self) -> bool:
        """Whether the job has begun, however it ended."""
        return bool(self._numbers[_BEGUN])

    @property
    def process(self) -> int:
        """The id of the process that runs the jobs; 0 before it has begun."""
        return int(self._numbers[_PROCESS])

    @process.setter
    def process(self, number: int) -> None:
        self._numbers[_PROCESS] = number
