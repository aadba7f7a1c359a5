"""Training as the page asks for it: kept for all visitors, shown while it lasts, stoppable."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from lrviz.analysis.diagnosis import Diagnosis, diagnose
from lrviz.descent.engine import descend
from lrviz.descent.trajectory import Trajectory
from lrviz.objectives.network import Network
from lrviz.states.network import LAST_FRAME, Data, build, data_of, most_steps
from lrviz.ui.pages.network.cache import cached
from lrviz.ui.pages.network.settings import SETTINGS

__all__ = ["DECIDING", "InterruptedTraining", "Tell", "Training", "TrainingFilm", "film_of"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Tell = Callable[[int, int], None]  # (steps done, steps in all); may raise to end the run

FRAMES = LAST_FRAME + 1
# Settings that change what is looked at, and no training.
VIEWED = {"tab", "plane", "axis1", "axis2", "other", "frame"}
VIEWED |= {"by_hand", "compare_widths", "compare_rates"}
DECIDING = tuple(each.name for each in SETTINGS.settings if each.name not in VIEWED)
PATIENCE = 0.35  # seconds before a person is told that it takes longer


@dataclass(frozen=True, kw_only=True, eq=False)
class TrainingFilm:
    """A finished training, thinned to what is shown; all arrays read-only.

    Attributes:
        data, net: what was trained, on what.
        lr: the learning rate.
        steps: which steps the frames show ``(F,)``: all of the first, then ever fewer.
        w: the weights there ``(F, dim)``.
        path: the weights after every step ``(k+1, dim)``.
        loss: on the rows trained on, after every step ``(k+1,)``.
        held_loss: on the rows held out ``(k+1,)``.
        diagnosis: the verdict on the whole run.
        asked: the steps asked for, which may be more than were made.
        plain: whether every step is −η·gradient on all rows, so that 2/η is its limit.
    """

    data: Data
    net: Network
    lr: float
    steps: Ints
    w: Floats
    path: Floats
    loss: Floats
    held_loss: Floats
    diagnosis: Diagnosis
    asked: int
    plain: bool

    @property
    def frames(self) -> int:
        """How many frames there are."""
        return len(self.steps)

    @property
    def made(self) -> int:
        """How many steps were made."""
        return len(self.loss) - 1

    @property
    def bytes(self) -> int:
        """What it holds in memory, about."""
        return int(self.w.nbytes + self.path.nbytes + self.loss.nbytes + self.held_loss.nbytes)


@dataclass(frozen=True, kw_only=True, eq=False)
class Training:
    """What decides a training: the same ``key``, the same film."""

    values: Mapping[str, Any]
    table: Data | None = None

    @property
    def key(self) -> object:
        """Equal for equal trainings."""
        return (*(self.values[name] for name in DECIDING), self.table)


def film_of(training: Training, tell: Tell | None = None) -> TrainingFilm:
    """The film of a training, kept or made now.

    ``tell`` hears of the steps where it takes longer; what it raises ends the run, and
    InterruptedTraining brings it together with what there is by then.
    """
    return cached(("film", training.key), lambda: _made(training, tell))


class InterruptedTraining(Exception):  # noqa: N818 - a person's wish is no error
    """A training that its teller ended by raising ``reason``; ``film`` makes what there is."""

    def __init__(self, film: Callable[[], TrainingFilm], reason: BaseException) -> None:
        super().__init__(str(reason))
        self.film, self.reason = film, reason


def _made(training: Training, tell: Tell | None) -> TrainingFilm:
    values = training.values
    data = data_of(values, training.table)
    net = build(values, data)
    steps = min(values["steps"], most_steps(net))
    reasons: list[BaseException] = []
    begun = time.monotonic()

    def progress(done: int, whole: int) -> bool:
        if tell is None or time.monotonic() - begun < PATIENCE:
            return True
        try:
            tell(done, whole)
        except BaseException as reason:
            reasons.append(reason)
        return not reasons

    run = descend(
        net,
        optimizer=values["optimizer"],
        lr=values["lr"],
        steps=steps,
        batch_size=min(values["batch"], net.rows) or None,
        seed=values["seed"],
        progress=progress,
    )
    if reasons:
        raise InterruptedTraining(lambda: _film(run, net, data, training), reasons[0])
    return _film(run, net, data, training)


@torch.no_grad()
def _film(run: Trajectory, net: Network, data: Data, training: Training) -> TrainingFilm:
    shown = frames(run.steps)
    held = net.on(*data.held).loss(torch.from_numpy(run.w.copy())).numpy()
    values = training.values
    return TrainingFilm(
        data=data,
        net=net,
        lr=values["lr"],
        steps=shown,
        w=run.w[shown].copy(),
        path=run.w,
        loss=run.loss.copy(),
        held_loss=held,
        diagnosis=diagnose(run),
        asked=values["steps"],
        plain=values["optimizer"] == "sgd" and not 0 < values["batch"] < net.rows,
    )


def frames(steps: int, most: int = FRAMES) -> Ints:
    """Up to ``most`` of the steps 0 … ``steps``, close together at first, where most happens.

    >>> frames(4).tolist(), frames(1000)[[0, 1, 2, -1]].tolist()
    ([0, 1, 2, 3, 4], [0, 1, 2, 1000])
    """
    if steps < most:
        return np.arange(steps + 1)
    share = np.linspace(0, 1, most)
    spaced = np.round(steps * share**2).astype(np.int64)
    return np.maximum(spaced, np.minimum(np.arange(most), steps))
