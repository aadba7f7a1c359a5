"""A training as it is shown: what decides it, and its record thinned to frames."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from lrviz.analysis.diagnosis import Diagnosis, diagnose
from lrviz.compute.kept import KeptAnswer
from lrviz.descent.engine import descend
from lrviz.descent.trajectory import Outcome, Trajectory
from lrviz.film.asking import Answering, Progress, at_once
from lrviz.film.reel import Reel
from lrviz.objectives.network import Network
from lrviz.objectives.portable import Sealed
from lrviz.states.network import LAST_FRAME, NETWORK, Data, build, data_of, most_steps

__all__ = ["DECIDING", "MANY_WEIGHTS", "Maker", "Training", "TrainingFilm", "film_of", "train"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# A film has at most so many frames, the first and the last step among them.
FRAMES = LAST_FRAME + 1
# Settings that change what is looked at, and no training.
VIEWED = {"tab", "plane", "axis1", "axis2", "other", "frame"}
VIEWED |= {"by_hand", "compare_widths", "compare_rates", "piece", "pace"}
DECIDING = tuple(each.name for each in NETWORK.settings if each.name not in VIEWED)
# Of more weights the landscape's grid is coarser and the sharpness known at fewer steps: the work
# of both grows with weights times rows.
MANY_WEIGHTS = 4000


@dataclass(frozen=True, kw_only=True, eq=False)
class TrainingFilm(Sealed, KeptAnswer):
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
        stopped: whether it was ended before its last step.
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
    stopped: bool = False

    @property
    def frames(self) -> int:
        """How many frames there are."""
        return len(self.steps)

    @property
    def made(self) -> int:
        """How many steps were made."""
        return len(self.loss) - 1


@dataclass(frozen=True, kw_only=True, eq=False)
class Training:
    """What is wanted of the page; equal where the settings are, viewed ones among them."""

    values: Mapping[str, Any]
    table: Data | None = None

    @property
    def deciding(self) -> "Training":
        """What decides the training itself: the same, the same film."""
        return Training(values={name: self.values[name] for name in DECIDING}, table=self.table)

    def at(self, **changes: object) -> "Training":
        """The same training at another rate, say."""
        return Training(values={**self.deciding.values, **changes}, table=self.table)

    @property
    def network(self) -> Network:
        """What is trained, before its first step."""
        return build(self.values, data_of(self.values, self.table))

    @property
    def key(self) -> tuple[object, ...]:
        """Equal for equal settings."""
        return (*sorted(self.values.items()), self.table)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Training) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)


# What makes the pictures of a view: of this training, in this language; who asks hears of progress.
Maker = Callable[[TrainingFilm, Training, str, Progress | None, Answering], Reel]


def film_of(
    training: Training, tell: Progress | None = None, ask: Answering = at_once
) -> TrainingFilm:
    """The film of a training; ``tell`` hears of the steps. Any takes as long as thirty films of a
    hand that drags, and such a hand is not to wait for it.
    """
    film: TrainingFilm = ask(train, training.deciding, long=True, tell=tell)
    return film


def train(training: Training, progress: Progress | None = None) -> TrainingFilm:
    """The film of a training; of as many steps as there are when ``progress`` returns False."""
    values = training.values
    data = data_of(values, training.table)
    net = build(values, data)
    run = descend(
        net,
        optimizer=values["optimizer"],
        lr=values["lr"],
        steps=min(values["steps"], most_steps(net)),
        batch_size=min(values["batch"], net.rows) or None,
        seed=values["seed"],
        progress=progress,
    )
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
        stopped=run.outcome is Outcome.CANCELLED,
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
