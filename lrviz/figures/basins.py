"""The map of starts by where they end, and by how long they take."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from lrviz.analysis.basins import NO_MINIMUM, NOWHERE, Basins
from lrviz.figures.encode import Spec, typed
from lrviz.figures.labels import shadow
from lrviz.figures.layout import TICK_SIZE, axis, base, corner, name_of
from lrviz.figures.looks import race_looks
from lrviz.figures.map import contour_spec
from lrviz.figures.theme import MARKS, Theme
from lrviz.text import say

__all__ = ["basins_spec", "cell_colour", "letter", "who"]

Floats = NDArray[np.float64]

# Colours lie so strong on paper, the next strength where eight colours are used up.
STRENGTHS = (0.62, 0.34, 0.85)
# Starts of no minimum have this share of the ink.
LOST = {"diverges": 0.78, "falls": 0.6, "leaves": 0.92}
COLOURS = 8  # Minima take these colours in turn, as many as a race has.
LETTERS = 26  # Minima are named by the letters of the alphabet, and then by a letter and a number.
NAMED = 30  # So many minima get their letter on the map; the others are crosses alone.
# The scale of steps to arrive, which is logarithmic, is marked at these.
_TICKS = (0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000)


def basins_spec(found: Basins, *, theme: Theme, language: str = "en", steps: bool = False) -> Spec:
    """Every start of ``found`` in the colour of the minimum its run ended in.

    With ``steps``, in one hue by how many steps it took on a log scale; what ended in no
    minimum, or diverged, keeps its own colour. Minima are crosses with their letters.
    """
    below = _timed(found, theme, language) if steps else _labelled(found, theme, language)
    ground, layout = _ground(found, theme, language)
    lost = _lost(found, theme, language)
    return {"data": [*below, *lost, *ground, *_crosses(found, theme)], "layout": layout}


def letter(i: int) -> str:
    """The name of minimum i: A, B … Z, A1, B1 …; of a run that is in none, its mark."""
    if i in NO_MINIMUM:
        return MARKS[NO_MINIMUM[i]]
    if i == NOWHERE:
        return "…"
    row, place = divmod(i, LETTERS)
    return chr(ord("A") + place) + (str(row) if row else "")


def cell_colour(i: int, theme: Theme) -> str:
    """The colour of a start whose label is i, as "#rrggbb"."""
    if i == NOWHERE:
        return _mixed(theme.faint, theme.paper, 0.35)
    if i in NO_MINIMUM:
        return _mixed(theme.ink, theme.paper, LOST[NO_MINIMUM[i]])
    looks = race_looks(COLOURS, theme)
    strength = STRENGTHS[(i // COLOURS) % len(STRENGTHS)]
    return _mixed(looks[i % COLOURS].colour, theme.paper, strength)


def _mixed(colour: str, paper: str, share: float) -> str:
    pairs = [(int(colour[i : i + 2], 16), int(paper[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(a * share + b * (1 - share)):02x}" for a, b in pairs)


def _labelled(found: Basins, theme: Theme, language: str) -> list[Spec]:
    return [_cells("basins", found, found.label, np.unique(found.label), theme, language)]


def _timed(found: Basins, theme: Theme, language: str) -> list[Spec]:
    """The steps on a log scale, and below them the starts that have none."""
    lost = np.isnan(found.steps)
    spent = np.log10(1 + found.steps)
    most = float(np.nanmax(spent, initial=0.3)) if not lost.all() else 0.3
    ticks = [tick for tick in _TICKS if np.log10(1 + tick) <= most + 1e-9]
    timed = {
        **_heat("steps", found, spent, language),
        "colorscale": [[0, _mixed(theme.path, theme.paper, 0.04)], [1, theme.path]],
        "zmin": 0,
        "zmax": most,
        "showscale": True,
        "colorbar": {
            "thickness": 10,
            "outlinewidth": 0,
            "len": 0.9,
            "title": {"text": say("figure.steps", language), "side": "right"},
            "tickvals": [float(np.log10(1 + tick)) for tick in ticks],
            "ticktext": [str(tick) for tick in ticks],
            "tickfont": {"size": TICK_SIZE, "color": theme.faint},
        },
    }
    kinds = np.array(sorted([*NO_MINIMUM, NOWHERE]))
    rest = _cells("basins", found, np.where(lost, found.label, NOWHERE), kinds, theme, language)
    return [rest, timed]


def _cells(
    name: str, found: Basins, label: NDArray[np.int64], kinds: NDArray[np.int64], theme: Theme,
    language: str,
) -> Spec:  # fmt: skip
    """Cells coloured by their labels, of which ``kinds`` are all there are, ascending."""
    rank = np.searchsorted(kinds, label).astype(np.float64)
    edges = np.linspace(0, 1, len(kinds) + 1).tolist()
    scale = [
        [edge, cell_colour(int(kind), theme)]
        for i, kind in enumerate(kinds)
        for edge in edges[i : i + 2]
    ]
    return {
        **_heat(name, found, rank, language),
        "colorscale": scale,
        "zmin": -0.5,
        "zmax": len(kinds) - 0.5,
        "showscale": False,
    }


def _lost(found: Basins, theme: Theme, language: str) -> list[Spec]:
    """The starts that end in no minimum once more, kind by kind, for a pointer: they have neither
    a minimum nor steps to tell."""
    kinds = [kind for kind in (*NO_MINIMUM, NOWHERE) if kind in found.label]
    return [
        {
            **_heat(
                f"lost{kind}",
                found,
                np.where(found.label == kind, 0.0, np.nan),
                language,
                words=who(kind, language),
            ),
            "colorscale": [[edge, cell_colour(kind, theme)] for edge in (0, 1)],
            "showscale": False,
        }
        for kind in kinds
    ]


def who(kind: int, language: str) -> str:
    """What a run is said to do that ends in no minimum."""
    if kind in NO_MINIMUM:
        return say(f"verdict.{NO_MINIMUM[kind]}.word", language)
    return say("figure.basins.nowhere", language)


def _heat(name: str, found: Basins, z: Floats, language: str, words: str = "") -> Spec:
    across, up = _axis_names(found, language)
    told = words or say("figure.basins.hover", language, where="%{text}", steps="%{customdata}")
    return {
        "type": "heatmap",
        "name": name,
        "x": typed(found.x),
        "y": typed(found.y),
        "z": typed(z, "f4"),
        **({} if words else _ends(found)),
        "hovertemplate": f"{across} = %{{x}}<br>{up} = %{{y}}<br>{told}<extra></extra>",
        "zsmooth": False,
        "hoverongaps": False,
    }


def _ends(found: Basins) -> Spec:
    """The letter of the minimum that each run ends in, and its steps."""
    return {
        "customdata": typed(found.steps, "f4"),
        "text": [[letter(int(i)) for i in row] for row in found.label],
    }


def _axis_names(found: Basins, language: str) -> Sequence[str]:
    names = [name_of(name) for name in found.objective.parameter_names]
    return names if len(names) == 2 else [names[0], say("figure.rate", language)]


def _ground(found: Basins, theme: Theme, language: str) -> tuple[list[Spec], Spec]:
    """The rings as lines over the cells, and the axes; rates upward for one parameter."""
    across, up = _axis_names(found, language)
    if found.objective.dim == 1:
        ends = np.log10(found.y[[0, -1]]).tolist()
        layout = base(
            theme,
            xaxis=axis(theme, title=across, range=found.x[[0, -1]].tolist()),
            yaxis=axis(theme, type="log", range=ends, dtick=1),
            annotations=[corner(up, theme)],
        )
        return [], layout
    box = tuple((float(each[0]), float(each[-1])) for each in (found.x, found.y))
    spec = contour_spec(found.objective, theme=theme, language=language, box=box)
    rings = {
        key: value
        for key, value in spec["data"][0].items()
        if key not in ("customdata", "hovertemplate", "colorscale")
    }
    lines = {"contours": {**rings["contours"], "coloring": "none"}, "hoverinfo": "skip"}
    return [rings | lines | {"opacity": 0.45}], spec["layout"]


def _crosses(found: Basins, theme: Theme) -> list[Spec]:
    """The minima that starts end in, each with its letter; upright lines for one parameter."""
    used = [i for i in found.shares if i >= 0]
    points = found.minima[used]
    if found.objective.dim == 1:
        points = np.column_stack([points, np.full(len(points), found.y[-1])])
    return [
        {
            "type": "scatter",
            "name": "minima",
            "mode": "markers+text",
            "hoverinfo": "skip",
            "cliponaxis": False,
            "x": typed(points[:, 0] if len(points) else []),
            "y": typed(points[:, 1] if len(points) else []),
            "text": [letter(i) if n < NAMED else "" for n, i in enumerate(used)],
            "textposition": "bottom right",
            "textfont": {"size": 15, "color": theme.ink, "shadow": shadow(theme)},
            "marker": {
                "symbol": "x-thin-open",
                "size": 9,
                "color": theme.ink,
                "line": {"width": 1.8, "color": theme.ink},
            },
        }
    ]
