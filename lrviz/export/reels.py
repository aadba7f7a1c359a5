"""The reels that a page plays, and what it says above and below them, as markup."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from types import MappingProxyType

from lrviz.analysis.derivatives import gradients_at
from lrviz.export.comparisons import basins_shown, lanes_of
from lrviz.export.errors import ExportError
from lrviz.export.snapshot import Snapshot
from lrviz.figures.theme import LIGHT
from lrviz.film.basins import basins_note, basins_reel, basins_table
from lrviz.film.comparison import canonical, race_run
from lrviz.film.gradient.graph import arrived, graph_reel, picture_at
from lrviz.film.gradient.place import Place, place_at
from lrviz.film.gradient.ways import STYLE, errors_at, first_trial, sloped, table, ways_reel
from lrviz.film.network import bends, generalisation, landscape
from lrviz.film.network.health import at_output, health
from lrviz.film.network.rates import rates
from lrviz.film.network.recipe import recipe
from lrviz.film.network.training import Training, TrainingFilm, film_of
from lrviz.film.phase import curvature_of, pair_in_use, phase_reel
from lrviz.film.race import race_reel, race_table, trials_of
from lrviz.film.reel import Reel
from lrviz.film.strip import rates_reel, rates_table
from lrviz.film.veil import OPEN, Veils
from lrviz.states.compare import race_rates_of
from lrviz.text import say

__all__ = ["PageReels", "ShownReel", "place_of", "reels_of"]


@dataclass(frozen=True, kw_only=True)
class ShownReel:
    """A reel at a frame; ``clock`` is the key of the address that the frame is kept under."""

    name: str
    reel: Reel
    frame: int = 0
    clock: str = ""


@dataclass(frozen=True, kw_only=True)
class PageReels:
    """Reels in reading order, and the markup around them."""

    reels: Sequence[ShownReel]
    above: str = ""
    below: str = ""


def reels_of(page: Snapshot, veils: Veils = OPEN) -> PageReels:
    """What plays of a page that has no stage, but for what an open question veils.

    Raises:
        ExportError: the settings have no such picture.
    """
    shown = page.values.get("tab") or page.values["part"]
    return _MADE[page.page, shown](page, veils)


def place_of(page: Snapshot) -> Place:
    """Where the Gradient page looks."""
    return place_at(page.config, page.objective, page.values, page.language)


def _rates(page: Snapshot, veils: Veils) -> PageReels:
    reel = rates_reel(canonical(page.config), page.values["rates"], page.language, veils)
    shown = ShownReel(name="compare", reel=reel, frame=page.config.step, clock="step")
    below = "" if veils else rates_table(lanes_of(page), LIGHT, page.language)
    return PageReels(reels=[shown], below=below)


def _optimizers(page: Snapshot, veils: Veils) -> PageReels:
    run, rates, language = race_run(page.config), race_rates_of(page.values), page.language
    reel = race_reel(run, rates, language, False, veils)
    shown = ShownReel(name="compare", reel=reel, frame=page.config.step, clock="step")
    table = "" if veils else race_table(trials_of(run, rates), LIGHT, language, fair=_fair(page))
    return PageReels(reels=[shown], below=table)


def _fair(page: Snapshot) -> bool:
    return bool(page.values["fair"])


def _basins(page: Snapshot, veils: Veils) -> PageReels:
    if veils:  # all in it tells how runs end
        return PageReels(reels=[])
    found, language = basins_shown(page), page.language
    steps = page.values["shade"] == "steps"
    reel = basins_reel(found, steps, language)
    below = basins_table(found, LIGHT, language) + _line(basins_note(found, steps, language))
    return PageReels(reels=[ShownReel(name="basins", reel=reel)], below=below)


def _momentum(page: Snapshot, veils: Veils) -> PageReels:
    if veils:
        return PageReels(reels=[])
    eigenvalues, said = curvature_of(page.config, page.objective)
    if eigenvalues is None:
        raise ExportError("no_bowl")
    nesterov = page.values["nesterov"]
    now = pair_in_use(page.config, nesterov=nesterov)
    reel = phase_reel(eigenvalues, nesterov, now, page.language)
    note = _line(say("compare.momentum_note", page.language))
    return PageReels(reels=[ShownReel(name="phase", reel=reel)], above=_line(said), below=note)


def _ways(page: Snapshot, veils: Veils) -> PageReels:
    at = place_of(page)
    if not veils.isdisjoint({"errors", "slopes"}):
        return PageReels(reels=[ShownReel(name="ways", reel=first_trial(at))])
    above = f"<style>{STYLE}</style>{table(at, gradients_at(at.objective, at.w))}"
    errors = errors_at(at)
    if not sloped(errors):
        return PageReels(reels=[], above=above)
    frame = page.values["trial"]
    shown = ShownReel(name="ways", reel=ways_reel(at, errors), frame=frame, clock="trial")
    return PageReels(
        reels=[shown], above=above, below=_line(say("gradient.ways.legend", page.language))
    )


def _graph(page: Snapshot, veils: Veils) -> PageReels:
    at, forward = place_of(page), not veils.isdisjoint({"graph", "slopes"})
    picture = picture_at(at)
    reel = graph_reel(at, picture, forward=forward)
    shown = ShownReel(name="flow", reel=reel, frame=page.values["beat"], clock="beat")
    below = "" if forward else "".join(map(_line, arrived(at, picture)))
    above = _line(say("gradient.flow.intro", page.language))
    return PageReels(reels=[shown], above=above, below=below)


def _network(
    make: Callable[[TrainingFilm, Training, Veils, str], Sequence[ShownReel]],
) -> Callable[[Snapshot, Veils], PageReels]:
    """What is said of the training, and the reels of a view of it."""

    def made(page: Snapshot, veils: Veils) -> PageReels:
        training = Training(values=page.values, table=page.data)
        film = film_of(training)
        reels = make(film, training, veils, page.language)
        found, language = film.diagnosis, page.language
        said = f"<p><b>{escape(found.word(language))}</b> {escape(found.sentence(language))}</p>"
        return PageReels(reels=reels, above="" if veils else said)

    return made


def _clocked(name: str, reel: Reel, training: Training) -> ShownReel:
    frame = min(training.values["frame"], reel.frames - 1)
    return ShownReel(name=name, reel=reel, frame=frame, clock="nframe")


def _bends(
    film: TrainingFilm, training: Training, veils: Veils, language: str
) -> Sequence[ShownReel]:
    found = [_clocked("network", bends.bends(film, language, veils), training)]
    if not veils and training.values["compare_rates"]:
        found.append(ShownReel(name="rates", reel=rates(film, training, language)))
    if not veils and film.data.flat and training.values["by_hand"]:
        frame = training.values["piece"]
        reel = recipe(language)
        found.append(ShownReel(name="recipe", reel=reel, frame=frame, clock="npiece"))
    return found


def _landscape(
    film: TrainingFilm, training: Training, veils: Veils, language: str
) -> Sequence[ShownReel]:
    if veils:  # every number in it tells of the run
        return []
    return [_clocked("landscape", landscape.landscape(film, training, language), training)]


def _health(
    film: TrainingFilm, training: Training, veils: Veils, language: str
) -> Sequence[ShownReel]:
    if not veils.isdisjoint({"health", "curves"}):
        return [ShownReel(name="health", reel=at_output(film, language))]
    return [_clocked("health", health(film, training, language), training)]


def _general(
    film: TrainingFilm, training: Training, veils: Veils, language: str
) -> Sequence[ShownReel]:
    found = [_clocked("general", generalisation.general(film, language, veils), training)]
    if not veils and training.values["compare_widths"]:
        reel = generalisation.widths(film, training, language)
        found.append(ShownReel(name="widths", reel=reel))
    return found


def _cost(page: Snapshot, veils: Veils) -> PageReels:
    training = Training(values=page.values, table=page.data)
    film = film_of(training)
    if "cost" in veils:
        return PageReels(reels=[], above=_line(generalisation.one_layer(film, page.language)))
    reel = generalisation.costs(film, training, page.language)
    return PageReels(reels=[ShownReel(name="cost", reel=reel)])


def _line(text: str) -> str:
    """A line of text as markup; marks of emphasis are not for here."""
    return f"<p>{escape(text.replace('**', ''))}</p>"


_MADE: Mapping[tuple[str, str], Callable[[Snapshot, Veils], PageReels]] = MappingProxyType(
    {
        ("compare", "rates"): _rates,
        ("compare", "optimizers"): _optimizers,
        ("compare", "basins"): _basins,
        ("compare", "momentum"): _momentum,
        ("gradient", "ways"): _ways,
        ("gradient", "graph"): _graph,
        ("network", "bends"): _network(_bends),
        ("network", "landscape"): _network(_landscape),
        ("network", "health"): _network(_health),
        ("network", "general"): _network(_general),
        ("network", "cost"): _cost,
    }
)
