"""What a reel shows: plots, and how their traces move with one clock.

>>> import numpy as np
>>> Grow(points=np.zeros((5, 2))).frames, Swap(y=np.zeros((5, 30))).frames
(5, 5)
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lrviz.figures.encode import Spec
from lrviz.figures.theme import DARK, LIGHT, Theme
from lrviz.film.payload import differences, pack
from lrviz.text import catalog, say

__all__ = ["Grow", "Motion", "Plot", "Reel", "Swap"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, eq=False)
class Grow:
    """A path that grows: at frame k its points 0..k, up to the first that is not finite.

    On a flat plot the reel marks its head, and where the head is off the plot an arrow at
    the edge says where it is.

    Attributes:
        points: ``(frames, 2)``, or ``(frames, 3)`` in space, in data coordinates.
        head: whether the head is marked.
    """

    points: ArrayLike
    head: bool = True

    @property
    def frames(self) -> int:
        """How many frames it lasts."""
        return len(np.asarray(self.points))

    def arrays(self) -> Mapping[str, Floats]:
        """The one array it needs."""
        return {"points": np.asarray(self.points, dtype=float)}

    def words(self) -> Mapping[str, Any]:
        """What of it is no array of numbers."""
        return {"kind": "grow", "head": self.head}


@dataclass(frozen=True, kw_only=True, eq=False)
class Swap:
    """A trace whose values are exchanged: at frame k it shows row k.

    An array of one row holds for every frame.

    Attributes:
        x, y, z: ``(frames, n)`` or None where the trace's own stay.
        text, customdata: lists of ``frames`` lists, or None.
        colour: one colour a frame for line or marker, or None.
    """

    x: ArrayLike | None = None
    y: ArrayLike | None = None
    z: ArrayLike | None = None
    text: Sequence[Sequence[str]] | None = None
    customdata: Sequence[Any] | None = None
    colour: Sequence[str] | None = None

    @property
    def frames(self) -> int:
        """How many frames it lasts."""
        lengths = [len(each) for each in self.arrays().values()]
        lengths += [len(each) for each in (self.text, self.customdata, self.colour) if each]
        return max(lengths, default=1)

    def arrays(self) -> Mapping[str, Floats]:
        """Its coordinates, each with a row per frame."""
        given = {"x": self.x, "y": self.y, "z": self.z}
        return {
            name: np.atleast_2d(np.asarray(value, dtype=float))
            for name, value in given.items()
            if value is not None
        }

    def words(self) -> Mapping[str, Any]:
        """What of it is no array of numbers."""
        given = {"text": self.text, "customdata": self.customdata, "colour": self.colour}
        return {"kind": "swap", **{name: value for name, value in given.items() if value}}


Motion = Grow | Swap


@dataclass(frozen=True, kw_only=True, eq=False)
class Plot:
    """One plot of a reel.

    Attributes:
        name: identifier; ``data-testid="reel-plot-<name>"``.
        spec: the picture in a theme; the same traces in both. Axes over something that
            moves have fixed ranges.
        alt: what a person hears who cannot see it.
        title: a line above it.
        moving: trace name -> how it moves.
        captions: a line below it, for every frame its own, or one for all.
        pick: whether a click is reported.
        wide: whether it takes a whole row.
        height: CSS, where it differs from the reel's.
    """

    name: str
    spec: Callable[[Theme], Spec]
    alt: str
    title: str = ""
    moving: Mapping[str, Motion] = field(default_factory=dict)
    captions: Sequence[str] = ()
    pick: bool = False
    wide: bool = False
    height: str = ""


class _Packed(NamedTuple):
    words: Mapping[str, Any]
    arrays: Mapping[str, Floats]


@dataclass(frozen=True, kw_only=True, eq=False)
class Reel:
    """Plots that share a clock.

    Attributes:
        plots: in reading order.
        frames: how many there are; 1 for pictures that stand still.
        columns: how many plots stand side by side where there is room.
        height: of a plot, in CSS.
        clock: the line beside the slider, with ``{k}`` and ``{n}``.
        speed: frames a second at first.
    """

    plots: Sequence[Plot]
    frames: int = 1
    columns: int = 2
    height: str = "20rem"
    clock: str = "{k} / {n}"
    speed: int = 8

    def __post_init__(self) -> None:
        for plot in self.plots:
            for name, motion in plot.moving.items():
                if motion.frames not in {1, self.frames}:
                    raise ValueError(
                        f"`{plot.name}.{name}` must have 1 or {self.frames} frames; "
                        f"got {motion.frames}"
                    )

    def payload(
        self,
        key: str,
        language: str,
        *,
        frame: int = 0,
        speed: int = 0,
        turn: int = 0,
        asks: str = "",
    ) -> bytes:
        """The reel as it is sent, every number to its last digit, as its pictures have theirs; "id"
        is the same for the same reel in the same language.

        Args:
            key: its name on the page.
            language: of its texts.
            frame: the one to show.
            speed: frames a second, 0 for the reel's own.
            turn: how often the run has changed; the browser says it back.
            asks: the clock of which the server wants to hear where it stands, "" for none; what
                is shown next of the same clock begins there.
        """
        packed = [_packed(plot) for plot in self.plots]
        arrays = {name: array for each in packed for name, array in each.arrays.items()}
        header = {
            "plots": [each.words for each in packed],
            "frames": self.frames,
            "columns": self.columns,
            "height": self.height,
            "clock": self.clock,
            "asks": asks,
            "texts": _texts(language),
        }
        name = blake2b(pack(header, {}, arrays), digest_size=9).hexdigest()
        clock = {"frame": frame, "speed": speed or self.speed, "turn": turn}
        return pack({"kind": "reel", "id": name, "key": key, **clock, **header}, {}, arrays)


def _packed(plot: Plot) -> _Packed:
    light, dark = plot.spec(LIGHT), plot.spec(DARK)
    known = {trace.get("name") for trace in light["data"]}
    if missing := plot.moving.keys() - known:
        raise ValueError(f"`{plot.name}` has no trace {', '.join(sorted(missing))}")
    words = {
        "name": plot.name,
        "title": plot.title,
        "alt": plot.alt,
        "captions": list(plot.captions),
        "pick": plot.pick,
        "wide": plot.wide,
        "height": plot.height,
        "spec": light,
        "dark": differences(light, dark),
        "moving": {name: motion.words() for name, motion in plot.moving.items()},
    }
    arrays = {
        f"{plot.name}/{trace}/{name}": array
        for trace, motion in plot.moving.items()
        for name, array in motion.arrays().items()
    }
    return _Packed(words, arrays)


def _texts(language: str) -> Mapping[str, str]:
    names = [key.removeprefix("reel.") for key in catalog(language) if key.startswith("reel.")]
    return {name: say(f"reel.{name}", language) for name in names}
