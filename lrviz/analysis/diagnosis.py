"""The verdict on a run, with its evidence."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, overload

import numpy as np

from lrviz.analysis.evidence import FLAT_GRADIENT, Evidence, gather
from lrviz.descent.trajectory import Sweep, Trajectory
from lrviz.text import say
from lrviz.text.numbers import number, percent

CONVERGED_GAP = 1e-3  # of the gap at the start
MANY_REVERSALS = 0.5  # of the successive moves over the last half
MANY_UPTURNS = 2  # of the loss over the last half
MANY_RISES = 0.1  # of the steps of the last half: a slow swing, seen less than twice


class Verdict(StrEnum):
    """What a run did, in one word."""

    DIVERGES = "diverges"
    CONVERGES = "converges"
    STALLS = "stalls"
    HOVERS = "hovers"
    OSCILLATES = "oscillates"
    CRAWLS = "crawls"


@dataclass(frozen=True, kw_only=True)
class Diagnosis:
    """A verdict and what it rests on.

    Attributes:
        verdict: the word.
        evidence: the figures: steps, loss_start, loss_end, minimum_loss, estimate (whether
            that minimum is an estimate), probed (whether other places than the run were
            searched for it), gap_ratio (gap_T/gap_0), reversals (the share of
            successive moves that point against each other over the last half), upturns (how
            often the loss turned upward there), rises (on which share of those steps it
            rose), grad_ratio (‖grad_T‖ over the largest),
            blow_up (the step that was not finite), settled (the first step from which the
            gap stayed within the tolerance), zigzag, falling, lowest_curvature (the smallest
            eigenvalue of the Hessian at the end of a run that stalls). None where a figure
            does not apply.
        case: which of the verdict's sentences fits: a key of the catalogs.
    """

    verdict: Verdict
    evidence: Mapping[str, Any]
    case: str

    def word(self, language: str = "en") -> str:
        """The verdict's word in ``language``."""
        return say(f"verdict.{self.verdict}.word", language)

    def sentence(self, language: str = "en") -> str:
        """What happened and how that is known, in one sentence."""
        shown = {name: _shown(name, value) for name, value in self.evidence.items()}
        return say(f"verdict.{self.verdict}.{self.case}", language, **shown)

    def hint(self, language: str = "en") -> str:
        """What to try."""
        return say(f"verdict.{self.verdict}.hint", language)

    def basis(self, language: str = "en") -> str:
        """Where the minimum loss comes from."""
        name = "estimated" if self.evidence["estimate"] else "known"
        if self.evidence["probed"]:
            name = "probed"
        return say(f"verdict.minimum.{name}", language, loss=number(self.evidence["minimum_loss"]))


@overload
def diagnose(record: Trajectory) -> Diagnosis: ...
@overload
def diagnose(record: Sweep) -> tuple[Diagnosis, ...]: ...
def diagnose(record: Trajectory | Sweep) -> Diagnosis | tuple[Diagnosis, ...]:
    """The verdict on a run, or on each of a sweep's R runs.

    With gap_i = ℓ_i − L*, T the last step, and in this order: **diverges** if a value was
    not finite or gap_T > gap_0; **converges** if gap_T ≤ 1e-3·gap_0; **stalls** if
    ‖grad_T‖ ≤ 1e-6·max‖grad_i‖; **hovers** if a minibatch run's mean gap no longer falls over
    the last third; **oscillates** if over the last half more than half of the successive
    moves have a negative dot product, or the loss turned upward repeatedly: twice, or it
    rose on a tenth of those steps, as in a slow swing of momentum (of a minibatch run whose
    mean gap still falls, upturns are noise); **crawls** otherwise. L* is the objective's
    known minimum loss, else, or where the run got below it, an estimate by Newton steps from
    the best point on the record, and the evidence says so.

    >>> from lrviz import descend
    >>> [diagnose(descend("bowl", lr=lr, steps=30)).verdict.value for lr in (0.001, 0.1, 0.6)]
    ['crawls', 'converges', 'diverges']
    """
    evidence = gather(record, CONVERGED_GAP)
    found = tuple(_diagnosis(evidence, i) for i in range(len(evidence)))
    return found if isinstance(record, Sweep) else found[0]


def _diagnosis(evidence: Evidence, i: int) -> Diagnosis:
    figures = evidence.of_run(i)
    verdict = _verdict(figures)
    return Diagnosis(verdict=verdict, evidence=figures, case=_case(verdict, figures))


def _verdict(e: Mapping[str, Any]) -> Verdict:
    if e["blow_up"] is not None or e["above"]:
        return Verdict.DIVERGES
    if e["within"]:
        return Verdict.CONVERGES
    if e["grad_ratio"] <= FLAT_GRADIENT:
        return Verdict.STALLS
    if e["falling"] is not None and not e["falling"]:
        return Verdict.HOVERS
    return Verdict.CRAWLS if _swing(e) is None else Verdict.OSCILLATES


def _swing(e: Mapping[str, Any]) -> str | None:
    """What shows that a run swings: "reversals", "upturns", "rises"; None if nothing does."""
    if e["reversals"] > MANY_REVERSALS:
        return "reversals"
    if e["falling"]:
        return None
    if e["upturns"] >= MANY_UPTURNS:
        return "upturns"
    return "rises" if e["rises"] >= MANY_RISES and e["rises"] * e["steps"] > 3 else None


def _case(verdict: Verdict, e: Mapping[str, Any]) -> str:
    if verdict is Verdict.DIVERGES:
        return "overflow" if e["blow_up"] is not None else "above"
    if verdict is Verdict.CONVERGES:
        return "zigzag" if e["zigzag"] else "smooth"
    if verdict is Verdict.OSCILLATES:
        return _swing(e) or ""
    if verdict is Verdict.STALLS:
        return _flat_place(e["lowest_curvature"])
    return "sentence"


def _flat_place(lowest: float | None) -> str:
    if lowest is None or not np.isfinite(lowest) or lowest == 0:
        return "plateau"
    return "basin" if lowest > 0 else "saddle"


def _shown(name: str, value: Any) -> str:
    if value is None or isinstance(value, bool | int):
        return str(value)
    return percent(value) if name in ("gap_ratio", "reversals", "rises") else number(value)
