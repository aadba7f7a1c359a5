"""Bends: the fit and what it is made of, moving as training plays."""

from collections.abc import Callable, Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from lrviz.analysis.bends import corners, unit_curves
from lrviz.figures import network as figures
from lrviz.figures.encode import Spec
from lrviz.figures.landscape import curves_spec
from lrviz.figures.layout import name_of
from lrviz.figures.theme import Theme
from lrviz.film.network.training import TrainingFilm
from lrviz.film.reel import Plot, Reel, Swap
from lrviz.film.veil import OPEN, Veils
from lrviz.text import say
from lrviz.text.numbers import number

__all__ = ["bends", "clock", "fit_plot", "frames_of", "loss_plot", "room"]

Floats = NDArray[np.float64]
POINTS = 161  # A curve is drawn through so many points.
CELLS = 41  # A map has so many cells each way.
MOST_UNITS = 24  # So many units are drawn; of a wider layer those that matter most at the end.
SPACE = 0.35  # This share of the data's height is left free above and below.


def bends(film: TrainingFilm, language: str, veils: Veils = OPEN) -> Reel:
    """The fit, the loss, and for one input the units' own curves, as far as nothing veils them."""
    plots = [fit_plot(film, language, veils)]
    if film.data.flat and "fit" not in veils:
        plots.append(_units(film, language))
    if "curves" not in veils:
        plots.append(loss_plot(film, language))
    return Reel(
        plots=plots,
        frames=frames_of(plots, film),
        columns=len(plots),
        height="25rem" if film.data.flat else "28rem",
        clock=clock(language),
        speed=20,
    )


def frames_of(plots: Sequence[Plot], film: TrainingFilm) -> int:
    """The film's frames; one where nothing in these plots moves."""
    return film.frames if any(plot.moving for plot in plots) else 1


def loss_plot(film: TrainingFilm, language: str, *, held: bool = False) -> Plot:
    """The loss against the step, where the clock stands marked."""
    step = np.arange(len(film.loss), dtype=float)
    curves = [("loss", step, film.loss)] + ([("held", step, film.held_loss)] if held else [])
    log = bool(min(film.loss.min(), film.held_loss.min()) > 0)
    here = film.steps.astype(float)[:, None]
    return Plot(
        name="loss",
        title=say("network.title_held" if held else "network.title_loss", language),
        alt=say(
            "network.alt.loss",
            language,
            first=number(film.loss[0]),
            last=number(film.loss[-1]),
            steps=film.made,
        ),
        spec=lambda theme: curves_spec(
            theme,
            curves=curves,
            log=log,
            x_title=say("network.figure.step", language),
            y_title=say("network.figure.loss_log" if log else "network.figure.loss", language),
            key=say("network.figure.held_key", language) if held else "",
        ),
        moving={
            f"{name}_now": Swap(x=here, y=values[film.steps][:, None]) for name, _, values in curves
        },
        captions=[
            say(
                "network.caption.held" if held else "network.caption.loss",
                language,
                step=int(k),
                steps=film.made,
                loss=number(film.loss[k]),
                **({"held": number(film.held_loss[k])} if held else {}),
            )
            for k in film.steps
        ],
    )


def clock(language: str) -> str:
    """The line beside a reel's slider."""
    return say("network.clock", language, k="{k}", n="{n}")


def fit_plot(film: TrainingFilm, language: str, veils: Veils = OPEN) -> Plot:
    """The fit as a curve, or as a map of two classes; where it is veiled, the data alone."""
    if "fit" in veils:
        return _data(film, language)
    return _fit(film, language) if film.data.flat else _map(film, language)


def _data(film: TrainingFilm, language: str) -> Plot:
    """The rows without what the network makes of them."""
    flat = film.data.flat
    frame = _fit_frame if flat else _map_frame
    return Plot(
        name="fit",
        title=say("network.title_data", language),
        alt=say(_told("rows", film) if flat else "network.alt.classes", language),
        spec=frame(film, language, fit=False),
    )


def _inputs(film: TrainingFilm) -> Floats:
    """Where a curve is drawn: over the data and a little beyond."""
    low, high = float(film.data.X.min()), float(film.data.X.max())
    return np.linspace(low - 0.03 * (high - low), high + 0.03 * (high - low), POINTS)


def _target(film: TrainingFilm) -> tuple[Floats, Floats] | None:
    """The curve that the data come from, where it is known."""
    x = _inputs(film)
    return None if film.data.truth is None else (x, film.data.truth(x))


def _told(picture: str, film: TrainingFilm) -> str:
    """What the picture is told as: with the curve that the data come from, or without one."""
    return f"network.alt.{picture}" if film.data.truth else f"network.alt.{picture}_alone"


def _heights(film: TrainingFilm) -> tuple[float, float]:
    """The upright range: of the data and the target, and some space."""
    target = _target(film)
    return room(np.concatenate([film.data.y, target[1] if target else film.data.y]))


def _axes(film: TrainingFilm, first: int, second: int, language: str) -> tuple[str, str]:
    """What two columns are called beside their axes."""
    data = film.data
    return data.called(first, language, name_of), data.called(second, language, name_of)


def _fit_frame(film: TrainingFilm, language: str, *, fit: bool = True) -> Callable[[Theme], Spec]:
    x = _inputs(film)
    return lambda theme: figures.fit_spec(
        theme,
        language,
        data=(film.data.X[:, 0], film.data.y),
        target=_target(film),
        x_range=(float(x[0]), float(x[-1])),
        y_range=_heights(film),
        names=_axes(film, 0, -1, language),
        fit=fit,
    )


@torch.no_grad()
def _fit(film: TrainingFilm, language: str) -> Plot:
    x = _inputs(film)
    fit = film.net.predict(torch.tensor(film.w), torch.from_numpy(x[:, None])).numpy()
    turns = _turns(film, float(x[0]), float(x[-1]))
    return Plot(
        name="fit",
        title=say("network.title_fit", language),
        alt=say(_told("fit", film), language, loss=number(film.loss[-1]), units=film.net.sizes[-2]),
        spec=_fit_frame(film, language),
        moving={"fit": Swap(x=x[None], y=fit), "corners": _corner_marks(film, turns)},
        captions=[
            _fit_caption(film, k, turns, fit[k], _heights(film), language)
            for k in range(film.frames)
        ],
    )


def room(heights: Floats) -> tuple[float, float]:
    """The heights' range and some space above and below."""
    low, high = float(heights.min()), float(heights.max())
    space = SPACE * (high - low) or 1.0
    return low - space, high + space


def _turns(film: TrainingFilm, low: float, high: float) -> list[Floats] | None:
    """Where the fit bends in every frame; None for a curve without corners."""
    if not film.net.unit.corners:
        return None
    return [corners(film.net, w, low, high).x for w in film.w]


def _corner_marks(film: TrainingFilm, turns: Sequence[Floats] | None) -> Swap:
    most = max((len(each) for each in turns), default=0) if turns else 0
    at = np.full((film.frames, max(most, 1)), np.nan)
    if turns:
        for row, each in zip(at, turns, strict=True):
            row[: len(each)] = each
    heights = np.full_like(at, np.nan)
    for row, here, w in zip(heights, at, film.w, strict=True):
        seen = np.isfinite(here)
        if seen.any():
            inputs = torch.from_numpy(here[seen][:, None].copy())
            row[seen] = film.net.predict(torch.tensor(w), inputs).numpy()
    return Swap(x=at, y=heights)


def _fit_caption(
    film: TrainingFilm,
    k: int,
    turns: Sequence[Floats] | None,
    fit: Floats,
    frame: tuple[float, float],
    language: str,
) -> str:
    step, units = int(film.steps[k]), film.net.sizes[-2]
    if turns is None:
        said = say("network.caption.smooth", language, step=step, steps=film.made, units=units)
    else:
        said = say(
            "network.caption.corners",
            language,
            step=step,
            steps=film.made,
            units=sum(film.net.sizes[1:-1]),
            corners=len(turns[k]),
        )
    if fit.min() < frame[0] or fit.max() > frame[1]:
        said += " " + say(
            "network.caption.beyond", language, low=number(fit.min()), high=number(fit.max())
        )
    return said


def _units(film: TrainingFilm, language: str) -> Plot:
    x = _inputs(film)[::2]
    each, fit = unit_curves(film.net, film.w, x)
    shown = np.argsort(-np.ptp(each[-1], axis=-1), kind="stable")[:MOST_UNITS]
    shown.sort()
    last = np.concatenate([each[-1][shown].ravel(), fit[-1]])
    low, high = room(last)
    key = "network.caption.units" if len(shown) == each.shape[1] else "network.caption.some_units"
    return Plot(
        name="units",
        title=say("network.title_units", language),
        alt=say("network.alt.units", language, count=len(shown)),
        spec=lambda theme: figures.units_spec(
            theme,
            count=len(shown),
            x_range=(float(x[0]), float(x[-1])),
            y_range=(low, high),
        ),
        moving={
            **{f"unit{i}": Swap(x=x[None], y=each[:, unit]) for i, unit in enumerate(shown)},
            "sum": Swap(x=x[None], y=fit),
        },
        captions=(say(key, language, shown=len(shown), units=each.shape[1]),),
    )


def _cells(film: TrainingFilm) -> tuple[Floats, Floats]:
    """The grid of a map, row by row."""
    half = 1.1 * float(np.abs(film.data.X).max())
    side = np.linspace(-half, half, CELLS)
    a, b = (each.ravel() for each in np.meshgrid(side, side))
    return a, b


def _map_frame(film: TrainingFilm, language: str, *, fit: bool = True) -> Callable[[Theme], Spec]:
    grid = _cells(film)
    side = (float(grid[0][0]), float(grid[0][-1]))
    return lambda theme: figures.map_spec(
        theme,
        grid=grid if fit else None,
        data=(film.data.X, film.data.y),
        box=(side, side),
        names=_axes(film, 0, 1, language),
    )


@torch.no_grad()
def _map(film: TrainingFilm, language: str) -> Plot:
    y, (a, b) = film.data.y, _cells(film)
    logit = film.net.predict(torch.tensor(film.w), torch.from_numpy(np.column_stack([a, b])))
    chance = torch.sigmoid(logit).numpy()
    side = np.where(y == 1, 1.0, -1.0)
    right = (film.net.predict(torch.tensor(film.w)).numpy() * side > 0).mean(-1)
    return Plot(
        name="fit",
        title=say("network.title_map", language),
        alt=say("network.alt.map", language, right=number(100 * float(right[-1]), 3)),
        spec=_map_frame(film, language),
        moving={"probability": Swap(z=chance)},
        captions=[
            say(
                "network.caption.map",
                language,
                step=int(step),
                steps=film.made,
                right=number(100 * float(share), 3),
            )
            for step, share in zip(film.steps, right, strict=True)
        ],
    )
