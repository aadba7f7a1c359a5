"""The scene: all of the stage that does not move with the rate, sent once per surface."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from lrviz.analysis.diagnosis import Verdict
from lrviz.analysis.regimes import MIXED
from lrviz.compute.kept import LRUCache
from lrviz.descent.optimizers import OPTIMIZERS
from lrviz.figures.alt import called, describe_objective
from lrviz.figures.live import live_box, live_specs
from lrviz.figures.still import still_svg
from lrviz.figures.theme import DARK, LIGHT, MARKS, THEMES, Theme, translucent
from lrviz.film.film import Film, nearest
from lrviz.film.payload import differences
from lrviz.film.program import program_of
from lrviz.film.setting import formula_of
from lrviz.film.veil import OPEN, Veils
from lrviz.objectives.base import Box
from lrviz.text import catalog, say

# What veils each trace of the rings' picture.
_TRACES = {
    "rings": "rings",
    "ring_values": "rings",
    "minima": "minimum",
}
# What has been made of scenes, by their objective and id: many starts are played on one.
_contents = LRUCache(8)


@dataclass(frozen=True, kw_only=True)
class Scene:
    """What a film plays on: the objective on a box, in a language.

    Attributes:
        box: what is shown.
        whole: what is shown where nobody has chosen a window.
        solid: whether there is a 3-D view.
    """

    film: Film
    box: Box
    whole: Box
    language: str
    solid: bool
    veils: Veils = OPEN

    @property
    def id(self) -> str:
        """The same for the same pictures."""
        return _digest([self.base, self.box])

    @property
    def base(self) -> str:
        """The same for the same pictures whatever window they are seen through."""
        objective, plane = self.film.sweep.objective, self.film.plane
        parts = [objective.latex, objective.parameter_names, self.language, self.solid]
        parts.append(sorted(self.veils))
        parts += [plane.axes, plane.at] if plane else []
        parts.append(self.film.sweep.settings.optimizer)
        return _digest(parts)

    @property
    def aspect(self) -> float:
        """Width over height of the map, as the page has it: within 1/3 and 3."""
        (x_low, x_high), (y_low, y_high) = self.box
        return min(3.0, max(1 / 3, (x_high - x_low) / (y_high - y_low)))

    def content(self) -> Mapping[str, Any]:
        """The pictures in light, what differs in the dark, the colours and the texts; the same for
        the same objective and ``id``, and not to be changed."""
        key = self.film.sweep.objective, self.id
        known: Mapping[str, Any] | None = _contents.get(key)
        if known is None:
            known = self._content()
            _contents.put(key, known, 1)
        return known

    def _content(self) -> Mapping[str, Any]:
        light, dark = (self._specs(theme) for theme in (LIGHT, DARK))
        return {
            "id": self.id,
            "base": self.base,
            "whole": self.whole,
            "name": self.film.sweep.objective.name,
            "box": self.box,
            "specs": light,
            "dark": {name: differences(light[name], dark[name]) for name in light},
            "colours": {"light": _colours(LIGHT), "dark": _colours(DARK)},
            "texts": texts(self.language),
            "formula": "" if "rings" in self.veils else formula_of(self.film.sweep.objective),
            "program": None if "rings" in self.veils else program_of(self.film.sweep.objective),
            "alt": self._words(),
        }

    def still(self, lr: float, step: int, theme: str | None) -> str:
        """The first picture, for the time until plotly has come; "" where there is no map."""
        run = self.film.seen(nearest(self.film.sweep.base_lr, lr))
        objective = run.objective
        if objective.dim != 2:
            return ""
        looks = THEMES.get(theme or "", LIGHT)
        return still_svg(objective, run, step, theme=looks, language=self.language, box=self.box)

    def _words(self) -> str:
        """The map in words; of what is veiled none."""
        objective = self.film.seen(0).objective
        if "rings" in self.veils:
            return called(objective, self.language)
        return describe_objective(
            objective, language=self.language, minima="minimum" not in self.veils
        )

    def _specs(self, theme: Theme) -> Mapping[str, Any]:
        run = self.film.seen(0)
        specs = live_specs(run, box=self.box, theme=theme, language=self.language, solid=self.solid)
        veiled = {trace for trace, veil in _TRACES.items() if veil in self.veils}
        seen = [each for each in specs["rings"]["data"] if each.get("name") not in veiled]
        return {**specs, "rings": {**specs["rings"], "data": seen}}


def scene_of(
    film: Film,
    language: str,
    *,
    solid: bool = False,
    window: tuple[float, ...] | None = None,
    veils: Veils = OPEN,
) -> Scene:
    """The scene of a film; ``solid`` adds the 3-D view, ``veils`` leave out what is asked about.

    ``window`` is the part of the map to show; what has no map has none.
    """
    run = film.seen(0)
    whole = box = live_box(run)
    if window is not None and run.objective.dim <= 2:
        box = tuple(zip(window[::2], window[1::2], strict=True))
    return Scene(film=film, box=box, whole=whole, language=language, solid=solid, veils=veils)


def _digest(parts: object) -> str:
    return blake2b(json.dumps(parts).encode(), digest_size=9).hexdigest()


def texts(language: str) -> Mapping[str, str]:
    """The stage's own texts, the verdicts' words, and why each optimizer steps as it does."""
    names = [key.removeprefix("stage.") for key in catalog(language) if key.startswith("stage.")]
    own = {name: say(f"stage.{name}", language) for name in names}
    words = {f"verdict_{each}": say(f"verdict.{each}.word", language) for each in Verdict}
    why = {f"why_{name}": say(f"optimizer.{name}.note", language) for name in OPTIMIZERS}
    return own | words | why


def _colours(theme: Theme) -> Mapping[str, Any]:
    return {
        "verdicts": {**theme.verdicts, MIXED: theme.faint},
        "bands": {
            **{verdict: theme.band(verdict) for verdict in theme.verdicts},
            MIXED: translucent(theme.faint, theme.shade),
        },
        "marks": dict(MARKS),
        "path": theme.path,
        "future": theme.future,
        "ink": theme.ink,
        "faint": theme.faint,
        "paper": theme.paper,
    }
