"""The film: one sweep over a fine axis of rates, packed for the browser.

It travels as lrviz/ui/payload.py says. Positions and losses above "base" keep seven digits;
the header's numbers are float64.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from lrviz.analysis.axis import rate_axis
from lrviz.analysis.diagnosis import Diagnosis, diagnose
from lrviz.analysis.marks import rate_marks
from lrviz.analysis.regimes import bands, presets
from lrviz.descent.engine import sweep
from lrviz.descent.optimizers import OPTIMIZERS
from lrviz.descent.trajectory import Sweep, Trajectory
from lrviz.objectives.base import Objective
from lrviz.objectives.plane import Plane
from lrviz.ui.payload import pack

Floats = NDArray[np.float64]
RATES = 128
RATES_DRAGGED = 48
EXACT = 6_000  # numbers


@dataclass(frozen=True, kw_only=True, eq=False)
class Film:
    """A sweep, what became of each run, and where the rates of interest lie.

    ``plane`` is the map of a loss of more than two parameters: which two are its axes.
    """

    sweep: Sweep
    diagnoses: tuple[Diagnosis, ...]
    presets: Mapping[str, int | None]
    marks: Mapping[str, float]
    plane: Plane | None = None

    @property
    def id(self) -> str:
        """The same for the same film, whoever asks."""
        digest = blake2b(digest_size=9)
        for array in (self.sweep.w, self.sweep.loss, self.sweep.base_lr):
            digest.update(np.ascontiguousarray(array).data)
        return digest.hexdigest()

    def seen(self, i: int) -> Trajectory:
        """Run i as the map shows it: on the plane, where there is one."""
        run = self.sweep[i]
        if self.plane is None:
            return run
        axes = list(self.plane.axes)
        return replace(run, objective=self.plane, w=run.w[:, axes], grad=run.grad[:, axes])


def shoot(
    objective: Objective,
    lr: Floats | None,
    count: int,
    settings: Mapping[str, Any],
    plane: Plane | None = None,
) -> Film:
    """The film on the axis ``lr``, or on a fresh one of ``count`` rates."""
    axis = rate_axis(objective, count=count, **settings) if lr is None else lr
    record = sweep(objective, lr=axis, **settings)
    diagnoses = diagnose(record)
    chosen = presets(record, diagnoses)
    return Film(
        sweep=record,
        diagnoses=diagnoses,
        presets=chosen,
        marks=rate_marks(record, chosen["good"]),
        plane=plane,
    )


def thinned(lr: Floats, count: int, keep: float) -> Floats:
    """About ``count`` of the rates, evenly, and the one in use: a lighter film while dragging."""
    some = lr[np.linspace(0, len(lr) - 1, count).round().astype(int)]
    return np.unique(np.append(some, keep))


def film_payload(film: Film, language: str, **extra: Any) -> bytes:
    """Positions ``(R, k+1, dim)`` and losses ``(R, k+1)`` of the film, with its verdicts."""
    record = film.sweep
    minimum = [each.evidence["lowest_known"] for each in film.diagnoses]
    hints = list(dict.fromkeys(each.hint(language) for each in film.diagnoses))
    base = _base(np.array(minimum, dtype=np.float64), record.loss[:, 0])
    header = {
        "kind": "film",
        "id": film.id,
        "dim": record.objective.dim,
        "names": record.objective.parameter_names,
        "axes": None if film.plane is None else film.plane.axes,
        "optimizer": record.settings.optimizer,
        "steps": record.steps,
        "domain": record.objective.domain,
        "lr": record.base_lr.tolist(),
        "length": record.length.tolist(),
        "blown": [each.evidence["blow_up"] is not None for each in film.diagnoses],
        "minimum": minimum,
        "base": base.tolist(),
        "final": [_final(each) for each in film.diagnoses],
        "start": record.w[0, 0].tolist(),
        "presets": film.presets,
        "bands": [
            [band.verdict, band.first, band.last] for band in bands(record.base_lr, film.diagnoses)
        ],
        "marks": film.marks,
        "verdict": [each.verdict for each in film.diagnoses],
        "sentence": [each.sentence(language) for each in film.diagnoses],
        "hints": hints,
        "hint": [hints.index(each.hint(language)) for each in film.diagnoses],
        "estimate": [each.evidence["estimate"] for each in film.diagnoses],
        **extra,
    }
    return pack(header, {"w": _kept(record.w), "gap": _kept(record.loss - base[:, None])})


def slopes_payload(film: Film, **extra: Any) -> bytes:
    """Gradients ``(R, k+1, dim)``, directions m ``(R, k, dim)`` and ½ΔwᵀHΔw ``(R, k)``."""
    header = {"kind": "slopes", "id": film.id, **extra}
    arrays = {"grad": _kept(film.sweep.grad), "bend": _bend(film.sweep)}
    direction = _direction(film.sweep)
    return pack(header, arrays if direction is None else arrays | {"direction": direction})


def exact(run: Trajectory, lr: float) -> Mapping[str, Any]:
    """Every digit of one run, for whoever points at it; {} where that would be too many."""
    arrays = {"w": run.w, "loss": run.loss, "grad": run.grad}
    numbers = sum(array.size for array in arrays.values())
    if numbers > EXACT or not all(np.isfinite(array).all() for array in arrays.values()):
        return {}
    return {"exact": {"lr": lr, **{name: array.tolist() for name, array in arrays.items()}}}


def _base(minimum: Floats, start: Floats) -> Floats:
    """What losses are counted from: the minimum, so that small gaps keep their digits; zero
    where a run falls without end and its lowest loss would swallow them all."""
    return np.where(np.abs(minimum) <= 1e3 * np.maximum(np.abs(start), 1.0), minimum, 0.0)


def _kept(values: Floats) -> Floats:
    """Numbers below float32's smallest stand as that one: a zero on the page is a true zero."""
    least = np.finfo(np.float32).smallest_subnormal
    small = (np.abs(values) < least) & (values != 0)
    return np.where(small, np.copysign(float(least), values), values) if small.any() else values


def _final(diagnosis: Diagnosis) -> float | None:
    """ℓ_T − L*; None for a run that blew up, and where there is no minimum."""
    e = diagnosis.evidence
    if e["blow_up"] is not None or e["lowest_known"] is None:
        return None
    return float(e["loss_end"] - e["lowest_known"])


@np.errstate(all="ignore")
def _bend(record: Sweep) -> Floats:
    """½ΔwᵀHΔw of every step: what curvature adds to the first-order change of the loss."""
    move = np.diff(record.w, axis=1)
    constant = record.objective.constant_hessian
    hessian = (
        record.objective.hessian(torch.tensor(record.w[:, :-1])) if constant is None else constant
    ).numpy()
    return np.asarray((move[..., None, :] @ hessian @ move[..., None])[..., 0, 0] / 2)


def _direction(record: Sweep) -> Floats | None:
    """The un-preconditioned direction of every step; None where it is the gradient itself."""
    rule = OPTIMIZERS.get(record.settings.optimizer)
    if rule is None or not record.state:
        return None
    values = record.settings.hyperparameters
    grad = torch.tensor(record.grad)
    state = {name: torch.tensor(entry) for name, entry in record.state.items()}
    steps = [
        rule.direction(grad[:, k], _rows(state, k + 1), values, k + 1) for k in range(record.steps)
    ]
    return torch.stack(steps, dim=1).numpy()


def _rows(state: Mapping[str, torch.Tensor], row: int) -> dict[str, torch.Tensor]:
    return {name: entry[:, row] for name, entry in state.items()}


def nearest(lr: Sequence[float] | Floats, wanted: float) -> int:
    """The index of the rate nearest to ``wanted`` on a log scale."""
    return int(np.abs(np.log(np.asarray(lr) / wanted)).argmin())
