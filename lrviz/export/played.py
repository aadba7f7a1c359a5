"""What plays on a stand-alone page: the payloads that a server would send, for each language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lrviz.export.reels import PageReels, place_of, reels_of
from lrviz.export.snapshot import Snapshot
from lrviz.film import answer
from lrviz.film.answer import Asked
from lrviz.film.data_view import DisplayOptions, view_payload
from lrviz.film.film import thinned
from lrviz.film.gradient.probe import STEP, intro
from lrviz.film.gradient.probe import payload as probe_payload
from lrviz.film.jobs import RunShot, Shot
from lrviz.film.regression import TaskShot, viewed_of
from lrviz.film.veil import OPEN, Veils, of_question, withholds_run

__all__ = ["Played", "PlayedPart", "played_parts", "stage_part"]

# Bytes of a film and its slopes, before they are packed; a longer run has fewer rates.
MOST = 2_000_000
FEWEST = 12  # A film keeps at least so many rates.

_STAGE = '<div class="lr-stage lr-descent" data-ready="false"></div>'
_DATA = '<div class="lr-data" data-testid="data" data-ready="false"></div>'
_REEL = '<div class="lr-reel" data-ready="false"></div>'
_PROBE = '<div class="lr-probe" data-testid="probe" data-ready="false"></div>'

Said = Mapping[str, Snapshot]


@dataclass(frozen=True, kw_only=True)
class PlayedPart:
    """A component on the page.

    Attributes:
        module: its name in the import map.
        markup: the root that it fills.
        payloads: by name and language, the bytes that a server would send.
        film: whether it asks for films, as the stage does.
        keys: under which keys of the address is kept what it says of itself.
    """

    module: str
    markup: str
    payloads: Mapping[str, Mapping[str, bytes]]
    film: bool = False
    keys: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Played:
    """The components, and what stands above and below them."""

    parts: Sequence[PlayedPart]
    above: str = ""
    below: str = ""


def played_parts(said: Said, veils: Veils = OPEN) -> Played:
    """What plays of a page, given in each language, but for what an open question veils.

    Raises:
        ExportError: the settings cannot be run, or have no such picture.
    """
    page = next(iter(said.values()))
    if page.page == "descent":
        return Played(parts=[_stage(said, veils)])
    if page.page == "regression":
        return Played(parts=[_data(said, veils), _stage(said, veils)])
    if page.page == "gradient" and page.values["part"] in ("weights", "directions"):
        return _probe(said, veils)
    return _reels({language: reels_of(each, veils) for language, each in said.items()})


def _stage(said: Said, veils: Veils) -> PlayedPart:
    films, slopes = {}, {}
    hidden = of_question(veils) if veils else OPEN
    for language, page in said.items():
        films[language], slopes[language] = _film(_shot(page), hidden)
    names = ("eta", "at") if page.page == "regression" else ("lr", "step")
    return stage_part(films, {} if withholds_run(hidden) else slopes, names)


def stage_part(
    films: Mapping[str, bytes],
    slopes: Mapping[str, bytes],
    names: tuple[str, str] = ("lr", "step"),
) -> PlayedPart:
    """The stage with a film, and the slopes if there are any, in each language; ``names`` are the
    keys of the address for the rate and the step."""
    return PlayedPart(
        module="stage/stage.js",
        markup=_STAGE,
        payloads={"film": films} | ({"slopes": slopes} if slopes else {}),
        film=True,
        keys=dict(zip(("lr", "step"), names, strict=True)),
    )


def _film(shot: Shot, veils: Veils) -> tuple[bytes, bytes]:
    """A film and its slopes, of fewer rates where all would be too large for a file."""
    film = shot.film()
    size = film.sweep.w.nbytes + film.sweep.grad.nbytes  # float64: twice what is sent of them
    size += sum(rows.nbytes for rows in film.sweep.state.values())
    if size / 2 > MOST:
        count = max(FEWEST, int(len(film.sweep) * MOST / (size / 2)))
        film = shot.film_on(thinned(film.sweep.base_lr, count, shot.shown.lr))
    scene = answer.scene_for(shot.shown, film, veils)
    asked = Asked(veils=veils)
    sent = answer.payload(film, shot.shown, asked, scene, precisely=shot.precisely)
    return sent, answer.slopes(film, shot.shown.lr, precisely=shot.precisely)


def _shot(page: Snapshot) -> Shot:
    """What the stage shows, on the flat map and all of it: only a server draws another part."""
    config = page.config.replace(view="2d", window="")
    if page.page != "regression":
        return RunShot(config)
    viewed = viewed_of(page.values, config, lr=page.lr, steps=page.arguments["steps"])
    return TaskShot(
        recipe=page.recipe, own=page.task, axes=page.axes, viewed=viewed, language=page.language
    )


def _data(said: Said, veils: Veils) -> PlayedPart:
    """The data with the model on them, which follows the stage."""
    names = ("held", "squares", "fan", "rings", "plane")
    payloads = {
        language: view_payload(
            page.recipe,
            page.task,
            DisplayOptions(
                axes=page.axes, language=language, **{name: page.values[name] for name in names}
            ),
            of_question(veils) if veils else OPEN,
        )
        for language, page in said.items()
    }
    return PlayedPart(module="regression/regression.js", markup=_DATA, payloads={"film": payloads})


def _probe(said: Said, veils: Veils) -> Played:
    """The part of the Gradient page that follows the pointer; the browser computes its slopes."""
    page = next(iter(said.values()))
    part = page.values["part"]
    if part == "directions" and (page.objective.dim == 1 or not veils.isdisjoint(STEP)):
        return Played(parts=[])
    payloads = {
        language: probe_payload(place_of(each), part, veils) for language, each in said.items()
    }
    module = "probe/probe.js"
    keys = {"w": "start", "angle": "angle"}
    probe = PlayedPart(module=module, markup=_PROBE, payloads={"film": payloads}, keys=keys)
    intros = {name: intro(page.objective, part, name) for name in said}
    above = "".join(f'<p lang="{language}">{text}</p>' for language, text in intros.items())
    return Played(parts=[probe], above=above)


def _reels(said: Mapping[str, PageReels]) -> Played:
    """The reels of a page; each language has the same ones."""
    parts = [
        PlayedPart(
            module="reel/reel.js",
            markup=_REEL,
            payloads={
                "film": {
                    language: each.reels[i].reel.payload(
                        shown.name, language, frame=each.reels[i].frame, asks=shown.clock
                    )
                    for language, each in said.items()
                }
            },
            keys={"frame": shown.clock} if shown.clock else {},
        )
        for i, shown in enumerate(next(iter(said.values())).reels)
    ]
    above, below = (
        "".join(f'<div lang="{language}">{text}</div>' for language, text in texts.items() if text)
        for texts in (
            {language: each.above for language, each in said.items()},
            {language: each.below for language, each in said.items()},
        )
    )
    return Played(parts=parts, above=above, below=below)
