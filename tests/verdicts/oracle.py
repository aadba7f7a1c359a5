"""A run made and judged over again, in extended precision, sharing no code with lrviz.

What lrviz infers from a window of the run is here looked up in the run's own future: whether it
is at rest by going on for many more steps, its minimum by damped Newton steps from its end, and
whether a loss has a bound is known beforehand. Where a run is within a margin of a threshold the
judge has no opinion (None).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tests.verdicts.problems import Number, Problem

HUGE = Number(np.finfo(np.float64).max)
FUTURE = 20  # times as many steps again, to see what is left of a path
MARGIN = 1.3  # times a threshold: nearer than this the judge has no opinion


@dataclass(frozen=True)
class Task:
    """What is run: a problem, a rule with its settings, a rate, a schedule, a start."""

    problem: Problem
    lr: float
    steps: int
    start: tuple[float, ...]
    rule: str = "sgd"
    settings: Mapping[str, Any] = field(default_factory=dict)
    schedule: tuple[str, float] | None = None  # ("exponential", γ) or ("cosine", 0)

    def rate(self, k: int) -> Number:
        """η of step k, from 0."""
        if self.schedule is None:
            return Number(self.lr)
        name, value = self.schedule
        if name == "exponential":
            return Number(self.lr) * Number(value) ** k
        return Number(self.lr) * (1 + np.cos(Number(np.pi) * min(k, self.steps) / self.steps)) / 2


Step = Callable[[np.ndarray, np.ndarray, Number, int], np.ndarray]


def stepper(task: Task) -> Step:
    """(w, ∇ℓ, η, k from 1) to the next w; it keeps the rule's memory."""
    s = task.settings
    decay = Number(s.get("weight_decay", 0.0))
    if task.rule == "adam":
        return _adam(decay)
    beta, nesterov = Number(s.get("momentum", 0.0)), s.get("nesterov", False)
    memory: dict[str, np.ndarray] = {}

    def step(w: np.ndarray, g: np.ndarray, lr: Number, k: int) -> np.ndarray:
        g = g + decay * w
        v = memory["v"] = g if k == 1 else beta * memory["v"] + g
        return w - lr * (g + beta * v if nesterov else v)

    return step


def _adam(decay: Number) -> Step:
    memory = {"m": Number(0), "v": Number(0)}
    b1, b2 = Number(0.9), Number(0.999)

    def step(w: np.ndarray, g: np.ndarray, lr: Number, k: int) -> np.ndarray:
        g = g + decay * w
        memory["m"] = b1 * memory["m"] + (1 - b1) * g
        memory["v"] = b2 * memory["v"] + (1 - b2) * g * g
        first, second = memory["m"] / (1 - b1**k), memory["v"] / (1 - b2**k)
        return w - lr * first / (np.sqrt(second) + Number(1e-8))

    return step


@dataclass
class Path:
    """The rows of a run, and of its future; ``ending`` is the first value that was not finite."""

    w: np.ndarray
    loss: np.ndarray
    grad: np.ndarray
    rates: np.ndarray
    ahead: np.ndarray
    ending: str | None


@np.errstate(all="ignore")
def run(task: Task) -> Path:
    """The run, and FUTURE times as many steps again at its last rate, while that lives."""
    goal, step = task.problem, stepper(task)
    w = np.array(task.start, dtype=Number)
    rows: list[tuple[np.ndarray, Number, np.ndarray]] = []
    rates: list[Number] = []
    for k in range(task.steps + 1):
        value, slope = goal.loss(w)[0], goal.gradient(w)
        ending = _ending(goal, w, value, slope)
        if ending:
            return _path(rows, rates, [], ending)
        rows.append((w, value, slope))
        if k < task.steps:
            rates.append(task.rate(k))
            w = step(w, slope, rates[-1], k + 1)
    ahead = []
    for k in range(task.steps, task.steps + _future(rates)):
        w = step(w, goal.gradient(w), rates[-1] if _living(rates) else task.rate(k), k + 1)
        if not np.isfinite(w).all() or np.abs(w).max() > HUGE:
            break
        ahead.append(w)
    return _path(rows, rates, ahead, None)


def _living(rates: list[Number] | np.ndarray) -> bool:
    """Whether the schedule still moves a run; where not, it goes on as it is."""
    return bool(rates[-1] >= max(rates) / 100)


def _future(rates: list[Number] | np.ndarray) -> int:
    """Steps looked ahead: the more, the smaller the rate has become."""
    slower = float(max(rates) / rates[-1]) if _living(rates) else 1.0
    return min(int(FUTURE * len(rates) * slower), 4000)


def _path(rows: list, rates: list, ahead: list, ending: str | None) -> Path:
    columns = list(zip(*rows, strict=True)) if rows else [(), (), ()]
    w, loss, grad = (np.array(each, dtype=Number) for each in columns)
    return Path(w, loss, grad, np.array(rates, Number), np.array(ahead, Number), ending)


def _ending(goal: Problem, w: np.ndarray, loss: Number, grad: np.ndarray) -> str | None:
    """What is not a float64: "over" a number too large, "high"/"low" the loss, "none" no value."""
    if np.isnan(w).any() or np.isnan(loss):
        return "none"
    if not np.isfinite(w).all() or np.abs(w).max() > HUGE:
        return "over"
    if abs(loss) > HUGE:
        if np.isnan(goal.in_double(w)):  # its terms overflow against each other, ∞ − ∞
            return "over"
        return "high" if loss > 0 else "low"
    if np.isnan(grad).any():
        return "none"
    return None if np.abs(grad).max() <= HUGE else "over"


# ---- the three questions -------------------------------------------------------------------


@np.errstate(all="ignore")
def judge(task: Task, path: Path) -> str | None:
    """The word, or None where there is no opinion."""
    if path.ending:
        return _first(path)
    found = _second(task, path)
    return found if found != "moves" else _third(task, path)


def _turns(w: np.ndarray) -> np.ndarray:
    moves = np.diff(w, axis=0)
    size = np.sqrt((moves**2).sum(-1))
    real = size > Number(2.0) ** -46 * np.maximum(1.0, np.sqrt((w[:-1] ** 2).sum(-1)))
    return ((moves[1:] * moves[:-1]).sum(-1) < 0) & real[1:] & real[:-1]


def _first(path: Path) -> str | None:
    if path.ending == "none":
        return "leaves"
    if path.ending in ("high", "low"):
        return "diverges" if path.ending == "high" else "falls"
    if len(path.loss) < 2:
        return None
    half = len(path.loss) // 2
    rose = (np.diff(path.loss)[half:] > 0).any() or path.loss[-1] > path.loss[0]
    turned = _turns(path.w)[max(half - 1, 0) :].any()
    return "diverges" if rose or turned else "falls"


def _bottom(problem: Problem, w: np.ndarray) -> tuple[np.ndarray, str]:
    """Where Newton steps, damped until the loss falls, lead from w, and what is there."""
    if problem.minima:
        points = np.array(problem.minima, dtype=Number)
        return points[np.argmin(((points - w) ** 2).sum(-1))], "minimum"
    damping = Number(0)
    for _ in range(400):
        g = problem.gradient(w)
        H = problem.hessian(w).reshape(len(w), -1)
        values, vectors = np.linalg.eigh(H.astype(np.float64))
        size = np.maximum(np.abs(values), 1e-18 * np.abs(values).max()) + damping
        step = -(vectors @ ((vectors.T @ g.astype(Number)) / size))
        if not np.isfinite(step).all():
            return w, "none"
        length = np.sqrt((step**2).sum())
        if length > 2:
            step = step * (2 / length)
        lower = problem.loss(w + step)[0] < problem.loss(w)[0]
        w, damping = (w + step, damping / 8) if lower else (w, 4 * damping + 1e-12 * size.max())
        if length < 1e-16 * (1 + np.abs(w).max()) or damping > 1e12 * size.max():
            break
    return w, _kind(problem, w)


def _kind(problem: Problem, w: np.ndarray) -> str:
    """What lies around a point: rings of trial points, from near to less near."""
    here = problem.loss(w)[0]
    angle = np.linspace(0, 2 * np.pi, 64, endpoint=False)
    ways = np.stack([np.cos(angle), np.sin(angle)], -1)[:, : len(w)] if len(w) < 3 else None
    slope = np.sqrt((problem.gradient(w) ** 2).sum())
    lower = higher = False
    for radius in (1e-4, 1e-3, 1e-2):
        around = problem.loss(w + Number(radius) * ways)[:, 0]
        slack = 1e-17 * (abs(here) + np.abs(around).max())
        lower |= bool((around < here - slack).any())
        higher |= bool((around > here + slack).any())
    if slope > 1e-6 and lower:
        return "slope"
    return "minimum" if higher and not lower else "saddle" if lower else "flat"


def _close(value: float, threshold: float) -> bool | None:
    """Whether value ≤ threshold; None within the margin of it."""
    if value <= threshold / MARGIN:
        return True
    return False if value > threshold * MARGIN else None


def _second(task: Task, path: Path) -> str | None:
    problem = task.problem
    place, kind = _bottom(problem, path.w[-1])
    low = problem.loss(place)[0]
    first = path.loss[0] - low
    if first <= 1e-12 * abs(low):
        first = path.loss.max() - low
    ends, begins = (np.sqrt(((path.w[k] - place) ** 2).sum()) for k in (-1, 0))
    there: bool | None = False
    if kind == "minimum" and first > 0:
        by_loss = _close(float((path.loss[-1] - low) / first), 1e-3)
        by_way = _close(float(ends / begins) if begins else 0.0, 0.05)
        there = False if False in (by_loss, by_way) else None if None in (by_loss, by_way) else True
    if there:
        return "converges"
    rest = _rests(task, path)
    if there is None or rest is None:
        return None
    if not rest:
        return "moves"
    flat = _flat(path)
    if flat is None:
        return None
    if flat:
        near = ends <= 0.02 * max(1.0, float(np.abs(path.w[-1] - path.w[0]).max()))
        lowest = kind in ("flat", "none") and path.loss[-1] <= _lowest_around(problem) + Number(
            1e-12
        )
        good = kind == "minimum" or lowest
        return "converges" if near and good else "stalls" if near else None
    return _held(task, path)


def _flat(path: Path) -> bool | None:
    """Whether the gradient at the end is nothing beside the largest, of those no higher up than
    the run began or ended: a slope a million times up says nothing of the slopes down here."""
    slopes = np.sqrt((path.grad**2).sum(-1))
    most = slopes[path.loss <= max(path.loss[0], path.loss[-1])].max()
    return _close(float(slopes[-1] / most) if most else 0.0, 1e-6)


def _lowest_around(problem: Problem) -> Number:
    """The lowest loss on a wide grid."""
    axis = np.linspace(-100, 100, 401, dtype=Number)
    grid = np.stack(np.meshgrid(*[axis] * len(problem.names)), -1).reshape(-1, len(problem.names))
    return np.nanmin(problem.loss(grid))


def _rests(task: Task, path: Path) -> bool | None:
    """Whether all the rest of the path, looked up, is next to nothing."""
    count = len(path.loss) - 1
    reach = np.sqrt(((path.w - path.w[0]) ** 2).sum(-1)).max()
    moves = np.sqrt((np.diff(path.w, axis=0) ** 2).sum(-1))
    if count < 10:
        flat = _flat(path)
        return None if flat is None else bool(flat or (moves == 0).all())
    tenth = max(5, -(-count // 10))
    if (moves[-tenth:] <= Number(2.0) ** -46 * np.maximum(1.0, np.abs(path.w[-1]).max())).all():
        return True
    if _turns(path.w)[-(2 * tenth - 1) :].any():
        return False
    if not len(path.ahead):
        return None
    left = np.sqrt((np.diff(np.vstack([path.w[-1:], path.ahead]), axis=0) ** 2).sum(-1)).sum()
    if task.schedule and path.rates[-1] >= path.rates.max() / 100:
        moves = moves / path.rates * path.rates.max()  # per unit of rate while the schedule lives
    late, before = moves[-tenth:].sum(), moves[-2 * tenth : -tenth].sum()
    if left <= 0.003 * reach and late < before:
        share = late / before  # by the letter, too, it is to run out
        return True if late * share / (1 - share) <= 0.008 * reach else None
    return False if left > 0.1 * reach or late >= before else None


def _held(task: Task, path: Path) -> str | None:
    """At rest on a slope: by which cause; "moves" where there is none."""
    if task.settings.get("weight_decay"):
        pull = Number(task.settings["weight_decay"]) * path.w[-1] + path.grad[-1]
        size = np.sqrt((pull**2).sum() / (path.grad[-1] ** 2).sum())
        if size < 0.05:
            return "held"
        if size < 0.2:
            return None
    if task.schedule:
        dead = _close(float(path.rates[-1] / path.rates.max()), 0.01)
        return None if dead is None else "held" if dead else "moves"
    return "moves"


def _third(task: Task, path: Path) -> str | None:
    last = len(path.loss) - 1
    falls = task.problem.bound == "unbounded" and _falls(task.problem, path)
    if falls is None:
        return None
    above = path.loss[-1] > path.loss[0]
    if abs(path.loss[-1] - path.loss[0]) <= 1e-9 * abs(path.loss[0]):
        return None
    if falls:
        return "falls"
    if above:
        return _above(task, path)
    turns = _turns(path.w)[np.arange(2, last + 1) > last / 2]
    share = turns.mean() if len(turns) else 0.0
    change = np.diff(path.loss)
    change[np.abs(change) <= 1e-17 * np.abs(path.loss[1:])] = 0
    steps = np.arange(1, last + 1)
    up = ((change[1:] > 0) & (change[:-1] < 0) & (steps[1:] > last / 2)).sum()
    rise = (change[steps > last / 2] > 0).mean() if last else 0.0
    if share > 0.5 or up >= 2:
        return "oscillates"
    if rise >= 0.1 and rise * last > 3:  # a slow swing, unless it is decay that draws w uphill
        drawn = _drawn(task, path)
        return None if drawn is None else "crawls" if drawn else "oscillates"
    near = abs(share - 0.5) < 0.02 or abs(rise - 0.1) < 0.01 or abs(rise * last - 3) < 0.1
    return None if near else "crawls"


def _drawn(task: Task, path: Path) -> bool | None:
    """Whether decay draws w steadily towards 0, without a turn, over the last half."""
    if not task.settings.get("weight_decay"):
        return False
    half = len(path.w) // 2
    size = np.sqrt((path.w[half:] ** 2).sum(-1))
    if len(size) < 3:
        return None
    if (np.diff(size) < 0).all():
        return not _turns(path.w)[max(half - 2, 0) :].any() or None
    return None if size[-1] < size[0] else False


def _falls(problem: Problem, path: Path) -> bool | None:
    """Whether doubling the last move again and again lowers the loss by no less each time."""
    move = path.w[-1] - path.w[-2]
    move[np.abs(move) <= Number(2.0) ** -46 * np.abs(path.w[-1]).max()] = 0  # rounding is no move
    if not np.abs(move).max():
        return False
    at = path.w[-1] + move * Number(2) ** np.arange(61)[:, None]
    loss = problem.loss(at)[:, 0]
    fall = -np.diff(loss)
    if np.isnan(loss).any() or not (fall > 0).all() or not loss[0] < path.loss[-1]:
        return False
    ratio = fall[1:] / fall[:-1]
    return bool((ratio >= 1 - 1e-9).all())


def _above(task: Task, path: Path) -> str | None:
    """It ended above its start: does it ever come back?"""
    if task.rule != "sgd":
        return "oscillates"
    if task.settings.get("weight_decay"):  # decay, too, lifts a run: towards 0, without a turn
        return "crawls" if _drawn(task, path) else None
    ahead = path.ahead
    if len(ahead) < _future(path.rates):
        escaped = True
    else:
        away = np.sqrt(((ahead - path.w[0]) ** 2).sum(-1))
        so_far = np.sqrt(((path.w - path.w[0]) ** 2).sum(-1)).max()
        half = len(away) // 2
        escaped = bool(away[half:].max() > 4 * max(away[:half].max(), so_far))
    if task.schedule:  # the rate of the future is not the present one
        grows = len(path.loss) > 3 and (np.diff(path.loss[-4:]) > 0).all()
        escaped = bool(escaped and grows and not task.settings.get("momentum"))
        return "diverges" if escaped else None
    if not escaped:
        return "oscillates"
    if task.settings.get("momentum"):
        return None if task.problem.surface not in ("bowl", "ravine", "parabola") else "diverges"
    return "diverges"
