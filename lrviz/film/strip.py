"""Learning rates side by side: a filmstrip on one clock, and the curves of all."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from lrviz.analysis.comparison import Lane, strip
from lrviz.analysis.diagnosis import Verdict
from lrviz.compute.memo import memo
from lrviz.figures.alt import called
from lrviz.figures.encode import Spec
from lrviz.figures.films import film_box, film_points, film_spec, ground_spec
from lrviz.figures.gaps import gaps_spec, scale_of
from lrviz.figures.looks import Look, plain_looks, verdict_looks
from lrviz.figures.theme import MARKS, THEMES, Theme
from lrviz.film.answer import good_rate, run_of, whole_film
from lrviz.film.comparison import at_start, settings_of
from lrviz.film.reel import Grow, Plot, Reel
from lrviz.film.table import figures_of, heads, table, verdict_cell
from lrviz.film.veil import OPEN, Veils
from lrviz.settings.config import RunConfig
from lrviz.text import say
from lrviz.text.numbers import number, vector

__all__ = ["film_rate", "rates_of", "rates_reel", "rates_table", "strip_of"]

FILM = "film_"
COLUMNS = {2: 2, 3: 3, 4: 4, 5: 5, 6: 3, 7: 4, 8: 4, 9: 5}
HEIGHTS = {2: "20rem", 3: "16rem", 4: "14.5rem", 5: "14rem"}


@memo(16)
def rates_of(run: RunConfig, chosen: tuple[float, ...]) -> tuple[float, ...]:
    """The rates chosen, or those of the four regimes that this surface has.

    Where it has but one, twice and four times that one keep it company.
    """
    if chosen:
        return chosen
    film = whole_film(run_of(run))
    found = {float(film.sweep.base_lr[i]) for i in film.presets.values() if i is not None}
    if len(found) < 2:
        found |= {factor * good_rate(film) for factor in (1, 2, 4)}
    return tuple(sorted(found))


@memo(16)  # a class opens the same link together: lanes are read-only, and shared
def strip_of(run: RunConfig, chosen: tuple[float, ...]) -> tuple[Lane, ...]:
    """One run per rate, from one sweep; raises ValueError where the settings cannot be run."""
    lanes: tuple[Lane, ...] = strip(
        run.build_objective(), rates_of(run, chosen), **settings_of(run)
    )
    return lanes


def film_rate(run: RunConfig, chosen: tuple[float, ...], plot: str) -> float | None:
    """The rate of the film that was clicked; None for another plot."""
    rates = rates_of(run, chosen)
    index = plot.removeprefix(FILM)
    known = plot.startswith(FILM) and index.isdigit() and int(index) < len(rates)
    return rates[int(index)] if known else None


@lru_cache(maxsize=16)
def rates_reel(
    run: RunConfig, chosen: tuple[float, ...], language: str, veils: Veils = OPEN
) -> Reel:
    """The films and, below them, the curves. Whatever of it is veiled, the starts alone are left:
    all else tells how the runs end."""
    lanes = at_start(strip_of(run, chosen)) if veils else strip_of(run, chosen)
    frames = max(len(lane.run.w) for lane in lanes)
    draw = _starts if veils else _films
    films = draw(lanes, frames, language) if lanes[0].run.objective.dim <= 2 else []
    columns = COLUMNS[len(lanes)]
    return Reel(
        plots=films if veils else [*films, _curves(lanes, frames, language)],
        frames=frames,
        columns=columns,
        height=HEIGHTS[columns],
        clock=clock_line(language),
    )


def rates_table(lanes: tuple[Lane, ...], theme: Theme, language: str) -> str:
    """Rate, verdict, steps to converge, final loss, worst overshoot."""
    rows = [
        [number(lane.lr), verdict_cell(lane, theme, language), *figures_of(lane)] for lane in lanes
    ]
    names = heads(language, "rate", "verdict", "steps", "final", "overshoot")
    return table("compare-table", names, rows, words=2)


def clock_line(language: str) -> str:
    """The line beside the clock's slider, for the reel to fill in."""
    return say("compare.clock", language, k="{k}", n="{n}")


def name_of_rate(lane: Lane) -> str:
    """η = 0.1."""
    return f"η = {number(lane.lr)}"


def _starts(lanes: tuple[Lane, ...], frames: int, language: str) -> list[Plot]:
    """The films of runs that have not begun: no word and no colour says how they will end."""
    specs = {
        name: _maps(lanes, plain_looks(len(lanes), theme), theme, language)
        for name, theme in THEMES.items()
    }
    return [
        Plot(
            name=f"{FILM}{i}",
            title=name_of_rate(lane),
            alt=say(
                "compare.alt.start",
                language,
                name=called(lane.run.objective, language),
                lr=number(lane.lr),
                point=vector(lane.run.w[0]),
            ),
            spec=lambda theme, i=i: specs[theme.name][i],  # type: ignore[misc]
            moving={lane.name: Grow(points=film_points(lane, frames))},
        )
        for i, lane in enumerate(lanes)
    ]


def _maps(lanes: Sequence[Lane], looks: Sequence[Look], theme: Theme, language: str) -> list[Spec]:
    """A map for each lane, all of one ground."""
    box = film_box(lanes[0])
    ground = ground_spec(lanes[0], box=box, theme=theme, language=language, words=False)
    return [
        film_spec(ground, [lane], [look], box=box) for lane, look in zip(lanes, looks, strict=True)
    ]


def _films(lanes: tuple[Lane, ...], frames: int, language: str) -> list[Plot]:
    verdicts = [lane.verdict for lane in lanes]
    specs = {
        name: _maps(lanes, verdict_looks(verdicts, theme), theme, language)
        for name, theme in THEMES.items()
    }
    return [
        Plot(
            name=f"{FILM}{i}",
            title=f"{name_of_rate(lane)} · {MARKS[lane.verdict]} {lane.diagnosis.word(language)}",
            alt=_alt(lane, language),
            spec=lambda theme, i=i: specs[theme.name][i],  # type: ignore[misc]
            moving={lane.name: Grow(points=film_points(lane, frames))},
            captions=film_captions(lane, frames, language),
            pick=True,
        )
        for i, lane in enumerate(lanes)
    ]


def film_captions(lane: Lane, frames: int, language: str) -> tuple[str, ...]:
    """The loss at every frame; after a run's end, how it ended."""
    losses = [say("compare.loss_now", language, loss=number(float(x))) for x in lane.run.loss]
    end = _ended(lane, language) or losses[-1]
    return tuple((*losses, *[end] * (frames - len(losses)))[:frames])


def _ended(lane: Lane, language: str) -> str:
    """How a run ended before its time; "" for one that did not."""
    step = lane.diagnosis.evidence["blow_up"]
    if step is None:
        return ""
    leaves = lane.verdict is Verdict.LEAVES
    case = lane.diagnosis.case.removeprefix("start_") if leaves else lane.verdict.value
    return say(f"compare.ended.{case}", language, step=step)


def _alt(lane: Lane, language: str) -> str:
    return say(
        "compare.alt.film",
        language,
        name=called(lane.run.objective, language),
        lr=number(lane.lr),
        sentence=lane.diagnosis.sentence(language),
    )


def _curves(lanes: tuple[Lane, ...], frames: int, language: str) -> Plot:
    names = [name_of_rate(lane) for lane in lanes]
    verdicts = [lane.verdict for lane in lanes]
    specs = {
        name: gaps_spec(
            lanes,
            verdict_looks(verdicts, theme),
            names,
            theme=theme,
            language=language,
            frames=frames,
        )
        for name, theme in THEMES.items()
    }
    return curves_plot(lanes, names, specs, frames, language)


def curves_plot(
    lanes: Sequence[Lane],
    names: Sequence[str],
    specs: Mapping[str, Spec],
    frames: int,
    language: str,
    *,
    wide: bool = True,
    height: str = "15rem",
) -> Plot:
    """The gaps of all lanes together, as a plot of a reel; ``specs`` by the theme's name."""
    scale = scale_of(lanes)
    return Plot(
        name="loss",
        alt=say(
            "compare.alt.curves" if scale.log else "compare.alt.curves_losses",
            language,
            names=", ".join(names),
        ),
        spec=lambda theme: specs[theme.name],
        moving={lane.name: Grow(points=scale.points(lane, frames)) for lane in lanes},
        wide=wide,
        height=height,
    )
