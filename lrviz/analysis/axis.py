"""An axis of learning rates that shows every regime of a surface, found by trying."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from lrviz.analysis.choice import excursion
from lrviz.analysis.diagnosis import Verdict, verdicts
from lrviz.descent.engine import sweep
from lrviz.descent.record import sealed
from lrviz.descent.trajectory import Sweep
from lrviz.objectives.base import Objective

__all__ = ["OVER", "RATES", "RateSearch", "first_guess", "rate_axis", "rates_for", "search_rates"]

Floats = NDArray[np.float64]

RATES = 128  # An axis has so many rates, unless its runs are long.
_ROWS = RATES * 400  # Rates times steps of one film, at most: longer runs have fewer rates.
_FEWEST = 24  # An axis has at least so many rates, however long its runs are.
_DECADES = 5  # Rates are searched so many decades to either side of the first guess.
_PER_DECADE = 12  # The coarse trial has so many rates a decade.
_WITHIN = 7  # So many rates are tried between two of the coarse trial whose verdicts differ.
_AT_EDGE = 23  # So many rates are tried where divergence begins, which is found to 0.8 %.
_CHANGES = 6  # So many changes of the verdict are looked into, at most.
_APART = 0.02  # Sides of a change that lie no further apart, in decades, leave no doubt.
_HARDLY = 0.5  # A run is slow whose loss fell by less than this share of the best rate's fall.
_CRAWLING = 3.0  # Rates that only crawl stand so many times further apart.
_RUNS_ON = 1 / 30  # Where w runs on for ever, rates of this share of the guess take it far.
OVER = ("diverges", "leaves")  # A rate is too large where its run does one of these.


@dataclass(frozen=True, kw_only=True, eq=False)
class RateSearch:
    """An axis of rates, and what it took to find it.

    Attributes:
        axis: the rates η, ascending.
        tried: how many rates were run on the way.
    """

    axis: Floats
    tried: int


def rates_for(steps: int) -> int:
    """How many rates the axis of a page has for runs of so many steps."""
    return int(np.clip(_ROWS // steps, _FEWEST, RATES))


def rate_axis(objective: Objective, *, count: int = RATES, **settings: Any) -> Floats:
    """The axis that ``search_rates`` finds."""
    return search_rates(objective, count=count, **settings).axis


def search_rates(objective: Objective, *, count: int = RATES, **settings: Any) -> RateSearch:
    """``count`` learning rates, ascending, from hopeless crawl to divergence.

    Found by trying: a coarse sweep over ten decades around 2/|λ|max at the start, then a
    finer one over the axis and wherever the verdict changes, so that the rates on both sides of
    a change are a hundredth of a decade apart. Those are on the axis, as are rates that gather
    around the lowest that diverges (a quarter of the axis): just below it lies the narrow band
    where a run oscillates; and where the finer sweep found changes that the coarse one had
    missed, rates between them. The others are evenly spaced in log η. A loss without a minimum
    that tends to a bound only crawls; its axis lies around the guess. ``settings`` are those of
    ``sweep``.
    """
    guess = first_guess(objective, settings.get("start"))
    coarse = guess * np.logspace(-_DECADES, _DECADES, 2 * _DECADES * _PER_DECADE + 1)
    tried = dict(zip(coarse.tolist(), _words(objective, coarse, settings), strict=True))
    busy = _RUNS_ON * guess if objective.infimum is not None else _first_busy(tried, guess)
    edge = _edge(tried, busy)
    low, high = float(np.clip(busy / 30, edge / 1e5, edge / 30)), _highest(tried, edge)
    even = _even(low, high, _first_busy(tried, high), 3 * count // 4)
    fine = np.union1d(_between(tried, low, high), even)
    tried |= dict(zip(fine.tolist(), _words(objective, fine, settings), strict=True))
    axis = _chosen(dict(sorted(tried.items())), low, high, count)
    return RateSearch(axis=axis, tried=len(coarse) + len(fine))


def first_guess(objective: Objective, start: Any = None) -> float:
    """2/|λ|max at the start, where that is a number; else a step of a tenth of the domain."""
    point = objective.start if start is None or isinstance(start, str) else start
    w = torch.tensor(np.asarray(point, dtype=np.float64))
    hessian, gradient = objective.hessian(w), objective.gradient(w)
    if torch.isfinite(hessian).all() and (size := float(torch.linalg.matrix_norm(hessian, 2))) > 0:
        return float(np.clip(2 / size, 1e-12, 1e12))
    width = max(high - low for low, high in objective.domain)
    slope = float(torch.linalg.vector_norm(gradient))
    return width / slope / 10 if 0 < slope < float("inf") else 1.0


def _words(objective: Objective, rates: Floats, settings: Mapping[str, Any]) -> list[Verdict]:
    """The verdicts; a run that a schedule held before it had come far does no more than crawl, and
    one that crawls on off the map, towards a bound, is as good as one that falls."""
    if not len(rates):
        return []
    record = sweep(objective, lr=rates, **settings)
    fallen = _fallen(record)
    near = fallen < _HARDLY * np.max(fallen, initial=0.0)
    words = np.array(verdicts(record), dtype=object)
    words[(words == Verdict.HELD) & near] = Verdict.CRAWLS
    words[(words == Verdict.CRAWLS) & (excursion(record) > 0)] = Verdict.FALLS
    return list(words)


def _fallen(record: Sweep) -> Floats:
    """By how much each run's loss is lower at its end than at its start ``(R,)``; 0 where it is
    not, or where either is no number."""
    end = record.loss[np.arange(len(record)), record.length]
    with np.errstate(invalid="ignore"):
        fall = record.loss[:, 0] - end
    return np.where(np.isfinite(fall) & (fall > 0), fall, 0.0)


def _edge(tried: Mapping[float, Verdict], busy: float) -> float:
    """The lowest rate that diverges; 300 times the lowest that does more than crawl if none."""
    over = next((rate for rate, word in tried.items() if word in OVER), None)
    return min(300 * busy, list(tried)[-1]) if over is None else over


def _first_busy(tried: Mapping[float, Verdict], otherwise: float) -> float:
    """The lowest rate that does anything but crawl."""
    busy = (rate for rate, word in tried.items() if word is not Verdict.CRAWLS)
    return next(busy, otherwise)


def _highest(tried: Mapping[float, Verdict], edge: float) -> float:
    """The first rate that diverges from 2.5 times the edge on; just there where none does."""
    beyond = (rate for rate, word in tried.items() if rate >= 2.5 * edge and word in OVER)
    return next(beyond, 2.5 * edge)


def _changes(tried: Mapping[float, Verdict], low: float, high: float) -> list[tuple[float, float]]:
    """Neighbouring rates within the axis whose verdicts differ."""
    return [
        (one, other)
        for one, other in pairwise(tried)
        if tried[one] is not tried[other] and low <= other and one <= high
    ]


def _between(tried: Mapping[float, Verdict], low: float, high: float) -> Floats:
    """Rates to try between those whose verdicts differ, the most where divergence begins."""
    changes = _changes(tried, low, high)
    first = next((pair for pair in changes if tried[pair[1]] in OVER), None)
    chosen = {*_clearest(changes, _CHANGES), *([first] if first else [])}
    rates = [
        np.geomspace(*pair, (_AT_EDGE if pair == first else _WITHIN) + 2)[1:-1] for pair in chosen
    ]
    return np.sort(np.concatenate(rates)) if rates else np.empty(0)


def _clearest(pairs: Sequence[tuple[float, float]], most: int) -> Sequence[tuple[float, float]]:
    """At most so many changes: those with the most room to another one on either side. Where
    verdicts alternate there is little, and all of it is painted alike."""
    if len(pairs) <= most:
        return pairs
    apart = np.diff(np.log([one for one, _ in pairs]))
    room = np.maximum(np.append(apart, np.inf), np.append(np.inf, apart))
    return [pairs[i] for i in np.sort(np.argsort(-room, kind="stable")[:most])]


def _chosen(tried: Mapping[float, Verdict], low: float, high: float, count: int) -> Floats:
    """The rates of the axis: both sides of each change, those around divergence, the rest."""
    sides = _changes(tried, low, high)
    kept = {rate for pair in _clearest(sides, count // 8) for rate in pair if low <= rate <= high}
    kept |= {rate for rate in _filled(sides, count // 4) if low <= rate <= high}
    if any(word in OVER for word in tried.values()):
        kept |= set(_gathered(_edge(tried, low), count // 4).tolist())
    busy = _first_busy(tried, high)
    rest = _even(low, high, busy, max(2, count - len(kept)))
    return sealed(np.unique(np.concatenate([rest, sorted(kept)])))


def _filled(sides: Sequence[tuple[float, float]], most: int) -> Sequence[float]:
    """Rates between the sides of changes that are still far apart, at most so many: the widest
    first."""
    wide = sorted(sides, key=lambda pair: pair[0] / pair[1])
    rates: list[float] = []
    for one, other in wide:
        parts = int(np.ceil(np.log10(other / one) / _APART))
        if parts < 2 or len(rates) + parts - 1 > most:
            continue
        rates += np.geomspace(one, other, parts + 1)[1:-1].tolist()
    return rates


def _even(low: float, high: float, busy: float, count: int) -> Floats:
    """Rates evenly spaced in log η, further apart below the lowest that does more than crawl."""
    bend = np.log(np.clip(busy / 1.5, low, high))
    start, end = np.log(low), np.log(high)
    slow = (bend - start) / _CRAWLING
    along = np.linspace(0, slow + end - bend, count)
    logs = np.where(along < slow, start + along * _CRAWLING, bend + along - slow)
    rates = np.exp(logs)
    rates[0], rates[-1] = low, high
    return np.asarray(rates)


def _gathered(edge: float, count: int) -> Floats:
    """Rates that close in on ``edge`` from both sides, three quarters of them from below."""
    below = count - count // 4
    parts = (
        edge * (1 - np.geomspace(0.3, 0.0005, below)),
        edge * np.geomspace(1.001, 1.2, count // 4),
    )
    return np.asarray(np.concatenate(parts))
