"""How the runs of a comparison are told apart: a colour, a dash and a mark for each."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lrviz.figures.theme import MARKS, SYMBOLS, Theme

__all__ = ["Look", "plain_looks", "race_looks", "verdict_looks"]

DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")

# Okabe and Ito's palette, its yellow darkened on paper, with a mark for each.
_LANES: Mapping[str, Sequence[str]] = {
    "light": (
        "#0072b2", "#d55e00", "#009e73", "#b0578f", "#c58a00", "#22211f", "#3f9bd1", "#7a6a1c",
    ),
    "dark": (
        "#56b4e9", "#f0803c", "#2dbd93", "#e09cc4", "#f0b429", "#ece9e1", "#8f9bff", "#d8d36a",
    ),
}  # fmt: skip
_MARKS = (
    ("circle", "●"),
    ("square", "■"),
    ("diamond", "◆"),
    ("triangle-up", "▲"),
    ("cross", "✚"),
    ("x", "✖"),
    ("star", "★"),
    ("triangle-down", "▼"),
)


@dataclass(frozen=True, kw_only=True)
class Look:
    """A run's colour, its line's dash, its mark as plotly calls it and as a character."""

    colour: str
    dash: str
    symbol: str
    mark: str


def plain_looks(count: int, theme: Theme) -> tuple[Look, ...]:
    """All runs alike."""
    return (Look(colour=theme.path, dash="solid", symbol=_MARKS[0][0], mark=_MARKS[0][1]),) * count


def verdict_looks(verdicts: Sequence[str], theme: Theme) -> tuple[Look, ...]:
    """Each run in its verdict's colour and mark; runs of one verdict differ by their dash."""
    seen: Counter[str] = Counter()
    looks = []
    for verdict in verdicts:
        dash = DASHES[seen[verdict] % len(DASHES)]
        seen[verdict] += 1
        looks.append(
            Look(
                colour=theme.verdicts[verdict],
                dash=dash,
                symbol=SYMBOLS[verdict],
                mark=MARKS[verdict],
            )
        )
    return tuple(looks)


def race_looks(count: int, theme: Theme) -> tuple[Look, ...]:
    """A colour and a mark of its own for each of at most eight runs."""
    colours = _LANES[theme.name]
    return tuple(
        Look(colour=colours[i], dash="solid", symbol=_MARKS[i][0], mark=_MARKS[i][1])
        for i in range(count)
    )
