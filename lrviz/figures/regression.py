"""The data of a regression, before any model is drawn on them: axes, points, what stands still."""

from dataclasses import dataclass

import numpy as np

from lrviz.figures.encode import Spec, typed
from lrviz.figures.layout import CURVE_MARGIN, TICKS, axis, base, corner, text_of
from lrviz.figures.theme import Theme, translucent
from lrviz.objectives.design_matrix import Floats
from lrviz.regression.task import Rows, Task
from lrviz.text import say

__all__ = ["MOST_POINTS", "PICTURES", "DataPicture", "data_picture", "data_spec"]

MOST_POINTS = 1500  # So many points of each kind are drawn, evenly taken of more rows.
_PAD = 0.07  # An axis has this share of itself free on both sides.
# Zero, which a model predicts at its start, widens an axis up to so many spans of the data.
_FAR = 1.5
_PLAIN = (1e-3, 1e5)  # Numbers between these are written without a power of ten.
_POWER = 4.5  # A power of ten, ×10⁹, is about as wide as so many digits.
_DIGIT = 6.8  # Pixels of a tick's digit.
_APART = 14  # Pixels beside a tick's number.
_ACROSS = 270  # The numbers of an axis across have so many pixels, on a phone.
Range = tuple[float, float]
# By what is predicted and the number of features; more features have `ŷ` against `y` alone.
PICTURES = {
    ("linear", 1): "line",
    ("linear", 2): "plane",
    ("logistic", 1): "curve",
    ("logistic", 2): "groups",
}


@dataclass(frozen=True, kw_only=True, eq=False)
class DataPicture:
    """What of a task is drawn, and how.

    Attributes:
        kind: "line" (y on one feature), "plane" (y over two features, in a box seen from the
            side), "curve" (a label on one feature), "groups" (labels over two features) or
            "fit" (ŷ against y, for any number of features).
        fit: the rows fitted that are drawn.
        held: the rows kept back that are drawn.
        x_range, y_range: of the axes; of "plane" those of "fit", its other picture.
        box: the ranges of both features and of the target, for "plane"; else none.
    """

    kind: str
    fit: Rows
    held: Rows
    x_range: Range
    y_range: Range
    box: tuple[Range, ...] = ()

    @property
    def flat(self) -> str:
        """The kind of the picture on two axes: of a plane, ŷ against y."""
        return "fit" if self.kind == "plane" else self.kind


def data_picture(task: Task) -> DataPicture:
    """The picture that fits the model and the number of features.

    >>> from lrviz.regression.task import task
    >>> data_picture(task([[0.0], [1.0]], [0.0, 2.0])).kind
    'line'
    """
    kind = PICTURES.get((task.model, len(task.features)), "fit")
    fit, held = _some(task.fit), _some(task.held)
    X, y = np.vstack([fit.X, held.X]), np.concatenate([fit.y, held.y])
    if kind == "groups":
        return DataPicture(
            kind=kind, fit=fit, held=held, x_range=_padded(X[:, 0]), y_range=_padded(X[:, 1])
        )
    upright = _padded(y) if kind == "curve" else _padded(_with_start(y))
    across = _padded(X[:, 0]) if kind in ("line", "curve") else _padded(y)
    box = (_padded(X[:, 0]), _padded(X[:, 1]), upright) if kind == "plane" else ()
    return DataPicture(kind=kind, fit=fit, held=held, x_range=across, y_range=upright, box=box)


def data_spec(task: Task, picture: DataPicture, *, theme: Theme, language: str) -> Spec:
    """Axes and points as a plotly spec; the model is drawn above it.

    Where predictions move, in "fit", there are no points but the line ŷ = y. So it is for
    "plane", whose box plotly does not draw: this is the picture it can be changed for.
    """
    x_name, y_name = _axis_names(task, picture, language)
    across, upright = (_width(each) + _APART for each in (picture.x_range, picture.y_range))
    fit = max(2, min(TICKS, int(_ACROSS / across)))
    layout = base(
        theme,
        margin={**CURVE_MARGIN, "l": max(CURVE_MARGIN["l"], round(upright))},
        xaxis=axis(theme, title=x_name, range=list(picture.x_range), nticks=fit, tickangle=0),
        yaxis=axis(theme, range=list(picture.y_range), grid=picture.kind == "line"),
        annotations=[corner(y_name, theme), *_legend(picture, theme, language)],
    )
    return {"data": _traces(picture, theme), "layout": layout}


def _width(span: Range) -> float:
    """Pixels of the longest number of an axis: far from zero it takes many digits to tell one
    tick from the next."""
    size = max(map(abs, span))
    step = 2 * (span[1] - span[0]) / TICKS  # one of 1, 2, 5 and 10 is chosen: 10 from above 5
    whole, fine = (int(np.floor(np.log10(each))) for each in (size, step))
    digits = whole - fine + 1 + _POWER
    if _PLAIN[0] <= size < _PLAIN[1]:
        digits = max(whole, 0) + 1 - min(fine, 0)
    return _DIGIT * (digits + (fine < whole) / 2 + (span[0] < 0))


def _legend(picture: DataPicture, theme: Theme, language: str) -> list[Spec]:
    """What the marks mean, where there is more than one."""
    said = [say("regression.picture.groups", language)] if picture.kind == "groups" else []
    if len(picture.held):
        said.append(say("regression.picture.held", language))
    return [corner("   ".join(said), theme, right=True, quiet=True)] if said else []


def _traces(picture: DataPicture, theme: Theme) -> list[Spec]:
    if picture.flat == "fit":
        low = max(picture.x_range[0], picture.y_range[0])
        high = min(picture.x_range[1], picture.y_range[1])
        line = {"color": theme.faint, "width": 1.2, "dash": "dot"}
        return [_trace("perfect", [low, high], [low, high], mode="lines", line=line)]
    return [
        _points(name, rows, picture.kind, theme)
        for name, rows in (("fit", picture.fit), ("held", picture.held))
        if len(rows)
    ]


def _points(name: str, rows: Rows, kind: str, theme: Theme) -> Spec:
    """The rows fitted as dots, those kept back as open ones; groups by their mark."""
    upright = rows.X[:, 1] if kind == "groups" else rows.y
    ink = translucent(theme.ink, 0.75 if len(rows) <= 300 else 0.45)
    size = 7 if len(rows) <= 300 else 4
    marker: Spec = {"size": size, "color": ink, "line": {"width": 0}}
    opened = name == "held"
    if kind == "groups":
        marks = ("circle", "x")
        marker["symbol"] = [marks[int(label)] + "-open" * opened for label in rows.y]
        marker["line"] = {"width": 1.4 if opened else 0}
    elif opened:
        marker |= {"symbol": "circle-open", "line": {"width": 1.4}}
    return _trace(name, rows.X[:, 0], upright, mode="markers", marker=marker)


def _trace(name: str, x: object, y: object, **more: object) -> Spec:
    return {
        "type": "scatter",
        "name": name,
        "x": typed(np.asarray(x)),
        "y": typed(np.asarray(y)),
        "hoverinfo": "skip",
        **more,
    }


def _axis_names(task: Task, picture: DataPicture, language: str) -> tuple[str, str]:
    """Across and upright, in words that plotly takes for text alone."""
    features, target = [text_of(name) for name in task.features], text_of(task.target)
    if picture.kind == "groups":
        return features[0], features[1]
    if picture.flat == "fit":
        key = "probability" if task.model == "logistic" else "prediction"
        return target, say(f"regression.picture.{key}", language, target=target)
    return features[0], target


def _some(rows: Rows) -> Rows:
    if len(rows) <= MOST_POINTS:
        return rows
    keep = np.linspace(0, len(rows) - 1, MOST_POINTS).round().astype(int)
    return Rows(number=rows.number[keep], known=rows.known[keep], X=rows.X[keep], y=rows.y[keep])


def _with_start(y: Floats) -> Floats:
    """The target and 0, which a model predicts at its start, where 0 is not far away."""
    span = float(np.ptp(y)) or abs(float(y[0])) or 1.0
    near = y.min() - _FAR * span <= 0 <= y.max() + _FAR * span
    return np.append(y, 0.0) if near else y


def _padded(values: Floats) -> tuple[float, float]:
    low, high = float(values.min()), float(values.max())
    pad = _PAD * (high - low) or abs(high) / 2 or 1.0
    return low - pad, high + pad
