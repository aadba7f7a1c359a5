"""Runs from one start, side by side: several rates, or several optimizers each at its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from lrviz.analysis.axis import OVER, first_guess, rates_for, search_rates
from lrviz.analysis.choice import best_run
from lrviz.analysis.diagnosis import CONVERGED_GAP, Diagnosis, Verdict, diagnose, lowest_of
from lrviz.analysis.overshoot import worst_overshoot
from lrviz.descent.engine import sweep
from lrviz.descent.optimizers import OPTIMIZERS
from lrviz.descent.record import sealed
from lrviz.descent.trajectory import Sweep, Trajectory
from lrviz.objectives.base import Objective

__all__ = [
    "ENTRANTS",
    "Entrant",
    "Lane",
    "Trial",
    "arrivals",
    "finish_loss",
    "shared_axis",
    "strip",
    "trial",
]

Floats = NDArray[np.float64]
Choice = Literal["given", "good", "closest", "lowest"]

PER_DECADE = 12  # A trial has so many rates a decade.
_ROUNDING = 1e-9  # The finish is known to this share of the way to it.
MOST = 161  # A trial has at most so many rates, which is 13 decades of them.
# What the loss has come to where the numbers of a run left the range of the computer.
_BEYOND = {Verdict.DIVERGES: np.inf, Verdict.FALLS: -np.inf}


@dataclass(frozen=True, kw_only=True)
class Entrant:
    """What may take part in a comparison: a rule with the hyperparameters it is known by."""

    name: str
    optimizer: str
    hyperparameters: Mapping[str, Any] = field(default_factory=dict)

    @property
    def default_lr(self) -> float:
        """The rate torch takes when none is given."""
        return OPTIMIZERS[self.optimizer].default_lr


_ENTRANTS = (
    Entrant(name="sgd", optimizer="sgd"),
    Entrant(name="momentum", optimizer="sgd", hyperparameters={"momentum": 0.9}),
    Entrant(name="nesterov", optimizer="sgd", hyperparameters={"momentum": 0.9, "nesterov": True}),
    *(Entrant(name=name, optimizer=name) for name in OPTIMIZERS if name != "sgd"),
)

ENTRANTS: Mapping[str, Entrant] = MappingProxyType({each.name: each for each in _ENTRANTS})


@dataclass(frozen=True, kw_only=True, eq=False)
class Lane:
    """One run of a comparison.

    Attributes:
        name: the entrant's; the rate's place, "0", "1" …, where only rates differ.
        lr: the learning rate η it was asked to run at.
        run: the record.
        diagnosis: the verdict on it.
        overshoot: see ``worst_overshoot``; None where there was no gap to close.
    """

    name: str
    lr: float
    run: Trajectory
    diagnosis: Diagnosis
    overshoot: float | None

    @property
    def verdict(self) -> Verdict:
        """The verdict alone."""
        return self.diagnosis.verdict

    @property
    def settled(self) -> int | None:
        """The steps to converge: after so many the gap stays within a thousandth of the first.

        None for a run that has not converged. A step takes one gradient, so this is also
        what convergence cost in gradient evaluations.
        """
        steps: int | None = self.diagnosis.evidence["settled"]
        return steps if self.verdict is Verdict.CONVERGES else None

    @property
    def final_loss(self) -> float:
        """The loss it ended with: ±∞ where it grew or fell beyond the range of the computer.

        Of a run that left the domain it is the last there was.
        """
        return _final_loss(self.diagnosis)


@dataclass(frozen=True, kw_only=True, eq=False)
class Trial:
    """An entrant at every rate of an axis, and the run that stands for it.

    Attributes:
        lane: the run chosen: at the best rate, or at one given.
        lr: the rates, ascending ``(R,)``: the axis, and the one of the run chosen.
        final_gap: ℓ_T − L* at each ``(R,)``, NaN where there is no minimum.
        final_loss: the loss that each ended with ``(R,)``, as ``Lane.final_loss``.
        verdicts: the verdict at each.
        blow_up: the step that was not finite at each, None where none was.
        spent: the gradient evaluations that the search for the best rate took; 0 for none.
        choice: how the rate of the run chosen was found: "given"; "good" where its run arrives;
            "closest" where none arrives and it comes closest on a path within the map; "lowest"
            where there is none of the kind either.
    """

    lane: Lane
    lr: Floats
    final_gap: Floats
    final_loss: Floats
    verdicts: tuple[Verdict, ...]
    blow_up: tuple[int | None, ...]
    spent: int
    choice: Choice


def strip(objective: Objective, lr: Sequence[float], **settings: Any) -> tuple[Lane, ...]:
    """One lane per rate, in the order given, from one sweep; ``settings`` are ``sweep``'s.

    >>> from lrviz import objective
    >>> [lane.verdict.value for lane in strip(objective("bowl"), (0.1, 0.6), steps=30)]
    ['converges', 'diverges']
    """
    record = sweep(objective, lr=list(lr), **settings)
    found = diagnose(record)
    return tuple(_lane(str(i), record, found, i) for i in range(len(record)))


def trial(
    objective: Objective, entrant: Entrant, axis: Floats, own: float | None = None, **settings: Any
) -> Trial:
    """The entrant at every rate of ``axis``, as one sweep, and its run at the best rate.

    The best rate is the good one that every page has for this rule, which it finds on an axis of
    the rule's own; where there is none, the one of ``axis`` that ends lowest, which diverges or
    leaves the domain only if all do. With ``own``, that rate's run is the one that stands.

    Args:
        objective: what is descended.
        entrant: the rule.
        axis: rates η, ascending ``(R,)``: the same for all that are compared.
        own: a rate to stand for the entrant instead of its best.
        settings: those of ``sweep`` that are not the rule's.
    """
    given = {**settings, **entrant.hyperparameters, "optimizer": entrant.optimizer}
    wanted, spent = (own, 0) if own is not None else _best_rate(objective, given)
    rates = axis if wanted is None else np.union1d(axis, [wanted])
    record = sweep(objective, lr=rates, **given)
    found = diagnose(record)
    chosen = _lowest(found) if wanted is None else int(np.searchsorted(rates, wanted))
    there = found[chosen].verdict is Verdict.CONVERGES
    return Trial(
        lane=_lane(entrant.name, record, found, chosen),
        lr=rates,
        final_gap=sealed(_final_gaps(found)),
        final_loss=sealed(np.array([_final_loss(each) for each in found])),
        verdicts=tuple(each.verdict for each in found),
        blow_up=tuple(each.evidence["blow_up"] for each in found),
        spent=spent,
        choice=_choice(own, wanted, there=there),
    )


def _choice(own: float | None, wanted: float | None, *, there: bool) -> Choice:
    if own is not None:
        return "given"
    if wanted is None:
        return "lowest"
    return "good" if there else "closest"


def _best_rate(objective: Objective, given: Mapping[str, Any]) -> tuple[float | None, int]:
    """The good rate of a rule, None where there is none, and the gradients that finding it took."""
    steps = int(given.get("steps", 100))
    search = search_rates(objective, count=rates_for(steps), **given)
    record = sweep(objective, lr=search.axis, **given)
    good = best_run(record, diagnose(record))
    rate = None if good is None else float(search.axis[good])
    return rate, steps * (search.tried + len(search.axis))


def shared_axis(objective: Objective, start: Any = None) -> Floats:
    """Rates wide enough for every rule, ``PER_DECADE`` a decade, evenly in log η ``(R,)``.

    From a thousandth of 2/|λ|max at the start, or of what would cross the domain in 1,000
    steps of full length where that is less, to ten times the larger of 2/|λ|max and the
    domain's width: plain steps scale with the one, normalised ones (Adam's) with the other.
    """
    guess = first_guess(objective, start)
    width = max(high - low for low, high in objective.domain)
    low, high = min(guess, width / 10) / 1000, 10 * max(guess, width)
    count = min(MOST, round(PER_DECADE * float(np.log10(high / low))) + 1)
    return sealed(np.geomspace(low, high, count))


def finish_loss(lanes: Sequence[Lane]) -> float | None:
    """The loss at which a run has converged: L* + 0.001·(ℓ₀ − L*), L* the lowest known here.

    None where there is no minimum, or no gap to close.
    """
    lowest = lowest_of(lane.diagnosis for lane in lanes)
    if lowest is None:
        return None
    gap = float(lanes[0].run.loss[0]) - lowest
    return lowest + CONVERGED_GAP * gap if np.isfinite(gap) and gap > 0 else None


def arrivals(trials: Sequence[Trial]) -> list[tuple[Trial, bool]]:
    """The trials in the order of arrival, each with whether its run has arrived.

    One that has converged in a minimum above the lowest has not; where there is no finish, all
    that have converged are there. First those who are, by their steps; then those on the way or
    in another minimum, by their loss; last those who diverge or leave.
    """
    finish = finish_loss([each.lane for each in trials])
    start = float(trials[0].lane.run.loss[0])
    most = np.inf if finish is None else finish + _ROUNDING * (start - finish)

    def rank(pair: tuple[Trial, bool]) -> tuple[int, float, float]:
        lane, there = pair[0].lane, pair[1]
        if there and lane.settled is not None:
            return 0, lane.settled, lane.final_loss
        return 2 if lane.verdict in OVER else 1, lane.final_loss, float(lane.run.loss[-1])

    lanes = [each.lane for each in trials]
    there = [lane.settled is not None and lane.final_loss <= most for lane in lanes]
    return sorted(zip(trials, there, strict=True), key=rank)


def _lane(name: str, record: Sweep, found: Sequence[Diagnosis], i: int) -> Lane:
    run, diagnosis = _apart(record[i]), found[i]
    return Lane(
        name=name,
        lr=float(record.base_lr[i]),
        run=run,
        diagnosis=diagnosis,
        overshoot=_overshoot(run, diagnosis),
    )


def _overshoot(run: Trajectory, diagnosis: Diagnosis) -> float | None:
    gap = diagnosis.evidence["gap_start"]
    return None if gap is None else worst_overshoot(run, gap)


def _apart(run: Trajectory) -> Trajectory:
    """The run with arrays of its own: those of a sweep keep all its runs in memory."""
    return replace(
        run,
        w=sealed(run.w.copy()),
        loss=sealed(run.loss.copy()),
        grad=sealed(run.grad.copy()),
        lr=sealed(run.lr.copy()),
        state={},
    )


def _final_gaps(found: Sequence[Diagnosis]) -> Floats:
    """ℓ_T − L*, L* the lowest minimum known here; NaN where there is none."""
    lowest = lowest_of(found)
    base = np.nan if lowest is None else lowest
    return np.array([each.evidence["loss_end"] - base for each in found])


def _final_loss(found: Diagnosis) -> float:
    last: float = found.evidence["loss_end"]
    blown = found.evidence["blow_up"] is not None
    return _BEYOND.get(found.verdict, last) if blown else last


def _lowest(found: Sequence[Diagnosis]) -> int:
    """The run that ends lowest, of those that neither diverge nor leave if there are any."""

    def rank(i: int) -> tuple[bool, float]:
        end = float(np.nan_to_num(found[i].evidence["loss_end"], nan=np.inf))
        return found[i].verdict in OVER, end

    return min(range(len(found)), key=rank)
