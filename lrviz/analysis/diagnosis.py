"""The verdict on a run, with its evidence."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, overload

from lrviz.analysis.advice import advice
from lrviz.analysis.answers import answer, words
from lrviz.analysis.evidence import CONVERGED_GAP, Evidence
from lrviz.analysis.rest import FLAT_GRADIENT
from lrviz.descent.trajectory import Sweep, Trajectory
from lrviz.text import say, say_of
from lrviz.text.numbers import number, percent, vector

__all__ = ["CONVERGED_GAP", "Diagnosis", "Verdict", "diagnose", "lowest_of", "verdicts"]

_SHARES = ("gap_ratio", "rate", "reversals", "rises", "way_left")


class Verdict(StrEnum):
    """What a run did, in one word."""

    DIVERGES = "diverges"
    CONVERGES = "converges"
    STALLS = "stalls"
    HELD = "held"
    HOVERS = "hovers"
    OSCILLATES = "oscillates"
    CRAWLS = "crawls"
    FALLS = "falls"
    LEAVES = "leaves"


@dataclass(frozen=True, kw_only=True)
class Diagnosis:
    """A verdict and what it rests on.

    Attributes:
        verdict: the word.
        evidence: the figures, None where one does not apply: steps, loss_start, loss_end;
            minimum_loss (L*) and minimum_kind ("known", "found" by going down from this run,
            "probed" from other places too, "local" where the run rests in one that is not the
            lowest, "none"), lowest_known, estimate (whether L* is found, not known), probed,
            within (whether the known one is the lowest in the domain alone);
            gap_start, gap_end, gap_ratio (the last gap ℓ − L* over the first), way_left (the
            same of the distance to the minimum), settled (the first step from which both stay
            within their tolerance); reversals (the share of successive moves that point
            against each other over the last half), zigzag, upturns (how often the loss turned
            upward there), rises (on which share of those steps it rose), swings ("shrink",
            "stay", "grow"); grad_ratio (‖grad_T‖ over the largest); blow_up (the step that was
            not finite); falling (whether a minibatch run's mean gap still falls); place (what
            a run that stalls stands on) and lowest_curvature there; cause (what holds a run)
            and balance (the point where loss and decay hold each other); endless ("falls", or
            "infimum" where the way the run goes only nears a bound).
        case: which of the verdict's sentences fits: a key of the catalogs.
        advised: which of its hints does, and the numbers in it.
    """

    verdict: Verdict
    evidence: Mapping[str, Any]
    case: str
    advised: tuple[str, Mapping[str, float]]

    def word(self, language: str = "en") -> str:
        """The verdict's word in ``language``."""
        return say(f"verdict.{self.verdict}.word", language)

    def sentence(self, language: str = "en") -> str:
        """What happened and how that is known, in one sentence."""
        e = self.evidence
        shown = _Written(e)
        parts = {
            "trend": e["swings"],
            "left": None if e["gap_ratio"] is None else "gap",
            "slope": _slope(e["grad_ratio"]),
        }
        for part, key in parts.items():
            shown[part] = say_of(f"verdict.{part}.{key}", language, shown) if key else ""
        return say_of(f"verdict.{self.verdict}.{self.case}", language, shown)

    def hint(self, language: str = "en") -> str:
        """What to try: true for this rule on this loss."""
        key, values = self.advised
        shown = {name: _shown(name, value) for name, value in values.items()}
        return say(f"verdict.hint.{key}", language, **shown)

    def basis(self, language: str = "en") -> str:
        """Where the minimum loss comes from, or that there is none."""
        e = self.evidence
        kind = e["minimum_kind"]
        if kind == "none":
            return say(f"verdict.minimum.{e['endless'] or 'unknown'}", language)
        lowest = e["minimum_loss"] if e["lowest_known"] is None else e["lowest_known"]
        values = {"loss": number(e["minimum_loss"]), "lowest": number(lowest)}
        if kind == "known" and e["within"]:
            kind = "within"
        return say(f"verdict.minimum.{kind}", language, **values)


@overload
def diagnose(record: Trajectory) -> Diagnosis: ...
@overload
def diagnose(record: Sweep) -> tuple[Diagnosis, ...]: ...
def diagnose(record: Trajectory | Sweep) -> Diagnosis | tuple[Diagnosis, ...]:
    """The verdict on a run, or on each of a sweep's R runs, by three questions in this order.

    1. Did every number stay finite? Growth beyond all numbers **diverges**, a loss that only
       fell **falls**, a step to where the formula has no value **leaves**.
    2. Is it there, the loss within 1e-3 of the first gap to the minimum and w within 5 % of
       the distance at the start, or is what is left of its path next to nothing? It
       **converges** at a minimum, **stalls** at a saddle, a maximum or a plateau, and is
       **held** where decay, schedule, rule or rounding keep it though the loss has a slope.
    3. If it still moves: a minibatch run whose mean gap falls no more **hovers**; a loss that
       falls no less with each doubling of the last move **falls**; a run that ends above its
       start and grows **diverges**; one whose moves turn back or whose loss turns up
       **oscillates**; any other **crawls**.

    The minimum is the objective's own, else what Newton steps from the end of the run (or,
    where that lies higher, from its lowest point) come down to. Where they come down to
    nothing there is none, and the evidence says None.

    Raises:
        ValueError: ``record`` is no record of a run.

    >>> from lrviz import descend
    >>> [diagnose(descend("bowl", lr=lr, steps=30)).verdict.value for lr in (0.001, 0.1, 0.6)]
    ['crawls', 'converges', 'diverges']
    """
    if not isinstance(record, Trajectory | Sweep):
        raise ValueError(f"`record` must be a Trajectory or a Sweep; got {type(record).__name__}")
    evidence = Evidence(record)
    found = tuple(_diagnosis(evidence, int(i)) for i in evidence.runs.run)
    return found if isinstance(record, Sweep) else found[0]


def verdicts(record: Sweep) -> list[Verdict]:
    """The verdicts of ``diagnose`` alone, in a fraction of its time: for searches over rates."""
    return [Verdict(word) for word in words(Evidence(record, deep=False))]


def lowest_of(found: Iterable[Diagnosis]) -> float | None:
    """The lowest minimum known to any of the runs; None where none has one, or one falls
    without end."""
    known = []
    for each in found:
        if each.evidence["endless"] is not None:
            return None
        known.append(each.evidence["lowest_known"])
    return min((each for each in known if each is not None), default=None)


def _diagnosis(evidence: Evidence, i: int) -> Diagnosis:
    word, case, figures = answer(evidence, i)
    advised = advice(evidence, i, word, case, figures)
    return Diagnosis(verdict=Verdict(word), evidence=figures, case=case, advised=advised)


class _Written(dict[str, str]):
    """The figures as they are written, each when a sentence asks for it."""

    def __init__(self, evidence: Mapping[str, Any]) -> None:
        super().__init__()
        self._evidence = evidence

    def __missing__(self, name: str) -> str:
        self[name] = text = _shown(name, self._evidence[name])
        return text


def _slope(ratio: float) -> str:
    """How a gradient that is next to nothing is told of; one that is no smaller than that beside
    the largest is nothing but rounding."""
    if ratio == 0:
        return "zero"
    return "shrunk" if ratio <= FLAT_GRADIENT else "rounded"


def _shown(name: str, value: Any) -> str:
    if isinstance(value, tuple):
        return vector(value)
    if value is None or isinstance(value, bool | int | str):
        return str(value)
    return percent(value) if name in _SHARES else number(value)
