"""Health: sizes layer by layer as training plays, units that are out, sharpness against 2/η."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lrviz.analysis.health import Health
from lrviz.analysis.health import health as measured
from lrviz.analysis.sharpness import power_sharpness
from lrviz.compute.kept import KeptAnswer
from lrviz.figures import landscape as curves
from lrviz.figures import layers as figures
from lrviz.figures.encode import Spec
from lrviz.figures.theme import Theme
from lrviz.film.asking import Answering, Progress, at_once
from lrviz.film.network.bends import clock
from lrviz.film.network.training import MANY_WEIGHTS, Training, TrainingFilm
from lrviz.film.reel import Plot, Reel, Swap
from lrviz.objectives.initialise import INITIALISATIONS
from lrviz.objectives.layers import ACTIVATIONS
from lrviz.states.network import Data, build, data_of
from lrviz.text import say
from lrviz.text.numbers import number, percent

__all__ = ["at_output", "health"]

Floats = NDArray[np.float64]

# The sharpness is computed in so many of the frames; in fewer of a network of many weights.
SHARP_POINTS, FEWER = 26, 11
ROUNDS = (16, 200)  # Power iteration has so many rounds, at least and at most.
WORK = 2**28  # Above the least rounds, weights × rows × rounds × points come to at most so many.


@dataclass(frozen=True, kw_only=True, eq=False)
class Vitals(KeptAnswer):
    """The sizes in every frame, and the sharpness in some (NaN elsewhere it is not computed)."""

    sizes: Health
    at: NDArray[np.int64]
    sharpness: Floats


@dataclass(frozen=True, kw_only=True, eq=False)
class Starts(KeptAnswer):
    """What comes back of the error at the start, for each initialisation and activation."""

    returned: Floats


def health(
    film: TrainingFilm,
    training: Training,
    language: str,
    tell: Progress | None = None,
    ask: Answering = at_once,
) -> Reel:
    """Bars per layer, curves over the steps, sharpness, and other starts beside this one."""
    found = ask(vitals, film, long=film.net.dim > MANY_WEIGHTS, tell=tell)
    others = ask(starts, training.deciding)
    return Reel(
        plots=[
            _bars("gradient", film, found.sizes, language),
            _bars("signal", film, found.sizes, language),
            _bars("activation", film, found.sizes, language),
            _curves(film, found.sizes, language),
            _sharpness(film, found, language),
            _table(film, others, language),
        ],
        frames=film.frames,
        columns=3,
        height="15rem",
        clock=clock(language),
        speed=20,
    )


def at_output(film: TrainingFilm, language: str) -> Reel:
    """The error at the output alone: what a question on the way back leaves of the bars."""
    sizes = measured(film.net, film.w[:1]).signal
    sizes[:, :-1] = np.nan
    last = number(sizes[0, -1])
    plot = Plot(
        name="signal",
        title=say("network.title_signal", language),
        alt=say("network.alt.output", language, layers=film.net.depth, last=last),
        spec=lambda theme: _bars_frame("signal", film, sizes, theme, language),
        moving={"size": Swap(x=np.arange(sizes.shape[1])[None], y=sizes)},
        captions=(say("network.caption.output", language, last=last),),
    )
    return Reel(plots=[plot], columns=1, height="26rem")


def _table(film: TrainingFilm, found: Starts, language: str) -> Plot:
    """Initialisation against activation at this depth and width."""
    rows = [say(f"network.init.{name}", language) for name in INITIALISATIONS]
    columns = [say(f"network.activation.{name}", language) for name in ACTIVATIONS]
    return Plot(
        name="starts",
        title=say("network.title_starts", language, depth=film.net.depth),
        alt=say("network.alt.starts", language),
        spec=lambda theme: figures.table_spec(
            theme, values=found.returned, rows=rows, columns=columns
        ),
        captions=(say("network.caption.starts", language),),
    )


def vitals(film: TrainingFilm, progress: Progress | None = None) -> Vitals:
    """What is measured in the frames of a film."""
    points = FEWER if film.net.dim > MANY_WEIGHTS else SHARP_POINTS
    at = np.unique(np.linspace(0, film.frames - 1, points).round().astype(np.int64))
    least, most = ROUNDS
    rounds = max(least, min(most, WORK // (len(at) * film.net.rows * film.net.dim)))
    slow = film.net.dim > MANY_WEIGHTS
    return Vitals(
        sizes=measured(film.net, film.w),
        at=at,
        sharpness=power_sharpness(
            film.net, film.w[at], rounds=rounds, progress=progress if slow else None
        ),
    )


def starts(training: Training) -> Starts:
    """What comes back at the start, for every initialisation and activation."""
    data = data_of(training.values, training.table)
    returned = [
        [_returned(data, training, init, activation) for activation in ACTIVATIONS]
        for init in INITIALISATIONS
    ]
    return Starts(returned=np.array(returned))


def _returned(data: Data, training: Training, init: str, activation: str) -> float:
    net = build(training.values, data, init=init, activation=activation)
    return measured(net, [net.start]).returned()


def _names(film: TrainingFilm, language: str) -> list[str]:
    hidden = [str(i) for i in range(1, film.net.depth + 1)]
    return [*hidden, say("network.figure.output", language)]


def _bars(what: str, film: TrainingFilm, sizes: Health, language: str) -> Plot:
    values: Floats = getattr(sizes, what)
    shown = np.where(values > 0, values, np.nan)
    return Plot(
        name=what,
        title=say(f"network.title_{what}", language),
        alt=say(
            f"network.alt.{what}", language, first=number(values[0, 0]), last=number(values[0, -1])
        ),
        spec=lambda theme: _bars_frame(what, film, values, theme, language),
        moving={"size": Swap(x=np.arange(values.shape[1])[None], y=shown)},
        captions=[_bar_caption(what, film, sizes, k, language) for k in range(film.frames)],
    )


def _bars_frame(what: str, film: TrainingFilm, sizes: Floats, theme: Theme, language: str) -> Spec:
    return figures.bars_spec(
        theme,
        sizes=sizes,
        names=_names(film, language),
        y_title=say(f"network.figure.{what}", language),
        x_title=say("network.figure.layer", language),
    )


def _bar_caption(what: str, film: TrainingFilm, sizes: Health, k: int, language: str) -> str:
    step = int(film.steps[k])
    if what == "activation":
        return _units_out(film, sizes, k, language)
    row: Floats = getattr(sizes, what)[k]
    ends = {"first": number(row[0], 3), "last": number(row[-1], 3)}
    said = say(f"network.caption.{what}", language, step=step, **ends)
    if what == "gradient" and sizes.alike[k].any() and film.net.sizes[1] > 1:
        layers = _list(sizes.alike[k].nonzero()[0] + 1)
        said += " " + say("network.caption.alike", language, layers=layers)
    return said


def _units_out(film: TrainingFilm, sizes: Health, k: int, language: str) -> str:
    key = "network.caption.dead" if film.net.activation == "relu" else "network.caption.flat"
    widths = np.array(film.net.sizes[1:-1])
    return say(
        key,
        language,
        step=int(film.steps[k]),
        out=round(float((sizes.out[k] * widths).sum())),
        units=int(widths.sum()),
        share=percent(float(sizes.saturated[k].mean())),
    )


def _list(numbers: Sequence[int] | NDArray[np.int64]) -> str:
    return ", ".join(str(int(each)) for each in numbers)


def _curves(film: TrainingFilm, sizes: Health, language: str) -> Plot:
    step = film.steps.astype(float)
    rows = [(f"layer{i}", step, each) for i, each in enumerate(sizes.gradient.T)]
    return Plot(
        name="layers",
        title=say("network.title_layers", language),
        alt=say("network.alt.layers", language, layers=len(rows)),
        spec=lambda theme: curves.curves_spec(
            theme,
            curves=rows,
            x_title=say("network.figure.step", language),
            y_title=say("network.figure.gradient", language),
            log=True,
            labels=_names(film, language),
        ),
        moving={f"{name}_now": Swap(x=step[:, None], y=y[:, None]) for name, _, y in rows},
        captions=(say("network.caption.layers", language, layers=len(rows)),),
    )


def _sharpness(film: TrainingFilm, found: Vitals, language: str) -> Plot:
    step, sharp = film.steps[found.at].astype(float), found.sharpness
    limit = 2 / film.lr
    last = np.searchsorted(found.at, np.arange(film.frames), side="right") - 1
    key = "network.caption.sharp" if film.plain else "network.caption.sharp_other"
    return Plot(
        name="sharpness",
        title=say("network.title_sharpness", language),
        alt=say(
            "network.alt.sharpness",
            language,
            first=number(sharp[0], 3),
            last=number(sharp[-1], 3),
            limit=number(limit, 3),
        ),
        spec=lambda theme: curves.curves_spec(
            theme,
            curves=[("sharp", step, sharp)],
            x_title=say("network.figure.step", language),
            y_title=say("network.figure.sharpness", language),
            key=say("network.figure.limit", language),
            level=limit,
        ),
        moving={"sharp_now": Swap(x=step[last][:, None], y=sharp[last][:, None])},
        captions=[
            say(
                key,
                language,
                step=int(film.steps[found.at[i]]),
                sharp=number(sharp[i], 3),
                limit=number(limit, 3),
            )
            for i in last
        ],
    )
