"""The film: one sweep over a fine axis of rates, packed for the browser.

It travels as lrviz/film/payload.py says. Positions, rates and losses above "base" keep seven
digits; those of the run on show come with it to the last digit, see ``exact``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lrviz.analysis.axis import rate_axis
from lrviz.analysis.diagnosis import Diagnosis, diagnose
from lrviz.analysis.landscape import on_plane
from lrviz.analysis.marks import rate_marks
from lrviz.analysis.regimes import bands, presets
from lrviz.descent.engine import sweep
from lrviz.descent.trajectory import Sweep, Trajectory
from lrviz.film.exact import Exact, written_rule, written_terms
from lrviz.film.payload import pack
from lrviz.film.setting import setting_of
from lrviz.film.veil import OPEN, Veils, withheld
from lrviz.objectives.base import Objective
from lrviz.objectives.plane import CoordinatePlane

Floats = NDArray[np.float64]
RATES_DRAGGED = 48  # A film has so many rates while a hand drags the start.


@dataclass(frozen=True, kw_only=True, eq=False)
class Film:
    """A sweep, what became of each run, and where the rates of interest lie.

    Attributes:
        presets: by rates of the axis alone, so that they are the same whatever rate is in use.
        extra: the rate in use, where it is none of the axis; None where it is.
        plane: the map of a loss of more than two parameters: which two are its axes.
    """

    sweep: Sweep
    diagnoses: tuple[Diagnosis, ...]
    presets: Mapping[str, int | None]
    marks: Mapping[str, float]
    extra: int | None = None
    plane: CoordinatePlane | None = None

    @cached_property
    def id(self) -> str:
        """The same for the same film, whoever asks."""
        digest = blake2b(digest_size=9)
        for array in (self.sweep.w, self.sweep.loss, self.sweep.base_lr):
            digest.update(np.ascontiguousarray(array).data)
        return digest.hexdigest()

    def seen(self, i: int) -> Trajectory:
        """Run i as the map shows it: on the plane, where there is one."""
        run = self.sweep[i]
        return run if self.plane is None else on_plane(run, self.plane)


def shoot(
    objective: Objective,
    lr: Floats | None,
    count: int,
    settings: Mapping[str, Any],
    plane: CoordinatePlane | None = None,
    *,
    also: float | None = None,
) -> Film:
    """The film on the axis ``lr``, or on a fresh one of ``count`` rates, and at ``also``."""
    axis = rate_axis(objective, count=count, **settings) if lr is None else lr
    rates, extra = _with(axis, also)
    return film_of(sweep(objective, lr=rates, **settings), extra, plane)


def film_of(
    record: Sweep,
    extra: int | None = None,
    plane: CoordinatePlane | None = None,
    found: tuple[Diagnosis, ...] | None = None,
) -> Film:
    """The film of a sweep, its rates ascending; ``found`` are its verdicts, where known."""
    diagnoses = diagnose(record) if found is None else found
    chosen = presets(record, diagnoses, extra)
    return Film(
        sweep=record,
        diagnoses=diagnoses,
        presets=chosen,
        marks=rate_marks(record, chosen["good"]),
        extra=extra,
        plane=plane,
    )


def _with(axis: Floats, rate: float | None) -> tuple[Floats, int | None]:
    """The rates of an axis and one more, and its index; the axis alone where it is among them."""
    if rate is None or rate in axis:
        return axis, None
    extra = int(np.searchsorted(axis, rate))
    return np.insert(axis, extra, rate), extra


def _axis(record: Sweep, extra: int | None) -> list[int]:
    """The runs at the rates of the axis."""
    return [i for i in range(len(record)) if i != extra]


def chosen_runs(record: Sweep, chosen: list[int]) -> Sweep:
    """The chosen runs of a sweep."""
    arrays = ("w", "loss", "grad", "lr", "base_lr", "length")
    return replace(
        record,
        **{name: getattr(record, name)[chosen] for name in arrays},
        outcome=tuple(record.outcome[i] for i in chosen),
        state={name: rows[chosen] for name, rows in record.state.items()},
        **{name: rows[chosen] for name, rows in _of_some(record).items() if rows is not None},
    )


def _of_some(record: Sweep) -> Mapping[str, Any]:
    """What not every sweep has, one row per run."""
    return {name: getattr(record, name, None) for name in ("batch_loss", "beyond")}


def thinned(lr: Floats, count: int, keep: float) -> Floats:
    """About ``count`` of the rates, evenly, and the one in use: a lighter film while dragging."""
    some = lr[np.linspace(0, len(lr) - 1, count).round().astype(int)]
    return np.unique(np.append(some, keep))


def film_payload(
    film: Film,
    language: str,
    shown: Exact | None = None,
    *,
    veils: Veils = OPEN,
    lr: float = 1.0,
    **extra: Any,
) -> bytes:
    """Positions ``(R, k+1, dim)`` and losses ``(R, k+1)`` of the film, with its verdicts.

    ``shown``: the run on show, to the last digit; ``veils``: what is not sent, of which ``lr`` is
    the rate on show. Under a schedule the rates of all steps come too, ``(R, k)``.
    """
    record = film.sweep
    lowest = np.array([each.evidence["lowest_known"] for each in film.diagnoses], dtype=np.float64)
    base = _base(lowest, record.loss[:, 0])
    rule, numbers = written_rule(record.settings, record.steps)
    header: Mapping[str, Any] = {
        "kind": "film",
        "id": film.id,
        "dim": record.objective.dim,
        "names": record.objective.parameter_names,
        "axes": None if film.plane is None else film.plane.axes,
        "optimizer": record.settings.optimizer,
        "rule": rule,
        "minibatch": record.batch_loss is not None,
        "setting": setting_of(record.settings, language),
        "steps": record.steps,
        "domain": record.objective.domain,
        "start": record.w[0, 0].tolist(),
        "base": base.tolist(),
        **_rates(film),
        **_found(film.diagnoses, language),
        **_exact_header(shown),
        **extra,
    }
    arrays = {"w": _kept(record.w), "gap": _kept(record.loss - base[:, None])}
    if _scheduled(record):
        arrays["lr"] = _kept(record.lr)
    if veils:
        header, arrays = withheld(header, arrays, veils, nearest(record.base_lr, lr))
    return pack(header, arrays, {**numbers, **(shown.arrays if shown else {})})


def _rates(film: Film) -> Mapping[str, Any]:
    """The rates, and what lies where among them."""
    return {
        "lr": film.sweep.base_lr.tolist(),
        "length": film.sweep.length.tolist(),
        "extra": film.extra,
        "presets": film.presets,
        "bands": _bands(film.sweep.base_lr, film.diagnoses),
        "axis_bands": _axis_bands(film),
        "marks": film.marks,
    }


def _found(diagnoses: Sequence[Diagnosis], language: str) -> Mapping[str, Any]:
    """What became of each run; a hint that many share is sent once."""
    evidence = [each.evidence for each in diagnoses]
    said = [each.hint(language) for each in diagnoses]
    hints = list(dict.fromkeys(said))
    return {
        "blown": [each["blow_up"] is not None for each in evidence],
        "minimum": [each["lowest_known"] for each in evidence],
        "final": [_final(each) for each in evidence],
        "verdict": [each.verdict for each in diagnoses],
        "sentence": [each.sentence(language) for each in diagnoses],
        "hints": hints,
        "hint": [hints.index(each) for each in said],
        "estimate": [each["estimate"] for each in evidence],
    }


def slopes_payload(film: Film, shown: Exact | None = None, **extra: Any) -> bytes:
    """Gradients ``(R, k+1, dim)`` and what the written rule needs besides, each ``(R, k, dim)``."""
    header = {"kind": "slopes", "id": film.id, **_exact_header(shown), **extra}
    terms = {name: _kept(rows) for name, rows in written_terms(film.sweep).items()}
    arrays = {"grad": _kept(film.sweep.grad), **terms}
    return pack(header, arrays, shown.arrays if shown else {})


def _exact_header(shown: Exact | None) -> Mapping[str, Any]:
    return {"exact": {"lr": shown.lr}} if shown else {}


def _scheduled(record: Sweep) -> bool:
    """Whether a step's rate is not the run's."""
    moved = record.lr != record.base_lr[:, None]
    return bool((moved & np.isfinite(record.lr)).any())


def _bands(lr: Floats, diagnoses: Sequence[Diagnosis]) -> list[Any]:
    return [[band.verdict, band.first, band.last] for band in bands(lr, diagnoses)]


def _axis_bands(film: Film) -> list[Any]:
    """The bands of the axis alone, without the rate that is extra."""
    axis = _axis(film.sweep, film.extra)
    return _bands(film.sweep.base_lr[axis], [film.diagnoses[i] for i in axis])


def _base(minimum: Floats, start: Floats) -> Floats:
    """What losses are counted from: the minimum, so that small gaps keep their digits; zero
    where there is none, or where a run falls so far that its lowest loss would swallow them."""
    return np.where(np.abs(minimum) <= 1e3 * np.maximum(np.abs(start), 1.0), minimum, 0.0)


def _kept(values: Floats) -> Floats:
    """Numbers below float32's smallest stand as that one: a zero on the page is a true zero."""
    least = np.finfo(np.float32).smallest_subnormal
    small = (np.abs(values) < least) & (values != 0)
    return np.where(small, np.copysign(float(least), values), values) if small.any() else values


def _final(evidence: Mapping[str, Any]) -> float | None:
    """ℓ_T − L*; None for a run that blew up, and where there is no minimum."""
    if evidence["blow_up"] is not None or evidence["lowest_known"] is None:
        return None
    return float(evidence["loss_end"] - evidence["lowest_known"])


def nearest(lr: Sequence[float] | Floats, wanted: float) -> int:
    """The index of the rate nearest to ``wanted`` on a log scale."""
    return int(np.abs(np.log(np.asarray(lr) / wanted)).argmin())
