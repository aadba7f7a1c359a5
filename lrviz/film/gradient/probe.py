"""What the probe is sent: the loss as a program, and the still parts of its pictures."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from lrviz.analysis.backprop.graph import graph_of
from lrviz.analysis.landscape import around
from lrviz.figures.alt import called, describe_objective
from lrviz.figures.encode import Spec
from lrviz.figures.layout import name_of
from lrviz.figures.probe import above_spec, below_spec, direction_spec, slice_spec
from lrviz.figures.theme import DARK, LIGHT, Theme
from lrviz.film.gradient.place import Place
from lrviz.film.payload import differences, pack
from lrviz.film.program import program
from lrviz.film.veil import OPEN, Veils
from lrviz.objectives.base import Box, Objective
from lrviz.objectives.formula import Formula
from lrviz.objectives.plane import plane
from lrviz.text import catalog, say

__all__ = ["STEP", "SceneKey", "intro", "payload"]

# Who knows one of these knows the others: they are veiled together.
STEP = frozenset({"slopes", "next_point", "update"})
# What stays of the map and the curves where the step is veiled.
_SEEN = {"rings", "minima", "curve", "cut_0", "cut_1", "point"}
# The browser fills these texts with slopes.
_SAID = ("rises", "falls", "level_slope", "steep", "update", "step")


@dataclass(frozen=True, kw_only=True)
class SceneKey:
    """All that the still parts depend on; equal for equal pictures.

    Attributes:
        objective: what is looked at.
        part: of the page.
        axes: the parameters of the map, or the one of the curve.
        box: of all parameters.
        held: the point, with 0 for the parameters that move.
        language: of the texts.
    """

    objective: Formula
    part: str
    axes: tuple[int, ...]
    box: Box
    held: tuple[float, ...]
    language: str
    veils: Veils = OPEN

    @property
    def veiled(self) -> bool:
        """Whether nothing of the slopes, nor of the step against them, may be seen."""
        return not STEP.isdisjoint(self.veils)


def intro(objective: Objective, part: str, language: str) -> str:
    """What the pictures of a part show, and what can be done there."""
    shown = "plane" if _in_plane(objective, part) else part
    return say(f"gradient.intro.{shown}", language)


def payload(at: Place, part: str, veils: Veils = OPEN) -> bytes:
    """All the probe needs at w; "id" is the same while only w and the rate change.

    The browser computes the slopes of the program: where they are veiled, it is sent neither a
    trace to draw them in nor a sentence to say them with.
    """
    own, scene = _scene(_view(at, part, veils))
    header = {"kind": "probe", "id": own, "w": at.w.tolist(), "lr": at.config.lr, "angle": at.angle}
    return pack({**header, **scene}, {})


def _view(at: Place, part: str, veils: Veils) -> SceneKey:
    held = [0.0 if i in at.axes else x for i, x in enumerate(at.w.tolist())]
    return SceneKey(
        objective=at.objective,
        part=part,
        axes=at.axes,
        box=around(at.objective, at.w),
        held=tuple(held),
        language=at.language,
        veils=veils,
    )


@lru_cache(maxsize=32)  # moving the point asks for the same pictures again; they are only read
def _scene(view: SceneKey) -> tuple[str, Mapping[str, Any]]:
    light, dark = (_specs(view, theme) for theme in (LIGHT, DARK))
    scene = {
        "part": view.part,
        "names": [name_of(name) for name in view.objective.parameter_names],
        "program": program(graph_of(view.objective)),
        "box": view.box,
        "axes": view.axes,
        "specs": light,
        "dark": {name: differences(light[name], dark[name]) for name in light},
        "texts": {**_texts(view), **(dict.fromkeys(_SAID, "") if view.veiled else {})},
        "veiled": view.veiled,
        "alt": _alt(view),
    }
    return blake2b(json.dumps(scene).encode(), digest_size=9).hexdigest(), scene


def _specs(view: SceneKey, theme: Theme) -> Mapping[str, Spec]:
    """By name: "below" and "above" are the map's layers; "side_0", "side_1" stand beside it."""
    specs = _whole_specs(view, theme)
    return {name: _seen(spec) for name, spec in specs.items()} if view.veiled else specs


def _seen(spec: Spec) -> Spec:
    return {**spec, "data": [trace for trace in spec["data"] if trace["name"] in _SEEN]}


def _whole_specs(view: SceneKey, theme: Theme) -> Mapping[str, Spec]:
    objective, language = view.objective, view.language
    specs: dict[str, Spec] = {}
    if len(view.axes) == 2:
        whole = objective.dim == 2 and view.axes == (0, 1)
        shown = objective if whole else plane(objective, view.axes, view.held)
        box, field = tuple(view.box[i] for i in view.axes), view.part == "directions"
        specs["below"] = below_spec(shown, box, theme=theme, language=language, field=field)
        specs["above"] = above_spec(specs["below"], view.part, theme)
    if view.part == "directions":
        return {**specs, "side_0": direction_spec(theme=theme, language=language)}
    for k, i in enumerate(view.axes):
        name = objective.parameter_names[i]
        specs[f"side_{k}"] = slice_spec(name, view.box[i], theme=theme, language=language)
    return specs


def _in_plane(objective: Objective, part: str) -> bool:
    """Whether the directions shown are those of a plane, so that steepest there is not steepest."""
    return part == "directions" and objective.dim > 2


def _texts(view: SceneKey) -> Mapping[str, str]:
    keys = [key for key in catalog(view.language) if key.startswith("probe.")]
    names = [key.removeprefix("probe.") for key in keys]
    said = {name: say(f"probe.{name}", view.language) for name in names}
    if _in_plane(view.objective, view.part):
        said |= {name.removeprefix("plane."): said[name] for name in names if "plane." in name}
    return {name: text for name, text in said.items() if "." not in name}


def _alt(view: SceneKey) -> Mapping[str, str]:
    """What the pictures show, for those who cannot see them; the numbers are read out beside."""
    objective, language = view.objective, view.language
    sides = [
        say(
            "gradient.alt.slice_alone" if view.veiled else "gradient.alt.slice",
            language,
            name=objective.parameter_names[i],
            loss=called(objective, language),
        )
        for i in view.axes
    ]
    if view.part == "directions":
        curve = "plane" if _in_plane(objective, view.part) else "angle"
        sides = [say(f"gradient.alt.{curve}", language, loss=called(objective, language))]
    rings = describe_objective(objective, language=language) if len(view.axes) == 2 else ""
    more = say("gradient.alt.point" if view.veiled else f"gradient.alt.{view.part}", language)
    return {"map": f"{rings} {more}", **{f"side_{k}": text for k, text in enumerate(sides)}}
