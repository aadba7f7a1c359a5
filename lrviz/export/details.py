"""One part of a page as a picture of its own: a curve or a table, as large as the slide."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from html.parser import HTMLParser
from types import MappingProxyType

from lrviz.analysis.derivatives import gradients_at
from lrviz.export.compared_slides import gaps_panels
from lrviz.export.errors import ExportError
from lrviz.export.panels import errors_panel, loss_panel
from lrviz.export.reels import place_of, reels_of
from lrviz.export.snapshot import Snapshot
from lrviz.export.sweep_panel import sweep_panel
from lrviz.figures.slide import SlidePanel
from lrviz.figures.table import table_marks
from lrviz.figures.theme import Theme
from lrviz.film.gradient.ways import table as ways_table
from lrviz.text import say
from lrviz.text.numbers import number

__all__ = ["detail_panels", "details_of"]

Place = tuple[float, float, float, float]
Panels = Callable[[Snapshot, int, Place, Theme], Sequence[SlidePanel]]

ZOOM = 1.5  # Letters and lines of a curve are so many times those of a page's picture.


def details_of(page: Snapshot) -> tuple[str, ...]:
    """The parts of a page as it stands that are pictures of their own."""
    known = tuple(_DETAILS[page.page])
    tab = page.values.get("tab")
    if page.page == "compare" and tab in ("basins", "momentum"):
        return ("table",) if tab == "basins" else ()
    return known


def detail_panels(
    page: Snapshot, what: str, step: int, room: Place, theme: Theme
) -> Sequence[SlidePanel]:
    """The part ``what`` in ``room`` (x, y, width, height).

    Raises:
        ExportError: the page has no such part.
    """
    known = details_of(page)
    if what not in known:
        raise ExportError("no_part", given=what, allowed=", ".join(("page", *known)))
    x, y, width, height = room
    if what == "table":
        return _DETAILS[page.page][what](page, step, room, theme)
    small = (0.0, 0.0, width / ZOOM, height / ZOOM)
    made = _DETAILS[page.page][what](page, step, small, theme)
    return [
        replace(each, x=x, y=y, width=width, height=height, view=f"0 0 {small[2]:g} {small[3]:g}")
        for each in made
    ]


def _loss(page: Snapshot, step: int, room: Place, theme: Theme) -> Sequence[SlidePanel]:
    log = page.values.get("log_loss", page.config.log_loss)
    return [loss_panel(page.run, page.diagnosis, step, room, theme, page.language, log=log)]


def _sweep(page: Snapshot, _step: int, room: Place, theme: Theme) -> Sequence[SlidePanel]:
    film = page.film
    return [sweep_panel(film.sweep, film.diagnoses, room, theme, page.language, page.lr)]


def _errors(page: Snapshot, _step: int, room: Place, theme: Theme) -> Sequence[SlidePanel]:
    return [errors_panel(page, room, theme)]


def _compared(page: Snapshot, _step: int, room: Place, theme: Theme) -> Sequence[SlidePanel]:
    words = 1 if page.values["tab"] == "basins" else 2
    return _drawn(reels_of(page).below, room, theme, words)


def _ways(page: Snapshot, _step: int, room: Place, theme: Theme) -> Sequence[SlidePanel]:
    at = place_of(page)
    return _drawn(ways_table(at, gradients_at(at.objective, at.w)), room, theme, words=1)


def _model(page: Snapshot, step: int, room: Place, theme: Theme) -> Sequence[SlidePanel]:
    """Each parameter: at the start, at the step, at the solution, and per unit of its feature."""
    task, w, language = page.task, page.run.w, page.language
    names = [*task.features, "b"]
    columns = {"parameter": names, "start": w[0], "now": w[step]}
    if task.best is not None:
        columns["solution"] = task.best
    if task.scale is not None:
        columns["original"] = task.original(w[step])
    heads = [say(f"export.table.{name}", language, step=step) for name in columns]
    rows = [
        [name, *(number(float(values[i])) for values in [*columns.values()][1:])]
        for i, name in enumerate(names)
    ]
    return [_table(heads, rows, room, theme, words=1)]


class _Cells(HTMLParser):
    """The texts of the cells of a table's rows."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.within = False

    def handle_starttag(self, tag: str, _attrs: object) -> None:
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")
            self.within = True

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self.within = False

    def handle_data(self, data: str) -> None:
        if self.within:
            self.rows[-1][-1] += data


def _drawn(markup: str, room: Place, theme: Theme, words: int) -> Sequence[SlidePanel]:
    """The table that a page has, drawn."""
    cells = _Cells()
    cells.feed(markup)
    heads, *rows = cells.rows
    return [_table(heads, rows, room, theme, words)]


def _table(
    heads: Sequence[str], rows: Sequence[Sequence[str]], room: Place, theme: Theme, words: int
) -> SlidePanel:
    x, y, width, height = room
    marks, high = table_marks(heads, rows, (0, 0, width, height), theme, words=words)
    return SlidePanel(x=x, y=y, width=width, height=high, ground=marks)


_DETAILS: Mapping[str, Mapping[str, Panels]] = MappingProxyType(
    {
        "descent": {"loss": _loss, "sweep": _sweep},
        "compare": {"loss": gaps_panels, "table": _compared},
        "regression": {"loss": _loss, "sweep": _sweep, "table": _model},
        "gradient": {"errors": _errors, "table": _ways},
        "network": {"loss": _loss},
    }
)
