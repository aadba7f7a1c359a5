"""The verdicts of plain descent on a quadratic, written out once more in plain Python."""

import math
from collections.abc import Sequence

Row = Sequence[float]


def verdict(
    w: Sequence[Row],
    loss: Sequence[float],
    grad: Sequence[Row],
    minimum: float,
    place: Row,
    *,
    blew_up: bool = False,
    turns_allowed: int = 1,
) -> str:
    """The word for a full-batch run to the known minimum at ``place``."""
    last = len(loss) - 1
    first_gap, last_gap = loss[0] - minimum, loss[last] - minimum
    if blew_up or last_gap > first_gap:
        return "diverges"
    if last_gap <= 1e-3 * first_gap and math.dist(w[last], place) <= 0.05 * math.dist(w[0], place):
        return "converges"
    if reversals(w) > 0.5 or upturns(loss) > turns_allowed:
        return "oscillates"
    return "crawls"


def reversals(w: Sequence[Row]) -> float:
    """The share of the last half's moves that point against the move before."""
    last = len(w) - 1
    against = counted = 0
    for step in range(2, last + 1):
        if step <= last / 2:
            continue
        before = [b - a for a, b in zip(w[step - 2], w[step - 1], strict=True)]
        move = [b - a for a, b in zip(w[step - 1], w[step], strict=True)]
        counted += 1
        against += math.fsum(p * q for p, q in zip(before, move, strict=True)) < 0
    return against / counted if counted else 0.0


def upturns(loss: Sequence[float]) -> int:
    """How often over the last half the loss rose after it had fallen."""
    last = len(loss) - 1
    return sum(
        loss[step] > loss[step - 1] and loss[step - 1] < loss[step - 2]
        for step in range(2, last + 1)
        if step > last / 2
    )


def rising(loss: Sequence[float]) -> int:
    """On how many steps of the last half the loss rose."""
    last = len(loss) - 1
    return sum(loss[step] > loss[step - 1] for step in range(1, last + 1) if step > last / 2)


def margin(
    w: Sequence[Row], loss: Sequence[float], grad: Sequence[Row], minimum: float, place: Row
) -> float:
    """How far, relatively, the run is from the nearest threshold of the table."""
    first_gap, last_gap = loss[0] - minimum, loss[-1] - minimum
    sizes = [math.sqrt(math.fsum(g * g for g in row)) for row in grad]
    return min(
        abs(last_gap / first_gap - 1),
        abs(last_gap / (1e-3 * first_gap) - 1),
        abs(math.dist(w[-1], place) / (0.05 * math.dist(w[0], place)) - 1),
        abs(sizes[-1] / (1e-6 * max(sizes)) - 1),
        abs(reversals(w) - 0.5),
    )
