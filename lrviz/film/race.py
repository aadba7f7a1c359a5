"""Optimizers side by side: each one's sweep, and a race from one start to a finish line."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

import numpy as np

from lrviz.analysis.axis import OVER
from lrviz.analysis.comparison import (
    ENTRANTS,
    Lane,
    Trial,
    arrivals,
    finish_loss,
    shared_axis,
    trial,
)
from lrviz.analysis.diagnosis import lowest_of
from lrviz.compute.memo import memo
from lrviz.figures.alt import called, describe_sweep
from lrviz.figures.encode import Spec
from lrviz.figures.films import film_box, film_points, film_spec, finish_traces, ground_spec
from lrviz.figures.gaps import gaps_spec
from lrviz.figures.looks import race_looks
from lrviz.figures.space import space_points, space_spec
from lrviz.figures.sweep import sweep_spec
from lrviz.figures.theme import THEMES, Theme
from lrviz.film.comparison import at_start, settings_of
from lrviz.film.reel import Grow, Plot, Reel, Swap
from lrviz.film.strip import clock_line, curves_plot
from lrviz.film.table import NONE, figures_of, heads, table, verdict_cell
from lrviz.film.veil import OPEN, Veils
from lrviz.settings.config import RunConfig
from lrviz.text import say
from lrviz.text.numbers import number

__all__ = [
    "Rates",
    "race_note",
    "race_reason",
    "race_reel",
    "race_table",
    "sweeps_reel",
    "title_of",
    "trials_of",
]

Rates = tuple[tuple[str, float | None], ...]  # who takes part, at a rate of its own or its best
SWEEP = "sweep_"
# These are one optimizer, of which the note says nothing else.
OWN_REASONS = ("sgd", "momentum", "nesterov")
COLUMNS = {2: 2, 3: 3, 4: 4, 5: 3, 6: 3, 7: 4, 8: 4}


@memo(16)
def trials_of(run: RunConfig, rates: Rates) -> tuple[Trial, ...]:
    """Every racer's trial; raises ValueError where none can be run."""
    return tuple(_trial_of(run, name, own) for name, own in rates)


@memo(64)
def _trial_of(run: RunConfig, name: str, own: float | None) -> Trial:
    """One racer over the rates that all share."""
    objective, settings = run.build_objective(), settings_of(run, rule=False)
    start = settings["start"] if isinstance(settings["start"], tuple) else None
    return trial(objective, ENTRANTS[name], shared_axis(objective, start), own, **settings)


def title_of(name: str, language: str) -> str:
    """What a racer is called."""
    own = ENTRANTS[name].optimizer == "sgd"  # of which there are three
    return say(f"compare.entrant.{name}" if own else f"optimizer.{name}.title", language)


@lru_cache(maxsize=16)
def race_reel(
    run: RunConfig, rates: Rates, language: str, solid: bool, veils: Veils = OPEN
) -> Reel:
    """The map (or the surface) with all runs and the finish line; the curves beside it. Whatever
    of it is veiled, the map with start and finish is left."""
    lanes = tuple(each.lane for each in trials_of(run, rates))
    if veils:
        return _line_up(at_start(lanes), language)
    frames = max(len(lane.run.w) for lane in lanes)
    dim = lanes[0].run.objective.dim
    names = [title_of(lane.name, language) for lane in lanes]
    specs = {
        name: gaps_spec(
            lanes,
            race_looks(len(lanes), theme),
            names,
            theme=theme,
            language=language,
            frames=frames,
            height=340,
        )
        for name, theme in THEMES.items()
    }
    plots = [curves_plot(lanes, names, specs, frames, language, wide=dim > 2, height="26rem")]
    if dim <= 2:
        draw = _space if solid and dim == 2 else _map
        plots.insert(0, draw(lanes, frames, language))
    return Reel(plots=plots, frames=frames, columns=2, height="26rem", clock=clock_line(language))


def _line_up(lanes: tuple[Lane, ...], language: str) -> Reel:
    """The start that all share, and the finish."""
    plots = [_map(lanes, 1, language, "race_start")] if lanes[0].run.objective.dim <= 2 else []
    return Reel(plots=plots, columns=1, height="26rem")


@lru_cache(maxsize=16)
def sweeps_reel(run: RunConfig, rates: Rates, language: str) -> Reel:
    """Every racer's final gap against its rate, or its final loss where there is no minimum, the
    rate it races at marked."""
    trials = trials_of(run, rates)
    plots = [_sweep(each, language) for each in trials]
    return Reel(plots=plots, columns=COLUMNS[len(trials)], height="13rem")


def race_note(trials: tuple[Trial, ...], steps: int, language: str, *, fair: bool = True) -> str:
    """At which rates they race; who of them has no good one, and at which these do."""
    note = "fair_note" if fair else "own_note"
    told = say(f"compare.{note}", language, count=len(trials[0].lr), steps=steps)
    for choice in ("closest", "lowest"):
        if names := _names((each for each in trials if each.choice == choice), language):
            told += say(f"compare.no_good_rate.{choice}", language, names=names, steps=steps)
    return told


def race_table(trials: tuple[Trial, ...], theme: Theme, language: str, *, fair: bool = True) -> str:
    """In the order of arrival: who, at which rate, with what result, and at what cost.

    The search for the rate has its cost only where it found the rate.
    """
    looks = {
        each.lane.name: look
        for each, look in zip(trials, race_looks(len(trials), theme), strict=True)
    }
    rows = []
    for each, _ in arrivals(trials):
        lane, look = each.lane, looks[each.lane.name]
        steps, final, overshoot = figures_of(lane)
        rows.append(
            [
                f'<span style="color:{look.colour}">{look.mark}</span> '
                + title_of(lane.name, language),
                verdict_cell(lane, theme, language),
                number(lane.lr),
                steps,
                steps,
                number(each.spent) if fair else NONE,
                final,
                overshoot,
            ]
        )
    keys = ("optimizer", "verdict", "rate", "steps", "cost", "spent", "final", "overshoot")
    return table("compare-table", heads(language, *keys), rows, words=2)


def race_reason(trials: tuple[Trial, ...], steps: int, language: str) -> str:
    """Who arrives first, how much more directly than the next, and what its rule does for it; of
    a race over so many steps in which nobody does, who is nearest, where there is a finish."""
    ranked = arrivals(trials)
    there = [each for each, at_finish in ranked if at_finish]
    above = [each for each, at_finish in ranked if not at_finish and each.lane.settled is not None]
    tell = "" if not above else say("compare.won.above", language, names=_names(above, language))
    if not there:
        return _nobody([each for each, _ in ranked], steps, tell, language)
    first, *others = there
    level = [each for each in others if each.lane.settled == first.lane.settled]
    tied = any(each.lane.final_loss == first.lane.final_loss for each in level)
    return say(
        "compare.won.all",
        language,
        first=_first(first, level, tied=tied, language=language),
        way="" if tied else _ways(first, others, language),
        rule="" if tied else _rule(first, language),
        above=tell,
    ).strip()


def _nobody(ranked: Sequence[Trial], steps: int, above: str, language: str) -> str:
    """That nobody has arrived; who is nearest to the lowest minimum, of those still on the way."""
    lowest, winner = lowest_of(each.lane.diagnosis for each in ranked), ranked[0]
    if lowest is None or winner.lane.verdict in OVER:
        return say("compare.won.nobody", language, steps=steps, above=above).strip()
    who = title_of(winner.lane.name, language)
    return say("compare.won.nearest", language, steps=steps, winner=who, above=above).strip()


def _names(trials: Iterable[Trial], language: str) -> str:
    titles = [title_of(each.lane.name, language) for each in trials]
    return say("compare.semicolon", language).join(titles)


def _rule(first: Trial, language: str) -> str:
    """What the winner's rule does for it."""
    key = first.lane.name
    note = f"compare.won.{key}" if key in OWN_REASONS else f"optimizer.{key}.note"
    return say("compare.won.rule", language, note=say(note, language))


def _first(first: Trial, level: Sequence[Trial], *, tied: bool, language: str) -> str:
    """Who arrives first, and with whom."""
    steps, winner = int(first.lane.settled or 0), title_of(first.lane.name, language)
    if not level:
        return say("compare.won.first", language, winner=winner, steps=steps)
    key, names = f"compare.won.{'tied' if tied else 'level'}", _names(level, language)
    return say(key, language, winner=winner, others=names, steps=steps)


def _ways(first: Trial, others: Sequence[Trial], language: str) -> str:
    """The way of the first beside that of the next who arrives; "" where there is none."""
    second = others[0] if others else None
    own, other = (detour(each.lane) if each else None for each in (first, second))
    if second is None or own is None or other is None:
        return ""
    return say(
        "compare.won.way",
        language,
        second=title_of(second.lane.name, language),
        steps=int(second.lane.settled or 0),
        own=number(own, 3),
        other=number(other, 3),
    )


def detour(lane: Lane) -> float | None:
    """How many times as long as the straight line the way to the finish is; None without a way."""
    way = lane.run.w[: int(lane.settled or 0) + 1]
    straight = float(np.linalg.norm(way[-1] - way[0]))
    return (
        float(np.linalg.norm(np.diff(way, axis=0), axis=1).sum()) / straight if straight else None
    )


def rate_of_sweep(plot: str, x: float, trials: tuple[Trial, ...]) -> tuple[str, float] | None:
    """The racer whose sweep was clicked, and its rate nearest to the click."""
    found = next((each for each in trials if f"{SWEEP}{each.lane.name}" == plot), None)
    if found is None or not x > 0:
        return None
    nearest = min(found.lr.tolist(), key=lambda rate: max(rate / x, x / rate))
    return found.lane.name, nearest


def _map(lanes: tuple[Lane, ...], frames: int, language: str, alt: str = "race") -> Plot:
    box, finish = film_box(lanes[0]), finish_loss(lanes)

    def drawn(theme: Theme) -> Spec:
        ground = ground_spec(lanes[0], box=box, theme=theme, language=language, shape=None)
        line = finish_traces(lanes, finish, box=box, theme=theme)
        below = {**ground, "data": [*ground["data"], *line]}
        return film_spec(below, lanes, race_looks(len(lanes), theme), box=box)

    specs = {name: drawn(theme) for name, theme in THEMES.items()}
    return Plot(
        name="race",
        alt=_alt(alt, lanes, language),
        spec=lambda theme: specs[theme.name],
        moving={lane.name: Grow(points=film_points(lane, frames)) for lane in lanes},
    )


def _space(lanes: tuple[Lane, ...], frames: int, language: str) -> Plot:
    box, finish = film_box(lanes[0]), finish_loss(lanes)
    specs = {
        name: space_spec(
            lanes,
            race_looks(len(lanes), theme),
            box=box,
            theme=theme,
            language=language,
            finish=finish,
        )
        for name, theme in THEMES.items()
    }
    points = space_points(lanes, frames, box=box)
    return Plot(
        name="race",
        alt=_alt("race_solid", lanes, language),
        spec=lambda theme: specs[theme.name],
        moving={"runners": Swap(x=points[..., 0], y=points[..., 1], z=points[..., 2])},
    )


def _alt(key: str, lanes: tuple[Lane, ...], language: str) -> str:
    names = ", ".join(title_of(lane.name, language) for lane in lanes)
    surface = called(lanes[0].run.objective, language)
    key += "" if finish_loss(lanes) is not None else "_endless"
    return say(f"compare.alt.{key}", language, surface=surface, names=names)


def _sweep(each: Trial, language: str) -> Plot:
    log = not np.isnan(each.final_gap).all()
    specs = {
        name: sweep_spec(
            each.lr,
            each.final_gap if log else each.final_loss,
            each.verdicts,
            theme=theme,
            language=language,
            current_lr=each.lane.lr,
            blow_up=each.blow_up,
            log=log,
        )
        for name, theme in THEMES.items()
    }
    title = title_of(each.lane.name, language)
    return Plot(
        name=f"{SWEEP}{each.lane.name}",
        title=f"{title} · η = {number(each.lane.lr)}",
        alt=f"{title}. {describe_sweep(each.lr, each.verdicts, language=language)}",
        spec=lambda theme: specs[theme.name],
        pick=True,
    )
