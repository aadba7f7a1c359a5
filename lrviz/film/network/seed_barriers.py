"""Barriers between seeds: the loss on the straight line from this run's end to each other one's."""

from dataclasses import dataclass

import numpy as np

from lrviz.analysis.planes import Line, line_between
from lrviz.analysis.runs import norm
from lrviz.compute.kept import KeptAnswer
from lrviz.descent.engine import sweep
from lrviz.figures import landscape as figures
from lrviz.film.asking import Answering, Progress, at_once
from lrviz.film.network.training import Training, TrainingFilm
from lrviz.film.reel import Plot
from lrviz.states.network import build
from lrviz.text import say
from lrviz.text.numbers import number

__all__ = ["barriers_plot"]

OTHERS = 3  # So many other seeds are trained.


@dataclass(frozen=True, kw_only=True, eq=False)
class SeedBarriers(KeptAnswer):
    """Straight lines from this run's end to those of other seeds, and how they ended."""

    seeds: tuple[int, ...]
    lines: tuple[Line, ...]
    distances: tuple[float, ...]


def barriers_plot(
    film: TrainingFilm,
    training: Training,
    language: str,
    tell: Progress | None = None,
    ask: Answering = at_once,
) -> Plot:
    """The loss along the lines to the ends of a few other seeds."""
    other, wanted = training.values["other"], training.deciding
    found = ask(barriers, film, wanted, other, long=True, tell=tell)
    curves = [(f"end{i}", line.t, line.loss) for i, line in enumerate(found.lines)]
    said = [
        say(
            "network.caption.end",
            language,
            seed=seed,
            loss=number(line.loss[-1], 3),
            barrier=number(line.barrier, 3),
            distance=number(distance, 3),
        )
        for seed, line, distance in zip(found.seeds, found.lines, found.distances, strict=True)
    ]
    return Plot(
        name="ends",
        title=say("network.title_ends", language),
        alt=say("network.alt.ends", language, count=len(curves)),
        spec=lambda theme: figures.curves_spec(
            theme,
            curves=curves,
            x_title=say("network.figure.way", language),
            y_title=say("network.figure.loss", language),
            key=say("network.figure.ends_key", language, **_named(found.seeds)),
        ),
        captions=(
            say("network.caption.this_end", language, loss=number(float(film.loss[-1]), 3))
            + " "
            + " ".join(said),
        ),
    )


def barriers(
    film: TrainingFilm, training: Training, other: int, progress: Progress | None = None
) -> SeedBarriers:
    """The ends of a few other seeds, from ``other`` on, trained as one batch."""
    values = training.values
    later = (other + i for i in range(OTHERS + 1))
    seeds = tuple(seed for seed in later if seed != values["seed"])[:OTHERS]
    starts = [build(values, film.data, seed=seed).start for seed in seeds]
    size = min(values["batch"], film.net.rows) or None
    runs = sweep(
        film.net,
        lr=values["lr"],
        optimizer=values["optimizer"],
        steps=film.made,
        start=np.array(starts),
        batch_size=size,
        seed=values["seed"],
        progress=progress,
    )
    ends = [run.w[-1] for run in runs]
    return SeedBarriers(
        seeds=seeds,
        lines=tuple(line_between(film.net, film.w[-1], end) for end in ends),
        distances=tuple(float(norm(end - film.w[-1])) for end in ends),
    )


def _named(seeds: tuple[int, ...]) -> dict[str, int]:
    return dict(zip(("one", "two", "three"), seeds, strict=True))
