"""Colours and type of every picture, for light paper and for dark."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from lrviz.analysis.diagnosis import Verdict

__all__ = ["DARK", "FONT", "LIGHT", "MARKS", "NUMBERS", "SYMBOLS", "THEMES", "Theme"]

FONT = (
    "'Source Sans', 'Source Sans 3', 'PingFang SC', 'Hiragino Sans GB', 'Microsoft YaHei', "
    "'Noto Sans CJK SC', 'Segoe UI', 'Helvetica Neue', Arial, sans-serif"
)
NUMBERS = "'Source Code Pro', ui-monospace, Menlo, Consolas, 'Noto Sans Mono CJK SC', monospace"

# Each verdict's mark, as plotly calls it and as a character: never by colour alone.
SYMBOLS: Mapping[str, str] = {
    Verdict.CRAWLS: "triangle-right",
    Verdict.CONVERGES: "circle",
    Verdict.OSCILLATES: "diamond",
    Verdict.DIVERGES: "x",
    Verdict.STALLS: "square",
    Verdict.HOVERS: "hexagram",
    Verdict.HELD: "pentagon",
    Verdict.FALLS: "triangle-down",
    Verdict.LEAVES: "triangle-ne",
}
MARKS: Mapping[str, str] = {
    Verdict.CRAWLS: "►",
    Verdict.CONVERGES: "●",
    Verdict.OSCILLATES: "◆",
    Verdict.DIVERGES: "✖",
    Verdict.STALLS: "■",
    Verdict.HOVERS: "✶",
    Verdict.HELD: "⬟",
    Verdict.FALLS: "▼",
    Verdict.LEAVES: "◥",
}


@dataclass(frozen=True, kw_only=True)
class Theme:
    """What a picture is painted with; colours are "#rrggbb" unless noted.

    Attributes:
        name: "light" or "dark".
        paper: the page behind the picture, which is itself transparent.
        ink: text and marks.
        faint: ticks and quiet text.
        grid: grid lines and axes.
        ring: iso-lines of the loss.
        fill: one hue, (share of the scale, colour) from the lowest loss to the highest.
        path: the run itself, the one saturated colour on the map.
        future: the steps still to come.
        minimum: the crosses at known minima.
        verdicts: the colour of each verdict (Okabe and Ito's palette).
        shade: how opaque a regime's band is, 0 to 1.
    """

    name: str
    paper: str
    ink: str
    faint: str
    grid: str
    ring: str
    fill: tuple[tuple[float, str], ...]
    path: str
    future: str
    minimum: str
    verdicts: Mapping[str, str] = field(repr=False)
    shade: float

    def band(self, verdict: str) -> str:
        """A verdict's colour, thin enough to write on, as "rgba(...)"."""
        return translucent(self.verdicts[verdict], self.shade)

    def scale(self) -> list[list[float | str]]:
        """``fill`` as a plotly colour scale."""
        return [[share, colour] for share, colour in self.fill]

    def between(self, share: float) -> str:
        """The colour at a share of ``fill``, as plotly's colour scale gives it."""
        stops = [stop for stop, _ in self.fill]
        parts = np.array([[int(c[j : j + 2], 16) for j in (1, 3, 5)] for _, c in self.fill])
        rgb = [round(float(np.interp(share, stops, part))) for part in parts.T]
        return "#" + "".join(f"{part:02x}" for part in rgb)


def translucent(colour: str, alpha: float) -> str:
    """ "#rrggbb" with an opacity, as "rgba(r,g,b,a)"."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{alpha:g})"


LIGHT = Theme(
    name="light",
    paper="#fbfaf7",
    ink="#22211f",
    faint="#6b675f",
    grid="#e4e0d6",
    ring="#9fb1bd",
    fill=((0.0, "#cddce5"), (0.35, "#dfe8ec"), (0.7, "#ecf0f0"), (1.0, "#f6f6f3")),
    path="#c2185b",
    future="#cf86a4",
    minimum="#22211f",
    verdicts={
        Verdict.CRAWLS: "#0072b2",
        Verdict.CONVERGES: "#009e73",
        Verdict.OSCILLATES: "#e69f00",
        Verdict.DIVERGES: "#d55e00",
        Verdict.STALLS: "#7a766d",
        Verdict.HOVERS: "#cc79a7",
        Verdict.HELD: "#d6c91f",
        Verdict.FALLS: "#56b4e9",
        Verdict.LEAVES: "#000000",
    },
    shade=0.13,
)

DARK = Theme(
    name="dark",
    paper="#1b1a18",
    ink="#ece9e1",
    faint="#a39e93",
    grid="#37352f",
    ring="#566876",
    fill=((0.0, "#304250"), (0.35, "#2a3740"), (0.7, "#252c31"), (1.0, "#201f1e")),
    path="#ff6fa8",
    future="#a65c7c",
    minimum="#ece9e1",
    verdicts={
        Verdict.CRAWLS: "#56b4e9",
        Verdict.CONVERGES: "#2dbd93",
        Verdict.OSCILLATES: "#f0b429",
        Verdict.DIVERGES: "#f0803c",
        Verdict.STALLS: "#9a958a",
        Verdict.HOVERS: "#e09cc4",
        Verdict.HELD: "#f0e442",
        Verdict.FALLS: "#3387c4",
        Verdict.LEAVES: "#ffffff",
    },
    shade=0.22,
)

THEMES: Mapping[str, Theme] = {theme.name: theme for theme in (LIGHT, DARK)}
