"""Generalisation and cost: loss on rows never seen, and what backpropagation takes."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from lrviz.analysis.storage import KILOBYTE, Cost, cost
from lrviz.compute.kept import KeptAnswer
from lrviz.descent.engine import descend
from lrviz.descent.trajectory import Outcome
from lrviz.figures import landscape as figures
from lrviz.film.asking import Answering, Progress, at_once
from lrviz.film.network import bends
from lrviz.film.network.rates import BEYOND
from lrviz.film.network.training import Training, TrainingFilm
from lrviz.film.reel import Plot, Reel
from lrviz.film.veil import OPEN, Veils
from lrviz.objectives.network import network
from lrviz.states.network import build, data_of, most_steps
from lrviz.text import say
from lrviz.text.numbers import number

__all__ = ["costs", "general", "one_layer", "widths"]

Floats = NDArray[np.float64]

WIDTHS = (1, 2, 4, 8, 16, 32, 64)  # The widths that are compared, each twice the one before.
WIDE_WORK = 2**33  # The comparison of widths takes at most so many weights × rows × steps.
DEPTHS = (1, 2, 4, 6, 8, 10, 12)  # The hidden layers whose cost is measured, at the largest batch.
# The rows of a batch whose cost is measured, at the network's own depth.
BATCHES = (16, 32, 64, 128, 256)


@dataclass(frozen=True, kw_only=True, eq=False)
class ByWidth(KeptAnswer):
    """The losses at the end, for each of WIDTHS; NaN where the training blew up."""

    train: Floats
    held: Floats
    steps: int


@dataclass(frozen=True, kw_only=True, eq=False)
class Costs(KeptAnswer):
    """What one pass takes for each of DEPTHS at one batch, and of BATCHES at one depth."""

    by_depth: tuple[Cost, ...]
    by_batch: tuple[Cost, ...]


def general(film: TrainingFilm, language: str, veils: Veils = OPEN) -> Reel:
    """Loss over time, on rows trained on and rows never seen, beside the picture of the fit, as
    far as nothing veils them."""
    plots = [bends.fit_plot(film, language, veils)]
    if "curves" not in veils:
        plots.insert(0, bends.loss_plot(film, language, held="held" not in veils))
    return Reel(
        plots=plots,
        frames=bends.frames_of(plots, film),
        columns=2,
        height="17rem",
        clock=bends.clock(language),
        speed=20,
    )


def widths(
    film: TrainingFilm,
    training: Training,
    language: str,
    tell: Progress | None = None,
    ask: Answering = at_once,
) -> Reel:
    """The losses at the end of training, against the width."""
    found = ask(by_width, training.deciding, long=True, tell=tell)
    x = np.array(WIDTHS, dtype=float)
    lost = int(np.isnan(found.held).sum())
    best = WIDTHS[int(np.nanargmin(found.held))] if lost < len(WIDTHS) else None
    return Reel(
        plots=[
            Plot(
                name="widths",
                title=say("network.title_widths", language),
                alt=_widths_alt(best, language),
                spec=lambda theme: figures.curves_spec(
                    theme,
                    curves=[("train", x, found.train), ("held", x, found.held)],
                    x_title=say("network.setting.width", language),
                    y_title=say("network.figure.loss_log", language),
                    key=say("network.figure.held_key", language),
                    log=True,
                    log_x=True,
                    marks=True,
                ),
                captions=(_widths_caption(found, best, lost, language),),
                wide=True,
            )
        ],
        height="15rem",
    )


def _widths_alt(best: int | None, language: str) -> str:
    if best is None:
        return say("network.alt.widths_none", language)
    return say("network.alt.widths", language, best=best)


def _widths_caption(found: ByWidth, best: int | None, lost: int, language: str) -> str:
    """How the widths were trained, which is best, and how many blew up."""
    said = [say("network.caption.widths", language, steps=found.steps)]
    if best is not None:
        low = number(float(found.held[WIDTHS.index(best)]))
        said.append(say("network.caption.widths_best", language, best=best, loss=low))
    if lost:
        said.append(say("network.caption.widths_lost", language, lost=lost))
    return " ".join(said)


def by_width(training: Training, progress: Progress | None = None) -> ByWidth:
    """The losses of a training at every width, whatever its own."""
    data = data_of(training.values, training.table)
    nets = [build(training.values, data, width=width) for width in WIDTHS]
    work = sum(net.dim * net.rows for net in nets)
    steps = max(1, min(training.values["steps"], WIDE_WORK // work, *map(most_steps, nets)))
    train: list[float] = []
    held: list[float] = []
    for i, net in enumerate(nets):
        if progress is not None:
            progress(i, len(nets))
        run = descend(
            net,
            lr=training.values["lr"],
            optimizer=training.values["optimizer"],
            steps=steps,
            batch_size=min(training.values["batch"], net.rows) or None,
            seed=training.values["seed"],
        )
        other = net.on(*data.held)
        ends = np.array([run.loss[-1], float(other.loss(torch.tensor(run.w[-1])))])
        blown = run.outcome is Outcome.NON_FINITE or not (ends <= BEYOND * run.loss[0]).all()
        for losses, end in zip((train, held), ends.tolist(), strict=True):
            losses.append(float("nan") if blown else end)
    return ByWidth(train=np.array(train), held=np.array(held), steps=steps)


def one_layer(film: TrainingFilm, language: str) -> str:
    """What the values of a single layer take, by which a question on a pass can be thought out."""
    rows, units = film.net.rows, film.net.sizes[1]
    said = {"rows": rows, "units": units, "kilobytes": number(rows * units * 8 / KILOBYTE)}
    return say("network.one_layer", language, **said)


def costs(film: TrainingFilm, training: Training, language: str, ask: Answering = at_once) -> Reel:
    """Memory and time against depth and against the batch, measured on torch.nn."""
    values = training.values
    features = film.data.X.shape[1]
    found = ask(measured, values["width"], values["activation"], values["depth"], features)
    depth, rows = np.array(DEPTHS, dtype=float), np.array(BATCHES, dtype=float)
    return Reel(
        plots=[
            _memory("by_depth", depth, found.by_depth, language, width=values["width"]),
            _memory("by_batch", rows, found.by_batch, language, width=values["width"]),
            _time("time_depth", depth, found.by_depth, language),
            _time("time_batch", rows, found.by_batch, language),
        ],
        columns=2,
        height="15rem",
    )


def measured(width: int, activation: str, depth: int, features: int) -> Costs:
    """What passes through networks of a width take, by depth and by batch."""

    def of(layers: int, rows: int) -> Cost:
        X = np.linspace(-1, 1, rows * features).reshape(rows, -1)
        hidden = (width,) * layers
        return cost(network(X, np.zeros(rows), hidden=hidden, activation=activation))

    by_depth = tuple(of(depth, BATCHES[-1]) for depth in DEPTHS)
    by_batch = tuple(of(depth, rows) for rows in BATCHES)
    return Costs(by_depth=by_depth, by_batch=by_batch)


def _memory(name: str, x: Floats, found: tuple[Cost, ...], language: str, *, width: int) -> Plot:
    curves = [
        ("peak", x, np.array([each.peak for each in found]) / KILOBYTE),
        ("stored", x, np.array([each.stored for each in found]) / KILOBYTE),
        ("predict", x, np.array([each.peak_predict for each in found]) / KILOBYTE),
    ]
    return Plot(
        name=name,
        title=say(f"network.title_{name}", language, rows=found[-1].rows, depth=found[-1].depth),
        alt=say(
            f"network.alt.{name}",
            language,
            first=number(float(curves[0][2][0]), 3),
            last=number(float(curves[0][2][-1]), 3),
        ),
        spec=lambda theme: figures.curves_spec(
            theme,
            curves=curves,
            x_title=say(f"network.figure.{name}", language),
            y_title=say("network.figure.memory", language),
            key=say("network.figure.memory_key", language),
            marks=True,
        ),
        captions=(say(f"network.caption.{name}", language, width=width),),
    )


def _time(name: str, x: Floats, found: tuple[Cost, ...], language: str) -> Plot:
    train = np.array([1000 * each.train for each in found])
    predict = np.array([1000 * each.predict for each in found])
    return Plot(
        name=name,
        title=say(f"network.title_{name}", language, rows=found[-1].rows, depth=found[-1].depth),
        alt=say(
            "network.alt.time", language, train=number(train[-1], 3), predict=number(predict[-1], 3)
        ),
        spec=lambda theme: figures.curves_spec(
            theme,
            curves=[("train", x, train), ("predict", x, predict)],
            x_title=say(f"network.figure.by_{name.removeprefix('time_')}", language),
            y_title=say("network.figure.time", language),
            key=say("network.figure.time_key", language),
            marks=True,
        ),
        captions=(
            say("network.caption.time", language, times=number(float(train[-1] / predict[-1]), 2)),
        ),
    )
