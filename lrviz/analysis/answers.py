"""The three questions, asked of one run after the other over the evidence on all of them."""

from typing import Any

import numpy as np
import torch

from lrviz.analysis import motion
from lrviz.analysis.evidence import Evidence
from lrviz.analysis.floor import lowest_curvature, same, slack_of
from lrviz.analysis.places import around_end, steepens
from lrviz.analysis.rest import balance, cause
from lrviz.analysis.survey import lowest_known, only_within

__all__ = ["Answer", "answer", "words"]

Answer = tuple[str, str, dict[str, Any]]  # the word, the case, the figures

# In a valley at most the one share of the gap is left, and at least the other of the way.
VALLEY = (0.1, 0.2)
# Along a valley's floor less than this share of ½·λ_max·distance² is left above the minimum.
_SHALLOW = 0.1


@np.errstate(all="ignore")
def answer(evidence: Evidence, i: int) -> Answer:
    """The word and the case of run i, with its figures."""
    e = evidence.of_run(i) | {
        "lowest_curvature": None, "place": None, "cause": None, "balance": None, "swings": None,
        "endless": None if evidence.runs.objective.infimum is None else "infimum",
        "within": only_within(evidence.runs.objective),
    }  # fmt: skip
    if i in evidence.ends:
        if evidence.ends[i][0] == "falls":
            e["endless"] = "falls"
        return (*evidence.ends[i], e)
    found = _resting(evidence, i, e) or _moving(evidence, i, e)
    return (*found, e)


@np.errstate(all="ignore")
def words(evidence: Evidence) -> list[str]:
    """The words of all runs, as ``answer`` finds them, with no figure that a word does not need."""
    runs, floor = evidence.runs, evidence.floor
    if runs.minibatch:
        return [answer(evidence, int(i))[0] for i in runs.run]
    swings = motion.swing_about(
        evidence.turning, evidence.upturns, evidence.rises, runs.last, evidence.pulled
    )
    swings |= evidence.above & ~evidence.pulled
    found = np.where(swings, "oscillates", "crawls").astype(object)
    found[evidence.falls] = "falls"
    found[evidence.grows] = "diverges"
    rests = evidence.rests & ~floor.there
    for i in np.flatnonzero(rests & ~floor.flat & ~runs.blown):
        found[i] = found[i] if cause(runs, int(i)) is None else "held"
    sure = floor.there
    if floor.place is not None:
        sure = sure | (rests & floor.flat & floor.near & floor.place.minimum)
    found[sure] = "converges"
    doubtful = rests & floor.flat & ~sure & ~runs.blown
    for i in [*np.flatnonzero(doubtful), *evidence.ends]:
        found[i] = answer(evidence, int(i))[0] if doubtful[i] else evidence.ends[i][0]
    return list(found)


# ---- is it there, or at rest? ------------------------------------------------------------


def _resting(evidence: Evidence, i: int, e: dict[str, Any]) -> tuple[str, str] | None:
    floor = evidence.floor
    if floor.there[i]:
        return "converges", _arrived(evidence, i, e)
    if not evidence.rests[i]:
        return None
    if _sloped(evidence, i):
        return _held(evidence, i, e)
    if evidence.runs.objective.infimum is not None:
        return "crawls", _running_on(evidence, i, "limit")
    if floor.place is None:
        return _flat_of_many(evidence, i, e)
    return _flat(evidence, i, e)


def _sloped(evidence: Evidence, i: int) -> bool:
    """Whether the loss has a slope where run i is at rest.

    A quadratic with a minimum has one everywhere else, however little of its gradient the steep
    direction has left: what looks flat is its valley, neither a saddle nor a plateau.
    """
    floor = evidence.floor
    if floor.flat[i] and motion.bounded(evidence.runs.objective):
        return floor.place is None or not (floor.near[i] and floor.place.minimum[i])
    return not floor.flat[i]


def _arrived(evidence: Evidence, i: int, e: dict[str, Any]) -> str:
    if e["settled"] is None:
        e["settled"] = e["steps"]
    if e["minimum_kind"] == "local":
        return "local"
    if not evidence.runs.real[i].any():
        return "began"
    if e["zigzag"]:
        return "zigzag"
    place = evidence.floor.place
    return "alone" if place is None or place.along_floor[i] else "smooth"


def _held(evidence: Evidence, i: int, e: dict[str, Any]) -> tuple[str, str] | None:
    e["cause"] = cause(evidence.runs, i)
    if e["cause"] is None:
        return None
    if e["cause"] == "decay":
        e["balance"] = tuple(balance(evidence.runs, i).tolist())
    return "held", e["cause"]


def _flat(evidence: Evidence, i: int, e: dict[str, Any]) -> tuple[str, str]:
    place, runs = evidence.floor.place, evidence.runs
    assert place is not None
    near = bool(evidence.floor.near[i])
    if near and place.minimum[i]:
        return "converges", _arrived(evidence, i, e)
    falls_on = place.endless[i] and place.loss[i] < e["loss_end"]
    if falls_on and not steepens(runs, i, place.w[i]):
        e["endless"] = "infimum" if e["minimum_loss"] is None else None
        return "crawls", _running_on(evidence, i, "limit")
    e["lowest_curvature"] = float(place.lowest_curvature[i])
    if near and place.lower[i] and not place.level[i]:
        e["place"] = _named(evidence, higher=bool(place.higher[i]))
        return "stalls", e["place"]
    lower, higher, curvature = (False, False, 0.0) if near else around_end(runs, i)
    if lower:
        e |= {"place": _named(evidence, higher=higher), "lowest_curvature": curvature}
        return "stalls", e["place"]
    lowest = e["lowest_known"] if e["lowest_known"] is not None else lowest_known(runs.objective)
    slack = float(slack_of(runs, runs.loss[:, 0], lowest)[i])
    e["lowest_known"] = lowest if np.isfinite(lowest) else None
    if near and np.isfinite(lowest) and e["loss_end"] <= lowest + slack:
        e |= {"settled": e["steps"], "place": "plateau"}
        return "converges", "flat"
    e["place"] = "plateau"
    return "stalls", "plateau"


def _named(evidence: Evidence, *, higher: bool) -> str:
    """What kind of stationary point has something lower near it."""
    if not higher:
        return "maximum"
    return "inflection" if evidence.runs.objective.dim == 1 else "saddle"


def _flat_of_many(evidence: Evidence, i: int, e: dict[str, Any]) -> tuple[str, str]:
    e["lowest_curvature"] = lowest = lowest_curvature(evidence.runs, i)
    e["place"] = "plateau" if not np.isfinite(lowest) or lowest == 0 else "saddle"
    if lowest > 0:
        e |= {"place": "minimum", "minimum_kind": "local", "lowest_known": e["minimum_loss"]}
        e |= {"minimum_loss": e["loss_end"], "gap_end": 0.0, "gap_ratio": 0.0, "estimate": True}
        return "converges", _arrived(evidence, i, e)
    return "stalls", e["place"]


# ---- how does it move? -------------------------------------------------------------------


def _moving(evidence: Evidence, i: int, e: dict[str, Any]) -> tuple[str, str]:
    runs = evidence.runs
    if evidence.grows[i]:
        return "diverges", "swings" if motion.swinging(e) else "grows"
    if e["falling"] is False:
        return "hovers", _hovering(evidence, i, e)
    if evidence.falls[i]:
        e["endless"] = "falls"
        return "falls", "ray"
    pulled = bool(evidence.pulled[i])
    swing = None if runs.minibatch else motion.swinging(e, pulled)
    above = evidence.above[i] and (swing or not pulled)
    if swing or above:
        e["swings"] = motion.swings(runs, i)
    if above and not runs.minibatch:
        return "oscillates", "back" if runs.remembers[i] else "above"
    if swing:
        return "oscillates", swing
    uphill = evidence.above[i] or motion.swinging(e) == "rises"
    return "crawls", "decay" if pulled and uphill else _crawl(evidence, i, e)


def _hovering(evidence: Evidence, i: int, e: dict[str, Any]) -> str:
    """What holds a minibatch run up: a decay, where the loss at the mean of the late w, in which
    noise is no more, is half as far above the minimum as the late losses are, or further."""
    if e["gap_ratio"] is None:
        return "unknown"
    runs = evidence.runs
    late = slice(2 * int(runs.last[i]) // 3, int(runs.last[i]) + 1)
    mean = runs.objective.loss(torch.tensor(runs.w[i, late].mean(0)))
    noise = float(runs.loss[i, late].mean() - mean)
    decay = runs.hyperparameter("weight_decay")[i] > 0
    return "decay" if decay and noise <= float(mean) - e["minimum_loss"] else "sentence"


def _crawl(evidence: Evidence, i: int, e: dict[str, Any]) -> str:
    place, runs = evidence.floor.place, evidence.runs
    if e["minimum_loss"] is None:
        endless = e["endless"] is not None or (place is not None and bool(place.endless[i]))
        e["endless"] = "infimum" if endless else None
        return _running_on(evidence, i, "endless") if endless else "unknown"
    if runs.last[i] == 0:
        return "start"
    if e["way_left"] is None:
        return "sentence"
    if place is not None and not _is_lowest(float(place.loss[i]), e):
        return "local"
    return "valley" if _in_valley(evidence, i, e) else "way"


def _running_on(evidence: Evidence, i: int, case: str) -> str:
    """The case of a run towards a bound, where no decay holds it at last."""
    return "unknown" if evidence.runs.hyperparameter("weight_decay")[i] > 0 else case


def _is_lowest(loss: float, e: dict[str, Any]) -> bool:
    """Whether the minimum below the run is L*, to which the gaps are."""
    return same(loss, e["minimum_loss"], e["loss_start"] - e["minimum_loss"])


def _in_valley(evidence: Evidence, i: int, e: dict[str, Any]) -> bool:
    """Whether the steep direction is done and the flat one left."""
    place, left = evidence.floor.place, e["way_left"]
    if place is None or left is None or evidence.runs.objective.dim < 2:
        return False
    far = float(evidence.runs.at_end(evidence.floor.way)[i])  # type: ignore[arg-type]
    rise = place.curvature[i] * far * far / 2
    shallow = e["loss_end"] - place.loss[i] <= _SHALLOW * rise
    return bool(shallow and e["gap_ratio"] <= VALLEY[0] and left >= VALLEY[1])
