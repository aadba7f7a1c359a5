"""What to try next: true for the rule in use, on the loss at hand."""

from collections.abc import Mapping
from typing import Any

from lrviz.analysis.evidence import Evidence
from lrviz.analysis.flow import Flow, flow_from, may_have_poles
from lrviz.analysis.motion import bounded
from lrviz.analysis.rest import decays, decoupled, shrunk
from lrviz.analysis.runs import ROUNDING, Runs
from lrviz.analysis.saddles import way_off
from lrviz.objectives.base import DataObjective

__all__ = ["advice"]

# More steps are no advice where a schedule has brought the rate below this share of its largest.
_SHRUNK = 0.5

# What falls without end is told of where short steps from its start lead.
_FALLING = {"minimum": "leapt", "on": "falls", "edge": "leaves_edge"}

Advice = tuple[str, Mapping[str, float]]  # a key of the catalogs, and the numbers it takes


def advice(evidence: Evidence, i: int, word: str, case: str, e: Mapping[str, Any]) -> Advice:
    """Which hint fits run i, whose verdict is ``word`` for the reason ``case``."""
    if word in ("diverges", "oscillates") and (floor := _floor(evidence.runs, i)):
        return "lower_floor", {"floor": floor}
    if _to_a_pole(evidence, i, word, case, e):
        return "pole", {}
    if word == "diverges":
        return _smaller(evidence, "diverges")
    if word == "oscillates":
        return _swinging(evidence, i, case)
    plain = not evidence.runs.remembers[i]
    stuck = case == "rounding" and plain and _in_a_valley(evidence, i, case)
    if word == "crawls" or stuck:
        return _crawling(evidence, i, case)
    return _without_numbers(evidence, i, word, case, e), {}


def _without_numbers(evidence: Evidence, i: int, word: str, case: str, e: Mapping[str, Any]) -> str:
    if word == "converges":
        return _converged(case, inertia=bool(evidence.runs.remembers[i]))
    if word == "stalls":
        return _stalled(evidence, i, case, e)
    if word == "held" or (word, case) == ("hovers", "decay"):
        return f"held_{case}"
    if word == "leaves":
        return _leaving(evidence, i, case)
    if word == "falls":
        return _FALLING.get(_flow(evidence, i) or "", "falls_unknown")
    return word


def _floor(runs: Runs, i: int) -> float | None:
    """The rate that the schedule leads to whatever the learning rate is, where that decides how
    large the steps become."""
    floor = runs.settings.schedule_hyperparameters.get("eta_min")
    if not isinstance(floor, float) or floor <= 0:
        return None
    return floor if floor >= _SHRUNK * runs.lr[i, : runs.last[i]].max(initial=0.0) else None


def _smaller(evidence: Evidence, word: str) -> Advice:
    """A smaller rate; below which one, where the rule has such a bound on this loss."""
    if evidence.bound is None:
        return word, {}
    return f"{word}_bound", {"critical": evidence.bound}


def _stalled(evidence: Evidence, i: int, case: str, e: Mapping[str, Any]) -> str:
    if case != "plateau":
        return f"stalls_{way_off(evidence.runs, i, e['lowest_curvature'], e['grad_ratio'])}"
    return "stalls_plateau_normalised" if evidence.runs.normalised else "stalls_plateau"


def _leaving(evidence: Evidence, i: int, case: str) -> str:
    if case.startswith("start"):
        return "leaves_start"
    return {"edge": "leaves_edge", None: "leaves_unknown"}.get(_flow(evidence, i), "leaves")


def _to_a_pole(evidence: Evidence, i: int, word: str, case: str, e: Mapping[str, Any]) -> bool:
    """Whether a smaller rate only comes nearer to where the loss falls without end: for a run of
    which nothing better is known."""
    lost = word in ("diverges", "oscillates", "leaves", "falls") or case == "unknown"
    if not lost or e["minimum_loss"] is not None or not may_have_poles(evidence.runs.objective):
        return False
    return _flow(evidence, i) == "pole"


def _flow(evidence: Evidence, i: int) -> Flow:
    """What a smaller rate comes to, where that is the steepest way down: with one parameter there
    is no other, but where a decay takes its share beside the rule. A loss made of data is not
    asked: it costs too much."""
    runs, decay = evidence.runs, float(evidence.runs.hyperparameter("weight_decay")[i])
    data = isinstance(runs.objective, DataObjective)
    if data or runs.minibatch or (runs.normalised and runs.objective.dim > 1):
        return None
    if decay > 0 and decoupled(runs):
        return None
    return flow_from(runs.objective, tuple(runs.w[i, 0].tolist()), decay)


def _converged(case: str, *, inertia: bool) -> str:
    """A zig-zag of momentum is as wide at a smaller rate."""
    if case in ("local", "began", "flat") or (case == "zigzag" and not inertia):
        return f"converges_{case}"
    return "converges"


def _swinging(evidence: Evidence, i: int, case: str) -> Advice:
    runs = evidence.runs
    if case == "back":
        return "oscillates_back", {}
    if runs.normalised:
        return "oscillates_normalised", {}
    if runs.remembers[i] and case != "reversals":
        return "oscillates_inertia", {}
    if runs.minibatch:
        return "hovers", {}
    return "oscillates", {}


def _crawling(evidence: Evidence, i: int, case: str) -> Advice:
    if case in ("endless", "limit") and _flow(evidence, i) == "minimum":
        return "leapt", {}
    if case in ("endless", "limit", "unknown", "start", "decay"):
        return f"crawls_{case}", {}
    runs, bound = evidence.runs, evidence.bound
    if (
        bound is not None and runs.lr[i, runs.last[i] - 1] >= bound
    ):  # it is early: nothing has grown yet
        return "crawls_beyond", {"critical": bound}
    if decays(runs, i):
        return "crawls_decay", {}
    valley = _in_a_valley(evidence, i, case)
    if valley and not runs.normalised and not runs.remembers[i]:
        return _smaller_than(evidence, "crawls_valley")
    rate = shrunk(runs, i)
    if rate < _SHRUNK:
        return "crawls_schedule", {"rate": rate}
    if valley and not runs.normalised:
        return "crawls_valley_momentum", {}
    return ("crawls_past", {}) if _overshot(runs, i) else _smaller_than(evidence, "crawls")


def _overshot(runs: Runs, i: int) -> bool:
    """Whether steps of run i went past the lowest point of their way: the last one, or one that
    went up above the start."""
    last, start = int(runs.last[i]), float(runs.loss[i, 0])
    uphill = runs.grad[i, last] @ runs.moves[i, last - 1] > 0
    return not runs.minibatch and bool(uphill or runs.highest[i] > start + ROUNDING * abs(start))


def _in_a_valley(evidence: Evidence, i: int, case: str) -> bool:
    """Whether the steep direction is done and the flat one left: on a quadratic with a minimum
    that is why next to nothing is left of the gradient elsewhere."""
    flat = bool(evidence.floor.flat[i]) and bounded(evidence.runs.objective)
    return case == "valley" or flat


def _smaller_than(evidence: Evidence, word: str) -> Advice:
    """A larger rate; up to which one, where the rule has such a bound on this loss."""
    if evidence.bound is None:
        return word, {}
    return f"{word}_bound", {"critical": evidence.bound}
