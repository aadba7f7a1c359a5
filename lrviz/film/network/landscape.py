"""Landscape: the loss on a plane through the run, how honest the plane is, and other ends."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lrviz.analysis.landscape import Grid
from lrviz.analysis.planes import (
    Plane,
    Shadow,
    box_for,
    pca_plane,
    plane_grid,
    random_plane,
    shadow,
    weight_plane,
)
from lrviz.compute.kept import KeptAnswer
from lrviz.figures import landscape as figures
from lrviz.figures.layout import name_of
from lrviz.film.asking import Answering, Progress, at_once
from lrviz.film.network.bends import clock
from lrviz.film.network.seed_barriers import barriers_plot
from lrviz.film.network.training import MANY_WEIGHTS, Training, TrainingFilm
from lrviz.film.reel import Grow, Plot, Reel, Swap
from lrviz.objectives.base import Box
from lrviz.text import say
from lrviz.text.numbers import number, percent

__all__ = ["landscape"]

Floats = NDArray[np.float64]

SIDE, COARSE = 45, 25  # The grid has so many points each way; fewer for a network of many weights.


@dataclass(frozen=True, kw_only=True, eq=False)
class LandscapeView(KeptAnswer):
    """A plane, the loss on it, and the run's shadow."""

    plane: Plane
    box: Box
    landscape: Grid
    shadow: Shadow


def landscape(
    film: TrainingFilm,
    training: Training,
    language: str,
    tell: Progress | None = None,
    ask: Answering = at_once,
) -> Reel:
    """The plane with the path on it, the two gauges, and the lines to other ends."""
    values = training.values
    weights = weights_of(film, training)
    view = ask(view_of, film, values["plane"], weights, values["other"])
    return Reel(
        plots=[
            _plane(film, view, language),
            _losses(film, view, language),
            _off(film, view, language),
            barriers_plot(film, training, language, tell, ask),
        ],
        frames=film.frames,
        columns=2,
        height="17rem",
        clock=clock(language),
        speed=20,
    )


def view_of(film: TrainingFilm, kind: str, weights: tuple[int, int], seed: int) -> LandscapeView:
    """The plane of a kind through the end of a film, with the loss on it."""
    end = film.w[-1]
    if kind == "weights":
        plane = weight_plane(film.net, end, weights)
    elif kind == "random":
        plane = random_plane(film.net, end, seed=seed)
    else:
        plane = pca_plane(film.path)
    cast = shadow(film.net, plane, film.w, film.path)
    box = box_for(cast.coordinates)
    side = COARSE if film.net.dim > MANY_WEIGHTS else SIDE
    return LandscapeView(
        plane=plane,
        box=box,
        landscape=plane_grid(film.net, plane, box, (side, side)),
        shadow=cast,
    )


def weights_of(film: TrainingFilm, training: Training) -> tuple[int, int]:
    """The two weights asked for, counted from 0; where there are not so many, the last two."""
    first, second = (min(training.values[name], film.net.dim) - 1 for name in ("axis1", "axis2"))
    if first == second:
        second = second - 1 if second else 1
    return first, second


def _plane(film: TrainingFilm, view: LandscapeView, language: str) -> Plot:
    kind, shares = view.plane.kind, view.plane.shares
    if view.plane.names:
        names = tuple(_axis_name(name) for name in view.plane.names)
    else:
        names = (say("network.figure.first", language), say("network.figure.second", language))
    note = ""
    if shares is not None:
        note = say(
            "network.figure.shares", language, first=percent(shares[0]), second=percent(shares[1])
        )
    captions = _plane_captions(film, view, language)
    off = percent(view.shadow.share_off)
    return Plot(
        name="plane",
        title=say(f"network.title_plane.{kind}", language),
        alt=say("network.alt.plane", language, off=off) if view.plane.spans else captions[0],
        spec=lambda theme: figures.plane_spec(
            theme, landscape=view.landscape, box=view.box, names=(names[0], names[1]), note=note
        ),
        moving={"path": Grow(points=view.shadow.coordinates)},
        captions=captions,
    )


def _plane_captions(film: TrainingFilm, view: LandscapeView, language: str) -> list[str]:
    """How far each step lies off the plane; or why there is none."""
    if not view.plane.spans:
        return [say("network.caption.no_plane", language)]
    return [
        say(
            "network.caption.plane",
            language,
            step=int(step),
            steps=film.made,
            off=percent(view.shadow.share_off),
            here=number(view.shadow.off[k], 3),
        )
        for k, step in enumerate(film.steps)
    ]


def _axis_name(name: str) -> str:
    """W2[1,3] as typeset text."""
    stem, _, index = name.partition("[")
    return f"{name_of(stem)}[{index}" if index else name_of(name)


def _losses(film: TrainingFilm, view: LandscapeView, language: str) -> Plot:
    cast, step = view.shadow, film.steps.astype(float)
    curves = [("true", step, cast.true_loss), ("plane", step, cast.plane_loss)]
    return Plot(
        name="honest",
        title=say("network.title_honest", language),
        alt=say(
            "network.alt.honest",
            language,
            true=number(cast.true_loss[0]),
            shown=number(cast.plane_loss[0]),
        ),
        spec=lambda theme: figures.curves_spec(
            theme,
            curves=curves,
            x_title=say("network.figure.step", language),
            y_title=say("network.figure.loss_log", language),
            key=say("network.figure.honest_key", language),
            log=True,
        ),
        moving={f"{name}_now": Swap(x=step[:, None], y=y[:, None]) for name, _, y in curves},
        captions=[
            say(
                "network.caption.honest",
                language,
                step=int(k),
                true=number(cast.true_loss[i]),
                shown=number(cast.plane_loss[i]),
            )
            for i, k in enumerate(film.steps)
        ],
    )


def _off(film: TrainingFilm, view: LandscapeView, language: str) -> Plot:
    step, off = film.steps.astype(float), view.shadow.off
    return Plot(
        name="off",
        title=say("network.title_off", language),
        alt=say("network.alt.off", language, most=number(float(off.max()), 3)),
        spec=lambda theme: figures.curves_spec(
            theme,
            curves=[("off", step, off)],
            x_title=say("network.figure.step", language),
            y_title=say("network.figure.distance", language),
        ),
        moving={"off_now": Swap(x=step[:, None], y=off[:, None])},
        captions=(say("network.caption.off", language, share=percent(view.shadow.share_off)),),
    )
