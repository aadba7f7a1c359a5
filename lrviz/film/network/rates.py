"""Every learning rate at once: one batch of trainings from the same weights, and how each ends."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lrviz.compute.kept import KeptAnswer
from lrviz.descent.engine import sweep
from lrviz.descent.trajectory import Outcome
from lrviz.figures import landscape as figures
from lrviz.film.asking import Answering, Progress, at_once
from lrviz.film.network.training import Training, TrainingFilm
from lrviz.film.reel import Plot, Reel, Swap
from lrviz.states.network import RECORD_BYTES
from lrviz.text import say
from lrviz.text.numbers import number

__all__ = ["rates"]

Floats = NDArray[np.float64]

RATES = np.geomspace(1e-4, 100, 32)  # The rates that are compared, more than five to a decade.
BEYOND = 1e6  # A loss of so many times the first has no place on a picture of the others.
WORK = 2**34  # The comparison takes at most so many weights × rows × steps × rates.


@dataclass(frozen=True, kw_only=True, eq=False)
class ByRate(KeptAnswer):
    """The loss at the end for each of RATES, NaN where it blew up."""

    loss: Floats
    steps: int


def rates(
    film: TrainingFilm,
    training: Training,
    language: str,
    tell: Progress | None = None,
    ask: Answering = at_once,
) -> Reel:
    """The final loss against the learning rate, the one in use marked."""
    found = ask(by_rate, training.at(lr=1.0), long=True, tell=tell)
    return Reel(plots=[_plot(film, found, language)], height="15rem")


def _plot(film: TrainingFilm, found: ByRate, language: str) -> Plot:
    best = int(np.nanargmin(found.loss)) if np.isfinite(found.loss).any() else 0
    lost = int(np.isnan(found.loss).sum())
    curves = [("final", RATES, found.loss)]
    here = film.made == found.steps and bool(film.loss[-1] > 0)
    return Plot(
        name="rates",
        title=say("network.title_rates", language),
        alt=say("network.alt.rates", language, best=number(float(RATES[best]), 2)),
        spec=lambda theme: figures.curves_spec(
            theme,
            curves=curves,
            x_title=say("network.setting.lr", language),
            y_title=say("network.figure.loss_log", language),
            log=True,
            log_x=True,
            marks=True,
        ),
        moving={"final_now": Swap(x=[[film.lr]], y=[[film.loss[-1]]])} if here else {},
        captions=(
            say(
                "network.caption.rates",
                language,
                count=len(RATES),
                steps=found.steps,
                best=number(float(RATES[best]), 2),
                loss=number(float(found.loss[best]), 3),
                lost=lost,
            ),
        ),
        wide=True,
    )


def by_rate(training: Training, progress: Progress | None = None) -> ByRate:
    """The losses of a training at every rate, whatever its own."""
    values, net = training.values, training.network
    fits = RECORD_BYTES // (8 * len(RATES) * (4 * net.dim + 3))
    work = WORK // (net.dim * net.rows * len(RATES))
    steps = max(1, min(values["steps"], fits, work))
    runs = sweep(
        net,
        lr=RATES,
        optimizer=values["optimizer"],
        steps=steps,
        batch_size=min(values["batch"], net.rows) or None,
        seed=values["seed"],
        progress=progress,
    )
    ends = runs.loss[np.arange(len(RATES)), runs.length]
    blown = np.array([each is Outcome.NON_FINITE for each in runs.outcome])
    blown |= ends > BEYOND * runs.loss[:, 0]
    return ByRate(loss=np.where(blown, np.nan, ends), steps=steps)
