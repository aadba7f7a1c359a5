"""What plays on a stand-alone page: the payloads that a server would send, for each language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lrviz.export.comparisons import lanes_of
from lrviz.export.errors import ExportError
from lrviz.export.options import Options
from lrviz.export.slides import slide_of
from lrviz.export.snapshot import Snapshot
from lrviz.figures.theme import LIGHT
from lrviz.film import answer
from lrviz.film.answer import Asked
from lrviz.film.comparison import canonical, race_run
from lrviz.film.data_view import DisplayOptions, view_payload
from lrviz.film.film import thinned
from lrviz.film.jobs import RunShot, Shot
from lrviz.film.race import race_reel, race_table, trials_of
from lrviz.film.reel import Reel
from lrviz.film.regression import TaskShot
from lrviz.film.strip import rates_reel, rates_table
from lrviz.settings.config import RunConfig
from lrviz.states.compare import race_rates_of

__all__ = ["Played", "PlayedPart", "played_parts"]

MOST = 2_000_000  # bytes of a film and its slopes, before they are packed
FEWEST = 12  # rates

_STAGE = '<div class="lr-stage" data-testid="stage" data-ready="false"></div>'
_DATA = '<div class="lr-data" data-testid="data" data-ready="false"></div>'
_REEL = '<div class="lr-reel" data-ready="false"></div>'

Said = Mapping[str, Snapshot]


@dataclass(frozen=True, kw_only=True)
class PlayedPart:
    """A component on the page.

    Attributes:
        module: its name in the import map.
        markup: the root that it fills.
        payloads: by name and language, the bytes that a server would send.
        film: whether it asks for films, as the stage does.
    """

    module: str
    markup: str
    payloads: Mapping[str, Mapping[str, bytes]]
    film: bool = False


@dataclass(frozen=True, kw_only=True)
class Played:
    """The components, what stands below them, and the picture for where no script may run."""

    parts: Sequence[PlayedPart]
    below: str
    still: str


def played_parts(said: Said) -> Played:
    """What plays of a page, given in each language.

    Raises:
        ExportError: the settings cannot be run.
    """
    page = next(iter(said.values()))
    if page.page == "compare":
        parts, below = _compared(said)
    elif page.page == "regression":
        parts, below = [_data(said), _stage(said)], ""
    else:
        parts, below = [_stage(said)], ""
    return Played(parts=parts, below=below, still=slide_of(page, Options(), caption=True))


def _stage(said: Said) -> PlayedPart:
    films, slopes = {}, {}
    for language, page in said.items():
        films[language], slopes[language] = _film(_shot(page))
    return PlayedPart(
        module="stage/stage.js",
        markup=_STAGE,
        payloads={"film": films, "slopes": slopes},
        film=True,
    )


def _film(shot: Shot) -> tuple[bytes, bytes]:
    """A film and its slopes, of fewer rates where all would be too large for a file."""
    film = shot.film()
    size = film.sweep.w.nbytes + film.sweep.grad.nbytes  # float64: twice what is sent of them
    size += sum(rows.nbytes for rows in film.sweep.state.values())
    if size / 2 > MOST:
        count = max(FEWEST, int(len(film.sweep) * MOST / (size / 2)))
        film = shot.film_on(thinned(film.sweep.base_lr, count, shot.shown.lr))
    scene = answer.scene_for(shot.shown, film)
    sent = answer.payload(film, shot.shown, Asked(), scene, precisely=shot.precisely)
    return sent, answer.slopes(film, shot.shown.lr, precisely=shot.precisely)


def _shot(page: Snapshot) -> Shot:
    """What the stage shows, on the flat map and all of it: only a server draws another part."""
    config = page.config.replace(view="2d", window="")
    if page.page != "regression":
        return RunShot(config)
    values, steps = page.values, page.arguments["steps"]
    viewed = RunConfig(
        ghosts=config.ghosts,
        apart=config.apart,
        trail=config.trail,
        speed=config.speed,
        lr=page.lr,
        steps=steps,
        step=min(values["step"], steps),
        log_loss=values["log_loss"],
        language=page.language,
    )
    return TaskShot(
        recipe=page.recipe, own=page.task, axes=page.axes, viewed=viewed, language=page.language
    )


def _data(said: Said) -> PlayedPart:
    """The data with the model on them, which follows the stage."""
    names = ("held", "squares", "fan", "rings", "plane")
    payloads = {
        language: view_payload(
            page.recipe,
            page.task,
            DisplayOptions(
                axes=page.axes, language=language, **{name: page.values[name] for name in names}
            ),
        )
        for language, page in said.items()
    }
    return PlayedPart(module="regression/regression.js", markup=_DATA, payloads={"film": payloads})


def _compared(said: Said) -> tuple[list[PlayedPart], str]:
    """The reel of the open tab, and its table."""
    payloads, below = {}, ""
    for language, page in said.items():
        reel, table = _reel(page)
        payloads[language] = reel.payload("compare", language, frame=page.config.step)
        below += f'<div lang="{language}">{table}</div>'
    return [PlayedPart(module="reel/reel.js", markup=_REEL, payloads={"film": payloads})], below


def _reel(page: Snapshot) -> tuple[Reel, str]:
    language = page.language
    if page.values["tab"] == "optimizers":
        run, rates = race_run(page.config), race_rates_of(page.values)
        table = race_table(trials_of(run, rates), LIGHT, language, fair=page.values["fair"])
        return race_reel(run, rates, language, solid=False), table
    if page.values["tab"] != "rates":
        raise ExportError("still_only")
    reel = rates_reel(canonical(page.config), page.values["rates"], language)
    return reel, rates_table(lanes_of(page), LIGHT, language)
